"""The report as one page: the findings, a table of revisions against databases, what could not be verified."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from migration_harness.check import lines_of
from migration_harness.report.report import told_of_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migration_harness.report.report import Answer, Report

_MARKS = {"passed": "✓", "failed": "✗", "waived": "w", "not verified": "?"}
_WORST_LAST = ("passed", "not verified", "waived", "failed")
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f37; --bad: #cf222e; --known: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --known: #d29922; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; }
thead th { background: var(--soft); } td.mark { text-align: center; font-weight: 600; }
th.name { font-weight: 400; font-family: ui-monospace, monospace; font-size: .85rem; white-space: nowrap; }
.passed { color: var(--good); } .failed, .failed a, .error { color: var(--bad); }
.waived, .waived a { color: var(--known); }
.not-verified { opacity: .55; }
pre, pre.failed { color: inherit; background: var(--soft); padding: .7rem 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
pre { border-left: 3px solid var(--bad); }
pre.waived { border-color: var(--known); color: inherit; }
.head { font-weight: 600; } .added { color: var(--good); } .gone { color: var(--bad); } .other { color: var(--known); }
"""


def as_html(report: Report) -> str:
    """The report for people: it needs no other file and no network."""
    counts, numbered = Counter(answer.state for answer in report.answers), list(enumerate(report.answers))
    waived = sum(len(answer.findings) for answer in report.answers) - len(report.failed)
    title = f"Migrations: {counts['failed']} failed, {counts['passed']} passed{_errors(len(report.in_error))}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{len(report.failed)} findings, {waived} more waived (w), {counts['not verified']} not verified (?).</p>",
        *_databases(report.json()["runs"]),
        *_grid("The chain", [answer for answer in numbered if not answer[1].revision], report.in_error),
        *_titled("Findings", _findings(report.answers)),
        *_grid("Revisions", [answer for answer in numbered if answer[1].revision], report.in_error),
        *_titled("Waived", _waived(report.answers)),
        *_not_verified(report.answers),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _errors(count: int) -> str:
    return f", {count} {'database' if count == 1 else 'databases'} with an error" if count else ""


def _databases(runs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "<h2>Databases</h2><div class=wide><table><thead><tr><th>database<th>server<th>source<th>seconds</tr></thead>"
    for run in runs:
        told = [run["database"], run["server_version"], run["source"], f"{run['seconds']:.1f}"]
        yield "<tr>" + "".join(f"<td>{escape(text)}" for text in told) + "</tr>"
        if "error" in run:
            yield f"<tr><td><td colspan=3 class=error>{escape(run['error'])}</tr>"
    yield "</table></div>"


def _grid(title: str, numbered: Sequence[tuple[int, Answer]], in_error: Mapping[str, str]) -> Iterator[str]:
    """Revisions down, databases and checks across; what is asked of the chain as a whole has one row.

    Of several chains whose revisions have one name the worst is shown.
    """
    if not numbered:
        return
    databases = list(dict.fromkeys([*(answer.database for _, answer in numbered), *in_error]))
    rows = list(dict.fromkeys(answer.revision for _, answer in numbered))
    checks = list(dict.fromkeys(answer.check for _, answer in numbered))
    states: dict[tuple[str, str, str], tuple[str, int]] = {}
    for number, answer in sorted(numbered, key=lambda item: _WORST_LAST.index(item[1].state)):
        states[answer.revision, answer.database, answer.check] = (answer.state, number)
    yield f"<h2>{title}</h2><div class=wide><table><thead>"
    yield "<tr><th>" + "".join(f"<th colspan={len(checks)}>{escape(name)}" for name in databases) + "</tr>"
    yield "<tr><th>" + "".join(f"<th>{escape(check)}" for _ in databases for check in checks) + "</tr></thead>"
    for row in rows:
        cells = (
            _cell(states.get((row, name, check)), missing="not run" if name in in_error else "")
            for name in databases
            for check in checks
        )
        yield f"<tr><th class=name>{escape(row or 'all revisions')}" + "".join(cells) + "</tr>"
    yield "</table></div>"


def _cell(found: tuple[str, int] | None, *, missing: str) -> str:
    if found is None:
        return f"<td class='mark error' title='{missing}'>–" if missing else "<td>"  # noqa: RUF001  a dash
    state, number = found
    mark = f"<a href='#a{number}'>{_MARKS[state]}</a>" if state in {"failed", "waived"} else _MARKS[state]
    return f"<td class='mark {state.replace(' ', '-')}' title='{state}'>{mark}"


def _findings(answers: Sequence[Answer]) -> Iterator[str]:
    for number, answer in enumerate(answers):
        sections = [section for section in answer.sections if section.waived is None]
        if sections:
            yield f"<div id=a{number}><pre class=failed>{_marked(lines_of(sections))}</pre></div>"


def _waived(answers: Sequence[Answer]) -> Iterator[str]:
    """Without hints, because it stays as it is; one that failed for something else has its place above."""
    for number, answer in enumerate(answers):
        sections = [replace(section, hint="") for section in answer.sections if section.waived is not None]
        anchor = f" id=a{number}" if sections and not answer.failed else ""
        for reason, group in groupby(sections, key=attrgetter("waived")):
            yield f"<div{anchor}><p>{escape(reason)}</p><pre class=waived>{_marked(lines_of(group))}</pre></div>"
            anchor = ""


_SIGNS = {"    + ": "added", "    - ": "gone", "    ~ ": "other"}


def _marked(lines: Iterable[str]) -> str:
    """The lines in the colours that they have in a terminal."""
    return "\n".join(map(_line, lines))


def _line(line: str) -> str:
    kind = _SIGNS.get(line[:6]) or ("" if line.startswith(" ") else "head")
    return f"<span class={kind}>{escape(line)}</span>" if kind and line else escape(line)


def _titled(title: str, parts: Iterable[str]) -> Iterator[str]:
    """The parts under a title, or nothing."""
    for index, part in enumerate(parts):
        yield part if index else f"<h2>{title}</h2>{part}"


def _not_verified(answers: Sequence[Answer]) -> Iterator[str]:
    reasons = Counter(answer.reason for answer in answers if answer.state == "not verified")
    unseen = told_of_unseen(answers)
    if reasons or unseen:
        yield "<h2>Not verified</h2><ul>"
        yield from (f"<li>{count} times: {escape(reason)}" for reason, count in reasons.most_common())
        yield from (f"<li>{escape(told)}" for told in unseen)
        yield "</ul>"
