"""The lines to paste: Alembic operations that turn one side of a difference into the other, with the reader's names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from migration_harness import python_text as python
from migration_harness.backends import mysql_hint, sqlite_batch
from migration_harness.operations import ATTACHED, DROPPING, MAKING, Operation, Rank, Writer
from migration_harness.schema import Change, Difference, Object, Schema

if TYPE_CHECKING:
    from migration_harness.backend import Backend

_WITH_TEXT = frozenset({"view", "materialized view", "trigger"})
# What can have another name in the end: those of which others tell the name come before.
_REST = frozenset(
    {
        "check constraint",
        "exclusion constraint",
        "foreign key",
        "index",
        "materialized view",
        "primary key",
        "trigger",
        "unique constraint",
    }
)
_IN_ALTER = frozenset({"type", "nullable", "default", "comment", "collation"})


def restore(difference: Difference, backend: Backend, *, at: str) -> str:
    """What to write ``at`` that place so that the earlier side comes back; empty where nothing can be said.

    Where something of the difference is left to the reader, the last line names it.
    """
    lines, unsaid = operations(difference, backend)
    if not lines:
        return ""
    by_hand = [f"# by hand: {', '.join(unsaid)}"] if unsaid else []
    return "\n".join([f"{at}:", *lines, *by_hand])


def operations(difference: Difference, backend: Backend) -> tuple[list[str], list[str]]:
    """The lines that bring the earlier side back, and the labels of the objects that they say nothing about."""
    found: list[Operation] = []
    unsaid: list[str] = []
    for change in (fault.change for fault in faults(difference)):
        if change.before is None and change.object.table in _views(difference, left=True):
            continue  # the index goes with its materialized view
        told = list(_undo(change, difference, backend))
        if change.object.table in _views(difference, left=False):
            told = [replace(operation, rank=Rank.MAKE_VIEW) for operation in told]
        elif _numbers_a_key_to_be_made(change, difference):
            told = [replace(operation, rank=Rank.MAKE_INDEX) for operation in told]
        found += told
        if not told:
            unsaid.append(change.object.label)
    found = _from_the_outside(sorted(dict.fromkeys(found), key=lambda operation: operation.rank), difference)
    written = sqlite_batch.written(found, difference, backend) if backend.name == "sqlite" else map(str, found)
    lines = [part for code in written for line in code.split("\n") for part in _wrapped(line)]
    return [*_imports(lines), *lines], unsaid


def _numbers_a_key_to_be_made(change: Change, difference: Difference) -> bool:
    """MySQL and MariaDB number only a column that is a key."""
    keys = [one.before for one in difference.changes if one.after is None and one.object.kind == "primary key"]
    return "autoincrement" in change.facts and change.object.table in {key.table for key in keys if key}


def _from_the_outside(found: list[Operation], difference: Difference) -> list[Operation]:
    """The same, with tables dropped before those that they refer to, as far as there is no circle."""
    dropped = {operation.table: operation for operation in found if operation.call == "drop_table"}
    before: dict[str, set[str]] = {table: set() for table in dropped}
    for item in difference.after or ():
        referred = _REFERRED.match(item.facts.get("references", ""))
        if item.kind == "foreign key" and item.table in dropped and referred and referred[1] in dropped:
            before[referred[1]] |= {item.table} - {referred[1]}
    try:
        order = iter([dropped[table] for table in TopologicalSorter(before).static_order()])
    except CycleError:
        return found
    return [next(order) if operation.call == "drop_table" else operation for operation in found]


_REFERRED = re.compile(r"(.+?)\s*(?:\(|$)")


def _views(difference: Difference, *, left: bool) -> set[str]:
    """The materialized views that are left, or lost."""
    views = (change for change in difference.changes if change.object.kind == "materialized view")
    return {change.object.name for change in views if (change.before if left else change.after) is None}


_WIDEST = 100
_CALL = re.compile(r"(?P<indent> *)(?P<head>(?:batch_)?op\.\w+\()(?P<told>.*)\)(?P<note>  # .*)?")


def _wrapped(line: str) -> list[str]:
    """The line; a long call in three, as formatters have it, with its note above."""
    match = _CALL.fullmatch(line) if len(line) > _WIDEST else None
    if match is None or match["head"] == "op.execute(":
        return [line]
    indent, note = match["indent"], (match["note"] or "").strip()
    call = [f"{indent}{match['head']}", f"{indent}    {match['told']}", f"{indent})"]
    return [f"{indent}{note}", *call] if note else call


def _imports(lines: list[str]) -> list[str]:
    """The line for what a new revision does not import."""
    names = [
        name
        for name in ("mssql", "mysql", "oracle", "postgresql")
        if any(re.search(rf"\b{name}\.[A-Z]", line) for line in lines)
    ]
    return [f"from sqlalchemy.dialects import {', '.join(names)}"] if names else []


# One change


def _undo(change: Change, difference: Difference, backend: Backend) -> Iterator[Operation]:
    special = backend.hint(replace(difference, changes=(change,)))
    if special:
        yield Operation(rank=_rank(change), code=special)
        return
    now = Writer(backend=backend, picture=difference.after or Schema())
    then = Writer(backend=backend, picture=difference.before or Schema())
    if change.before is None:
        yield from now.removed(change.object)
    elif change.after is None:
        yield from then.made(change.object)
        yield from _attached(change.object, difference, backend)
    elif change.before.name != change.after.name:
        yield from _renamed(change, now, then)
    elif change.before.kind == "column":
        yield from _altered(change, now, then)
    elif change.before.kind == "table":
        yield from _comment(change)
    elif change.before.kind in MAKING:
        yield from _anew(change, now, then)


def _attached(item: Object, difference: Difference, backend: Backend) -> Iterator[Operation]:
    """What went with the table and is no part of create_table()."""
    part = difference.before.parts.get(item.table) if difference.before and item.kind == "table" else None
    for other in part.objects if part else ():
        change = Change(before=other, after=None)
        if other.kind in ATTACHED and (code := backend.hint(replace(difference, changes=(change,)))):
            yield Operation(rank=_rank(change), code=code)


def _rank(change: Change) -> int:
    if change.before is None:
        return DROPPING.get(change.object.kind, Rank.DROP_TYPE)
    if change.after is not None and change.before.name != change.after.name:
        return Rank.RENAME
    if change.after is not None and change.before.kind in {"column", "table"}:
        return Rank.ALTER
    return MAKING.get(change.before.kind, Rank.MAKE_TYPE)


def _anew(change: Change, now: Writer, then: Writer) -> Iterator[Operation]:
    """Dropped and made, or nothing where it cannot be made."""
    assert change.before is not None
    assert change.after is not None
    made, removed = list(then.made(change.before)), list(now.removed(change.after))
    if made and removed:
        yield from removed
        yield from made


def _renamed(change: Change, now: Writer, then: Writer) -> Iterator[Operation]:
    assert change.before is not None
    assert change.after is not None
    old, new = python.quoted(change.before.name), python.quoted(change.after.name)
    if change.before.kind == "table":
        if change.before.name.rpartition(".")[0] != change.after.name.rpartition(".")[0]:
            return
        old = python.quoted(change.before.name.rpartition(".")[2])
        yield Operation(rank=Rank.RENAME, call="rename_table", table=change.after.table, arguments=(old,))
    elif change.before.kind == "column":
        table = change.after.table
        told = Operation(rank=Rank.RENAME, call="alter_column", table=table, arguments=(new, f"new_column_name={old}"))
        yield Operation(rank=Rank.RENAME, code=str(told))  # not in a batch: SQLite does it in place
    else:
        yield from _anew(change, now, then)


def _comment(change: Change) -> Iterator[Operation]:
    """A table's comment is the only option of a table that every product calls the same."""
    assert change.before is not None
    if change.facts != {"comment"}:
        return
    if comment := change.before.facts.get("comment"):
        told = (python.quoted(comment),)
        yield Operation(rank=Rank.ALTER, call="create_table_comment", table=change.before.table, arguments=told)
    else:
        yield Operation(rank=Rank.ALTER, call="drop_table_comment", table=change.before.table)


