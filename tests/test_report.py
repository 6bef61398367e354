"""The report in each of its forms, over plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from migration_harness.backend import find
from migration_harness.chain import Chain, Revision
from migration_harness.check import Finding, Section
from migration_harness.errors import ConfigError
from migration_harness.process import Step
from migration_harness.report.forms import check_path, write
from migration_harness.report.report import Answer, Report, told_of_chain, told_of_passage
from migration_harness.walk import Passage

FOUND = Finding(
    check="drift", database="sqlite", message="It is <not> so.", object="table t", evidence=("+ table t",), hint="x: y"
)
KNOWN = replace(FOUND, object="table u", evidence=("+ table u",), waived="an old sin")
LEFT = Section(findings=(FOUND,), hint=FOUND.hint)
WAIVED = Section(findings=(KNOWN,), hint=KNOWN.hint)
REPORT = Report(
    answers=[
        Answer(check="upgrade", database="sqlite", revision="0001_a", state="passed", passage={"revision": "0001"}),
        Answer(
            check="downgrade", database="sqlite", revision="0001_a", state="not verified", reason="its upgrade fails"
        ),
        Answer(check="drift", database="sqlite", revision="", state="failed", sections=(LEFT, WAIVED)),
        Answer(check="empty", database="sqlite", revision="", state="waived", reason="an old sin", sections=(WAIVED,)),
    ],
    chains=[{"heads": ["0001"], "revisions": []}],
    runs=[{"database": "sqlite", "server_version": "3", "source": "files", "started": "", "seconds": 1.0}],
)


def test_json_is_the_contract(tmp_path: Path) -> None:
    """Others' tools read these names."""
    write(REPORT, str(tmp_path / "new folder" / "r.json"))

    told = json.loads((tmp_path / "new folder" / "r.json").read_text())
    assert told["version"] == 1
    assert told["chain"]["heads"] == ["0001"]
    assert told["runs"][0]["passages"] == [{"revision": "0001"}]
    assert [finding["waived"] for finding in told["findings"]] == [None, "an old sin", "an old sin"]
    assert [*told["findings"][0]] == "check database revision object message evidence hint waived".split()
    assert told["not_verified"] == [
        {"check": "downgrade", "database": "sqlite", "revision": "0001_a", "reason": "its upgrade fails"}
    ]


def _keys(told: object) -> Iterator[str]:
    """Those of a JSON text, at any depth."""
    for key, value in told.items() if isinstance(told, dict) else ():
        yield key
        yield from _keys(value)
    for item in told if isinstance(told, list) else ():
        yield from _keys(item)


def test_every_key_of_the_json_form_is_explained(tmp_path: Path) -> None:
    """docs/report.md is what the author of a tool reads."""
    revision = Revision(id="0001", path=tmp_path / "0001_a.py")
    chain = Chain(root=tmp_path, folder=tmp_path, locations=(), settings={}, revisions=(revision,), heads=("0001",))
    steps = {name: Step(revision="0001", up=name != "down") for name in ("up", "down", "again")}
    passage = told_of_passage(Passage(revision=revision, backend=find("sqlite"), **steps))  # type: ignore[arg-type]
    answer = Answer(check="upgrade", database="sqlite", revision="0001_a", state="passed", passage=passage)
    run = {**REPORT.runs[0], "error": "it went away"}
    report = Report(answers=[*REPORT.answers, answer], chains=[told_of_chain(chain)], runs=[run])

    page = (Path(__file__).parent.parent / "docs" / "report.md").read_text()

    assert [] == [key for key in _keys(report.json()) if f"`{key}`" not in page]


def test_an_answer_survives_json() -> None:
    """The workers of pytest-xdist send their answers so."""
    answer = REPORT.answers[2]

    assert Answer.from_told(json.loads(json.dumps(answer.told()))) == answer


def test_html_shows_every_state_and_escapes(tmp_path: Path) -> None:
    """A page of its own, whatever stands in a message."""
    write(REPORT, str(tmp_path / "r.html"))

    page = (tmp_path / "r.html").read_text()
    assert "It is &lt;not&gt; so." in page
    assert "title='failed'" in page
    assert "title='waived'" in page
    assert page.count("<p>an old sin</p>") == 2
    assert "its upgrade fails" in page
    assert "<script" not in page


