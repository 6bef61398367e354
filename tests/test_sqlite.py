"""The picture of SQLite sees every difference that the text of sqlite_master has, and no difference that is none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine

from migration_harness.backends.sqlite import read
from migration_harness.schema import Difference, Schema

P = "CREATE TABLE p (id INTEGER PRIMARY KEY, code INTEGER UNIQUE);"
AB = "CREATE TABLE t (a INTEGER, b INTEGER);"
NEWER = pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="STRICT came with SQLite 3.37")


def table(inner: str, options: str = "") -> str:
    return f"CREATE TABLE t ({inner}) {options};"


# What it is: before, after, the labels of what is different.
CHANGES = {
    "table": (P, P + AB, ["table t"]),
    "column": (AB, table("a INTEGER, b INTEGER, c INTEGER"), ["column t.c"]),
    "type": (table("a INTEGER"), table("a BIGINT"), ["column t.a"]),
    "INT of a primary key": (table("a INTEGER PRIMARY KEY"), table("a INT PRIMARY KEY"), ["column t.a"]),
    "type length": (table("a VARCHAR(20)"), table("a VARCHAR(40)"), ["column t.a"]),
    "type scale": (table("a NUMERIC(10, 2)"), table("a NUMERIC(10, 3)"), ["column t.a"]),
    "no type": (table("a"), table("a TEXT"), ["column t.a"]),
    "NOT NULL": (table("a INTEGER"), table("a INTEGER NOT NULL"), ["column t.a"]),
    "NOT NULL conflict": (table("a INT NOT NULL"), table("a INT NOT NULL ON CONFLICT IGNORE"), ["column t.a"]),
    "default": (table("a INTEGER"), table("a INTEGER DEFAULT 0"), ["column t.a"]),
    "default lost": (table("a TEXT DEFAULT 'x'"), table("a TEXT"), ["column t.a"]),
    "default value": (table("a TEXT DEFAULT 'x'"), table("a TEXT DEFAULT 'X'"), ["column t.a"]),
    "default '0' on text": (table("a TEXT DEFAULT '0'"), table("a TEXT DEFAULT '00'"), ["column t.a"]),
    "default null against ''": (table("a TEXT DEFAULT ''"), table("a TEXT DEFAULT NULL"), ["column t.a"]),
    "default expression": (table("a INT DEFAULT (1 + 1)"), table("a INT DEFAULT (1 + 2)"), ["column t.a"]),
    "default text against a call": (
        table("a TEXT DEFAULT 'CURRENT_TIMESTAMP'"),
        table("a TEXT DEFAULT CURRENT_TIMESTAMP"),
        ["column t.a"],
    ),
    "sign of a default": (table("a INT DEFAULT 1"), table("a INT DEFAULT -1"), ["column t.a"]),
    "collation": (table("a TEXT"), table("a TEXT COLLATE NOCASE"), ["column t.a"]),
    "collation, other": (table("a TEXT COLLATE RTRIM"), table("a TEXT COLLATE NOCASE"), ["column t.a"]),
    "AUTOINCREMENT": (
        table("a INTEGER PRIMARY KEY"),
        table("a INTEGER PRIMARY KEY AUTOINCREMENT"),
        ["column t.a"],
    ),
    "computed": (table("a INT, b INT"), table("a INT, b INT AS (a + 1)"), ["column t.b"]),
    "computed text": (table("a INT, b INT AS (a + 1)"), table("a INT, b INT AS (a + 2)"), ["column t.b"]),
    "stored": (
        table("a INT, b INT GENERATED ALWAYS AS (a + 1) VIRTUAL"),
        table("a INT, b INT GENERATED ALWAYS AS (a + 1) STORED"),
        ["column t.b"],
    ),
    "primary key": (AB, table("a INTEGER, b INTEGER, PRIMARY KEY (a)"), ["column t.a", "primary key on t"]),
    "primary key column": (
        table("a TEXT, b TEXT, PRIMARY KEY (a)"),
        table("a TEXT, b TEXT, PRIMARY KEY (a, b)"),
        ["primary key on t"],
    ),
    "primary key order": (
        table("a INT, b INT, PRIMARY KEY (a, b)"),
        table("a INT, b INT, PRIMARY KEY (b, a)"),
        ["primary key on t"],
    ),
    "primary key conflict": (
        table("a INT PRIMARY KEY"),
        table("a INT PRIMARY KEY ON CONFLICT REPLACE"),
        ["primary key on t"],
    ),
    "primary key DESC": (
        table("a INTEGER PRIMARY KEY"),
        table("a INTEGER PRIMARY KEY DESC"),
        ["column t.a", "primary key on t"],
    ),
    "primary key name": (
        table("a INT, CONSTRAINT pk_t PRIMARY KEY (a)"),
        table("a INT, CONSTRAINT t_pk PRIMARY KEY (a)"),
        ["primary key pk_t on t", "primary key t_pk on t"],
    ),
    "unique": (AB, table("a INTEGER UNIQUE, b INTEGER"), ["unique constraint on t"]),
    "unique, named": (AB, table("a INTEGER, b INTEGER, CONSTRAINT uq UNIQUE (a)"), ["unique constraint uq on t"]),
    "unique column": (
        table("a INT, b INT, CONSTRAINT uq UNIQUE (a)"),
        table("a INT, b INT, CONSTRAINT uq UNIQUE (a, b)"),
        ["unique constraint uq on t"],
    ),
    "unique order": (
        table("a INT, b INT, CONSTRAINT uq UNIQUE (a, b)"),
        table("a INT, b INT, CONSTRAINT uq UNIQUE (b, a)"),
        ["unique constraint uq on t"],
    ),
    "unique name": (
        table("a INT, CONSTRAINT uq UNIQUE (a)"),
        table("a INT, CONSTRAINT qu UNIQUE (a)"),
        ["unique constraint qu on t", "unique constraint uq on t"],
    ),
    "unique conflict": (
        table("a INT, UNIQUE (a)"),
        table("a INT, UNIQUE (a) ON CONFLICT IGNORE"),
        ["unique constraint on t"],
    ),
    "check": (AB, table("a INTEGER CHECK (a > 0), b INTEGER"), ["check constraint on t"]),
    "check, named": (AB, table("a INTEGER, b INTEGER, CONSTRAINT ck CHECK (a > 0)"), ["check constraint ck on t"]),
    "check text": (
        table("a INT, CONSTRAINT ck CHECK (a > 0)"),
        table("a INT, CONSTRAINT ck CHECK (a > 1)"),
        ["check constraint ck on t"],
    ),
    "check text, unnamed": (
        table("a INT, CHECK (a > 0)"),
        table("a INT, CHECK (a >= 0)"),
        ["check constraint on t", "check constraint on t"],
    ),
    "check, case of a string": (
        table("a TEXT, CONSTRAINT ck CHECK (a IN ('x', 'y'))"),
        table("a TEXT, CONSTRAINT ck CHECK (a IN ('x', 'Y'))"),
        ["check constraint ck on t"],
    ),
    "check, spaces in a string": (
        table("a TEXT, CONSTRAINT ck CHECK (a <> ' ')"),
        table("a TEXT, CONSTRAINT ck CHECK (a <> '  ')"),
        ["check constraint ck on t"],
    ),
    "check twice": (
        table("a INT, CHECK (a > 0)"),
        table("a INT, CHECK (a > 0), CHECK (a > 0)"),
        ["check constraint on t"],
    ),
    "check parentheses": (
        table("a INT, b INT, CONSTRAINT ck CHECK (a = 1 AND (b = 1 OR b = 2))"),
        table("a INT, b INT, CONSTRAINT ck CHECK ((a = 1 AND b = 1) OR b = 2)"),
        ["check constraint ck on t"],
    ),
    "foreign key": (P + AB, P + table("a INTEGER REFERENCES p (id), b INTEGER"), ["foreign key on t"]),
    "foreign key, named": (
        P + AB,
        P + table("a INTEGER, b INTEGER, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
        ["foreign key fk on t"],
    ),
    "foreign key column": (
        P + table("a INT, b INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
        P + table("a INT, b INT, CONSTRAINT fk FOREIGN KEY (b) REFERENCES p (id)"),
        ["foreign key fk on t"],
    ),
    "referenced column": (
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (code)"),
        ["foreign key fk on t"],
    ),
    "primary key of the referenced table": (
        P + table("a INT REFERENCES p"),
        "CREATE TABLE p (id INTEGER, code INTEGER PRIMARY KEY);" + table("a INT REFERENCES p"),
        ["column p.code", "column p.id", "foreign key on t", "primary key on p", "unique constraint on p"],
    ),
    "referenced table": (
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES q (id)"),
        ["foreign key fk on t"],
    ),
    "ON DELETE": (
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE"),
        ["foreign key fk on t"],
    ),
    "ON DELETE, other": (
        P + table("a INT REFERENCES p (id) ON DELETE CASCADE"),
        P + table("a INT REFERENCES p (id) ON DELETE SET NULL"),
        ["foreign key on t"],
    ),
    "ON UPDATE": (
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE"),
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE ON UPDATE RESTRICT"),
        ["foreign key fk on t"],
    ),
    "DEFERRABLE": (
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED"),
        ["foreign key fk on t"],
    ),
    "INITIALLY DEFERRED": (
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY IMMEDIATE"),
        P + table("a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED"),
        ["foreign key fk on t"],
    ),
    "index": (AB, AB + "CREATE INDEX ix ON t (a);", ["index ix on t"]),
    "index column": (AB + "CREATE INDEX ix ON t (a);", AB + "CREATE INDEX ix ON t (a, b);", ["index ix on t"]),
    "index order": (AB + "CREATE INDEX ix ON t (a, b);", AB + "CREATE INDEX ix ON t (b, a);", ["index ix on t"]),
    "index unique": (AB + "CREATE INDEX ix ON t (a);", AB + "CREATE UNIQUE INDEX ix ON t (a);", ["index ix on t"]),
    "index DESC": (AB + "CREATE INDEX ix ON t (a);", AB + "CREATE INDEX ix ON t (a DESC);", ["index ix on t"]),
    "index expression": (
        AB + "CREATE INDEX ix ON t (a + 1);",
        AB + "CREATE INDEX ix ON t (a + 2);",
        ["index ix on t"],
    ),
    "index predicate": (
        AB + "CREATE INDEX ix ON t (a) WHERE b > 0;",
        AB + "CREATE INDEX ix ON t (a) WHERE b > 1;",
        ["index ix on t"],
    ),
    "index predicate lost": (
        AB + "CREATE INDEX ix ON t (a) WHERE b > 0;",
        AB + "CREATE INDEX ix ON t (a);",
        ["index ix on t"],
    ),
    "index collation": (
        AB + "CREATE INDEX ix ON t (a);",
        AB + "CREATE INDEX ix ON t (a COLLATE NOCASE);",
        ["index ix on t"],
    ),
    "index on another table": (
        P + AB + "CREATE INDEX ix ON t (a);",
        P + AB + "CREATE INDEX ix ON p (code);",
        ["index ix on p", "index ix on t"],
    ),
    "STRICT": pytest.param(table("a INT"), table("a INT", "STRICT"), ["table t"], marks=NEWER),
    "WITHOUT ROWID": (
        table("a INT PRIMARY KEY"),
        table("a INT PRIMARY KEY", "WITHOUT ROWID"),
        ["column t.a", "table t"],  # such a key is NOT NULL, too
    ),
    "view": (AB, AB + "CREATE VIEW v AS SELECT a FROM t;", ["view v"]),
    "view text": (
        AB + "CREATE VIEW v AS SELECT a FROM t;",
        AB + "CREATE VIEW v AS SELECT b FROM t;",
        ["view v"],
    ),
    "view columns": (
        AB + "CREATE VIEW v AS SELECT a FROM t;",
        AB + "CREATE VIEW v (x) AS SELECT a FROM t;",
        ["view v"],
    ),
    "trigger": (AB, AB + "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t; END;", ["trigger tr on t"]),
    "trigger text": (
        AB + "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t; END;",
        AB + "CREATE TRIGGER tr AFTER DELETE ON t BEGIN DELETE FROM t; END;",
        ["trigger tr on t"],
    ),
    "trigger on a view": (
        AB + "CREATE VIEW v AS SELECT a FROM t;",
        AB + "CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN DELETE FROM t; END;",
        ["trigger tr on v"],
    ),
    "virtual table": (AB, AB + "CREATE VIRTUAL TABLE f USING rtree(i, x, y);", ["table f"]),
    "virtual table's columns": (
        "CREATE VIRTUAL TABLE f USING fts5(x, content='');",
        "CREATE VIRTUAL TABLE f USING fts5(x, y, content='');",
        ["table f"],
    ),
    "left over by a batch": (
        AB,
        AB + "CREATE TABLE _alembic_tmp_t (a INT);",
        ["table _alembic_tmp_t"],
    ),
}

# The same twice.
TWINS = {
    "INT is short for INTEGER": (table("a INTEGER, b NUMERIC(9, 2)"), table("a INT, b DECIMAL(9, 2)")),
    "reference to the primary key": (
        P + table("a INT REFERENCES p ON DELETE CASCADE"),
        P + table("a INT REFERENCES p (id) ON DELETE CASCADE"),
    ),
    "reference to a primary key of two columns": (
        'CREATE TABLE "P 2" (x INT, y INT, PRIMARY KEY (y, x));'
        + table('a INT, b INT, FOREIGN KEY (a, b) REFERENCES "P 2"'),
        'CREATE TABLE "P 2" (x INT, y INT, PRIMARY KEY (y, x));'
        + table('a INT, b INT, FOREIGN KEY (a, b) REFERENCES "p 2" (y, x)'),
    ),
    "reference to its own table": (
        table("id INTEGER PRIMARY KEY, a INT REFERENCES t"),
        table("id INTEGER PRIMARY KEY, a INT REFERENCES t (id)"),
    ),
    "reference to a table made later": (
        P + table("a INT REFERENCES p (id)"),
        table("a INT REFERENCES p") + P,
    ),
    "string in double quotes": (table("a TEXT DEFAULT 'it''s New'"), table('a TEXT DEFAULT "it\'s New"')),
    "signs of comparison": (
        table("a INT, CHECK (a <> 1)") + "CREATE INDEX ix ON t (a) WHERE a = 1;",
        table("a INT, CHECK (a != 1)") + "CREATE INDEX ix ON t (a) WHERE a == 1;",
    ),
    "case of a trigger's table": (
        AB + "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t; END;",
        AB + "CREATE TRIGGER tr AFTER INSERT ON T BEGIN DELETE FROM t; END;",
    ),
    "AUTOINCREMENT at the column or the table": (
        table("id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, a INT REFERENCES t"),
        table('"id" INTEGER NOT NULL, a INT REFERENCES t, PRIMARY KEY("id" AUTOINCREMENT)'),
    ),
    "FOR EACH ROW, and BEFORE, are the default": (
        AB + "CREATE TRIGGER tr UPDATE OF a ON t WHEN new.a > 0 BEGIN DELETE FROM t; END;",
        AB + "CREATE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW WHEN new.a > 0 BEGIN DELETE FROM t; END;",
    ),
    "case of keywords": (table("a INTEGER NOT NULL DEFAULT 1"), "create table t (a integer not null default 1);"),
    "white space": (table("a INT, CHECK (a > 0)"), "CREATE TABLE t\n(\n  a\tINT,\n  CHECK( a>0 )\n);"),
    "comments": (table("a INT, b INT"), "CREATE TABLE t (a INT, -- the first, 'one\n /* and, (the) second */ b INT);"),
    "NOT NULL of the rowid": (table("a INTEGER PRIMARY KEY"), table("a INTEGER NOT NULL, PRIMARY KEY (a)")),
    "quoted names": (table("a INT, b INT, PRIMARY KEY (a)"), 'CREATE TABLE "t" ("a" INT, `b` INT, PRIMARY KEY ([a]));'),
    "case of names in constraints": (
        table("a INT, CHECK (a > 0), UNIQUE (a)"),
        table("a INT, CHECK (A > 0), UNIQUE (A)"),
    ),
    "zeros behind the point of a default": (
        table("a NUMERIC(9, 2) DEFAULT '1.50'"),
        table("a NUMERIC(9, 2) DEFAULT 1.5"),
    ),
    "quotes around numbers": (table("a INTEGER DEFAULT '0'"), table("a INTEGER DEFAULT 0")),
    "parentheses around a default": (table("a INTEGER DEFAULT (0)"), table("a INTEGER DEFAULT 0")),
    "true and 1": (table("a BOOLEAN DEFAULT true"), table("a BOOLEAN DEFAULT 1")),
    "space in a type": (table("a NUMERIC(10,2)"), table("a NUMERIC(10, 2)")),
    "constraint at the column or the table": (
        P + table("a INT REFERENCES p (id), b INT UNIQUE CHECK (b > 0)"),
        P + table("a INT, b INT, FOREIGN KEY (a) REFERENCES p (id), UNIQUE (b), CHECK (b > 0)"),
    ),
    "order of constraints": (
        table("a INT, CONSTRAINT x CHECK (a > 0), CONSTRAINT y UNIQUE (a)"),
        table("a INT, CONSTRAINT y UNIQUE (a), CONSTRAINT x CHECK (a > 0)"),
    ),
    "no commas between constraints": (
        table("a INT, CONSTRAINT x CHECK (a > 0), CONSTRAINT y UNIQUE (a)"),
        table("a INT, CONSTRAINT x CHECK (a > 0) CONSTRAINT y UNIQUE (a)"),
    ),
    "NO ACTION is the default": (
        P + table("a INT REFERENCES p (id)"),
        P + table("a INT REFERENCES p (id) ON DELETE NO ACTION ON UPDATE NO ACTION"),
    ),
    "NOT DEFERRABLE is the default": (
        P + table("a INT REFERENCES p (id)"),
        P + table("a INT REFERENCES p (id) NOT DEFERRABLE INITIALLY IMMEDIATE"),
    ),
    "NULL is the default": (table("a INT"), table("a INT NULL")),
    "ABORT is the default": (table("a INT UNIQUE"), table("a INT UNIQUE ON CONFLICT ABORT")),
    "ASC is the default": (AB + "CREATE INDEX ix ON t (a);", AB + "CREATE INDEX ix ON t (a ASC);"),
    "VIRTUAL is the default": (table("a INT, b INT AS (a)"), table("a INT, b INT GENERATED ALWAYS AS (a) VIRTUAL")),
    "IF NOT EXISTS": (AB + "CREATE INDEX ix ON t (a);", AB + "CREATE INDEX IF NOT EXISTS ix ON t (a);"),
    "index quoted": (AB + "CREATE INDEX ix ON t (a);", AB + 'CREATE INDEX "ix" ON "t" ("a");'),
    "view quoted": (
        AB + "CREATE VIEW v AS SELECT a FROM t;",
        AB + 'create view "v" as\n select a from t;',
    ),
    "column order": (table("a INT, b INT"), table("b INT, a INT")),
    "order of making": (P + AB, AB + P),
    "sqlite_sequence": (
        table("a INTEGER PRIMARY KEY AUTOINCREMENT"),
        table("a INTEGER PRIMARY KEY AUTOINCREMENT") + "INSERT INTO t VALUES (1); ANALYZE;",
    ),
    "renamed table": (
        table("a INT, CHECK (a > 0)"),
        "CREATE TABLE s (a INT, CHECK (a > 0)); ALTER TABLE s RENAME TO t;",
    ),
    "renamed table, referenced": (
        P + table("a INT REFERENCES p (id)"),
        P.replace("TABLE p", "TABLE q") + "CREATE TABLE t (a INT REFERENCES q (id)); ALTER TABLE q RENAME TO p;",
    ),
    "renamed column": (
        table("a INT, UNIQUE (a), CHECK (a > 0)") + "CREATE INDEX ix ON t (a) WHERE a > 0;",
        table("b INT, UNIQUE (b), CHECK (b > 0)")
        + "CREATE INDEX ix ON t (b) WHERE b > 0; ALTER TABLE t RENAME COLUMN b TO a;",
    ),
    "added column": (
        table("a INT, b TEXT DEFAULT 'x' NOT NULL"),
        table("a INT") + "ALTER TABLE t ADD b TEXT DEFAULT 'x' NOT NULL;",
    ),
    "dropped column": (table("a INT"), table("a INT, b INT") + "ALTER TABLE t DROP b;"),
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as opened:
        yield opened


def _made(connection: Connection, sql: str, last: Schema | None = None) -> Schema:
    """The picture after an empty database was filled with the statements."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.executescript(
        "".join(
            f'DROP {kind} IF EXISTS "{name}";'
            for kind, name in raw.execute(
                "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'f_%'"
                " AND sql IS NOT NULL ORDER BY type DESC"
            )
        )
    )
    raw.executescript(sql)
    return read(connection, last)


