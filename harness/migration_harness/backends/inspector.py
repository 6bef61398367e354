"""The picture as SQLAlchemy's Inspector gives it, for a product that has no catalog reader of its own.

It shows what the product's dialect tells, and no more. What it does not show is in ``Schema.unseen`` and told at the
end of a run: nothing is proved about it. What no dialect tells stands in ``NEVER_TOLD``.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.exc import CompileError, SAWarning, UnsupportedCompilationError

from migration_harness.schema import Object, Part, Schema

if TYPE_CHECKING:
    from sqlalchemy import Inspector
    from sqlalchemy.engine import Connection
    from sqlalchemy.types import TypeEngine

NEVER_TOLD = ("functions", "other schemas", "procedures", "temporary tables", "triggers", "what a sequence counts by")
_NOTHING = r"(?!)"

Told = TypeVar("Told")


def read(connection: Connection, _last: Schema | None, *, generated: str = _NOTHING) -> Schema:
    """Everything that the dialect tells of the default schema. Of the last picture nothing can be taken.

    ``generated`` is a regular expression for the names that the server makes up: ``partial(read, generated=...)``.
    """
    asked = _Asked(inspector=inspect(connection), generated=re.compile(generated, re.IGNORECASE))
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always", SAWarning)
        parts = {**dict(asked.tables()), **dict(asked.others())}
    # "Did not recognize type", "Skipped unsupported reflection of expression-based index"
    asked.unseen.update(str(item.message) for item in noted if issubclass(item.category, SAWarning))
    return Schema(parts=parts, unseen=frozenset(asked.unseen))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One look at a database; ``unseen`` grows by what the dialect does not tell."""

    inspector: Inspector
    generated: re.Pattern[str]
    unseen: set[str] = field(default_factory=lambda: set(NEVER_TOLD))

    def _told(self, what: str, ask: Callable[[], Mapping[Any, Told] | None]) -> dict[str, Told]:
        """What the dialect answers, by the table's name."""
        try:
            answer = ask()
        except NotImplementedError:
            self.unseen.add(what)
            return {}
        return {key[1] if isinstance(key, tuple) else key: told for key, told in (answer or {}).items()}

    def _listed(self, what: str, ask: Callable[[], Sequence[Told]]) -> Sequence[Told]:
        try:
            return ask()
        except NotImplementedError:
            self.unseen.add(what)
            return ()

    # Tables

    def tables(self) -> Iterator[tuple[str, Part]]:
        """Each table with all that belongs to it, by bulk questions: a dialect has a quick way for them, or loops."""
        ask = self.inspector
        columns = self._told("columns", ask.get_multi_columns)
        options = self._told("options of tables", ask.get_multi_table_options)
        comments = self._told("comments on tables", ask.get_multi_table_comment)
        keys = self._told("primary keys", ask.get_multi_pk_constraint)
        unique = self._told("unique constraints", ask.get_multi_unique_constraints)
        foreign = self._told("foreign keys", ask.get_multi_foreign_keys)
        checks = self._told("check constraints", ask.get_multi_check_constraints)
        indexes = self._told("indexes", ask.get_multi_indexes)
        for name, told in columns.items():
            objects = [
                self._table(name, options.get(name) or {}, comments.get(name)),
                *(self._column(name, column) for column in told),
                *self._key(name, keys.get(name)),
                *self._unique(name, unique.get(name) or ()),
                *(self._foreign_key(name, item) for item in foreign.get(name) or ()),
                *(self._check(name, item) for item in checks.get(name) or ()),
                *self._indexes(name, indexes.get(name) or (), unique.get(name) or ()),
            ]
            order = tuple(str(column["name"]) for column in told)
            yield name, Part(objects=tuple(_with_names_of_their_own(objects)), columns=order)

    def _table(self, name: str, options: Mapping[str, Any], comment: Mapping[str, Any] | None) -> Object:
        facts = {**_options(options), "comment": (comment or {}).get("text")}
        return Object(kind="table", name=name, table=name, facts=_facts(facts))

    def _column(self, table: str, told: Mapping[str, Any]) -> Object:
        type_, collation = told["type"], getattr(told["type"], "collation", None)
        facts = {
            "type": self._type(f"{table}.{told['name']}", type_),
            "nullable": "yes" if told.get("nullable", True) else "no",
            "default": told.get("default"),
            "identity": _identity(told.get("identity")),
            "computed": _computed(told.get("computed")),
            "collation": collation,
            "comment": told.get("comment"),
            **_options(told.get("dialect_options") or {}),
        }
        if told.get("autoincrement") is True and not told.get("identity"):
            facts["autoincrement"] = "yes"
        return Object(kind="column", name=told["name"], table=table, facts=_facts(facts))

    def _type(self, column: str, type_: TypeEngine[Any]) -> str:
        """The type as the dialect writes it; the collation is a fact of its own."""
        if getattr(type_, "collation", None):
            type_ = copy(type_)
            type_.collation = None  # type: ignore[attr-defined]
        try:
            return type_.compile(self.inspector.dialect)
        except (CompileError, UnsupportedCompilationError):
            self.unseen.add(f"the type of {column}")
            return repr(type_)

    def _key(self, table: str, told: Any) -> Iterator[Object]:
        if told and told["constrained_columns"]:
            yield self._named("primary key", table, told, columns=_list(told["constrained_columns"]))

    def _unique(self, table: str, told: Sequence[Any]) -> Iterator[Object]:
        """Without those that are only another name for a unique index."""
        for item in told:
            if not item.get("duplicates_index"):
                yield self._named("unique constraint", table, item, columns=_list(item["column_names"]))

    def _foreign_key(self, table: str, told: Any) -> Object:
        target = ".".join(filter(None, (told.get("referred_schema"), told["referred_table"])))
        options = {key.lower(): value for key, value in (told.get("options") or {}).items()}
        deferrable, initially = _flag(options.pop("deferrable", None)), str(options.pop("initially", None)).lower()
        facts = {
            "columns": _list(told["constrained_columns"]),
            "references": f"{target} {_list(told['referred_columns'])}",
            "on delete": _action(options.pop("ondelete", None)),
            "on update": _action(options.pop("onupdate", None)),
            "deferrable": "initially deferred" if initially == "deferred" else deferrable,
        }
        return self._named("foreign key", table, {**told, "options": {}}, **facts, **_options(options))

    def _check(self, table: str, told: Any) -> Object:
        return self._named("check constraint", table, told, text=str(told["sqltext"]).strip())

    def _indexes(self, table: str, told: Sequence[Any], unique: Sequence[Any]) -> Iterator[Object]:
        """Without those that only stand for a unique constraint."""
        constraints = {item["name"] for item in unique if not item.get("duplicates_index")}
        for item in told:
            if item.get("duplicates_constraint") or item["name"] in constraints:
                continue
            entries = item.get("expressions") or item["column_names"]
            if None in entries:
                self.unseen.add(f"the expressions of the index {item['name']}")
            orders = item.get("column_sorting") or {}
            columns = _list(
                [_entry(entry, item["column_names"], orders) for entry in entries if entry is not None], quote=False
            )
            facts = {"columns": columns, "unique": _flag(item.get("unique"))}
            yield self._named("index", table, item, **facts)

    def _named(self, kind: str, table: str, told: Mapping[str, Any], **facts: str | None) -> Object:
        """The object, under what it is about where the catalog has no name for it."""
        more = {"comment": told.get("comment"), **_options(told.get("dialect_options") or {})}
        about = kind if kind == "primary key" else facts.get("columns") or facts.get("text") or kind
        name = told.get("name")
        generated = not name or self.generated.fullmatch(str(name)) is not None
        return Object(
            kind=kind, name=str(name or about), table=table, facts=_facts({**facts, **more}), generated=generated
        )

    # Objects on their own

    def others(self) -> Iterator[tuple[str, Part]]:
        """Views, sequences, and what only some dialects tell: enum types and domains."""
        ask = self.inspector
        for kind, names in (("view", ask.get_view_names), ("materialized view", ask.get_materialized_view_names)):
            for name in self._listed(f"{kind}s", names):
                yield _alone(kind, name, text=self._definition(name))
        for name in self._listed("sequences", ask.get_sequence_names):
            yield _alone("sequence", name)
        for told in self._listed("enum types", getattr(ask, "get_enums", list)):
            members = ", ".join("'" + label.replace("'", "''") + "'" for label in told["labels"])
            yield _alone("enum type", told["name"], members=f"({members})", comment=told.get("comment"))
        for told in self._listed("domains", getattr(ask, "get_domains", list)):
            yield _alone("domain", told["name"], **{key: _text(value) for key, value in told.items() if key != "name"})

    def _definition(self, view: str) -> str | None:
        try:
            return self.inspector.get_view_definition(view)
        except NotImplementedError:
            self.unseen.add("the definitions of views")
            return None


