"""What differs between database products, as values.

A product is one Backend in one file of ``backends/``; a third party adds its own with an entry point in the group
``migration_harness.backends``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy.engine import make_url

from migration_harness.drivers import has_dialect
from migration_harness.errors import ConfigError, ServerError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from migration_harness.schema import Difference, Schema

BUILT_IN = ("mariadb", "mssql", "mysql", "oracle", "postgres", "sqlite")
ENTRY_POINTS = "migration_harness.backends"


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A Python driver of a product: SQLAlchemy's name for it, the module it is, what pip installs it."""

    name: str
    module: str
    install: str
    is_async: bool = False
    lacks: Callable[[], str] = lambda: ""
    """What the module needs beside itself and does not find, and what to type; empty when it has all."""

    @property
    def has_module(self) -> bool:
        try:
            return find_spec(self.module) is not None
        except ModuleNotFoundError:  # what `mysql.connector` is in
            return False

    @property
    def installed(self) -> bool:
        return self.has_module and not self.lacks()


@dataclass(frozen=True, kw_only=True)
class Image:
    """The product's official container image and how a throw-away server is run from it.

    ``arguments``, ``tmpfs`` and ``query`` are given the tag, because they change with the version. ``tmpfs`` is the
    data directory, kept in memory; empty where the image brings its data. ``query`` is what the URL says after the
    ``?``. ``names`` tells repository and tag of a version that was asked for, where they are not ``repository`` and the
    version itself. ``accepts`` are environment variables that the user has to have set to that value: licences.
    ``memory`` is what the server needs at least, in MB.
    """

    repository: str
    tag: str
    port: int
    user: str
    password: str
    database: str
    environment: Mapping[str, str]
    tmpfs: Callable[[str], str]
    arguments: Callable[[str], Sequence[str]] = lambda _tag: ()
    query: Callable[[str], Mapping[str, str]] = lambda _tag: MappingProxyType({})
    names: Callable[[str], tuple[str, str]] | None = None
    accepts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    memory: int = 0
    ready_within: int = 60

    def name_of(self, version: str | None) -> tuple[str, str]:
        """The repository and the tag of a version, or of the usual one."""
        if version is None:
            return self.repository, self.tag
        return self.names(version) if self.names else (self.repository, version)


@dataclass(frozen=True, kw_only=True)
class Program:
    """The product's server program on this machine, and how a throw-away server is run with it.

    ``find`` lists the folders that may hold ``server``; ``version`` reads it from what ``server`` says to ``ask``;
    ``prepare`` is the command that makes the data directory; ``start`` the command that runs the server in the
    foreground. Both are given the folder of the programs, the data directory and (start) the port. ``account`` runs it
    when root starts it, or ``nobody`` where the machine has no such account.
    """

    server: str
    find: Callable[[], Sequence[Path]]
    version: Callable[[str], str]
    prepare: Callable[[Path, Path], Sequence[str]]
    start: Callable[[Path, Path, int], Sequence[str]]
    user: str
    database: str
    install: str
    password: str | None = None
    account: str = "nobody"
    ask: Sequence[str] = ("--version",)


def _by_inspector(connection: Connection, last: Schema | None) -> Schema:
    read: Callable[..., Schema] = import_module("migration_harness.backends.inspector").read
    return read(connection, last)


def _version_of(connection: Connection) -> str:
    return ".".join(map(str, connection.dialect.server_version_info or ()))


