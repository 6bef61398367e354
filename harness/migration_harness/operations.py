"""Alembic's operations as Python, from the objects of a picture.

Every function gives "" for what no operation says exactly: a hint that repairs half of a difference is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migration_harness import python_text as python
from migration_harness.schema import Object, Part, Schema

if TYPE_CHECKING:
    from migration_harness.backend import Backend

_IN_COLUMN = frozenset({"type", "nullable", "default", "comment", "computed", "identity", "collation", "autoincrement"})
_IN_INDEX = frozenset({"columns", "unique", "where", "include", "method", "with", "nulls not distinct", "parser"})
_IN_KEY = frozenset({"columns", "deferrable", "nulls not distinct", "include"})
_IN_FOREIGN_KEY = frozenset({"columns", "references", "on delete", "on update", "match", "deferrable", "not valid"})
_IN_CHECK = frozenset({"text", "not valid"})
ATTACHED = frozenset({"trigger", "rule", "policy", "statistics"})
_INTEGERS = re.compile(r"(big|small|tiny|medium)?int(eger)?(\(\d+\))?", re.IGNORECASE)
_IDENTITY = {"start": "start", "increment": "increment", "minimum": "minvalue", "maximum": "maxvalue", "cache": "cache"}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation. ``rank`` is its place in the order in which operations work.

    ``name`` stands before the table, ``arguments`` after it. Where ``code`` is set, it is the whole statement.
    """

    rank: int
    call: str = ""
    table: str = ""
    name: str = ""
    arguments: tuple[str, ...] = ()
    code: str = ""
    note: str = ""

    @property
    def in_batch(self) -> str:
        """The operation in a batch: ``batch_op.drop_column("note")``."""
        return python.call(f"batch_op.{self.call}", *filter(None, [self.name]), *self.arguments) + self.note

    def __str__(self) -> str:
        if self.code:
            return self.code + self.note
        schema, table = _place(self.table)
        given = [*filter(None, [self.name]), python.quoted(table), *self.arguments]
        key = "source_schema" if self.call == "create_foreign_key" else "schema"
        return python.call(f"op.{self.call}", *given, **{key: python.quoted(schema) if schema else ""}) + self.note


class Rank:
    """The order in which operations work: take away from the outside in, make from the inside out, types go last."""

    RENAME, DROP_VIEW, DROP_FOREIGN_KEY, DROP_INDEX, DROP_CONSTRAINT, DROP_COLUMN, DROP_TABLE = range(7)
    MAKE_TYPE, MAKE_TABLE, MAKE_COLUMN, ALTER, MAKE_CONSTRAINT, MAKE_INDEX, MAKE_FOREIGN_KEY, MAKE_VIEW = range(7, 15)
    DROP_TYPE, DROP_SCHEMA = 15, 16


DROPPING = {
    "view": Rank.DROP_VIEW,
    "materialized view": Rank.DROP_VIEW,
    "trigger": Rank.DROP_VIEW,
    "rule": Rank.DROP_VIEW,
    "policy": Rank.DROP_VIEW,
    "foreign key": Rank.DROP_FOREIGN_KEY,
    "index": Rank.DROP_INDEX,
    "column": Rank.DROP_COLUMN,
    "table": Rank.DROP_TABLE,
    "unique constraint": Rank.DROP_CONSTRAINT,
    "check constraint": Rank.DROP_CONSTRAINT,
    "primary key": Rank.DROP_CONSTRAINT,
    "exclusion constraint": Rank.DROP_CONSTRAINT,
    "schema": Rank.DROP_SCHEMA,
    "extension": Rank.DROP_SCHEMA,
}
MAKING = {
    "table": Rank.MAKE_TABLE,
    "column": Rank.MAKE_COLUMN,
    "unique constraint": Rank.MAKE_CONSTRAINT,
    "check constraint": Rank.MAKE_CONSTRAINT,
    "primary key": Rank.MAKE_CONSTRAINT,
    "exclusion constraint": Rank.MAKE_CONSTRAINT,
    "index": Rank.MAKE_INDEX,
    "foreign key": Rank.MAKE_FOREIGN_KEY,
    "view": Rank.MAKE_VIEW,
    "materialized view": Rank.MAKE_VIEW,
    "trigger": Rank.MAKE_VIEW,
    "rule": Rank.MAKE_VIEW,
    "policy": Rank.MAKE_VIEW,
    "event trigger": Rank.MAKE_VIEW,
    "publication": Rank.MAKE_VIEW,
    "statistics": Rank.MAKE_VIEW,
    "privileges": Rank.MAKE_VIEW,
    "constraint triggers": Rank.MAKE_VIEW,
}


