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
