"""Operations as SQLite takes them: one batch for each table, which copies it.

A batch copies what SQLAlchemy reflects. Checks without a name, indexes on expressions and triggers are lost with the
old table (Alembic, "Running batch migrations for SQLite"), so a hint that copies a table says them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migration_harness import python_text as python
from migration_harness.operations import Operation, Rank, Writer
from migration_harness.schema import Difference, Object, Part, Schema

if TYPE_CHECKING:
    from migration_harness.backend import Backend

_CONVENTION = {"unique constraint": ("uq", "unique"), "foreign key": ("fk", "foreignkey")}


@dataclass(kw_only=True)
class Batch:
    """What one ``batch_alter_table`` does."""

    table: str
    operations: list[Operation] = field(default_factory=list)


def written(operations: Iterable[Operation], difference: Difference, backend: Backend) -> Iterator[str]:
    """The code, in an order that works."""
    batches: dict[str, Batch] = {}
    outside: list[Operation] = []
    for operation in operations:
        if operation.call == "drop_table":
            # A batch reflects the tables that foreign keys refer to: they go after it, and come before it.
            outside.append(replace(operation, rank=Rank.DROP_TYPE))
        elif operation.call and operation.call != "rename_table":
            batches.setdefault(operation.table, Batch(table=operation.table)).operations.append(operation)
        else:
            outside.append(operation)
    for batch in batches.values():
        outside += _blocks(batch, difference, backend)
    return map(str, sorted(dict.fromkeys(outside), key=lambda operation: operation.rank))


def _blocks(batch: Batch, difference: Difference, backend: Backend) -> Iterator[Operation]:
    """The batch, and around it what it would lose."""
    now = _part(difference.after, batch.table)
    changed = {(change.object.kind, change.object.name) for change in difference.changes}
    ordinary = [item for item in batch.operations if not item.call.startswith("nameless")]
    forced = [item for item in batch.operations if item.call != "nameless removed" or item.name == "check constraint"]
    forced = [item for item in forced if item.call.startswith("nameless")]
    copies = bool(forced) or any(item.call != "add_column" for item in batch.operations)
    own = {(one.object.kind, one.object.name) for one in difference.changes if one.object.table == batch.table}
    kept = [item for item in now.objects if (item.kind, item.name) not in own]
    writer = Writer(backend=backend, picture=difference.after or Schema())
    batch.operations += _likes(batch, kept, writer)
    head = _head(batch, kept, writer, always=bool(forced) and all(item.call == "add_column" for item in ordinary))
    lines = [item.in_batch for item in ordinary] + list(_by_convention(batch))
    body = "".join(f"\n    {line}" for line in lines or ["pass"])
    note = "\n# or the same table_args in the batch that loses it" if any(_is_made(item) for item in forced) else ""
    yield Operation(rank=Rank.MAKE_COLUMN, code=f"with {head}{' as batch_op' if lines else ''}:{body}{note}")
    if copies:
        yield from _lost(kept, now, writer)
        yield from _readers(batch.table, difference, changed)


def _part(picture: Schema | None, table: str) -> Part:
    return picture.parts[table] if picture and table in picture.parts else Part(objects=())


def _head(batch: Batch, kept: list[Object], writer: Writer, *, always: bool) -> str:
    checks = [writer.as_argument(item) for item in kept if item.kind == "check constraint" and item.generated]
    made = [argument for item in batch.operations if _is_made(item) for argument in item.arguments]
    prefixes = {_CONVENTION[item.name][0] for item in batch.operations if _by_a_convention(item)}
    names = ", ".join(f'"{prefix}": "{prefix}_%(table_name)s_%(column_0_name)s"' for prefix in sorted(prefixes))
    counts = any("autoincrement" in item.facts for item in kept)
    return python.call(
        "op.batch_alter_table",
        python.quoted(batch.table),
        recreate='"always"' if always else "",
        table_args=python.listed([*checks, *made]) if checks or made else "",
        table_kwargs='{"sqlite_autoincrement": True}' if counts else "",
        naming_convention=f"{{{names}}}" if names else "",
    )


def _is_made(operation: Operation) -> bool:
    return operation.call == "nameless made"


def _by_a_convention(operation: Operation) -> bool:
    return operation.call == "nameless removed" and operation.name in _CONVENTION


def _likes(batch: Batch, kept: list[Object], writer: Writer) -> list[Operation]:
    """What the convention names beside what is dropped by it: that is dropped too, and made again without a name."""
    kinds = {item.name for item in batch.operations if _by_a_convention(item)}
    found = []
    for item in kept:
        if item.generated and item.kind in kinds:
            column, made = python.split(item.facts["columns"])[0], writer.as_argument(item, in_batch=True)
            dropped = Operation(
                rank=Rank.DROP_CONSTRAINT,
                call="nameless removed",
                table=batch.table,
                name=item.kind,
                arguments=(column,),
            )
            found += [dropped, replace(dropped, call="nameless made", name="", arguments=(made,))]
    return found


def _by_convention(batch: Batch) -> Iterator[str]:
    """What has no name is dropped by the one that the convention of this batch gives it."""
    for item in filter(_by_a_convention, batch.operations):
        prefix, kind = _CONVENTION[item.name]
        yield f'batch_op.drop_constraint("{prefix}_{batch.table}_{item.arguments[0]}", type_="{kind}")'


def _lost(kept: list[Object], part: Part, writer: Writer) -> Iterator[Operation]:
    """Triggers, and the indexes that SQLAlchemy does not reflect."""
    for item in kept:
        if item.kind == "trigger":
            yield Operation(rank=Rank.MAKE_VIEW, code=python.execute(statement(part, item)))
        elif item.kind == "index" and not all(map(python.unquoted, python.split(item.facts["columns"]))):
            yield from writer.made(item)


def _readers(table: str, difference: Difference, changed: set[tuple[str, str]]) -> Iterator[Operation]:
    """SQLite refuses to rename the copy while a view or a trigger elsewhere names the table that is gone."""
    for part in difference.after.parts.values() if difference.after else ():
        for item in part.objects:
            reads = item.kind in {"view", "trigger"} and item.table != table and _names(item.facts["text"], table)
            if reads and (item.kind, item.name) not in changed:
                dropped = f"DROP {item.kind.upper()} {quoted(item.name)}"
                yield Operation(rank=Rank.DROP_VIEW, code=python.execute(dropped))
                yield Operation(rank=Rank.MAKE_VIEW, code=python.execute(statement(part, item)))


def _names(text: str, table: str) -> bool:
    return re.search(rf"\b{re.escape(table.lower())}\b", text) is not None


def statement(part: Part | None, item: Object) -> str:
    """The statement that made the view or the trigger: as it was typed, where the picture still has it."""
    for kind, name, sql in part.version or () if part else ():  # type: ignore[attr-defined]
        if (kind, name) == (item.kind, item.name):
            return str(sql)
    word = " " if item.kind == "trigger" or item.facts["text"].startswith("(") else " AS "
    return f"CREATE {item.kind.upper()} {quoted(item.name)}{word}{item.facts['text']}"


def quoted(name: str) -> str:
    """The name as SQL writes it."""
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else '"' + name.replace('"', '""') + '"'
