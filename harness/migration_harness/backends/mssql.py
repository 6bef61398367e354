"""Microsoft SQL Server 2019 and later: a scratch database is a database of the server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migration_harness.backend import Backend, Driver, Image
from migration_harness.backends.mssql_catalog import bracketed, read
from migration_harness.backends.mssql_hint import hint, python_type
from migration_harness.backends.statements import run
from migration_harness.errors import ServerError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from migration_harness.schema import Schema

_LOGIN_TIMEOUT = 103  # SQL_ATTR_LOGIN_TIMEOUT of ODBC, which both drivers take
_REPOSITORY = "mcr.microsoft.com/mssql/server"
_TRIES, _PAUSE = 20, 0.25
_INSTALL = (
    "no ODBC driver of SQL Server is installed for pyodbc; type: pip install mssql-python (with SQLAlchemy 2.1, it"
    " brings its own), apt-get install tdsodbc, or install Microsoft's"
    " (https://learn.microsoft.com/sql/connect/odbc/download-odbc-driver-for-sql-server)"
)


# Drivers


def odbc_drivers() -> list[str]:
    """The ODBC drivers of this machine that speak to SQL Server, best first: Microsoft's, newest first, FreeTDS."""
    import pyodbc

    found = [name for name in pyodbc.drivers() if re.fullmatch(r"ODBC Driver \d+ for SQL Server|FreeTDS", name)]
    return sorted(found, key=lambda name: int("".join(re.findall(r"\d+", name)) or 0), reverse=True)


def _lacks_odbc() -> str:
    try:
        return "" if odbc_drivers() else _INSTALL
    except ImportError as error:
        return f"pyodbc cannot be imported ({error}); type: apt-get install unixodbc, or brew install unixodbc"


def _lacks_dialect() -> str:
    if find_spec("sqlalchemy.dialects.mssql.mssqlpython"):
        return ""
    return "SQLAlchemy knows the driver mssql-python from 2.1 on; type: pip install 'sqlalchemy>=2.1'"


def complete(url: URL) -> URL:
    """The URL with the ODBC driver to take, where pyodbc is used. Raises ServerError when it is not there."""
    if url.get_driver_name() != "pyodbc":
        return url if url.database else url.set(database="master")
    if {"odbc_connect", "dsn"} & url.query.keys():
        raise ServerError("mssql: a scratch database is named in the URL: give host, port and driver=..., not a DSN")
    import pyodbc

    pyodbc.pooling = False  # a pooled connection keeps its database from being dropped
    name = url.query.get("driver") or next(iter(odbc_drivers()), "")
    if not name:
        raise ServerError(f"mssql: {_INSTALL}")
    if "/" not in name and name not in pyodbc.drivers():
        found = ", ".join(odbc_drivers()) or "none of SQL Server"
        raise ServerError(
            f"mssql: the ODBC driver {name!r} is not installed, {found} is; {_INSTALL.partition('; ')[2]}"
        )
    # SQLAlchemy takes a host without a database for the name of a DSN.
    return url.set(database=url.database or "master").update_query_dict({"driver": name, **_of_freetds(url, str(name))})


def _of_freetds(url: URL, driver: str) -> Mapping[str, str]:
    """FreeTDS takes the port by itself only, and speaks the protocol of SQL Server 2000 unless told otherwise."""
    if not re.search("freetds|tdsodbc", driver, re.IGNORECASE):
        return {}
    usual = {"port": str(url.port or 1433), "TDS_Version": "7.4", "ClientCharset": "UTF-8"}
    given = {name.lower() for name in url.query}
    return {name: value for name, value in usual.items() if name.lower() not in given}


_ADVICE = {
    "certificate|self.signed": "add TrustServerCertificate=yes to the URL if you trust the server, or install its"
    " certificate",
    "encrypt|SSL Provider": "client and server do not agree on encryption: set Encrypt=yes, no or optional in the URL"
    " (Encryption=require, off or request with FreeTDS)",
    "0x2749|10061|20009|refused": "nothing listens there: start the server, or check host and port",
    "Login failed|18456": "check user and password",
    "Cannot open database|4060": "check the database, or leave it out",
    "timeout|no answer|HYT00": "what listens there does not answer as SQL Server does: check host and port",
    # FreeTDS says the same when encryption is wanted and not to be had.
    "handshake|data source|Protocol error|0x68|0x2746|10054|prelogin": "what listens there does not speak as SQL Server"
    " does, or not with this encryption: check host and port",
}


def advice(_url: URL, error: str) -> str:
    """What to do about a connection that was not made, by the words of the drivers."""
    return next((what for words, what in _ADVICE.items() if re.search(words, error, re.IGNORECASE)), "")


# Scratch databases


def create(server: URL, name: str) -> URL:
    """An empty database. Whoever reads is not kept waiting by an open transaction, as on the other products."""
    _patiently(lambda: run(server, f"CREATE DATABASE {bracketed(name)}"))
    with suppress(DBAPIError):  # Azure has it on already
        run(server, f"ALTER DATABASE {bracketed(name)} SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE")
    return server.set(database=name)


