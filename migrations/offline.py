"""What a dialect learns when it connects, told to one that never will: ``alembic upgrade head --sql``."""

from sqlalchemy import Dialect

NEWEST = {"mssql": "16", "oracle": "23"}


def pin(dialect: Dialect, version: str | None = None) -> None:
    """The dialect writes its SQL for that version of the server (else the newest), without having seen one."""
    version = version or NEWEST.get(dialect.name)
    if version is not None:
        dialect.server_version_info = tuple(int(part) for part in version.split("."))
    if dialect.name == "mssql":
        dialect.default_schema_name = "dbo"  # comments are procedure calls that need it
        dialect._setup_version_attributes()  # noqa: SLF001  DATE and VARCHAR(max) instead of DATETIME and TEXT
    if dialect.name == "oracle":
        dialect.supports_native_boolean = dialect.server_version_info >= (23,)
        dialect._supports_oracle_json = dialect.server_version_info >= (21,)  # noqa: SLF001
        dialect.insert_returning = False  # RETURNING ... INTO a bind parameter is nothing that a script can run
