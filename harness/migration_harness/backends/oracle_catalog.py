"""The picture of an Oracle schema: a fixed number of SELECTs from the USER_ views, whatever its size.

All rows are read each time: USER_OBJECTS.LAST_DDL_TIME has a resolution of one second, so it proves nothing. The rows
themselves do: a Part whose rows are the same as in the last picture is taken from there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migration_harness.backends.oracle_queries import QUERIES
from migration_harness.schema import Object, Part, Schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Row = Mapping[str, Any]
Told = Mapping[str, Sequence[Row]]
Answers = Mapping[str, list[Row]]

_AT_ONCE = 1000  # rows a round trip


def read(connection: Connection, last: Schema | None) -> Schema:
    """The picture of the schema of the user who is logged in; unchanged Parts are those of ``last``."""
    with closing(connection.connection.cursor()) as cursor:
        raw: Any = cursor
        raw.arraysize = raw.prefetchrows = _AT_ONCE
        raw.outputtypehandler = lambda *_: None  # the connection's is SQLAlchemy's, for columns of its own
        return picture({name: _ask(raw, query) for name, query in QUERIES.items()}, last)


def _ask(cursor: Any, query: str) -> list[Row]:
    cursor.execute(query.strip())
    names = [column[0].lower() for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def picture(answers: Answers, last: Schema | None = None) -> Schema:
    """The picture that the rows make."""
    place = _Place(**answers["place"][0])
    known = last.parts if last else {}
    parts = dict(_alone(place, answers))
    for name, told in _by_table(answers).items():
        if "tables" in told or "views" in told or "materialized views" in told:
            key, part = _relation(place, name, told, known)
            parts[key] = part
    return Schema(parts={key: parts[key] for key in sorted(parts)})


# Names


def told_name(name: str) -> str:
    """The name as SQL would have it typed: ORDERS is ``orders``, only what was quoted is in quotes."""
    if re.fullmatch(r"[A-Z][A-Z0-9_$#]*", name):
        return name.lower()
    return '"' + name.replace('"', '""') + '"'


def _key(name: str) -> str:
    """The name as SQLAlchemy knows it: without quotes."""
    return name.lower() if name == name.upper() else name


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Whose schema a picture is taken of."""

    username: str
    default_tablespace: str

    def label(self, owner: str | None, name: str) -> str:
        return told_name(name) if owner in {None, self.username} else f"{told_name(str(owner))}.{told_name(name)}"

    def plain(self, text: object) -> str:
        """The text without the user's own name, which is another for each scratch."""
        own = re.escape(self.username)
        return re.sub(rf'("{own}"|\b{own})\s*\.\s*', "", str(text or ""), flags=re.IGNORECASE)

    def tablespace(self, name: str | None) -> dict[str, str]:
        return {} if name in {None, self.default_tablespace} else {"tablespace": str(name).lower()}


# Objects on their own


def _alone(place: _Place, answers: Answers) -> Iterator[tuple[str, Part]]:
    for item in (*_sequences(answers), *_sources(place, answers), *_synonyms(place, answers), *_others(answers)):
        yield f"{item.kind} {item.name}", Part(objects=(item,))


_NO_MAXIMUM = {"9" * 28, "9" * 27, "-1"}


def _sequences(answers: Answers) -> Iterator[Object]:
    """What CREATE SEQUENCE made: ISEQ$$_... belong to identity columns, also to those in the recycle bin."""
    usual = {"minimum": {"1"}, "maximum": _NO_MAXIMUM, "increment": {"1"}, "cache": {"20"}}
    for row in answers["sequences"]:
        if row["sequence_name"].startswith("ISEQ$$_"):
            continue
        told = {
            "minimum": row["min_value"],
            "maximum": row["max_value"],
            "increment": row["increment_by"],
            "cache": row["cache_size"],
        }
        facts = {fact: str(value) for fact, value in told.items() if str(value) not in usual[fact]}
        facts |= {fact: "yes" for fact in ("cycle", "order") if row[f"{fact}_flag"] == "Y"}
        yield Object(kind="sequence", name=_key(row["sequence_name"]), facts=facts)


def _texts(answers: Answers) -> dict[tuple[str, str], str]:
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in answers["sources"]:
        lines[row["type"], row["name"]].append(row["text"] or "")
    return {key: "".join(texts).strip() for key, texts in lines.items()}


