"""One run: the servers, the chains, a walk for each chain on each database, and what the checks make of them."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from migration_harness import chain as chains
from migration_harness import check as checks
from migration_harness import config as configs
from migration_harness.check import Case, Check, Finding, NotVerified, Section, sections
from migration_harness.compiled import Compiled, Target, targets_of
from migration_harness.errors import ServerError
from migration_harness.long_walk import kind_of_walk
from migration_harness.report.report import Answer, Report, told_of_chain, told_of_no_run, told_of_passage, told_of_run
from migration_harness.schema import Schema
from migration_harness.server import Server, Starting, serve
from migration_harness.waiting import tell_nobody

if TYPE_CHECKING:
    import threading

    from sqlalchemy.engine import URL

    from migration_harness.backend import Backend
    from migration_harness.chain import Chain, Revision
    from migration_harness.config import Config, Database
    from migration_harness.process import ChainProcess
    from migration_harness.waiting import Waiting
    from migration_harness.waiver import Waiver
    from migration_harness.walk import Base, Head, Passage, Walk


def _nothing() -> None:
    """What somebody does who only waits."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One check asked of one chain on one database, of one revision where it is asked of revisions."""

    check: Check
    database: Database
    chain: Chain
    revision: Revision | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it another question than any other of the run."""
        revision = self.revision.id if self.revision else ""
        return _chain_key(self.chain), self.database.label, self.check.name + self.check.asked_of, revision


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The answer to a question. ``reason`` says why it was not verified, or why what was found is waived."""

    state: Literal["passed", "failed", "waived", "not verified"]
    sections: tuple[Section, ...] = ()
    reason: str = ""


