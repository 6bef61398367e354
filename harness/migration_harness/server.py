"""A running database product, and the scratch databases on it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from migration_harness import backend as backends
from migration_harness import containers, local
from migration_harness.containers import engine_answers, image_name, obtain_image, start_container
from migration_harness.directory import MEMORY, bases, make_folder
from migration_harness.drivers import load_driver
from migration_harness.engine import split
from migration_harness.errors import HarnessError, ServerError
from migration_harness.local import find_program, start_local
from migration_harness.running import Running, first_line, is_alive, within

if TYPE_CHECKING:
    from migration_harness.backend import Backend, Image
    from migration_harness.config import Config, Database

PREFIX = "mh"
_ANSWERS_WITHIN = 30.0
_ROOM = 64 * 2**20


@dataclass(frozen=True, kw_only=True)
class Scratch:
    """An empty database that is dropped after use, unless it is kept."""

    name: str
    url: URL
    server: Server
    kept: list[str] = field(default_factory=list)

    def engine(self, **options: Any) -> Engine:
        """An engine on it that opens a connection for each use and keeps none."""
        commits = options.get("isolation_level") == "AUTOCOMMIT" and not self.server.backend.autocommit
        if commits:
            del options["isolation_level"]
        engine = create_engine(self.url, poolclass=NullPool, connect_args=dict(self.server.connect_args), **options)
        if self.server.backend.session:
            event.listen(engine, "connect", self._begin_session)
        if commits:
            event.listen(engine, "before_cursor_execute", _commit)
        return engine

    def _begin_session(self, connection: Any, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            for statement in self.server.backend.session:
                cursor.execute(statement)
        connection.commit()

    def keep(self) -> str:
        """Leave it where it is when its time is over; the URL to look at it, which others may read in a CI's log."""
        self.kept.append(self.name)
        return self.url.render_as_string(hide_password=not self.server.throw_away)

    def drop(self) -> None:
        """It is gone, unless it is kept."""
        if not self.kept:
            self.server.backend.drop(self.server.url, self.name)


def _commit(connection: Any, *_: object) -> None:
    """Each statement sees what others have committed, and what it did itself is committed before the next."""
    connection.dialect.do_commit(connection.connection.dbapi_connection)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running backend.

    ``version`` is the product's own text, ``source`` where it came from; ``throw_away`` says that the harness made it,
    ``lasting`` that it is still there after the run.
    """

    backend: Backend
    url: URL
    version: str
    source: str
    throw_away: bool
    lasting: bool
    stop: Callable[[], None]

    def told(self) -> dict[str, Any]:
        """What another process of the same run needs to use it."""
        return {
            "url": self.url.render_as_string(hide_password=False),
            "version": self.version,
            "source": self.source,
            "throw_away": self.throw_away,
            "lasting": self.lasting,
        }

    @classmethod
    def from_told(cls, backend: Backend, told: Mapping[str, Any]) -> Server:
        """The server that another process of the same run started. Raises its ServerError."""
        if "error" in told:
            raise ServerError(told["error"])
        return cls(backend=backend, stop=_nothing, **{**told, "url": make_url(told["url"])})

    @property
    def connect_args(self) -> dict[str, object]:
        return self.backend.arguments(self.url) if self.throw_away else {}

    @property
    def product(self) -> str:
        """What it is by its own word: many take MariaDB for MySQL, whose URL reaches both."""
        return "mariadb" if self.backend.name == "mysql" and "mariadb" in self.version.lower() else self.backend.name

    @property
    def title(self) -> str:
        """The header's line: product, exact version, source, driver."""
        driver = f"{self.url.drivername} {_driver_version(self.url)}"
        title = self.backend.title if self.product == self.backend.name else backends.find(self.product).title
        return f"{title} {self.version}, {self.source}, {driver}"

    def has(self, url: URL | None) -> bool:
        """Whether it is the server of a scratch database with this URL."""
        of = (self.url.get_backend_name(), self.url.host, self.url.port)
        return url is not None and of == (url.get_backend_name(), url.host, url.port)

    def make_scratch(self) -> Scratch:
        """A new, empty scratch database. Raises ServerError when the server does not let us."""
        return self._made(lambda name: self.backend.create(self.url, name))

    def copy_of(self, original: Scratch) -> Scratch:
        """A new scratch database that is a copy, where the backend has a way to copy."""
        copy = self.backend.copy
        assert copy is not None
        return self._made(lambda name: copy(self.url, original.name, name))

    def _made(self, make: Callable[[str], URL]) -> Scratch:
        name = _scratch_name()
        try:
            url = make(name)
        except (SQLAlchemyError, OSError) as error:
            if not self.answers():
                raise ServerError(f"{self.backend.name}: the server went away: {first_line(error)}") from error
            shown = self.url.render_as_string()
            needed = "the user in the URL needs the right to create and drop databases"
            if self.backend.server_url is not None:
                needed = "the folder in the URL must be there and may be written to"
            raise ServerError(
                f"{self.backend.name}: no scratch database can be created on {shown}: {first_line(error)}; {needed}"
            ) from error
        return Scratch(name=name, url=url, server=self)

    def answers(self) -> bool:
        """Whether the server can still be reached."""
        if self.backend.server_url is not None:
            return True
        try:
            _version(self.backend, self.url)
        except DBAPIError:
            return False
        return True

    @contextmanager
    def scratch(self) -> Iterator[Scratch]:
        """A scratch database for the length of the block."""
        scratch = self.make_scratch()
        try:
            yield scratch
        finally:
            scratch.drop()

    def remove_left_behind(self) -> list[str]:
        """Drop the scratch databases of runs on this machine that have ended; their names."""
        dead = [name for name in self.backend.scratches(self.url) if _is_left_behind(name)]
        for name in dead:
            self.backend.drop(self.url, name)
        return dead