def _alone(kind: str, name: str, **facts: str | None) -> tuple[str, Part]:
    """The part of an object that belongs to no table. A view shares its names with tables, a sequence may not."""
    key = name if kind in {"view", "materialized view"} else f"{kind} {name}"
    return key, Part(objects=(Object(kind=kind, name=name, facts=_facts(facts)),))


def _with_names_of_their_own(objects: Sequence[Object]) -> Iterator[Object]:
    """Two constraints without a name may be about the same columns."""
    taken: set[tuple[str, str]] = set()
    for item in objects:
        name = item.name
        while (item.kind, name) in taken:
            name += "'"
        taken.add((item.kind, name))
        yield (
            item
            if name == item.name
            else Object(kind=item.kind, name=name, table=item.table, facts=item.facts, generated=item.generated)
        )


# Facts as texts


def _facts(told: Mapping[str, str | None]) -> dict[str, str]:
    """Those that are set."""
    return {name: text for name, text in told.items() if text is not None}


def _text(value: object) -> str | None:
    """A value of whatever kind as a text that is the same for the same value; None for what is not set."""
    if value is None or value is False or value == "":
        return None
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        pairs = [f"{key} {text}" for key in sorted(value, key=str) if (text := _text(value[key])) is not None]
        return ", ".join(pairs) or None
    if isinstance(value, Collection) and not isinstance(value, (str, bytes)):
        return f"({', '.join(str(item) for item in value)})" if value else None
    return str(value)


