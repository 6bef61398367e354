"""What to type when a downgrade leaves or loses what Alembic has no operation for on PostgreSQL. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Object

# What DROP calls it, where an ON names its table, and what an ALTER has to precede.
_DROPPED = {
    "aggregate": "AGGREGATE",
    "collation": "COLLATION",
    "composite type": "TYPE",
    "event trigger": "EVENT TRIGGER",
    "extension": "EXTENSION",
    "operator": "OPERATOR",
    "policy": "POLICY",
    "publication": "PUBLICATION",
    "range type": "TYPE",
    "rule": "RULE",
    "schema": "SCHEMA",
    "statistics": "STATISTICS",
}
_ON_A_TABLE = frozenset({"policy", "rule", "trigger"})
# Their text is the statement that makes them.
_STATEMENTS = frozenset({"function", "procedure", "rule", "statistics", "trigger"})
_REPLACED = frozenset({"function", "procedure"})


def hint(difference: Difference) -> str:
    """The lines to paste at the end of a downgrade() that left this difference; nothing where it is like any."""
    return "\n".join(line for change in difference.changes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None and after is not None:
        yield from _left(after)
    elif after is None and before is not None:
        yield from _lost(before)
    elif before is not None and after is not None:
        yield from _changed(change, before, after)


def _left(item: Object) -> Iterator[str]:
    if item.kind == "exclusion constraint":
        yield f"op.drop_constraint({_python(item.name)}, {_python(item.table)})"
    elif item.kind in _DROPPED:
        yield _execute(_drop(item))


def _drop(item: Object) -> str:
    on = f" ON {_table(item)}" if item.kind in _ON_A_TABLE else ""
    return f"DROP {_DROPPED.get(item.kind, item.kind.upper())} {_name(item)}{on}"


def _lost(item: Object) -> Iterator[str]:
    if statement := _statement(item):
        yield _execute(statement)


def _statement(item: Object) -> str:
    """What makes the object as it was; nothing where the catalog has no statement for it."""
    if item.kind in _STATEMENTS:
        return item.facts["text"].strip()
    if item.kind in {"view", "materialized view"}:
        return f"CREATE {item.kind.upper()} {_name(item)} AS {item.facts['text'].strip()}"
    if item.kind == "extension":
        return f"CREATE EXTENSION {_name(item)}"
    if item.kind == "exclusion constraint":
        return f"ALTER TABLE {_table(item)} ADD CONSTRAINT {_name(item)} {item.facts['text']}"
    return f"CREATE TYPE {_name(item)} AS {item.facts['columns']}" if item.kind == "composite type" else ""


def _changed(change: Change, before: Object, after: Object) -> Iterator[str]:
    if before.kind == "column":
        yield from _column(change, before, after)
    elif before.kind == "enum type" and "members" in change.facts:
        yield from _members(before)
    elif before.kind == "table":
        yield from _table_options(change, before)
    elif "text" in change.facts and (statement := _statement(before)):
        if before.kind not in _REPLACED:
            yield _execute(_drop(after))
        yield _execute(statement)


def _members(before: Object) -> Iterator[str]:
    # ALTER TYPE can add and rename a value, never take one away.
    name = _name(before)
    old = _quoted(f"{before.name.rpartition('.')[2]}_old")
    yield _execute(f"ALTER TYPE {name} RENAME TO {old}")
    yield _execute(f"CREATE TYPE {name} AS ENUM {before.facts['members']}")
    yield f"# for each column of that type: ALTER TABLE ... ALTER COLUMN c TYPE {name} USING c::text::{name}"
    yield _execute(f"DROP TYPE {old}")


def _column(change: Change, before: Object, after: Object) -> Iterator[str]:
    alter = f"ALTER TABLE {_table(before)} ALTER COLUMN {_quoted(before.name)}"
    if "identity" in change.facts:
        yield _execute(f"{alter} {_identity(before, after)}")
    if "autoincrement" in before.facts and "autoincrement" not in after.facts:
        yield f"# {before.table}.{before.name} took its values from a sequence: create it, own it by the column, and"
        yield _execute(f"{alter} SET DEFAULT nextval('...')")
    if "computed" in before.facts and "computed" not in after.facts:
        yield f"# a column cannot become computed again: drop {before.label.removeprefix('column ')} and add it anew"


def _identity(before: Object, after: Object) -> str:
    if "identity" not in before.facts:
        return "DROP IDENTITY"
    words = before.facts["identity"].upper()
    if "identity" not in after.facts:
        kind, _, options = words.partition(" (")
        return f"ADD GENERATED {kind} AS IDENTITY{' (' + options if options else ''}"
    return f"SET GENERATED {words.partition(' (')[0]}"


def _table_options(change: Change, before: Object) -> Iterator[str]:
    alter = f"ALTER TABLE {_table(before)}"
    if "unlogged" in change.facts:
        yield _execute(f"{alter} SET {'UNLOGGED' if 'unlogged' in before.facts else 'LOGGED'}")
    if "row security" in change.facts:
        yield _execute(f"{alter} {'ENABLE' if 'row security' in before.facts else 'DISABLE'} ROW LEVEL SECURITY")


def _table(item: Object) -> str:
    return ".".join(_quoted(part) for part in item.table.split("."))


def _name(item: Object) -> str:
    if item.kind in {"function", "procedure", "aggregate", "operator"}:
        return item.name
    return ".".join(_quoted(part) for part in item.name.split("."))


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) else '"' + name.replace('"', '""') + '"'


def _execute(statement: str) -> str:
    return f"op.execute({_python(statement)})"


def _python(text: str) -> str:
    if "\n" in text and '"""' not in text and not text.endswith(('"', "\\")):
        return f'r"""{text}"""' if "\\" in text else f'"""{text}"""'
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
