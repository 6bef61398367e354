"""The picture through SQLAlchemy's Inspector, and what is said of what it does not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from projects import Project
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from migration_harness.backend import Backend
from migration_harness.backends import inspector
from migration_harness.report.forms import as_markdown
from migration_harness.report.html import as_html
from migration_harness.report.report import Answer, Report
from migration_harness.schema import Schema
from migration_harness.server import Server


@pytest.fixture
def foreign(sqlite: Server) -> Server:
    """A server of a product that has no reader of its own, and a dialect without autocommit."""
    (default,) = (field.default for field in Backend.__dataclass_fields__.values() if field.name == "read")
    return replace(sqlite, backend=replace(sqlite.backend, read=default, autocommit=False))


@pytest.fixture
def seen(sqlite: Server) -> Iterator[Callable[..., Schema]]:
    """The picture of what these statements make."""
    with sqlite.scratch() as scratch, scratch.engine().connect() as connection:

        def picture(*statements: str, **options: str) -> Schema:
            for statement in statements:
                connection.exec_driver_sql(statement)
            return inspector.read(connection, None, **options)

        yield picture


def facts(picture: Schema, kind: str, name: str) -> dict[str, str]:
    (found,) = (item for item in picture if (item.kind, item.name) == (kind, name))
    return dict(found.facts)


def test_picture_has_what_the_dialect_tells(seen: Callable[..., Schema]) -> None:
    """Facts have the names that readers of catalogs give them, so checks and hints know them."""
    picture = seen(
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE t (a VARCHAR(20) NOT NULL DEFAULT 'x',\n b INTEGER GENERATED ALWAYS AS (c + 1) STORED,"
        "\n c INTEGER,"
        "\n CONSTRAINT pk PRIMARY KEY (c, a),\n CONSTRAINT uq UNIQUE (a),"
        "\n CONSTRAINT fk FOREIGN KEY (c) REFERENCES p (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,"
        "\n CONSTRAINT ck CHECK (c > 0)\n)",
        "CREATE UNIQUE INDEX ix ON t (a, c) WHERE c > 1",
        "CREATE VIEW v AS SELECT a FROM t",
    )

    assert facts(picture, "column", "a") == {"type": "VARCHAR(20)", "nullable": "no", "default": "'x'"}
    assert facts(picture, "column", "b") == {"type": "INTEGER", "nullable": "yes", "computed": "c + 1 stored"}
    assert facts(picture, "primary key", "pk") == {"columns": "(c, a)"}
    assert facts(picture, "unique constraint", "uq") == {"columns": "(a)"}
    assert facts(picture, "foreign key", "fk") == {
        "columns": "(c)",
        "references": "p (id)",
        "on delete": "cascade",
        "deferrable": "initially deferred",
    }
    assert facts(picture, "check constraint", "ck") == {"text": "c > 0"}
    assert facts(picture, "index", "ix") == {"columns": "(a, c)", "unique": "yes", "where": "c > 1"}
    assert facts(picture, "view", "v") == {"text": "CREATE VIEW v AS SELECT a FROM t"}


def test_constraint_without_a_name_is_known_by_what_it_is_about(seen: Callable[..., Schema]) -> None:
    """Its name is made up, and two of the same kind are two."""
    picture = seen("CREATE TABLE t (a INTEGER,\n UNIQUE (a),\n CHECK (a > 0),\n CHECK (a < 9)\n)")

    assert {item.name for item in picture if item.generated} == {"(a)", "a > 0", "a < 9"}


def test_names_of_the_server_are_told_by_a_pattern(seen: Callable[..., Schema]) -> None:
    """What is numbered in the order of making is not compared by its name."""
    first = seen("CREATE TABLE t (a INTEGER, CONSTRAINT integ_1 CHECK (a > 0))", generated=r"INTEG_\d+")

    second = seen(
        "DROP TABLE t", "CREATE TABLE t (a INTEGER, CONSTRAINT integ_2 CHECK (a > 0))", generated=r"INTEG_\d+"
    )

    assert not second - first


@pytest.mark.parametrize(
    ("method", "unseen"),
    [
        ("get_check_constraints", "check constraints"),
        ("get_unique_constraints", "unique constraints"),
        ("get_indexes", "indexes"),
        ("get_view_names", "views"),
    ],
)
def test_what_a_dialect_does_not_tell_is_unseen(
    method: str, unseen: str, seen: Callable[..., Schema], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the picture is there, and it survives that the version table is taken out."""
    monkeypatch.setattr(SQLiteDialect, method, _not_implemented)

    picture = seen("CREATE TABLE t (a INTEGER)").without(["alembic_version", "x"])

    assert facts(picture, "column", "a") == {"type": "INTEGER", "nullable": "yes"}
    assert unseen in picture.unseen
    assert "triggers" in picture.unseen


