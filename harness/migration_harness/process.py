"""The process in which a chain runs, as seen from outside: sessions, the steps taken in them, why they failed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from shlex import quote
from typing import IO, TYPE_CHECKING, Any, NoReturn, Self

from sqlalchemy.engine import make_url

from migration_harness import waiting
from migration_harness.drivers import WANTS_ASYNC
from migration_harness.errors import ConfigError, GuardError, MigrationError, ServerError
from migration_harness.waiting import Tell, Waiting, tell_nobody

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from migration_harness.backend import Backend


_NO_ROOM = re.compile(r"disk is full|no space left on device|the table '[^']*' is full", re.IGNORECASE)
# From PostgreSQL 13 on the error is 0A000, before that 58P01.
_NO_EXTENSION = re.compile(r'extension "([^"]+)" is not available|extension control file "[^"]*?([^/"]+)\.control"')
# SQLAlchemy's own words, and those of drivers that are given another one's options.
_MEANT_ASYNCHRONOUS = re.compile(rf"{WANTS_ASYNC}|invalid connection option|unexpected keyword argument")
# What a server has once for all its databases: PostgreSQL, MySQL, Oracle, SQL Server.
_OF_THE_SERVER = re.compile(
    r'(?:role|tablespace|database) "[^"]*" already exists|Operation CREATE (?:USER|ROLE) failed|database exists'
    r"|ORA-0192[01]|ORA-01543|server principal '[^']*' already exists|Database '[^']*' already exists"
)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a step or a run of env.py did not succeed, as the chain's process tells it."""

    message: str
    type: str = ""
    where: str = ""
    statement: str = ""
    details: tuple[str, ...] = ()
    declared: bool = False
    guard: bool = False
    traceback: str = ""

    @classmethod
    def from_answer(cls, told: Mapping[str, Any]) -> Failure:
        return cls(**{**told, "details": tuple(told.get("details", ()))})

    @property
    def missing_extension(self) -> str:
        """The extension that the server does not have, in PostgreSQL's words: the chain is not to blame for it."""
        found = _NO_EXTENSION.search(" ".join([self.message, *self.details]))
        return found.group(1) or found.group(2) if found else ""

    @property
    def is_out_of_room(self) -> bool:
        """Whether the disk of the server is full, in the words of SQLite, PostgreSQL or MySQL."""
        return bool(_NO_ROOM.search(self.message))

    @property
    def met_of_the_walk(self) -> str:
        """Why nothing is known, where it wanted to make what a server has once for all databases, such as a role."""
        made = _OF_THE_SERVER.search(self.message)
        return f"the walk has made what the server has once for all its databases: {self.message}" if made else ""

    def __str__(self) -> str:
        kind = f"{self.type}: " if self.type and not self.guard and self.message != self.type else ""
        return f"{kind}{self.message}"

    def lines(self) -> Iterator[str]:
        """The evidence: the error, where it came up, the statement that caused it."""
        yield str(self)
        yield from self.details
        if self.where:
            yield f"at {self.where}"
        if self.statement:
            yield from (f"    {line}" for line in self.statement.strip().splitlines()[:20])


@dataclass(frozen=True, kw_only=True)
class Step:
    """One revision up or down: what it did, and why it failed where it did."""

    revision: str
    up: bool
    statements: tuple[str, ...] = ()
    seconds: float = 0.0
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Configured:
    """What env.py passed to ``context.configure`` that the harness has to know.

    ``search_path`` and ``schema`` are those of its session, where the product has such.
    """

    version_table: str
    version_table_schema: str | None
    transactional_ddl: bool
    render_as_batch: bool
    search_path: str = ""
    schema: str = ""

    @property
    def version_part(self) -> str:
        """The version table's name in a picture."""
        schema = self.version_table_schema
        return f"{schema}.{self.version_table}" if schema and schema != self.schema else self.version_table