def nameless(part: Part, kind: str) -> list[Object]:
    """The table's constraints of this kind that have no name on SQLite."""
    return [item for item in part.objects if item.generated and item.kind == kind]


def _place(table: str) -> tuple[str, str]:
    schema, _, name = table.rpartition(".")
    return schema, name


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes the operations of one product; ``picture`` is what the objects to be made are taken from."""

    backend: Backend
    picture: Schema = field(default_factory=Schema)

    @property
    def batch(self) -> bool:
        """Whether this product has no ALTER TABLE worth the name."""
        return self.backend.name == "sqlite"

    # Taking away

    def removed(self, item: Object) -> Iterator[Operation]:
        """What takes the object away."""
        rank = DROPPING.get(item.kind, Rank.DROP_TYPE)
        if item.kind == "table":
            yield Operation(rank=rank, call="drop_table", table=item.table)
        elif item.kind == "column":
            yield Operation(rank=rank, call="drop_column", table=item.table, arguments=(python.quoted(item.name),))
        elif item.kind == "index":
            yield Operation(rank=rank, code=self._drop_index(item))
        elif item.kind == "enum type":
            yield Operation(rank=rank, code=f"{self._enum(item)}.drop(op.get_bind())")
        elif item.kind in DROPPING and item.table:
            drop = self._drop_nameless if self._nameless(item) else self._drop_constraint
            yield from drop(item, rank)
        elif item.kind in {"view", "sequence", "domain"}:
            yield Operation(rank=rank, code=python.execute(f"DROP {item.kind.upper()} {item.name}"))

    def _nameless(self, item: Object) -> bool:
        """Whether there is no name by which to drop it: SQLite makes up none."""
        return self.batch and item.generated

    def _drop_index(self, item: Object) -> str:
        schema, table = _place(item.table)
        on = "" if self.backend.name == "postgres" else python.quoted(table)
        return python.call(
            "op.drop_index", python.quoted(item.name), table_name=on, schema=python.quoted(schema) if schema else ""
        )

    def _drop_nameless(self, item: Object, rank: int) -> Iterator[Operation]:
        """The naming convention that names it for a batch names its likes too, which are made anew then."""
        columns = python.split(item.facts.get("columns", ""))
        if item.kind == "check constraint" or (item.kind != "primary key" and self._can_be_named(item)):
            yield Operation(
                rank=rank, call="nameless removed", table=item.table, name=item.kind, arguments=(*columns[:1],)
            )

    def _can_be_named(self, item: Object) -> bool:
        """By its first column, and its likes can be written."""
        part = self.picture.parts.get(item.table)
        alike = nameless(part, item.kind) if part else []
        names = {python.split(one.facts["columns"])[0] for one in alike}
        return len(names) == len(alike) and all(self.as_argument(one, in_batch=True) for one in alike)

    def _drop_constraint(self, item: Object, rank: int) -> Iterator[Operation]:
        kinds = {"foreign key": "foreignkey", "check constraint": "check", "primary key": "primary"}
        if item.kind in {"trigger", "rule", "policy"}:
            return
        told: tuple[str, ...] = ()
        if self.backend.name in {"mysql", "mariadb"}:  # where each kind of constraint has a DROP of its own
            told = (f"type_={python.quoted(kinds.get(item.kind, 'unique'))}",)
        yield Operation(
            rank=rank, call="drop_constraint", table=item.table, name=self._named(item, bool(told)), arguments=told
        )

    def _named(self, item: Object, typed: bool = True) -> str:  # noqa: FBT001, FBT002
        """The name; a naming convention of the models must not be applied to a check's once more."""
        name = python.quoted(item.name)
        return python.call("op.f", name) if item.kind == "check constraint" and typed else name

    def _enum(self, item: Object, *members: str) -> str:
        schema, name = _place(item.name)
        return python.call(
            "sa.Enum", *members, name=python.quoted(name), schema=python.quoted(schema) if schema else ""
        )

    # Making

    def made(self, item: Object) -> Iterator[Operation]:
        """What makes the object as it was."""
        rank = MAKING.get(item.kind, Rank.MAKE_TYPE)
        if item.kind == "table":
            yield from self._table(item)
        elif item.kind == "column":
            if written := self.column(item):
                yield Operation(
                    rank=rank, call="add_column", table=item.table, arguments=(written,), note=_needs_rows(item)
                )
        elif item.kind == "index":
            if written := self._index(item):
                yield Operation(rank=rank, code=written)
        elif item.kind == "enum type":
            if set(item.facts) == {"members"}:
                members = [python.literal(member) for member in python.split(item.facts["members"])]
                yield Operation(rank=rank, code=f"{self._enum(item, *members)}.create(op.get_bind())")
        else:
            yield from self._made_constraint(item, rank)

    def _made_constraint(self, item: Object, rank: int) -> Iterator[Operation]:
        call, *told = self._constraint(item) or [""]
        if call and not self._nameless(item):
            name = "None" if item.name == "PRIMARY" else self._named(item)
            yield Operation(rank=rank, call=call, table=item.table, name=name, arguments=tuple(told))
        elif call and item.kind != "primary key":
            argument = self.as_argument(item, in_batch=True)
            yield Operation(rank=rank, call="nameless made", table=item.table, arguments=(argument,))

    def column(self, item: Object, *, in_table: bool = False, keys: Sequence[str] = ()) -> str:
        """``sa.Column(...)``; ``keys`` are the columns of the primary key."""
        key, in_key = list(keys) == [item.name], item.name in keys
        if not _IN_COLUMN.issuperset(item.facts) or not (written := self.type(item, in_table=in_table)):
            return ""
        told = [python.quoted(item.name), written]
        told += filter(None, [self._computed(item)])
        if "identity" in item.facts:
            if not (identity := _identity(item.facts["identity"])):
                return ""
            told.append(identity)
        if "default" in item.facts:
            told.append(f"server_default={self.default(item)}")
        if item.facts.get("nullable") == "no":
            told.append("nullable=False")
        elif in_key:  # SQLite's INTEGER PRIMARY KEY
            told.append("nullable=True")
        if "comment" in item.facts:
            told.append(f"comment={python.quoted(item.facts['comment'])}")
        counts = "autoincrement" in item.facts
        if counts and not key and not self.batch:
            return ""
        if key and not counts and self._would_count(item):
            told.append("autoincrement=False")
        return python.call("sa.Column", *told)

    def _would_count(self, item: Object) -> bool:
        given = {"default", "identity", "computed"} & set(item.facts)
        return not self.batch and not given and _INTEGERS.fullmatch(item.facts["type"]) is not None

    def _computed(self, item: Object) -> str:
        if "computed" not in item.facts:
            return ""
        expression, how = _computed(item.facts["computed"])
        return python.call("sa.Computed", python.quoted(expression), persisted=str(how != "virtual"))

    def type(self, item: Object, *, in_table: bool = False) -> str:
        """The column's type, with its collation where that is not the table's."""
        text = item.facts.get("type", "")
        written = self.backend.python_type(text) or self._enum_of(text, in_table=in_table)
        collation = item.facts.get("collation", "").strip('"')
        if not collation or not written or collation == self._collation_of(item.table):
            return written
        if not re.match(r"sa\.(String|Text|CHAR)\(|mysql\.(\w*TEXT|ENUM|SET|CHAR|VARCHAR)\(", written):
            return ""
        more = f"collation={python.quoted(collation)}"
        return f"{written[:-1]}{'' if written.endswith('()') else ', '}{more})"

    def _enum_of(self, name: str, *, in_table: bool) -> str:
        """The enum type of that name. create_table() would make it, which fails where it is there."""
        part = self.picture.parts.get(f"enum type {name}")
        if part is None:
            return ""
        if in_table:
            return python.call("postgresql.ENUM", name=python.quoted(name), create_type="False")
        return self._enum(part.objects[0], *map(python.literal, python.split(part.objects[0].facts["members"])))

    def _collation_of(self, table: str) -> str:
        for item in self.picture.parts[table].objects if table in self.picture.parts else ():
            if item.kind == "table":
                return item.facts.get("collation", "")
        return ""

    def default(self, item: Object) -> str:
        """The column's server default."""
        text = item.facts["default"]
        if cast := re.fullmatch(r"('(?:[^'\\]|'')*')::(.+)", text, re.DOTALL):
            same = re.sub(r"\(.*?\)", "", cast[2]) == re.sub(r"\(.*?\)", "", item.facts["type"])
            return python.literal(cast[1]) if same else python.sql(text)
        return python.literal(text)

    def _index(self, item: Object) -> str:
        if not _IN_INDEX.issuperset(item.facts):
            return ""
        facts, product = item.facts, self.backend.dialects[0]
        schema, table = _place(item.table)
        told = {"unique": "True" if "unique" in facts else "", **dict(_of_index(facts, product))}
        if "method" in facts and product in {"mysql", "mariadb"}:
            told[f"{product}_prefix"] = python.quoted(facts["method"].upper())
        elif "method" in facts:
            told[f"{product}_using"] = python.quoted(facts["method"])
        columns = python.listed(self._columns(item))
        told["schema"] = python.quoted(schema) if schema else ""
        return python.call("op.create_index", python.quoted(item.name), python.quoted(table), columns, **told)

    def _columns(self, item: Object, fact: str = "columns") -> list[str]:
        """The entries as Python, under the names of the table's columns as they were typed."""
        part = self.picture.parts.get(item.table)
        typed = {name.lower(): name for name in part.columns} if part and self.batch else {}
        names = [python.unquoted(entry) for entry in python.split(item.facts[fact])]
        return [
            python.quoted(typed.get(name, name)) if name else entry
            for name, entry in zip(names, python.entries(item.facts[fact]), strict=True)
        ]

    def _constraint(self, item: Object) -> list[str]:
        """The call and its arguments, without name and table."""
        facts = item.facts
        if item.kind == "check constraint" and _IN_CHECK.issuperset(facts):
            return ["create_check_constraint", check_text(facts["text"]), *self._options(facts)]
        if item.kind in {"unique constraint", "primary key"} and _IN_KEY.issuperset(facts):
            if not all(map(python.unquoted, python.split(facts["columns"]))):
                return []
            call = "create_primary_key" if item.kind == "primary key" else "create_unique_constraint"
            return [call, python.listed(self._columns(item)), *self._options(facts)]
        if item.kind == "foreign key" and _IN_FOREIGN_KEY.issuperset(facts) and (target := self._referenced(item)):
            return ["create_foreign_key", *target, *self._options(facts)]
        return []

    def _referenced(self, item: Object) -> list[str]:
        name, columns = self.target(item)
        schema, table = _place(name)
        if not columns:
            return []
        where = [f"referent_schema={python.quoted(schema)}"] if schema else []
        return [python.quoted(table), python.listed(self._columns(item)), python.listed(columns), *where]

    def target(self, item: Object) -> tuple[str, list[str]]:
        """The table that a foreign key refers to and the columns, as Python."""
        match = re.fullmatch(r"(.+?)\s*(\([^()]*\))?", item.facts["references"])
        assert match is not None
        name = ".".join(filter(None, (python.unquoted(part) for part in match[1].split("."))))
        if match[2]:
            return name, python.entries(match[2])
        part = self.picture.parts.get(name)
        keys = [found for found in part.objects if found.kind == "primary key"] if part else []
        return name, self._columns(keys[0]) if keys else []

    def _options(self, facts: Mapping[str, str]) -> Iterator[str]:
        for fact in ("on delete", "on update", "match"):
            if fact in facts:
                yield f"{fact.replace(' ', '')}={python.quoted(facts[fact].upper())}"
        if "deferrable" in facts:
            yield "deferrable=True"
            if facts["deferrable"] == "initially deferred":
                yield 'initially="DEFERRED"'
        if "nulls not distinct" in facts:
            yield "postgresql_nulls_not_distinct=True"
        if "include" in facts:
            yield f"postgresql_include={python.listed(python.entries(facts['include']))}"
        if "not valid" in facts:
            yield "postgresql_not_valid=True"

    # Whole tables

    def _table(self, table: Object) -> Iterator[Operation]:
        part = self.picture.parts.get(table.table)
        members = [item for item in part.objects if item.kind != "table"] if part else []
        lines = [self._member(item, members) for item in members if item.kind not in {"index", *ATTACHED}]
        own = next((item for item in part.objects if item.kind == "table"), None) if part else None
        options = self._table_options(own.facts if own else {})
        if not lines or options is None or not all(lines):
            return
        schema, name = _place(table.table)
        told = [python.quoted(name), *lines, *options, *([f"schema={python.quoted(schema)}"] if schema else [])]
        code = "op.create_table(\n" + "".join(f"    {line},\n" for line in told) + ")"
        yield Operation(rank=Rank.MAKE_TABLE, code=code)
        for item in members:
            # A foreign key of MySQL makes its own.
            if item.kind == "index" and not (item.generated and self._serves_a_foreign_key(item, members)):
                yield from self.made(item)

    def _serves_a_foreign_key(self, index: Object, members: list[Object]) -> bool:
        columns = index.facts["columns"]
        return any(item.kind == "foreign key" and item.facts["columns"] == columns for item in members)

    def _table_options(self, facts: Mapping[str, str]) -> list[str] | None:
        told = []
        for fact, text in facts.items():
            if fact == "comment":
                told.append(f"comment={python.quoted(text)}")
            elif fact == "without rowid":
                told.append("sqlite_with_rowid=False")
            elif fact not in {"engine", "collation"}:
                return None
        return told

    def _member(self, item: Object, members: list[Object]) -> str:
        if item.kind == "column":
            key = next((other for other in members if other.kind == "primary key"), None)
            keys = [python.unquoted(entry) for entry in python.split(key.facts["columns"])] if key else []
            return self.column(item, in_table=True, keys=keys)
        return self.as_argument(item)

    def as_argument(self, item: Object, *, in_batch: bool = False) -> str:
        """The constraint as an argument of a table: ``sa.CheckConstraint(...)``.

        A batch does not know by its name the table that a foreign key refers to, if no other key does.
        """
        arguments = self._constraint(item)
        if not arguments:
            return ""
        made_up = item.generated and (self.batch or item.name == "PRIMARY")
        name = "" if made_up else self._named(item)
        call, *told = arguments
        kind = {
            "create_check_constraint": "sa.CheckConstraint",
            "create_unique_constraint": "sa.UniqueConstraint",
            "create_primary_key": "sa.PrimaryKeyConstraint",
            "create_foreign_key": "sa.ForeignKeyConstraint",
        }[call]
        if item.kind == "foreign key":
            table, columns = self.target(item)
            target = python.listed(f'"{table}.{column[1:-1]}"' for column in columns)
            if in_batch:
                made = python.call("sa.Table", python.quoted(table), "sa.MetaData()", *map(_column, columns))
                target = f"list({made}.c)"
            told[:3] = [told[1], target]
            told = [argument for argument in told if not argument.startswith("referent_schema")]
        elif item.kind != "check constraint":
            told[0] = told[0][1:-1]
        return python.call(kind, *told, name=name)


