"""The process in which a chain runs: the only module that talks to Alembic.

It is started by ``chain`` with the project's folder as its working directory, gets one JSON object a line on its
standard input and answers each with one on what was its standard output. env.py, the revisions and the models are
loaded here and nowhere else, so whatever they change (logging, MetaData, the environment) ends with this process.

env.py is run once for a whole walk. Alembic asks the function given to EnvironmentContext for the steps to run and runs
each before it asks for the next; that function is a generator here, which answers the harness between two steps.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import re
import signal
import sys
import sysconfig
import time
import traceback
import warnings
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

from alembic.config import CommandLine
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.pool import NullPool

from migration_harness.drivers import WANTS_ASYNC, is_installed, known, load_driver, with_installed
from migration_harness.errors import ConfigError, GuardError
from migration_harness.guard import Guard
from migration_harness.models import imported, load_metadata, what_autogenerate_would_write
from migration_harness.project import alembic_config, engines, leave_out_logging_without_file, surroundings
from migration_harness.sql import statements_of

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

_MOST_STATEMENTS = 1000


class HandedConnection(Connection):
    """The scratch connection in ``config.attributes["connection"]``.

    env.py files in the wild expect an Engine there, or a Connection: this is a Connection on which ``connect()`` may
    be called as on an Engine.
    """

    def connect(self) -> HandedConnection:
        return self


class LazyAttributes(dict[str, Any]):
    """``config.attributes`` that connects only when env.py asks for the connection."""

    def __init__(self, url: URL, given: Mapping[str, Any]) -> None:
        super().__init__((key, value) for key, value in given.items() if key != "connection")
        self._url = url

    def __contains__(self, key: object) -> bool:
        return key == "connection" or super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        if key == "connection" and not super().__contains__(key):
            self[key] = HandedConnection(create_engine(self._url, poolclass=NullPool))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else default  # noqa: SIM401

    def close(self) -> None:
        if super().__contains__("connection"):
            with suppress(DBAPIError):  # SQL Server ends a transaction by itself after some errors (3903)
                super().__getitem__("connection").close()


@dataclass(kw_only=True)
class Worker:
    """One chain, loaded once, run on one scratch database after the other."""

    settings: Mapping[str, Any]
    requests: IO[str]
    answers: IO[str]
    guard: Guard = field(default_factory=Guard)
    statements: list[str] = field(default_factory=list)
    pid: int = field(default_factory=os.getpid)
    _script: ScriptDirectory | None = None
    _engines: list[str] = field(default_factory=list)

    # The conversation

    def serve(self) -> None:
        """Answer requests until there are no more."""
        self.guard.install()
        leave_out_logging_without_file()
        event.listen(Engine, "before_cursor_execute", self._note_statement)
        for request in self._incoming():
            if request["do"] == "describe":
                self._answer(self._describe(request))
            elif request["do"] == "open":
                self._answer(self._session(request))
            elif request["do"] == "write":
                self._answer(self._write(request))
            else:
                self._answer({"error": {"message": "no session is open", "where": ""}})

    def _incoming(self) -> Iterator[dict[str, Any]]:
        while line := self.requests.readline():
            yield json.loads(line)

    def _answer(self, answer: Mapping[str, Any]) -> None:
        if os.getpid() != self.pid:
            os._exit(0)  # a fork that the chain has made and that came back: one of the two is asked
        self.answers.write(json.dumps(answer) + "\n")
        self.answers.flush()

    def comes_to(self, revision: str) -> None:
        """Told in the middle of a request about many: each revision may take as long as a step."""
        self._answer({"at": revision})

    def _note_statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if len(self.statements) < _MOST_STATEMENTS:
            self.statements.append(statement)

    # The chain as it stands in its files

    @property
    def script(self) -> ScriptDirectory:
        if self._script is None:
            self.config()
        assert self._script is not None
        return self._script

    def config(self) -> Config:
        """A new Config of Alembic's; the first one finds the revisions: there are projects that make only one."""
        made = alembic_config(self.settings)
        self._engines = engines(made)
        self._script = self._script or ScriptDirectory.from_config(made)
        return made

    def _describe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The revisions in the order in which ``alembic upgrade heads`` takes them, and what is wrong with them.

        With an URL in the request, they are loaded in what env.py finds around itself.
        """
        with warnings.catch_warnings(record=True) as noted, ExitStack() as stack:
            warnings.simplefilter("always")
            try:
                folder, locations = str(self.script.dir), [str(path) for path in self.script._version_locations]  # noqa: SLF001
            except Exception as error:  # noqa: BLE001
                return {"error": self.told(error)}
            try:
                if "url" in request:
                    self._export(self._usable(request) or make_url(request["url"]))
                    stack.enter_context(surroundings(Path(self.script.dir) / "env.py"))
                revisions = list(self.script.walk_revisions("base", "heads"))[::-1]
                heads = list(self.script.get_heads())
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                return {"dir": folder, "locations": locations, "broken": True, "problems": [self._broken(error, noted)]}
        return {
            "dir": folder,
            "locations": locations,
            "heads": heads,
            "labels": {head: sorted(self.script.get_revision(head).branch_labels or ()) for head in heads},
            "problems": [self._with_files(str(item.message)) for item in noted if _TWICE in str(item.message)],
            "imported": self._has_imported_the_project(),
            "engines": self._engines,
            "revisions": [
                {
                    "id": item.revision,
                    "path": str(item.path),
                    "title": item.doc or "",
                    "parents": [*(item._versioned_down_revisions)],  # noqa: SLF001
                    "depends_on": [*(item._resolved_dependencies or ())],  # noqa: SLF001
                }
                for item in revisions
            ],
        }

    def _has_imported_the_project(self) -> bool:
        files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        return any(_of_the_project(file, self._home) for file in files if file)

    def told(self, error: BaseException) -> dict[str, Any]:
        """The error in one line, where in the project it came up, and the statement that caused it."""
        return _told(error, self._home)

    @property
    def _home(self) -> str:
        """The folder of the package that the chain is a part of, where that is an installed one."""
        before, found, after = (str(self._script.dir) if self._script else "").rpartition(f"site-packages{os.sep}")
        return before + found + after.partition(os.sep)[0] + os.sep if found else ""

    def _broken(self, error: BaseException, noted: list[warnings.WarningMessage]) -> str:
        told = self.told(error)
        message = told["message"]
        # A missing parent is a warning first and a KeyError later, an id that two files have an error of what follows
        # from it: the warning says more.
        noted = [item for item in noted if isinstance(error, KeyError) or _TWICE in str(item.message)]
        if noted:
            return self._with_files(str(noted[-1].message))
        if isinstance(error, SystemExit):
            message = f"sys.exit({error.code!r})"
        elif told["where"] and not told["guard"]:
            message = f"{told['type']}: {message}"
        return f"{told['where']}: {message}" if told["where"] else message

    def _with_files(self, warning: str) -> str:
        """Alembic's warning, and where it is of an id that is there twice, the files that have it."""
        found = re.search(rf"Revision (\S+) is {_TWICE}", warning)
        if not found:
            return warning
        line = re.compile(rf"^revision\b[^=\n]*=\s*['\"]{re.escape(found[1])}['\"]", re.MULTILINE)
        files = sorted(file for place in self.script._version_locations for file in Path(place).rglob("*.py"))  # noqa: SLF001
        names = [_short(str(file)) for file in files if line.search(file.read_text(encoding="utf-8", errors="replace"))]
        return f"{warning}: {', '.join(names)}" if names else warning

    # The chain as SQL

    def _write(self, request: Mapping[str, Any]) -> dict[str, Any]:
        from migration_harness.offline import OfflineRun

        told = {name: request[name] for name in ("dialect", "product", "version", "pinned", "revisions")}
        return OfflineRun(worker=self, **told).answer()

    # One run of env.py

    def _session(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Run env.py on the scratch database; what is left to say after it ended."""
        url = self._usable(request)
        if url is None:
            return {"lacking": known(make_url(request["url"]), [*request["drivers"], *request["async_drivers"]])}
        others = (url.set(drivername=name) for name in request["async_drivers"])
        asynchronous = next(filter(is_installed, others), None)
        if request.get("asynchronous") and asynchronous is not None:
            return self._run_env_quietly(asynchronous, request, sync_url=url)
        try:
            return self._run_env(url, request)
        except InvalidRequestError as error:
            # Nothing has run yet: the URL has to be an asynchronous driver's.
            if WANTS_ASYNC not in str(error) or asynchronous is None:
                return {"error": self.told(error)}
            return self._run_env_quietly(asynchronous, request, sync_url=url)

    def _usable(self, request: Mapping[str, Any]) -> URL | None:
        """The URL under a driver that is installed: in the harness's own Python that is the URL's, in others any."""
        url = make_url(request["url"])
        if not self.settings.get("python"):
            return url
        return with_installed(url, [*request["drivers"], *request["async_drivers"]])

    def _run_env_quietly(self, url: URL, request: Mapping[str, Any], sync_url: URL) -> dict[str, Any]:
        try:
            return self._run_env(url, request, sync_url=sync_url)
        except InvalidRequestError as error:
            return {"error": self.told(error)}

    def _run_env(self, url: URL, request: Mapping[str, Any], sync_url: URL | None = None) -> dict[str, Any]:
        run = EnvRun(worker=self, metadata=self.settings.get("metadata"))
        self._export(url)  # a project that builds its Config in code may look there, too
        try:
            config = self.config()
        except (Exception, SystemExit) as error:  # noqa: BLE001  a function of the project's makes it
            return {"error": self.told(error)}
        attributes = config.attributes = LazyAttributes(sync_url or url, config.attributes)
        url = self._like_the_projects_own(url, config, request)
        self._hand_over(url, config)
        self.guard.allow(url)
        environment = EnvironmentContext(config, self.script, fn=run.steps, destination_rev="heads")
        self.limit(environment)
        try:
            with surroundings(Path(self.script.dir) / "env.py"), environment:
                self.script.run_env()
        except InvalidRequestError as error:
            if not run.started and WANTS_ASYNC in str(error):
                raise
            run.failed(error)
        except BaseException as error:  # noqa: BLE001
            # SystemExit, CancelledError, KeyboardInterrupt: only the chain raises them here.
            if not (isinstance(error, SystemExit) and not error.code and run.running is None):
                run.failed(error)
        finally:
            attributes.close()
            self.guard.allow(None)
        return run.outcome()

    def limit(self, environment: EnvironmentContext) -> None:
        """Nothing is run for another of several databases than the one that is meant: here they all are the same."""
        only, run = self.settings.get("engine"), environment.run_migrations

        def run_migrations(**options: Any) -> None:
            if not only or options.get("engine_name", only) == only:
                run(**options)

        environment.run_migrations = run_migrations  # type: ignore[method-assign]

    def _like_the_projects_own(self, url: URL, config: Config, request: Mapping[str, Any]) -> URL:
        """The URL under the driver that the project's own URL names, where both are of the same product."""
        try:
            own = make_url(config.get_main_option("sqlalchemy.url") or "")
            if own.get_backend_name() in request.get("dialects", ()) and "+" in own.drivername:
                load_driver(own)
                return url.set(drivername=own.drivername)
        except Exception:  # noqa: BLE001
            return url  # a placeholder such as driver://user:pass@localhost/dbname, or a driver that is not installed
        return url

    def _hand_over(self, url: URL, config: Config, *, server_version: str = "") -> None:
        """Put the scratch database wherever an env.py may look for its URL."""
        self._export(url)
        words = {**_words(url), "server_version": server_version}
        config.set_main_option("sqlalchemy.url", words["url"].replace("%", "%%"))
        for name in self._engines:
            config.set_section_option(name, "sqlalchemy.url", words["url"].replace("%", "%%"))
        x = [f"{name}={value.format_map(words)}" for name, value in self.settings.get("x", {}).items()]
        config.cmd_opts = CommandLine().parser.parse_args(["upgrade", "heads"], namespace=Options())
        config.cmd_opts.x, config.cmd_opts.name = x or None, self.settings.get("section") or "alembic"

    def _export(self, url: URL) -> None:
        words = _words(url)
        for variable in self.settings.get("url_env", ()):
            os.environ[variable] = words["url"]
        for variable, value in self.settings.get("env", {}).items():
            os.environ[variable] = value.format_map(words)


class Options(Namespace):
    """What ``alembic upgrade heads`` has in ``config.cmd_opts``.

    Without -x arguments it is false, as None is, which is there when a project runs ``alembic.command`` in code: an
    env.py that asks how it was started then takes the URL out of the Config.
    """

    def __bool__(self) -> bool:
        return bool(self.x)


class NoDowngradeError(NotImplementedError):
    """A revision file has no downgrade() at all."""


@dataclass(kw_only=True)
class EnvRun:
    """What happens while env.py runs once."""

    worker: Worker
    metadata: str | None
    started: bool = False
    closed: bool = False
    running: MigrationStep | None = None
    at: str = ""
    error: BaseException | None = None
    began: float = 0.0

    def steps(self, _heads: Any, context: MigrationContext) -> Iterator[MigrationStep]:
        """What Alembic calls for the steps to run."""
        if self.closed:  # env.py calls run_migrations() once more, for another database of its own
            return
        self.started = True
        gc.freeze()  # what is loaded by now stays: it need not be looked through again and again
        self._must_be_on_the_scratch(context)
        self._commit(context)  # env.py may have locked the database, or made a schema
        # The models' metadata is told once env.py has configured the context.
        self.worker._answer({"ok": True, **_configured(context)})  # noqa: SLF001
        for request in self.worker._incoming():  # noqa: SLF001
            if request["do"] == "step":
                # What was created in this run of env.py (enum types) is not created twice: here each step is a run.
                context.impl.memo.clear()
                yield from self._step(request)
                self._commit(context)
                self.worker._answer({"ok": True, **self._measured()})  # noqa: SLF001
            elif request["do"] == "all":
                for revision in request["revisions"]:
                    self.worker.comes_to(revision)
                    yield from self._step({"revision": revision, "up": True})
                self.worker._answer({"ok": True})  # noqa: SLF001
            elif request["do"] == "close":
                break
            else:
                self.worker._answer(self._asked(request, context))  # noqa: SLF001
        self.closed = True

    def _must_be_on_the_scratch(self, context: MigrationContext) -> None:
        """The guard lets through what touches nothing: SQLite in memory, for an application that was made with it."""
        allowed, connection = self.worker.guard.allowed, context.connection
        if connection is None or allowed is None:
            return
        own = connection.engine.url
        if own.get_backend_name() == "sqlite" and own.database in {None, "", ":memory:"}:
            raise GuardError(f"the migrations run on {own}, which is not the scratch database {allowed}")

    def _step(self, request: Mapping[str, Any]) -> Iterator[MigrationStep]:
        script = self.worker.script
        revision: Any = script.revision_map.get_revision(request["revision"])
        if not request["up"] and not request.get("stamp") and not hasattr(revision.module, "downgrade"):
            self.at = request["revision"]
            raise NoDowngradeError("there is no downgrade()")
        make = MigrationStep.upgrade_from_script if request["up"] else MigrationStep.downgrade_from_script
        step = make(script.revision_map, revision)
        step.migration_fn = _nothing if request.get("stamp") else self._remembering(step.migration_fn)
        self.running, self.at = step, request["revision"]
        self.worker.guard.stopped = None
        self.worker.statements.clear()
        self.began = time.perf_counter()
        yield step
        self.running = None

    def _remembering(self, run: Any) -> Any:
        """The revision's function, its error noted before an env.py can swallow it, or the revision itself."""

        @wraps(run)
        def migrate(**options: Any) -> None:
            try:
                run(**options)
                self.worker.guard.raise_what_was_stopped()
            except BaseException as error:
                self.error = self.worker.guard.stopped or error  # SQLite says "not authorized" where the guard says no
                raise

        return migrate

    def _measured(self) -> dict[str, Any]:
        return {"seconds": time.perf_counter() - self.began, "statements": list(self.worker.statements)}

    def _commit(self, context: MigrationContext) -> None:
        """Commit what env.py will commit in the end, so that each revision stands on its own.

        An env.py that opened no transaction never commits, and then neither does the harness: that revision does
        nothing, which is what the walk has to see. Where DDL is in no transaction Alembic commits each revision.
        """
        if context.connection is None:
            return
        opened = context._transaction is not None or context._in_external_transaction  # noqa: SLF001
        if opened or not context.impl.transactional_ddl:
            _commit(context.connection)

    def _asked(self, request: Mapping[str, Any], context: MigrationContext) -> dict[str, Any]:
        try:
            if request["do"] == "begin":
                return self._begin(context)
            metadata = load_metadata(context.opts.get("target_metadata"), self.metadata)
            if request["do"] == "create_all":
                return self._create_all(metadata, context)
            return {"ok": True, **what_autogenerate_would_write(context, metadata)}
        except Exception as error:  # noqa: BLE001
            return {"error": self.worker.told(error)}

    def _begin(self, context: MigrationContext) -> dict[str, Any]:
        """Run the SQL file, or call the function with the connection, that build what the chain begins with."""
        assert context.connection is not None
        where = self.worker.settings["start"]
        if where.endswith(".sql"):
            for statement in statements_of(Path(where).read_text(encoding="utf-8")):
                context.connection.exec_driver_sql(statement)
        else:
            imported(where)(context.connection)
        _commit(context.connection)
        return {"ok": True}

    def _create_all(self, metadata: list[MetaData], context: MigrationContext) -> dict[str, Any]:
        if not metadata:
            return {"ok": True, "models": False}
        assert context.connection is not None
        for item in metadata:
            item.create_all(context.connection)
        _commit(context.connection)
        return {"ok": True, "models": True}

    def failed(self, error: BaseException) -> None:
        self.error = self.error or error

    def outcome(self) -> dict[str, Any]:
        if self.error is not None:
            return {"error": self.worker.told(self.error), "revision": self.at, **self._measured()}
        if self.running is not None:
            what = "env.py ended in the middle of the revision without an error"
            return {"error": {"message": what, "where": "", "type": ""}, **self._measured()}
        if not self.started:
            what = "env.py ended without calling context.run_migrations()"
            return {"error": {"message": what, "where": "env.py", "type": ""}}
        return {"ok": True}


def _commit(connection: Connection) -> None:
    """The open transaction is committed in the dialect's own way: a driver may refuse to where none is open."""
    raw: Any = connection.connection.dbapi_connection
    if raw is not None:
        connection.dialect.do_commit(raw)


def _nothing(**_options: Any) -> None:
    """Stands for a revision of which only the mark is moved."""


def _configured(context: MigrationContext) -> dict[str, Any]:
    return {
        "version_table": context.version_table,
        "version_table_schema": context.version_table_schema,
        "transactional_ddl": bool(context.impl.transactional_ddl),
        "render_as_batch": bool(context.opts.get("render_as_batch")),
        **_searched(context.connection),
    }


def _searched(connection: Connection | None) -> dict[str, str]:
    """Where the names that have no schema are found, in env.py's session: it may have said SET search_path."""
    if connection is None or connection.dialect.name != "postgresql":
        return {}
    cursor = connection.connection.cursor()  # no statement of a revision
    cursor.execute("SELECT current_setting('search_path'), current_schema()")
    ((path, schema),) = cursor.fetchall()
    cursor.close()
    return {"search_path": path, "schema": schema or ""}


def _told(error: BaseException, home: str) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in frames if _of_the_project(frame.filename, home)]
    where = f"{_short(here[-1].filename)}:{here[-1].lineno}" if here else ""
    if isinstance(error, SyntaxError) and error.filename:
        where = f"{_short(error.filename)}:{error.lineno}"
    original = getattr(error, "orig", None) or error
    # PostgreSQL points at the place in the line above: what a line begins with stays.
    lines = [line.rstrip() for line in _ADDRESS.sub("", str(original)).strip().splitlines() if line.strip()]
    return {
        "type": "" if isinstance(error, ConfigError) else type(original).__name__,  # that one is a whole sentence
        "message": lines[0] if lines else type(original).__name__,
        "details": lines[1:6],
        "where": where,
        "statement": getattr(error, "statement", None) or "",
        "declared": _is_declared(error, frames, home),
        "guard": type(error).__name__ == "GuardError",
        "traceback": "".join(traceback.format_list(here))[-4000:],
    }


