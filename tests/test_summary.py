"""What a run says at its end, over plain values."""

from __future__ import annotations

from dataclasses import replace

from migration_harness.check import Finding, Section
from migration_harness.report.report import Answer
from migration_harness.report.summary import next_steps, reasons, totals

NAMES = [f"{number:04}_a" for number in range(12)]
IDS = {name: name.partition("_")[0] for name in NAMES}
PASSED = Answer(check="upgrade", database="sqlite", revision="0000_a", state="passed")
LEFT = Finding(check="round-trip", database="sqlite", message="It is left.")
WAIVED = replace(LEFT, waived="an old sin")


def failed(check: str, revision: str, *findings: Finding) -> Answer:
    found = findings or (replace(LEFT, check=check),)
    sections = tuple(Section(findings=(finding,), hint="") for finding in found)
    return Answer(check=check, database="sqlite", revision=revision, state="failed", sections=sections)


def unknown(reason: str) -> Answer:
    return replace(PASSED, check="portability", state="not verified", reason=reason)


def test_a_run_in_which_all_has_passed_says_nothing() -> None:
    """pytest's own line is enough."""
    assert [] == [*totals([PASSED]), *reasons([PASSED]), *next_steps([PASSED], IDS)]


def test_each_database_has_its_totals() -> None:
    """By check, with the number of revisions; what is waived and what is open apart."""
    answers = [
        failed("round-trip", "0001_a", LEFT, LEFT),
        failed("round-trip", "0002_a", LEFT, WAIVED),
        failed("drift", ""),
        unknown("no reason"),
        PASSED,
        replace(PASSED, database="mysql:9"),
        replace(unknown("no reason"), database="mysql:9"),
    ]

    assert [
        "sqlite: 4 findings (round-trip 3 at 2 revisions, drift 1), 1 waived, 1 not verified; 1 passed",
        "mysql:9: nothing found, 1 not verified; 1 passed",
    ] == list(totals(answers))


def test_reasons_that_differ_in_the_place_only_are_one() -> None:
    """Also where a revision has two of them, or each product that is judged says so."""
    answers = [
        unknown("sqlite: it reads at versions/0001_a.py:7"),
        unknown("sqlite: it reads at versions/0002_a.py:9; it reads at versions/0002_a.py:11"),
        unknown("its upgrade fails"),
    ]

    assert ["3 not verified:", "    2  it reads", "    1  its upgrade fails"] == list(reasons(answers))


def test_a_long_list_of_reasons_ends() -> None:
    """And a long reason."""
    told = list(reasons([unknown(f"{number} " + "x" * 300) for number in range(12)]))

    assert 12 == len(told)
    assert "       and 2 more reasons: pytest -rs shows them" == told[-1]
    assert told[1].endswith("xx ...")


def test_what_to_do_about_a_lot() -> None:
    """Only there."""
    answers = [failed("round-trip", name) for name in NAMES]

    (step,) = next_steps(answers, IDS)

    assert "--waive" in step
    assert [] == list(next_steps(answers[:9], IDS))


def test_a_chain_that_goes_up_only_is_told_how_to_say_so() -> None:
    """Where most of the revisions do not come down; the newest that does not is the limit, and its id is named."""
    up_only, old = [failed("downgrade", name) for name in NAMES], [failed("downgrade", name) for name in NAMES[:6]]
    rest = [failed("round-trip", name) for name in NAMES[6:]]

    assert 'minimum-downgrade = "heads"' in next(next_steps(up_only, IDS))
    assert 'minimum-downgrade = "0005"' in next(next_steps([*old, *rest], IDS))


def test_a_chain_of_which_some_do_not_come_down_is_not() -> None:
    """They are worth repairing."""
    few = [failed("downgrade", NAMES[0]), failed("downgrade", NAMES[11])]
    rest = [failed("round-trip", name) for name in NAMES]

    assert ["--waive" in step for step in next_steps([*few, *rest], IDS)] == [True]
