"""The picture of a SQL Server database: one batch of SELECTs, whatever its size.

All rows are read each time: sys.objects.modify_date does not change with every change (a comment is none), so it
proves nothing. The rows themselves do: a Part whose rows are the same as in the last picture is taken from there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from migration_harness.backends.mssql_queries import QUERIES, STATISTICS_COLUMNS
from migration_harness.errors import ServerError
from migration_harness.schema import Object, Part, Schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of one query, and the names of their columns."""

    names: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]

    def told(self) -> list[Row]:
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


Answers = Mapping[str, Answer]


def read(connection: Connection, last: Schema | None) -> Schema:
    """The picture of the database that the connection is on; unchanged Parts are those of ``last``."""
    driver: Any = connection.dialect.dbapi
    # Past SQLAlchemy: a batch has several results, and no event handler of the user's sees it.
    with closing(connection.connection.cursor()) as cursor:
        try:
            answers, unseen = ask(cursor, QUERIES), frozenset[str]()
        except driver.Error as error:
            if re.search(_ENDED, str(error)):
                raise DBAPIError("the picture", None, error) from error
            answers, unseen = ask_one_by_one(cursor, driver.Error)
        if answers["statistics"].rows:
            answers = {**answers, **ask(cursor, {"statistics columns": STATISTICS_COLUMNS})}
    return replace(picture(answers, last), unseen=unseen | _not_described(answers))


def _not_described(answers: Answers) -> frozenset[str]:
    """Babelfish lists sequences among the objects, and describes none."""
    described = {row["owner"] for row in answers["sequences"].told()}
    listed = {row["owner"] for row in answers["objects"].told() if row["type"] == "SO"}
    return frozenset({"sequences"} if listed - described else ())


# A lock that was not to be had (1222), a deadlock (1205), a connection that broke: not the question's fault.
_ENDED = r"1222|Lock request time out|1205|deadlock|08S01|08003|HYT00|not connected|closed|terminated"


def ask(cursor: Any, queries: Mapping[str, str]) -> Answers:
    """The answers to the queries, in one round trip."""
    cursor.execute(";".join(queries.values()))
    answers: dict[str, Answer] = {}
    for name in queries:
        if answers:
            cursor.nextset()
        names = tuple(column[0] for column in cursor.description)
        answers[name] = Answer(names=names, rows=[tuple(row) for row in cursor.fetchall()])
    return answers


# Without these there is no picture.
_NEEDED = frozenset({"place", "objects", "columns", "indexes", "index columns"})


def ask_one_by_one(cursor: Any, refusal: type[Exception]) -> tuple[Answers, frozenset[str]]:
    """The answers of a server that speaks T-SQL and is none, and what of the catalog it does not know."""
    answers: dict[str, Answer] = {}
    for name, query in QUERIES.items():
        try:
            answers |= ask(cursor, {name: query})
        except refusal as error:
            if name in _NEEDED:
                told = str(error).splitlines()[0]
                raise ServerError(f"mssql: this server does not tell of its catalog ({name}): {told}") from error
            answers[name] = Answer(names=(), rows=[])
    return answers, frozenset(name for name, answer in answers.items() if not answer.names)


def picture(answers: Answers, last: Schema | None = None) -> Schema:
    """The picture that the rows make."""
    place = _Place(**answers["place"].told()[0])
    known = last.parts if last else {}
    parts: dict[str, Part] = {}
    for owner, rows in _by_owner(answers).items():
        version = (place.schema_name, *((name, tuple(found)) for name, found in rows.items()))
        parts.update(_parts(place, answers, owner, rows, version, known))
    return Schema(parts={key: parts[key] for key in sorted(parts)})


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The database that a picture is taken of: its name, its default schema, its collation."""

    name: str
    schema_name: str
    collation_name: str | None

    def label(self, schema: str, name: str) -> str:
        return name if schema == self.schema_name else f"{schema}.{name}"

    def plain(self, text: object) -> str:
        """The text without the database's own name, which is another for each scratch."""
        own = re.escape(self.name)
        return re.sub(rf"(\[{own}\]|\b{own})\.", "", str(text or ""), flags=re.IGNORECASE)


Rows = dict[str, list[tuple[Any, ...]]]


