"""While a chain runs, nothing but its scratch database can be connected to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL, Dialect, Engine

from migration_harness.errors import GuardError

# Drivers that a revision may call by themselves, past SQLAlchemy. sqlite3 is seen by an audit hook of Python's.
_DRIVERS = ("psycopg", "psycopg2", "pg8000.dbapi", "asyncpg", "pymysql", "MySQLdb", "mariadb", "oracledb", "pyodbc")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a connection goes. ``user`` counts only where a scratch is a user (Oracle)."""

    product: str
    host: str
    port: str
    database: str

    def __str__(self) -> str:
        if self.product == "sqlite":
            return f"sqlite:///{self.database}"
        return f"{self.product}://{self.host}{':' if self.port else ''}{self.port}/{self.database}"


@dataclass(kw_only=True)
class Guard:
    """Stops a connection before it is made, unless it goes to the one place that is allowed."""

    allowed: Place | None = None
    _inside: bool = False
    _installed: bool = False

    def install(self) -> None:
        """From now on, until the process ends, every new connection of it is looked at."""
        event.listen(Engine, "do_connect", self._connect)
        sys.addaudithook(self._audit)
        self._installed = True

    def allow(self, url: URL | None) -> None:
        """Let through what connects to this URL and nothing else; None lets nothing through."""
        if url is None:
            self.allowed = None
            return
        dialect = url.get_dialect()()
        args, options = dialect.create_connect_args(url)
        self.allowed = place(dialect.name, args, options)
        self.wrap_drivers()

    def wrap_drivers(self) -> None:
        """Put the guard before the connect() of the drivers that are loaded."""
        for name in _DRIVERS:
            module = sys.modules.get(name)
            connect = getattr(module, "connect", None)
            if connect is not None and not hasattr(connect, "guarded"):
                vars(module)["connect"] = self._guarded(name.partition(".")[0], connect)

    def _guarded(self, product: str, connect: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(connect)
        def guarded(*args: Any, **options: Any) -> Any:
            if not self._inside:
                self._check(place(product, args, options), product)
            return connect(*args, **options)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    def _connect(self, dialect: Dialect, _record: Any, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        self._check(place(dialect.name, args, options))
        self._inside = True
        try:
            return dialect.connect(*args, **options)
        finally:
            self._inside = False

    def _audit(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "sqlite3.connect" and not self._inside:
            self._check(place("sqlite", args[:1], {}))

    def _check(self, wanted: Place, product: str = "") -> None:
        if wanted.product == "sqlite" and wanted.database == ":memory:":
            return  # touches nothing
        allowed = self.allowed
        if allowed is not None and product:  # a driver called by itself does not tell the product
            wanted = Place(product=allowed.product, host=wanted.host, port=wanted.port, database=wanted.database)
        if wanted != allowed:
            raise GuardError(
                f"stopped before it connected to {wanted}, which is not the scratch database {allowed or '(none)'}:"
                ' take the URL from config.get_main_option("sqlalchemy.url") or the connection from'
                ' config.attributes["connection"], or name the environment variable that it is read from as'
                ' url-env = ["..."] in [tool.migration-harness]'
            )


_HOST = ("host", "server", "hostname", "unix_socket")
_DATABASE = ("dbname", "database", "db", "service_name")


def place(product: str, args: Sequence[Any], options: Mapping[str, Any]) -> Place:
    """Where a driver called with these arguments would go."""
    if product == "sqlite":
        return Place(product=product, host="", port="", database=_file(args[0] if args else options.get("database")))
    told = {**_dsn(args[0]), **options} if args and isinstance(args[0], str) else dict(options)
    host = str(next((told[key] for key in _HOST if told.get(key)), "localhost"))
    database = str(next((told[key] for key in _DATABASE if told.get(key)), ""))
    if product == "oracle":  # a scratch of Oracle is a user
        database = f"{database or told.get('dsn', '')} as {told.get('user', '')}"
    return Place(
        product=product,
        host="127.0.0.1" if host == "localhost" else host,
        port=str(told.get("port") or ""),
        database=database,
    )


def _file(name: Any) -> str:
    text = os.fsdecode(name) if isinstance(name, (str, bytes, os.PathLike)) else ""
    text = re.sub(r"\Afile:([^?]*).*", r"\1", text)
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