def drop(server: URL, name: str) -> None:
    """The database is gone, with the connections to it."""
    if name not in scratches(server):
        return
    # One batch, so that nobody else takes the place of the single user in between.
    alone = f"ALTER DATABASE {bracketed(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE"
    try:
        run(server, f"{alone}; DROP DATABASE {bracketed(name)}")
    except DBAPIError:
        # Closing a connection is asynchronous (error 3702), and this login may be kept from ALTER DATABASE.
        _patiently(lambda: _drop_among_others(server, name))


def _drop_among_others(server: URL, name: str) -> None:
    asked = f"SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = DB_ID(N'{name}')"
    for (session,) in run(server, asked):
        if session:
            with suppress(DBAPIError):  # it has gone by itself
                run(server, f"KILL {int(session)}")
    run(server, f"DROP DATABASE IF EXISTS {bracketed(name)}")


def _patiently(act: Callable[[], object]) -> None:
    """What another session keeps from happening is tried again, for five seconds."""
    for tries_left in reversed(range(_TRIES)):
        try:
            act()
        except DBAPIError:
            if not tries_left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def scratches(server: URL) -> list[str]:
    """The names of all databases on the server but its own four."""
    return [str(name) for (name,) in run(server, "SELECT name FROM sys.databases WHERE database_id > 4")]


def version(connection: Connection) -> str:
    """``16.0.4135.4``; what is Babelfish, and no SQL Server, says so."""
    asked = "CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY('Babelfish') AS int)"
    number, is_babelfish = connection.execute(text(f"SELECT {asked}")).one()
    return f"{number} (Babelfish)" if is_babelfish else str(number)


def is_held(error: BaseException) -> bool:
    """Error 1222: the lock was not to be had in the time that the session gives itself."""
    return re.search(r"\(1222\)|Lock request time out", str(getattr(error, "orig", error))) is not None


def prepare_server(server: URL) -> None:
    """New databases keep no log for backups, and a commit does not wait for the disk."""
    for setting in ("RECOVERY SIMPLE", "DELAYED_DURABILITY = FORCED"):
        with suppress(DBAPIError):  # it is the same server without
            run(server, f"ALTER DATABASE model SET {setting}")


def prepare_twin(connection: Connection, migrated: Schema) -> None:
    """The twin has the schemas that migrations made."""
    for item in migrated:
        if item.kind == "schema":
            connection.execute(text(f"CREATE SCHEMA {bracketed(item.name)}"))


def _names(version: str) -> tuple[str, str]:
    """``2022`` is the tag ``2022-latest``; other tags are taken as they are."""
    return _REPOSITORY, f"{version}-latest" if version.isdigit() else version


def _query(_tag: str) -> Mapping[str, str]:
    """A new server's certificate is its own. FreeTDS, which knows no such words, does not mind them."""
    return {"TrustServerCertificate": "yes", "Encrypt": "Optional"}


def _no_volume(_tag: str) -> str:
    # The server opens its files with O_DIRECT, which tmpfs has not had for long, and not as root, whose a tmpfs is.
    return ""


_PASSWORD = "Scratch-0nly-4-tests"  # of three kinds of characters at least, or the server does not start
_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {"MSSQL_SA_PASSWORD": _PASSWORD, "MSSQL_PID": "Developer", "MSSQL_MEMORY_LIMIT_MB": "2048"}
)
_PATIENCE: Mapping[str, object] = MappingProxyType({"attrs_before": {_LOGIN_TIMEOUT: 10}})
_DRIVERS: Sequence[Driver] = (
    Driver(name="pyodbc", module="pyodbc", install="pyodbc", lacks=_lacks_odbc),
    Driver(name="mssqlpython", module="mssql_python", install="mssql-python", lacks=_lacks_dialect),
    Driver(name="aioodbc", module="aioodbc", install="aioodbc", is_async=True),
)

BACKEND = Backend(
    name="mssql",
    title="SQL Server",
    aliases=("sqlserver",),
    dialects=("mssql",),
    ignores_case=True,
    drivers=_DRIVERS,
    read=read,
    create=create,
    drop=drop,
    scratches=scratches,
    version=version,
    transactional_ddl=True,
    lacks={
        "copy is the same": "the backend makes no copies",
        "deferrable": "SQL Server checks foreign keys at once",
        "index expression": "SQL Server's indexes have columns only",
    },
    image=Image(
        repository=_REPOSITORY,
        tag="2022-latest",
        port=1433,
        user="sa",
        password=_PASSWORD,
        database="master",
        environment=_ENVIRONMENT,
        tmpfs=_no_volume,
        query=_query,
        names=_names,
        accepts=MappingProxyType({"ACCEPT_EULA": "Y"}),
        memory=2000,
        ready_within=90,
    ),
    connect_args=_PATIENCE,
    patience=_PATIENCE,
    # Else a picture waits for ever for an env.py that never commits.
    session=("SET LOCK_TIMEOUT 10000",),
    complete=complete,
    advice=advice,
    is_held=is_held,
    prepare_server=prepare_server,
    prepare_twin=prepare_twin,
    hint=hint,
    python_type=python_type,
)