def _by_owner(answers: Answers) -> dict[int, Rows]:
    """The rows of each owner, by query."""
    found: dict[int, Rows] = defaultdict(dict)
    for name, answer in answers.items():
        if name == "place":
            continue
        for row in answer.rows:
            found[row[0]].setdefault(name, []).append(row)
    return found


_KINDS = {
    "AF": "aggregate",
    "D": "default",
    "ET": "external table",
    "FN": "function",
    "FS": "function",
    "FT": "function",
    "IF": "function",
    "P": "procedure",
    "PC": "procedure",
    "R": "rule",
    "SN": "synonym",
    "SO": "sequence",
    "SQ": "queue",
    "TF": "function",
    "U": "table",
    "V": "view",
    "X": "procedure",
}
_TRIGGERS = frozenset({"TR", "TA"})


def _parts(
    place: _Place, answers: Answers, owner: int, rows: Rows, version: object, known: Mapping[str, Part]
) -> Iterator[tuple[str, Part]]:
    told = _told(answers, rows if owner == 0 else {name: rows.get(name, []) for name in ("objects", "types")})
    if owner == 0:
        yield from _of_the_database(place, told)
        return
    # A trigger is a row of its own among the objects; it belongs to its table.
    head = next((row for row in told.get("objects", ()) if row["type"] not in _TRIGGERS), None)
    kind = _KINDS.get(head["type"], "object") if head else ""
    if kind == "sequence" and "sequences" not in rows:
        return  # Babelfish lists what is behind its identity columns, and describes no sequence
    if head is None and not (head := next(iter(told.get("types", ())), None)):
        return
    kind = kind or ("table type" if head["is_table_type"] else "alias type")
    label = place.label(head["schema_name"], head["name"])
    key = label if kind == "table" else f"{kind} {label}"
    if (same := known.get(key)) and same.version == version:
        yield key, same
        return
    reading = _Reading(place=place, kind=kind, label=label, told=_told(answers, rows))
    order = tuple(row["name"] for row in reading.rows("columns")) if kind == "table" else ()
    yield key, Part(objects=tuple(reading.objects()), version=version, columns=order)


def _told(answers: Answers, rows: Rows) -> dict[str, list[Row]]:
    return {name: [dict(zip(answers[name].names, row, strict=True)) for row in found] for name, found in rows.items()}


def _of_the_database(place: _Place, told: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Part]]:
    """Schemas, triggers on the database, its own properties."""
    properties = told.get("properties", ())
    for row in told.get("schemas", ()):
        facts = _properties(properties, {(3, row["schema_id"], 0)})
        yield f"schema {row['name']}", _alone(Object(kind="schema", name=row["name"], facts=facts))
    for row in told.get("triggers", ()):
        texts = [module for module in told.get("modules", ()) if module["object_id"] == row["object_id"]]
        facts = {**_module(place, texts), **_flags(row, _TRIGGER_FLAGS)}
        yield f"trigger {row['name']}", _alone(Object(kind="trigger", name=row["name"], facts=facts))
    if facts := _properties(properties, {(0, 0, 0)}):
        yield "database", _alone(Object(kind="database", name="properties", facts=facts))


def _alone(item: Object) -> Part:
    return Part(objects=(item,))


# Facts

_TRIGGER_FLAGS = {"is_disabled": "disabled", "is_not_for_replication": "not for replication"}
_CONSTRAINT_FLAGS = {
    "is_disabled": "disabled",
    "is_not_trusted": "not trusted",
    "is_not_for_replication": "not for replication",
}
_COLUMN_FLAGS = {
    "is_sparse": "sparse",
    "is_rowguidcol": "rowguidcol",
    "is_hidden": "hidden",
    "is_column_set": "column set",
    "is_filestream": "filestream",
}
_INDEX_FLAGS = {"ignore_dup_key": "ignore dup key", "is_padded": "pad index", "is_disabled": "disabled"}
_COMMENT = "MS_Description"  # the name that Microsoft's tools, and SQLAlchemy, give to a comment


def _flags(row: Row, names: Mapping[str, str]) -> dict[str, str]:
    return {fact: "yes" for column, fact in names.items() if row[column]}


