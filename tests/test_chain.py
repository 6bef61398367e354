"""What a chain's files say, and the process in which it runs, started as a user starts it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from projects import ENV, Project

from migration_harness.chain import load, upgrade
from migration_harness.config import Config
from migration_harness.errors import ConfigError, MigrationError
from migration_harness.runs import run
from migration_harness.server import Server


def test_the_process_runs_in_the_projects_folder(tmp_path: Path, sqlite: Server) -> None:
    """Started for real: relative paths, the project's modules, what is printed, and its end."""
    project = Project(folder=tmp_path, server=sqlite)
    project.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
    project.write("settings.py", "OPTION = 'sqlalchemy.url'\n")
    project.write(
        "migrations/env.py", "import settings\nprint('hello')\n" + ENV.replace('"sqlalchemy.url"', "settings.OPTION")
    )
    project.table("a")

    chain = project.chain()
    with chain.start() as process, sqlite.scratch() as scratch:
        session = process.session(scratch.url, sqlite.backend)
        up = session.step("a", up=True)
        down = session.step("a", up=False)
        ended = session.close()
        printed = process.printed()

    assert up.failure is down.failure is ended is None
    assert any("CREATE TABLE t_a" in statement for statement in up.statements)
    assert any("DROP TABLE t_a" in statement for statement in down.statements)
    assert "hello" in printed
    assert not process.alive
    assert "settings" not in sys.modules


