"""The picture of a PostgreSQL database: two or three statements, and one where nothing changed.

The first statement gives a digest for each unit (see postgres_queries). Only units whose digest is new are read; the
Parts of the others are those of the last picture. What a unit's texts say about another one is its name (a foreign
key's table, a column's type, a default's sequence): whenever something that was there got another name, or an enum
type got other members, all units are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from migration_harness.backends import postgres_names, postgres_queries
from migration_harness.backends.postgres_text import default_of, plain_literals, settled, uncast
from migration_harness.schema import Object, Part, Schema
from migration_harness.sql import by_driver

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Rows = Sequence[Sequence[Any]]
Row = dict[str, Any]
Parts = dict[str, Part]

_SELDOM = 0
# What was read last is kept with the connection: so many answers.
_READ, _KEPT = "migration_harness read", 4
_CONTROL = frozenset(
    {
        *("unit", "schema", "name", "kind", "number", "numbers", "entries", "definition", "owner", "next", "oid"),
        "privileges",
    }
)
_RELATIONS = {
    "r": "table",
    "p": "table",
    "f": "table",
    "v": "view",
    "m": "materialized view",
    "c": "composite type",
}
_TYPES = {"e": "enum type", "d": "domain", "r": "range type"}
_CONSTRAINTS = {
    "p": "primary key",
    "u": "unique constraint",
    "x": "exclusion constraint",
    "f": "foreign key",
    "c": "check constraint",
}


@dataclass(frozen=True, kw_only=True)
class Version:
    """What proves that a Part is as it was: its unit's digest; ``names`` are those that other units may tell."""

    unit: int
    digest: str
    seldom: str
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class State:
    """The digest of each unit, those of which there is more to read, and the schema whose names are told without it."""

    digests: Mapping[int, str]
    more: frozenset[int]
    schema: str

    @property
    def seldom(self) -> str:
        return self.digests[_SELDOM]


def read(connection: Connection, last: Schema | None) -> Schema:
    """The picture of the database that the connection is on; unchanged Parts are those of ``last``."""
    with _plain_search_path(connection) as state:
        known = _known(last, state)
        if known is not None and (parts := _incremental(connection, state, known)) is not None:
            return _schema(parts)
        units = [unit for unit in state.digests if unit != _SELDOM]
        return _schema({**_seldom(connection, state), **_details(connection, state, units)})


def _schema(parts: Parts) -> Schema:
    return Schema(parts={key: parts[key] for key in sorted(parts)})


@contextmanager
def _plain_search_path(connection: Connection) -> Iterator[State]:
    """While it lasts, only the default schema is searched, so that a text depends on nothing but its own object."""
    state, plain = _state(connection)
    if plain:
        yield state
        return
    path = connection.scalar(text("SELECT current_setting('search_path')"))
    set_path = text("SELECT set_config('search_path', :path, false)")
    connection.execute(set_path, {"path": _quoted_always(state.schema)})
    yield state
    connection.execute(set_path, {"path": path})


def _state(connection: Connection) -> tuple[State, bool]:
    rows = _ask(connection, _STATE)
    _, _, _, schema, plain = rows[0]
    digests = {unit: digest for unit, digest, *_ in rows}
    return State(digests=digests, more=frozenset(row[0] for row in rows if row[2]), schema=schema or ""), plain


@dataclass(frozen=True, kw_only=True)
class _Query:
    """A query that the session keeps prepared: parsing and planning it takes longer than running it.

    The planner knows nothing about the rows that a chain writes into the catalog, and for what it believes to be an
    empty table it takes the join that is 20 times slower for a full one. So it is told which to leave.
    """

    name: str
    text: Callable[[int], str]
    takes: str = ""
    without: tuple[str, ...] = ()

    def prepare(self, connection: Connection) -> None:
        for join in self.without:
            connection.exec_driver_sql(f"SET enable_{join} = off")
        connection.exec_driver_sql(f"PREPARE {self.name}{self.takes} AS {self.text(_major(connection))}")
        # One plan for all units, else the first five executions are planned one by one.
        connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")

    def planned(self, connection: Connection) -> None:
        for join in self.without:
            connection.exec_driver_sql(f"RESET enable_{join}")


