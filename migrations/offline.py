"""What a dialect learns when it connects, told to one that never will: ``alembic upgrade head --sql``."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Dialect

NEWEST = {"mariadb": "11.8", "mssql": "16", "oracle": "23"}
MSSQL = {"2019": "15", "2022": "16", "2025": "17"}


def pin(dialect: Dialect, version: str | None = None) -> None:
    """The dialect writes its SQL for that version of the server (else the newest), without having seen one."""
    version = version or NEWEST.get(dialect.name)
    if version is not None:
        dialect.server_version_info = tuple(int(part) for part in MSSQL.get(version, version).split("."))
    if dialect.name == "mssql":
        dialect.default_schema_name = "dbo"  # comments are procedure calls that need it
        dialect._setup_version_attributes()  # noqa: SLF001  DATE and VARCHAR(max) instead of DATETIME and TEXT
    if dialect.name == "oracle":
        dialect.supports_native_boolean = dialect.server_version_info >= (23,)
        dialect._supports_oracle_json = dialect.server_version_info >= (21,)  # noqa: SLF001
        dialect.insert_returning = False  # RETURNING ... INTO a bind parameter is nothing that a script can run
    if dialect.name == "mariadb":
        dialect.supports_sequences = dialect.server_version_info >= (10, 3)
        dialect.supports_native_uuid = dialect.server_version_info >= (10, 7)


@contextmanager
def script(context: MigrationContext) -> Iterator[None]:
    """Around the statements stands what the product's own client needs."""
    impl, product = context.impl, context.dialect.name
    if product == "mssql":
        # sqlcmd has both off: no filtered index without the first, half a revision after an error without the second.
        impl.static_output("SET QUOTED_IDENTIFIER ON;\nSET XACT_ABORT ON;\nGO")
        _begin_in_a_batch_of_its_own(context)
    yield
    if product == "oracle":
        impl.static_output("COMMIT\n\n/")  # no DDL follows the last mark in alembic_version, and commits it


def _begin_in_a_batch_of_its_own(context: MigrationContext) -> None:
    """GO follows BEGIN TRANSACTION: on SQL Server CREATE VIEW has to be the first of its batch (error 111)."""
    impl = context.impl
    begin = impl.emit_begin

    def emit_begin() -> None:
        begin()
        impl.static_output("GO")

    impl.emit_begin = emit_begin  # Alembic writes GO behind every statement but this one
