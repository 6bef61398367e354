"""A walk whose upper part another walks meanwhile observes what one walk observes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from projects import ENV, Project

from migration_harness import long_walk
from migration_harness.long_walk import LONG, LongWalk, kind_of_walk
from migration_harness.walk import Walk
from migration_harness.walk_down import WalkDown

if TYPE_CHECKING:
    from pathlib import Path

    from migration_harness.server import Server
    from migration_harness.walk import Passage

LOCK = """
import fcntl

lock = open("lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX{how})
""".lstrip()
NAMES = "abcdefghij"


@pytest.fixture
def project(tmp_path: Path, sqlite: Server) -> Project:
    """Ten sound revisions. Their processes are started as for a user: a fork would copy the locks of another thread."""
    made = Project(folder=tmp_path, server=sqlite)
    made.write("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    made.write("migrations/env.py", ENV)
    for before, name in zip((None, *NAMES), NAMES, strict=False):
        made.table(name, after=before)
    return made


def _divided(project: Project) -> LongWalk:
    chain = project.chain()
    return LongWalk(chain=chain, server=project.server, wanted=frozenset(chain.by_id))


def _seen(passage: Passage) -> tuple[object, ...]:
    steps = (passage.up, passage.down, passage.again)
    pictures = (passage.before, passage.after_up, passage.after_down, passage.after_again)
    return passage.blocked, passage.in_one_run, [step and str(step.failure) for step in steps], pictures


def _observed(walk: Walk) -> dict[str, Any]:
    """All that checks look at."""
    seen: dict[str, Any] = {name: _seen(walk.passage(name)) for name in walk.chain.by_id}
    head, at_once, base = walk.head(), walk.at_once(), walk.base()
    walk.close()
    return {
        **seen,
        "head": (head.blocked, head.migrated, head.failure),
        "at once": (at_once.blocked, at_once.migrated, at_once.failed and at_once.failed.revision),
        "base": (base.blocked, base.left, base.skipped, base.made_by, base.failed and str(base.failed.failure)),
    }


def _scratches(project: Project) -> set[str]:
    return set(project.server.backend.scratches(project.server.url))


def _walking() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("upper part")]


TABLE = 'op.create_table("t_{0}", sa.Column("id", sa.Integer))'
# The first three prove something even while two walks are under way.
NOT_BACK = {
    "is declared irreversible": (TABLE, "raise NotImplementedError"),
    "does nothing on the way down": (TABLE, "pass"),
    "leaves an index": ('op.create_index("ix_{0}", "t_a", ["id"])', "op.execute('SELECT 1')"),
    "is another the second time": (TABLE, 'op.execute("DROP TABLE t_{0}")\nop.create_table("left_{0}")'),
    "cannot go down": (TABLE, 'op.drop_table("nothing")'),
    "goes up once": (TABLE, 'op.rename_table("t_{0}", "u_{0}")\nop.execute("CREATE VIEW t_{0} AS SELECT 1")'),
}
NOT_UP = {"cannot go up": ('op.execute("nonsense")', "pass"), "kills the process": ("import os\nos._exit(3)", "pass")}


@pytest.mark.parametrize(
    "faults", ["", "ghi", "bcdghi", "    c", "   bh"], ids=["none", "above", "many", "below", "apart"]
)
def test_it_observes_what_one_walk_observes(project: Project, faults: str) -> None:
    """Pictures, failures and both ends are the same, wherever the faults are."""
    for name, (up, down) in zip(faults, NOT_BACK.values(), strict=False):
        if name != " ":
            project.revision(name, up.format(name), down.format(name), after=chr(ord(name) - 1))

    assert _observed(project.walk()) == _observed(_divided(project))
    assert not _walking()


@pytest.mark.parametrize(("fault", "where"), [("cannot go up", "c"), ("cannot go up", "h"), ("kills the process", "h")])
def test_it_gets_as_far_as_one_walk(project: Project, fault: str, where: str) -> None:
    """What cannot be reached is the same, wherever a revision does not go up."""
    up, down = NOT_UP[fault]
    project.revision(where, up, down, after=chr(ord(where) - 1))

    assert _observed(project.walk()) == _observed(_divided(project))
    assert not _walking()


def test_another_walks_the_upper_part(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk that was asked has not gone there itself; at the head it stands where the other one does."""
    taken: list[str] = []
    take_over = LongWalk._taken_over
    monkeypatch.setattr(
        LongWalk,
        "_taken_over",
        lambda *given: taken.append(given[1].id) or take_over(*given),  # type: ignore[func-returns-value]
    )
    before, walk = _scratches(project), _divided(project)

    walk.head()
    at_head = len(_scratches(project) - before)
    walk.close()

    assert (list("fghij"), 1) == (taken, at_head)
    assert _scratches(project) == before


@pytest.mark.parametrize("how", ["", " | fcntl.LOCK_NB"], ids=["waits", "fails"])
def test_an_env_py_that_takes_a_lock_is_in_nobodys_way(project: Project, how: str) -> None:
    """Whoever comes second waits for the end of the other, or fails, which proves nothing then."""
    project.write("migrations/env.py", LOCK.format(how=how) + ENV)

    seen = _observed(_divided(project))

    project.write("migrations/env.py", ENV)
    assert _observed(project.walk()) == seen


def test_closing_in_the_middle_leaves_nothing(project: Project) -> None:
    """As Ctrl-C does: thread, processes and scratch databases are gone."""
    project.revision("h", "import time\ntime.sleep(60)", after="g")
    before, walk = _scratches(project), _divided(project)

    walk.passage("a")
    walk.close()

    assert not _walking()
    assert _scratches(project) == before


def test_which_chains_are_divided(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long ones on a server, where there are two cores that pytest-xdist has not given to others."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    chain, many = project.chain(), [str(number) for number in range(LONG)]
    server = replace(project.server, backend=replace(project.server.backend, server_url=None))

    assert kind_of_walk(chain, server, many) is LongWalk
    assert kind_of_walk(chain, server, many[1:]) is Walk
    assert kind_of_walk(chain, project.server, many) is Walk
    assert kind_of_walk(replace(chain, from_models=True), server, many) is WalkDown
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    assert kind_of_walk(chain, server, many) is Walk


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('op.execute("CREATE ROLE reader")', True),
        ('op.execute("create user app identified by 1")', True),
        ('op.execute("DROP  TABLESPACE fast")', True),
        ('op.create_table("t", schema = "other")', True),
        ('"""Create user tables"""', False),
        ('op.create_table("user")', False),
        ('op.batch_alter_table("t", schema = None)', False),
    ],
)
def test_what_a_server_has_once_is_not_made_twice(project: Project, text: str, named: bool) -> None:
    """A chain whose files name such things is walked by one walk."""
    project.revision("c", text, after="b")

    assert named == long_walk._is_about_the_server(project.chain())