_STATE = _Query(name="migration_harness_state", text=postgres_queries.state, without=("nestloop", "mergejoin"))
_DETAILS = _Query(
    name="migration_harness_details", text=postgres_queries.details, takes="(oid[])", without=("hashjoin", "mergejoin")
)
_ATTACHED = replace(_DETAILS, name="migration_harness_attached", text=postgres_queries.attached)
_RARE = _Query(name="migration_harness_seldom", text=postgres_queries.seldom)


def _ask(connection: Connection, query: _Query, argument: str = "") -> Rows:
    """The answer to the query.

    What the session has is looked up, because psycopg gives up all of its prepared statements, and these with them,
    when it has some of its own and meets an ALTER or a DROP.
    """
    execute = f"EXECUTE {query.name}{argument}"
    if query.name in connection.info and _is_autocommit(connection):
        with suppress(connection.dialect.loaded_dbapi.Error):  # it is gone: in autocommit that breaks nothing
            return by_driver(connection, execute)
    if connection.exec_driver_sql(f"SELECT FROM pg_prepared_statements WHERE name = '{query.name}'").all():
        return connection.exec_driver_sql(execute).all()
    query.prepare(connection)
    answer = connection.exec_driver_sql(execute).all()
    query.planned(connection)
    connection.info[query.name] = True
    return answer


def _is_autocommit(connection: Connection) -> bool:
    return getattr(connection.connection.dbapi_connection, "autocommit", False) is True


def _major(connection: Connection) -> int:
    version = connection.dialect.server_version_info or (13,)
    return int(version[0])


def _known(last: Schema | None, state: State) -> dict[int, Parts] | None:
    """The Parts of the last picture by unit; None when they prove nothing."""
    units: dict[int, Parts] = {}
    for key, part in last.parts.items() if last else ():
        if not isinstance(part.version, Version) or part.version.seldom != state.seldom:
            return None
        units.setdefault(part.version.unit, {})[key] = part
    return units or None


def _incremental(connection: Connection, state: State, known: Mapping[int, Parts]) -> Parts | None:
    """All Parts, of which only the changed ones were read; None when what changed may show in the others."""
    same = {unit for unit, parts in known.items() if state.digests.get(unit) == _version(parts).digest}
    changed = [unit for unit in state.digests if unit not in same and unit != _SELDOM]
    if any(_is_type(known[unit]) for unit in changed if unit in known):
        return None
    parts = _details(connection, state, changed) if changed else {}
    if any(_renamed(known, part) for part in parts.values()):
        return None
    return {**{key: part for unit in same for key, part in known[unit].items()}, **parts}


def _version(parts: Parts) -> Version:
    version = next(iter(parts.values())).version
    assert isinstance(version, Version)
    return version


def _is_type(parts: Parts) -> bool:
    return any(part.objects[0].kind in _TYPES.values() for part in parts.values())


def _renamed(known: Mapping[int, Parts], part: Part) -> bool:
    assert isinstance(part.version, Version)
    if part.version.unit not in known:
        return False
    old, new = _version(known[part.version.unit]).names, part.version.names
    return any(new.get(number, name) != name for number, name in old.items())


def _seldom(connection: Connection, state: State) -> Parts:
    ((found_objects,),) = _ask(connection, _RARE)
    version = Version(unit=_SELDOM, digest=state.seldom, seldom=state.seldom, names={})
    parts = {}
    for item in json.loads(found_objects):
        found = Object(kind=item["kind"], name=item["name"], facts=_facts(item))
        parts[f"{found.kind} {found.name}"] = Part(objects=(found,), version=version)
    return parts


def _details(connection: Connection, state: State, units: Sequence[int]) -> Parts:
    told = _ask(connection, _DETAILS, _array(units))
    more = state.more.intersection(units)
    attached = _ask(connection, _ATTACHED, _array(more)) if more else ()
    return {key: _as_of(state, part) for key, part in _read_once(connection, state, (*told, *attached)).items()}


