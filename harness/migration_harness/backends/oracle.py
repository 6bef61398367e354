"""Oracle Database 19 and later: a scratch database is a user, whose schema Oracle calls by the same name."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DatabaseError, DBAPIError

from migration_harness.backend import Backend, Driver, Image
from migration_harness.backends.oracle_catalog import read
from migration_harness.backends.oracle_hint import hint, python_type
from migration_harness.backends.statements import run

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

_FREE, _EXPRESS = "gvenzl/oracle-free", "gvenzl/oracle-xe"
_FIRST_FREE = 23
_TRIES, _PAUSE = 40, 0.25
# "DB_DEVELOPER_ROLE Role" (Security Guide, 23): what takes the place of the list that follows.
_ROLE = "DB_DEVELOPER_ROLE"
_RIGHTS = (
    "CONNECT",
    "RESOURCE",
    "CREATE MATERIALIZED VIEW",
    "CREATE PROCEDURE",
    "CREATE SEQUENCE",
    "CREATE SYNONYM",
    "CREATE TABLE",
    "CREATE TRIGGER",
    "CREATE TYPE",
    "CREATE VIEW",
)
_NO_SUCH_USER, _NO_SUCH_ROLE, _CONNECTED = 1918, 1919, 1940  # ORA-01918 ...
_GOING = frozenset({26, 30, 31})  # ORA-00026, -00030, -00031: the session is gone, or marked to go


def _number(error: DBAPIError) -> int:
    """The number in ``ORA-01940``; 0 where it is none of the server's."""
    match = re.search(r"ORA-(\d+)", str(error.orig))
    return int(match[1]) if match else 0


def create(server: URL, name: str) -> URL:
    """A user of that name with an empty schema, room for it and the rights of a developer; its URL logs in as it."""
    password = f"Mh_{name[-20:]}"  # 30 bytes are the most before 23
    space = "DEFAULT TABLESPACE USERS QUOTA UNLIMITED ON USERS"
    run(server, f'CREATE USER {_quoted(name)} IDENTIFIED BY "{password}" {space}')
    try:
        _grant(server, name)
    except DBAPIError:
        drop(server, name)
        raise
    # Whoever names a mode (SYSDBA) in the URL means the administrator.
    query = {key: value for key, value in server.query.items() if key != "mode"}
    return server.set(username=name.lower(), password=password, query=query)


def _grant(server: URL, name: str) -> None:
    try:
        run(server, f"GRANT {_ROLE} TO {_quoted(name)}")
    except DatabaseError as error:
        if _number(error) != _NO_SUCH_ROLE:
            raise
        run(server, f"GRANT {', '.join(_RIGHTS)} TO {_quoted(name)}")


def _quoted(name: str) -> str:
    """The name as the server keeps it, who is told it without quotes by everybody else."""
    return '"' + name.upper() + '"'


def drop(server: URL, name: str) -> None:
    """The user is gone with all that it owns, and so are its sessions."""
    for tries_left in reversed(range(_TRIES)):
        try:
            _end_sessions(server, name)
            run(server, f"DROP USER {_quoted(name)} CASCADE")
        except DatabaseError as error:
            if _number(error) == _NO_SUCH_USER:
                return
            if _number(error) != _CONNECTED or not tries_left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _end_sessions(server: URL, name: str) -> None:
    """Nobody is logged in as the user, or will not be for long: a session ends when it notices."""
    asked = f"SELECT sid, serial#, inst_id FROM gv$session WHERE username = '{name.upper()}'"
    for sid, serial, instance in run(server, asked):
        try:
            run(server, f"ALTER SYSTEM KILL SESSION '{sid},{serial},@{instance}' IMMEDIATE")
        except DatabaseError as error:
            if _number(error) not in _GOING:
                raise


def scratches(server: URL) -> list[str]:
    """The names of all users that the product did not come with."""
    return [str(name) for (name,) in run(server, "SELECT username FROM all_users WHERE oracle_maintained = 'N'")]


def version(connection: Connection) -> str:
    """``23.5.0.24.7``, as the server tells the driver."""
    raw: Any = connection.connection.dbapi_connection
    return str(raw.version)


def prepare_server(server: URL) -> None:
    """What is dropped is gone at once, for all sessions that begin after this one."""
    with suppress(DBAPIError):  # pictures leave the recycle bin out all the same
        run(server, "ALTER SYSTEM SET recyclebin = OFF DEFERRED")


_ADVICE = {
    r"DPY-6005.*(refused|111|10061)|refused": "nothing listens there: start the server, or check host and port",
    r"ORA-12514|DPY-6001": "the listener knows no such service: check service_name, FREEPDB1 in Oracle Free and"
    " XEPDB1 in Express Edition",
    r"ORA-12505|DPY-6003": "the listener knows no such SID: say ?service_name=... in place of the name after the slash",
    r"ORA-01017|ORA-28000": "check user and password",
    r"DPY-4011|DPY-6005|DPY-4000|no answer": "what listens there does not speak as Oracle does: check host and port",
    r"DPY-3015|DPY-3010|DPY-3001": "python-oracledb speaks to this server or account only with Oracle's client library:"
    " call oracledb.init_oracle_client() in a conftest.py",
}


def advice(_url: URL, error: str) -> str:
    """What to do about a connection that was not made, by the driver's words."""
    return next((what for words, what in _ADVICE.items() if re.search(words, error, re.DOTALL)), "")


def _is_free(tag: str) -> bool:
    number = re.match(r"\d+", tag)
    return number is None or int(number[0]) >= _FIRST_FREE


def _names(version: str) -> tuple[str, str]:
    """From 23 on the free edition is called Free, before that Express; a bare version is its quickest image."""
    tag = f"{version}-slim-faststart" if re.fullmatch(r"[\d.]+", version) else version
    return _FREE if _is_free(version) else _EXPRESS, tag


def _query(tag: str) -> Mapping[str, str]:
    # The listener is up before the database has told it of its service: the driver tries again.
    return {"service_name": "FREEPDB1" if _is_free(tag) else "XEPDB1", "retry_count": "3", "retry_delay": "1"}


def _no_volume(_tag: str) -> str:
    return ""  # a tmpfs would hide the data files that a faststart image brings


_PASSWORD = "scratch"
BACKEND = Backend(
    name="oracle",
    title="Oracle",
    dialects=("oracle",),
    drivers=(
        Driver(name="oracledb", module="oracledb", install="oracledb"),
        Driver(name="cx_oracle", module="cx_Oracle", install="cx_Oracle"),
        Driver(name="oracledb_async", module="oracledb", install="oracledb", is_async=True),
    ),
    read=read,
    create=create,
    drop=drop,
    scratches=scratches,
    version=version,
    lacks={"copy is the same": "the backend makes no copies"},
    image=Image(
        repository=_FREE,
        tag="23-slim-faststart",
        port=1521,
        user="system",
        password=_PASSWORD,
        database="",
        environment=MappingProxyType({"ORACLE_PASSWORD": _PASSWORD}),
        tmpfs=_no_volume,
        query=_query,
        names=_names,
        ready_within=120,
    ),
    advice=advice,
    prepare_server=prepare_server,
    hint=hint,
    python_type=python_type,
)
