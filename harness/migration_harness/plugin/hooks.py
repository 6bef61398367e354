"""What the plugin does in a run with ``--db``: the chain's files are collected, checked and told of."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from migration_harness import chain as chains
from migration_harness import config as configs
from migration_harness import location
from migration_harness.check import Check
from migration_harness.checks.drift import drift_of, unmanaged
from migration_harness.errors import ConfigError, HarnessError, ServerError
from migration_harness.report.forms import check_path
from migration_harness.report.forms import write as write_report
from migration_harness.report.report import Answer, told_of_unseen
from migration_harness.report.summary import next_steps, reasons, totals
from migration_harness.runs import Question, Run
from migration_harness.waiting import tell_nobody
from migration_harness.waiver import FILE, TO_DO, waivable
from migration_harness.waiver import write as write_waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from alembic.config import Config as AlembicConfig
    from sqlalchemy.engine import Engine

    from migration_harness.chain import Chain, Revision
    from migration_harness.check import Finding
    from migration_harness.report.report import Report

_MOST_NAMES = 8
_LAST_LINES = 15


def begin(config: pytest.Config) -> Run:
    """The servers are coming up side by side, the chains are loaded, and the hooks of the run are registered."""
    command_line = {
        "db": _databases(config.getoption("migration_db", [])),
        "db_source": config.getoption("migration_db_source", None),
        "chain": config.getoption("migration_chain", None),
        "since": config.getoption("migration_since", None),
        "project_python": _typed_path(config, config.getoption("migration_project_python", None)),
    }
    try:
        for path in config.getoption("migration_report", []):
            check_path(path)
        told = configs.load(_root(config), command_line=command_line, environment=os.environ)
        keep = bool(config.getoption("migration_db_keep", default=False))
        run = Run(config=told, keep=keep, tell=_terminal(config))
        config.add_cleanup(partial(Ending.begin(config).stop, run))
        given = getattr(config, "workerinput", {}).get("migration_harness")
        run.start(given=given, has_chain=not _is_about_the_backend(config))
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(Hooks(run=run), "migration_harness_hooks")
    _add_paths(config, run)
    return run


def _terminal(config: pytest.Config) -> Callable[[str], None]:
    """What writes a line at once, past pytest's capture; standard output of a worker of pytest-xdist is taken."""
    try:
        number = os.dup(2 if hasattr(config, "workerinput") else 1)
    except OSError:
        return tell_nobody  # there is no terminal
    config.add_cleanup(partial(os.close, number))

    def tell(line: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            os.write(number, f"\n{line}\n".encode())

    return tell


_CONFORMANCE = ("migration_harness.conformance", "migration_harness/conformance.py")


def _is_about_the_backend(config: pytest.Config) -> bool:
    """Whether all that runs is the conformance module: whoever writes a backend has no chain."""
    asked = [arg.partition("::")[0].replace(os.sep, "/") for arg in config.args]
    return bool(asked) and all(arg.endswith(_CONFORMANCE) for arg in asked)


def _typed_path(config: pytest.Config, given: str | None) -> str | None:
    """A path on the command line is one from the folder where it is typed."""
    typed = config.invocation_params.dir / given if given else None
    return str(typed) if typed is not None and typed.exists() else given


def _databases(words: list[str]) -> tuple[str, ...]:
    """The words of ``--db``. Raises UsageError where there are none in it: a variable of a CI's may be empty."""
    names = configs.split(words)
    if words and not names:
        raise pytest.UsageError(f"--db {' '.join(map(repr, words))} names no database; type --db sqlite, or --db all")
    return names


_ENDS = ("SIGINT", "SIGTERM", "SIGHUP")  # the last one comes from a terminal that is closed


@dataclass(kw_only=True)
class Ending:
    """Until pytest ends, each of these signals ends it as Ctrl-C does, and what the run has started is removed.

    Whoever presses Ctrl-C again meanwhile is told so, by one process of the run, and at the third time it is left where
    it is.
    """

    before: dict[signal.Signals, Any] = field(default_factory=dict)
    times: int = 0
    silent: bool = False

    @classmethod
    def begin(cls, config: pytest.Config) -> Ending:
        """The signals are caught, but for those that are ignored: nohup is left alone."""
        made = cls(silent=hasattr(config, "workerinput"))
        for number in (getattr(signal, name) for name in _ENDS if hasattr(signal, name)):
            handler = signal.getsignal(number)
            with suppress(ValueError):  # not in the main thread
                if handler != signal.SIG_IGN:
                    signal.signal(number, made.meet)
                    made.before[number] = handler
        config.add_cleanup(made.forget)
        return made

    def stop(self, run: Run) -> None:
        """Nothing that the run has started is left."""
        self.times = max(1, self.times)
        run.stop()

    def forget(self) -> None:
        """The signals mean again what they did before."""
        while self.before:
            signal.signal(*self.before.popitem())

    def meet(self, number: int, _frame: object) -> None:
        """The first one ends the run, the second one is answered, the third one ends that, too."""
        self.times += 1
        again = "; once more leaves it behind" if self.times == 2 else ""
        if not self.silent and (again or (self.times == 1 and number != signal.SIGINT)):
            with suppress(OSError):  # the terminal may be gone
                word = "" if again else f"{signal.Signals(number).name}: "
                sys.stderr.write(f"\nmigration-harness: {word}what this run has started is being removed{again}\n")
        if not again:
            raise KeyboardInterrupt(*([] if number == signal.SIGINT else [signal.Signals(number).name]))


def _root(config: pytest.Config) -> Path:
    """The folder of the project.

    It is pytest's rootdir as a rule. But the rootdir of a project without options for pytest is the folder of whatever
    path stands on the command line, that of a report too, or that of a project around it.
    """
    here, root = config.invocation_params.dir, config.rootpath
    if config.getoption("rootdir") or configs.has_table(root):
        above = (
            []
            if config.getoption("rootdir")
            else [folder for folder in (here, *here.parents) if root in folder.parents]
        )
        return next(filter(configs.has_table, above), root)
    return next((folder for folder in (here, *here.parents) if configs.has_table(folder)), _with_chain(here, root))


def _with_chain(here: Path, root: Path) -> Path:
    return root if location.has_chain(root) or not location.has_chain(here) else here


def _add_paths(config: pytest.Config, run: Run) -> None:
    """Collect the chains' files too, where the command line names no files."""
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    if not config.invocation_params.dir.is_relative_to(config.rootpath):
        config.args[:] = []
    there = [(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args]
    for path in (path for chain in run.chains for path in (chain.env, *chain.locations)):
        if path.exists() and not any(path.is_relative_to(folder) for folder in there):
            config.args.append(str(path))
            there.append(path)


# What is collected


class ChainFile(pytest.File):
    """env.py or a revision file, as a test file; ``of`` are the chains that it belongs to."""

    run: Run
    of: list[tuple[Chain, Revision | None]]

    def collect(self) -> Iterator[pytest.Item]:
        for place, (chain, revision) in enumerate(self.of):
            section = f",{chain.word or place}" if len(self.of) > 1 else ""
            for database in self.run.databases:
                for question in self.run.questions_of(chain, revision, database):
                    name = f"{question.check.name}[{database.label}{section}]"
                    # As a text: pytest 9.2 then takes it apart as it does with the ids that --lf has stored.
                    item: CheckItem = CheckItem.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}")
                    item.run, item.question, item.told = self.run, question, {}
                    yield item


def _few(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _MOST_NAMES
    return ", ".join([*names[:_MOST_NAMES], *([f"and {more} more"] if more > 0 else [])])


class CheckItem(pytest.Item):
    """One check on one database: ``round-trip[postgres:17]``."""

    run: Run
    question: Question
    told: dict[str, Any]
    """What goes to the report: pytest-xdist carries it from its workers."""
    spent: float = 0.0

    def listchain(self) -> list[Any]:
        """Without the packages that the chain is a part of: pytest imports them, to look for functions to set up."""
        return [node for node in super().listchain() if not isinstance(node, pytest.Package)]

    def setup(self) -> None:
        """Walk as far as this check needs. A server that is not there is an error, not a failure."""
        seen = error = None
        try:
            seen = self.run.observe(self.question)
        except ServerError as found:
            error = str(found)
        if error is not None:  # outside of except: pytest would tell both
            self.told["error"] = self._once(error)
            pytest.fail(error, pytrace=False)
        if seen is not None and seen.kept:
            self._note(f"the scratch database of the first failure is kept until the next run: {seen.kept}")

    def _once(self, error: str) -> str:
        """The sentence for the first check of the database, nothing for those after it."""
        if error in self.run.told_errors:
            return ""
        self.run.told_errors.add(error)
        return error

    def runtest(self) -> None:
        outcome, answer = self.run.ask(self.question)
        self.told["answer"] = answer.told()
        if self.question.check.name == "drift" and outcome.state != "not verified":
            self._tell_what_does_not_fail()
        if outcome.state == "failed" and self._is_waived_now(answer.failed):
            pytest.xfail(TO_DO)
        if outcome.state == "failed":
            raise Found(answer)
        if outcome.state == "waived":
            pytest.xfail(outcome.reason)
        if outcome.state == "not verified":
            pytest.skip(f"not verified: {outcome.reason}")

    def _is_waived_now(self, findings: Sequence[Finding]) -> bool:
        waives = self.config.getoption("migration_waive", default=False)
        return waives and waivable(findings, self.run.config.waivers) == findings

    def _note(self, text: str) -> None:
        self.told.setdefault("notes", []).append(f"{self.question.database.label}: {text}")

    def _tell_what_does_not_fail(self) -> None:
        head = self.run.case(self.question).head
        if head.twin is None:
            return
        if tables := drift_of(head).reordered:
            self._note(f"columns stand in another order than in the models: {_few(tables)}")
        if names := unmanaged(head):
            self._note(f"only made by migrations: {_few(names)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        if isinstance(excinfo.value, Found):
            return FoundRepr(excinfo.value.answer, str(self.path))
        if isinstance(excinfo.value, HarnessError):
            return str(excinfo.value)
        lines = "".join(traceback.format_exception(excinfo.value)).splitlines()[-_LAST_LINES:]
        return "\n".join(
            [f"{self.name} could not be answered; if the fault is the harness's, please report it:", *lines]
        )

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.stem}::{self.name}"


@dataclass(frozen=True, kw_only=True)
class Crash:
    """What pytest's summary, its JUnit file and others say of a failure in one line."""

    message: str
    path: str
    lineno: int = 0

    def __str__(self) -> str:
        """What ``--tb=line`` shows."""
        return f"{self.path}: {self.message}"


class ErrorRepr:
    """One sentence, without the name of an exception before it."""

    def __init__(self, error: str, path: str) -> None:
        self.error = error
        self.reprcrash = Crash(path=path, message=error)

    def __str__(self) -> str:
        return self.error

    def toterminal(self, tw: Any) -> None:
        tw.line(self.error, red=True)


class FoundRepr:
    """Findings as the terminal shows them: in colour where it has colours, one line in pytest's summary."""

    def __init__(self, answer: Answer, path: str) -> None:
        self.answer = answer
        self.reprcrash = Crash(path=path, message=_summary(answer.failed))

    def __str__(self) -> str:
        return "\n".join(self.answer.lines())

    def toterminal(self, tw: Any) -> None:
        for line in str(self).splitlines():
            colour = _COLOURS.get(line[:6], "")
            tw.line(line, **({colour: True} if colour else {"bold": not line.startswith(" ")}))


_COLOURS = {"    + ": "green", "    - ": "red", "    ~ ": "yellow", "  hint": "cyan"}


def _summary(findings: Sequence[Finding]) -> str:
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return findings[0].message + more


class Found(Exception):  # noqa: N818
    """What a check found, on its way to the report."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("; ".join(finding.message for finding in answer.failed))
        self.answer = answer


@dataclass(eq=False)
class Hooks:
    """The hooks of a run with ``--db``."""

    run: Run
    session: pytest.Session | None = None
    terminal: Any = None
    notes: dict[str, None] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """The chain's files are collected as what they are, also when they are named on the command line."""
        found = yield
        path = file_path.resolve()
        of: list[tuple[Chain, Revision | None]] = [
            (chain, chain.by_path.get(path)) for chain in self.run.chains if path == chain.env or path in chain.by_path
        ]
        if not of:
            return found
        node: ChainFile = ChainFile.from_parent(
            parent, path=file_path, nodeid=self._id(of[0][0], file_path, parent.config.rootpath)
        )
        node.run, node.of = self.run, of
        return [node]

    @staticmethod
    def _id(chain: Chain, path: Path, root: Path) -> str | None:
        """The file's name from the folder of pyproject.toml, as pytest has it, else from that above the chain's."""
        if path.is_relative_to(root):
            return None
        above = chain.folder.parent
        return path.relative_to(above).as_posix() if path.is_relative_to(above) else path.name

    def pytest_plugin_registered(self, plugin: object) -> None:
        """A project's conftest adds checks of its own."""
        for value in list(vars(plugin).values()) if hasattr(plugin, "__file__") else []:
            if isinstance(value, Check) and value not in self.run.checks:
                self.run.checks.append(value)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Whatever uses a fixture of the harness runs on every database."""
        if "_migration_database" in metafunc.fixturenames:
            databases = self.run.databases
            labels = [database.label for database in databases]
            metafunc.parametrize("_migration_database", databases, indirect=True, ids=labels, scope="session")

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """The checks run in the order of the walk, in the places that they have among other tests."""
        older = [item for item in items if isinstance(item, CheckItem) and self.run.is_older(item.question)]
        if older:
            items[:] = [item for item in items if item not in older]
            config.hook.pytest_deselected(items=older)
        places = [index for index, item in enumerate(items) if isinstance(item, CheckItem)]
        ours = sorted(
            (item for item in items if isinstance(item, CheckItem)), key=lambda item: self.run.order(item.question)
        )
        for index, item in zip(places, ours, strict=True):
            items[index] = item

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Now it is known which revisions are to be looked at."""
        self.run.select(item.question for item in session.items if isinstance(item, CheckItem))

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """The terminal's plugin is registered by now."""
        self.session = session
        self.terminal = session.config.pluginmanager.get_plugin("terminalreporter")

    def pytest_report_collectionfinish(self) -> list[str]:
        """What was chosen, database by database."""
        lines = []
        for label in self.run.starting:
            try:
                lines.append(f"{label}: {self.run.server(label, meanwhile=self._tell_what_was_heard).title}")
            except ServerError as error:
                lines.append(f"ERROR {error}")
        self._tell_what_was_heard()
        return lines

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self) -> None:
        """With workers nothing is collected in this process: it is told before they start."""
        if self.terminal is None:
            return
        if self.terminal.isatty:
            self.terminal.write_line("")  # ends the line that pytest-xdist is going to write over
        for line in self.pytest_report_collectionfinish():
            self.terminal.write_line(line)

    def _tell_what_was_heard(self) -> None:
        """At once: an image that is pulled, or a server that does not answer, takes minutes."""
        while self.run.heard:
            line = self.run.heard.pop(0)
            if self.terminal is not None:
                self.terminal.write_line(line)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
        """A database that is not there is one error, not one for each of its checks."""
        if getattr(report, "migration_harness", {}).get("error") == "":
            return "not run", "E", ("ERROR", {"red": True})
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The answer travels with pytest's report."""
        report = yield
        if isinstance(item, CheckItem):
            item.spent = report.duration + (0.0 if call.when == "setup" else item.spent)
            item.told |= {"spent": item.spent, "database": item.question.database.label}
            if report.skipped and isinstance(report.longrepr, tuple):
                report.longrepr = (str(item.path), 1, report.longrepr[2])  # not where the harness says it
        if isinstance(item, CheckItem) and (call.when == "call" or (report.failed and "error" in item.told)):
            report.migration_harness = item.told  # type: ignore[attr-defined]
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect the answers and notes, from this process or from the workers of pytest-xdist."""
        told: dict[str, Any] = getattr(report, "migration_harness", {})
        self.notes.update(dict.fromkeys(told.get("notes", ())))
        if "spent" in told:
            self.spent[told["database"]] = self.spent.get(told["database"], 0.0) + told["spent"]
        if report.failed and "error" in told:
            self.errors |= {told["database"]: told["error"]} if told["error"] else {}
            error = told["error"] or f"not run: {told['database']} is not there, as its first error says"
            report.longrepr = ErrorRepr(error, str(report.fspath))  # type: ignore[assignment]
        # pytest-rerunfailures has an outcome of its own: it asks again, and is told the same.
        if "answer" not in told or str(report.outcome) == "rerun":
            return
        answer = Answer.from_told(told["answer"])
        self.answers.append(answer)
        if report.failed and answer.failed:  # a worker sends the text only, whose first line is no summary
            report.longrepr = FoundRepr(answer, str(report.fspath))  # type: ignore[assignment]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """With ``--db-keep`` it is told where the scratch databases are, by the workers of pytest-xdist, too."""
        kept = self.run.keep_scratch() if self.run.keep else []
        self.notes.update(dict.fromkeys(kept))
        getattr(session.config, "workeroutput", {})["migration_harness"] = kept

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.notes.update(dict.fromkeys(getattr(node, "workeroutput", {}).get("migration_harness", ())))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """What does not fail and is worth knowing, how much could not be verified, and what was written."""
        left_open = [*totals(self.answers), *reasons(self.answers), *told_of_unseen(self.answers)]
        lines = [*self.notes, *self._written(config)]
        if not config.getoption("migration_waive", default=False):
            lines += next_steps(self.answers, self._ids())
        if left_open or lines:
            terminalreporter.section("migrations")
        for line in left_open:
            terminalreporter.line(line, yellow=True)
        for line in lines:
            terminalreporter.line(line)

    def _ids(self) -> dict[str, str]:
        """The ids of the revisions of the only chain, by their names."""
        return {item.name: item.id for item in self.run.chains[0].revisions} if len(self.run.chains) == 1 else {}

    def _written(self, config: pytest.Config) -> Iterator[str]:
        if hasattr(config, "workerinput"):
            return
        report = self.run.report(self.answers, self.errors, self.spent)
        if config.getoption("migration_waive", default=False):
            yield self._writing(FILE, partial(self._waivers_written, report))
        for path in config.getoption("migration_report", default=[]):
            yield self._writing(path, partial(self._report_written, report, path))

    def _writing(self, path: str, write: Callable[[], str]) -> str:
        """What was written, or why it was not: then the run has not done what it was asked for."""
        try:
            return write()
        except OSError as error:
            if self.session is not None and self.session.exitstatus == pytest.ExitCode.OK:
                self.session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return f"ERROR {path} cannot be written: {error.strerror or error}"

    def _waivers_written(self, report: Report) -> str:
        added = write_waivers(self.run.config.root / FILE, waivable(report.failed, self.run.config.waivers))
        if not added:
            return f"nothing new is found: {FILE} stays as it is"
        return f"{added} waiver{'s' * (added > 1)} added to {FILE}: fill in the reason{'s' * (added > 1)}"

    def _report_written(self, report: Report, path: str) -> str:
        return write_report(report, path) or f"report written to {path}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker of pytest-xdist uses the servers of the process that started it."""
        node.workerinput["migration_harness"] = {label: self._told(label) for label in self.run.starting}

    def _told(self, label: str) -> dict[str, str]:
        try:
            return self.run.server(label, meanwhile=self._tell_what_was_heard).told()
        except ServerError as error:
            return {"error": str(error)}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """All checks on one database go to one worker, because they share its walk."""
        if config.getoption("dist") != "load":
            return None
        from xdist.scheduler import LoadScopeScheduling

        labels = list(self.run.starting)

        class ByDatabase(LoadScopeScheduling):  # type: ignore[misc]
            def _split_scope(self, nodeid: str) -> str:
                return next((label for label in labels if nodeid.endswith(f"[{label}]")), nodeid)

        return ByDatabase(config, log)

    # pytest-alembic has fixtures of these names: they are only replaced in a run with --db.

    @pytest.fixture
    def alembic_config(self) -> AlembicConfig:
        """Alembic's Config of this chain, for pytest-alembic and for ``alembic.command``."""
        return chains.alembic_config(self.run.chains[0])

    @pytest.fixture
    def alembic_engine(self, _migration_scratch: Engine) -> Engine:
        """An engine on an empty scratch database, for pytest-alembic."""
        return _migration_scratch