def _as_of(state: State, part: Part) -> Part:
    assert isinstance(part.version, Version)
    digest = state.digests[part.version.unit]
    return replace(part, version=replace(part.version, digest=digest, seldom=state.seldom))


def _read_once(connection: Connection, state: State, answers: Rows) -> Parts:
    """The Parts that these answers make. A revision goes up, down and up again: most answers come twice."""
    read: dict[object, Parts] = connection.info.setdefault(_READ, {})
    key = (state.schema, *map(tuple, answers))
    if key not in read:
        rows = _rows(postgres_queries.DETAILS, answers[0])
        if len(answers) > 1:
            attached = _rows(postgres_queries.ATTACHED, answers[1])
            rows["constraints"] += attached.pop("checks")
            _put_in(attached.pop("privileges"), rows)
            rows.update(attached)
        read[key] = _Reading(state, **rows).parts()
        if len(read) > _KEPT:
            del read[next(iter(read))]
    return read[key]


def _put_in(privileges: list[Row], rows: Mapping[str, list[Row]]) -> None:
    """Each row knows the privileges on what it is about."""
    told = {(row["oid"], row["number"]): row["text"] for row in privileges if "text" in row}
    of_wholes = [((row.get("oid", row["unit"]), 0), row) for name in ("relations", "sequences") for row in rows[name]]
    for key, row in [*of_wholes, *(((row["unit"], row["number"]), row) for row in rows["columns"])]:
        if key in told:
            row["privileges"] = told[key]


def _array(units: Iterable[int]) -> str:
    return f"('{{{','.join(map(str, units))}}}')"


def _rows(names: Sequence[str], answer: Sequence[str]) -> dict[str, list[Row]]:
    return {name: json.loads(value) for name, value in zip(names, answer, strict=True)}


@dataclass(frozen=True)
class _Reading:
    """What was read of some units, and the Parts that it makes."""

    state: State
    relations: list[Row]
    columns: list[Row]
    sequences: list[Row]
    constraints: list[Row]
    indexes: list[Row]
    attachments: list[Row] = field(default_factory=list)
    types: list[Row] = field(default_factory=list)

    def parts(self) -> Parts:
        parts: Parts = {}
        rows = {
            name: _by_unit(getattr(self, name))
            for name in ("columns", "sequences", "constraints", "indexes", "attachments")
        }
        for relation in self.relations:
            unit = relation["unit"]
            belongings = {name: found.get(unit, []) for name, found in rows.items()}
            parts.update(self._relation(relation, **belongings))
        for sequence in self.sequences:
            if "owner" not in sequence:
                version = self._version(sequence["unit"], {"": self._label(sequence)})
                parts.update(self._standalone("sequence", sequence, version))
        for row in self.types:
            version = self._version(row["unit"], {"": self._label(row)})
            checks = rows["constraints"].get(row["unit"], [])
            parts.update(self._standalone(_TYPES[row["kind"]], row, version, checks))
        return parts

    def _relation(
        self,
        relation: Row,
        *,
        columns: list[Row],
        sequences: list[Row],
        constraints: list[Row],
        indexes: list[Row],
        attachments: list[Row],
    ) -> Parts:
        kind, label = _RELATIONS[relation["kind"]], self._label(relation)
        version = self._version(relation["unit"], self._names(relation, columns, sequences))
        owned = {row["number"]: row for row in sequences if _feeds(row, columns)}
        facts = _facts(relation)
        objects: list[Object] = []
        if kind == "table":
            objects = [
                Object(kind="column", name=row["name"], facts=_column(row, owned), table=label) for row in columns
            ]
        elif kind == "composite type":
            facts = {"columns": _members(columns), **facts}
        else:
            facts.update(_column_notes(columns))
        names = {row["number"]: row["name"] for row in columns}
        objects += [_constraint(row, label, relation["name"], names) for row in constraints]
        objects += [_index(row, label, relation["name"], names) for row in indexes]
        objects += [Object(kind=row["kind"], name=row["name"], facts=_facts(row), table=label) for row in attachments]
        objects += _privileges(label, relation, columns, [(self._label(row), row) for row in owned.values()])
        table = Object(kind=kind, name=label, facts=facts, table=label if kind == "table" else "")
        key = label if kind == "table" else f"{kind} {label}"
        order = tuple(row["name"] for row in columns) if kind == "table" else ()
        parts = {key: Part(objects=(table, *objects), version=version, columns=order)}
        for row in sequences:
            if row not in owned.values():
                parts.update(self._standalone("sequence", row, version))
        return parts

    def _standalone(self, kind: str, row: Row, version: Version, checks: Iterable[Row] = ()) -> Parts:
        label = self._label(row)
        objects = [Object(kind=kind, name=label, facts=_facts(row))]
        objects += [_constraint(check, label, row["name"], {}) for check in checks]
        objects += _privileges(f"{kind} {label}", row)
        return {f"{kind} {label}": Part(objects=tuple(objects), version=version)}

    def _version(self, unit: int, names: Mapping[str, str]) -> Version:
        return Version(unit=unit, digest=self.state.digests[unit], seldom=self.state.seldom, names=names)

    def _names(self, relation: Row, columns: list[Row], sequences: list[Row]) -> dict[str, str]:
        names = {"": self._label(relation)}
        names.update((f"column {row['number']}", row["name"]) for row in columns)
        names.update((f"sequence {row['oid']}", self._label(row)) for row in sequences)
        return names

    def _label(self, row: Row) -> str:
        name, schema = row["name"], row["schema"]
        return name if schema == self.state.schema else f"{schema}.{name}"