def _properties(rows: Sequence[Row], places: set[tuple[int, int, int]]) -> dict[str, str]:
    """The comment, and other extended properties, of what is at one of the places (class, major_id, minor_id)."""
    found = [row for row in rows if (row["class"], row["major_id"], row["minor_id"]) in places]
    return {"comment" if row["name"] == _COMMENT else f"property {row['name']}": str(row["value"]) for row in found}


_HEAD = re.compile(r"\s*create\s+(?:or\s+alter\s+)?(?=\w)", re.IGNORECASE)


def _module(place: _Place, rows: Sequence[Row]) -> dict[str, str]:
    """The text of a view, function, procedure or trigger, and the settings that it was made under."""
    if not rows:
        return {}
    row = rows[0]
    if row["definition"] is None:
        return {"encrypted": "yes"}
    facts = {"text": _HEAD.sub("CREATE ", place.plain(row["definition"]), count=1).strip()}
    facts |= {"ansi nulls": "off"} if row["uses_ansi_nulls"] == 0 else {}
    return facts | ({"quoted identifier": "off"} if row["uses_quoted_identifier"] == 0 else {})


_IN_CHARACTERS = frozenset({"nchar", "nvarchar", "sysname"})
_IN_BYTES = frozenset({"binary", "char", "varbinary", "varchar", "vector"})
_WITH_FRACTION = frozenset({"datetime2", "datetimeoffset", "time"})


def type_text(row: Row) -> str:
    """The type as T-SQL writes it, from name, max_length (in bytes), precision and scale."""
    name = str(row["type"])
    if name in _IN_CHARACTERS | _IN_BYTES:
        length = row["max_length"] // (2 if name in _IN_CHARACTERS else 1)
        return f"{name}({'max' if row['max_length'] == -1 else length})"
    if name in {"decimal", "numeric"}:
        return f"{name}({row['precision']},{row['scale']})"
    return f"{name}({row['scale']})" if name in _WITH_FRACTION else name


def unwrapped(text: str, *, all_of_them: bool = False) -> str:
    """The expression without the parentheses that the server puts around it."""
    inner = text.strip()
    while inner.startswith("(") and _closes_at_the_end(inner):
        inner = inner[1:-1].strip()
        if not all_of_them:
            break
    return inner


_PIECES = re.compile(r"'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|[()]|[^'\[()]+|.", re.DOTALL)


def _closes_at_the_end(text: str) -> bool:
    depth, at = 0, 0
    for piece in _PIECES.findall(text):
        at += len(piece)
        depth += (piece == "(") - (piece == ")")
        if depth == 0:
            return at == len(text)
    return False


def quoted(name: str) -> str:
    """The name, in quotes where it is more than a word."""
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else '"' + name.replace('"', '""') + '"'


def bracketed(name: str) -> str:
    """The name as T-SQL takes it, whatever is in it."""
    return "[" + name.replace("]", "]]") + "]"


# The names that the server makes up, where the catalog does not say so: PK__orders__3213E83F0519C6AF.
_MADE_UP = re.compile(r"(PK|UQ|FK|CK|DF|EC)__.*_[0-9A-F]{8,16}", re.IGNORECASE)
_MADE_UP_BY_BABELFISH = re.compile(r".*_(pkey|key|fkey)\d*|df_.*_\d+", re.IGNORECASE)