@dataclass(frozen=True, kw_only=True)
class Backend:
    """One database product."""

    name: str
    title: str
    dialects: Sequence[str]
    drivers: Sequence[Driver]
    create: Callable[[URL, str], URL]
    """Makes an empty scratch database of that name on the server; returns its URL."""
    drop: Callable[[URL, str], None]
    """Drops the scratch database of that name, with whoever is still connected to it."""
    scratches: Callable[[URL], Sequence[str]]
    """The names of all databases on the server that a harness may have made."""
    read: Callable[[Connection, Schema | None], Schema] = _by_inspector
    """Takes the picture of the database that the connection is on. The second argument is the last picture of the same
    database: parts of which the catalog proves that they did not change are taken from there. Without a reader, the
    picture shows what SQLAlchemy's Inspector tells, and a run tells what it does not."""
    version: Callable[[Connection], str] = _version_of
    """The exact version of the server, as its maker writes it."""
    lacks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What of ``migration_harness.conformance`` does not hold here, by the name of the trait, and why. One that does
    hold fails there."""
    copy: Callable[[URL, str, str], URL] | None = None
    """Makes the second scratch database as a copy of the first, to which nobody may be connected; its URL."""
    copy_in_use: bool = False
    """Whether the first may have connections meanwhile, as long as none has an open transaction."""
    aliases: Sequence[str] = ()
    transactional_ddl: bool = False
    ignores_case: bool = False
    """Whether ``Note`` and ``note`` are one column."""
    autocommit: bool = True
    """Whether SQLAlchemy's isolation level AUTOCOMMIT works; without it, the harness commits between statements."""
    image: Image | None = None
    program: Program | None = None
    server_url: Callable[[Path], URL] | None = None
    """Only for a product without a server: the URL that stands for a folder of scratch files."""
    connect_args: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What makes the harness's own connections to a throw-away server cheaper, in the first driver's words."""
    patience: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """Arguments of connect() that bound how long the first look at a server may take."""
    session: Sequence[str] = ()
    """What each of the harness's own connections to a scratch database says first."""
    complete: Callable[[URL], URL] = lambda url: url
    """The URL with what the driver on this machine needs beside it. Raises ServerError when that is not there."""
    advice: Callable[[URL, str], str] = lambda _url, _error: ""
    """What to do about the error of a connection that was not made, where there is more to say than check the URL."""
    is_held: Callable[[BaseException], bool] = lambda _error: False
    """Whether the error says that the open transaction of another session is in the way."""
    prepare_server: Callable[[URL], None] = lambda _url: None
    """Gives a throw-away server the settings that it cannot be started with."""
    prepare_twin: Callable[[Connection, Schema], None] = lambda _connection, _migrated: None
    """Gives the empty twin what models cannot make and migrations did (schemas, extensions)."""
    hint: Callable[[Difference], str] = lambda _difference: ""
    """The lines that bring the earlier side of a difference back, where this takes more than Alembic's operations."""
    python_type: Callable[[str], str] = lambda _type: ""
    """A type of the catalog as Python: ``sa.String(20)``; empty where there is no exact word for it."""

    def arguments(self, url: URL) -> dict[str, object]:
        """``connect_args`` where the URL is the first driver's; another would not know the words."""
        return dict(self.connect_args) if url.get_driver_name() == self.drivers[0].name else {}

    def _has_dialect(self, driver: Driver) -> bool:
        return has_dialect(make_url(f"{self.dialects[0]}+{driver.name}://"))

    @property
    def driver(self) -> Driver:
        """The installed driver that the harness uses itself."""
        synchronous = [driver for driver in self.drivers if not driver.is_async]
        usable = [driver for driver in synchronous if self._has_dialect(driver)]
        if not usable:
            names = " or ".join(f"{self.dialects[0]}+{driver.name}" for driver in synchronous)
            raise ServerError(
                f"{self.name}: SQLAlchemy {sqlalchemy.__version__} has no dialect {names}; install one, or the harness"
                " in a Python of its own, which takes that of the project as --project-python"
            )
        for driver in usable:
            if driver.installed:
                return driver
        if lacking := [driver.lacks() for driver in usable if driver.has_module]:
            raise ServerError(f"{self.name}: {'; '.join(lacking)}")
        raise ServerError(
            f"{self.name}: no driver is installed, {' or '.join(driver.module for driver in usable)} is"
            f" needed; type: pip install {usable[0].install}"
        )


def find(name: str) -> Backend:
    """The backend that a user calls by this name or alias. Raises ConfigError with the choices."""
    wanted = name.lower()
    if wanted in BUILT_IN:
        return _built_in(wanted)
    for backend in map(_built_in, BUILT_IN):
        if wanted in backend.aliases:
            return backend
    for entry_point in entry_points(group=ENTRY_POINTS):
        if entry_point.name == wanted:
            loaded = entry_point.load()
            if not isinstance(loaded, Backend):
                raise ConfigError(f"the entry point {entry_point.name} of {ENTRY_POINTS} is not a Backend: {loaded!r}")
            return loaded
    raise ConfigError(f"unknown database {name!r}; choose from {', '.join(names())}")


def names() -> list[str]:
    """What ``--db`` takes, sorted."""
    return sorted({*BUILT_IN, *(entry_point.name for entry_point in entry_points(group=ENTRY_POINTS))})


def for_dialect(dialect: str) -> Backend:
    """The backend for an URL's dialect name (``mysql`` of ``mysql+pymysql://``)."""
    for name in names():
        backend = find(name)
        if dialect in backend.dialects:
            return backend
    known = sorted({known for name in names() for known in find(name).dialects})
    raise ConfigError(f"no backend takes {dialect}:// URLs; choose from {', '.join(f'{name}://' for name in known)}")


def _built_in(name: str) -> Backend:
    backend = import_module(f"migration_harness.backends.{name}").BACKEND
    assert isinstance(backend, Backend)
    return backend
