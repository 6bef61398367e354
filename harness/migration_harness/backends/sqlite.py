"""SQLite: a scratch database is a file."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.engine import URL

from migration_harness.backend import Backend, Driver
from migration_harness.backends.sqlite_hint import hint, python_type
from migration_harness.backends.sqlite_text import Constraint, TableText, normal, parse_index, parse_table
from migration_harness.schema import Object, Part, Schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

_CATALOG = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " ORDER BY tbl_name, type, name"
)
_COLUMNS = (
    "SELECT m.name, x.* FROM sqlite_master m, pragma_table_xinfo(m.name) x"
    " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name, x.cid"
)
_HIDDEN_BY_A_VIRTUAL_TABLE = 1


def read(connection: Connection, last: Schema | None) -> Schema:
    """Everything that sqlite_master says. A part is as it was when its CREATE statements are the same texts."""
    known = last.parts if last else {}
    parts: dict[str, Part] = {}
    changed: dict[str, list[tuple[str, str, str]]] = {}
    for table, version in _by_table(connection.execute(text(_CATALOG)).all()).items():
        if table in known and known[table].version == version:
            parts[table] = known[table]
        else:
            changed[table] = version
    # Not of views: SQLite refuses to tell the columns of one whose table is gone. Nor of virtual tables: their module
    # may be one that env.py loads.
    tables = {name for name, version in changed.items() if any(map(_is_a_plain_table, version))}
    columns = _columns(connection, tables) if tables else {}
    for table, version in changed.items():
        parts[table] = _part(table, version, columns.get(table, []))
    for table in changed:
        parts[table] = _with_all_columns(parts[table], parts)
    return Schema(parts=parts)


def _is_a_plain_table(row: tuple[str, str, str]) -> bool:
    kind, _, sql = row
    return kind == "table" and not _VIRTUAL.match(sql)


def _with_all_columns(part: Part, parts: Mapping[str, Part]) -> Part:
    """The part whose foreign keys say which columns they mean: REFERENCES p is REFERENCES p (id).

    That hangs on another table, so the texts of this one prove nothing.
    """
    keys = [item for item in part.objects if item.kind == "foreign key" and " (" not in item.facts["references"]]
    if not keys:
        return part
    tables = {name.lower(): found for name, found in parts.items()}
    told = {item.name: _with_key_of(item, tables.get(item.facts["references"])) for item in keys}
    objects = tuple(told.get(item.name, item) if item.kind == "foreign key" else item for item in part.objects)
    return replace(part, objects=objects, version=None)


def _with_key_of(item: Object, table: Part | None) -> Object:
    """The foreign key with the columns of that table's primary key."""
    key = next((found for found in table.objects if found.kind == "primary key"), None) if table else None
    if key is None:
        return item
    columns = key.facts["columns"].replace(" desc", "")
    return replace(item, facts={**item.facts, "references": f"{item.facts['references']} {columns}"})


def _by_table(rows: Sequence[Any]) -> dict[str, list[tuple[str, str, str]]]:
    """The kind, name and text of what belongs to each table or view. A trigger has its table as it was typed."""
    own = {name.lower(): name for kind, name, _, _ in rows if kind in {"table", "view"}}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for kind, name, table, sql in _without_shadows(rows):
        found.setdefault(own.get(table.lower(), table), []).append((kind, name, sql or ""))
    return found


# What the modules that come with SQLite name the tables behind a virtual one: https://sqlite.org/vtab.html#xshadowname
_SHADOWS = "data idx content docsize config segments segdir stat node parent rowid".split()
_VIRTUAL = re.compile(r"create\s+virtual", re.IGNORECASE)


def _without_shadows(rows: Sequence[Any]) -> Iterator[Any]:
    """The rows but for the tables that a virtual table keeps for itself, and drops with itself."""
    virtual = [name for _, name, _, sql in rows if _VIRTUAL.match(sql or "")]
    shadows = {f"{name}_{suffix}" for name in virtual for suffix in _SHADOWS}
    return (row for row in rows if row[2] not in shadows)


def _columns(connection: Connection, tables: set[str]) -> dict[str, list[Any]]:
    """The rows of pragma_table_xinfo by table, for few tables one by one and for many in one statement."""
    if len(tables) <= 3:
        one = text("SELECT :name AS name, x.* FROM pragma_table_xinfo(:name) x ORDER BY x.cid")
        rows = [row for name in tables for row in connection.execute(one, {"name": name})]
    else:
        rows = list(connection.execute(text(_COLUMNS)))
    return {name: list(of_table) for name, of_table in groupby(rows, key=itemgetter(0))}


def _part(name: str, version: list[tuple[str, str, str]], columns: Sequence[Any]) -> Part:
    objects: list[Object] = []
    for kind, item, sql in version:
        if kind == "table":
            objects += _table(name, sql, columns)
        elif kind == "index" and sql:
            objects.append(Object(kind="index", name=item, table=name, facts=parse_index(sql)))
        elif kind in {"view", "trigger"}:
            owner = name if kind == "trigger" else ""
            told = _trigger(_text(sql)) if kind == "trigger" else _text(sql)
            objects.append(Object(kind=kind, name=item, table=owner, facts={"text": told}))
    order = tuple(column[2] for column in columns)
    return Part(objects=tuple(objects), version=version, columns=order)


def _text(sql: str) -> str:
    """The statement without its head, which names the object once more."""
    body = normal(sql)
    return re.sub(r"\Acreate (temp |temporary )?(view|trigger)( if not exists)? (\w+|\"[^\"]*\") (as )?", "", body)


