"""A Check asks one question of a Case and yields Findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from migration_harness.backend import Backend
    from migration_harness.chain import Chain, Revision
    from migration_harness.compiled import Compiled, Target
    from migration_harness.schema import Difference
    from migration_harness.walk import AtOnce, Base, Head, Passage
    from migration_harness.walk_script import Script

# The order is that of the ids in a file.
BUILT_IN = ("heads", "upgrade", "downgrade", "round_trip", "portability", "drift", "empty", "offline")

AskedOf = Literal["chain", "revision", "head", "base"]


class NotVerified(Exception):  # noqa: N818
    """Something kept the check from running; the message says what. Never counted as passed."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    A check gives ``message``, ``evidence`` and ``hint``; the revision's name, the check's and the database's are put
    in by whoever runs it. ``object`` is the label of the object it is about, where it is about one.
    """

    message: str
    object: str = ""
    evidence: Sequence[str] = ()
    hint: str = ""
    check: str = ""
    database: str = ""
    revision: str = ""

    @property
    def objects(self) -> list[str]:
        """The labels in ``object``, one by one; a comma between brackets belongs to a label."""
        return re.split(r", (?![^(]*\))", self.object)

    def lines(self) -> list[str]:
        """The finding as a reader sees it."""
        where = [self.database, self.check, self.revision]
        lines = ["  ".join(filter(None, where)), f"  {self.message}"]
        lines += [f"    {line}" for line in self.evidence]
        if self.hint:
            first, *more = self.hint.splitlines()
            lines += [f"  hint: {first}", *(f"        {line}" for line in more)]
        return lines


class Observed(Protocol):
    """What a walk has seen; a walk observes it when it is asked."""

    def passage(self, revision: str) -> Passage: ...
    def head(self) -> Head: ...
    def base(self) -> Base: ...
    def at_once(self) -> AtOnce: ...
    def script(self) -> Script: ...


@dataclass(frozen=True, kw_only=True)
class Case:
    """One chain on one server, at one revision where a check asks about revisions: what a check is given.

    ``observed`` is None for a check that needs no walk; ``targets`` are the products whose SQL is judged under this
    database.
    """

    database: str
    backend: Backend
    chain: Chain
    observed: Observed | None
    revision: Revision | None = None
    compiled: Compiled | None = None
    targets: tuple[Target, ...] = ()

    @property
    def passage(self) -> Passage:
        """What was observed at the revision."""
        assert self.revision is not None, "this check is not asked of revisions"
        return self._seen.passage(self.revision.id)

    @property
    def head(self) -> Head:
        """What was observed at the end of the chain."""
        return self._seen.head()

    @property
    def base(self) -> Base:
        """What was observed after going all the way down."""
        return self._seen.base()

    @property
    def at_once(self) -> AtOnce:
        """What was observed after going up in one run of env.py."""
        return self._seen.at_once()

    @property
    def script(self) -> Script:
        """What was observed after running the script of ``--sql``."""
        return self._seen.script()

    @property
    def _seen(self) -> Observed:
        assert self.observed is not None, "this check says that it needs nothing"
        return self.observed


Judge = Callable[[Case], Iterable[Finding]]


def _unanswered(_case: Case) -> Iterable[Finding]:
    raise NotVerified("the check has no judge")


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question: its name, what it is asked of, and who answers it.

    As a decorator it makes a check of a function: ``@Check(name="no-enums", asked_of="revision")``. One that ``needs``
    nothing is given the chain's files and what they compile to: no server, no walk.
    """

    name: str
    asked_of: AskedOf
    judge: Judge = field(default=_unanswered)
    needs: Literal["walk", "nothing"] = "walk"

    def __call__(self, judge: Judge) -> Check:
        return replace(self, judge=judge)

    def findings(self, case: Case) -> list[Finding]:
        """All that is wrong, under this check's name. Raises NotVerified."""
        revision = case.revision.name if case.revision else ""
        return [
            replace(
                found, check=self.name, database=found.database or case.database, revision=found.revision or revision
            )
            for found in self.judge(case)
        ]


def built_in() -> list[Check]:
    """The checks of ``checks/``, in the order of their ids."""
    return [check for name in BUILT_IN for check in import_module(f"migration_harness.checks.{name}").CHECKS]


def one_by_one(difference: Difference, message: str, hint: Callable[[Difference], str]) -> Iterable[Finding]:
    """A finding about all of a difference; named after its object when there is one only."""
    labels = list(dict.fromkeys(change.object.label for change in difference.changes))
    yield Finding(
        message=message,
        object=labels[0] if len(labels) == 1 else ", ".join(labels),
        evidence=tuple(difference.lines()),
        hint=hint(difference),
    )
