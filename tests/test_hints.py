"""The lines to paste are pasted: what a hint says repairs the difference that it was given for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from migration_harness.backend import Backend, find
from migration_harness.hints import operations, restore
from migration_harness.schema import Change, Difference, Object, Part, Schema
from migration_harness.server import Server

# Batches reflect the tables; SQLAlchemy and Alembic warn of what that leaves out, which the hint says again.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*expression-based index"),
    pytest.mark.filterwarnings("ignore:Unnamed CHECK constraint"),
]

SQLITE_SETUP = """
CREATE TABLE p (id INTEGER PRIMARY KEY, code VARCHAR(9));
CREATE TABLE t (id INTEGER NOT NULL, p_id INTEGER, a INTEGER, b VARCHAR(20) DEFAULT 'x' NOT NULL, userId INTEGER,
    c NUMERIC(10, 2), CONSTRAINT pk_t PRIMARY KEY (id), CONSTRAINT fk_p FOREIGN KEY(p_id) REFERENCES p (id),
    CONSTRAINT ck_c CHECK (c > 0), CONSTRAINT uq_ab UNIQUE (a, b), CHECK (a <> 7));
CREATE INDEX ix_a ON t (a);
CREATE INDEX ix_lower ON t (lower(b));
CREATE INDEX ix_part ON t (c) WHERE a > 0;
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE p SET code = 'Q'; END
"""


def made_anew(old: str, new: str) -> str:
    """The table made again with another definition: what SQLite needs for what ALTER TABLE does elsewhere."""
    statements = [statement.strip() for statement in SQLITE_SETUP.split(";\n")]
    table = next(statement for statement in statements if statement.startswith("CREATE TABLE t"))
    assert old in table
    rest = [statement for statement in statements[2:] if "\nEND" not in statement]
    return ";\n".join(["DROP VIEW v", "DROP TABLE t", table.replace(old, new, 1), *rest])


SQLITE = {
    "table left": "CREATE TABLE n (id INTEGER)",
    "table lost": "DROP TABLE p",
    "table lost with all that is on it": "DROP TABLE t",
    "table renamed": "ALTER TABLE p RENAME TO q",
    "column left": "ALTER TABLE t ADD n INTEGER",
    "columns left": "ALTER TABLE t ADD n INTEGER;\nALTER TABLE t ADD m INTEGER;\nALTER TABLE p ADD n INTEGER",
    "column lost": made_anew("c NUMERIC(10, 2), ", "")
    .replace("CREATE INDEX ix_part ON t (c) WHERE a > 0;\n", "")
    .replace("CONSTRAINT ck_c CHECK (c > 0), ", ""),
    "column renamed": "ALTER TABLE p RENAME code TO codes",
    "column renamed that has an index": "ALTER TABLE t RENAME a TO aa",
    "type": made_anew("VARCHAR(20)", "VARCHAR(30)"),
    "NOT NULL lost": made_anew("DEFAULT 'x' NOT NULL", "DEFAULT 'x'"),
    "NOT NULL left": made_anew("c NUMERIC(10, 2)", "c NUMERIC(10, 2) NOT NULL"),
    "default lost": made_anew("DEFAULT 'x' ", ""),
    "default changed": made_anew("'x'", "'it''s'"),
    "default left": made_anew("userId INTEGER", "userId INTEGER DEFAULT 5"),
    "collation": made_anew("b VARCHAR(20)", "b VARCHAR(20) COLLATE NOCASE"),
    "primary key": made_anew("PRIMARY KEY (id)", "PRIMARY KEY (id, a)"),
    "unique lost": made_anew("CONSTRAINT uq_ab UNIQUE (a, b), ", ""),
    "unique left": made_anew("CHECK (a <> 7)", "CHECK (a <> 7), CONSTRAINT uq_u UNIQUE (userId)"),
    "unique without a name left": made_anew("CHECK (a <> 7)", "CHECK (a <> 7), UNIQUE (c)"),
    "foreign key lost": made_anew("CONSTRAINT fk_p FOREIGN KEY(p_id) REFERENCES p (id),", ""),
    "foreign key without a name left": made_anew("CHECK (a <> 7)", "CHECK (a <> 7), FOREIGN KEY (a) REFERENCES p (id)"),
    "ON DELETE": made_anew("REFERENCES p (id)", "REFERENCES p (id) ON DELETE CASCADE"),
    "deferrable": made_anew("REFERENCES p (id)", "REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED"),
    "check lost": made_anew("CONSTRAINT ck_c CHECK (c > 0), ", ""),
    "check without a name lost": made_anew(", CHECK (a <> 7)", ""),
    "check without a name left": made_anew("CHECK (a <> 7)", "CHECK (a <> 7), CHECK (a <> 8)"),
    "check text": made_anew("CHECK (c > 0)", "CHECK (c >= 0)"),
    "index left": "CREATE INDEX ix_u ON t (userId)",
    "index lost": "DROP INDEX ix_a",
    "unique index lost": "DROP INDEX ix_a;\nCREATE UNIQUE INDEX ix_a ON t (a)",
    "index of another order": "DROP INDEX ix_a;\nCREATE INDEX ix_a ON t (a DESC)",
    "index renamed": "DROP INDEX ix_a;\nCREATE INDEX ix_b ON t (a)",
    "index predicate": "DROP INDEX ix_part;\nCREATE INDEX ix_part ON t (c) WHERE a > 1",
    "index expression": "DROP INDEX ix_lower;\nCREATE INDEX ix_lower ON t (upper(b))",
    "view lost": "DROP VIEW v",
    "view left": "CREATE VIEW w AS SELECT 1 AS x",
    "view text": "DROP VIEW v;\nCREATE VIEW v AS SELECT id FROM t",
    "trigger lost": "DROP TRIGGER tr",
    "trigger left": "CREATE TRIGGER tr2 AFTER DELETE ON t BEGIN DELETE FROM p; END",
    "several at once": made_anew("'x'", "'y'") + ";\nDROP INDEX ix_a;\nDROP TABLE p;\nALTER TABLE t ADD n INTEGER",
}


@pytest.mark.parametrize("name", SQLITE)
def test_hint_for_sqlite_repairs_the_difference(name: str, tmp_path: Path) -> None:
    """Everything is as before, with what a batch alone loses: checks without a name, triggers, expressions."""
    engine = create_engine(f"sqlite:///{tmp_path / 'scratch.db'}")
    with connected(engine) as connection:
        run(connection, SQLITE_SETUP)

        left = left_after_hint(connection, find("sqlite"), SQLITE[name])

    engine.dispose()
    assert [] == left


TWO = "CREATE TABLE {} (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, {})"
KEY_A, KEY_B = "FOREIGN KEY (a) REFERENCES p (id)", "FOREIGN KEY (b) REFERENCES p (id)"
NAMELESS = {
    "key left beside another": f"{KEY_A}, {KEY_B}",
    "key on another column": KEY_B,
    "key and unique left beside others": f"{KEY_A}, {KEY_B}, UNIQUE (a), UNIQUE (b)",
    "key and check left": f"{KEY_A}, {KEY_B}, CHECK (a <> 7)",
}


@pytest.mark.parametrize("name", NAMELESS)
def test_hint_for_sqlite_leaves_what_has_no_name_without_one(name: str, tmp_path: Path) -> None:
    """A batch drops it by a name that it gives to its likes too; another table may have a like that stays."""
    engine = create_engine(f"sqlite:///{tmp_path / 'scratch.db'}")
    tables = [TWO.format(table, KEY_A) for table in ("j", "k")]
    changed = ["DROP TABLE j", TWO.format("j", KEY_B), "DROP TABLE k", TWO.format("k", NAMELESS[name])]
    with connected(engine) as connection:
        run(connection, ";\n".join(["CREATE TABLE p (id INTEGER PRIMARY KEY)", *tables]))

        left = left_after_hint(connection, find("sqlite"), ";\n".join(changed))

    engine.dispose()
    assert [] == left


# Changes for which there is no hint, because the statement would be a guess; everything else is repaired.
SILENT = {
    "postgres": {
        "composite type",  # columns of that type would have to be changed too
        "partition key",  # a new table
        "serial of a narrower sequence",
        "serial of another step",
        "storage",  # SET STORAGE DEFAULT is known from 16 on
        "view column comment",
        "NOT NULL not inherited",
        "NOT NULL not valid",
    },
    "mysql": set[str](),
    "mariadb": set[str](),
}


def test_hints_repair_every_change_that_the_picture_tells_apart(server: Server) -> None:
    """On each --db: every change in the tests of its catalog reader is undone by what the hint says, or has none."""
    product = server.backend.name
    if product == "sqlite":
        return  # above, without --db
    found = {name: told for name, told in repaired(server) if told}

    silent = {name for name, told in found.items() if told == ["no hint"]}
    assert {} == {name: told for name, told in found.items() if name not in silent}
    assert silent <= SILENT[product]


def repaired(server: Server) -> Iterator[tuple[str, list[str]]]:
    """What is left of each change after its hint."""
    for name, (setup, change) in cases(server).items():
        with server.scratch() as made, connected(made.engine()) as connection:
            run(connection, *setup)
            yield name, left_after_hint(connection, server.backend, change)


def cases(server: Server) -> dict[str, tuple[tuple[str, ...], str]]:
    """The changes in the tests of the catalog reader, with what is there before."""
    if server.backend.name == "postgres":
        with connected(server.make_scratch().engine()) as connection:
            version = (connection.dialect.server_version_info or (0,))[0]
        known = module("test_postgres").CASES
        return {name: ((case.setup,), case.change) for name, case in known.items() if case.since <= version}
    known = module("test_mysql").CASES
    return {name: (case.setup, case.change) for name, case in known.items() if server.backend.name in case.products}


def module(name: str) -> ModuleType:
    spec = spec_from_file_location(f"cases_of_{name}", Path(__file__).parent / "backends" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


def left_after_hint(connection: Connection, backend: Backend, change: str) -> list[str]:
    """The difference that is left once the change was made and its hint was pasted."""
    before = backend.read(connection, None)
    run(connection, change)
    lines, unsaid = operations(backend.read(connection, None) - before, backend)
    if not lines or unsaid:
        return ["no hint"]
    try:
        paste(connection, lines)
    except (DBAPIError, SyntaxError, NameError, AttributeError, TypeError, ValueError) as error:
        return [*lines, f"{type(error).__name__}: {error}"]
    return [*lines, *left] if (left := (backend.read(connection, None) - before).lines()) else []


def paste(connection: Connection, lines: list[str]) -> None:
    """Run the lines as a revision would."""
    with Operations.context(MigrationContext.configure(connection)):
        exec("\n".join(lines), {"op": op, "sa": sqlalchemy})  # noqa: S102


def run(connection: Connection, *scripts: str) -> None:
    separator = ";\n" if connection.dialect.name == "sqlite" else "; "
    for script in scripts:
        statements = [script] if connection.dialect.name == "postgresql" else script.split(separator)
        for statement in filter(str.strip, statements):
            connection.exec_driver_sql(statement)


def connected(engine: Engine) -> Connection:
    return engine.execution_options(isolation_level="AUTOCOMMIT").connect()


# How a hint reads


def test_hint_says_where_it_belongs_and_what_is_left_to_the_reader() -> None:
    """The place is the first line; what the lines say nothing about is named in the last one."""
    engine = create_engine("sqlite://")
    sqlite = find("sqlite")
    with connected(engine) as connection:
        run(connection, "CREATE TABLE t (a ODD(1), b INTEGER)")
        before = sqlite.read(connection, None)
        run(connection, "DROP TABLE t;\nCREATE TABLE t (a ODD(2), b INTEGER, note VARCHAR(9))")

        told = restore(sqlite.read(connection, None) - before, sqlite, at="at the end of downgrade()")

    engine.dispose()
    assert told.splitlines() == [
        "at the end of downgrade():",
        'with op.batch_alter_table("t") as batch_op:',
        '    batch_op.drop_column("note")',
        "# by hand: column t.a",
    ]


def test_tables_are_dropped_before_those_that_they_refer_to() -> None:
    """Where they refer to each other in a circle, nothing is said of the order."""
    names = ("a", "b", "c")
    tables = [Object(kind="table", name=name, table=name, facts={}) for name in names]

    def lines(*pairs: str) -> list[str]:
        keys = [
            Object(kind="foreign key", name="", table=pair[0], facts={"references": f"{pair[1]} (id)"})
            for pair in pairs
        ]
        left = Schema(parts={"": Part(objects=(*tables, *keys))})
        changes = tuple(Change(before=None, after=table) for table in tables)
        return operations(Difference(changes=changes, before=Schema(), after=left), find("postgres"))[0]

    assert ['op.drop_table("c")', 'op.drop_table("b")', 'op.drop_table("a")'] == lines("ba", "cb", "aa")
    assert ['op.drop_table("a")', 'op.drop_table("b")', 'op.drop_table("c")'] == lines("ab", "ba")


def test_nothing_is_said_where_nothing_can_be() -> None:
    """A hint of which no line repairs anything is no hint."""
    assert restore(Difference(), find("sqlite"), at="anywhere") == ""
