"""What a dialect learns when it connects, told to one that never will; used where the chain runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

# The newest that SQLAlchemy knows a difference for.
NEWEST = {
    "mariadb": (11, 8),
    "mssql": (17,),
    "mysql": (9, 7),
    "oracle": (23,),
    "postgresql": (18,),
    "sqlite": (3, 53),
}
# SQL Server's number is that of its product's year.
_MSSQL = {2012: 11, 2014: 12, 2016: 13, 2017: 14, 2019: 15, 2022: 16, 2025: 17}


def numbers(version: str, dialect: str) -> tuple[int, ...]:
    """The server's version as numbers: of ``19c``, ``2019``, ``10.11.19-MariaDB``; the newest known without one."""
    found = tuple(int(number) for number in re.findall(r"\d+", version.partition("-")[0])[:3])
    if dialect == "mssql" and found:
        return (_MSSQL.get(found[0], found[0]), *found[1:])
    return found or NEWEST.get(dialect, ())


def pin(dialect: Dialect, version: tuple[int, ...], *, mariadb: bool = False) -> None:
    """The dialect compiles what it would on a connection to that version of the server.

    ``mariadb`` says that the server is one: under MySQL's dialect, too.
    """
    anything: Any = dialect  # what is set are attributes of each product's own
    anything.server_version_info = version
    if dialect.name == "mssql":
        anything.default_schema_name = "dbo"  # comments are procedure calls that need it
        anything._setup_version_attributes()  # noqa: SLF001
    elif dialect.name == "oracle":
        anything.supports_native_boolean = version >= (23,)
        anything._supports_oracle_json = version >= (21,)  # noqa: SLF001
        anything.supports_identity_columns = version >= (12,)
        anything.insert_returning = False  # RETURNING ... INTO a parameter is nothing that a script can run
        anything.max_identifier_length = 128 if version >= (12, 2) else 30
    elif dialect.name == "postgresql":
        anything.supports_identity_columns = version >= (10,)
        anything.supports_virtual_generated_columns = version >= (18,)
    elif dialect.name in {"mysql", "mariadb"} and mariadb:
        anything._set_mariadb(True, version)  # noqa: FBT003, SLF001
        anything.supports_sequences = version >= (10, 3)
        anything.supports_native_uuid = version >= (10, 7)