def _options(told: Mapping[str, Any]) -> dict[str, str | None]:
    """Options of the product, which SQLAlchemy names ``firebird_where``, without the product's name."""
    return {name.partition("_")[2].replace("_", " ") or name: _text(value) for name, value in told.items()}


def _flag(value: object) -> str | None:
    return "yes" if value else None


def _action(value: object) -> str | None:
    """What a foreign key does. NO ACTION is what it does without a word; some dialects tell it, others do not."""
    return None if value is None or str(value).upper() == "NO ACTION" else str(value).lower()


def _identity(told: Mapping[str, Any] | None) -> str | None:
    if told is None:
        return None
    names = {"start": "start", "increment": "increment", "minvalue": "minimum", "maxvalue": "maximum", "cache": "cache"}
    options = [f"{word} {told[key]}" for key, word in names.items() if told.get(key) is not None]
    kind = "always" if told.get("always") else "by default"
    return f"{kind} ({' '.join([*options, *(['cycle'] if told.get('cycle') else [])])})" if options else kind


def _computed(told: Mapping[str, Any] | None) -> str | None:
    """A dialect that does not say whether the value is stored has one way only."""
    return None if told is None else f"{told['sqltext']} {'stored' if told.get('persisted') else 'virtual'}"


def _list(names: Sequence[str], *, quote: bool = True) -> str:
    return f"({', '.join(_quoted(name) if quote else name for name in names)})"


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d][\w$]*", name) else '"' + name.replace('"', '""') + '"'


def _entry(entry: str, columns: Sequence[str | None], orders: Mapping[str, Sequence[str]]) -> str:
    """A column or an expression of an index, with its order."""
    words = [order.replace("_", " ") for order in orders.get(entry, ())]
    return " ".join([_quoted(entry) if entry in columns else entry, *words])
