"""What a walk has to know about servers, which SQLite does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from projects import ENV, Project, with_offline_mode

from migration_harness.long_walk import LongWalk

if TYPE_CHECKING:
    from pathlib import Path

    from migration_harness.server import Server

NAMES = "abcdefghij"
UP = """
op.execute("CREATE ROLE reader")
op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))
op.execute("GRANT SELECT ON t TO reader")
"""
DOWN = """
op.drop_table("t")
op.execute("DROP ROLE reader")
"""
on_servers = pytest.mark.parametrize(
    "server", ["postgres:15", "mysql:9", "mariadb:11.8"], indirect=True, scope="session"
)


@pytest.fixture
def project(tmp_path: Path, server: Server) -> Project:
    """An empty chain that can also be written as a script."""
    made = Project(folder=tmp_path, server=server)
    made.write("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    made.write("migrations/env.py", with_offline_mode(ENV))
    (tmp_path / "migrations/versions").mkdir()
    return made


@on_servers
def test_what_a_server_has_once_is_no_fault_of_a_chain(project: Project) -> None:
    """A role that the walk has made is in the way of a second scratch database: nothing is known of that."""
    project.revision("a", UP, DOWN)
    project.table("b", after="a")

    judged, walk = project.judged(), project.walk()
    script = walk.script()
    walk.base()
    walk.close()

    assert {} == {check: found for check, found in judged.items() if isinstance(found, list) and found}
    assert "the walk has made what the server has once for all its databases" in str(judged["::upgrade"])
    assert "the walk has made what the server has once for all its databases" in script.blocked


@on_servers
def test_two_walks_observe_what_one_observes(project: Project) -> None:
    """The upper part's connection goes from its thread to the walk that goes on from the head."""
    for before, name in zip((None, *NAMES), NAMES, strict=False):
        project.table(name, after=before)
    alone, chain = project.walk(), project.chain()
    divided = LongWalk(chain=chain, server=project.server, wanted=frozenset(chain.by_id))

    seen = [
        ([walk.passage(name).after_again for name in NAMES], walk.head().migrated, walk.at_once().migrated, walk.base())
        for walk in (alone, divided)
    ]
    alone.close()
    divided.close()

    assert seen[0] == seen[1]
    assert seen[0][-1].left == seen[0][-1].empty


# As Alembic's cookbook has it: "Rudimental Schema-Level Multi Tenancy for PostgreSQL Databases".
TENANT = """
import sqlalchemy as sa
from alembic import context

metadata = sa.MetaData()
sa.Table("t_a", metadata, sa.Column("id", sa.Integer))
sa.Table("t_c", metadata, sa.Column("id", sa.Integer), sa.Column("mood", sa.Enum("sad", "ok", name="mood")))
if context.is_offline_mode():
    context.configure(dialect_name="postgresql")
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS tenant"))
        connection.execute(sa.text("SET search_path TO tenant"))
        connection.commit()
        connection.dialect.default_schema_name = "tenant"
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            context.run_migrations()
"""


@pytest.mark.parametrize("server", ["postgres:15"], indirect=True, scope="session")
def test_schema_that_env_py_puts_first_is_where_the_walk_looks(project: Project) -> None:
    """The tables of a tenant stand alone in pictures, and its version table is found; what differs is seen."""
    project.write("migrations/env.py", TENANT)
    project.table("a")
    project.revision("b", "op.execute(\"SET TIME ZONE 'Europe/Berlin'\")", "op.execute('SELECT 1')", after="a")
    at = """sa.Column("at", sa.DateTime(timezone=True), server_default="2020-01-01 00:00+00")"""
    mood = """sa.Column("mood", sa.Enum("sad", "ok", name="mood"))"""
    up = f'op.create_table("t_c", sa.Column("id", sa.Integer), {mood}, {at})'
    project.revision("c", up, "op.drop_table('t_c')", after="b")

    faults, walk = project.faults(), project.walk()
    script, head = walk.script(), walk.head()
    walk.close()

    assert {"c::round-trip", "::drift", "::empty"} == set(faults)
    assert ["The migrations make a column that the models do not have."] == faults["::drift"]
    assert {"t_a", "t_c"} == set(head.migrated.tables)
    assert [] == (script.migrated - head.migrated).lines()
