"""Firebird 3 and later: a scratch database is a file beside that of the server's URL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from firebird import driver
from sqlalchemy import URL, text

from migration_harness.backend import Backend, Driver, Image, Program
from migration_harness.backends import inspector
from migration_harness_firebird import impl

__all__ = ["BACKEND", "impl"]

_NO_SUCH_FILE = 335544344  # isc_io_error
_VERSION = "SELECT rdb$get_context('SYSTEM', 'ENGINE_VERSION') FROM rdb$database"
_OTHERS = "DELETE FROM mon$attachments WHERE mon$attachment_id <> current_connection AND mon$system_flag = 0"


def create(server: URL, name: str) -> URL:
    """An empty file of that name is beside the server's database."""
    path = _path(server, name)
    driver.create_database(_dsn(server, path), user=server.username, password=server.password).close()
    return server.set(database=path)


def drop(server: URL, name: str) -> None:
    """The file is gone; whoever was connected is not any more."""
    try:
        connection = _connect(server, _path(server, name))
    except driver.DatabaseError as error:
        if _NO_SUCH_FILE in error.gds_codes:
            return
        raise
    connection.execute_immediate(_OTHERS)
    connection.commit()
    connection.drop_database()


def scratches(server: URL) -> list[str]:
    """The files beside the server's database, where they are on this machine: Firebird itself does not list them."""
    return [file.stem for file in Path(_path(server, "x")).parent.glob("mh_*.fdb")]


def _path(server: URL, name: str) -> str:
    """The file as the server sees it: its URL may have an alias."""
    with _connect(server, str(server.database)) as connection:
        (row,) = connection.cursor().execute("SELECT mon$database_name FROM mon$database").fetchall()
    return re.sub(r"[^/\\]*\Z", "", row[0]) + f"{name}.fdb"


def _connect(server: URL, path: str) -> driver.Connection:
    return driver.connect(_dsn(server, path), user=server.username, password=server.password)


def _dsn(server: URL, path: str) -> str:
    return f"{server.host}/{server.port or 3050}:{path}"


# A server of one's own, from Debian's packages. FIREBIRD names the folder in which it looks for all that it needs.

_PREPARE = """
set -e
cd "$1"
printf 'SecurityDatabase = %s\\nRemoteBindAddress = 127.0.0.1\\n' "$1/security.fdb" >firebird.conf
printf 'admin = %s\\n' "$1/admin.fdb" >databases.conf
ln -s /usr/lib/*/firebird/*/intl /usr/lib/*/firebird/*/plugins.conf .
FIREBIRD=$1 isql-fb -quiet -bail -user SYSDBA <<END
create database '$1/security.fdb'; commit;
create user SYSDBA password 'scratch'; commit;
create database '$1/admin.fdb';
END
"""


def _prepare(_programs: Path, data: Path) -> Sequence[str]:
    return ("/bin/sh", "-c", _PREPARE, "sh", str(data))


def _start(programs: Path, data: Path, port: int) -> Sequence[str]:
    return ("/usr/bin/env", f"FIREBIRD={data}", str(programs / "firebird"), "-p", str(port))


def _version_of(told: str) -> str:
    match = re.search(r"-V(\d+\.\d+\.\d+)", told)
    return match[1] if match else ""


BACKEND = Backend(
    name="firebird",
    title="Firebird",
    dialects=("firebird",),
    drivers=(Driver(name="firebird", module="firebird.driver", install="sqlalchemy-firebird"),),
    # No reader: SQLAlchemy's Inspector takes the picture. It needs to be told which names the server makes up.
    read=partial(inspector.read, generated=r"integ_\d+|rdb\$\w+"),
    create=create,
    drop=drop,
    scratches=scratches,
    version=lambda connection: str(connection.scalar(text(_VERSION))),
    lacks={
        "copy is the same": "Firebird has no way to copy a database",
        "deferrable": "Firebird checks foreign keys at once",
        "sequence increment": "SQLAlchemy's Inspector tells the names of sequences only",
    },
    autocommit=False,  # sqlalchemy-firebird 2.2 asks firebird-driver 2 for a method that it does not have
    image=Image(
        repository="firebirdsql/firebird",
        tag="5",
        port=3050,
        user="SYSDBA",
        password="scratch",
        database="/var/lib/firebird/data/admin.fdb",
        environment=MappingProxyType({"FIREBIRD_ROOT_PASSWORD": "scratch", "FIREBIRD_DATABASE": "admin.fdb"}),
        tmpfs=lambda _tag: "",
    ),
    program=Program(
        server="firebird",
        find=lambda: [Path("/usr/sbin")],
        version=_version_of,
        ask=("-z",),
        prepare=_prepare,
        start=_start,
        user="SYSDBA",
        password="scratch",
        database="admin",
        account="firebird",
        install="apt-get install firebird3.0-server",
    ),
)
