"""What the six products do not agree on, decided once for all models."""

from typing import Any

from sqlalchemy import TIMESTAMP, Computed, DateTime, Dialect
from sqlalchemy.ext.compiler import compiles

# Oracle compiles DateTime to DATE, which has no zone. TIMESTAMP for all is no way out: SQL Server numbers rows with it.
Moment = DateTime(timezone=True).with_variant(TIMESTAMP(timezone=True), "oracle")


@compiles(Computed, "oracle")
def _virtual(computed: Computed, compiler: Any, **_: Any) -> str:
    """``persisted=True`` is what PostgreSQL before 18 wants and what Oracle, with virtual columns only, refuses."""
    text = compiler.sql_compiler.process(computed.sqltext, include_table=False, literal_binds=True)
    return f"GENERATED ALWAYS AS ({text})"


def has_expression_indexes(dialect: Dialect) -> bool:
    """True where an index can hold an expression: not on MariaDB, not on SQL Server."""
    return dialect.name != "mssql" and not getattr(dialect, "is_mariadb", False)