def _made_up(row: Row, flag: str = "is_system_named", name: str = "name") -> bool:
    """Whether the server gave the name. Babelfish says so of every key and default, also of those that have one."""
    given = row[name] or ""
    return bool(_MADE_UP.fullmatch(given) or (row[flag] and _MADE_UP_BY_BABELFISH.fullmatch(given)))


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """The rows of one table, or of one object on its own, and the Objects that they make."""

    place: _Place
    kind: str
    label: str
    told: Mapping[str, Sequence[Row]]

    def rows(self, name: str) -> Sequence[Row]:
        return self.told.get(name, ())

    def objects(self) -> Iterator[Object]:
        is_table = self.kind == "table"
        facts = {name: text for name, text in self._own().items() if text}
        yield Object(kind=self.kind, name=self.label, table=self.label if is_table else "", facts=facts)
        if self.kind in {"table", "table type"}:
            yield from map(self._column, self.rows("columns"))
            yield from map(self._check, self.rows("checks"))
            yield from map(self._foreign_key, self.rows("foreign keys"))
        yield from map(self._index, self.rows("indexes"))
        yield from map(self._trigger, self.rows("triggers"))
        yield from map(self._statistics, self.rows("statistics"))

    def _about(self, number: int, minor: int = 0, class_: int = 1) -> dict[str, str]:
        return _properties(self.rows("properties"), {(class_, number, minor)})

    @property
    def _number(self) -> int:
        rows = self.rows("objects") or self.rows("types")
        return int(rows[0]["owner"])

    def _own(self) -> dict[str, str]:
        """The facts of the table, or of the object on its own."""
        of_kind = {
            "alias type": self._alias_type,
            "sequence": self._sequence,
            "synonym": self._synonym,
            "table": self._options,
        }
        modules = [row for row in self.rows("modules") if row["object_id"] == self._number]
        return {**of_kind.get(self.kind, dict)(), **_module(self.place, modules), **self._about(self._number)}

    def _options(self) -> dict[str, str]:
        row = next(iter(self.rows("tables")), None)
        if row is None:
            return {}
        usual = {"NON_TEMPORAL_TABLE", "TABLE", "SCHEMA_AND_DATA", None}
        names = {"temporal": "temporal_type_desc", "lock escalation": "lock_escalation_desc"}
        facts = {fact: _words(row[name]) for fact, name in names.items() if row[name] not in usual}
        if row["is_memory_optimized"]:
            facts["memory optimized"] = _words(row["durability_desc"])
        return {**facts, "history": row["history_table"] or "", "compression": self._compression({0, 1})}

    def _compression(self, indexes: set[int]) -> str:
        found = [row["data_compression_desc"] for row in self.rows("compression") if row["index_id"] in indexes]
        return ", ".join(map(_words, found))

    def _alias_type(self) -> dict[str, str]:
        row = self.rows("types")[0]
        return {"type": type_text({**row, "type": row["base"]}), "nullable": "yes" if row["is_nullable"] else "no"}

    def _synonym(self) -> dict[str, str]:
        return {"text": self.place.plain(self.rows("synonyms")[0]["base_object_name"])}

    def _sequence(self) -> dict[str, str]:
        row = self.rows("sequences")[0]
        facts = {name: str(row[f"{name}_value"]) for name in ("start", "minimum", "maximum")}
        facts |= {"type": type_text(row), "increment": str(row["increment"])}
        if row["cache_size"]:
            facts["cache"] = str(row["cache_size"])
        facts |= {} if row["is_cached"] else {"cache": "none"}
        return facts | ({"cycle": "yes"} if row["is_cycling"] else {})

    def _column(self, row: Row) -> Object:
        base = type_text(row)
        facts = {"type": self.place.label(row["type_schema"], base) if row["type_schema"] else base}
        facts["nullable"] = "yes" if row["is_nullable"] else "no"
        if row["default_definition"] is not None:
            facts["default"] = unwrapped(row["default_definition"], all_of_them=True)
            if not _made_up(row, "default_is_system_named", "default_name"):
                facts["default constraint"] = row["default_name"]
        if row["computed"] is not None:
            facts["computed"] = f"{unwrapped(row['computed'])} {'persisted' if row['is_persisted'] else 'virtual'}"
        if row["seed"] is not None:
            counted = (row["seed"], row["increment"])
            facts["identity"] = "yes" if counted == ("1", "1") else "yes (start {} increment {})".format(*counted)
            facts |= {"not for replication": "yes"} if row["is_not_for_replication"] else {}
        if row["collation_name"] not in {None, self.place.collation_name}:
            facts["collation"] = row["collation_name"]
        if row["generated_always_type_desc"] not in {None, "NOT_APPLICABLE"}:
            facts["generated always"] = _words(row["generated_always_type_desc"])
        facts |= _flags(row, _COLUMN_FLAGS) | self._about(self._number, row["column_id"])
        return Object(kind="column", name=row["name"], table=self.label, facts=facts)

    def _check(self, row: Row) -> Object:
        facts = {"text": unwrapped(str(row["definition"])), **_flags(row, _CONSTRAINT_FLAGS)}
        facts |= self._about(row["object_id"])
        generated = _made_up(row)
        return Object(kind="check constraint", name=row["name"], table=self.label, facts=facts, generated=generated)

    def _foreign_key(self, row: Row) -> Object:
        pairs = [pair for pair in self.rows("foreign key columns") if pair["object_id"] == row["object_id"]]
        referenced = self.place.label(row["referenced_schema"], row["referenced"])
        facts = {
            "columns": _list(pair["name"] for pair in pairs),
            "references": f"{referenced} {_list(pair['referenced'] for pair in pairs)}",
        }
        for action in ("delete", "update"):
            if (what := row[f"{action}_referential_action_desc"]) not in {None, "NO_ACTION"}:
                facts[f"on {action}"] = _words(what)
        facts |= _flags(row, _CONSTRAINT_FLAGS) | self._about(row["object_id"])
        return Object(kind="foreign key", name=row["name"], table=self.label, facts=facts, generated=_made_up(row))

    def _index(self, row: Row) -> Object:
        kind = "primary key" if row["is_primary_key"] else "index"
        kind = "unique constraint" if row["is_unique_constraint"] else kind
        columns = [found for found in self.rows("index columns") if found["index_id"] == row["index_id"]]
        facts = {"columns": _keys(columns)}
        if kind == "index" and row["is_unique"]:
            facts["unique"] = "yes"
        if included := [found["name"] for found in columns if found["is_included_column"]]:
            facts["include"] = _list(included)
        if row["filter_definition"]:
            facts["where"] = unwrapped(row["filter_definition"])
        if row["type_desc"] != ("CLUSTERED" if kind == "primary key" else "NONCLUSTERED"):
            facts["method"] = _words(row["type_desc"])
        facts |= self._index_options(row)
        generated = kind != "index" and _made_up(row)
        name = _typed(row["name"] or "", self.label.rpartition(".")[2])
        return Object(kind=kind, name=name, table=self.label, facts=facts, generated=generated)

    def _index_options(self, row: Row) -> dict[str, str]:
        facts = _flags(row, _INDEX_FLAGS)
        if row["fill_factor"]:
            facts["fill factor"] = str(row["fill_factor"])
        facts |= {f"{what} locks": "off" for what in ("row", "page") if row[f"allow_{what}_locks"] == 0}
        if row["data_space"]:
            facts["on"] = row["data_space"]
        if row["index_id"] > 1 and (compression := self._compression({row["index_id"]})):
            facts["compression"] = compression
        return facts | self._about(self._number, row["index_id"], class_=7)

    def _trigger(self, row: Row) -> Object:
        modules = [module for module in self.rows("modules") if module["object_id"] == row["object_id"]]
        facts = {**_module(self.place, modules), **_flags(row, _TRIGGER_FLAGS), **self._about(row["object_id"])}
        return Object(kind="trigger", name=row["name"], table=self.label, facts=facts)

    def _statistics(self, row: Row) -> Object:
        columns = [found["name"] for found in self.rows("statistics columns") if found["stats_id"] == row["stats_id"]]
        facts = {"columns": _list(columns)}
        if row["filter_definition"]:
            facts["where"] = unwrapped(row["filter_definition"])
        return Object(kind="statistics", name=row["name"], table=self.label, facts=facts)


def _typed(index: str, table: str) -> str:
    """The name as it was typed: Babelfish, where it must be unique in the database, adds the table's and a digest."""
    return re.sub(rf"{re.escape(table)}[0-9a-f]{{32}}\Z", "", index, flags=re.IGNORECASE)


def _words(text: object) -> str:
    return str(text).lower().replace("_", " ")


def _list(names: Iterator[str] | Sequence[str]) -> str:
    return f"({', '.join(map(quoted, names))})"


def _keys(columns: Sequence[Row]) -> str:
    keys = [row for row in columns if not row["is_included_column"] and row["key_ordinal"]]
    if not keys:  # a columnstore has no key
        keys = [row for row in columns if not row["partition_ordinal"]]
    return f"({', '.join(quoted(row['name']) + (' DESC' if row['is_descending_key'] else '') for row in keys)})"
