"""What to type where SQL Server needs its own statements or options, and its types in SQLAlchemy's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy.dialects import mssql

from migration_harness import python_text as python

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Object

_TYPES = {
    "bigint": "sa.BigInteger()",
    "bit": "sa.Boolean()",
    "date": "sa.Date()",
    "float": "sa.Float()",
    "int": "sa.Integer()",
    "nvarchar(max)": "sa.UnicodeText()",
    "smallint": "sa.SmallInteger()",
    "time(7)": "sa.Time()",
    "uniqueidentifier": "sa.Uuid()",
    "varbinary(max)": "sa.LargeBinary()",
    "varchar(max)": "sa.Text()",
}
_TAKES = {"decimal": "sa.Numeric", "numeric": "sa.Numeric", "nvarchar": "sa.Unicode", "varchar": "sa.String"}
# Their text is the statement that makes them.
_STATEMENTS = frozenset({"function", "procedure", "trigger", "view"})
_DROPPED = {"alias type": "TYPE", "table type": "TYPE"}
_ALONE = frozenset({*_STATEMENTS, *_DROPPED, "schema", "sequence", "synonym"})
_IN_ALTER = frozenset({"type", "nullable", "default"})


def hint(difference: Difference) -> str:
    """The lines that bring the earlier side back; nothing where SQL Server is like any."""
    return "\n".join(line for change in difference.changes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None and after is not None:
        yield from _left(after)
    elif after is None and before is not None:
        yield from _lost(before)
    elif before is not None and after is not None and before.name == after.name:
        yield from _changed(change, before, after)


def _left(item: Object) -> Iterator[str]:
    if item.kind == "column":
        yield _drop_column(item)
    elif item.kind in _ALONE:
        yield python.execute(f"DROP {_DROPPED.get(item.kind, item.kind.upper())} {item.name}")


def _drop_column(item: Object) -> str:
    """A default is a constraint with a name of the server's: while it is there, the column cannot be dropped."""
    drop = {"mssql_drop_default": "True" if "default" in item.facts else ""}
    schema, _, table = item.table.rpartition(".")
    where = python.quoted(schema) if schema else ""
    return python.call("op.drop_column", python.quoted(table), python.quoted(item.name), schema=where, **drop)


def _lost(item: Object) -> Iterator[str]:
    if statement := _statement(item):
        yield python.execute(statement)


def _statement(item: Object) -> str:
    """What makes the object as it was; nothing where the catalog has no statement for it."""
    text = item.facts.get("text", "")
    if item.kind in _STATEMENTS:
        return text
    if item.kind == "schema":
        return f"CREATE SCHEMA {item.name}"
    if item.kind == "synonym":
        return f"CREATE SYNONYM {item.name} FOR {text}"
    if item.kind == "sequence":
        return f"CREATE SEQUENCE {item.name} {' '.join(_sequence(item))}"
    return ""


def _sequence(item: Object) -> Iterator[str]:
    facts = item.facts
    yield f"AS {facts['type']} START WITH {facts['start']} INCREMENT BY {facts['increment']}"
    yield f"MINVALUE {facts['minimum']} MAXVALUE {facts['maximum']}"
    if "cycle" in facts:
        yield "CYCLE"
    if "cache" in facts:
        yield "NO CACHE" if facts["cache"] == "none" else f"CACHE {facts['cache']}"


def _changed(change: Change, before: Object, after: Object) -> Iterator[str]:
    if before.kind == "column" and change.facts and _IN_ALTER.issuperset(change.facts):
        if written := python_type(before.facts["type"]):
            yield _alter_column(change, before, written)
    elif change.facts <= {"disabled", "not trusted"} and before.kind in {"foreign key", "check constraint"}:
        yield _trusted(before)
    elif before.kind in _STATEMENTS and "text" in change.facts:
        yield python.execute(f"DROP {after.kind.upper()} {after.name}")
        yield from _lost(before)


def _alter_column(change: Change, before: Object, written: str) -> str:
    """ALTER COLUMN says type and nullability anew: without ``existing_nullable`` it makes NULL of NOT NULL."""
    schema, _, table = before.table.rpartition(".")
    nullable = str(before.facts["nullable"] != "no")
    told = {
        "type_" if "type" in change.facts else "existing_type": written,
        "nullable" if "nullable" in change.facts else "existing_nullable": nullable,
    }
    if "default" in change.facts:
        text = before.facts.get("default")
        told["server_default"] = "None" if text is None else python.literal(text)
    told["schema"] = python.quoted(schema) if schema else ""
    return python.call("op.alter_column", python.quoted(table), python.quoted(before.name), **told)


def _trusted(item: Object) -> str:
    """A constraint that was on and trusted is checked against the rows that are there."""
    how = "NOCHECK" if "disabled" in item.facts else "WITH CHECK CHECK"
    return python.execute(f"ALTER TABLE {item.table} {how} CONSTRAINT {item.name}")


def python_type(text: str) -> str:
    """``nvarchar(20)`` as ``sa.Unicode(20)``, ``datetime2(3)`` as ``mssql.DATETIME2(3)``; not for alias types."""
    if text in _TYPES:
        return _TYPES[text]
    match = re.fullmatch(r"([a-z]\w*)(?:\(([\d,]+|max)\))?", text)
    if match is None:
        return ""
    name, given = match[1], (match[2] or "").replace(",", ", ").replace("max", '"max"')
    if name in _TAKES:
        return f"{_TAKES[name]}({given})"
    if given.isdigit() and name in {"char", "nchar", "binary", "varbinary"}:
        return f"sa.{name.upper()}({given})" if hasattr(sqlalchemy, name.upper()) else f"mssql.{name.upper()}({given})"
    if given and name not in {"datetime2", "datetimeoffset", "time"}:
        return ""
    return f"mssql.{name.upper()}({given})" if hasattr(mssql, name.upper()) else ""
