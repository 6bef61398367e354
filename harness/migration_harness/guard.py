"""While a chain runs, nothing but its scratch database can be connected to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce, wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, MappingProxyType, ModuleType, TracebackType
from typing import Any, cast
from urllib.parse import unquote

from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, Engine, make_url
from sqlalchemy.pool import Pool

from migration_harness.errors import GuardError

# What makes a connection in the drivers that a revision may call by themselves, past SQLAlchemy, by module. A driver's
# connect() may be its class (PyMySQL): then the class is looked at as it is made. sqlite3 has an audit hook of Python's
# for the file that is opened first; its connect() and its class are watched for those that a statement opens later.
_SQLITE = ("sqlite3", "sqlite3.dbapi2")
_DRIVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_SQLITE, ("connect", "Connection")),
        "psycopg": ("connect", "Connection.connect", "AsyncConnection.connect"),
        "psycopg2": ("connect",),
        "pg8000.core": ("CoreConnection.__init__",),
        "asyncpg": ("connect", "connection.connect"),
        "pymysql": ("connections.Connection.__init__",),
        "MySQLdb.connections": ("Connection.__init__",),
        "mysql.connector": ("connect",),
        "mariadb": ("connect",),
        "oracledb": ("connect", "connect_async"),
        "pyodbc": ("connect",),
        "pymssql": ("connect",),
        "mssql_python": ("connect",),
    }
)
_FACTORY = 5  # the place of sqlite3.connect()'s argument for the class of the connection
_PLACE = "migration_harness.place"
_ATTACH = 24  # https://sqlite.org/c3ref/c_alter_table.html; the module has no name for it before Python 3.11
_OK, _DENY = 0, 1
_SQLITE_OPENS = re.compile(
    r"\s*(?:attach\s+(?:database\s+)?|vacuum\b.*\binto\s+)('[^']*'|\S+)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a connection goes; ``product`` is the dialect's or the driver's name."""

    product: str
    host: str
    port: str
    database: str

    @property
    def is_in_memory(self) -> bool:
        """Whether it touches nothing."""
        return self.product == "sqlite" and self.database == ":memory:"

    def is_same_as(self, other: Place) -> bool:
        """A driver called by itself does not tell the product, so that counts for files only."""
        same = (self.host, self.port, self.database) == (other.host, other.port, other.database)
        return same and (self.product == "sqlite") == (other.product == "sqlite")

    def __str__(self) -> str:
        if self.product == "sqlite":
            return f"sqlite:///{self.database}"
        return f"{self.product}://{self.host}{':' if self.port else ''}{self.port}/{self.database}"


