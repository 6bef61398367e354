"""Going all the way down leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.hints import restore

if TYPE_CHECKING:
    from migration_harness.backend import Backend
    from migration_harness.schema import Difference


def judge(case: Case) -> Iterator[Finding]:
    """What is left at base, and a downgrade that fails only on the way down from head."""
    base = case.base
    if base.blocked:
        raise NotVerified(base.blocked)
    if base.failed is not None and base.failed.failure is not None:
        name = case.chain.by_id[base.failed.revision].name
        yield Finding(
            message=f"On the way down from head the downgrade of {name} fails; right after its upgrade it works.",
            object=name,
            evidence=tuple(base.failed.failure.lines()),
        )
        return
    if len(base.skipped) == len(case.chain.revisions):
        raise NotVerified("no revision comes down")
    left = base.left - base.empty
    left = replace(left, changes=tuple(item for item in left.changes if item.object.label not in base.not_undone))
    if left:
        makers = {change.object.label: base.made_by.get(change.object.label, "") for change in left.changes}
        told = [f"{label} was made by {name}" for label, name in makers.items() if name]
        yield Finding(
            message="After going all the way down the database is not empty.",
            object=", ".join(makers),
            evidence=[*left.lines(), *told],
            hint="\n".join(_hints(left, makers, base.backend)),
        )


def _hints(left: Difference, makers: Mapping[str, str], backend: Backend) -> Iterator[str]:
    """What to type, revision by revision, the last one first: what is made later has to go earlier."""
    for name in dict.fromkeys(reversed([*makers.values()])):
        changes = tuple(change for change in left.changes if makers[change.object.label] == name)
        at = f"at the end of downgrade() of {name or 'the revision that made it'}"
        if hint := restore(replace(left, changes=changes), backend, at=at):
            yield hint


CHECKS = (Check(name="empty", asked_of="base", judge=judge),)