_BODIES = {"PACKAGE BODY": "package", "TYPE BODY": "object type"}
_SOURCES = {"TYPE": "object type"}


def _sources(place: _Place, answers: Answers) -> Iterator[Object]:
    """Functions, procedures, packages, types: a body is an object of its own."""
    for (kind, name), text in _texts(answers).items():
        if kind == "TRIGGER":
            continue
        facts = {"text": place.plain(text)}
        body = " body" if kind in _BODIES else ""
        told = _BODIES.get(kind) or _SOURCES.get(kind, kind.lower())
        yield Object(kind=told, name=f"{_key(name)}{body}", facts=facts)
    yield from (item for item in _triggers(place, answers) if not item.table)


def _triggers(place: _Place, answers: Answers) -> Iterator[Object]:
    """All triggers; those on a table or view of the user's are told with it."""
    texts = _texts(answers)
    for row in answers["triggers"]:
        text = re.sub(r"\Atrigger\s+", "", texts.get(("TRIGGER", row["trigger_name"]), ""), flags=re.IGNORECASE)
        facts = {"text": place.plain(text)} | ({} if row["status"] == "ENABLED" else {"disabled": "yes"})
        own = row["table_name"] and row["table_owner"] == place.username
        table = _key(row["table_name"]) if own and row["base_object_type"].strip() in {"TABLE", "VIEW"} else ""
        yield Object(kind="trigger", name=_key(row["trigger_name"]), table=table, facts=facts)


def _synonyms(place: _Place, answers: Answers) -> Iterator[Object]:
    for row in answers["synonyms"]:
        link = f"@{row['db_link'].lower()}" if row["db_link"] else ""
        facts = {"text": f"{place.label(row['table_owner'], row['table_name'])}{link}"}
        yield Object(kind="synonym", name=_key(row["synonym_name"]), facts=facts)


def _others(answers: Answers) -> Iterator[Object]:
    for row in answers["others"]:
        yield Object(kind=row["object_type"].lower(), name=_key(row["object_name"]), facts={})


# Tables and views