def _altered(change: Change, now: Writer, then: Writer) -> Iterator[Operation]:
    """alter_column() back to ``before``; a computed column is made anew."""
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    if "computed" in change.facts:
        yield from _anew(change, now, then)
    elif _IN_ALTER.issuperset(change.facts):
        told = dict(_altering(before, change.facts, then))
        if all(told.values()):
            named = (f"{name}={text}" for name, text in told.items())
            yield Operation(
                rank=Rank.ALTER,
                call="alter_column",
                table=before.table,
                arguments=(python.quoted(before.name), *named),
                note=_rows(change),
            )


def _altering(before: Object, changed: frozenset[str], then: Writer) -> Iterator[tuple[str, str]]:
    if changed & {"type", "collation"}:
        yield "type_", then.type(before)
    if "nullable" in changed:
        yield "nullable", str(before.facts.get("nullable") != "no")
    if "default" in changed:
        yield "server_default", then.default(before) if "default" in before.facts else "None"
    if "comment" in changed:
        yield "comment", python.quoted(before.facts["comment"]) if "comment" in before.facts else "None"


def _rows(change: Change) -> str:
    assert change.before is not None
    if "nullable" in change.facts and change.before.facts.get("nullable") == "no":
        return "  # where there are NULLs: fill them first"
    return ""