def test_html_hides_no_failure(tmp_path: Path) -> None:
    """Findings come before the long table; of two chains whose revisions have one name it shows the worse."""
    failed = Answer(check="upgrade", database="sqlite", revision="0001_a", state="failed", sections=(LEFT,))
    write(replace(REPORT, answers=[failed, *REPORT.answers]), str(tmp_path / "r.html"))

    page = (tmp_path / "r.html").read_text()
    assert "<td class='mark failed' title='failed'><a href='#a0'>" in page
    assert "title='passed'" not in page
    assert page.index("<h2>Findings") < page.index("<h2>Revisions")


def test_markdown_counts_by_database(tmp_path: Path) -> None:
    """One line for each database, then the findings that are not waived."""
    write(REPORT, str(tmp_path / "r.md"))

    text = (tmp_path / "r.md").read_text()
    assert "| sqlite | 3 | files | 1 | 2 | 1 |" in text
    assert text.count("It is <not> so.") == 1
    assert "  waived: 1 more\n" in text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("r.html", "<h1>Migrations: 1 failed, 1 passed, 1 database with an error</h1>"),
        ("r.html", "class='mark error' title='not run'"),
        ("r.html", "no driver | none</tr>"),
        ("r.md", "| oracle | 23 | **no driver \\| none** | | | |"),
        ("r.json", '"error": "no driver | none"'),
        ("github", "::error title=oracle::no driver | none\n"),
    ],
)
def test_a_database_that_was_not_there_is_told(tmp_path: Path, path: str, told: str) -> None:
    """In each form: without findings it must not look like one that passed."""
    oracle = {**REPORT.runs[0], "database": "oracle", "server_version": "23", "error": "no driver | none"}
    chains = [{"folder": "migrations", "heads": ["0001"], "revisions": []}]
    report = replace(REPORT, chains=chains, runs=[*REPORT.runs, oracle])

    printed = write(report, path if path == "github" else str(tmp_path / path))

    assert told in (printed or (tmp_path / path).read_text())


def test_a_long_hint_is_whole_in_html_only(tmp_path: Path) -> None:
    """Who has 200 differences scrolls in a page, not in a terminal or a pull request."""
    long = replace(LEFT, hint="\n".join(f"step {number}" for number in range(1, 201)))
    report = replace(REPORT, answers=[replace(REPORT.answers[2], sections=(long,))])

    for suffix in ("md", "html"):
        write(report, str(tmp_path / f"r.{suffix}"))

    assert "step 200" in (tmp_path / "r.html").read_text()
    assert "        step 80\n        # ... and 120 lines more: --migration-report" in (tmp_path / "r.md").read_text()


def test_github_gets_annotations_and_a_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the file of the revision, or at env.py; a message keeps its colons, a title must not have any."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_WORKSPACE", "/repository")
    folder = "/repository/shop/migrations"
    revision = {"revision": "0001", "name": "0001_a", "path": f"{folder}/versions/0001_a.py"}
    of_a_revision = Answer(
        check="no-views", database="postgres:17", revision="0001_a", state="failed", sections=(LEFT,)
    )
    report = replace(
        REPORT,
        answers=[*REPORT.answers, of_a_revision],
        chains=[{"folder": folder, "heads": ["0001"], "revisions": [revision]}],
    )

    at_env, at_revision = write(report, "github").splitlines()

    message = "  It is <not> so.%0A    + table t%0A  hint: x: y"
    assert at_env == f"::error file=shop/migrations/env.py,title=drift [sqlite]::{message}%0A  waived: 1 more"
    file = "shop/migrations/versions/0001_a.py"
    assert at_revision == f"::error file={file},title=no-views 0001_a [postgres%3A17]::{message}"
    assert "| sqlite |" in (tmp_path / "summary.md").read_text()


def test_an_unknown_form_is_told_with_the_choices() -> None:
    """Before anything is started."""
    with pytest.raises(ConfigError, match=r"choose from \.html, \.json, \.md, or github"):
        check_path("r.pdf")
