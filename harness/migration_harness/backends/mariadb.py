"""MariaDB: what differs from MySQL."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from migration_harness.backend import Driver, Image, Program
from migration_harness.backends.mysql import BACKEND as MYSQL
from migration_harness.backends.mysql import THROW_AWAY, folders, started_with

# The cache of definitions holds 400 by default; a chain of many tables has each picture open them all again.
_OF_MARIADB = ("--table-definition-cache=2000", "--loose-innodb-log-file-size=8M")


def _version_of(told: str) -> str:
    """The version in what ``mariadbd --version`` says: ``10.11.18`` of ``10.11.18-MariaDB-0+deb12u1``."""
    match = re.search(r"\bVer (\d+(?:\.\d+)+)-MariaDB", told, re.IGNORECASE)
    return match[1] if match else ""


def _prepare(programs: Path, datadir: Path) -> Sequence[str]:
    return (
        _install_db(programs),
        "--no-defaults",
        f"--basedir={programs.parent}",
        f"--datadir={datadir}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        *THROW_AWAY,
    )


def _install_db(programs: Path) -> str:
    """Debian keeps it in /usr/bin, with the server in /usr/sbin."""
    name = "mariadb-install-db"
    beside = (programs / name, programs.parent / "bin" / name, programs.parent / "scripts" / name)
    return next((str(path) for path in beside if path.is_file()), shutil.which(name) or name)


def _start(programs: Path, datadir: Path, port: int) -> Sequence[str]:
    return (str(programs / "mariadbd"), "--no-defaults", *started_with(datadir, port), *THROW_AWAY, *_OF_MARIADB)


BACKEND = replace(
    MYSQL,
    name="mariadb",
    title="MariaDB",
    dialects=("mariadb",),
    drivers=(
        *MYSQL.drivers[:2],
        Driver(name="mariadbconnector", module="mariadb", install="mariadb"),
        *MYSQL.drivers[2:],
    ),
    lacks={
        "copy is the same": "MariaDB has no way to copy a database",
        "identity": "MariaDB has AUTO_INCREMENT",
        "deferrable": "MariaDB checks foreign keys at once",
        "index expression": "MariaDB's indexes have columns only",
    },
    image=Image(
        repository="mariadb",
        tag="11.8",
        port=3306,
        user="root",
        password="scratch",
        database="mysql",
        environment=MappingProxyType({"MARIADB_ROOT_PASSWORD": "scratch", "MYSQL_INITDB_SKIP_TZINFO": "1"}),
        arguments=lambda _tag: (*THROW_AWAY, *_OF_MARIADB),
        tmpfs=lambda _tag: "/var/lib/mysql",
        ready_within=60,
    ),
    program=Program(
        server="mariadbd",
        find=folders("mariadb"),
        version=_version_of,
        prepare=_prepare,
        start=_start,
        user="root",
        database="mysql",
        install="apt-get install mariadb-server, or brew install mariadb",
    ),
)