@dataclass(kw_only=True)
class Guard:
    """Stops a connection before it is made, unless it goes to the one place that is allowed.

    ``stopped`` is the first attempt since it was last looked at: the chain may have swallowed the error.
    """

    allowed: Place | None = None
    stopped: GuardError | None = None
    _attaches: bool = False
    """Whether the statement that comes next opens a file by a parameter, which was looked at."""
    _classes: dict[type, Callable[..., Any]] = field(default_factory=dict)
    """What stands for a driver's class, which two of its modules have."""

    def install(self) -> None:
        """From now on, until the process ends, every new connection of it is looked at."""
        event.listen(Engine, "do_connect", self._connect)
        event.listen(Pool, "checkout", self._checkout)
        event.listen(Engine, "before_cursor_execute", self._statement)
        sys.addaudithook(self._audit)
        sys.meta_path.insert(0, Watched(guard=self))
        for name in _DRIVERS.keys() & sys.modules.keys():
            self.watch(sys.modules[name])

    def allow(self, url: URL | None) -> None:
        """Let through what connects to this URL and nothing else; None lets nothing through."""
        self.stopped = None
        if url is None:
            self.allowed = None
            return
        dialect = url.get_dialect()()
        args, options = dialect.create_connect_args(url)
        self.allowed = place(dialect.name, args, options)

    def raise_what_was_stopped(self) -> None:
        """An attempt whose error the chain has swallowed."""
        if self.stopped is not None:
            raise self.stopped

    def watch(self, module: ModuleType) -> None:
        """Put the guard before whatever makes a connection in a driver."""
        for path in _DRIVERS[module.__name__]:
            *owners, name = path.split(".")
            owner = reduce(lambda found, part: getattr(found, part, None), owners, cast("Any", module))
            connect = getattr(owner, name, None)
            if owner is not None and connect is not None and not hasattr(connect, "guarded"):
                setattr(owner, name, self._guarded(module.__name__, connect))

    def _guarded(self, driver: str, connect: Callable[..., Any]) -> Callable[..., Any]:
        if driver in _SQLITE and isinstance(connect, type):
            return self._guarded_class(connect)

        @wraps(connect)
        def guarded(*args: Any, **options: Any) -> Any:
            if driver in _SQLITE:
                if len(args) <= _FACTORY:
                    options.setdefault("factory", sys.modules[driver].Connection)
                return self._authorized(connect(*args, **options))
            product = driver.partition(".")[0]
            self._check(place(product, [arg for arg in args if isinstance(arg, str)], options))
            return connect(*args, **options)

        guarded.guarded = True  # type: ignore[attr-defined]
        is_bound = getattr(connect, "__self__", None) is not None  # it has its class already
        return staticmethod(guarded) if is_bound else guarded

    def _connect(self, dialect: Dialect, record: Any, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        wanted = place(dialect.name, args, options)
        self._check(wanted)
        record.info[_PLACE] = wanted
        return dialect.connect(*args, **options)

    def _checkout(self, _connection: Any, record: Any, _proxy: Any) -> None:
        """An engine that outlived its run of env.py has open connections to the scratch database before."""
        if (wanted := record.info.get(_PLACE)) is not None:
            self._check(wanted)

    def _statement(self, connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        """SQLite opens other files with statements, too."""
        if connection.dialect.name == "sqlite" and (match := _SQLITE_OPENS.match(statement)):
            file = match.group(1).strip("'\"")
            if file.startswith(("?", ":")) and file != ":memory:":
                file = next(iter(parameters.values() if isinstance(parameters, dict) else parameters), "")
            self._check(place("sqlite", [file], {}))
            self._attaches = True

    def _guarded_class(self, connection: Any) -> Callable[..., Any]:
        """The class of sqlite3's connections, for those who make one of it, or a class of their own."""
        if connection not in self._classes:
            authorized = self._authorized

            def __init__(self: Any, *args: Any, **options: Any) -> None:  # noqa: N807
                connection.__init__(self, *args, **options)
                authorized(self)

            members = {"__init__": __init__, "__module__": connection.__module__, "guarded": True}
            self._classes[connection] = type(connection.__name__, (connection,), members)
        return self._classes[connection]

    def _authorized(self, connection: Any) -> Any:
        """The connection of sqlite3, whose every ATTACH and VACUUM INTO is looked at, whoever's cursor runs it."""
        connection.set_authorizer(self._authorize)
        return connection

    def _authorize(self, action: int, file: str | None, *_: object) -> int:
        """SQLite asks as it prepares a statement; it does not tell a file that is named by a parameter."""
        if action != _ATTACH:
            return _OK
        looked_at, self._attaches = self._attaches, False
        if file is None and looked_at:
            return _OK
        try:
            self._check(place("sqlite", ["(a parameter of ATTACH)" if file is None else file], {}))
        except GuardError as error:
            error.__traceback__ = _stack()  # the error ends here, and is to say where it comes from
            return _DENY
        return _OK

    def _audit(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "sqlite3.connect":
            self._check(place("sqlite", args[:1], {}))

    def _check(self, wanted: Place) -> None:
        if wanted.is_in_memory or (self.allowed is not None and wanted.is_same_as(self.allowed)):
            return
        if self.allowed is None:
            error = GuardError(f"stopped before it connected to {wanted}: importing the chain must not connect")
        else:
            not_allowed = f"which is not the scratch database {self.allowed}"
            error = GuardError(f"stopped before it connected to {wanted}, {not_allowed}")
        self.stopped = self.stopped or error
        raise error


def _stack() -> TracebackType | None:
    """The calls that have led here, as an exception that went through all of them would have them."""
    stack: TracebackType | None = None
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001
    while frame is not None:
        stack, frame = TracebackType(stack, frame, frame.f_lasti, frame.f_lineno), frame.f_back
    return stack


@dataclass(frozen=True, kw_only=True)
class Watched(MetaPathFinder):
    """Finds the drivers as Python does; once one is imported, the guard stands before it."""

    guard: Guard

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in _DRIVERS:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        if spec is not None and spec.loader is not None:
            self._watch_what_it_loads(spec.loader)
        return spec

    def _watch_what_it_loads(self, loader: Any) -> None:
        run = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            self.guard.watch(module)

        loader.exec_module = exec_module


_HOST = ("host", "server", "hostname", "unix_socket")
_DATABASE = ("dbname", "database", "db", "service_name")


def place(product: str, args: Sequence[Any], options: Mapping[str, Any]) -> Place:
    """Where a driver called with these arguments would go."""
    if product == "sqlite":
        return Place(product=product, host="", port="", database=_file(args[0] if args else options.get("database")))
    if product in {"oracle", "oracledb"}:
        return _oracle(product, args, options)
    told = {**_dsn(args[0]), **options} if args and isinstance(args[0], str) else dict(options)
    host = str(next((told[key] for key in _HOST if told.get(key)), "localhost"))
    database = str(next((told[key] for key in _DATABASE if told.get(key)), ""))
    return Place(
        product=product,
        host="127.0.0.1" if host == "localhost" else host,
        port=str(told.get("port") or ""),
        database=database,
    )


# What python-oracledb takes for its dsn: user/password@ before a descriptor, or before [tcp://]host[:port][/service].
_LOGIN = re.compile(r"(?P<user>[^/(]*)/[^@]*@")
_EASY = re.compile(r"(?:\w*:?//)?(?P<host>\[[^]]*\]|[^:/?]+)(?::(?P<port>\d+))?(?:/(?P<service_name>[^:/?]*))?")
_DESCRIBED = re.compile(r"\b(host|port|service_name|sid)\s*=\s*([^()\s]+)", re.IGNORECASE)


def _oracle(product: str, args: Sequence[Any], options: Mapping[str, Any]) -> Place:
    """A scratch of Oracle is a user, so the place tells who logs in."""
    dsn = str(options.get("dsn") or next((arg for arg in args if isinstance(arg, str)), ""))
    login = _LOGIN.match(dsn)
    where = dsn[login.end() :] if login else dsn
    easy = None if "(" in where else _EASY.match(where)
    told = easy.groupdict() if easy else {key.lower(): text for key, text in _DESCRIBED.findall(where)}
    told |= {"user": login["user"]} if login else {}
    told |= {key: str(value) for key, value in options.items() if value is not None}
    host, service = told.get("host") or "localhost", told.get("service_name") or told.get("sid") or ""
    return Place(
        product=product,
        host="127.0.0.1" if host == "localhost" else host,
        port=told.get("port") or "1521",
        database=f"{service.lower()} as {told.get('user', '').lower()}",
    )


def _file(name: Any) -> str:
    text = os.fsdecode(name) if isinstance(name, (str, bytes, os.PathLike)) else ""
    if text.startswith("file:"):
        path, _, query = text.removeprefix("file:").partition("?")
        text = "" if "mode=memory" in query else unquote(path)
    return ":memory:" if text in {"", ":memory:"} else str(Path(text).resolve())


def _dsn(text: str) -> dict[str, Any]:
    """The parts of a connection string: an URL, ``host=... dbname=...``, or ODBC's ``SERVER=...;DATABASE=...``."""
    if "://" in text:
        url = make_url(text)
        return {"host": url.host, "port": url.port, "dbname": url.database, "user": url.username}
    pairs = re.findall(r"(\w+)\s*=\s*('[^']*'|\{[^}]*\}|[^;\s]+)", text)
    told = {name.lower(): value.strip("'{}") for name, value in pairs}
    if "," in told.get("server", ""):
        told["server"], told["port"] = told["server"].split(",", 1)
    return told
