"""A chain: the Alembic history of a project and its models, and the process in which it runs.

Nothing of the project is imported here: ``worker`` does that in a process of its own, and answers.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from migration_harness.errors import ConfigError, GuardError, MigrationError

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig
    from sqlalchemy import URL

    from migration_harness.backend import Backend
    from migration_harness.config import Config


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One revision file."""

    id: str
    path: Path
    title: str = ""
    parents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a reader calls it: the file's stem."""
        return self.path.stem

    @property
    def needs(self) -> tuple[str, ...]:
        """The revisions that must have gone up before this one."""
        return (*self.parents, *self.depends_on)


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

    def __str__(self) -> str:
        kind = f"{self.type}: " if self.type and not self.guard else ""
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
    """What env.py passed to ``context.configure`` that the harness has to know."""

    version_table: str
    version_table_schema: str | None
    transactional_ddl: bool
    render_as_batch: bool

    @property
    def version_part(self) -> str:
        """The version table's name in a picture."""
        return f"{self.version_table_schema}.{self.version_table}" if self.version_table_schema else self.version_table


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The revisions of a project in the order in which ``alembic upgrade heads`` takes them.

    ``problems`` says in one sentence each what keeps Alembic from loading the history; there are no revisions then.
    """

    root: Path
    folder: Path
    locations: tuple[Path, ...]
    settings: Mapping[str, Any]
    revisions: tuple[Revision, ...] = ()
    heads: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def env(self) -> Path:
        return self.folder / "env.py"

    @cached_property
    def by_id(self) -> Mapping[str, Revision]:
        return {revision.id: revision for revision in self.revisions}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each revision, from 0."""
        return {revision.id: index for index, revision in enumerate(self.revisions)}

    @cached_property
    def by_path(self) -> Mapping[Path, Revision]:
        return {revision.path: revision for revision in self.revisions}

    def start(self) -> ChainProcess:
        """A process that has loaded nothing of the project yet."""
        return ChainProcess.start(self.root, self.settings)


def load(config: Config) -> Chain:
    """The chain of the project that the configuration belongs to. Raises ConfigError when there is none."""
    settings = {
        **_where(config),
        "x": dict(config.x),
        "url_env": list(config.url_env),
        "metadata": config.metadata or None,
    }
    root = Path(settings.pop("root"))
    with ChainProcess.start(root, settings) as process:
        told = process.ask({"do": "describe"})
    if "error" in told:
        failure = Failure.from_answer(told["error"])
        raise ConfigError(f"the Alembic configuration in {root} cannot be loaded: {failure}")
    return Chain(
        root=root,
        folder=Path(told["dir"]).resolve(),
        locations=tuple(Path(location).resolve() for location in told["locations"]),
        settings=settings,
        revisions=tuple(_revision(item) for item in told.get("revisions", ())),
        heads=tuple(told.get("heads", ())),
        problems=tuple(told["problems"]),
    )


def _revision(told: Mapping[str, Any]) -> Revision:
    return Revision(
        id=told["id"],
        path=Path(told["path"]).resolve(),
        title=told["title"],
        parents=tuple(told["parents"]),
        depends_on=tuple(told["depends_on"]),
    )


def _where(config: Config) -> dict[str, Any]:
    """How Alembic finds the chain: the ini or toml file and the folder in which it has to run."""
    if config.chain:
        given = config.root / config.chain
        if given.suffix == ".ini" and given.is_file():
            return {"root": str(given.parent), "ini": str(given)}
        if (given / "env.py").is_file():
            return {"root": str(config.root), "options": {"script_location": str(given)}}
        raise ConfigError(
            f"chain = {config.chain!r} is neither an ini file nor a folder with an env.py in {config.root}"
        )
    if found := _in_pyproject(config.root / "pyproject.toml"):
        return {"root": str(config.root), **found}
    for ini in [config.root / "alembic.ini", *sorted(config.root.glob("*/alembic.ini"))]:
        if _has_location(ini):
            return {"root": str(ini.parent), "ini": str(ini)}
    raise ConfigError(
        f"no Alembic chain in {config.root}: no [tool.alembic] in pyproject.toml, no alembic.ini there or one level"
        f' down; type alembic init migrations, or name it as chain = "folder" in [tool.migration-harness]'
    )


