"""MySQL: a scratch database is a database of the server, which MySQL also calls a schema."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from migration_harness.backend import Backend, Driver, Image, Program
from migration_harness.backends.mysql_catalog import quoted, read
from migration_harness.backends.mysql_hint import hint, python_type
from migration_harness.backends.statements import run

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from migration_harness.schema import Schema

THROW_AWAY = (
    "--skip-log-bin",
    "--skip-innodb-doublewrite",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=32M",
    "--performance-schema=0",
    "--lock-wait-timeout=10",
    "--innodb-lock-wait-timeout=10",
)
"""Nothing has to survive a crash; who waits for a lock waits for himself. Every version of both knows these."""
# `--loose-` makes a server that does not know the option warn where it would refuse to start.
_OF_MYSQL = ("--loose-innodb-redo-log-capacity=8M", "--loose-mysqlx=0")
_LOCK_WAIT_TIMEOUT, _DEADLOCK = 1205, 1213
_TRIES = 5


def create(server: URL, name: str) -> URL:
    """An empty database for any text."""
    run(server, f"CREATE DATABASE {quoted(name)} CHARACTER SET utf8mb4")
    return server.set(database=name)


def drop(server: URL, name: str) -> None:
    """The database is gone. Whoever keeps a lock on one of its tables is cut off."""
    for tries_left in reversed(range(_TRIES)):
        try:
            run(server, "SET SESSION lock_wait_timeout = 1", f"DROP DATABASE IF EXISTS {quoted(name)}")
        except OperationalError as error:
            if not tries_left or _number(error) not in {_LOCK_WAIT_TIMEOUT, _DEADLOCK}:
                raise
            _cut_off(server, name)
        else:
            return


def _number(error: OperationalError) -> int:
    original = error.orig
    number = getattr(original, "errno", None) or (original.args[0] if original and original.args else 0)
    return int(number)


def _cut_off(server: URL, name: str) -> None:
    """End the connections whose database it is."""
    for identity, _, _, database, *_ in run(server, "SHOW PROCESSLIST"):
        if database == name:
            try:
                run(server, f"KILL {int(identity)}")
            except DBAPIError:  # it has gone by itself
                continue


def scratches(server: URL) -> list[str]:
    """The names of all databases on the server."""
    return [str(name) for (name,) in run(server, "SELECT schema_name FROM information_schema.schemata")]


def version(connection: Connection) -> str:
    """What the server says: ``9.7.4``, ``11.8.9-MariaDB-...``."""
    return str(connection.scalar(text("SELECT VERSION()")))


def prepare_twin(connection: Connection, migrated: Schema) -> None:
    """New tables get the collation that the migrations gave to the database."""
    part = migrated.parts.get("database")
    if part:
        connection.exec_driver_sql(f"ALTER DATABASE COLLATE {part.objects[0].facts['collation']}")


def folders(product: str) -> Callable[[], Sequence[Path]]:
    """Where the product's programs may be: PATH, Debian's, Homebrew's and the makers' own places, newest first."""
    return lambda: [path for path in dict.fromkeys(_places(product)) if path.is_dir()]


def _places(product: str) -> Iterator[Path]:
    yield from (Path(folder) for folder in os.get_exec_path() if folder)
    yield from (
        Path("/usr/sbin"),
        Path("/usr/bin"),
        Path("/usr/libexec"),
        Path("/usr/local/sbin"),
        Path("/usr/local/bin"),
    )
    for prefix in ("/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt", "/usr/local", "/opt"):
        yield from sorted(Path(prefix).glob(f"{product}*/bin"), reverse=True)


def started_with(datadir: Path, port: int) -> tuple[str, ...]:
    """The arguments of a server that nobody else finds: loopback only, its socket and its pid among its data."""
    return (
        f"--datadir={datadir}",
        "--bind-address=127.0.0.1",
        f"--port={port}",
        f"--socket={datadir / 'mysqld.sock'}",
        f"--pid-file={datadir / 'mysqld.pid'}",
    )


def _version_of(told: str) -> str:
    """The version in what ``mysqld --version`` says; none when that mysqld is MariaDB's."""
    match = re.search(r"\bVer (\d+(?:\.\d+)+)", told)
    return match[1] if match and "mariadb" not in told.lower() else ""


def _prepare(programs: Path, datadir: Path) -> Sequence[str]:
    return (
        str(programs / "mysqld"),
        "--no-defaults",
        "--initialize-insecure",
        f"--datadir={datadir}",
        *THROW_AWAY,
        *_OF_MYSQL,
    )


def _start(programs: Path, datadir: Path, port: int) -> Sequence[str]:
    # The folder that the maker compiled in for LOAD DATA is often not there.
    own = ("--secure-file-priv=NULL", *THROW_AWAY, *_OF_MYSQL)
    return (str(programs / "mysqld"), "--no-defaults", *started_with(datadir, port), *own)


BACKEND = Backend(
    name="mysql",
    title="MySQL",
    dialects=("mysql",),
    ignores_case=True,
    drivers=(
        Driver(name="pymysql", module="pymysql", install="'pymysql[rsa]'"),
        Driver(name="mysqldb", module="MySQLdb", install="mysqlclient"),
        Driver(name="mysqlconnector", module="mysql.connector", install="mysql-connector-python"),
        Driver(name="asyncmy", module="asyncmy", install="asyncmy", is_async=True),
        Driver(name="aiomysql", module="aiomysql", install="aiomysql", is_async=True),
    ),
    read=read,
    create=create,
    drop=drop,
    scratches=scratches,
    version=version,
    lacks={
        "copy is the same": "MySQL has no way to copy a database",
        "identity": "MySQL has AUTO_INCREMENT",
        "deferrable": "MySQL checks foreign keys at once",
        "sequence": "MySQL has no sequences",
        "sequence increment": "MySQL has no sequences",
    },
    image=Image(
        repository="mysql",
        # The long-term support series, as 8.4 is; `latest` goes on to releases that live for a quarter.
        tag="9",
        port=3306,
        user="root",
        password="scratch",
        database="mysql",
        environment=MappingProxyType({"MYSQL_ROOT_PASSWORD": "scratch", "MYSQL_INITDB_SKIP_TZINFO": "1"}),
        arguments=lambda _tag: (*THROW_AWAY, *_OF_MYSQL),
        tmpfs=lambda _tag: "/var/lib/mysql",
        ready_within=120,
    ),
    program=Program(
        server="mysqld",
        find=folders("mysql"),
        version=_version_of,
        prepare=_prepare,
        start=_start,
        user="root",
        database="mysql",
        install="apt-get install mysql-server, or brew install mysql",
    ),
    # PyMySQL's word. A handshake takes 20 ms of the 21 that connecting takes; without it, the login of MySQL 8 and
    # later needs RSA, for which PyMySQL needs cryptography.
    connect_args=MappingProxyType({"ssl_disabled": True}),
    prepare_twin=prepare_twin,
    hint=hint,
    python_type=python_type,
)
