"""Down restores what was before, and up again makes what up made the first time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.hints import restore

if TYPE_CHECKING:
    from migration_harness.schema import Difference
    from migration_harness.walk import Passage


def judge(case: Case) -> Iterator[Finding]:
    """What is left or lost after down, what is different after up again, that it cannot go up again."""
    passage = case.passage
    _must_have_come_down(passage)
    assert passage.before is not None
    assert passage.after_up is not None
    assert passage.after_down is not None
    after_down = passage.after_down - passage.before
    if after_down:
        yield Finding(
            message=_left_or_lost(after_down),
            object=_objects(after_down),
            evidence=tuple(after_down.lines()),
            hint=restore(after_down, passage.backend, at="at the end of downgrade()"),
        )
    if case.chain.from_models:
        yield from _not_as_the_models(passage)
        return
    if passage.again is not None and passage.again.failure is not None:
        yield Finding(
            message="upgrade() fails when the revision goes up again.", evidence=tuple(passage.again.failure.lines())
        )
    elif passage.after_again is not None and (again := passage.after_again - passage.after_up):
        if set(again.lines()) <= set(after_down.lines()):
            return  # what did not come back is told already
        yield Finding(
            message="After up, down and up again the schema is not what it was after the first up.",
            object=_objects(again),
            evidence=tuple(again.lines()),
            hint=restore(again, passage.backend, at="in upgrade(), so that it ends alike each time"),
        )


def _not_as_the_models(passage: Passage) -> Iterator[Finding]:
    """The walk began with what the models build, went down from there and up again."""
    assert passage.after_up is not None
    if passage.after_again is not None and (other := passage.after_up - passage.after_again):
        yield Finding(
            message="Down and up again from what the models build ends in another schema.",
            object=_objects(other),
            evidence=tuple(other.lines()),
            hint=restore(other, passage.backend, at="in upgrade(), so that it makes what the models say"),
        )


def _must_have_come_down(passage: Passage) -> None:
    if passage.blocked:
        raise NotVerified(passage.blocked)
    if passage.up is not None and passage.up.failure is not None:
        raise NotVerified("its upgrade fails")
    if passage.down is None:
        raise NotVerified("it is below minimum-downgrade")
    if passage.down.failure is not None:
        declared = passage.down.failure.declared
        raise NotVerified("its downgrade is declared irreversible" if declared else "its downgrade fails")
    if passage.downgrade_is_missing:
        raise NotVerified("its downgrade does nothing")


def _left_or_lost(difference: Difference) -> str:
    left = [change.object for change in difference.changes if change.before is None]
    lost = [change.object for change in difference.changes if change.after is None]
    if len(difference.changes) == 1:
        what = difference.changes[0].object
        article = "an" if what.kind[0] in "aeio" else "a"  # a unique constraint
        if left:
            return f"downgrade() leaves {article} {what.kind} behind."
        if lost:
            return f"downgrade() does not bring {article} {what.kind} back."
        return f"downgrade() brings {article} {what.kind} back different from what it was."
    if len(left) == len(difference.changes):
        return f"downgrade() leaves {len(left)} objects behind."
    return f"downgrade() does not restore the schema: {len(difference.changes)} differences."


def _objects(difference: Difference) -> str:
    return ", ".join(dict.fromkeys(change.object.label for change in difference.changes))


CHECKS = (Check(name="round-trip", asked_of="revision", judge=judge),)