def _trigger(text: str) -> str:
    """The trigger's text with the word that may be left out, BEFORE, and without those that may: FOR EACH ROW."""
    for_rows = re.sub(r" for each row(?= when\b| begin\b)", "", text, count=1)
    return re.sub(r"\A(?=(insert|update|delete)\b)", "before ", for_rows)


def _table(name: str, sql: str, columns: Sequence[Any]) -> Iterator[Object]:
    if _VIRTUAL.match(sql):
        yield Object(kind="table", name=name, table=name, facts={"text": normal(sql)})
        return
    told = parse_table(sql)
    yield Object(kind="table", name=name, table=name, facts=told.options)
    for _, _, column, type_, not_null, default, key, hidden in columns:
        if hidden == _HIDDEN_BY_A_VIRTUAL_TABLE:
            continue
        is_the_key = bool(key) and _is_the_only_key(column, told)
        facts = {"type": _type(type_, is_the_key=is_the_key), "nullable": "no" if not_null else "yes"}
        if is_the_key and facts["type"] == "INTEGER":
            facts["nullable"] = "no"  # it is the rowid then, https://sqlite.org/lang_createtable.html#rowid
        if default is not None and default.upper() != "NULL":
            facts["default"] = _default(default, type_)
        facts.update(told.columns.get(column.lower(), {}))
        yield Object(kind="column", name=column, table=name, facts=facts)
    yield from _constraints(name, told.constraints)


# In SQL each is short for the other, or as good as it (Alembic's ``type_synonyms``).
_SYNONYMS = {"INT": "INTEGER", "DEC": "NUMERIC", "DECIMAL": "NUMERIC"}


def _type(declared: str, *, is_the_key: bool) -> str:
    """The declared type in one form; of a primary key it counts whether that is INT or INTEGER."""
    # A generated column's type comes with the words before AS.
    plain = re.sub(r"\s*generated always\Z", "", declared, flags=re.IGNORECASE).upper()
    plain = re.sub(r"\s*([(),])\s*", r"\1", plain)
    return plain if is_the_key else re.sub(r"\A\w+", lambda found: _SYNONYMS.get(found[0], found[0]), plain)


def _is_the_only_key(column: str, told: TableText) -> bool:
    keys = {item.facts["columns"] for item in told.constraints if item.kind == "primary key"}
    return f"({column.lower()})" in keys


def _constraints(table: str, constraints: Iterable[Constraint]) -> Iterator[Object]:
    taken: set[tuple[str, str]] = set()
    for item in constraints:
        name = item.name or (
            item.kind if item.kind == "primary key" else item.facts.get("columns") or item.facts["text"]
        )
        while (item.kind, name) in taken:
            name += "'"
        taken.add((item.kind, name))
        yield Object(kind=item.kind, name=name, table=table, facts=item.facts, generated=not item.name)


# A default names no column, so SQLite takes this as a string, too.
_QUOTED_TWICE = re.compile(r'"((?:[^"]|"")*)"\Z')
_NUMBER = re.compile(r"'?([+-]?\d+)(\.\d+)?'?\Z")


def _default(sql: str, type_: str) -> str:
    """The default in one form: on a column of numeric affinity '0', 0 and false are stored as the same value."""
    if match := _QUOTED_TWICE.match(sql):
        sql = "'" + match[1].replace('""', '"').replace("'", "''") + "'"
    found = re.sub(r"\A([+-]) (?=[\d.])", r"\1", normal(sql))
    if re.search(r"char|clob|text|blob|\A\Z|json|any", type_, re.IGNORECASE):
        return found
    if match := _NUMBER.match(found):
        return match[1] + (match[2] or "").rstrip("0").rstrip(".")
    return {"true": "1", "false": "0"}.get(found, found)


def _folder(server: URL) -> Path:
    return Path(server.database or ".")


def create(server: URL, name: str) -> URL:
    """An empty file in the server's folder."""
    file = _folder(server) / f"{name}.db"
    file.touch(exist_ok=False)
    return server.set(database=str(file))


def copy(server: URL, original: str, name: str) -> URL:
    """A copy of the original's file, and of what is written already and not yet in it."""
    file = _folder(server) / f"{name}.db"
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(_folder(server) / f"{original}.db{suffix}", f"{file}{suffix}")
    return server.set(database=str(file))


def drop(server: URL, name: str) -> None:
    """Remove the file and what SQLite puts beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        (_folder(server) / f"{name}.db{suffix}").unlink(missing_ok=True)


BACKEND = Backend(
    name="sqlite",
    title="SQLite",
    dialects=("sqlite",),
    ignores_case=True,
    drivers=(
        Driver(name="pysqlite", module="sqlite3", install="python with sqlite3"),
        Driver(name="aiosqlite", module="aiosqlite", install="aiosqlite", is_async=True),
    ),
    read=read,
    create=create,
    copy=copy,
    copy_in_use=True,
    drop=drop,
    scratches=lambda server: [file.stem for file in _folder(server).glob("*.db")],
    version=lambda connection: str(connection.scalar(text("SELECT sqlite_version()"))),
    lacks={
        "identity": "SQLite numbers an INTEGER PRIMARY KEY by itself",
        "column comment": "SQLite has no comments",
        "table comment": "SQLite has no comments",
        "sequence": "SQLite has no sequences",
        "sequence increment": "SQLite has no sequences",
    },
    server_url=lambda folder: URL.create("sqlite", database=str(folder)),
    hint=hint,
    python_type=python_type,
)
