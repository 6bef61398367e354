"""A Check asks one question of a Case and yields Findings."""

from __future__ import annotations

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
class Repair:
    """What differs where a finding was made, and what writes the hint for that, alone or with what others found.

    Findings that are repaired in the same place have the same ``write``.
    """

    part: Difference
    write: Callable[[Difference], str]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    A check gives ``message``, ``evidence`` and ``hint``; the revision's name, the check's and the database's are put
    in by whoever runs it. ``object`` is the label of the object it is about, where it is about one. ``waived`` is the
    reason of the waiver that covers it.
    """

    message: str
    object: str = ""
    evidence: Sequence[str] = ()
    hint: str = ""
    check: str = ""
    database: str = ""
    revision: str = ""
    waived: str | None = None
    repair: Repair | None = field(default=None, compare=False, repr=False)

    def lines(self) -> list[str]:
        """The finding as a reader sees it."""
        return Section(findings=(self,), hint=self.hint).lines()


@dataclass(frozen=True, kw_only=True)
class Section:
    """Findings of one place that one hint repairs, its statements in an order that works; all or none are waived."""

    findings: tuple[Finding, ...]
    hint: str = ""

    @property
    def waived(self) -> str | None:
        """The reason why they are waived."""
        return self.findings[0].waived

    @property
    def where(self) -> str:
        """The first line: which database, check and revision."""
        first = self.findings[0]
        return "  ".join(filter(None, (first.database, first.check, first.revision)))

    def lines(self, *, headed: bool = True) -> list[str]:
        """What a reader sees: where, each message with all evidence for it, the hint."""
        messages: dict[str, list[Finding]] = {}
        for finding in self.findings:
            messages.setdefault(finding.message, []).append(finding)
        lines = [self.where] if headed else []
        for message, findings in messages.items():
            times = len(findings) > 1
            lines.append(f"  {message.removesuffix('.')}, {len(findings)} times:" if times else f"  {message}")
            lines += [f"    {line}" for finding in findings for line in finding.evidence]
        if self.hint:
            first, *more = self.hint.splitlines()
            lines += [f"  hint: {first}", *(f"        {line}" for line in more)]
        return lines


def sections(findings: Iterable[Finding]) -> list[Section]:
    """The findings by what repairs them, in their order; those that are waived come last, by reason."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: finding.waived is not None):
        repaired_by = finding.repair.write if finding.repair else finding.hint
        key = (finding.database, finding.check, finding.revision, finding.waived, repaired_by)
        found.setdefault(key, []).append(finding)
    return [
        Section(findings=tuple(replace(finding, repair=None) for finding in group), hint=_hint(group))
        for group in found.values()
    ]


def _hint(findings: Sequence[Finding]) -> str:
    """One hint for all of them."""
    repairs = [finding.repair for finding in findings if finding.repair]
    if len(repairs) < 2:
        return findings[0].hint
    changes = tuple(change for repair in repairs for change in repair.part.changes)
    return repairs[0].write(replace(repairs[0].part, changes=changes))


def lines_of(sections: Iterable[Section]) -> list[str]:
    """The sections as a reader sees them, those of one place under one line."""
    lines: list[str] = []
    where = ""
    for section in sections:
        headed = section.where != where
        lines += [""] * (headed and bool(lines)) + section.lines(headed=headed)
        where = section.where
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