_TWICE = "present more than once"  # Alembic's warning of an id
_ADDRESS = re.compile(r"(?<=\w) object at 0x[0-9a-f]+(?=>)")


def _is_declared(error: BaseException, frames: Sequence[traceback.FrameSummary], home: str) -> bool:
    """Whether downgrade() itself raises it: NotImplementedError, or whatever somebody writes there."""
    last = frames[-1] if frames else None
    if isinstance(error, NoDowngradeError):
        return True
    if last is None or not _of_the_project(last.filename, home):
        return False  # Alembic's own: an operation that it does not have for SQLite
    return isinstance(error, NotImplementedError) or (
        last.name == "downgrade" and (last.line or "").startswith("raise ")
    )


def _words(url: URL) -> dict[str, str]:
    """What may stand in braces in the configuration."""
    return {
        "url": url.render_as_string(hide_password=False),
        "driver": url.drivername,
        "user": url.username or "",
        "password": str(url.password or ""),
        "host": url.host or "",
        "port": str(url.port or ""),
        "database": url.database or "",
        "server_version": "",
    }


_HERE = str(Path(__file__).parent)
_LIBRARY = (sysconfig.get_path("stdlib") + os.sep, sysconfig.get_path("platstdlib") + os.sep)


def _of_the_project(filename: str, home: str) -> bool:
    if home and filename.startswith(home):
        return True
    return "site-packages" not in filename and not filename.startswith(("<", _HERE, *_LIBRARY))


def _short(filename: str) -> str:
    _, _, installed = filename.rpartition(f"site-packages{os.sep}")
    try:
        return str(Path(filename).relative_to(Path.cwd()))
    except ValueError:
        return installed


def main() -> None:
    """Serve requests on standard input; what the project prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the harness, which gets the same Ctrl-C, ends this process
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    settings = json.loads(requests.readline())
    sys.path.insert(0, str(Path.cwd()))
    Worker(settings=settings, requests=requests, answers=answers).serve()
    _leave()


def _leave() -> NoReturn:
    """End the process without taking the interpreter to pieces, which takes 0.2 s where much is imported."""
    atexit._run_exitfuncs()  # noqa: SLF001  coverage, for one, writes what it has measured
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