# Changes that belong together


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One object that is not as it was, and the part of the difference in which that shows.

    What has another name is one change, with all that differs for no other reason beside it in ``part``. ``along`` are
    those of the part that say the same of the columns of a table as the change says of the table.
    """

    change: Change
    part: Difference
    along: tuple[Change, ...] = ()

    def lines(self) -> list[str]:
        """The evidence."""
        lines = [line for change in self.part.changes if change not in self.along for line in change.lines()]
        if self.along:
            names = [change.object.name for change in self.along]
            lines.append(
                f"  and with it {len(names)} columns: {', '.join(names)}" if names[1:] else f"  and {names[0]}"
            )
        return lines


def gathered(faults: Sequence[Fault], difference: Difference) -> list[Fault]:
    """The same; the collation of a whole table is one fault, not one for each of its columns."""
    along = {id(fault): tuple(mysql_hint.converted(fault.change, difference)) for fault in faults}
    gone = [change for changes in along.values() for change in changes]
    found = []
    for fault in faults:
        if changes := along[id(fault)]:
            part = replace(fault.part, changes=(*fault.part.changes, *changes))
            found.append(replace(fault, part=part, along=changes))
        elif fault.change not in gone:
            found.append(fault)
    return found


def faults(difference: Difference) -> list[Fault]:
    """The difference object by object, what was renamed first."""
    changes = list(difference.changes)
    names: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    pairs: list[Change] = []
    for kinds in ({"schema"}, {"table"}, {"column"}, {"enum type", "domain"}, {"sequence", "view"}, _REST):
        for pair in _pairs(changes, difference, kinds, names, columns):
            assert pair.before is not None
            assert pair.after is not None
            pairs.append(pair)
            if pair.before.kind == "column":
                columns[pair.before.table, pair.after.name] = pair.before.name
            elif not pair.before.table or pair.before.kind == "table":
                names[pair.after.name] = pair.before.name
    renamed = [pair for pair in pairs if not _went_along(pair, names)] or pairs
    along = [pair for pair in pairs if pair not in renamed]
    along += [change for change in changes if _follows(change, names, columns)]
    parts = {id(pair): _sides(pair) for pair in renamed}
    for change in along:
        parts[id(_cause(change, renamed))] += _sides(change)
    found = [Fault(change=pair, part=replace(difference, changes=tuple(parts[id(pair)]))) for pair in renamed]
    alone = [change for change in changes if change not in along]
    found += [Fault(change=change, part=replace(difference, changes=(change,))) for change in alone]
    return gathered(found, difference)


def _sides(change: Change) -> list[Change]:
    """The change as it stands in a difference: another name is one object lost and one left."""
    if change.before is None or change.after is None or change.before.name == change.after.name:
        return [change]
    return [replace(change, after=None), replace(change, before=None)]


def _cause(change: Change, renamed: list[Change]) -> Change:
    """What was renamed and is told of in the change."""
    return next((one for one in renamed if _tells_of(one.object, change.object)), renamed[0])


def _tells_of(item: Object, other: Object) -> bool:
    texts = (other.table, other.name, *other.facts.values())
    names = filter(None, (item.name, item.table))
    return all(any(_word(text, name, "") != text for text in texts) for name in names)


def _went_along(pair: Change, names: Mapping[str, str]) -> bool:
    """Whether it has another name because something else has: its schema, or what the server named it for."""
    assert pair.before is not None
    assert pair.after is not None
    if pair.before.generated and pair.after.generated:
        return True
    schema, _, name = pair.after.name.rpartition(".")
    return bool(schema) and f"{names.get(schema)}.{name}" == pair.before.name


def _pairs(
    changes: list[Change],
    difference: Difference,
    kinds: Collection[str],
    names: Mapping[str, str],
    columns: Mapping[tuple[str, str], str],
) -> list[Change]:
    """Take out of ``changes`` each lost and left object of these kinds that differ in nothing but their name."""
    pairs = []
    lost = [change for change in changes if change.after is None and change.object.kind in kinds]
    left = [change for change in changes if change.before is None and change.object.kind in kinds]
    for one in lost:
        old = one.object
        same = [other for other in left if _same(old, other.object, difference, names, columns)]
        rivals = [other for other in lost if other.object.kind == old.kind and other.object.facts == old.facts]
        alone = len([other for other in rivals if other.object.table == old.table or old.kind == "table"]) == 1
        if len(same) == 1 and alone:
            pairs.append(Change(before=old, after=same[0].object))
            changes.remove(one)
            changes.remove(same[0])
            left.remove(same[0])
    return pairs


def _same(
    old: Object,
    new: Object,
    difference: Difference,
    names: Mapping[str, str],
    columns: Mapping[tuple[str, str], str],
) -> bool:
    if old.kind != new.kind:
        return False
    if old.kind == "table":
        before, after = difference.before, difference.after
        return before is not None and after is not None and _contents(before, old) == _contents(after, new, old.name)
    return old.table == names.get(new.table, new.table) and dict(old.facts) == _back(new, names, columns)


def _contents(picture: Schema, table: Object, name: str = "") -> set[tuple[str, ...]]:
    """What belongs to a table; for one that was renamed, under its other name."""
    part = picture.parts.get(table.table)
    found: set[tuple[str, ...]] = set()
    for item in part.objects if part else ():
        label = "" if item.generated or item.kind == "table" else item.name
        facts = " ".join(f"{key}={text}" for key, text in sorted(item.facts.items()))
        found.add((item.kind, label, _word(facts, table.name, name) if name else facts))
    return found


def _follows(change: Change, names: Mapping[str, str], columns: Mapping[tuple[str, str], str]) -> bool:
    """Whether the object changed only in a name that something else gets back."""
    if change.before is None or change.after is None or not (names or columns):
        return False
    return change.before.name == change.after.name and dict(change.before.facts) == _back(change.after, names, columns)


def _back(item: Object, names: Mapping[str, str], columns: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """The facts under the names from before."""
    facts = dict(item.facts)
    for key, text in facts.items():
        for new, old in names.items():
            text = _word(text, new, old)  # noqa: PLW2901
        for (table, new), old in columns.items():
            if item.kind in _WITH_TEXT or table == item.table or (key == "references" and text.startswith(f"{table} ")):
                text = _word(text, new, old)  # noqa: PLW2901
        facts[key] = text
    return facts


def _word(text: str, new: str, old: str) -> str:
    return re.sub(rf"(?<![\w]){re.escape(new)}(?![\w])", old, text)
