"""What to type where SQLite needs its own statements, and its types in SQLAlchemy's words. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness import python_text as python
from migration_harness.backends.sqlite_batch import quoted, statement

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Part, Schema

_TYPES = {
    "BIGINT": "sa.BigInteger()",
    "BLOB": "sa.LargeBinary()",
    "BOOLEAN": "sa.Boolean()",
    "DATE": "sa.Date()",
    "DATETIME": "sa.DateTime()",
    "DOUBLE": "sa.Double()",
    "FLOAT": "sa.Float()",
    "INTEGER": "sa.Integer()",
    "JSON": "sa.JSON()",
    "NUMERIC": "sa.Numeric()",
    "REAL": "sa.REAL()",
    "SMALLINT": "sa.SmallInteger()",
    "TEXT": "sa.Text()",
    "TIME": "sa.Time()",
    "TIMESTAMP": "sa.TIMESTAMP()",
    "VARCHAR": "sa.String()",
}
_TAKES = {
    "CHAR": "sa.CHAR",
    "DECIMAL": "sa.DECIMAL",
    "NUMERIC": "sa.Numeric",
    "NVARCHAR": "sa.NVARCHAR",
    "VARBINARY": "sa.VARBINARY",
    "VARCHAR": "sa.String",
}


def python_type(text: str) -> str:
    """``VARCHAR(20)`` as ``sa.String(20)``."""
    plain = text.upper()
    if plain in _TYPES:
        return _TYPES[plain]
    match = re.fullmatch(r"(\w+)\(([\d,]+)\)", plain)
    if match is None or match[1] not in _TAKES:
        return ""
    return f"{_TAKES[match[1]]}({match[2].replace(',', ', ')})"


def hint(difference: Difference) -> str:
    """The statements for views and triggers; nothing for what a batch does."""
    return "\n".join(line for change in difference.changes for line in _lines(change, difference))


def _lines(change: Change, difference: Difference) -> Iterator[str]:
    if change.object.kind not in {"view", "trigger"}:
        return
    if change.after is not None:
        yield python.execute(f"DROP {change.after.kind.upper()} {quoted(change.after.name)}")
    if change.before is not None:
        part = _part(difference.before, change.before.table or change.before.name)
        yield python.execute(statement(part, change.before))


def _part(picture: Schema | None, key: str) -> Part | None:
    return picture.parts.get(key) if picture else None