@dataclass(kw_only=True)
class ChainProcess:
    """The running process of one chain; ``tell`` is called with what takes long."""

    process: subprocess.Popen[str]
    log: IO[bytes]
    root: Path
    settings: Mapping[str, Any]
    tell: Tell = tell_nobody
    _url: URL | None = None
    _pending: bytes = b""
    _served: int = field(default=0)
    _remembers: bool = field(default=False)
    _imported: bool = field(default=False)
    _asynchronous: bool = field(default=False)
    _closed: bool = field(default=False)
    _busy: bool = field(default=False)

    @classmethod
    def start(cls, root: Path, settings: Mapping[str, Any], tell: Tell = tell_nobody) -> ChainProcess:
        """Start the process in the project's folder; it loads nothing before it is asked. Raises ConfigError."""
        log = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the process runs
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        own = settings.get("python") or sys.executable
        try:
            process = subprocess.Popen(
                [own, "-c", _LOAD, str(Path(__file__).parent)],
                cwd=root,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
        except OSError as error:
            log.close()
            raise ConfigError(f"{own} cannot be run in {root}: {error.strerror}") from error
        started = cls(process=process, log=log, root=root, settings=settings, tell=tell)
        started._send(settings)
        return started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request. Raises MigrationError when the process has died of it, or took too long.

        Whoever was interrupted while he waited for an answer gets no other: the process is busy, and is killed.
        """
        if self._busy:
            self.process.kill()
            self.process.wait()
            raise MigrationError("the process that runs the chain was interrupted")
        self._busy = True
        self._send(request)
        try:
            answer = self._answer(request)
            while "at" in answer:  # it is about many revisions, and has come to this one
                answer = self._answer({**request, "revision": answer["at"]})
        except MigrationError:
            self._busy = False
            raise
        self._busy = False
        return answer

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        line = self._awaited(request)
        if not line:
            code = self.process.wait()
            raise MigrationError(f"the process that runs the chain {_ended(code)}: {self.last_line()}")
        return self._understood(line)

    def _awaited(self, request: Mapping[str, Any]) -> str:
        """The line of the answer; that it takes long is told, at growing intervals. Raises MigrationError."""
        assert self.process.stdout is not None
        began, patience, limit = time.monotonic(), waiting.PATIENCE, self.settings.get("step_timeout") or inf
        while b"\n" not in self._pending:
            if not self._has_said_more(began + min(patience, limit) - time.monotonic()):
                waits = Waiting(request=request, url=self._url, seconds=min(patience, limit))
                if patience >= limit:
                    self._stop_waiting(waits)
                self.tell(waits)
                patience *= 3
            elif more := os.read(self.process.stdout.fileno(), 65536):
                self._pending += more
            else:
                return ""
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode()

    def _has_said_more(self, seconds: float) -> bool:
        """Whether there is something to read within this time. The pipe is read past the buffers of Python's file."""
        if sys.platform == "win32":
            return True  # select() takes no pipe there
        assert self.process.stdout is not None
        poll = select.poll()
        poll.register(self.process.stdout, select.POLLIN)
        return bool(poll.poll(max(0, seconds) * 1000))

    def _stop_waiting(self, waits: Waiting) -> NoReturn:
        self.process.kill()
        self.process.wait()
        took = f"{waits.what('')} had not ended after {waiting.duration(waits.seconds)} (step-timeout)"
        raise MigrationError(f"{took}: the process that runs the chain was killed")

    @staticmethod
    def _understood(line: str) -> dict[str, Any]:
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise MigrationError(f"the process that runs the chain says {line.strip()!r} where an answer is expected")
        return answer

    def _send(self, request: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()

    @property
    def alive(self) -> bool:
        return not self._closed and self.process.poll() is None

    def last_line(self) -> str:
        """The last line that the project printed."""
        lines = self.printed().strip().splitlines()
        return lines[-1].strip() if lines else "it printed nothing"

    def printed(self) -> str:
        """All that the project printed or logged so far, at most the last 100 kB."""
        self.log.seek(max(0, self.log.seek(0, os.SEEK_END) - 100_000))
        return self.log.read().decode(errors="replace")

    def end(self) -> None:
        """The process is gone, and so is its connection."""
        if self._closed:
            return
        self._closed = True
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=0 if self._busy else 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # what the chain has started and left running
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.stdout.close()
        self.log.close()

    def describe(self, backend: Backend) -> dict[str, Any]:
        """The chain as it stands in its files. Raises MigrationError.

        Revisions that import the application may need what env.py finds around itself, an URL among it: where they do
        not load without, a new process has loaded them with. There are applications that connect when they are made,
        so that is SQLite's in memory; and some that take none but their product's.
        """
        answer = self.ask({"do": "describe"})
        for url in (make_url("sqlite://"), _nowhere(backend)):
            if answer.get("broken"):
                self._restart()
                answer = self.ask({"do": "describe", **_handed(url, backend)})
        self._served += 1  # what they have imported may know an URL now
        self._imported = bool(answer.get("imported"))
        return answer

    def write(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What env.py writes with ``--sql``, or the error. Raises MigrationError.

        An application knows the URL of another product since it was imported, or cannot be made twice.
        """
        self._forget_what_was_described()
        answer = self.ask({"do": "write", **request})
        failed = "error" in answer and not answer.get("offline") and not answer["error"].get("guard")
        if self._served and failed:
            self._restart()
            answer = self.ask({"do": "write", **request})
        self._served += 1
        return answer

    def session(self, url: URL, backend: Backend) -> Session:
        """Run env.py on the scratch database of this URL, up to the point where it asks for the steps to run.

        Raises GuardError when it reached for another database, MigrationError when it failed or asked for none,
        ServerError when the chain's Python has no driver for it.
        """
        self._url = url
        request = {"do": "open", **_handed(url, backend), "asynchronous": self._asynchronous}
        self._forget_what_was_described()
        if self._remembers and self._served:
            self._restart()
        answer = self.ask(request)
        if self._served and "error" in answer:
            # Settings and engines are made once, when a module is imported: they know the scratch database before.
            # And there are applications that cannot be made twice in one process.
            self._restart()
            answer = self.ask(request)
            self._remembers = "error" not in answer or bool(answer["error"].get("guard"))
        if not self._asynchronous and _MEANT_ASYNCHRONOUS.search(answer.get("error", {}).get("message", "")):
            # The application has read the other URL by then: this time it is the first that it sees.
            self._restart()
            again = self.ask({**request, "asynchronous": True})
            if "error" not in again or WANTS_ASYNC in answer["error"]["message"]:
                self._asynchronous, answer = True, again
        self._served += 1
        if "lacking" in answer:
            raise ServerError(_no_driver(backend, answer["lacking"], str(self.settings["python"])))
        if "error" in answer:
            failure = Failure.from_answer(answer["error"])
            raise (GuardError if failure.guard else MigrationError)(_env_failed(failure))
        answer.pop("ok")
        return Session(process=self, configured=Configured(**answer))

    def _forget_what_was_described(self) -> None:
        """An application may choose collations or types by its URL when it is imported: not without one."""
        if self._imported:
            self._imported = False
            self._restart()

    def _restart(self) -> None:
        """A new process has taken this one's place."""
        self.end()
        new = ChainProcess.start(self.root, self.settings, self.tell)
        self.process, self.log, self._closed, self._served, self._pending = new.process, new.log, False, 0, b""


def _ended(code: int) -> str:
    """How a process ended: on Unix a negative code is a signal, that of a crash as a rule."""
    if code >= 0 or -code not in signal.valid_signals():
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"


def _nowhere(backend: Backend) -> URL:
    """An URL of the product under which there is no database."""
    dialect = f"{backend.dialects[0]}+{backend.drivers[0].name}"
    return make_url(f"{dialect}://" + ("/nowhere" if backend.server_url else "nobody:nothing@127.0.0.1:1/nowhere"))


def _handed(url: URL, backend: Backend) -> dict[str, Any]:
    """The URL of a database, and the drivers under which the chain's process may hand it to env.py."""
    prefix = url.drivername.partition("+")[0]
    return {
        "url": url.render_as_string(hide_password=False),
        "dialects": list(backend.dialects),
        "drivers": [f"{prefix}+{driver.name}" for driver in backend.drivers if not driver.is_async],
        "async_drivers": [f"{prefix}+{driver.name}" for driver in backend.drivers if driver.is_async],
    }


def _no_driver(backend: Backend, known: Sequence[str], python: str) -> str:
    """``known`` are the drivers that the SQLAlchemy there has dialects for."""
    usable = [driver for driver in backend.drivers if any(name.endswith(f"+{driver.name}") for name in known)]
    names = dict.fromkeys(driver.module for driver in usable or backend.drivers)
    install = (usable or backend.drivers)[0].install
    return (
        f"{backend.name}: {python}, in which the chain runs, has none of the drivers {', '.join(names)};"
        f" type: {quote(python)} -m pip install {install}"
    )


def _env_failed(failure: Failure) -> str:
    if failure.guard:
        return f"{failure.where or 'env.py'}: {failure}"
    return f"env.py does not run: {failure}" + (f" at {failure.where}" if failure.where else "")


# The chain's process takes this very package and nothing else of this environment: the project's own Python may be
# another one, with other versions of SQLAlchemy and Alembic.
_LOAD = """
import sys
if sys.version_info < (3, 10):
    sys.exit("it is Python %d.%d, a chain can run in 3.10 or newer" % sys.version_info[:2])
import importlib.util
folder = sys.argv.pop(1)
name = "migration_harness"
spec = importlib.util.spec_from_file_location(name, folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules[name] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
try:
    from migration_harness.worker import main
except ModuleNotFoundError as error:
    sys.exit("%s: the Python of the chain needs the project's requirements, Alembic among them" % error)
main()
"""


@dataclass(kw_only=True)
class Session:
    """One run of env.py that waits for steps."""

    process: ChainProcess
    configured: Configured
    open: bool = True

    def step(self, revision: str, *, up: bool, stamp: bool = False) -> Step:
        """Move exactly this revision, or with ``stamp`` only its mark in the version table.

        After a failure the session is over: env.py has ended.
        """
        answer = self.process.ask({"do": "step", "revision": revision, "up": up, "stamp": stamp})
        failure = None
        if "error" in answer:
            self.open = False
            failure = Failure.from_answer(answer["error"])
        return Step(
            revision=revision,
            up=up,
            statements=tuple(answer.get("statements", ())),
            seconds=answer.get("seconds", 0.0),
            failure=failure,
        )

    def all_at_once(self, revisions: list[str]) -> Step | None:
        """Go up through all of them as env.py does it for ``alembic upgrade heads``; the step that failed."""
        answer = self.process.ask({"do": "all", "revisions": revisions})
        if "error" not in answer:
            return None
        self.open = False
        failure = Failure.from_answer(answer["error"])
        return Step(revision=answer.get("revision", ""), up=True, failure=failure)

    def begin(self) -> None:
        """Build what ``start`` in the configuration says. Raises MigrationError."""
        self._ask_models({"do": "begin"})

    def create_all(self) -> bool:
        """Build what the models say; false when env.py gives no models. Raises MigrationError."""
        answer = self._ask_models({"do": "create_all"})
        return bool(answer["models"])

    def autogenerate(self) -> dict[str, Any]:
        """What autogenerate would write (``lines``), what env.py leaves out (``excluded``). Raises MigrationError."""
        return self._ask_models({"do": "autogenerate"})

    def _ask_models(self, request: Mapping[str, Any]) -> dict[str, Any]:
        answer = self.process.ask(request)
        if "error" in answer:
            failure = Failure.from_answer(answer["error"])
            raise MigrationError(f"{failure}" + (f" at {failure.where}" if failure.where else ""))
        return answer

    def close(self) -> Failure | None:
        """Let env.py end; what it failed with then."""
        if not self.open:
            return None
        self.open = False
        answer = self.process.ask({"do": "close"})
        return Failure.from_answer(answer["error"]) if "error" in answer else None
