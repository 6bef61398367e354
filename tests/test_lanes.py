"""Two walks side by side see what one sees."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from projects import ENV, Project

from migration_harness.errors import ServerError
from migration_harness.lanes import LONG, Lanes, walk_of
from migration_harness.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from migration_harness.server import Server
    from migration_harness.walk import Passage


@pytest.fixture
def project(tmp_path: Path, sqlite: Server) -> Project:
    """An empty folder whose chain runs in a process of its own: a fork of a thread may never get on."""
    return Project(folder=tmp_path, server=sqlite)


def _faulty(project: Project) -> None:
    """Seven revisions: b leaves an index, d does not come down, f does not go up, and g needs f."""
    project.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
    project.write("migrations/env.py", ENV)
    project.table("a")
    project.revision("b", 'op.create_index("ix_b", "t_a", ["id"])', "op.execute('SELECT 1')", after="a")
    project.table("c", after="b")
    project.revision("d", 'op.create_table("t_d", sa.Column("id", sa.Integer))', "raise NotImplementedError", after="c")
    project.table("e", after="d")
    project.revision("f", 'op.execute("nonsense")', after="e")
    project.table("g", after="f")


def _lanes(project: Project) -> Lanes:
    chain = project.chain()
    first, second = (
        Walk(chain=chain, server=project.server, wanted=frozenset(item.id for item in chain.revisions[start::2]))
        for start in (0, 1)
    )
    return Lanes(first=first, second=second)


def _scratches(project: Project) -> set[str]:
    return set(project.server.backend.scratches(project.server.url))


def _seen(passage: Passage) -> tuple[object, ...]:
    steps = (passage.up, passage.down, passage.again)
    pictures = (passage.before, passage.after_up, passage.after_down, passage.after_again)
    return passage.blocked, [step and str(step.failure) for step in steps], pictures


def test_two_lanes_observe_what_one_walk_observes(project: Project) -> None:
    """Pictures, failures and what cannot be reached are the same, with faults in both lanes."""
    _faulty(project)
    before = _scratches(project)
    alone, lanes = project.walk(), _lanes(project)

    expected = {name: _seen(alone.passage(name)) for name in alone.chain.by_id}
    actual = {name: _seen(lanes.passage(name)) for name in alone.chain.by_id}
    head, base = (alone.head(), alone.base()), (lanes.head(), lanes.base())
    lanes.close()
    alone.close()

    assert expected == actual
    assert head[0].blocked == base[0].blocked
    assert (head[1].left, head[1].skipped) == (base[1].left, base[1].skipped)
    kept = f"{alone.kept} {lanes.first.kept} {lanes.second.kept}"
    assert all(name in kept for name in _scratches(project) - before)


def test_closing_in_the_middle_leaves_nothing(project: Project) -> None:
    """As Ctrl-C does: both threads end, and their scratch databases are gone."""
    project.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
    project.write("migrations/env.py", ENV)
    project.table("a")
    project.revision("b", "import time\ntime.sleep(60)", after="a")
    before, lanes = _scratches(project), _lanes(project)

    lanes.passage("a")
    lanes.close()

    assert not [thread for thread in threading.enumerate() if thread.name == "walk"]
    assert _scratches(project) == before
    with pytest.raises(ServerError), suppress(KeyError):
        lanes.passage("b")


def test_a_file_or_a_short_chain_is_walked_alone(project: Project) -> None:
    """There is no server to wait for, or less to save than a second walk costs."""
    project.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
    project.write("migrations/env.py", ENV)
    project.table("a")
    chain = project.chain()

    walk = walk_of(chain, project.server, frozenset(str(number) for number in range(LONG)))

    assert isinstance(walk, Walk)
