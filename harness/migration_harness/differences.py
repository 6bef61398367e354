"""A difference as findings, one for each object of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migration_harness.check import Finding, Repair
from migration_harness.hints import Fault, gathered

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said of an object that is only there after, only before, or different; ``{it}`` is its kind.

    ``renamed`` is for one that has another name, where a check tells this apart.
    """

    left: str
    lost: str
    other: str
    renamed: str = ""

    def say(self, change: Change) -> str:
        """The message for the change."""
        kind = change.object.kind
        it = f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"  # a unique constraint
        return self._pattern(change).format(it=it)

    def _pattern(self, change: Change) -> str:
        if change.before is None:
            return self.left
        if change.after is None:
            return self.lost
        return self.other if change.before.name == change.after.name else self.renamed


def each(difference: Difference) -> list[Fault]:
    """The difference change by change."""
    faults = [Fault(change=one, part=replace(difference, changes=(one,))) for one in difference.changes]
    return gathered(faults, difference)


def object_by_object(
    faults: Iterable[Fault], words: Words, write: Callable[[Difference], str] = lambda _part: ""
) -> Iterator[Finding]:
    """A finding for each of them, with the hint that ``write`` has for it."""
    for fault in faults:
        yield Finding(
            message=words.say(fault.change),
            object=fault.change.object.label,
            evidence=tuple(fault.lines()),
            hint=write(fault.part),
            repair=Repair(part=fault.part, write=write),
        )
