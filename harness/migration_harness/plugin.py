"""The pytest plugin: the only module that imports pytest.

With ``--db`` the files of a chain are test files; without it the plugin collects nothing and changes nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from migration_harness import chain as chains
from migration_harness import check as checks
from migration_harness import config as configs
from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.checks.drift import drift_of, unmanaged
from migration_harness.config import SOURCES, Config, Database
from migration_harness.errors import ConfigError, HarnessError, ServerError
from migration_harness.server import Server, Starting, serve
from migration_harness.walk import Walk

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig
    from sqlalchemy import Engine

    from migration_harness.chain import Chain, Revision
    from migration_harness.waiver import Waiver

ACTIVE = pytest.StashKey["Run"]()
NOTE = "migration-harness note"
_WITHOUT_DB = "give a database: --db sqlite"


# Options


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Generator[None, Any, Any]:
    """Add the options once the initial conftest files are loaded.

    SQLAlchemy's own plugin for those who write dialects has a ``--db`` too, and comes in through a conftest file: where
    it is loaded this plugin stands back.
    """
    result = yield
    if not _is_for_dialects():
        _add_options(parser)
    return result


def _is_for_dialects() -> bool:
    return "sqlalchemy.testing.plugin.plugin_base" in sys.modules or "sqla_plugin_base" in sys.modules


def _add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("migrations", "migrations (migration-harness)")
    group.addoption(
        "--db",
        action="append",
        default=[],
        metavar="NAME[:VERSION]|URL",
        dest="migration_db",
        help="check the Alembic chain on this database: sqlite, postgres, mysql, mariadb, or what a plugin adds;"
        " a version is an image tag (postgres:17); an URL is a running server's; all means all of the configuration;"
        " repeatable, or a list with commas",
    )
    group.addoption(
        "--db-source",
        choices=SOURCES,
        default=None,
        dest="migration_db_source",
        help="where a server comes from when no URL is given: a container, a local program, or what there is (auto)",
    )
    group.addoption(
        "--db-keep",
        action="store_true",
        dest="migration_db_keep",
        help="leave the servers and the scratch databases running and print their URLs",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start what ``--db`` asks for, side by side; nothing happens without it."""
    command_line = {
        "db": configs.split(config.getoption("migration_db", [])),
        "db_source": config.getoption("migration_db_source", None),
    }
    try:
        if not command_line["db"] and "MIGRATION_HARNESS_DB" not in os.environ:
            return
        told = configs.load(config.rootpath, command_line=command_line, environment=os.environ)
        keep = bool(config.getoption("migration_db_keep", default=False))
        run = Run(config=told, databases=configs.databases(told), keep=keep)
        run.start(given=getattr(config, "workerinput", {}).get("migration_harness"))
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[ACTIVE] = run
    config.pluginmanager.register(Hooks(run=run), "migration_harness_hooks")
    config.add_cleanup(run.stop)
    _add_paths(config, run.chain)