@dataclass(kw_only=True)
class Run:
    """Everything that one run starts and observes.

    ``heard`` is what the servers had to say while they came up; ``tell`` is given lines about what takes long later.
    """

    config: Config
    keep: bool = False
    tell: Callable[[str], None] = tell_nobody
    checks: list[Check] = field(default_factory=checks.built_in)
    heard: list[str] = field(default_factory=list)
    told_errors: set[str] = field(default_factory=set)
    starting: dict[str, Starting] = field(default_factory=dict)
    chains: tuple[Chain, ...] = ()
    _walks: dict[tuple[str, str], Walk] = field(default_factory=dict)
    _at_hand: dict[str, ChainProcess] = field(default_factory=dict)
    _models: dict[str, ChainProcess] = field(default_factory=dict)
    _wanted: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    started: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    _told: set[str] = field(default_factory=set)
    _unmatched: dict[Waiver, set[tuple[str, str, str, str]]] = field(default_factory=dict)
    _compiled: dict[str, Compiled] = field(default_factory=dict)

    @cached_property
    def databases(self) -> tuple[Database, ...]:
        return configs.databases(self.config)

    def start(self, *, given: Mapping[str, Any] | None = None, has_chain: bool = True) -> None:
        """Begin to start the servers, all side by side, and load the chains meanwhile. Raises ConfigError.

        ``given`` are the servers that another process of the same run has started; without ``has_chain`` it is only
        about these.
        """
        try:
            for database in self.databases:
                self.starting[database.label] = Starting.begin(database, partial(self._serve, given))
            for config in configs.of_each_chain(self.config) if has_chain else ():
                tell = partial(self._tell, len(self.chains))
                chain, process = chains.load_with_process(config, self._backend_for(config), tell)
                self.chains += chain.for_each_engine()
                if chain in self.chains:
                    self._at_hand[_chain_key(chain)] = process
                else:
                    process.end()  # it has been told of no engine
        except BaseException:
            self.stop()
            raise

    def _tell(self, place: int, waiting: Waiting) -> None:
        """What takes long in a process of the chain at this place; it may come from another thread."""
        known = self.chains[place].by_id if place < len(self.chains) else {}
        revision = known.get(waiting.revision)
        self.tell(waiting.line(self._label_of(waiting.url), revision.name if revision else waiting.revision))

    def _label_of(self, url: URL | None) -> str:
        """The database that was asked for, on whose server this is a scratch database."""
        servers = {label: starting.result for label, starting in self.starting.items()}
        found = (label for label, server in servers.items() if isinstance(server, Server) and server.has(url))
        return next(found, "")

    def _backend_for(self, config: Config) -> Backend | None:
        """That of the first database on which the chain of this configuration is going to run."""
        meant = [item for item in self.databases if not config.db or set(config.db) & set(item.names)]
        return next((item.backend for item in meant), None)

    def _serve(self, given: Mapping[str, Any] | None, database: Database, cancelled: threading.Event) -> Server:
        if given is not None:
            return Server.from_told(database.backend, given[database.label])
        return serve(database, self.config, keep=self.keep, log=self.heard.append, cancelled=cancelled)

    def server(self, label: str, *, meanwhile: Callable[[], None] = _nothing) -> Server:
        """The server, once it answers; ``meanwhile`` is called again and again. Raises ServerError."""
        return self.starting[label].wait(meanwhile)

    def stop(self) -> None:
        """Nothing that this run started is left, but what is to be kept."""
        for walk in self._walks.values():
            with suppress(Exception):
                walk.close(keep=self.keep)
        self._walks.clear()
        for compiled in self._compiled.values():
            compiled.close()
        for process in (*self._at_hand.values(), *self._models.values()):
            process.end()
        self._at_hand.clear()
        self._models.clear()
        for starting in self.starting.values():
            starting.stop()
        self.starting.clear()

    def keep_scratch(self) -> list[str]:
        """Where the walks' scratch databases stay, a line each; nothing can be walked after that."""
        lines = []
        for (_, label), walk in self._walks.items():
            walk.close(keep=True)
            lines.append(f"{label}: the scratch database is kept: {walk.kept}")
        return lines

    def report(
        self,
        answers: Sequence[Answer],
        errors: Mapping[str, str],
        spent: Mapping[str, float],
    ) -> Report:
        """The report of these answers.

        ``errors`` says of databases what kept their questions from being asked, ``spent`` how long the others took.
        """
        runs = []
        for label, starting in self.starting.items():
            if not starting.done.is_set():
                continue  # the run was interrupted before
            seconds = spent.get(label, 0.0)
            try:
                told = told_of_run(label, starting.wait(), started=self.started, seconds=seconds)
                runs.append({**told, "error": errors[label]} if label in errors else told)
            except ServerError as error:
                runs.append(told_of_no_run(label, error, started=self.started, seconds=seconds))
        return Report(answers=answers, chains=[told_of_chain(chain) for chain in self.chains], runs=runs)

    def is_older(self, question: Question) -> bool:
        """Whether ``--since`` leaves it out: a revision that is not newer, or the way down through those."""
        if not self.config.since:
            return False
        newer = question.chain.newer
        return question.check.asked_of == "base" or (
            question.revision is not None and question.revision.id not in newer
        )

    # Questions and answers

    def questions(self) -> Iterator[Question]:
        """All that can be asked in this run, in the order of the walks."""
        for chain in self.chains:
            for revision in (None, *chain.revisions):
                for database in self.databases:
                    yield from self.questions_of(chain, revision, database)

    def questions_of(self, chain: Chain, revision: Revision | None, database: Database) -> Iterator[Question]:
        """What is asked of one file on one database."""
        if chain.only_on and not set(chain.only_on) & set(database.names):
            return
        for check in self.checks:
            if (check.asked_of == "revision") == (revision is not None):
                yield Question(check=check, database=database, chain=chain, revision=revision)

    def order(self, question: Question) -> tuple[int, int, int]:
        """Where a question stands among all: chain by chain, the heads first, then in the order of the walk."""
        stage = {"chain": 0, "revision": 1, "head": 2, "base": 3}[question.check.asked_of]
        place = question.chain.order[question.revision.id] if question.revision else 0
        return self.chains.index(question.chain), stage, -place if question.chain.from_models else place

    def select(self, questions: Iterable[Question]) -> None:
        """These will be asked: the walks look at their revisions only, and waivers for others are left in peace."""
        selected = set()
        for question in questions:
            selected.add(question.key)
            if question.check.needs == "nothing":
                continue
            wanted = self._wanted.setdefault(_walk_key(question), set())
            if question.check.asked_of == "base":
                wanted.update(question.chain.by_id)
            elif question.revision is not None:
                wanted.add(question.revision.id)
            key = _chain_key(question.chain)
            if question.check.asked_of == "head" and key not in self._models:
                self._models[key] = question.chain.start()  # it is ready by the time a walk has come to the head
        for waiver in self.config.waivers:
            scope = {question.key for question in self.questions() if _is_about(waiver, question)}
            if not scope and self._is_about_nothing(waiver):
                scope = {question.key for question in self.questions() if question.check.name == "heads"}
            if scope and scope <= selected:
                self._unmatched[waiver] = scope

    def _is_about_nothing(self, waiver: Waiver) -> bool:
        """Whether no check is called so, or no revision: its file is gone. A run of one chain does not know others."""
        if not any(fnmatchcase(check.name, waiver.check) for check in self.checks):
            return True
        if self.config.chain or any(chain.problems for chain in self.chains):
            return False
        names = [name for chain in self.chains for item in chain.revisions for name in (item.id, item.name)]
        return not any(fnmatchcase(name, waiver.revision) for name in ["", *names])

    def ask(self, question: Question) -> tuple[Outcome, Answer]:
        """The outcome of a question, and the answer as reports show it. Raises ServerError."""
        outcome = self.answer(question)
        revision, passage = question.revision, None
        walked = question.check.needs != "nothing"
        if walked and revision is not None and question.database.label + revision.id not in self._told:
            self._told.add(question.database.label + revision.id)
            passage = told_of_passage(self.case(question).passage)
        answer = Answer(
            check=question.check.name,
            database=question.database.label,
            revision=revision.name if revision else "",
            state=outcome.state,
            reason=outcome.reason,
            sections=outcome.sections,
            passage=passage,
            unseen=self._unseen(question) if walked else (),
        )
        return outcome, answer

    def _unseen(self, question: Question) -> Sequence[str]:
        """What the pictures that the answer rests on do not show."""
        seen = self.observe(question)
        pictures = [value for value in vars(seen).values() if isinstance(value, Schema)] if seen else []
        return sorted(frozenset().union(*(picture.unseen for picture in pictures)))

    def case(self, question: Question) -> Case:
        """What the check is given. Raises ServerError."""
        if question.check.needs == "nothing":
            return self._case_without_walk(question)
        key = _walk_key(question)
        if key not in self._walks:
            server = self.server(question.database.label)
            wanted = frozenset(self._wanted.get(key, ()))
            self._walks[key] = kind_of_walk(question.chain, server, wanted)(
                chain=question.chain,
                server=server,
                wanted=wanted,
                process_at_hand=self._at_hand.pop(key[0], None),
                models=self._models.get(key[0]),
            )
        return Case(
            database=question.database.label,
            backend=question.database.backend,
            chain=question.chain,
            observed=self._walks[key],
            revision=question.revision,
        )

    def _case_without_walk(self, question: Question) -> Case:
        chain, database = question.chain, question.database
        compiled = self._compiled.get(_chain_key(chain)) or self._compile(chain)
        targets = self._targets.get(database.label, ())
        return Case(
            database=database.label,
            backend=database.backend,
            chain=chain,
            observed=None,
            revision=question.revision,
            compiled=compiled,
            targets=tuple(item for item in targets if not chain.only_on or item.names.intersection(chain.only_on)),
        )

    def _compile(self, chain: Chain) -> Compiled:
        """In the process that has begun already, where no walk is going to take it."""
        key = _chain_key(chain)
        free = not any(of == key for of, _ in self._wanted)
        process = self._at_hand.pop(key, None) if free else None
        self._compiled[key] = Compiled(chain=chain, process_at_hand=process)
        return self._compiled[key]

    @cached_property
    def _targets(self) -> Mapping[str, tuple[Target, ...]]:
        return targets_of(self.config, self.databases, dict(self._said()))

    def _said(self) -> Iterator[tuple[str, str]]:
        """What the servers behind URLs say that they are."""
        for database in self.databases:
            if database.url is not None:
                with suppress(ServerError):
                    yield database.label, self.server(database.label).product

    def observe(self, question: Question) -> Passage | Head | Base | None:
        """Walk as far as the question needs; what was seen there. Raises ServerError."""
        if question.check.needs == "nothing":
            return None
        case = self.case(question)
        if question.check.asked_of == "chain" or question.chain.problems:
            return None
        if question.check.asked_of == "revision":
            return case.passage
        return case.head if question.check.asked_of == "head" else case.base

    def answer(self, question: Question) -> Outcome:
        """What the check says of what was observed. Raises ServerError."""
        if question.chain.problems and question.check.name != "heads":
            return Outcome(state="not verified", reason="the history of the chain cannot be loaded (see heads)")
        try:
            findings = question.check.findings(self.case(question))
        except NotVerified as reason:
            self._nothing_is_known(question)
            return Outcome(state="not verified", reason=str(reason))
        found = [self._judged(finding, question) for finding in findings]
        found += self._out_of_date(question)
        told = tuple(sections(found))
        if any(finding.waived is None for finding in found):
            return Outcome(state="failed", sections=told)
        if found:
            reasons = dict.fromkeys(finding.waived for finding in found if finding.waived is not None)
            return Outcome(state="waived", sections=told, reason="; ".join(reasons))
        return Outcome(state="passed")

    # Waivers

    def _judged(self, finding: Finding, question: Question) -> Finding:
        """The finding with the reasons of the waivers that cover it."""
        waivers = [w for w in self.config.waivers if _is_about(w, question, finding) and w.takes(finding.object)]
        for waiver in waivers:  # each has matched something: --waive writes some that take what others take, too
            self._unmatched.pop(waiver, None)
        reasons = "; ".join(dict.fromkeys(waiver.reason for waiver in waivers))
        return replace(finding, waived=reasons) if waivers else finding

    def _nothing_is_known(self, question: Question) -> None:
        for waiver in [waiver for waiver, scope in self._unmatched.items() if question.key in scope]:
            del self._unmatched[waiver]

    def _out_of_date(self, question: Question) -> Iterator[Finding]:
        """A finding for each waiver whose last question this was, and which has matched nothing."""
        for waiver, scope in list(self._unmatched.items()):
            scope.discard(question.key)
            if not scope:
                del self._unmatched[waiver]
                yield Finding(
                    check=question.check.name,
                    database=question.database.label,
                    revision=question.revision.name if question.revision else "",
                    message=waiver.out_of_date,
                    hint=f"delete it; its reason was: {waiver.reason}",
                )


