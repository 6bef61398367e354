"""The script of ``--sql`` on a scratch database of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy
from projects import ENV, Project, with_offline_mode

from migration_harness.chain import load
from migration_harness.check import Case, Finding, NotVerified
from migration_harness.checks.offline import CHECKS
from migration_harness.config import load as load_config
from migration_harness.portability import judge
from migration_harness.walk_script import _statements

ROOT = Path(__file__).parent.parent
(CHECK,) = CHECKS


def offline(project: Project) -> list[Finding] | str:
    """What the check says."""
    project.write("migrations/env.py", with_offline_mode(ENV))
    walk = project.walk()
    try:
        case = Case(database="sqlite", backend=walk.server.backend, chain=walk.chain, observed=walk)
        return CHECK.findings(case)
    except NotVerified as reason:
        return str(reason)
    finally:
        walk.close()


def test_a_sound_chain_builds_the_same(project: Project) -> None:
    """Tables, rows and a branch."""
    project.table("a1")
    project.revision("b2", 'op.execute("INSERT INTO t_a1 VALUES (1)")', 'op.execute("DELETE FROM t_a1")', after="a1")

    assert [] == offline(project)


def test_what_is_only_made_online_is_a_difference(project: Project) -> None:
    """A revision that asks whether it is offline; that another writes what is new each time is no reason for it."""
    now = "import datetime, uuid\nnow = f'{datetime.datetime.now()} {uuid.uuid4()}'"
    now += "\nop.execute(f\"INSERT INTO t_a1 SELECT 1 WHERE '{now}' = 1\")"
    project.revision("a1", f"op.create_table('t_a1', sa.Column('id', sa.Integer))\n{now}", 'op.drop_table("t_a1")')
    up = 'if not op.get_context().as_sql:\n    op.create_index("i", "t_a1", ["id"])'
    project.revision("b2", up, 'op.drop_index("i", table_name="t_a1")', after="a1")

    (found,) = offline(project)

    assert isinstance(found, Finding)
    assert "The script of --sql does not make an index that going online makes." == found.message
    assert any("index i" in line for line in found.evidence)
    assert "it would then write" not in found.hint


def test_a_statement_that_the_server_refuses(project: Project) -> None:
    """With the statement."""
    up = 'op.execute("SELECT 1" if not op.get_context().as_sql else "SELECT * FROM nowhere")'
    project.revision("a1", up)

    (found,) = offline(project)

    assert isinstance(found, Finding)
    assert found.message == "The script of alembic upgrade heads --sql fails where going online passes."
    assert "OperationalError: no such table: nowhere" in found.evidence


@pytest.mark.parametrize(
    ("up", "reason"),
    [
        ('op.get_bind().execute(sa.text("SELECT 1")).all()', "a1: it reads from the database"),
        ('with op.batch_alter_table("t") as t:\n    t.drop_column("n")', "a1: "),
    ],
)
def test_a_chain_that_reads_is_not_verified(project: Project, up: str, reason: str) -> None:
    """There is no script of it."""
    project.revision("a1", 'op.execute("CREATE TABLE t (id INTEGER, n INTEGER)")\n' + up)

    assert str(offline(project)).startswith(reason)


def test_a_script_that_cannot_be_written_is_a_finding(project: Project) -> None:
    """It passes online."""
    project.revision("a1", 'if op.get_context().as_sql:\n    raise ValueError("not so")')

    (found,) = offline(project)

    assert isinstance(found, Finding)
    assert found.message == "alembic upgrade heads --sql fails at a1."
    assert "ValueError: not so" in found.evidence


@pytest.mark.parametrize(
    ("product", "script", "statements"),
    [
        (
            "mssql",
            "BEGIN TRANSACTION;\n\n-- Running\n\nA;\n\nGO\n\nB;\nC;\n\nGO\n",
            ["BEGIN TRANSACTION;\n\n\nA", "B;\nC"],
        ),
        ("oracle", "A (1 / 2)\n\n/\n\nBEGIN p; END;\n\n/\n\n", ["A (1 / 2)", "BEGIN p; END;"]),
        ("postgres", "BEGIN;\nA;\nDO $$ a; b; $$;\n", ["BEGIN", "A", "DO $$ a; b; $$"]),
        ("sqlite", "A;\nCREATE TRIGGER t AFTER INSERT ON a BEGIN B; C; END;\nD;", 3),
    ],
)
def test_a_script_is_taken_apart_as_the_products_client_does(
    product: str, script: str, statements: list[str] | int
) -> None:
    """GO, a slash, semicolons; a trigger's own are inside of it."""
    found = list(_statements(script, product))

    assert statements == (len(found) if isinstance(statements, int) else found)


SCRIPTS = [
    ("oracle", "19"),
    ("oracle", "21"),
    ("oracle", "23"),
    ("mssql", "2019"),
    ("mssql", "2022"),
    ("mssql", "2025"),
]


@pytest.mark.parametrize(("product", "version"), SCRIPTS)
def test_the_reference_chain_is_a_script_for_the_dba(product: str, version: str) -> None:
    """``alembic upgrade heads --sql`` as env.py writes it: no statement that this version does not take."""
    if product == "oracle" and sqlalchemy.__version__.startswith("2.0."):
        pytest.skip("SQLAlchemy writes JSON for Oracle from 2.1 on")
    chain = load(load_config(ROOT, command_line={}, environment=os.environ))
    told = {"do": "write", "dialect": product, "product": product, "version": version, "pinned": False, "revisions": []}
    with chain.start() as process:
        script = process.ask(told)["script"]

    statements = list(_statements(script, product))

    assert len(statements) > 60
    assert [] == [(text, found) for text in statements for found in judge(text, product, version)]