def _scratch_name() -> str:
    """A name no other run uses, that tells which machine and which process made it."""
    return f"{PREFIX}_{_machine()}_{os.getpid()}_{secrets.token_hex(4)}"


def _machine() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _is_left_behind(name: str) -> bool:
    parts = name.lower().split("_")
    if len(parts) != 4 or parts[0] != PREFIX or parts[1] != _machine() or not parts[2].isdigit():
        return False
    return not is_alive(int(parts[2]))


def _driver_version(url: URL) -> str:
    """The driver's version, as pip knows it: PyMySQL calls itself by that of mysqlclient."""
    name = load_driver(url).__name__.partition(".")[0]
    under = f" with {url.query['driver']}" if "driver" in url.query else ""  # pyodbc takes its driver from the machine
    return "of Python" if name == "sqlite3" else f"{_version_of(name)}{under}"


def _version_of(module: str) -> str:
    """That of the package that the module comes from: psycopg2 may come from psycopg2-binary."""
    try:
        return metadata.version(module)
    except metadata.PackageNotFoundError:
        packages = metadata.packages_distributions().get(module, ())
        return metadata.version(packages[0]) if packages else "(of an unknown version)"


def serve(
    database: Database,
    config: Config,
    *,
    keep: bool = False,
    log: Callable[[str], None] = print,
    cancelled: threading.Event | None = None,
) -> Server:
    """A server for the database: the one of its URL, a container, a local program, or a folder for files.

    Call ``stop`` in the end. ``log`` is told what takes long; setting ``cancelled`` in another thread gives up. Raises
    ServerError, one sentence: what was tried, what is missing, what to type.
    """
    _load_dialect(database)
    database = replace(database, url=database.url and _synchronous(database.backend, database.url))
    if database.url is not None:
        server = _given(database, log)
    elif database.backend.server_url is not None:
        server = _folder(database, keep=keep)
    else:
        asked = _Asked(database=database, config=config, keep=keep, log=log, cancelled=cancelled or threading.Event())
        server = _throw_away(asked)
    wanted = config.drivers.get(database.backend.name)
    if wanted and database.url is None:
        server = replace(server, url=_synchronous(server.backend, server.url.set(drivername=wanted)))
    server.remove_left_behind()
    return server


_LOADING = threading.Lock()