def _walk_key(question: Question) -> tuple[str, str]:
    return _chain_key(question.chain), question.database.label


def _chain_key(chain: Chain) -> str:
    return f"{chain.folder} {chain.settings.get('object', '')} {chain.settings.get('section', '')} {chain.engine}"


def _is_about(waiver: Waiver, question: Question, finding: Finding | None = None) -> bool:
    """``finding`` may be about another product than the database under which it was found."""
    revision, databases = question.revision, question.database.names
    names = (revision.id, revision.name) if revision else ("",)
    if finding is not None and finding.database not in {"", question.database.label}:
        databases = (finding.database, finding.database.partition(":")[0])
    return waiver.is_about(check=question.check.name, databases=databases, revisions=names)


def run(root: Path | str, databases: Sequence[str], *, checks: Sequence[Check] = (), **options: Any) -> Report:
    """Ask everything of the chain in ``root`` on these databases (as ``--db`` takes them); the report of it.

    ``checks`` are asked besides the built-in ones, ``options`` are keys of the configuration. A database that does not
    start or goes away is in the report's ``runs`` with its error. Raises ConfigError.
    """
    given = {"db": tuple(databases), **options}
    made = Run(config=configs.load(Path(root), command_line=given, environment=os.environ))
    made.checks += checks
    try:
        made.start()
        questions = [question for question in made.questions() if not made.is_older(question)]
        made.select(questions)
        answers: list[Answer] = []
        errors: dict[str, str] = {}
        spent: dict[str, float] = defaultdict(float)
        for question in sorted(questions, key=made.order):
            began = time.monotonic()
            try:
                answers.append(made.ask(question)[1])
            except ServerError as error:
                errors.setdefault(question.database.label, str(error))
            spent[question.database.label] += time.monotonic() - began
        return made.report(answers, errors, spent)
    finally:
        made.stop()