def _in_pyproject(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("alembic", {})
    if "script_location" not in table:
        return {}
    # Alembic before 1.16 does not read this table: then the main options are set by hand.
    here = str(file.parent)
    options = {
        "script_location": table["script_location"].replace("%(here)s", here),
        "prepend_sys_path": os.pathsep.join(_listed(table.get("prepend_sys_path", "."))).replace("%(here)s", here),
    }
    ini = file.parent / "alembic.ini"
    return {"toml": str(file), "ini": str(ini) if ini.is_file() else None, "options_of_toml": options}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _has_location(ini: Path) -> bool:
    parser = ConfigParser(interpolation=None)
    try:
        return bool(parser.read(ini, encoding="utf-8")) and parser.has_option("alembic", "script_location")
    except (OSError, UnicodeDecodeError):
        return False


@dataclass(kw_only=True)
class ChainProcess:
    """The running process of one chain."""

    process: subprocess.Popen[str]
    log: IO[bytes]
    _closed: bool = field(default=False)

    @classmethod
    def start(cls, root: Path, settings: Mapping[str, Any]) -> ChainProcess:
        """Start the process in the project's folder; it loads nothing before it is asked."""
        log = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the process runs
        environment = {**os.environ, "PYTHONPATH": _python_path(), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "migration_harness.worker"],
            cwd=root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        started = cls(process=process, log=log)
        started._send(settings)
        return started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request. Raises MigrationError when the process has died of it."""
        self._send(request)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            code = self.process.wait()
            raise MigrationError(f"the process that runs the chain ended with code {code}: {self.last_line()}")
        answer: dict[str, Any] = json.loads(line)
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
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def session(self, url: URL, backend: Backend) -> Session:
        """Run env.py on the scratch database of this URL, up to the point where it asks for the steps to run.

        Raises GuardError when it reached for another database, MigrationError when it failed or asked for none.
        """
        drivers = [driver for driver in backend.drivers if driver.is_async and driver.installed]
        prefix = url.drivername.partition("+")[0]
        answer = self.ask(
            {
                "do": "open",
                "url": url.render_as_string(hide_password=False),
                "dialects": list(backend.dialects),
                "async_drivers": [f"{prefix}+{driver.name}" for driver in drivers],
            }
        )
        if "error" in answer:
            failure = Failure.from_answer(answer["error"])
            raise (GuardError if failure.guard else MigrationError)(*_env_failed(failure))
        answer.pop("ok")
        return Session(process=self, configured=Configured(**answer))


def _env_failed(failure: Failure) -> tuple[str]:
    where = f" at {failure.where}" if failure.where else ""
    return (f"{failure}{where}" if failure.guard else f"env.py does not run: {failure}{where}",)


def _python_path() -> str:
    """The package must be found by the chain's process wherever it was found by this one."""
    own = str(Path(__file__).parents[1])
    return os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH", ""), own]))


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


def needed_by(revisions: Iterable[Revision], lost: set[str]) -> set[str]:
    """The revisions that cannot be reached without those that are lost, and these themselves."""
    found = set(lost)
    for revision in revisions:  # parents come first
        if not found.isdisjoint(revision.needs):
            found.add(revision.id)
    return found


def upgrade(chain: Chain, url: URL, backend: Backend) -> None:
    """The scratch database is at head. Raises MigrationError for the first revision that does not go up."""
    with chain.start() as process:
        session = process.session(url, backend)
        for revision in chain.revisions:
            failure = session.step(revision.id, up=True).failure
            if failure is not None:
                raise MigrationError(f"{revision.name} cannot go up: {failure}")
        if (failure := session.close()) is not None:
            raise MigrationError(f"env.py fails after the migrations: {failure}")


def alembic_config(chain: Chain) -> AlembicConfig:
    """Alembic's own Config for the chain, without any database in it."""
    from migration_harness.worker import alembic_config as made

    return made(chain.settings)
