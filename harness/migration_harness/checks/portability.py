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
    """One finding for each kind of problem; upgrade() and downgrade() often have the same."""
    groups: dict[str, list[Trouble]] = {}
    for trouble in troubles:
        groups.setdefault(trouble.problem.message, []).append(trouble)
    for message, group in groups.items():
        first = group[0]
        yield Finding(
            database=target.label,
            message=message,
            object=", ".join(dict.fromkeys(filter(None, map(_object, group)))),
            evidence=tuple(_evidence(group)),
            hint=first.problem.portable,
        )


def _evidence(group: list[Trouble]) -> Iterator[str]:
    first = group[0]
    yield f"in {'upgrade' if first.up else 'downgrade'}():"
    yield from (f"  {line.strip()}" for line in first.statement.strip().splitlines()[:12])
    if len(group) > 1:
        yield f"and {len(group) - 1} more"


_MADE = re.compile(
    r"^\s*(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+)?(TABLE|INDEX|VIEW|SEQUENCE|TYPE|TRIGGER)\s+"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.\"`\[\]$]+)",
    re.IGNORECASE,
)


def _object(trouble: Trouble) -> str:
    match = _MADE.match(trouble.statement)
    return f"{match[1].lower()} {_QUOTES.sub('', match[2])}" if match else ""


_QUOTES = re.compile(r"[^\w.$]")


CHECKS = (Check(name="portability", asked_of="revision", needs="nothing", judge=judge),)