def _by_table(answers: Answers) -> dict[str, dict[str, list[Row]]]:
    """The rows of each table or view, by query; with a foreign key's the constraint that it refers to."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    alone = {"place", "sequences", "sources", "synonyms", "others", "triggers"}
    for name, rows in answers.items():
        for row in rows if name not in alone else ():
            found[row["table_name"]].setdefault(name, []).append(row)
    texts = _texts(answers)
    for row in answers["triggers"]:
        if row["table_name"]:
            text = texts.get(("TRIGGER", row["trigger_name"]), "")
            found[row["table_name"]].setdefault("triggers", []).append({**row, "text": text})
    referenced = _referenced(answers)
    for rows_of in found.values():
        if "constraints" in rows_of:
            rows_of["constraints"] = [
                {**row, "references": referenced.get(row["r_constraint_name"], "")} for row in rows_of["constraints"]
            ]
    return found


def _referenced(answers: Answers) -> dict[str, str]:
    """``users (id)`` for the name of each primary key and unique constraint."""
    columns: dict[str, list[str]] = defaultdict(list)
    tables = {}
    for row in answers["constraint columns"]:
        columns[row["constraint_name"]].append(row["column_name"])
        tables[row["constraint_name"]] = row["table_name"]
    return {name: f"{told_name(tables[name])} {_list(listed)}" for name, listed in columns.items()}


def _list(names: Sequence[str]) -> str:
    return f"({', '.join(map(told_name, names))})"


def _relation(place: _Place, name: str, told: Mapping[str, list[Row]], known: Mapping[str, Part]) -> tuple[str, Part]:
    # A materialized view has a table of its own name.
    kind = next(kind for kind in ("materialized view", "view", "table") if f"{kind}s" in told)
    label = _key(name)
    key = label if kind == "table" else f"{kind} {label}"
    version = (place.default_tablespace, told)
    if (same := known.get(key)) and same.version == version:
        return key, same
    reading = _Reading(place=place, kind=kind, name=name, told=told)
    order = tuple(_key(row["column_name"]) for row in told.get("columns", ())) if kind == "table" else ()
    return key, Part(objects=tuple(reading.objects()), version=version, columns=order)


_TABLE_FLAGS = {
    "read_only": ("read only", {"NO"}),
    "row_movement": ("row movement", {"DISABLED"}),
    "compress_for": ("compress", set[str]()),
    "external": ("external", {"NO"}),
    "iot_type": ("organization", set[str]()),
    "default_collation": ("default collation", {"USING_NLS_COMP"}),
}
# A length or precision belongs to these; all others have theirs in their name, as TIMESTAMP(6) has.
_IN_CHARACTERS = frozenset({"CHAR", "NCHAR", "NVARCHAR2", "VARCHAR2"})
_IN_BYTES = frozenset({"RAW", "UROWID"})


def type_text(row: Row) -> str:
    """The type as Oracle writes it: ``VARCHAR2(20 CHAR)``, ``NUMBER(10,2)``, ``TIMESTAMP(6) WITH TIME ZONE``."""
    name = str(row["data_type"])
    if name in _IN_CHARACTERS:
        unit = {"C": " CHAR", "B": " BYTE"}.get(row["char_used"] or "", "") if not name.startswith("N") else ""
        return f"{name}({row['char_length'] if unit != ' BYTE' else row['data_length']}{unit})"
    if name in _IN_BYTES:
        return f"{name}({row['data_length']})"
    if name == "FLOAT":
        return f"FLOAT({row['data_precision']})"
    if name == "NUMBER" and not (row["data_precision"] is None and row["data_scale"] is None):
        precision = "*" if row["data_precision"] is None else row["data_precision"]
        return f"NUMBER({precision},{row['data_scale'] or 0})"
    return name


_PIECES = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")")


def settled(text: object) -> str:
    """An expression in one form: the catalog has it as it was typed. Case and spaces count within quotes only.

    Where the server writes it itself it puts every name into quotes: LOWER("NAME").
    """
    pieces = _PIECES.split(str(text or "").strip())
    return "".join(_quoted(piece) if at % 2 else _plain(piece) for at, piece in enumerate(pieces)).strip()


def _quoted(piece: str) -> str:
    return told_name(piece[1:-1]) if piece.startswith('"') else piece


def _plain(piece: str) -> str:
    """What stands outside of quotes, in small letters, with spaces only where they part words, and after commas."""
    return re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", piece)).replace(",", ", ").lower()


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """The rows of one table or view, and the Objects that they make."""

    place: _Place
    kind: str
    name: str
    told: Told

    def rows(self, name: str) -> Sequence[Row]:
        return self.told.get(name, ())

    @property
    def label(self) -> str:
        return _key(self.name)

    def objects(self) -> Iterator[Object]:
        of_kind = {"table": self._options, "view": self._view, "materialized view": self._materialized}
        facts = {**of_kind[self.kind](), **self._comment()}
        yield Object(kind=self.kind, name=self.label, table=self.label if self.kind == "table" else "", facts=facts)
        if self.kind == "table":
            yield from map(self._column, self.rows("columns"))
        if self.kind != "view":
            yield from self._constraints()
            yield from self._indexes()
        yield from map(self._trigger, self.rows("triggers"))

    def _comment(self) -> dict[str, str]:
        rows = self.rows("table comments")
        return {"comment": rows[0]["comments"]} if rows else {}

    def _options(self) -> dict[str, str]:
        row = self.rows("tables")[0]
        facts = {
            fact: str(row[column]).strip().lower()
            for column, (fact, usual) in _TABLE_FLAGS.items()
            if row[column] is not None and str(row[column]).strip() not in usual
        }
        if row["temporary"] == "Y":
            kept = "preserve" if row["duration"] == "SYS$SESSION" else "delete"
            return {**facts, "temporary": f"on commit {kept} rows"}
        facts |= {} if row["logging"] != "NO" else {"logging": "no"}
        return facts | self.place.tablespace(row["tablespace_name"]) | self._partitions()

    def _partitions(self) -> dict[str, str]:
        rows = self.rows("partitions")
        if not rows:
            return {}
        columns = _list([row["column_name"] for row in self.rows("partition columns")])
        words = [
            rows[0]["partitioning_type"],
            columns,
            *([f"interval {rows[0]['interval']}"] if rows[0]["interval"] else []),
        ]
        return {"partitioned": " ".join(map(str, words)).lower()}

    def _view(self) -> dict[str, str]:
        """A view's text does not have the names of its columns where they were given in front of it."""
        row = self.rows("views")[0]
        facts = {"text": self.place.plain(row["text"]).strip()}
        facts["columns"] = _list([column["column_name"] for column in self.rows("columns")])
        facts |= {"read only": "yes"} if row["read_only"] == "Y" else {}
        facts |= {"bequeath": "current_user"} if row["bequeath"] == "CURRENT_USER" else {}
        checked = any(row["constraint_type"] == "V" for row in self.rows("constraints"))
        return facts | ({"check option": "yes"} if checked else {}) | dict(self._column_comments())

    def _materialized(self) -> dict[str, str]:
        row = self.rows("materialized views")[0]
        names = ("refresh_mode", "refresh_method", "build_mode")
        facts = {name.replace("_", " "): str(row[name]).lower() for name in names}
        facts |= {name.replace("_", " "): "yes" for name in ("updatable", "rewrite_enabled") if row[name] == "Y"}
        return {"text": self.place.plain(row["query"]).strip(), **facts, **dict(self._column_comments())}

    def _column_comments(self) -> Iterator[tuple[str, str]]:
        for row in self.rows("column comments"):
            yield f"comment of {told_name(row['column_name'])}", row["comments"]

    # Columns

    def _column(self, row: Row) -> Object:
        base = type_text(row)
        owner = row["data_type_owner"]
        facts = {"type": self.place.label(owner, base) if owner and owner != "PUBLIC" else base}
        facts["nullable"] = "no" if row["nullable"] == "N" else "yes"
        text = settled(self.place.plain(row["data_default"]))
        if row["identity_column"] == "YES":
            facts["identity"] = self._identity(row["column_name"])
        elif row["virtual_column"] == "YES":
            facts["computed"] = f"{text} virtual"
        elif text and text != "null":
            facts["default"] = text
        facts |= {"default on null": "yes"} if row["default_on_null"] == "YES" else {}
        facts |= {"invisible": "yes"} if row["hidden_column"] == "YES" else {}
        if row["collation"] not in {None, "USING_NLS_COMP"}:
            facts["collation"] = row["collation"].lower()
        comments = [
            found["comments"] for found in self.rows("column comments") if found["column_name"] == row["column_name"]
        ]
        facts |= {"comment": comments[0]} if comments else {}
        return Object(kind="column", name=_key(row["column_name"]), table=self.label, facts=facts)

    def _identity(self, column: str) -> str:
        row = next(found for found in self.rows("identities") if found["column_name"] == column)
        options = " ".join(_identity_options(str(row["identity_options"])))
        kind = row["generation_type"].lower()
        return f"{kind} ({options})" if options else kind

    # Constraints

    def _constraints(self) -> Iterator[Object]:
        nullable = {row["column_name"]: row["nullable"] for row in self.rows("columns")}
        for row in self.rows("constraints"):
            kind = _CONSTRAINTS.get(row["constraint_type"])
            if kind and not _is_not_null(row, nullable):
                facts = self._facts(row) | dict(_states(row))
                yield Object(
                    kind=kind,
                    name=_key(row["constraint_name"]),
                    table=self.label,
                    facts=facts,
                    generated=row["generated"] == "GENERATED NAME",
                )

    def _facts(self, row: Row) -> dict[str, str]:
        if row["constraint_type"] == "C":
            return {"text": settled(self.place.plain(row["search_condition_vc"]))}
        facts = {"columns": _list(self._columns_of(row))}
        if row["constraint_type"] != "R":
            return facts | self._odd_index(row)
        own = row["r_owner"] in {None, self.place.username}
        foreign = f"{told_name(str(row['r_owner']))}.{told_name(str(row['r_constraint_name']))}"
        facts["references"] = row["references"] if own else foreign
        rule = str(row["delete_rule"] or "").lower()
        return facts | ({} if rule in {"", "no action"} else {"on delete": rule})

    def _columns_of(self, row: Row) -> list[str]:
        name = row["constraint_name"]
        return [found["column_name"] for found in self.rows("constraint columns") if found["constraint_name"] == name]

    def _odd_index(self, row: Row) -> dict[str, str]:
        """The index that enforces the constraint, where it is not the one that the server would make."""
        index = next((found for found in self.rows("indexes") if found["index_name"] == row["index_name"]), None)
        if index is None:
            return {}
        facts = {name: text for name, text in self._index_facts(index).items() if name != "unique"}
        if facts["columns"] == _list(self._columns_of(row)):
            del facts["columns"]
        if index["uniqueness"] == "NONUNIQUE" and row["deferrable"] == "NOT DEFERRABLE":
            facts["nonunique"] = "yes"
        return {f"index {name}": text for name, text in facts.items()}

    # Indexes

    def _indexes(self) -> Iterator[Object]:
        """All but those that enforce a constraint: they belong to it."""
        enforcing = {row["index_name"] for row in self.rows("constraints")}
        for row in self.rows("indexes"):
            if row["index_name"] in enforcing:
                continue
            # An unnamed index of CREATE TABLE has the name of its constraint; I_SNAP$... is a materialized view's own.
            generated = re.match(r"SYS_|I_SNAP\$", row["index_name"]) is not None
            facts = self._index_facts(row)
            yield Object(kind="index", name=_key(row["index_name"]), table=self.label, facts=facts, generated=generated)

    def _index_facts(self, row: Row) -> dict[str, str]:
        facts = {"columns": self._entries(row["index_name"])}
        facts |= {"unique": "yes"} if row["uniqueness"] == "UNIQUE" else {}
        method = str(row["index_type"]).replace("FUNCTION-BASED ", "")
        facts |= {"method": method.lower()} if method != "NORMAL" else {}
        facts |= {"domain": f"{row['ityp_name']} {row['parameters'] or ''}".strip()} if row["ityp_name"] else {}
        if row["compression"] not in {None, "DISABLED"}:
            facts["compress"] = str(row["prefix_length"] or row["compression"]).lower()
        facts |= {"invisible": "yes"} if row["visibility"] == "INVISIBLE" else {}
        facts |= {"unusable": "yes"} if row["status"] == "UNUSABLE" else {}
        facts |= {"local": "yes"} if row["partitioned"] == "YES" else {}
        return facts | self.place.tablespace(row["tablespace_name"])

    def _entries(self, index: str) -> str:
        expressions = {
            row["column_position"]: row["column_expression"]
            for row in self.rows("index expressions")
            if row["index_name"] == index
        }
        entries = []
        for row in self.rows("index columns"):
            if row["index_name"] == index:
                expression = expressions.get(row["column_position"])
                told = _expression(expression) if expression else told_name(row["column_name"])
                entries.append(f"{told}{' DESC' if row['descend'] == 'DESC' else ''}")
        return f"({', '.join(entries)})"

    def _trigger(self, row: Row) -> Object:
        text = re.sub(r"\Atrigger\s+", "", row["text"], flags=re.IGNORECASE)
        facts = {"text": self.place.plain(text)} | ({} if row["status"] == "ENABLED" else {"disabled": "yes"})
        return Object(kind="trigger", name=_key(row["trigger_name"]), table=self.label, facts=facts)