def _load_dialect(database: Database) -> None:
    """SQLAlchemy has loaded the dialect: two threads that begin it at once break each other's import."""
    with _LOADING, suppress(ImportError):
        (database.url or make_url(f"{database.backend.dialects[0]}://")).get_dialect()


def _synchronous(backend: Backend, url: URL) -> URL:
    """The URL under which the harness itself connects: it waits for its answers. An env.py is given an async one."""
    if not url.get_dialect().is_async:
        return url
    return url.set(drivername=f"{url.get_backend_name()}+{backend.driver.name}")


def _given(database: Database, log: Callable[[str], None]) -> Server:
    assert database.url is not None
    backend, url = database.backend, database.url
    shown = url.render_as_string()
    try:
        load_driver(url)
    except ImportError as error:
        driver = next((d.install for d in backend.drivers if d.name == url.get_driver_name()), str(error.name))
        raise ServerError(
            f"{backend.name}: the driver of {shown} is not installed; type: pip install {driver}"
        ) from error
    if backend.server_url is not None:
        folder = Path(url.database or ".")
        place = folder if folder.is_dir() else folder.parent
        if not place.is_dir():
            raise ServerError(
                f"{backend.name}: there is no folder {place} for scratch databases; make it, or leave the URL out:"
                f" --db {backend.name}"
            )
        return Server(
            backend=backend,
            url=url.set(database=str(place)),
            version=_version(backend, url.set(database=":memory:")),
            source=f"files in {place}",
            throw_away=False,
            lasting=True,
            stop=_nothing,
        )
    try:
        url = backend.complete(url)
        version = within(_ANSWERS_WITHIN, lambda: _version(backend, url), f"{database.label}: no answer yet", log)
    except (DBAPIError, TimeoutError) as error:
        told = first_line(error)
        advice = (
            backend.advice(url, str(getattr(error, "orig", error))) or "check host, port, user, password and database"
        )
        raise ServerError(
            f"{backend.name}: no connection to {shown}: {told}; {advice}, or leave the URL out: --db {backend.name}"
        ) from error
    return Server(
        backend=backend, url=url, version=version, source="given URL", throw_away=False, lasting=True, stop=_nothing
    )


def _nothing() -> None:
    """What stops a server that is not ours."""


def _version(backend: Backend, url: URL) -> str:
    engine = create_engine(url, poolclass=NullPool, connect_args=dict(backend.patience))
    with engine.connect() as connection:
        return backend.version(connection)


def _folder(database: Database, *, keep: bool) -> Server:
    backend = database.backend
    assert backend.server_url is not None
    try:
        folder = make_folder(f"migration-harness-{os.getpid()}-", bases(), room=_ROOM)
    except ServerError as error:
        raise ServerError(f"{backend.name}: {error}") from error.__cause__
    _remove_folders_left_behind(folder.parent)
    url = backend.server_url(folder)
    return Server(
        backend=backend,
        url=url,
        version=_version(backend, url.set(database=":memory:")),
        source="files in memory" if folder.parent == MEMORY else f"files in {folder}",
        throw_away=True,
        lasting=True,
        stop=_nothing if keep else lambda: _remove_if_empty(folder),
    )


def _remove_if_empty(folder: Path) -> None:
    """Remove the folder; what was kept in it stays."""
    if not any(folder.glob("*.db")):
        shutil.rmtree(folder, ignore_errors=True)