def _column(name: str) -> str:
    return python.call("sa.Column", name)


def check_text(text: str) -> str:
    """A check's condition as Python, without parentheses around the whole."""
    return python.quoted(python.without_parameters(unwrapped(text)))


def unwrapped(text: str) -> str:
    """The text without parentheses around the whole."""
    while text.startswith("(") and text.endswith(")") and python.is_wrapped(text):
        text = text[1:-1].strip()
    return text


def _computed(text: str) -> tuple[str, str]:
    expression, _, how = text.rpartition(" ")
    return unwrapped(expression), how


def _identity(text: str) -> str:
    """``by default (start 100)`` as ``sa.Identity(start=100)``."""
    kind, _, options = text.partition(" (")
    words = options.removesuffix(")").split()
    told = {"always": "True" if kind == "always" else ""}
    while words:
        name = words.pop(0)
        if name == "cycle":
            told["cycle"] = "True"
        elif name in _IDENTITY and words:
            told[_IDENTITY[name]] = words.pop(0)
        else:
            return ""
    return python.call("sa.Identity", **told)


def _of_index(facts: Mapping[str, str], product: str) -> Iterator[tuple[str, str]]:
    if "where" in facts:
        yield f"{product}_where", python.sql(unwrapped(facts["where"]))
    if "include" in facts:
        yield f"{product}_include", python.listed(python.entries(facts["include"]))
    if "nulls not distinct" in facts:
        yield f"{product}_nulls_not_distinct", "True"
    if "parser" in facts:
        yield f"{product}_with_parser", python.quoted(facts["parser"])
    if "with" in facts:
        pairs = [pair.partition("=") for pair in python.split(facts["with"])]
        options = ", ".join(f"{python.quoted(key)}: {python.quoted(value.strip(chr(39)))}" for key, _, value in pairs)
        yield f"{product}_with", f"{{{options}}}"


def _needs_rows(item: Object) -> str:
    """A note where rows that are there would keep the column from being added."""
    given = {"default", "computed", "identity", "autoincrement"} & set(item.facts)
    if item.facts.get("nullable") != "no" or given:
        return ""
    return "  # where there are rows: add it nullable and fill it first"
