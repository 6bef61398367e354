"""A frozen, comparable picture of what a scratch database's own catalog says.

A Schema consists of Parts: one for each table with everything that belongs to it, one for each object that stands on
its own (an enum type, a sequence, a view, a function). A Part consists of Objects, and an Object of facts: the
catalog's own texts under the names below. ``after - before`` is the difference, object by object.

Kinds and the facts that go with them; a fact that is not set is left out:

==================== =================================================================================================
table                comment, and the product's options under their own names (engine, collation, unlogged, strict ...)
column               type, nullable (yes, no), default, identity, autoincrement, computed, collation, comment, ...
primary key          columns, deferrable
unique constraint    columns, deferrable, nulls not distinct
foreign key          columns, references, on delete, on update, match, deferrable, not valid
check constraint     text, not valid, no inherit, not enforced
index                columns (each with its order, prefix length, operator class or expression), unique, where,
                     include, method, invisible, ...
enum type            members
sequence, view, trigger, function, procedure, domain, extension, schema, ...: text and the product's own facts
==================== =================================================================================================

A flag that is set has the text "yes".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

# Facts whose value says enough without their name.
_BARE = frozenset({"columns", "members", "text", "type"})

# What metadata.create_all() never makes, unless an event of the models does: migrations make it by hand.
UNMANAGED = frozenset(
    {
        "aggregate",
        "alias type",
        "cluster",
        "database link",
        "database setting",
        "default privileges",
        "event",
        "event trigger",
        "extension",
        "function",
        "job",
        "materialized view",
        "object type",
        "package",
        "policy",
        "privileges",
        "procedure",
        "queue",
        "rule",
        "schema",
        "statistics",
        "synonym",
        "table type",
        "text search configuration",
        "text search dictionary",
        "trigger",
        "view",
    }
)


@dataclass(frozen=True, kw_only=True)
class Object:
    """One thing that the catalog lists.

    ``name`` and ``table`` carry their schema ("audit.log") where it is not the scratch database's default one.
    ``table`` is empty for an object on its own; for a table it is the table's own name.
    ``generated`` says that the server, not the chain, made the name up: two such objects are the same when their facts
    are.
    """

    kind: str
    name: str
    facts: Mapping[str, str]
    table: str = ""
    generated: bool = field(default=False, compare=False)

    @property
    def label(self) -> str:
        """The object as a reader names it: ``column orders.total``, ``index ix_total on orders``."""
        if self.kind == "column":
            return f"column {self.table}.{self.name}"
        if self.table and self.kind != "table":
            name = "" if self.generated else f" {self.name}"
            return f"{self.kind}{name} on {self.table}"
        return f"{self.kind} {self.name}"

    def __str__(self) -> str:
        return " ".join(
            [self.label, *filter(None, [", ".join(_told(name, text) for name, text in self.facts.items())])]
        )


def _told(name: str, text: str) -> str:
    if name == "nullable":
        return "NULL" if text == "yes" else "NOT NULL"
    if name in _BARE:
        return text
    return name if text == "yes" else f"{name} {text}"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table with all that belongs to it, or one object on its own.

    ``version`` is whatever lets a catalog reader prove that nothing in the part changed since its last picture (the
    text of CREATE TABLE, row versions of the catalog); ``columns`` is the order of the columns. Neither takes part in
    comparisons.
    """

    objects: tuple[Object, ...]
    version: object = field(default=None, compare=False)
    columns: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One object that two pictures do not agree on; the side that lacks it is None."""

    before: Object | None
    after: Object | None

    @property
    def object(self) -> Object:
        found = self.after or self.before
        if found is None:  # pragma: no cover
            raise ValueError
        return found

    def lines(self) -> Iterator[str]:
        """The change as a reader sees it: ``+`` is there after, ``-`` is gone after, ``~`` is different."""
        if self.before is None or self.after is None:
            yield f"{'-' if self.after is None else '+'} {self.object}"
            return
        if self.before.name != self.after.name:
            yield f"~ {self.before.label}: name {self.before.name} -> {self.after.name}"
        for name in dict.fromkeys([*self.before.facts, *self.after.facts]):
            old, new = self.before.facts.get(name), self.after.facts.get(name)
            if old != new:
                yield f"~ {self.after.label}: {name} {_side(old)} -> {_side(new)}"

    @property
    def facts(self) -> frozenset[str]:
        """The names of the facts that differ, where the object is on both sides."""
        if self.before is None or self.after is None:
            return frozenset()
        names = {*self.before.facts, *self.after.facts}
        return frozenset(name for name in names if self.before.facts.get(name) != self.after.facts.get(name))


def _side(text: str | None) -> str:
    return "none" if text is None else text


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All changes between two pictures; false when there are none.

    ``reordered`` names the tables whose columns are the same but stand in another order: told, never a failure.
    ``before`` and ``after`` are the two pictures: a hint needs more than what differs (all columns of a lost table).
    """

    changes: tuple[Change, ...] = ()
    reordered: tuple[str, ...] = ()
    before: Schema | None = field(default=None, compare=False, repr=False)
    after: Schema | None = field(default=None, compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def lines(self) -> list[str]:
        return [line for change in self.changes for line in change.lines()]


@dataclass(frozen=True, kw_only=True)
class Schema:
    """What the catalog of one database says, part by part. The version table of Alembic is not in it.

    ``unseen`` is what the reader cannot show of this database ("triggers"): nothing is known about it.
    """

    parts: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType({}))
    unseen: frozenset[str] = field(default=frozenset(), compare=False)

    def __iter__(self) -> Iterator[Object]:
        return (item for part in self.parts.values() for item in part.objects)

    def __sub__(self, before: Schema) -> Difference:
        """What changed since ``before``. Names that the server made up on both sides are not compared."""
        return self.since(before)

    def since(self, before: Schema, *, models: bool = False) -> Difference:
        """What differs from ``before``.

        With ``models``, ``before`` was built from the models: a name which the server made up there is one that the
        models do not give, so any name will do here (that of a table renamed later, one written by hand).
        """
        changes: list[Change] = []
        reordered: list[str] = []
        for key in dict.fromkeys([*before.parts, *self.parts]):
            old, new = before.parts.get(key), self.parts.get(key)
            if old is new:
                continue
            if old and new and old.columns != new.columns and sorted(old.columns) == sorted(new.columns):
                reordered.append(key)
            if old == new:
                continue
            changes += _changes(old.objects if old else (), new.objects if new else (), models=models)
        return Difference(changes=tuple(changes), reordered=tuple(reordered), before=before, after=self)

    def without(self, names: Iterable[str]) -> Schema:
        """The same picture without the named parts."""
        left_out = set(names)
        if left_out.isdisjoint(self.parts):
            return self
        left = {key: part for key, part in self.parts.items() if key not in left_out}
        return Schema(parts=left, unseen=self.unseen)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(item.name for item in self if item.kind == "table")