def test_an_interrupted_question_kills_the_process(
    tmp_path: Path, sqlite: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pressed Ctrl-C does not wait until the revision is through."""
    project = Project(folder=tmp_path, server=sqlite)
    project.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
    project.write("migrations/env.py", ENV)
    project.revision("a", "import time\ntime.sleep(600)")
    process = project.chain().start()

    class Interrupted:
        def fileno(self) -> int:
            raise KeyboardInterrupt

        def close(self) -> None:
            stdout.close()

    with sqlite.scratch() as scratch:
        session = process.session(scratch.url, sqlite.backend)
        assert process.process.stdout is not None
        stdout, process.process.stdout = process.process.stdout, Interrupted()  # type: ignore[assignment]
        with pytest.raises(KeyboardInterrupt):
            session.step("a", up=True)
        with pytest.raises(MigrationError, match="was interrupted"):
            session.close()
        process.end()

    assert not process.alive


def test_the_history_is_told_in_the_order_of_upgrade_heads(project: Project) -> None:
    """Parents and dependencies first; titles, heads and labels with it."""
    project.table("root")
    project.table("left", after="root")
    project.table("right", after="root", depends_on="left")
    project.table("merge", after=("left", "right"))

    chain = project.chain()

    assert ["root", "left", "right", "merge"] == [revision.id for revision in chain.revisions]
    assert ("root",) == chain.by_id["right"].parents
    assert ("left",) == chain.by_id["right"].depends_on
    assert ("merge",) == chain.heads
    assert "merge" == chain.by_id["merge"].title
    assert project.folder / "migrations/versions/root.py" == chain.by_id["root"].path
    assert () == chain.problems


def test_an_empty_versions_folder_is_a_chain(project: Project) -> None:
    """A project on its first day."""
    chain = project.chain()

    assert () == chain.revisions == chain.heads == chain.problems


def test_a_folder_of_versions_that_is_missing_is_a_chain(project: Project) -> None:
    """git does not keep empty folders."""
    (project.folder / "migrations/versions").rmdir()

    chain = project.chain()

    assert () == chain.revisions


BROKEN = {
    "a missing parent": ({"a": 'down_revision = "gone"'}, "Revision gone referenced from gone -> a.* is not present"),
    "a cycle": ({"a": 'down_revision = "b"', "b": 'down_revision = "a"'}, "[Cc]ycle"),
    "a loop": ({"a": 'down_revision = "a"'}, "[Ll]oop|[Cc]ycle"),
    "an error": ({"a": "down_revision = None\n1 / 0"}, "migrations/versions/a.py:3: .*division by zero"),
    "a syntax error": ({"a": "down_revision = None\ndef ("}, "migrations/versions/a.py:3"),
    "an import that is missing": ({"a": "down_revision = None\nimport gone"}, "a.py:3: .*No module named 'gone'"),
    "an exit": ({"a": "down_revision = None\nraise SystemExit(1)"}, "a.py:3"),
    "a connection": (
        {"a": "down_revision = None\nimport sqlite3\nsqlite3.connect('production.db')"},
        "a.py:4: stopped before it connected to sqlite:///.*production.db: importing the chain must not connect",
    ),
    "no down_revision": ({"a": ""}, "down_revision"),
}


@pytest.mark.parametrize(("revisions", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_history_that_cannot_be_loaded_is_a_problem(
    project: Project, revisions: dict[str, str], problem: str
) -> None:
    """It is told with its place, and nothing else is claimed of the chain."""
    for name, text in revisions.items():
        project.write(f"migrations/versions/{name}.py", f'revision = "{name}"\n{text}\n')

    chain = project.chain()
    judged = project.judged()

    assert () == chain.revisions
    (found,) = chain.problems
    assert re.search(problem, found), found
    assert [found] == [finding.message for finding in judged["::heads"]]
    assert not (project.folder / "production.db").exists()


def test_an_id_that_two_files_have_is_a_problem(project: Project) -> None:
    """Alembic takes one of the two and only warns."""
    project.table("a")
    (project.folder / "migrations/versions/copy.py").write_text(
        (project.folder / "migrations/versions/a.py").read_text()
    )

    chain = project.chain()

    (found,) = chain.problems
    assert found.startswith("Revision a is present more than once: migrations/versions/a.py, migrations/versions/copy")
    assert () == chain.revisions


def test_an_id_that_two_files_have_is_told_where_others_follow_it(project: Project) -> None:
    """There Alembic fails, and says of two other revisions that they overlap."""
    project.table("a")
    project.table("b", after="a")
    project.table("c", after="b")
    (project.folder / "migrations/versions/copy.py").write_text(
        (project.folder / "migrations/versions/b.py").read_text()
    )

    chain = project.chain()

    (found,) = chain.problems
    assert found.startswith("Revision b is present more than once: migrations/versions/b.py, migrations/versions/copy")


def test_more_than_one_head_is_no_problem_of_loading(project: Project) -> None:
    """The check heads says it; the revisions are walked."""
    project.table("a")
    project.table("b", after="a")
    project.table("c", after="a")

    chain = project.chain()

    assert {"b", "c"} == {*chain.heads}
    assert () == chain.problems


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({"pyproject.toml": '[tool.alembic]\nscript_location = "db/scripts"\n'}, "db/scripts"),
        ({"pyproject.toml": '[tool.alembic]\nscript_location = "%(here)s/db/scripts"\n'}, "db/scripts"),
        ({"alembic.ini": "[alembic]\nscript_location = db/scripts\n"}, "db/scripts"),
        ({"backend/alembic.ini": "[alembic]\nscript_location = scripts\n"}, "backend/scripts"),
        ({"alembic.ini": "[alembic]\nscript_location = %(here)s/db/scripts\nurl = %(DB)s\n"}, "db/scripts"),
        ({"pyproject.toml": '[tool.migration-harness]\nchain = "db/scripts"\n'}, "db/scripts"),
        (
            {"alembic.ini": "[alembic]\nscript_location = package:scripts\n", "package/__init__.py": ""},
            "package/scripts",
        ),
    ],
)
def test_the_chain_is_found_where_projects_keep_it(
    tmp_path: Path, sqlite: Server, forked: None, files: dict[str, str], folder: str
) -> None:
    """pyproject.toml, alembic.ini, one level down, in a package, or as it is configured."""
    project = Project(folder=tmp_path, server=sqlite)
    for name, text in files.items():
        project.write(name, text)
    project.write(f"{folder}/env.py", ENV)
    given = "db/scripts" if "chain" in files.get("pyproject.toml", "") else ""

    chain = load(Config(root=tmp_path, chain=given))

    assert tmp_path / folder / "env.py" == chain.env


def test_no_chain_is_an_error_that_says_what_to_type(tmp_path: Path) -> None:
    """Where it was looked for, and how it is named."""
    with pytest.raises(ConfigError, match=r"no Alembic chain in .*type alembic init migrations, or name it as chain"):
        load(Config(root=tmp_path))


@pytest.mark.parametrize(
    ("ini", "keys", "message"),
    [
        ("[alembic]\nscript_location = a\n[broken", {}, r"alembic.ini cannot be read: .*\[line +3\]: '\[broken'"),
        ("[alembic]\nscript_location = a", {"name": "blue"}, "name = 'blue' is no section .*; choose from alembic"),
        ("[alembic]\nscript_location = a", {"start": "a.sql"}, "start = 'a.sql': there is no file .*a.sql"),
    ],
)
def test_what_names_no_chain_is_an_error(tmp_path: Path, ini: str, keys: dict[str, str], message: str) -> None:
    """In one sentence, with what is possible."""
    (tmp_path / "alembic.ini").write_text(ini)

    with pytest.raises(ConfigError, match=message):
        load(Config(root=tmp_path, **keys))  # type: ignore[arg-type]


def test_an_ini_that_cannot_be_read_is_an_error(tmp_path: Path, forked: None) -> None:
    """In one sentence, without a traceback."""
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = nowhere\n")

    with pytest.raises(ConfigError, match=r"the Alembic configuration in .* cannot be loaded: .*nowhere"):
        load(Config(root=tmp_path))


def test_upgrade_says_which_revision_does_not_go_up(project: Project) -> None:
    """What the fixture `migrated` raises."""
    project.table("a")
    project.revision("b", 'op.execute("nonsense")', after="a")

    chain = project.chain()

    with (
        chain.start() as process,
        project.server.scratch() as scratch,
        pytest.raises(MigrationError, match="b cannot go up: OperationalError"),
    ):
        upgrade(chain, process, scratch)


def test_a_history_that_cannot_be_loaded_is_told_by_whatever_goes_along_it(project: Project) -> None:
    """Whoever uses the package as a library gets the sentence, not a KeyError and not an empty database "at head"."""
    project.table("a", after="nowhere")
    walk = project.walk()

    with pytest.raises(MigrationError, match=r"^the history of the chain in .* cannot be loaded: .*nowhere"):
        walk.passage("a")
    with (
        walk.chain.start() as process,
        project.server.scratch() as scratch,
        pytest.raises(MigrationError, match="cannot be loaded"),
    ):
        upgrade(walk.chain, process, scratch)


def test_a_run_of_a_history_that_cannot_be_loaded_is_one_finding(project: Project) -> None:
    """All that needs it is not verified."""
    project.table("a", after="nowhere")

    report = run(project.folder, ["sqlite"])

    assert {"heads": "failed"} == {answer.check: answer.state for answer in report.answers if not answer.reason}


def test_a_revision_that_the_chain_does_not_have_is_told(project: Project) -> None:
    """Before anything is walked."""
    project.table("a")
    walk = project.walk()

    with pytest.raises(MigrationError, match=r"^the chain in .* has no revision 'b'$"):
        walk.passage("b")
    walk.close()


APPLICATIONS = {
    "wants an URL": 'import os\nos.environ["DATABASE_URL"]\n',
    "connects when it is made": """
        import os
        from sqlalchemy import create_engine
        create_engine(os.environ["DATABASE_URL"]).connect().close()
    """,
    "remembers its URL": """
        import os
        from sqlalchemy import create_engine
        engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///production.db"))
    """,
}


@pytest.mark.parametrize("application", APPLICATIONS.values(), ids=APPLICATIONS)
def test_revisions_may_import_an_application(
    project: Project, application: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds the URL where env.py would, also when the chain is only looked at and there is no database yet."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    project.write("application.py", application)
    project.revision("a", "pass", imports="import application")
    if "engine =" in application:
        engine = 'engine = create_engine(context.config.get_main_option("sqlalchemy.url"))'
        project.write("migrations/env.py", ENV.replace(engine, "from application import engine"))

    assert {} == project.faults()