def _not_implemented(*_: object, **__: object) -> None:
    raise NotImplementedError


def test_object_that_a_dialect_skips_is_unseen(seen: Callable[..., Schema]) -> None:
    """SQLAlchemy only warns of it."""
    picture = seen("CREATE TABLE t (a VARCHAR(9))", "CREATE INDEX ix ON t (lower(a))")

    assert any("ix" in text for text in picture.unseen)


def test_type_that_a_dialect_does_not_know_is_unseen(
    seen: Callable[..., Schema], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two such types look the same, so they are not called equal in silence."""
    monkeypatch.setattr(SQLiteDialect, "_resolve_type_affinity", lambda *_: sa.types.NullType())

    picture = seen("CREATE TABLE t (a geometry)")

    assert "the type of t.a" in picture.unseen


def test_chain_is_judged_by_it(project: Project, foreign: Server) -> None:
    """A sound revision passes, a forgotten index is found at its own."""
    project = replace(project, server=foreign)
    project.table("a1")
    project.revision("a2", 'op.create_index("ix", "t_a1", ["id"])', "pass", after="a1")

    found = project.faults()

    assert {"a2"} == {name.partition("::")[0] for name in found} - {""}


def test_reports_say_what_was_not_seen() -> None:
    """In each form, for the database that it is true of."""
    answers = [
        Answer(check="round-trip", database="firebird", revision="0001", state="passed", unseen=("triggers",)),
        Answer(check="round-trip", database="sqlite", revision="0001", state="passed"),
    ]
    runs = [
        {"database": name, "server_version": "1", "source": "", "started": "", "seconds": 1.0}
        for name in ("firebird", "sqlite")
    ]
    report = Report(answers=answers, runs=runs)

    told = report.json()

    assert {run["database"]: run["not_seen"] for run in told["runs"]} == {"firebird": ["triggers"], "sqlite": []}
    line = "firebird: not verified on any revision, because neither server nor dialect tells them: triggers"
    assert line in as_markdown(report)
    assert line in as_html(report)


def test_object_in_the_picture_is_told_as_others_are(seen: Callable[..., Schema]) -> None:
    """A reader of a finding need not know where the picture is from."""
    picture = seen("CREATE TABLE t (a INTEGER NOT NULL)")

    assert str(next(item for item in picture if item.kind == "column")) == "column t.a INTEGER, NOT NULL"


def test_dialect_without_autocommit_commits_between_statements(foreign: Server) -> None:
    """What one statement did is there for others once the next one runs, and what others did for that one."""
    with foreign.scratch() as scratch, scratch.engine(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        connection.exec_driver_sql("SELECT 1").all()
        with scratch.engine().begin() as other:
            before = other.exec_driver_sql("SELECT a FROM t").scalars().all()
            other.exec_driver_sql("INSERT INTO t VALUES (2)")
        after = connection.exec_driver_sql("SELECT a FROM t").scalars().all()

    assert ([1], [1, 2]) == (before, after)
