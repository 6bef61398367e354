"""Every product takes what the revision writes for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding, NotVerified

if TYPE_CHECKING:
    from migration_harness.compiled import Target
    from migration_harness.portability.revisions import Trouble


def judge(case: Case) -> Iterator[Finding]:
    """SQL that a product refuses or changes, found without starting it."""
    assert case.revision is not None
    assert case.compiled is not None
    if not case.targets:
        raise NotVerified(f"nothing is known here of the SQL of {case.backend.title}")
    judged = [(target, case.compiled.judged(target, case.revision.id)) for target in case.targets]
    findings = [finding for target, known in judged for finding in _findings(target, known.troubles)]
    yield from findings
    if not findings and (reasons := {known.reason: target.label for target, known in judged if known.reason}):
        raise NotVerified("; ".join(f"{label}: {reason}" for reason, label in reasons.items()))


def _findings(target: Target, troubles: tuple[Trouble, ...]) -> Iterator[Finding]:
    """One finding for each kind of problem with an object; upgrade() and downgrade() often have the same."""
    groups: dict[tuple[str, str], list[Trouble]] = {}
    for trouble in troubles:
        groups.setdefault((trouble.problem.message, _object(trouble)), []).append(trouble)
    for (message, label), group in groups.items():
        yield Finding(
            database=target.label,
            message=message,
            object=label,
            evidence=tuple(_evidence(group)),
            hint=group[0].problem.portable,
        )


def _evidence(group: list[Trouble]) -> Iterator[str]:
    lines = [line.strip() for line in group[0].statement.strip().splitlines()]
    place = f"in {'upgrade' if group[0].up else 'downgrade'}()"
    yield f"{place}: {lines.pop(0)}" if lines else place
    yield from (f"  {line}" for line in _told_of(group[0].problem.message, lines)[:_MOST_LINES])
    if len(group) > 1:
        yield f"and {len(group) - 1} more"


_MOST_LINES = 12


def _told_of(message: str, lines: list[str]) -> list[str]:
    """The lines of a statement that have a word of the message, or all."""
    words = set(_WORD.findall(message.lower()))
    return [line for line in lines if words.intersection(_WORD.findall(line.lower()))] or lines


_WORD = re.compile(r"\w+")
_MADE = re.compile(
    r"^\s*(?:(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+)?(TABLE|INDEX|VIEW|SEQUENCE|TYPE|TRIGGER)\s+"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?|INSERT\s+INTO\s+|UPDATE\s+|DELETE\s+FROM\s+)([\w.\"`\[\]$]+)",
    re.IGNORECASE,
)


def _object(trouble: Trouble) -> str:
    match = _MADE.match(trouble.statement)
    return f"{(match[1] or 'table').lower()} {_QUOTES.sub('', match[2])}" if match else ""


_QUOTES = re.compile(r"[^\w.$]")


CHECKS = (Check(name="portability", asked_of="revision", needs="nothing", judge=judge),)
