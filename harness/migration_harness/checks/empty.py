"""Going all the way down leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.differences import Words, object_by_object
from migration_harness.hints import faults, restore

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference
    from migration_harness.walk import Base


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
    write = partial(_hint, base)
    for found in object_by_object(faults(left), _WORDS, write):
        maker = base.made_by.get(found.object)
        yield replace(found, evidence=(*found.evidence, f"  made by {maker}")) if maker else found


_WORDS = Words(
    left="After going all the way down {it} is still there.",
    lost="Going all the way down removes {it} that was there before the first revision.",
    other="After going all the way down {it} is not as it was before the first revision.",
    renamed="After going all the way down {it} has another name than before the first revision.",
)


def _hint(base: Base, left: Difference) -> str:
    """What to type, revision by revision, the last one first: what is made later has to go earlier."""
    by_maker: dict[str, list[Change]] = {name: [] for name in (*reversed(list(base.made_by.values())), "")}
    for change in left.changes:
        by_maker[base.made_by.get(change.object.label, "")].append(change)
    hints = []
    for name, changes in by_maker.items():
        at = f"at the end of downgrade() of {name or 'the revision that made it'}"
        hints.append(restore(replace(left, changes=tuple(changes)), base.backend, at=at))
    return "\n".join(filter(None, hints))


CHECKS = (Check(name="empty", asked_of="base", judge=judge),)
