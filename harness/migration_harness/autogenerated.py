"""What autogenerate writes, and what of a difference it leaves out."""

from __future__ import annotations

import ast
import re
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
    """One operation that autogenerate writes; ``table`` is the one of its batch, where it stands in one.

    ``nameless`` says that it has None for a name.
    """

    name: str
    table: str
    texts: tuple[str, ...]
    named: frozenset[str]
    nameless: bool = False

    @property
    def can_run(self) -> bool:
        """Nothing is dropped by no name, and a batch makes nothing without one."""
        return not self.nameless or not (self.table or self.name.startswith("drop"))

    def about(self, table: str) -> bool:
        bare = table.rpartition(".")[2]
        return bare in {self.table, *self.texts}


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement of the code; ``about`` are the labels of the objects that its operation is for.

    An operation that is for none of those that differ, on a table on which something does, is about all of that.
    """

    node: ast.stmt
    call: Call | None
    about: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Code:
    """What autogenerate writes, line by line as it stands in a function, and its statements."""

    lines: tuple[str, ...] = ()
    blocks: tuple[ast.With, ...] = ()
    statements: tuple[Statement, ...] = ()

    @classmethod
    def read(cls, lines: Sequence[str], changes: Sequence[Change]) -> Code:
        """The code taken apart; ``changes`` are all that differs."""
        text = dedent("\n".join(["    " + lines[0].strip(), *lines[1:]])) if lines else ""
        # Alembic writes the type of an array's elements without its module.
        text = re.sub(r"\bARRAY\((?=[A-Z]\w*\()", "ARRAY(sa.", text)
        body = ast.parse(text).body
        found = (Statement(node=node, call=call, about=_about(call, changes)) for node, call in _found(body, ""))
        blocks = tuple(block for block in body if isinstance(block, ast.With))
        return cls(lines=tuple(text.splitlines()), blocks=blocks, statements=tuple(found))

    @property
    def cannot_run(self) -> bool:
        """Whether it has operations that fail because they have no name."""
        return any(item.call and not item.call.can_run for item in self.statements)

    def of(self, changes: Sequence[Change]) -> tuple[list[str], list[Call]]:
        """The lines for these changes, and their operations.

        Those that no change asks for are left out: autogenerate takes 0 and '0' for two defaults.
        """
        labels = {change.object.label for change in changes}
        dropped = [item.node for item in self.statements if item.call and not item.about & labels]
        dropped += [block for block in self.blocks if all(node in dropped for node in block.body)]
        numbers = {number for item in dropped for number in range(item.lineno, (item.end_lineno or item.lineno) + 1)}
        lines = [line for number, line in enumerate(self.lines, 1) if number not in numbers]
        return lines, [item.call for item in self.statements if item.call and item.about & labels]


def _about(call: Call | None, changes: Sequence[Change]) -> frozenset[str]:
    if call is None or not call.can_run or any(_makes_anew(call, one) for one in changes):
        return frozenset()
    if call.name == "alter_column":
        told = [one for one in changes if one.object.kind == "column" and _alters(call, one.object)]
        told = [one for one in told if any(_OF_COLUMN.get(fact, "type_") in call.named for fact in one.facts)]
    else:
        told = [one for one in changes if _is_about(call, one.object, one)]
        told = told or [one for one in changes if one.object.table and call.about(one.object.table)]
    return frozenset(one.object.label for one in told)


def _makes_anew(call: Call, change: Change) -> bool:
    """Whether it adds or drops a column of which only the name is written in other letters."""
    if call.name not in {"add_column", "drop_column"} or not change.before or not change.after:
        return False
    names = {change.before.name, change.after.name}
    return len(names) > 1 and call.about(change.object.table) and not names.isdisjoint(call.texts)


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
        texts, nameless = tuple(_texts(call)), _has_no_name(call)
        yield statement, Call(name=call.func.attr, table=table, texts=texts, named=named, nameless=nameless)


def _has_no_name(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value is None


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
    if before.name != after.name:
        yield replace(change, before=replace(before, facts=after.facts))
        after = replace(after, name=before.name)
        change = replace(change, after=after)
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