def _privileges(
    label: str, row: Row, columns: Iterable[Row] = (), sequences: Iterable[tuple[str, Row]] = ()
) -> Iterator[Object]:
    """What was granted and revoked, each apart from the object it is for: no models say it."""
    found = [(label, row), *((f"column {label}.{column['name']}", column) for column in columns)]
    found += [(f"sequence {name}", sequence) for name, sequence in sequences]
    for name, told in found:
        if "privileges" in told:
            yield Object(kind="privileges", name=f"on {name}", facts={"text": told["privileges"]})


def _by_unit(rows: list[Row]) -> dict[int, list[Row]]:
    units: dict[int, list[Row]] = {}
    for row in rows:
        units.setdefault(row["unit"], []).append(row)
    return units


def _facts(row: Row) -> dict[str, str]:
    return {name: settled(str(value)) for name, value in row.items() if name not in _CONTROL}


# Columns


def _feeds(sequence: Row, columns: list[Row]) -> bool:
    """The sequence is part of an identity, or a serial column's: the server made it, and drops it, with the column."""
    column = next((row for row in columns if row["number"] == sequence.get("number")), None)
    return column is not None and (sequence["owner"] == "i" or column.get("default") == sequence["next"])


def _column(row: Row, sequences: Mapping[int, Row]) -> dict[str, str]:
    facts = _facts(row)
    if (sequence := sequences.get(row["number"])) is None:
        default = default_of(facts.pop("default", "NULL::text"), facts["type"])
        return facts if default is None else {**facts, "default": default}
    options = " ".join(_options(sequence, facts["type"]))
    if sequence["owner"] == "i":
        return {**facts, "identity": f"{facts['identity']} ({options})" if options else facts["identity"]}
    facts.pop("default")
    return {**facts, "autoincrement": options or "yes"}


_HIGHEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def _options(sequence: Row, column_type: str) -> Iterator[str]:
    """What differs from the sequence that the server makes for a column of this type."""
    if sequence["type"] != column_type:
        yield f"as {sequence['type']}"
    highest, down = _HIGHEST[sequence["type"]], sequence["increment"].startswith("-")
    minimum, maximum = (-highest - 1, -1) if down else (1, highest)
    usual = {
        "increment": "1",
        "minimum": str(minimum),
        "maximum": str(maximum),
        "start": sequence["maximum" if down else "minimum"],
        "cache": "1",
    }
    for name, value in usual.items():
        if sequence[name] != value:
            yield f"{name} {sequence[name]}"
    if "cycle" in sequence:
        yield "cycle"
    if "comment" in sequence:
        yield f"comment {sequence['comment']}"