def _labels(difference: Difference) -> list[str]:
    return sorted(label for change in difference.changes for label in {change.object.label})


@pytest.mark.parametrize(("before", "after", "labels"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(connection: Connection, before: str, after: str, labels: list[str]) -> None:
    """It names the object, in both directions, and a picture that builds on the last one says the same."""
    first = _made(connection, before)
    second = _made(connection, after, first)

    assert labels == _labels(second - first)
    assert labels == _labels(first - second)
    assert not second - read(connection, None)


def test_virtual_table_of_a_module_that_is_not_loaded(connection: Connection) -> None:
    """Its statement is its picture: env.py may load the module into its own connections."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.executescript(
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES"
        " ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING vec0(a)'); PRAGMA writable_schema = RESET;"
    )

    assert ["table v"] == [item.label for item in read(connection, None)]


@pytest.mark.parametrize(("before", "after"), TWINS.values(), ids=TWINS)
def test_what_says_the_same_is_no_change(connection: Connection, before: str, after: str) -> None:
    """However it is written: SQLite keeps CREATE statements as they were typed."""
    first = _made(connection, before)
    second = _made(connection, after, first)

    assert [] == (second - first).lines()
    assert not second - read(connection, None)


METADATA = sa.MetaData(
    naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
)
sa.Table("parents", METADATA, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "children",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent_id", sa.Integer, sa.ForeignKey("parents.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.String(40), server_default="", nullable=False),
    sa.Column("order", sa.Numeric(10, 2), server_default="0", nullable=False),
    sa.Column("is_open", sa.Boolean, server_default=sa.true(), nullable=False),
    sa.Column("at", sa.DateTime, server_default=sa.func.now()),
    sa.Column("code", sa.String(8, collation="NOCASE"), unique=True),
    sa.CheckConstraint("name <> 'it''s'", name="name"),
    sa.Index("ix_open", "name", sqlite_where=sa.text("is_open")),
    sa.Index("ix_lower", sa.text("lower(name)")),
)


def _in_one_go(op: Operations) -> None:
    op.create_table("parents", sa.Column("id", sa.Integer, nullable=False), sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "children",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("parent_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=40), server_default="", nullable=False),
        sa.Column("order", sa.Numeric(precision=10, scale=2), server_default="0", nullable=False),
        sa.Column("is_open", sa.Boolean, server_default=sa.text("1"), nullable=False),
        sa.Column("at", sa.DateTime, server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=True),
        sa.Column("code", sa.String(length=8, collation="NOCASE"), nullable=True),
        sa.CheckConstraint("name <> 'it''s'", name=op.f("ck_children_name")),
        sa.ForeignKeyConstraint(["parent_id"], ["parents.id"], name="fk_children_parent_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_open", "children", ["name"], sqlite_where=sa.text("is_open"))
    op.create_index("ix_lower", "children", [sa.text("lower(name)")])


def _through_a_batch(op: Operations) -> None:
    _in_one_go(op)
    with op.batch_alter_table("children") as batch:
        batch.add_column(sa.Column("more", sa.Integer))
        batch.alter_column("name", existing_type=sa.String(40), type_=sa.String(80))
    with op.batch_alter_table("children") as batch:
        batch.drop_column("more")
        batch.alter_column("name", existing_type=sa.String(80), type_=sa.String(40))


def _renamed(op: Operations) -> None:
    _in_one_go(op)
    op.rename_table("parents", "elders")
    op.rename_table("elders", "parents")
    op.rename_table("children", "kids")
    op.rename_table("kids", "children")


@pytest.mark.parametrize("migrate", [_in_one_go, _renamed])
def test_migrations_and_create_all_are_twins(migrate: Callable[[Operations], None]) -> None:
    """What Alembic's operations build is what create_all() builds, also after renames."""
    assert [] == _drift(migrate)


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_what_a_batch_loses_is_seen() -> None:
    """A batch copies what SQLAlchemy reflects: the index on an expression and the collation are not among it."""
    drift = _drift(_through_a_batch)

    assert ["- index ix_lower on children (lower(name))", "~ column children.code: collation nocase -> none"] == drift


def _drift(migrate: Callable[[Operations], None]) -> list[str]:
    with create_engine("sqlite://").connect() as twin, create_engine("sqlite://").connect() as migrated:
        METADATA.create_all(twin)
        migrate(Operations(MigrationContext.configure(migrated, opts={"target_metadata": METADATA})))
        return read(migrated, None).since(read(twin, None), models=True).lines()
