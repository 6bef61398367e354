"""The report of a run, as plain values: the answers as they came, from this process or from others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from migration_harness.check import Finding, Section, lines_of

if TYPE_CHECKING:
    from migration_harness.chain import Chain
    from migration_harness.errors import ServerError
    from migration_harness.process import Step
    from migration_harness.server import Server
    from migration_harness.walk import Passage

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one question.

    ``reason`` says why it is waived or was not verified; ``sections`` have what was found, as a reader sees it;
    ``passage`` is what was observed at the revision, told once for each revision and database; ``unseen`` is what the
    pictures that it rests on do not show.
    """

    check: str
    database: str
    revision: str
    state: str
    reason: str = ""
    sections: Sequence[Section] = ()
    passage: Mapping[str, Any] | None = None
    unseen: Sequence[str] = ()

    @property
    def findings(self) -> list[Finding]:
        """All that was found, waived or not."""
        return [finding for section in self.sections for finding in section.findings]

    @property
    def failed(self) -> list[Finding]:
        """The findings that no waiver covers."""
        return [finding for finding in self.findings if finding.waived is None]

    def lines(self) -> list[str]:
        """What no waiver covers, as a reader sees it who does not want a long text, and how much is waived."""
        lines = lines_of(_with_short_hint(section) for section in self.sections if section.waived is None)
        waived = len(self.findings) - len(self.failed)
        return [*lines, f"  waived: {waived} more"] if waived else lines

    def told(self) -> dict[str, Any]:
        """The answer as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> Answer:
        sections = tuple(map(_section, told["sections"]))
        return cls(**{**told, "sections": sections, "unseen": tuple(told["unseen"])})


_LONGEST = 80


def _with_short_hint(section: Section) -> Section:
    lines = section.hint.splitlines()
    more = f"# ... and {len(lines) - _LONGEST} lines more: --migration-report report.html has them"
    return section if len(lines) <= _LONGEST else replace(section, hint="\n".join([*lines[:_LONGEST], more]))


def _section(told: Mapping[str, Any]) -> Section:
    findings = (Finding(**{**item, "evidence": tuple(item["evidence"])}) for item in told["findings"])
    return Section(findings=tuple(findings), hint=told["hint"])


# What the JSON form says of a finding.
_KEYS = ("check", "database", "revision", "object", "message", "evidence", "hint", "waived")


@dataclass(frozen=True, kw_only=True)
class Report:
    """All answers of a run; ``chains`` and ``runs`` are as the JSON form shows them."""

    answers: Sequence[Answer]
    chains: Sequence[Mapping[str, Any]] = ()
    runs: Sequence[Mapping[str, Any]] = field(default=())

    def json(self) -> dict[str, Any]:
        """Version 1 of the JSON form, which other tools rely on."""
        return {
            "version": VERSION,
            "chain": self.chains[0] if self.chains else {"heads": [], "revisions": []},
            "chains": list(self.chains),
            "runs": [self._run(run) for run in self.runs],
            "findings": [
                {key: getattr(finding, key) for key in _KEYS} for answer in self.answers for finding in answer.findings
            ],
            "not_verified": [
                {key: getattr(answer, key) for key in ("check", "database", "revision", "reason")}
                for answer in self.answers
                if answer.state == "not verified"
            ],
        }

    def _run(self, run: Mapping[str, Any]) -> dict[str, Any]:
        own = [answer for answer in self.answers if answer.database == run["database"]]
        unseen = unseen_of(own).get(run["database"], ())
        return {
            **run,
            "not_seen": list(unseen),
            "passages": [answer.passage for answer in own if answer.passage],
        }

    @property
    def in_error(self) -> dict[str, str]:
        """The databases that were not there, or went away, with the sentence that says why."""
        return {run["database"]: run["error"] for run in self.runs if "error" in run}

    @property
    def failed(self) -> list[Finding]:
        """The findings that no waiver covers."""
        return [finding for answer in self.answers for finding in answer.failed]


def unseen_of(answers: Iterable[Answer]) -> dict[str, list[str]]:
    """What the pictures of each database do not show, so that nothing was verified about it; empty where all is."""
    found: dict[str, set[str]] = {}
    for answer in answers:
        if answer.unseen:
            found.setdefault(answer.database, set()).update(answer.unseen)
    return {database: sorted(names) for database, names in found.items()}


def told_of_unseen(answers: Iterable[Answer]) -> list[str]:
    """The same, a line for each database."""
    what = "not verified on any revision, because neither server nor dialect tells them"
    return [f"{database}: {what}: {', '.join(names)}" for database, names in unseen_of(answers).items()]


def told_of_chain(chain: Chain) -> dict[str, Any]:
    """The chain as the JSON form shows it."""
    return {
        "folder": str(chain.folder),
        "heads": list(chain.heads),
        "revisions": [
            {
                "revision": item.id,
                "name": item.name,
                "title": item.title,
                "parents": list(item.parents),
                "path": str(item.path),
            }
            for item in chain.revisions
        ],
    }


def told_of_run(label: str, server: Server, *, started: str, seconds: float) -> dict[str, Any]:
    """One database of the run as the JSON form shows it. ``started`` is in ISO 8601."""
    return {
        "database": label,
        "server_version": server.version,
        "source": server.source,
        "started": started,
        "seconds": round(seconds, 3),
    }


def told_of_no_run(label: str, error: ServerError, *, started: str, seconds: float) -> dict[str, Any]:
    """A database that could not be started or reached."""
    told = {"database": label, "server_version": "", "source": "", "error": str(error)}
    return {**told, "started": started, "seconds": round(seconds, 3)}


def told_of_passage(passage: Passage) -> dict[str, Any] | None:
    """The steps of a passage with their seconds and statements."""
    steps = {"up": passage.up, "down": passage.down, "again": passage.again}
    return {
        "revision": passage.revision.id,
        "name": passage.revision.name,
        "seconds": round(passage.seconds, 6),
        "steps": {name: _told_of_step(step) for name, step in steps.items() if step is not None},
    }


def _told_of_step(step: Step) -> dict[str, Any]:
    return {
        "seconds": round(step.seconds, 6),
        "statements": list(step.statements),
        "error": str(step.failure) if step.failure else None,
    }
