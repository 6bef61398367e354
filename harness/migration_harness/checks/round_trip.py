"""Down restores what was before, and up again makes what up made the first time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.differences import Words, object_by_object
from migration_harness.hints import faults, restore

if TYPE_CHECKING:
    from migration_harness.schema import Difference
    from migration_harness.walk import Passage

_DOWN = Words(
    left="downgrade() leaves {it} behind.",
    lost="downgrade() does not bring {it} back.",
    other="downgrade() brings {it} back different from what it was.",
    renamed="downgrade() leaves {it} under another name.",
)
_AGAIN = Words(
    left="The second upgrade() makes {it} that the first did not make.",
    lost="The second upgrade() does not make {it} that the first made.",
    other="The second upgrade() makes {it} different from that of the first (first -> second).",
    renamed="The second upgrade() makes {it} under another name.",
)
_FROM_MODELS = Words(
    left="Down and up again from the models loses {it} that they build.",
    lost="Down and up again from the models makes {it} that they do not build.",
    other="Down and up again from the models makes {it} different from theirs (models -> migrations).",
    renamed="Down and up again from the models gives {it} another name.",
)


def judge(case: Case) -> Iterator[Finding]:
    """What is left or lost after down, what is different after up again, that it cannot go up again."""
    passage = case.passage
    _must_have_come_down(passage)
    assert passage.before is not None
    assert passage.after_up is not None
    assert passage.after_down is not None
    after_down = passage.after_down - passage.before
    yield from _not_as(after_down, passage, _DOWN, at="at the end of downgrade()")
    if case.chain.from_models:
        yield from _not_as_the_models(passage)
    elif passage.again is not None and passage.again.failure is not None:
        yield Finding(
            message="upgrade() fails when the revision goes up again.", evidence=tuple(passage.again.failure.lines())
        )
    elif passage.after_again is not None:
        again = passage.after_again - passage.after_up
        told = after_down.lines()  # what did not come back is told already
        new = tuple(change for change in again.changes if not set(change.lines()) <= set(told))
        yield from _not_as(
            replace(again, changes=new), passage, _AGAIN, at="in upgrade(), so that it ends alike each time"
        )


def _not_as_the_models(passage: Passage) -> Iterator[Finding]:
    """The walk began with what the models build, went down from there and up again."""
    assert passage.after_up is not None
    if passage.after_again is not None:
        other = passage.after_up - passage.after_again
        yield from _not_as(other, passage, _FROM_MODELS, at="in upgrade(), so that it makes what the models say")


def _not_as(difference: Difference, passage: Passage, words: Words, *, at: str) -> Iterator[Finding]:
    write = partial(restore, backend=passage.backend, at=at)
    yield from object_by_object(faults(difference), words, write)


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


CHECKS = (Check(name="round-trip", asked_of="revision", judge=judge),)