_CONSTRAINTS = {"C": "check constraint", "P": "primary key", "R": "foreign key", "U": "unique constraint"}


def _is_not_null(row: Row, nullable: Mapping[str, str]) -> bool:
    """NOT NULL is a check of this form, too; where it is enforced, the column says it already."""
    match = re.fullmatch(r'"([^"]+)" IS NOT NULL', row["search_condition_vc"] or "")
    return row["constraint_type"] == "C" and match is not None and nullable.get(match[1]) == "N"


def _states(row: Row) -> Iterator[tuple[str, str]]:
    if row["deferrable"] == "DEFERRABLE":
        yield "deferrable", "initially deferred" if row["deferred"] == "DEFERRED" else "yes"
    if row["status"] == "DISABLED":
        yield "disabled", "yes"
    elif row["validated"] == "NOT VALIDATED":
        yield "not valid", "yes"
    if row["rely"] == "RELY":
        yield "rely", "yes"


def _expression(text: str) -> str:
    """An index's expression; one that is only a column in quotes is that column, in descending order."""
    match = re.fullmatch(r'\s*"([^"]+)"\s*', text)
    return told_name(match[1]) if match else settled(text)


_USUAL = {
    "START WITH": ("start", {"1"}),
    "INCREMENT BY": ("increment", {"1"}),
    "MIN_VALUE": ("minimum", {"1"}),
    "MAX_VALUE": ("maximum", _NO_MAXIMUM),
    "CACHE_SIZE": ("cache", {"20"}),
}


def _identity_options(text: str) -> Iterator[str]:
    """What differs from the identity that nobody gave options."""
    for pair in text.split(","):
        name, _, value = (part.strip() for part in pair.partition(":"))
        if name in _USUAL and value not in _USUAL[name][1]:
            yield f"{_USUAL[name][0]} {value}"
        elif name in {"CYCLE_FLAG", "ORDER_FLAG"} and value == "Y":
            yield name.removesuffix("_FLAG").lower()