def _members(columns: list[Row]) -> str:
    return f"({', '.join(' '.join([row['name'], *_told(row)]) for row in columns)})"


def _told(row: Row) -> Iterator[str]:
    yield row["type"]
    for name in ("collation", "comment"):
        if name in row:
            yield f"{name} {row[name]}"


def _column_notes(columns: list[Row]) -> dict[str, str]:
    """What can be said about a view's columns beyond its text."""
    kept = ("default", "comment", "statistics", "options", "storage", "compression")
    return {f"{name} of {row['name']}": row[name] for row in columns for name in kept if name in row}


# Constraints and indexes

_CHECK = re.compile(r"CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?(?: NOT ENFORCED)?", re.DOTALL)
_EXCLUDE = re.compile(r"(EXCLUDE .*?)(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?", re.DOTALL)


def _constraint(row: Row, label: str, table: str, columns: Mapping[int, str]) -> Object:
    kind, facts = _CONSTRAINTS[row["kind"]], _facts(row)
    names = [columns[number] for number in row.get("numbers", ()) if number in columns]
    if kind == "check constraint":
        facts = {**facts, "text": uncast(_inner(_CHECK, facts["text"]))}
    elif kind == "exclusion constraint":
        facts = {**facts, "text": _inner(_EXCLUDE, facts["text"])}
        names = postgres_names.entries(row["numbers"], row["entries"], columns)
    else:
        facts = {"columns": f"({', '.join(map(_quoted, names))})", **facts}
        if kind == "unique constraint" and "include" in row:
            names = [*names, *re.split(", ", row["include"])]
    generated = postgres_names.made_up(kind, row["name"], table, names)
    return Object(kind=kind, name=row["name"], facts=facts, table=label, generated=generated)


def _inner(pattern: re.Pattern[str], definition: str) -> str:
    found = pattern.fullmatch(definition)
    return found[1] if found else definition


def _index(row: Row, label: str, table: str, columns: Mapping[int, str]) -> Object:
    facts = {**_clauses(settled(row["definition"])), **_facts(row)}
    names = postgres_names.entries(row["numbers"], row["entries"], columns)
    generated = postgres_names.made_up("index", row["name"], table, names)
    return Object(kind="index", name=row["name"], facts=facts, table=label, generated=generated)


_PIECES = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[()]|[^\"'()]+")
_CLAUSES = {"INCLUDE": "include", "WITH": "with"}


def _clauses(definition: str) -> dict[str, str]:
    """The facts in the text of CREATE INDEX: after ``ON table`` the method, then groups in parentheses."""
    head, *groups = _split(definition)
    facts = {"columns": groups[0]}
    if head.startswith("CREATE UNIQUE"):
        facts["unique"] = "yes"
    if not head.endswith(" USING btree"):
        facts["method"] = head.rsplit(" ", 1)[1]
    rest = groups[1:]
    while rest:
        words, *rest = rest
        if "NULLS NOT DISTINCT" in words:
            facts["nulls not distinct"] = "yes"
        clause = words.rsplit(" ", 1)[-1]
        if clause == "WHERE":
            return {**facts, "where": plain_literals(" ".join(rest))}
        if clause in _CLAUSES and rest:
            facts[_CLAUSES[clause]] = rest.pop(0)
    return facts


def _split(definition: str) -> list[str]:
    """The text cut into words outside of parentheses and groups inside of them, alternately."""
    cut, depth = [""], 0
    for piece in _PIECES.findall(definition):
        if piece == "(" and depth == 0:
            cut.append("")
        cut[-1] += piece
        depth += (piece == "(") - (piece == ")")
        if piece == ")" and depth == 0:
            cut.append("")
    return [part for piece in cut if (part := piece.strip())]


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) else _quoted_always(name)


def _quoted_always(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