def _changes(old: tuple[Object, ...], new: tuple[Object, ...], *, models: bool) -> Iterator[Change]:
    left = {(item.kind, item.name): item for item in old}
    right = {(item.kind, item.name): item for item in new}
    for kind, name in _same_but_for_the_name(left, right, models=models):
        right.pop((kind, name))
    # Either all of a table is gone (or new), then its columns and indexes need no line of their own, or it is on both
    # sides.
    whole = {item.table for item in (*old, *new) if item.kind == "table" and not _on_both(item, left, right)}
    for key in dict.fromkeys([*left, *right]):
        before, after = left.get(key), right.get(key)
        if models and before and after:
            after = _without_names(after, before)
        if before == after or ((before or after).table in whole and key[0] != "table"):  # type: ignore[union-attr]
            continue
        if whole and key[0] == "table":
            before, after = _summary(before, old), _summary(after, new)
        yield Change(before=before, after=after)


# Names that are facts, because what they name is told with something else. Models cannot give them.
_NAMES = frozenset({"default constraint"})


def _without_names(item: Object, of_models: Object) -> Object:
    """The object without the names that its like, built from the models, does not have."""
    unknown = {fact for fact in _NAMES & item.facts.keys() if fact not in of_models.facts}
    return replace(item, facts={fact: text for fact, text in item.facts.items() if fact not in unknown})


def _on_both(item: Object, *sides: Mapping[tuple[str, str], Object]) -> bool:
    return all((item.kind, item.name) in side for side in sides)


def _summary(table: Object | None, objects: tuple[Object, ...]) -> Object | None:
    if table is None:
        return None
    columns = ", ".join(f"{item.name} {item.facts.get('type', '')}" for item in objects if item.kind == "column")
    return Object(kind="table", name=table.name, table=table.table, facts={"columns": f"({columns})", **table.facts})


def _same_but_for_the_name(
    left: dict[tuple[str, str], Object], right: dict[tuple[str, str], Object], *, models: bool
) -> Iterator[tuple[str, str]]:
    """Take out of ``left`` what stands in ``right`` under a made-up name; yield the keys to take out there."""
    by_facts: dict[tuple[str, frozenset[tuple[str, str]]], list[Object]] = {}
    keys = {item.facts["columns"] for item in left.values() if item.kind == "foreign key"}
    for key, item in right.items():
        if left.get(key) != item and (item.generated or (models and not _is_wanted_beside_a_key(item, keys))):
            by_facts.setdefault(_signature(item), []).append(item)
    for key, item in list(left.items()):
        # Made-up names are numbers in the order of making: the same name may stand for something else.
        if item.generated and right.get(key) != item and (found := by_facts.get(_signature(item))):
            left.pop(key)
            twin = found.pop()
            yield twin.kind, twin.name


def _is_wanted_beside_a_key(index: Object, keys: set[str]) -> bool:
    """Whether somebody wanted this index on a foreign key's columns, as its name says.

    The one that MySQL makes for the key has the name of that key or of a column, maybe an earlier one: that name may
    differ, but an index of one's own is what the models lack.
    """
    return (
        index.kind == "index"
        and index.facts.get("columns") in keys
        and "unique" not in index.facts
        and index.name.lower().startswith(("ix_", "idx_"))
    )


def _signature(item: Object) -> tuple[str, frozenset[tuple[str, str]]]:
    return item.kind, frozenset(item.facts.items())
