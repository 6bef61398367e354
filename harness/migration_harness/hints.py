"""The lines to paste: Alembic operations that turn one side of a difference into the other, with the reader's names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import sqlalchemy

if TYPE_CHECKING:
    from migration_harness.backend import Backend
    from migration_harness.schema import Change, Difference, Object

_ACTIONS = {"on delete": "ondelete", "on update": "onupdate"}
_TYPES_OF_CONSTRAINTS = {
    "unique constraint": "unique",
    "foreign key": "foreignkey",
    "check constraint": "check",
    "primary key": "primary",
}


def restore(difference: Difference, backend: Backend, *, at: str) -> str:
    """What to write ``at`` that place so that the earlier side comes back: one operation a change, or nothing."""
    special = backend.hint(difference)
    if special:
        return special
    batch = backend.name == "sqlite"
    lines = list(dict.fromkeys(line for change in difference.changes for line in _undo(change, batch=batch)))
    if not lines:
        return ""
    more = [f"... and {len(lines) - 8} more"] if len(lines) > 8 else []
    return "\n".join([f"{at}:", *lines[:8], *more])


def _undo(change: Change, *, batch: bool) -> Iterator[str]:
    if change.before is None:
        yield from _removed(change.object, batch=batch)
    elif change.after is None:
        yield from _made(change.object, batch=batch)
    elif change.object.kind == "column":
        yield _altered(change, batch=batch)
    elif change.object.kind in {"enum type", "sequence", "domain", "table"}:
        return
    else:
        yield from _removed(change.after, batch=batch)
        yield from _made(change.before, batch=batch)


def _op(item: Object, call: str, *, batch: bool, in_batch: bool = True) -> str:
    """The operation; SQLite has no ALTER for most, so it goes through a batch there."""
    if batch and in_batch and item.kind not in {"table", "index"}:
        return f'with op.batch_alter_table("{item.table}") as batch_op: batch_op.{call.replace(", TABLE", "")}'
    return "op." + call.replace("TABLE", f'"{item.table}"')


def _removed(item: Object, *, batch: bool) -> Iterator[str]:
    if item.kind == "table":
        yield f'op.drop_table("{item.name}")'
    elif item.kind == "column":
        yield _first_table(f'drop_column(TABLE, "{item.name}")', item, batch=batch)
    elif item.kind == "index":
        yield f'op.drop_index("{item.name}", table_name="{item.table}")'
    elif item.kind in _TYPES_OF_CONSTRAINTS and not item.generated:
        kind = _TYPES_OF_CONSTRAINTS[item.kind]
        yield _op(item, f'drop_constraint("{item.name}", TABLE, type_="{kind}")', batch=batch)
    elif item.kind in {"view", "materialized view", "trigger", "function", "procedure", "sequence", "domain"}:
        on = f" ON {item.table}" if item.kind == "trigger" and not batch and item.table else ""
        yield f'op.execute("DROP {item.kind.upper()} {item.name}{on}")'
    elif item.kind == "enum type":
        yield f'sa.Enum(name="{item.name}").drop(op.get_bind())'


def _first_table(call: str, item: Object, *, batch: bool) -> str:
    if batch:
        return f'with op.batch_alter_table("{item.table}") as batch_op: batch_op.{call.replace("TABLE, ", "")}'
    return "op." + call.replace("TABLE", f'"{item.table}"')


def _made(item: Object, *, batch: bool) -> Iterator[str]:
    make = _MAKERS.get(item.kind)
    if make is not None:
        yield make(item, batch)


def _column(item: Object, batch: bool) -> str:  # noqa: FBT001
    told = [f'"{item.name}"', _type(item.facts.get("type", ""))]
    if item.facts.get("nullable") == "no":
        told.append("nullable=False")
    if "default" in item.facts:
        told.append(f"server_default=sa.text({_quoted(item.facts['default'])})")
    if "comment" in item.facts:
        told.append(f"comment={_quoted(item.facts['comment'])}")
    return _first_table(f"add_column(TABLE, sa.Column({', '.join(told)}))", item, batch=batch)


def _index(item: Object, _batch: bool) -> str:  # noqa: FBT001
    unique = ", unique=True" if "unique" in item.facts else ""
    where = ""
    if "where" in item.facts:
        where = f", postgresql_where=sa.text({_quoted(item.facts['where'])})"
        if _batch:
            where = where.replace("postgresql", "sqlite")
    return f'op.create_index("{item.name}", "{item.table}", {_names(item.facts["columns"])}{unique}{where})'


def _unique(item: Object, batch: bool) -> str:  # noqa: FBT001
    return _constraint("create_unique_constraint", item, _names(item.facts["columns"]), batch=batch)


def _primary(item: Object, batch: bool) -> str:  # noqa: FBT001
    return _constraint("create_primary_key", item, _names(item.facts["columns"]), batch=batch)


def _check(item: Object, batch: bool) -> str:  # noqa: FBT001
    return _constraint("create_check_constraint", item, _quoted(item.facts["text"]), batch=batch)


def _foreign_key(item: Object, batch: bool) -> str:  # noqa: FBT001
    referenced, _, columns = item.facts["references"].partition(" ")
    actions = "".join(f', {_ACTIONS[key]}="{item.facts[key].upper()}"' for key in _ACTIONS if key in item.facts)
    told = f'"{referenced}", {_names(item.facts["columns"])}, {_names(columns)}{actions}'
    return _constraint("create_foreign_key", item, told, batch=batch)


def _constraint(call: str, item: Object, told: str, *, batch: bool) -> str:
    name = "None" if item.generated else f'"{item.name}"'
    if batch:
        return f'with op.batch_alter_table("{item.table}") as batch_op: batch_op.{call}({name}, {told})'
    return f'op.{call}({name}, "{item.table}", {told})'


_MAKERS: dict[str, Callable[[Object, bool], str]] = {
    "column": _column,
    "index": _index,
    "unique constraint": _unique,
    "primary key": _primary,
    "check constraint": _check,
    "foreign key": _foreign_key,
}


def _altered(change: Change, *, batch: bool) -> str:
    """``alter_column`` back to ``before``, keeping what MySQL's MODIFY would lose."""
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    told: list[str] = []
    changed = change.facts
    old, new = before.facts, after.facts
    if "type" in changed:
        told += [f"existing_type={_type(new.get('type', ''))}", f"type_={_type(old.get('type', ''))}"]
    else:
        told.append(f"existing_type={_type(old.get('type', ''))}")
    nullable = old.get("nullable") != "no"
    told.append(f"nullable={nullable}" if "nullable" in changed else f"existing_nullable={nullable}")
    if "default" in changed:
        default = f"sa.text({_quoted(old['default'])})" if "default" in old else "None"
        told.append(f"server_default={default}")
    elif "default" in old:
        told.append(f"existing_server_default=sa.text({_quoted(old['default'])})")
    if "comment" in changed:
        told.append(f"comment={_quoted(old['comment'])}" if "comment" in old else "comment=None")
    elif "comment" in old:
        told.append(f"existing_comment={_quoted(old['comment'])}")
    return _first_table(f'alter_column(TABLE, "{before.name}", {", ".join(told)})', before, batch=batch)


def _names(columns: str) -> str:
    """``(a, lower(b), c DESC)`` as a list of names, expressions as ``sa.text``."""
    inner = columns.strip()
    inner = inner[1:-1] if inner.startswith("(") and inner.endswith(")") else inner
    parts = [part.strip() for part in re.split(r",(?![^(]*\))", inner)]
    return (
        "["
        + ", ".join(f'"{part}"' if re.fullmatch(r"\w+", part) else f"sa.text({_quoted(part)})" for part in parts)
        + "]"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


_COMMON = {
    "CHARACTER VARYING": "VARCHAR",
    "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
    "DOUBLE PRECISION": "DOUBLE_PRECISION",
}


def _type(text: str) -> str:
    """``varchar(20)`` as ``sa.VARCHAR(20)``; a type that SQLAlchemy does not name so is left to the reader."""
    match = re.fullmatch(r"([a-zA-Z][a-zA-Z ]*?)\s*(\([\d, ]+\))?", text.strip())
    if match is None:
        return "..."
    name = match.group(1).upper()
    name = _COMMON.get(name, name)
    return f"sa.{name}{match.group(2) or '()'}" if hasattr(sqlalchemy, name) else "..."