def _add_paths(config: pytest.Config, chain: Chain) -> None:
    """Collect the chain's files too, where the command line names no files."""
    if config.args_source is pytest.Config.ArgsSource.ARGS or hasattr(config, "workerinput"):
        return
    if not config.invocation_params.dir.is_relative_to(config.rootpath):
        config.args[:] = []
    there = [(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args]
    for path in (chain.env, *chain.locations):
        if not any(path.is_relative_to(folder) for folder in there):
            config.args.append(str(path))


# One run


@dataclass(kw_only=True)
class Run:
    """The servers of one pytest run, the chain, and a walk for each database."""

    config: Config
    databases: tuple[Database, ...]
    keep: bool
    chain: Chain = field(init=False)
    starting: dict[str, Starting] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    wanted: dict[str, set[str]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=checks.built_in)
    heard: list[str] = field(default_factory=list)
    _handler: Any = None

    def start(self, *, given: dict[str, Any] | None = None) -> None:
        """Begin to start the servers, and load the chain meanwhile."""
        self._handler = _terminate_like_ctrl_c()
        try:
            for database in self.databases:
                self.starting[database.label] = Starting.begin(database, partial(self._server, given))
            self.chain = chains.load(self.config)
        except BaseException:
            self.stop()
            raise

    def _server(self, given: dict[str, Any] | None, database: Database, cancelled: threading.Event) -> Server:
        if given is not None:
            return Server.from_told(database.backend, given[database.label])
        return serve(database, self.config, keep=self.keep, log=self.heard.append, cancelled=cancelled)

    def server(self, label: str) -> Server:
        """The server, once it answers. Raises ServerError."""
        return self.starting[label].wait()

    def walk(self, label: str) -> Walk:
        """The walk on this database; it walks no further than it is asked to."""
        if label not in self.walks:
            wanted = frozenset(self.wanted.get(label, ()))
            self.walks[label] = Walk(chain=self.chain, server=self.server(label), wanted=wanted)
        return self.walks[label]

    def stop(self) -> None:
        """Nothing that this run started is left, but what is to be kept."""
        for walk in self.walks.values():
            with suppress(Exception):
                walk.close(keep=self.keep)
        self.walks.clear()
        for starting in self.starting.values():
            starting.stop()
        self.starting.clear()
        if self._handler is not None:
            signal.signal(signal.SIGTERM, self._handler)
            self._handler = None


def _terminate_like_ctrl_c() -> Any:
    """From now on SIGTERM ends pytest as Ctrl-C does, so that everything is cleaned up; the handler before."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt("SIGTERM")

    with suppress(ValueError):  # not in the main thread
        return signal.signal(signal.SIGTERM, interrupt)
    return None


# What is collected


class ChainFile(pytest.File):
    """env.py or a revision file, as a test file."""

    run: Run
    revision: Revision | None

    def collect(self) -> Iterator[pytest.Item]:
        for database in self.run.databases:
            for check in self.run.checks:
                if (check.asked_of == "revision") == (self.revision is not None):
                    yield CheckItem.make(self, check, database)


class CheckItem(pytest.Item):
    """One check on one database: ``round-trip[postgres:17]``."""

    check: Check
    database: Database
    case: Case

    @classmethod
    def make(cls, parent: ChainFile, check: Check, database: Database) -> CheckItem:
        item: CheckItem = cls.from_parent(parent, name=f"{check.name}[{database.label}]")
        item.check, item.database = check, database
        return item

    @property
    def run(self) -> Run:
        assert isinstance(self.parent, ChainFile)
        return self.parent.run

    @property
    def revision(self) -> Revision | None:
        assert isinstance(self.parent, ChainFile)
        return self.parent.revision

    def setup(self) -> None:
        """Walk as far as this check needs. A server that is not there is an error, not a failure."""
        walk = self.run.walk(self.database.label)
        self.case = Case(
            database=self.database.label,
            backend=self.database.backend,
            chain=self.run.chain,
            observed=walk,
            revision=self.revision,
        )
        if self.check.asked_of == "revision":
            self._observe(self.case.passage)
        elif self.check.asked_of == "head" and not self.run.chain.problems:
            self._observe(self.case.head)
        elif self.check.asked_of == "base" and not self.run.chain.problems:
            self._observe(self.case.base)

    def _observe(self, seen: Any) -> None:
        if seen.kept:
            self._note(f"the scratch database of the first failure is kept until the next run: {seen.kept}")

    def _note(self, text: str) -> None:
        self.user_properties.append((NOTE, f"{self.database.label}: {text}"))

    def runtest(self) -> None:
        if self.run.chain.problems and self.check.name != "heads":
            pytest.skip("the history of the chain cannot be loaded (see heads)")
        try:
            findings = self.check.findings(self.case)
        except NotVerified as reason:
            pytest.skip(f"not verified: {reason}")
        if self.check.name == "drift":
            self._tell_what_does_not_fail()
        waivers = [self._waiver(finding) for finding in findings]
        left = [finding for finding, waiver in zip(findings, waivers, strict=True) if waiver is None]
        if left:
            raise Found(left)
        if waivers:
            pytest.xfail("; ".join(dict.fromkeys(waiver.reason for waiver in waivers if waiver)))
        self._no_waiver_is_out_of_date()

    def _waiver(self, finding: Finding) -> Waiver | None:
        names = self.database.names
        for waiver in self.run.config.waivers:
            ids = {finding.revision, self.revision.id if self.revision else ""}
            if any(
                waiver.covers(check=finding.check, databases=names, revision=revision, object=finding.object)
                for revision in ids
            ):
                return waiver
        return None

    def _no_waiver_is_out_of_date(self) -> None:
        """A waiver for exactly this revision (or this end of the chain) must still find something."""
        for waiver in self.run.config.waivers:
            exact = waiver.revision in {self.revision.id, self.revision.name} if self.revision else True
            if waiver.check == self.check.name and exact and waiver.db in {"*", *self.database.names}:
                raise Found(
                    [
                        Finding(
                            check=self.check.name,
                            database=self.database.label,
                            revision=self.revision.name if self.revision else "",
                            message=f"The {waiver} no longer matches anything.",
                            hint=f"delete it: its reason was {waiver.reason!r}",
                        )
                    ]
                )

    def _tell_what_does_not_fail(self) -> None:
        head = self.case.head
        if head.twin is None:
            return
        for table in drift_of(head).reordered:
            self._note(f"the columns of {table} stand in another order than in the models")
        if names := unmanaged(head):
            self._note(f"only made by migrations: {', '.join(names)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        if isinstance(excinfo.value, Found):
            return FoundRepr(excinfo.value.findings, self.path)
        if isinstance(excinfo.value, HarnessError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.stem}::{self.name}"


@dataclass(frozen=True, kw_only=True)
class Crash:
    """What pytest's summary, its JUnit file and others say of a failure in one line."""

    message: str
    path: str
    lineno: int = 0


class FoundRepr:
    """Findings as the terminal shows them: in colour where it has colours, one line in pytest's summary."""

    def __init__(self, findings: list[Finding], path: Path) -> None:
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        self.findings = findings
        self.reprcrash = Crash(path=str(path), message=findings[0].message + more)

    def __str__(self) -> str:
        return "\n\n".join("\n".join(finding.lines()) for finding in self.findings)

    def toterminal(self, tw: Any) -> None:
        for line in str(self).splitlines():
            colour = {"+": "green", "-": "red", "~": "yellow", "h": "cyan"}.get(line.strip()[:1], "")
            marked = line.startswith(("    ", "  hint:"))
            tw.line(line, **({colour: True} if colour and marked else {"bold": not line.startswith(" ")}))


class Found(Exception):  # noqa: N818
    """What a check found, on its way to the report."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


@dataclass(eq=False)
class Hooks:
    """The hooks of a run with ``--db``."""

    run: Run

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """The chain's files are collected as what they are, also when they are named on the command line."""
        found = yield
        path = file_path.resolve()
        revision = self.run.chain.by_path.get(path)
        if revision is None and path != self.run.chain.env:
            return found
        node: ChainFile = ChainFile.from_parent(parent, path=file_path)
        node.run, node.revision = self.run, revision
        return [node]

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

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The checks run in the order of the walk, in the places that they have among other tests."""
        places = [index for index, item in enumerate(items) if isinstance(item, CheckItem)]
        ours = sorted((item for item in items if isinstance(item, CheckItem)), key=self._order)
        for index, item in zip(places, ours, strict=True):
            items[index] = item

    def _order(self, item: CheckItem) -> tuple[int, int]:
        stage = {"chain": 0, "revision": 1, "head": 2, "base": 3}[item.check.asked_of]
        return stage, self.run.chain.order[item.revision.id] if item.revision else 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Now it is known which revisions are to be looked at."""
        for item in session.items:
            if isinstance(item, CheckItem):
                wanted = self.run.wanted.setdefault(item.database.label, set())
                if item.check.asked_of == "base":
                    wanted.update(self.run.chain.by_id)
                elif item.revision is not None:
                    wanted.add(item.revision.id)

    def pytest_report_collectionfinish(self) -> list[str]:
        """What was chosen, database by database."""
        lines = [*self.run.heard]
        for label in self.run.starting:
            try:
                lines.append(f"{label}: {self.run.server(label).title}")
            except ServerError as error:
                lines.append(f"ERROR {error}")
        return lines

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What does not fail and is worth knowing, and how much could not be verified."""
        notes: dict[str, None] = {}
        skipped = 0
        for reports in terminalreporter.stats.values():
            for report in reports:
                properties = dict.fromkeys(text for key, text in getattr(report, "user_properties", ()) if key == NOTE)
                notes.update(properties)
        for report in terminalreporter.stats.get("skipped", ()):
            skipped += "not verified:" in str(report.longrepr)
        if notes or skipped:
            terminalreporter.section("migrations")
        if skipped:
            terminalreporter.line(f"{skipped} not verified (see the reasons of the skips: pytest -rs)", yellow=True)
        for note in notes:
            terminalreporter.line(note)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker of pytest-xdist uses the servers of the process that started it."""
        node.workerinput["migration_harness"] = {label: self._told(label) for label in self.run.starting}

    def _told(self, label: str) -> dict[str, str]:
        try:
            return self.run.server(label).told()
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
        return chains.alembic_config(self.run.chain)

    @pytest.fixture
    def alembic_engine(self, scratch: Engine) -> Engine:
        """An engine on an empty scratch database, for pytest-alembic."""
        return scratch


# Fixtures


@pytest.fixture(scope="session")
def _migration_database(request: pytest.FixtureRequest) -> Database:
    if not hasattr(request, "param"):
        pytest.skip(_WITHOUT_DB)
    database: Database = request.param
    return database


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, _migration_database: Database) -> Server:
    """The running server of each ``--db``."""
    return request.config.stash[ACTIVE].server(_migration_database.label)


@pytest.fixture
def scratch(server: Server) -> Iterator[Engine]:
    """An engine on an empty scratch database, dropped after the test."""
    with server.scratch() as made:
        engine = made.engine()
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def chain(request: pytest.FixtureRequest) -> Chain:
    """The chain of this project."""
    run = request.config.stash.get(ACTIVE, None)
    if run is None:
        pytest.skip(_WITHOUT_DB)
    found: Chain = run.chain
    return found


@pytest.fixture
def migrated(server: Server, chain: Chain) -> Iterator[Engine]:
    """An engine on a scratch database at head, dropped after the test."""
    with server.scratch() as made:
        chains.upgrade(chain, made.url, server.backend)
        engine = made.engine()
        yield engine
        engine.dispose()
