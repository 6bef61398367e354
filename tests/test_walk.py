"""The walk sees what really happened on the scratch database, and goes on after every failure."""

from __future__ import annotations

import os
import warnings
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from processes import eventually
from projects import ENV, Project

from migration_harness.errors import ServerError
from migration_harness.process import Session, Step
from migration_harness.running import start_time
from migration_harness.walk import Walk
from migration_harness.worker import Worker

DONE = """
    with context.begin_transaction():
        context.run_migrations()
"""
SOUND_ENV = {
    "prints and logs": ENV.replace(
        "engine =",
        "import logging.config, sys, os\n"
        "print('out')\nprint('err', file=sys.stderr)\nos.write(1, b'raw')\n"
        "logging.basicConfig(level='DEBUG', force=True)\nlogging.error('logged')\nengine =",
    ),
    "reads standard input": ENV.replace("engine =", "import sys\nassert '' == sys.stdin.read()\nengine ="),
    "an external transaction": """
        from alembic import context
        from sqlalchemy import create_engine
        with create_engine(context.config.get_main_option("sqlalchemy.url")).begin() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "an external transaction and nothing else": """
        from alembic import context
        from sqlalchemy import create_engine
        with create_engine(context.config.get_main_option("sqlalchemy.url")).begin() as connection:
            context.configure(connection=connection)
            context.run_migrations()
    """,
    "commits itself": """
        from alembic import context
        from sqlalchemy import create_engine
        with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
            context.configure(connection=connection)
            context.run_migrations()
            connection.commit()
    """,
    "opens no transaction, which SQLite does not need": """
        from alembic import context
        from sqlalchemy import create_engine
        with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
            context.configure(connection=connection)
            context.run_migrations()
        """,
    "autocommit": ENV.replace("engine.connect()", "engine.execution_options(isolation_level='AUTOCOMMIT').connect()"),
    "transaction_per_migration": ENV.replace(
        "connection=connection", "connection=connection, transaction_per_migration=True"
    ),
    "render_as_batch": ENV.replace("connection=connection", "connection=connection, render_as_batch=True"),
    "transactional_ddl": ENV.replace("connection=connection", "connection=connection, transactional_ddl=True"),
    "another version table": ENV.replace(
        "connection=connection", "connection=connection, version_table='Our versions'"
    ),
    "no pool": ENV.replace('url"))', 'url"), poolclass=NullPool)').replace(
        "engine =", "from sqlalchemy.pool import NullPool\nengine ="
    ),
    "PRAGMA foreign_keys": ENV.replace(
        "with engine",
        "from sqlalchemy import event\n"
        "@event.listens_for(engine, 'connect')\ndef on(raw, _):\n"
        "    raw.execute('PRAGMA foreign_keys = ON')\nwith engine",
    ),
    "asynchronous": """
        import asyncio
        from alembic import context
        from sqlalchemy.ext.asyncio import create_async_engine
        def run(connection):
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
        async def main():
            url = context.config.get_main_option("sqlalchemy.url")
            async with create_async_engine(url).connect() as connection:
                await connection.run_sync(run)
        asyncio.run(main())
    """,
    "changes the folder": ENV.replace("engine =", "import os\nos.chdir('/')\nengine ="),
    "ends with sys.exit(0)": ENV + "\nraise SystemExit(0)\n",
    "is run offline too": ENV.replace("with engine", "assert not context.is_offline_mode()\nwith engine"),
}
FAULTY_ENV = {
    "raises at import": (
        "raise RuntimeError('no settings')",
        "env.py does not run: RuntimeError: no settings at migrations/env.py:1",
    ),
    "a syntax error": ("def (:", "env.py does not run: SyntaxError"),
    "an import that is missing": (
        "import settings_of_ours",
        "env.py does not run: ModuleNotFoundError: No module named 'settings_of_ours'",
    ),
    "exits": ("import sys; sys.exit(3)", "env.py does not run: SystemExit: 3"),
    "ends the process": ("import os; os._exit(3)", "the process that runs the chain ended with code 3"),
    "crashes": ("import os; os.kill(os.getpid(), 11)", "the process that runs the chain was ended by SIGSEGV"),
    "never runs migrations": ("from alembic import context", "env.py ended without calling context.run_migrations()"),
    "never configures": (
        "from alembic import context\ncontext.run_migrations()",
        "env.py does not run: AssertionError at migrations/env.py:2",
    ),
    "another database in memory": (
        ENV.replace('context.config.get_main_option("sqlalchemy.url")', '"sqlite://"'),
        "the migrations run on sqlite://, which is not the scratch database",
    ),
    "never commits": (
        """
        from alembic import context
        from sqlalchemy import create_engine
        with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
            context.configure(connection=connection, transactional_ddl=True)
            context.run_migrations()
        """,
        "never commits",
    ),
    "needs -x": (
        ENV.replace(
            "engine =", "assert 'tenant' in context.get_x_argument(as_dictionary=True), 'give -x tenant'\nengine ="
        ),
        "give -x tenant",
    ),
}


@pytest.mark.parametrize("env", SOUND_ENV.values(), ids=SOUND_ENV)
def test_a_sound_env_py_passes(project: Project, env: str) -> None:
    """Whatever an env.py does besides, it is run as it is."""
    project.write("migrations/env.py", env)
    project.table("a")
    project.table("b", after="a")

    faults = project.faults()

    assert {} == faults


@pytest.mark.parametrize(("env", "message"), FAULTY_ENV.values(), ids=FAULTY_ENV)
def test_an_env_py_that_cannot_be_used_is_one_finding(project: Project, env: str, message: str) -> None:
    """The first revision says why; nothing else is claimed to be verified."""
    project.write("migrations/env.py", env)
    project.table("a")
    project.table("b", after="a")

    judged = project.judged()

    (found,) = judged.pop("a::upgrade")
    assert message in found.message
    assert {} == {name: told for name, told in judged.items() if not isinstance(told, str) and name != "::heads"}


def _chain_of(project: Project, *names: str) -> None:
    for after, name in pairwise([None, *names]):
        assert name is not None
        project.table(name, after=after)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that walks have made since, such as ``+a``, ``-a``, ``+a``."""
    made: list[str] = []
    step = Session.step

    def noting(session: Session, revision: str, *, up: bool, stamp: bool = False) -> Step:
        made.append(f"{'=' if stamp else '+' if up else '-'}{revision}")
        return step(session, revision, up=up, stamp=stamp)

    monkeypatch.setattr(Session, "step", noting)
    return made


def test_each_revision_goes_up_down_and_up_and_all_come_down_in_the_end(project: Project, steps: list[str]) -> None:
    """The walk takes one revision at a time and needs no second scratch database for sound ones."""
    _chain_of(project, "a", "b", "c")

    project.judged()

    assert "+a -a +a +b -b +b +c -c +c -c -b -a" == " ".join(steps)


def test_revisions_that_were_not_selected_are_only_gone_through(project: Project, steps: list[str]) -> None:
    """Selecting one revision costs one step for each before it, and none for those after it."""
    _chain_of(project, "a", "b", "c")
    chain = project.chain()
    walk = Walk(chain=chain, server=project.server, wanted=frozenset({"b"}))

    passage = walk.passage("b")
    walk.close()

    assert "+a +b -b +b" == " ".join(steps)
    assert passage.again is not None


def test_branches_merges_and_depends_on_are_walked(project: Project, steps: list[str]) -> None:
    """Each revision goes up after all that it needs, comes down alone, and leaves the others where they are."""
    project.table("root")
    project.table("left", after="root")
    project.table("right", after="root", depends_on="left")
    project.table("right2", after="right")
    project.table("merge", after=("left", "right2"))

    faults = project.faults()

    assert {} == faults
    assert "+root -root +root +left -left +left +right -right +right +right2 -right2 +right2" == " ".join(steps[:12])


def test_several_bases_are_walked(project: Project) -> None:
    """Two histories that know nothing of each other are two heads, and each revision is verified."""
    project.table("a")
    project.table("b")

    faults = project.faults()

    assert {"::heads": ["The chain has 2 heads."]} == faults


def test_many_downgrades_that_do_nothing_cost_no_rebuilding(project: Project, steps: list[str]) -> None:
    """A walk over such revisions is linear: only the marks go up again."""
    names = [f"r{number}" for number in range(8)]
    for after, name in pairwise([None, *names]):
        assert name is not None
        project.revision(name, f'op.create_table("t_{name}", sa.Column("a", sa.Integer))', "pass", after=after)

    faults = project.faults()

    assert [f"{name}::downgrade" for name in names] == list(faults)
    assert len(steps) <= 4 * len(names)


def test_many_downgrades_that_are_declared_impossible_cost_no_rebuilding(project: Project, steps: list[str]) -> None:
    """NotImplementedError leaves the schema as it is: the walk goes on where it stands."""
    names = [f"r{number}" for number in range(8)]
    for after, name in pairwise([None, *names]):
        assert name is not None
        project.revision(
            name, f'op.create_table("t_{name}", sa.Column("a", sa.Integer))', "raise NotImplementedError", after=after
        )

    faults = project.faults()

    assert [f"{name}::downgrade" for name in names] == list(faults)
    assert len(steps) <= 4 * len(names)


def test_every_other_downgrade_missing_costs_no_rebuilding(project: Project, steps: list[str]) -> None:
    """The way down from head goes past those by their marks, and needs a clean scratch only where one is in the way."""
    names = [f"r{number}" for number in range(12)]
    for number, (after, name) in enumerate(pairwise([None, *names])):
        assert name is not None
        down = f'op.drop_table("t_{name}")' if number % 2 else "pass"
        project.revision(name, f'op.create_table("t_{name}", sa.Column("a", sa.Integer))', down, after=after)

    judged = project.judged()

    assert [] == judged["::empty"]
    assert len(steps) <= 5 * len(names)


WAL = """
        @sa.event.listens_for(sa.Engine, "connect")
        def in_wal(connection, _record):
            connection.execute("PRAGMA journal_mode=WAL")
"""


@pytest.mark.parametrize("imports", ["", WAL], ids=["", "write-ahead log"])
def test_many_downgrades_that_fail_half_way_cost_no_square(project: Project, steps: list[str], imports: str) -> None:
    """On SQLite the walk goes on from a copy of where it stood, once it has met the first."""
    names = [f"r{number}" for number in range(12)]
    for after, name in pairwise([None, *names]):
        assert name is not None
        down = f'op.drop_table("t_{name}")\nop.execute("nonsense")'
        up = f'op.create_table("t_{name}", sa.Column("a", sa.Integer))'
        project.revision(name, up, down, after=after, imports=imports)
    project.revision("last", 'op.create_table("t", sa.Column("a", sa.Integer))', 'op.drop_table("t")', after=names[-1])

    judged = project.judged()

    assert all(["downgrade() fails."] == [found.message for found in judged[f"{name}::downgrade"]] for name in names)
    assert [] == judged["last::round-trip"]
    assert len(steps) <= 5 * len(names)


def test_what_a_missing_downgrade_left_is_not_blamed_on_another(project: Project) -> None:
    """The table that b leaves is in the way of the downgrade of a, which is judged without it."""
    project.revision(
        "a",
        'op.execute("CREATE TABLE t (a INT, b INT)")',
        'op.execute("ALTER TABLE t RENAME TO u")\nop.execute("DROP TABLE u")',
    )
    project.revision("b", 'op.execute("CREATE TABLE u (a INT)")', "pass", after="a")

    judged = project.judged()

    assert ["downgrade() does nothing; all that upgrade() made is still there."] == [
        found.message for found in judged["b::downgrade"]
    ]
    assert [] == judged["::empty"]


def test_a_revision_that_cannot_come_down_hides_nothing_after_it(project: Project) -> None:
    """The third of six fails on its way down: it is told, and so is the fault of the fifth."""
    _chain_of(project, "a", "b", "c", "d", "e", "f")
    project.revision("c", 'op.create_table("t_c", sa.Column("a", sa.Integer))', 'op.drop_table("no")', after="b")
    project.revision(
        "e",
        'op.create_table("t_e", sa.Column("a", sa.Integer))\nop.create_table("u", sa.Column("a", sa.Integer))',
        'op.drop_table("t_e")',
        after="d",
    )

    judged = project.judged()

    assert ["downgrade() fails."] == [found.message for found in judged["c::downgrade"]]
    assert "its downgrade fails" == judged["c::round-trip"]
    assert [
        "downgrade() leaves a table behind.",
        "upgrade() fails when the revision goes up again.",
    ] == [found.message for found in judged["e::round-trip"]]
    assert [] == judged["f::round-trip"]
    assert ["table u"] == [found.object for found in judged["::empty"]]


def test_a_revision_that_cannot_go_up_blocks_only_what_needs_it(project: Project) -> None:
    """Its descendants are not verified; the other branch is."""
    project.table("root")
    project.revision("bad", 'op.execute("nonsense")', after="root")
    project.table("after_bad", after="bad")
    project.table("other", after="root")
    project.table("merge", after=("after_bad", "other"))

    judged = project.judged()

    assert ["upgrade() fails."] == [found.message for found in judged["bad::upgrade"]]
    assert "bad cannot go up" == judged["after_bad::upgrade"] == judged["merge::round-trip"]
    assert "its upgrade fails" == judged["bad::downgrade"]
    assert [] == judged["other::round-trip"]
    assert isinstance(judged["::drift"], str)


def test_what_a_half_done_upgrade_left_does_not_stand_in_the_way(project: Project) -> None:
    """SQLite cannot roll back: the other branch is judged on a scratch database of its own."""
    project.table("root")
    project.revision(
        "bad", 'op.create_table("t_other", sa.Column("a", sa.Integer))\nop.execute("nonsense")', after="root"
    )
    project.table("other", after="root")

    judged = project.judged()

    assert [] == judged["other::upgrade"] == judged["other::round-trip"]


def test_env_py_that_swallows_errors_is_seen(project: Project) -> None:
    """`upgrade heads` returns well; the version table of the scratch database does not."""
    swallowing = ENV.replace(
        "        context.run_migrations()",
        "        try:\n            context.run_migrations()\n        except Exception:\n            pass",
    )
    project.write("migrations/env.py", swallowing)
    _chain_of(project, "a", "b", "c")
    project.revision("b", 'op.execute("nonsense")', after="a")

    judged = project.judged()

    (found,) = judged["b::upgrade"]
    assert "nonsense" in str(found)
    assert [] == judged["a::round-trip"]
    assert "b cannot go up" == judged["c::upgrade"]


def test_a_revision_that_ends_the_process_is_a_finding(project: Project) -> None:
    """os._exit() in upgrade(): what it printed last is told, and the other branch is judged."""
    project.table("root")
    project.revision("bad", 'import os\nprint("good bye", flush=True)\nos._exit(7)', after="root")
    project.table("other", after="root")

    judged = project.judged()

    (found,) = judged["bad::upgrade"]
    assert "the process that runs the chain ended with code 7: good bye" in found.message
    assert [] == judged["other::round-trip"]


@pytest.mark.parametrize(
    "error", ["raise SystemExit(1)", "raise KeyboardInterrupt", "import asyncio\nraise asyncio.CancelledError"]
)
def test_a_revision_that_exits_is_a_finding(project: Project, error: str) -> None:
    """Whatever it raises: the walk goes on."""
    project.table("root")
    project.revision("bad", error, after="root")
    project.table("other", after="root")

    judged = project.judged()

    assert ["upgrade() fails."] == [found.message for found in judged["bad::upgrade"]]
    assert [] == judged["other::round-trip"]


def test_a_downgrade_that_ends_the_process_hides_nothing(project: Project) -> None:
    """The walk goes on in a new process, on a new scratch database."""
    _chain_of(project, "a", "b", "c")
    project.revision("b", 'op.create_table("t_b", sa.Column("a", sa.Integer))', "import os; os._exit(7)", after="a")

    judged = project.judged()

    assert ["downgrade() fails."] == [found.message for found in judged["b::downgrade"]]
    assert [] == judged["c::round-trip"]


def test_a_step_that_takes_longer_than_it_may_is_a_finding(project: Project) -> None:
    """With step-timeout; what comes after it is judged."""
    project.table("a1")
    hangs = "import time\nif not op.get_context().as_sql:\n    time.sleep(600)"
    project.revision("b2", 'op.create_table("t", sa.Column("id", sa.Integer))', hangs, after="a1")
    project.table("c3", after="b2")

    judged = project.judged(step_timeout=2.0)

    killed = "downgrade() had not ended after 2 s (step-timeout): the process that runs the chain was killed"
    assert killed in [line for found in judged["b2::downgrade"] for line in found.evidence]  # type: ignore[union-attr]
    assert [[], []] == [judged["c3::upgrade"], judged["c3::round-trip"]]


def test_going_up_again_is_its_own_finding(project: Project) -> None:
    """downgrade() restores the schema, but not what upgrade() needs."""
    project.revision("a", 'op.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY)")', 'op.execute("DROP TABLE seen")')
    project.revision("b", 'op.execute("INSERT INTO seen VALUES (1)")', "pass", after="a")

    judged = project.judged()

    (found,) = judged["b::round-trip"]
    assert "upgrade() fails when the revision goes up again." == found.message


def test_up_again_that_makes_something_else_is_a_finding(project: Project) -> None:
    """The first and the second time up are compared."""
    project.revision(
        "a",
        """
        op.execute("CREATE TABLE t (a INTEGER)")
        if made:
            op.execute("CREATE INDEX ix ON t (a)")
        made.append(1)
        """,
        'op.execute("DROP TABLE t")',
        imports="made = []",
    )

    judged = project.judged()

    (found,) = judged["a::round-trip"]
    assert "The second upgrade() makes an index that the first did not make." == found.message
    assert ["+ index ix on t (a)"] == list(found.evidence)


MODELS = """
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Text))
"""
WITH_MODELS = ENV.replace("engine =", "from tables import metadata\nengine =").replace(
    "=connection)", "=connection, target_metadata=metadata)"
)


def _with_models(project: Project) -> None:
    project.write("tables.py", MODELS)
    project.write("migrations/env.py", WITH_MODELS)


def test_a_revision_that_changes_the_models_does_not_change_the_twin(project: Project) -> None:
    """The twin is built in a process that has run no revision: drift is still seen."""
    _with_models(project)
    project.revision(
        "a",
        """
        import tables
        tables.metadata.remove(tables.metadata.tables["t"])
        sa.Table("t", tables.metadata, sa.Column("a", sa.Integer)).create(op.get_bind())
        """,
        'op.drop_table("t")',
    )

    judged = project.judged()

    (found,) = judged["::drift"]
    assert ["- column t.b TEXT, NULL"] == list(found.evidence)


def test_a_revision_that_changes_the_environment_does_not_change_the_twin(project: Project) -> None:
    """Whatever a revision does to its process ends with it."""
    _with_models(project)
    project.write(
        "tables.py", MODELS.replace('"b"', 'os.environ.get("COLUMN", "b")').replace("import", "import os\nimport", 1)
    )
    project.revision(
        "a",
        """
        os.environ["COLUMN"] = "c"
        op.create_table("t", sa.Column("a", sa.Integer), sa.Column("b", sa.Text))
        """,
        'op.drop_table("t")',
        imports="import os",
    )

    faults = project.faults()

    assert {} == faults


def test_models_that_cannot_be_built_are_a_finding(project: Project) -> None:
    """create_all() of some models fails by itself."""
    _with_models(project)
    project.write("tables.py", MODELS + 'sa.Index("ix", metadata.tables["t"].c.a, sqlite_where=sa.text("nonsense("))\n')
    project.table("a")

    judged = project.judged()

    (found,) = judged["::drift"]
    assert found.message.startswith("The models cannot build a database: OperationalError")


def test_models_are_taken_from_the_configuration(project: Project) -> None:
    """metadata = "module:object" where env.py gives none."""
    project.write("tables.py", MODELS)
    project.table("a")

    judged = project.judged(metadata="tables:metadata")

    assert ["table t", "table t_a"] == sorted(found.object for found in judged["::drift"])


def test_what_only_the_way_down_from_head_shows(project: Project) -> None:
    """The downgrade of the first works right after its upgrade, and not with what the second has left."""
    project.revision("a", 'op.execute("CREATE TABLE t (a INT)")', 'op.execute("DROP TABLE t")')
    project.revision(
        "b",
        'op.execute("CREATE TABLE u (a INT)")',
        """
        if seen:
            raise ValueError("a second time")
        seen.append(1)
        op.execute("DROP TABLE u")
        """,
        after="a",
        imports="seen = []",
    )

    judged = project.judged()

    (found,) = judged["::empty"]
    assert "On the way down from head the downgrade of b fails; right after its upgrade it works." == found.message
    assert "ValueError: a second time" in found.evidence


def test_what_is_left_at_base_is_told_with_its_maker(project: Project) -> None:
    """empty names the object and the revision that made it."""
    project.revision(
        "a",
        'op.execute("CREATE TABLE t (a INT)")\nop.execute("CREATE TABLE IF NOT EXISTS u (a INT)")',
        'op.execute("DROP TABLE t")',
    )

    judged = project.judged()

    (found,) = judged["::empty"]
    assert ["+ table u (a INTEGER)", "  made by a"] == list(found.evidence)


def test_what_is_behind_a_revision_that_only_passes_in_one_run_is_judged(project: Project) -> None:
    """As on an empty database: there Alembic remembers the enum types that it has made in this run."""
    project.revision("a", 'op.get_context().impl.memo["made"] = 1')
    project.revision(
        "b", 'assert "made" in op.get_context().impl.memo\nop.execute("CREATE TABLE b (a INT)")', after="a"
    )
    project.revision("c", 'op.execute("CREATE TABLE c (a INT)")', 'op.drop_table("c")', after="b")
    project.revision("d", 'op.execute("nonsense")', after="c")
    project.revision("e", 'op.execute("CREATE TABLE e (a INT)")', after="c")

    judged = project.judged()

    (found,) = judged["b::upgrade"]
    assert ("upgrade() fails.", True) == (found.message, found.hint.startswith("in one run with the revisions before"))
    assert "its upgrade fails" == judged["b::round-trip"]
    assert ([], []) == (judged["c::upgrade"], judged["c::round-trip"])
    assert ["downgrade() does nothing; all that upgrade() made is still there."] == [
        found.message for found in judged["e::downgrade"]
    ]


def test_a_full_disk_is_the_machines_fault(project: Project) -> None:
    """It is no finding: who wrote the revision can do nothing about it. What took the room is gone afterwards."""
    project.revision(
        "a",
        """
        op.execute("PRAGMA max_page_count = 3")
        op.create_table("t", sa.Column("a", sa.Text, primary_key=True))
        op.create_table("u", sa.Column("a", sa.Text, primary_key=True))
    """,
    )

    before = set(project.server.backend.scratches(project.server.url))
    walk = project.walk()
    with pytest.raises(ServerError, match=r"^sqlite: no room is left for a: database or disk is full; make room"):
        walk.passage("a")
    walk.close()

    assert before == set(project.server.backend.scratches(project.server.url))


def test_a_process_that_ends_on_the_way_does_not_end_the_way_down(project: Project) -> None:
    """It ends again where the chain goes up in one run: the walk goes down with another."""
    project.table("a")
    project.revision("b", "import os\nos._exit(7)", after="a")

    judged = project.judged()

    assert ["::upgrade", "b::upgrade"] == sorted(name for name in judged if judged[name] and name.endswith("upgrade"))
    assert [] == judged["::empty"]


def test_a_fork_of_the_process_does_not_answer(tmp_path: Path) -> None:
    """A revision forks and both come back from upgrade(): one of them is asked."""
    answers = tmp_path / "answers"
    with answers.open("w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from Python 3.12 on, fork() warns of the threads of other tests
        worker = Worker(settings={}, requests=StringIO(), answers=file)
        if (pid := os.fork()) == 0:
            worker._answer({"says": "fork"})
            os._exit(9)
        _, status = os.waitpid(pid, 0)
        worker._answer({"says": "process"})

    assert 0 == status
    assert '{"says": "process"}\n' == answers.read_text()


def test_what_a_revision_has_started_ends_with_the_run(project: Project, tmp_path: Path) -> None:
    """Nothing of it is left running."""
    up = f"""
        import subprocess
        with open({str(tmp_path / "pids")!r}, "a") as file:
            file.write(f"{{subprocess.Popen(['sleep', '600']).pid}}\\n")
    """
    project.revision("a", up)

    project.judged()

    started = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert started
    eventually(lambda: all(start_time(pid) in {"", "ended"} for pid in started))


def test_an_empty_chain_has_nothing_wrong(project: Project) -> None:
    """No revisions: nothing is found, nothing is claimed."""
    judged = project.judged()

    assert [] == judged["::heads"]
    assert "the chain has no revisions" == judged["::empty"]


def test_an_env_py_that_does_not_run_is_a_finding_of_an_empty_chain(project: Project) -> None:
    """There is no revision to say so, and nothing else would fail."""
    project.write("migrations/env.py", "import nothing_of_that_name")

    faults = project.faults()

    (found,) = faults["::upgrade"]
    assert "env.py does not run: ModuleNotFoundError: No module named 'nothing_of_that_name'" in found


def test_nothing_is_left_of_a_walk(project: Project) -> None:
    """After it was closed there is no scratch database, whatever went wrong on the way."""
    _chain_of(project, "a", "b")
    project.revision("b", 'op.execute("nonsense")', "raise NotImplementedError", after="a")
    before = set(project.server.backend.scratches(project.server.url))

    walk = project.walk()
    walk.passage("b")
    kept = walk.kept
    walk.close()

    left = set(project.server.backend.scratches(project.server.url)) - before
    assert [name for name in left if name not in kept] == []
    assert len(left) == 1
