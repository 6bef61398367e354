"""What autogenerate writes, and what of a difference it leaves out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_harness.schema import Change, Object

_OF_COLUMN = {"type": "type_", "nullable": "nullable", "default": "server_default", "comment": "comment"}
_CONSTRAINTS = frozenset({"unique constraint", "foreign key", "check constraint", "primary key", "index"})


@dataclass(frozen=True, kw_only=True)
class Call:
    """One operation that autogenerate writes; ``table`` is the one of its batch, where it stands in one."""

    name: str
    table: str
    texts: tuple[str, ...]
    named: frozenset[str]

    def about(self, table: str) -> bool:
        bare = table.rpartition(".")[2]
        return bare in {self.table, *self.texts}


def code(lines: Sequence[str]) -> list[str]:
    """The lines as they stand in a function, without its indentation."""
    return dedent("\n".join(["    " + lines[0].strip(), *lines[1:]])).splitlines() if lines else []


def calls(lines: Sequence[str]) -> list[Call]:
    """The operations in code that ``confirmed`` left."""
    return [call for _, call in _found(ast.parse("\n".join(lines)).body, "") if call]


def _found(body: Iterable[ast.stmt], table: str) -> Iterator[tuple[ast.stmt, Call | None]]:
    for statement in body:
        if isinstance(statement, ast.With):
            yield from _found(statement.body, _texts(statement.items[0].context_expr)[0])
            continue
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            yield statement, None
            continue
        named = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
        yield statement, Call(name=call.func.attr, table=table, texts=tuple(_texts(call)), named=named)


def confirmed(lines: Sequence[str], changes: Sequence[Change]) -> list[str]:
    """The code without the operations that no change asks for: autogenerate takes 0 and '0' for two defaults."""
    text = code(lines)
    body = ast.parse("\n".join(text)).body
    dropped = [statement for statement, call in _found(body, "") if call and not _is_asked_for(call, changes)]
    for block in body:
        if isinstance(block, ast.With) and all(statement in dropped for statement in block.body):
            dropped.append(block)
    numbers = {number for item in dropped for number in range(item.lineno, (item.end_lineno or item.lineno) + 1)}
    return [line for number, line in enumerate(text, 1) if number not in numbers]


def _is_asked_for(call: Call, changes: Sequence[Change]) -> bool:
    if call.name != "alter_column":
        return any(call.about(change.object.table) for change in changes if change.object.table)
    asked = [change for change in changes if change.object.kind == "column" and _alters(call, change.object)]
    return any(_OF_COLUMN.get(fact, "type_") in call.named for change in asked for fact in change.facts)


def _texts(node: ast.AST) -> list[str]:
    """The strings in the order in which they are written."""
    found = [item for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return [str(item.value) for item in sorted(found, key=lambda item: (item.lineno, item.col_offset))]


def left_out(changes: Iterable[Change], written: Sequence[Call]) -> Iterator[Change]:
    """What no operation is about; of a column that one is about, the facts that it does not change."""
    for change in changes:
        if change.object.kind == "column" and change.before and change.after:
            yield from _rest(change, change.before, change.after, written)
        elif not any(_is_about(call, change.object, change) for call in written):
            yield change


def _rest(change: Change, before: Object, after: Object, written: Sequence[Call]) -> Iterator[Change]:
    told = {name for call in written if _alters(call, after) for name in call.named}
    facts = dict(after.facts)
    for fact in change.facts:
        if _OF_COLUMN.get(fact) in told or (fact == "collation" and "type_" in told):
            facts.pop(fact, None)
            facts |= {fact: before.facts[fact]} if fact in before.facts else {}
    if facts != dict(before.facts):
        yield replace(change, after=replace(after, facts=facts))


def _alters(call: Call, column: Object) -> bool:
    return call.name == "alter_column" and call.about(column.table) and column.name in call.texts


def _is_about(call: Call, item: Object, change: Change) -> bool:
    wanted = ("drop",) if change.before is None else ("create", "add") if change.after is None else ("create",)
    if not call.name.startswith(wanted):
        return False
    if item.kind == "table":
        return call.name in {"drop_table", "create_table"} and call.texts[:1] == (item.name.rpartition(".")[2],)
    if item.kind == "column":
        return call.name in {"drop_column", "add_column"} and call.about(item.table) and item.name in call.texts
    if item.kind == "enum type":
        return call.name == "create_table" and item.name.rpartition(".")[2] in call.texts
    if item.kind not in _CONSTRAINTS or call.name in {"drop_column", "drop_table"}:
        return False
    if call.name in {"create_table", "add_column"}:
        return False
    return call.about(item.table) and (item.name in call.texts or _names_columns(call, item))


def _names_columns(call: Call, item: Object) -> bool:
    """A constraint without a name is told by its columns."""
    columns = [column.strip() for column in item.facts.get("columns", "()")[1:-1].split(",")]
    kind = {"unique constraint": "unique_constraint", "foreign key": "foreign_key", "index": "index"}.get(item.kind)
    return kind is not None and call.name == f"create_{kind}" and set(columns) <= set(call.texts)