def _remove_folders_left_behind(parent: Path) -> None:
    for folder in parent.glob("migration-harness-[0-9]*-*"):
        pid = folder.name.split("-")[2]
        if pid.isdigit() and not is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What serve() was called with, for a server that the harness starts; ``tried`` says why a way is not open."""

    database: Database
    config: Config
    keep: bool
    log: Callable[[str], None]
    cancelled: threading.Event
    tried: list[str] = field(default_factory=list)

    @property
    def backend(self) -> Backend:
        return self.database.backend


def _throw_away(asked: _Asked) -> Server:
    """A server of our own, by the first way that this machine has."""
    ways = {"container": (_container,), "local": (_local,), "auto": (_container, _local)}
    backend = asked.backend
    _ = backend.driver  # without one, nothing has to be looked for
    for way in ways[asked.config.db_source]:
        start = way(asked)
        if start is not None:
            project = str(asked.config.root.resolve())
            running = start(keep=asked.keep, log=asked.log, cancelled=asked.cancelled, project=project)
            backend.prepare_server(running.url)
            return Server(
                backend=backend,
                url=running.url,
                version=_version(backend, running.url),
                source=running.source,
                throw_away=True,
                lasting=running.kept,
                stop=running.stop,
            )
    url = f"{backend.dialects[0]}+{backend.drivers[0].name}://user:password@host/"
    raise ServerError(f"{asked.database.label}: {'; '.join(asked.tried)}; or name a running server: --db {url}")


Start = Callable[..., Running]


def _container(asked: _Asked) -> Start | None:
    """How to start a container, if an engine answers and has the image or can get it."""
    backend, config = asked.backend, asked.config
    if backend.image is None:
        asked.tried.append("it has no container image")
        return None
    version = asked.database.version
    name = image_name(backend.image, version, config.registry, config.images.get(backend.name))
    try:
        _must_be_accepted(backend.image, config.environment)
        if why_not := engine_answers():
            raise ServerError(why_not)
        containers.remove_left_behind()
        obtain_image(name, log=asked.log)
    except ServerError as error:
        asked.tried.append(str(error))
        return None
    return partial(start_container, backend, image=name, tag=version or split(name)[1] or backend.image.tag)


def _must_be_accepted(image: Image, environment: Mapping[str, str]) -> None:
    """The user has accepted what only a user can. Raises ServerError."""
    for name, value in image.accepts.items():
        if environment.get(name, "").upper() != value:
            raise ServerError(
                f"the maker of the image {image.repository} asks who runs it to accept its licence; type:"
                f" export {name}={value}"
            )


def _local(asked: _Asked) -> Start | None:
    """How to start a local program of that version, if there is one."""
    backend, version = asked.backend, asked.database.version
    if backend.program is None and asked.tried:
        return None
    local.remove_left_behind()
    found = find_program(backend, version) if backend.program else None
    if found is None:
        install = f", type: {backend.program.install}" if backend.program else ""
        wanted = f"{backend.title} {version or ''}".strip()
        asked.tried.append(f"no program of {wanted} is found on this machine{install}")
        return None
    return partial(start_local, backend, found[0])


@dataclass(kw_only=True)
class Starting:
    """A server that comes up in the background, so that all databases of a run start side by side."""

    database: Database
    cancelled: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    result: Server | BaseException | None = None

    @classmethod
    def begin(cls, database: Database, start: Callable[[Database, threading.Event], Server]) -> Starting:
        """The server begins to come up in a thread of its own."""
        starting = cls(database=database)
        threading.Thread(target=starting._run, args=[start], name=f"start {database.label}", daemon=True).start()
        return starting

    def _run(self, start: Callable[[Database, threading.Event], Server]) -> None:
        try:
            self.result = start(self.database, self.cancelled)
        except BaseException as error:  # noqa: BLE001
            self.result = error
        finally:
            self.done.set()

    def wait(self, meanwhile: Callable[[], None] = lambda: None) -> Server:
        """The server, once it answers; ``meanwhile`` is called again and again. Raises what kept it from starting."""
        # Not Thread.join(): Ctrl-C in it makes Python 3.11 take a thread that runs for one that has ended.
        while not self.done.wait(0.2):
            meanwhile()
        if isinstance(self.result, HarnessError):
            raise self.result
        if isinstance(self.result, Server):
            return self.result
        error = self.result or RuntimeError("it ended without a word")
        what = f"{type(error).__name__}: {first_line(error)}"
        raise ServerError(f"{self.database.label}: {what} (unforeseen: please report it)") from error

    def stop(self) -> None:
        """Stop what came up, or is still coming up."""
        self.cancelled.set()
        while not self.done.wait(0.2):
            pass
        if isinstance(self.result, Server):
            self.result.stop()
