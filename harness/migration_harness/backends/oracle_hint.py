"""What to type where Oracle needs its own statements, and its types in SQLAlchemy's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy.dialects import oracle

from migration_harness import python_text as python

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Object

_TYPES = {
    "BLOB": "sa.LargeBinary()",
    "BOOLEAN": "sa.Boolean()",
    "CLOB": "sa.Text()",
    "DATE": "sa.DateTime()",
    "JSON": "sa.JSON()",
    "NCLOB": "sa.UnicodeText()",
    "NUMBER(*,0)": "sa.Integer()",
    "TIMESTAMP(6)": "sa.TIMESTAMP()",
    "TIMESTAMP(6) WITH TIME ZONE": "sa.TIMESTAMP(timezone=True)",
}
# USER_SOURCE has the text without the CREATE in front.
_SOURCES = frozenset({"function", "object type", "package", "procedure", "trigger"})
_DROPPED = {"object type": "TYPE"}
_ALONE = frozenset({*_SOURCES, "database link", "materialized view", "sequence", "synonym", "view"})
_IN_ALTER = frozenset({"type", "nullable", "default"})


def hint(difference: Difference) -> str:
    """The lines that bring the earlier side back; nothing where Oracle is like any."""
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
    if item.kind in _ALONE:
        yield python.execute(f"DROP {_words(item)}")


def _words(item: Object) -> str:
    """The kind and the name as SQL takes them."""
    kind = _DROPPED.get(item.kind, item.kind.upper())
    name, _, body = item.name.partition(" ")
    return f"{kind} {body.upper()} {name}" if body else f"{kind} {name}"


def _lost(item: Object) -> Iterator[str]:
    if statement := _statement(item):
        yield python.execute(statement)


def _statement(item: Object) -> str:
    """What makes the object as it was; nothing where the catalog has no statement for it."""
    text = item.facts.get("text", "")
    if item.kind in _SOURCES:
        return f"CREATE {'TRIGGER ' if item.kind == 'trigger' else ''}{text}"
    if item.kind == "view":
        options = " WITH READ ONLY" if "read only" in item.facts else ""
        options = " WITH CHECK OPTION" if "check option" in item.facts else options
        return f"CREATE VIEW {item.name} {item.facts['columns']} AS {text}{options}"
    if item.kind == "synonym":
        return f"CREATE SYNONYM {item.name} FOR {text}"
    return f"CREATE SEQUENCE {item.name}{_sequence(item)}" if item.kind == "sequence" else ""


def _sequence(item: Object) -> str:
    """The options that the catalog tells; the start is none of them."""
    words = {"increment": "INCREMENT BY", "minimum": "MINVALUE", "maximum": "MAXVALUE", "cache": "CACHE"}
    told = [f" {words[fact]} {text}" for fact, text in item.facts.items() if fact in words]
    told += [f" {fact.upper()}" for fact in ("cycle", "order") if fact in item.facts]
    return "".join(told).replace(" CACHE 0", " NOCACHE")


def _changed(change: Change, before: Object, after: Object) -> Iterator[str]:
    if before.kind == "column" and change.facts and _IN_ALTER.issuperset(change.facts):
        if written := python_type(before.facts["type"]):
            yield _alter_column(change, before, written)
    elif before.kind == "trigger" and change.facts == {"disabled"}:
        how = "DISABLE" if "disabled" in before.facts else "ENABLE"
        yield python.execute(f"ALTER TRIGGER {before.name} {how}")
    elif before.kind in _ALONE and "text" in change.facts and (statement := _statement(before)):
        yield python.execute(f"DROP {_words(after)}")
        yield python.execute(statement)


def _alter_column(change: Change, before: Object, written: str) -> str:
    """MODIFY keeps what it is not told; a NOT NULL that is told twice is error ORA-01442."""
    told = {}
    if "type" in change.facts:
        told["type_"] = written
    if "nullable" in change.facts:
        told["nullable"] = str(before.facts["nullable"] != "no")
    if "default" in change.facts:
        text = before.facts.get("default")
        told["server_default"] = "None" if text is None else python.literal(text)
    return python.call("op.alter_column", python.quoted(before.table), python.quoted(before.name), **told)


def python_type(text: str) -> str:
    """``VARCHAR2(20 CHAR)`` as ``sa.String(20)``, ``NUMBER(10,2)`` as ``sa.Numeric(10, 2)``; not for own types."""
    if text in _TYPES:
        return _TYPES[text]
    match = re.fullmatch(r"([A-Z]\w*)(?:\(([\d*]+)(?:,(-?\d+))?( CHAR| BYTE)?\))?( WITH(?: LOCAL)? TIME ZONE)?", text)
    if match is None:
        return ""
    name, size, scale, unit, zone = match.groups()
    if name == "VARCHAR2":
        return f"sa.String({size})" if unit == " CHAR" else f"oracle.VARCHAR2({size})"
    if name == "NUMBER" and size and size.isdigit():
        return f"sa.Numeric({size}, {scale})"
    if zone or (size and name in {"TIMESTAMP", "FLOAT"}):
        return ""
    given = size if size and size.isdigit() else ""
    if name == "NVARCHAR2":
        return f"sa.Unicode({given})"
    if hasattr(oracle, name):
        return f"oracle.{name}({given})"
    return f"sa.{name}({given})" if hasattr(sqlalchemy, name) else ""
