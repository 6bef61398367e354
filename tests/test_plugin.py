"""The pytest plugin: what is collected, what is shown, what is left."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter  # pytest names it from 8.4 on
from projects import ENV, Project, with_offline_mode
from sqlalchemy.engine import make_url

from migration_harness import waiting
from migration_harness.config import Config, parse_database
from migration_harness.errors import ServerError
from migration_harness.process import ChainProcess
from migration_harness.report.report import Answer
from migration_harness.server import Server, serve
from migration_harness.waiver import FILE

START = ChainProcess.start  # a process of its own, as a user has it

MODELS = """
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("t_0001", metadata, sa.Column("id", sa.Integer))
sa.Table("t_0002", metadata, sa.Column("id", sa.Integer))
sa.Table("t_0003", metadata, sa.Column("id", sa.Integer))
"""
ENV_WITH_MODELS = with_offline_mode(
    ENV.replace("engine =", "from tables import metadata\nengine =").replace(
        "=connection)", "=connection, target_metadata=metadata)"
    )
)
IDS = """
migrations/env.py::heads[sqlite]
migrations/versions/0001.py::upgrade[sqlite]
migrations/versions/0001.py::downgrade[sqlite]
migrations/versions/0001.py::round-trip[sqlite]
migrations/versions/0001.py::portability[sqlite]
migrations/versions/0002.py::upgrade[sqlite]
migrations/versions/0002.py::downgrade[sqlite]
migrations/versions/0002.py::round-trip[sqlite]
migrations/versions/0002.py::portability[sqlite]
migrations/versions/0003.py::upgrade[sqlite]
migrations/versions/0003.py::downgrade[sqlite]
migrations/versions/0003.py::round-trip[sqlite]
migrations/versions/0003.py::portability[sqlite]
migrations/env.py::upgrade[sqlite]
migrations/env.py::drift[sqlite]
migrations/env.py::offline[sqlite]
migrations/env.py::empty[sqlite]
""".split()


@pytest.fixture
def shop(pytester: pytest.Pytester, sqlite: Server, forked: None) -> Project:
    """A sound chain of three revisions, its models, and a test of the project's own."""
    made = Project(folder=pytester.path, server=sqlite)
    made.write("pyproject.toml", '[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    made.write("migrations/env.py", ENV_WITH_MODELS)
    made.write("tables.py", MODELS)
    made.table("0001")
    made.table("0002", after="0001")
    made.table("0003", after="0002")
    made.write("test_own.py", "def test_own():\n    pass\n")
    return made


def _forget_an_index(project: Project) -> None:
    project.revision(
        "0002",
        'op.create_table("t_0002", sa.Column("id", sa.Integer))\nop.create_index("ix_own", "t_0001", ["id"])',
        'op.drop_table("t_0002")',
        after="0001",
    )


def _outcomes(result: pytest.RunResult) -> dict[str, str]:
    """``-v`` lines as {id: outcome}."""
    lines = (line.split() for line in result.outlines if "::" in line and "%]" in line)
    return {words[0]: words[1] for words in lines}


def test_revision_files_are_test_files(shop: Project, pytester: pytest.Pytester) -> None:
    """The ids are as any test's: file::check[database]; the project's own tests run as ever."""
    result = pytester.runpytest_inprocess("--db", "sqlite", "-v")

    result.assert_outcomes(passed=len(IDS) + 1)
    assert {*IDS, "test_own.py::test_own"} == set(_outcomes(result))
    result.stdout.re_match_lines([r"sqlite: SQLite \d+\.\d+\.\d+, files in .*, sqlite .*"])


def test_without_a_database_nothing_changes(shop: Project, pytester: pytest.Pytester) -> None:
    """Installed but unused: only the project's own test is collected, also when a revision file is named."""
    bare = pytester.runpytest_inprocess("-v")
    named = pytester.runpytest_inprocess("migrations/versions/0001.py", "-v")
    without = pytester.runpytest_inprocess("migrations/versions/0001.py", "-v", "-p", "no:migration_harness")

    bare.assert_outcomes(passed=1)
    assert named.ret == without.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "sqlite:" not in bare.stdout.str()
    assert "migrations" not in "".join(bare.outlines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--db", "postgress"],
            "unknown database 'postgress'; choose from mariadb, mssql, mysql, oracle, postgres, sqlite",
        ),
        (["--db", "sqlite:3"], "sqlite takes no version"),
        (
            ["--db", "db2://host/x"],
            "no backend takes db2:// URLs; choose from mariadb://, mssql://, mysql://, oracle://, postgresql://, sqlite://",
        ),
        (["--db", "://"], "is not an URL that SQLAlchemy understands"),
        (
            ["--db", "postgresql+psycop://host/x"],
            "SQLAlchemy * has no dialect postgresql+psycop; choose from postgresql+psycopg, postgresql+psycopg2",
        ),
        (["--db", "sqlite", "--db-source", "cloud"], "choose from"),
        (["--db", ""], "--db '' names no database; type --db sqlite, or --db all"),
    ],
)
def test_a_word_that_is_not_known_is_a_usage_error(
    shop: Project, pytester: pytest.Pytester, arguments: list[str], message: str
) -> None:
    """Exit code 4 and the choices."""
    result = pytester.runpytest_inprocess(*arguments)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"*{message}*"])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('url-envs = ["X"]', "unknown key 'url-envs' in [[]tool.migration-harness[]]; did you mean 'url-env'?"),
        ("x = 3", "x in [[]tool.migration-harness[]] must be a table such as"),
        ('[[tool.migration-harness.waivers]]\ncheck = "drift"', "gives no reason; write reason ="),
        (
            '[[tool.migration-harness.waivers]]\ncheck = "drift"\nreason = "x"\nrev = "1"',
            "waiver 1 in [[]tool.* has no key 'rev'",
        ),
        ('chain = "nowhere"', "chain = 'nowhere'"),
        (
            'images = { postgress = "x" }',
            "images in [[]tool.migration-harness[]]: unknown database 'postgress'; choose from",
        ),
        ('drivers = { sqlit = "x" }', "drivers in [[]tool.migration-harness[]]: unknown database 'sqlit'; choose from"),
        ('drivers = { sqlite = "sqlit" }', "SQLAlchemy * has no dialect sqlit; choose from sqlite"),
        (
            'env = { A = "{nothing}" }',
            "env in [[]tool.migration-harness[]]: unknown word {nothing}; choose from {url}, ",
        ),
        ('x = { a = "{" }', "x in [[]tool.migration-harness[]]: '{' is no text with words in braces"),
        ('minimum-downgrade = "0009"', "minimum-downgrade = '0009' names no revision of the chain"),
    ],
)
def test_a_wrong_configuration_is_a_usage_error(
    shop: Project, pytester: pytest.Pytester, table: str, message: str
) -> None:
    """Exit code 4 and one sentence."""
    pyproject = shop.folder / "pyproject.toml"
    pyproject.write_text(f"{pyproject.read_text()}\n[tool.migration-harness]\n{table}\n")

    result = pytester.runpytest_inprocess("--db", "sqlite")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"*{message}*"])


@pytest.mark.parametrize(
    ("pyproject", "message"),
    [
        ("[tool]\nalembic = 3", "[[]tool.alembic[]] in *pyproject.toml must be a table"),
        ("[tool.alembic]\nscript_location = 3", "script_location in [[]tool.alembic[]] of * must be a string"),
    ],
)
def test_a_wrong_table_of_alembic_is_a_usage_error(
    pytester: pytest.Pytester, forked: None, pyproject: str, message: str
) -> None:
    """Exit code 4 and one sentence, not the harness's own traceback."""
    (pytester.path / "pyproject.toml").write_text(pyproject)

    result = pytester.runpytest_inprocess("--db", "sqlite")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"*{message}*"])


def test_an_ini_file_that_is_none_is_a_usage_error(pytester: pytest.Pytester, forked: None) -> None:
    """It names the file."""
    (pytester.path / "alembic.ini").write_text("rubbish")

    result = pytester.runpytest_inprocess("--db", "sqlite")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["*alembic.ini cannot be read: File contains no section headers*"])


def test_a_misspelt_environment_variable_is_a_usage_error(
    shop: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names the nearest, as for a key."""
    monkeypatch.setenv("MIGRATION_HARNESS_DATABASSES", "sqlite")

    result = pytester.runpytest_inprocess("--db", "sqlite")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    message = "unknown environment variable MIGRATION_HARNESS_DATABASSES; did you mean MIGRATION_HARNESS_DATABASES?"
    result.stderr.fnmatch_lines([f"*{message}*"])


def test_a_project_without_a_chain_is_a_usage_error(pytester: pytest.Pytester, forked: None) -> None:
    """It says where it looked and what to type."""
    result = pytester.runpytest_inprocess("--db", "sqlite")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["*no Alembic chain in*type alembic init migrations*"])


NOBODY = "postgresql+psycopg://u:secret@127.0.0.1:1/"


@pytest.fixture
def driver() -> None:
    """It is imported before pytester begins to forget what its runs import: then SQLAlchemy knows its errors."""
    make_url(NOBODY).get_dialect().import_dbapi()


@pytest.mark.usefixtures("driver")
def test_a_database_that_is_not_there_is_one_error(shop: Project, pytester: pytest.Pytester) -> None:
    """It is told once in full; its other checks are counted as not run, and every other database is checked."""
    result = pytester.runpytest_inprocess("--db", "sqlite", "--db", NOBODY, "-ra")

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.assert_outcomes(passed=len(IDS) + 1 + 3, errors=1)  # portability needs no server
    result.stdout.re_match_lines([r"ERROR .*::heads\[postgres@127.0.0.1:1\] - postgres: no conn.*"])
    result.stdout.re_match_lines([r"=.* \d+ passed, 1 error, 13 not run in .*"])
    told = [line for line in result.outlines if line.startswith(("ERROR postgres: no conn", "postgres: no conn"))]
    assert 2 == len(told)  # before the tests, and as the error; where CI is set, pytest's summary has it in full too
    assert all("Connection refused" in line for line in told)
    assert "secret" not in result.stdout.str()


@pytest.mark.usefixtures("driver")
def test_a_database_that_is_not_there_is_one_error_of_a_worker(shop: Project, pytester: pytest.Pytester) -> None:
    """pytest-xdist tells the same."""
    result = pytester.runpytest_inprocess("--db", NOBODY, "-ra", "-n", "1", "-k", "not own")

    result.stdout.re_match_lines([r"ERROR .*::heads\[postgres@127.0.0.1:1\] - postgres: no conn.*"])
    result.stdout.re_match_lines([r"=.* 3 passed, 1 error, 10 not run in .*"])


def test_a_check_that_is_run_again_is_counted_once() -> None:
    """pytest-rerunfailures reports each of its tries, but the last as "rerun"."""
    hooks = import_module("migration_harness.plugin.hooks").Hooks(run=None)
    answer = Answer(check="drift", database="sqlite", revision="", state="passed")

    for outcome in ("rerun", "rerun", "passed"):
        report = pytest.TestReport("env.py::drift", ("env.py", None, "drift"), {}, outcome, None, "call")  # type: ignore[arg-type]
        report.migration_harness = {"answer": answer.told()}  # type: ignore[attr-defined]
        hooks.pytest_runtest_logreport(report)

    assert [answer] == hooks.answers


def test_a_database_that_goes_away_is_in_error_in_the_report(
    shop: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not asked any more must not look like what found nothing."""

    def go_away(self: Any, question: Any) -> None:
        if question.check.name == "drift":
            raise ServerError("sqlite: the server went away")

    # By import: the attribute of the package may be a module that pytester has forgotten.
    monkeypatch.setattr(import_module("migration_harness.plugin.hooks").Run, "observe", go_away)

    pytester.runpytest_inprocess("--db", "sqlite", "-k", "heads or drift", "--migration-report", "r.json")

    (run,) = json.loads((pytester.path / "r.json").read_text())["runs"]
    assert "sqlite: the server went away" == run["error"]
    assert 0 < run["seconds"]
    assert run["server_version"]


def test_what_takes_long_is_told_at_once(
    shop: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who waits for an image sees how far it is, not an empty terminal."""
    told = threading.Event()

    def serve_slowly(*arguments: Any, log: Callable[[str], None], **options: Any) -> Server:
        log("pulling postgres:17: 1 of 100 MB")
        assert told.wait(30)
        return serve(*arguments, log=log, **options)

    def write_line(self: Any, line: str | bytes, **markup: bool) -> None:
        if "pulling" in str(line):
            told.set()

    # A process that is forked is so once all servers are there, and this one waits for us.
    monkeypatch.setattr(ChainProcess, "start", START)
    monkeypatch.setattr("migration_harness.runs.serve", serve_slowly)
    monkeypatch.setattr(TerminalReporter, "write_line", write_line)

    result = pytester.runpytest_inprocess("--db", "sqlite", "-k", "heads")

    result.assert_outcomes(passed=1, deselected=17)


def test_a_revision_that_takes_long_is_told_while_it_does(
    shop: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Again and again, past the capture of what a test prints."""
    shop.revision("0002", "import time\ntime.sleep(0.5)", after="0001")
    monkeypatch.setattr(waiting, "PATIENCE", 0.1)

    pytester.runpytest_inprocess("--db", "sqlite", "-k", "0002 and upgrade")

    lines = capfd.readouterr().out.splitlines()
    assert "sqlite: upgrade() of 0002 has been running for 0.1 s" in lines
    assert "sqlite: upgrade() of 0002 has been running for 0.3 s" in lines


def test_a_revision_that_takes_long_is_told_by_a_worker_of_xdist(shop: Project, pytester: pytest.Pytester) -> None:
    """Its standard output is not the terminal's, its standard error is."""
    pytest.importorskip("xdist")
    shop.write("conftest.py", "from migration_harness import waiting\nwaiting.PATIENCE = 0.1\n")
    shop.revision("0002", "import time\ntime.sleep(0.5)", after="0001")

    result = pytester.runpytest_subprocess("--db", "sqlite", "-n", "2", "-k", "0002 and upgrade")

    assert "sqlite: upgrade() of 0002 has been running for 0.1 s" in result.stderr.lines
    assert 0 == result.ret


def test_a_report_that_cannot_be_written_is_told(shop: Project, pytester: pytest.Pytester) -> None:
    """In one sentence; the run has not done what it was asked for, and the other reports are written."""
    (pytester.path / "file").touch()
    arguments = ["--migration-report", "file/report.html", "--migration-report", "report.json"]

    result = pytester.runpytest_inprocess("--db", "sqlite", *arguments)

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["ERROR file/report.html cannot be written: *", "report written to report.json"])
    assert (pytester.path / "report.json").exists()


def test_waivers_that_cannot_be_written_are_told(shop: Project, pytester: pytest.Pytester) -> None:
    """A folder stands where the file is to be, or the project is read-only."""
    _forget_an_index(shop)
    (pytester.path / FILE).mkdir()

    result = pytester.runpytest_inprocess("--db", "sqlite", "--waive")

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines([f"ERROR {FILE} cannot be written: *"])


def test_one_check_is_selected_by_name(shop: Project, pytester: pytest.Pytester) -> None:
    """-k takes the names of checks."""
    result = pytester.runpytest_inprocess("--db", "sqlite", "-v", "-k", "round-trip")

    assert [name for name in IDS if "round-trip" in name] == list(_outcomes(result))


def test_one_revision_is_selected_by_its_file(shop: Project, pytester: pytest.Pytester) -> None:
    """The others are only gone through."""
    result = pytester.runpytest_inprocess("migrations/versions/0003.py", "--db", "sqlite", "-v")

    assert [name for name in IDS if "0003" in name] == list(_outcomes(result))


def test_one_check_of_one_revision_is_selected_by_its_id(shop: Project, pytester: pytest.Pytester) -> None:
    """An id from the report can be pasted."""
    result = pytester.runpytest_inprocess("migrations/versions/0003.py::downgrade[sqlite]", "--db", "sqlite", "-v")

    result.assert_outcomes(passed=1)


def test_a_finding_is_a_failure(shop: Project, pytester: pytest.Pytester) -> None:
    """It names database, check, revision and object, and what to type; what could not be verified is counted."""
    _forget_an_index(shop)

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v")

    outcomes = _outcomes(result)
    assert "FAILED" == outcomes["migrations/versions/0002.py::round-trip[sqlite]"]
    assert "PASSED" == outcomes["migrations/versions/0003.py::round-trip[sqlite]"]
    result.stdout.fnmatch_lines(
        [
            "sqlite  round-trip  0002",
            "  downgrade() leaves an index behind.",
            "    + index ix_own on t_0001 (id)",
            "  hint: at the end of downgrade():",
            '        op.drop_index("ix_own", table_name="t_0001")',
        ]
    )


def test_what_failed_last_is_run_again(shop: Project, pytester: pytest.Pytester) -> None:
    """--lf."""
    _forget_an_index(shop)
    pytester.runpytest_inprocess("--db", "sqlite")

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v", "--lf")

    assert "FAILED" == _outcomes(result)["migrations/versions/0002.py::round-trip[sqlite]"]
    assert not [name for name in _outcomes(result) if "0003" in name or "own" in name]


def test_the_first_failure_ends_the_run(shop: Project, pytester: pytest.Pytester) -> None:
    """-x."""
    _forget_an_index(shop)

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v", "-x", "migrations")

    assert "migrations/versions/0002.py::round-trip[sqlite]" == list(_outcomes(result))[-1]


def test_a_run_from_another_folder(
    shop: Project, pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--rootdir says where the project is."""
    monkeypatch.chdir(tmp_path)

    result = pytester.runpytest_inprocess(f"--rootdir={shop.folder}", "--db", "sqlite", "-v")

    result.assert_outcomes(passed=len(IDS))


def test_testpaths_do_not_keep_the_chain_out(shop: Project, pytester: pytest.Pytester) -> None:
    """A project whose tests are in a folder of their own types the same command."""
    shop.write("tests/test_theirs.py", "def test_theirs():\n    pass\n")
    pyproject = shop.folder / "pyproject.toml"
    pyproject.write_text(f'{pyproject.read_text()}\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n')

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v")

    assert {*IDS, "tests/test_theirs.py::test_theirs"} == set(_outcomes(result))


def test_options_of_a_conftest_in_testpaths_still_work(shop: Project, pytester: pytest.Pytester) -> None:
    """The word after --db is no path, so the initial conftest files are those of testpaths."""
    shop.write(
        "quality/conftest.py",
        "def pytest_addoption(parser):\n    parser.addoption('--mine', action='store_true')\n",
    )
    shop.write("quality/test_theirs.py", "def test_theirs(pytestconfig):\n    assert pytestconfig.option.mine\n")
    pyproject = shop.folder / "pyproject.toml"
    pyproject.write_text(f'{pyproject.read_text()}\n[tool.pytest.ini_options]\ntestpaths = ["quality"]\n')

    result = pytester.runpytest_inprocess("--db", "sqlite", "--mine")

    result.assert_outcomes(passed=len(IDS) + 1)


FIXTURES = """
import sqlalchemy as sa

def test_server(server):
    assert server.backend.name == "sqlite"

def test_scratch(scratch):
    assert not sa.inspect(scratch).get_table_names()
    with scratch.begin() as connection:
        connection.execute(sa.text("CREATE TABLE t_0001 (a INT)"))

def test_scratch_again(scratch):
    assert not sa.inspect(scratch).get_table_names()

def test_migrated(migrated):
    assert "t_0003" in sa.inspect(migrated).get_table_names()

def test_chain(chain):
    assert ["0001", "0002", "0003"] == [revision.id for revision in chain.revisions]
"""
ALEMBIC_FIXTURES = """
from alembic import command
from alembic.script import ScriptDirectory

def test_alembic(alembic_config, alembic_engine):
    assert ["0003"] == ScriptDirectory.from_config(alembic_config).get_heads()
    assert alembic_engine.dialect.name == "sqlite"
"""


def test_the_fixtures_run_on_each_database(shop: Project, pytester: pytest.Pytester) -> None:
    """server, scratch, migrated and chain are those of the run."""
    shop.write("test_own.py", FIXTURES + ALEMBIC_FIXTURES)

    result = pytester.runpytest_inprocess("test_own.py", "--db", "sqlite", "-v")

    result.assert_outcomes(passed=6)
    assert "test_own.py::test_scratch[sqlite]" in _outcomes(result)
    assert "test_own.py::test_chain" in _outcomes(result)


def test_the_fixtures_are_skipped_without_a_database(shop: Project, pytester: pytest.Pytester) -> None:
    """The reason says what to type."""
    shop.write("test_own.py", FIXTURES)

    result = pytester.runpytest_inprocess("test_own.py", "-rs")

    result.assert_outcomes(skipped=5)
    result.stdout.fnmatch_lines(["*give a database: --db sqlite*"])


def test_fixtures_of_the_project_with_the_same_names_win(shop: Project, pytester: pytest.Pytester) -> None:
    """A project's own `server` is its own, and the harness's `migrated` is none the worse for it."""
    shop.write(
        "test_own.py",
        """
        import pytest

        @pytest.fixture
        def server():
            return "an HTTP server"

        @pytest.fixture
        def chain():
            return "a block chain"

        def test_own(server, chain):
            assert "an HTTP server" == server
            assert "a block chain" == chain

        def test_both(server, migrated):
            assert migrated.dialect.name == "sqlite"
        """,
    )

    result = pytester.runpytest_inprocess("test_own.py", "--db", "sqlite")
    without = pytester.runpytest_inprocess("test_own.py")

    result.assert_outcomes(passed=2)
    without.assert_outcomes(passed=1, skipped=1)


DIALECTS = """
from sqlalchemy.dialects import registry
import pytest
pytest.register_assert_rewrite("sqlalchemy.testing.assertions")
from sqlalchemy.testing.plugin.pytestplugin import *
"""


def test_sqlalchemys_own_plugin_keeps_its_options(shop: Project, pytester: pytest.Pytester) -> None:
    """It has a --db, too: where a conftest brings it in, the harness stands back."""
    shop.write("conftest.py", DIALECTS)

    result = pytester.runpytest_subprocess("--help")

    assert 0 == result.ret
    result.stdout.fnmatch_lines(["*--dburi*"])
    assert "migration-harness" not in "".join(line for line in result.outlines if "--db " in line)


def test_a_project_with_a_db_option_of_its_own_keeps_it(shop: Project, pytester: pytest.Pytester) -> None:
    """Installed but unused, the plugin must not break it."""
    shop.write("conftest.py", "def pytest_addoption(parser):\n    parser.addoption('--db', default='theirs')\n")
    shop.write("test_own.py", "def test_own(pytestconfig):\n    assert pytestconfig.getoption('--db') == 'mine'\n")

    result = pytester.runpytest_inprocess("--db", "mine")

    result.assert_outcomes(passed=1)


def test_a_project_with_an_option_of_another_name_keeps_it(shop: Project, pytester: pytest.Pytester) -> None:
    """--since is theirs; --db is the harness's all the same."""
    shop.write("conftest.py", "def pytest_addoption(parser):\n    parser.addoption('--since')\n")
    shop.write("test_own.py", "def test_own(pytestconfig):\n    assert pytestconfig.getoption('--since') == 'ever'\n")

    result = pytester.runpytest_inprocess("--db", "sqlite", "--since", "ever")

    result.assert_outcomes(passed=len(IDS) + 1)


def test_a_check_of_the_project_runs(shop: Project, pytester: pytest.Pytester) -> None:
    """@Check in a conftest."""
    shop.write(
        "conftest.py",
        """
        from migration_harness.check import Check, Finding

        @Check(name="no-views", asked_of="revision")
        def no_views(case):
            if case.passage.revision.id == "0002":
                yield Finding(message="there is a view", hint="drop it")
        """,
    )

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v", "-k", "no-views")

    result.assert_outcomes(passed=2, failed=1)
    assert "FAILED" == _outcomes(result)["migrations/versions/0002.py::no-views[sqlite]"]


def _waive(project: Project, **keys: str) -> None:
    pyproject = project.folder / "pyproject.toml"
    lines = "\n".join(f'{key} = "{value}"' for key, value in keys.items())
    pyproject.write_text(f"{pyproject.read_text()}\n[[tool.migration-harness.waivers]]\n{lines}\n")


def test_a_waived_finding_is_an_expected_failure(shop: Project, pytester: pytest.Pytester) -> None:
    """XFAIL, with its reason."""
    _forget_an_index(shop)
    _waive(shop, check="round-trip", revision="0002", reason="an old sin")
    _waive(shop, check="drift", reason="the same")

    result = pytester.runpytest_inprocess("--db", "sqlite", "-rx")

    result.stdout.fnmatch_lines(["XFAIL *0002.py::round-trip[[]sqlite[]] - *an old sin"])
    assert 0 == result.ret


def _forget_two_indexes(project: Project) -> None:
    project.revision(
        "0002",
        'op.create_table("t_0002", sa.Column("id", sa.Integer))\n'
        'op.create_index("ix_own", "t_0001", ["id"])\nop.create_index("ix_other", "t_0001", ["id"])',
        'op.drop_table("t_0002")',
        after="0001",
    )


def test_what_is_not_waived_fails(shop: Project, pytester: pytest.Pytester) -> None:
    """A new difference beside a known one: it is shown with its own hint, and how many are waived."""
    _forget_two_indexes(shop)
    _waive(shop, check="round-trip", object="index ix_own on t_0001", reason="an old sin")

    result = pytester.runpytest_inprocess("--db", "sqlite", "-k", "round-trip")

    result.stdout.fnmatch_lines(
        [
            "sqlite  round-trip  0002",
            "  downgrade() leaves an index behind.",
            "    + index ix_other on t_0001 (id)",
            "  hint: at the end of downgrade():",
            '        op.drop_index("ix_other", table_name="t_0001")',
            "  upgrade() fails when the revision goes up again.",
            "*",
            "  waived: 1 more",
        ]
    )
    result.stdout.no_fnmatch_line("*op.drop_index(*ix_own*")


def test_several_findings_of_a_revision_have_one_hint(shop: Project, pytester: pytest.Pytester) -> None:
    """Said once for all of a kind, and one block to paste."""
    _forget_two_indexes(shop)

    result = pytester.runpytest_inprocess("--db", "sqlite", "-k", "round-trip")

    result.stdout.fnmatch_lines(
        [
            "sqlite  round-trip  0002",
            "  downgrade() leaves an index behind, 2 times:",
            "    + index ix_other on t_0001 (id)",
            "    + index ix_own on t_0001 (id)",
            "  hint: at the end of downgrade():",
            '        op.drop_index("ix_other", table_name="t_0001")',
            '        op.drop_index("ix_own", table_name="t_0001")',
        ],
        consecutive=True,
    )


def test_waivers_that_are_written_cover_what_was_found_and_no_more(shop: Project, pytester: pytest.Pytester) -> None:
    """--waive, then XFAIL, then a fault goes and its waiver is to be deleted, also by a run with --waive."""
    _forget_two_indexes(shop)
    asked = ("--db", "sqlite", "-k", "round-trip or drift")

    written = pytester.runpytest_inprocess(*asked, "--waive")
    known = pytester.runpytest_inprocess(*asked)
    _forget_an_index(shop)
    gone = pytester.runpytest_inprocess(*asked)
    before = (shop.folder / FILE).read_text()
    again = pytester.runpytest_inprocess(*asked, "--waive")

    written.assert_outcomes(passed=2, xfailed=2, deselected=written.parseoutcomes()["deselected"])
    known.assert_outcomes(passed=2, xfailed=2, deselected=known.parseoutcomes()["deselected"])
    gone.assert_outcomes(passed=2, failed=2, deselected=gone.parseoutcomes()["deselected"])
    gone.stdout.fnmatch_lines(["  The waiver for round-trip (*object = 'index ix_other on t_0001') no longer matches*"])
    assert pytest.ExitCode.TESTS_FAILED == again.ret
    assert before == (shop.folder / FILE).read_text()


def test_a_waiver_that_no_longer_matches_is_a_failure(shop: Project, pytester: pytest.Pytester) -> None:
    """It can be deleted."""
    _waive(shop, check="round-trip", revision="0002", reason="an old sin")

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v")

    assert "FAILED" == _outcomes(result)["migrations/versions/0002.py::round-trip[sqlite]"]
    result.stdout.fnmatch_lines(["*The waiver for round-trip (revision = '0002') no longer matches anything.*"])


@pytest.mark.parametrize("keys", [{"check": "round-trip", "revision": "0009"}, {"check": "roundtrip"}])
def test_a_waiver_for_what_is_not_there_is_a_failure(
    shop: Project, pytester: pytest.Pytester, keys: dict[str, str]
) -> None:
    """A revision whose file is gone, or a check of another name: heads tells it."""
    _waive(shop, **keys, reason="an old sin")

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v")

    assert ["migrations/env.py::heads[sqlite]"] == [
        name for name, told in _outcomes(result).items() if told == "FAILED"
    ]
    result.stdout.fnmatch_lines([f"*The waiver for {keys['check']}* no longer matches anything.*"])


def test_without_findings_no_waivers_are_written(shop: Project, pytester: pytest.Pytester) -> None:
    """There is nothing to fill in then."""
    result = pytester.runpytest_inprocess("--db", "sqlite", "--waive")

    result.stdout.fnmatch_lines([f"nothing new is found: {FILE} stays as it is"])
    assert not (pytester.path / FILE).exists()


def test_a_waiver_is_left_in_peace_where_its_revision_is_not_selected(shop: Project, pytester: pytest.Pytester) -> None:
    """Not asked is not out of date."""
    _waive(shop, check="round-trip", revision="0002", reason="an old sin")

    result = pytester.runpytest_inprocess("migrations/versions/0003.py", "--db", "sqlite")

    result.assert_outcomes(passed=4)


def test_a_history_that_cannot_be_loaded_is_one_failure(shop: Project, pytester: pytest.Pytester) -> None:
    """heads says what it is; the rest is not verified."""
    shop.revision("0003", after="0009")

    result = pytester.runpytest_inprocess("--db", "sqlite", "-v", "-rs")

    outcomes = _outcomes(result)
    assert "FAILED" == outcomes["migrations/env.py::heads[sqlite]"]
    result.stdout.fnmatch_lines(["SKIPPED [[]4[]] migrations/env.py:1: not verified: the history of the chain *"])
    assert {"SKIPPED"} == {told for name, told in outcomes.items() if "env.py" in name and "heads" not in name}
    result.stdout.fnmatch_lines(["*0009*is not present*"])


# Processes


def test_two_workers_of_xdist_say_the_same(
    shop: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ids and the summary are unchanged, and all checks of one database run where its walk is."""
    pytest.importorskip("xdist")
    _forget_an_index(shop)

    monkeypatch.setenv("COLUMNS", "160")
    result = pytester.runpytest_subprocess("--db", "sqlite", "-v", "-n", "2")

    result.assert_outcomes(passed=len(IDS) - 1, failed=2)
    ran = dict(match.group(2, 1) for match in re.finditer(r"\] ([A-Z]+) (\S+::\S+)", result.stdout.str()))
    assert {*IDS, "test_own.py::test_own"} == set(ran)
    assert "FAILED" == ran["migrations/versions/0002.py::round-trip[sqlite]"]
    summary = "*0002.py::round-trip[[]sqlite[]] - downgrade() leaves an index behind. (and 1 more)"
    result.stdout.fnmatch_lines(["sqlite: SQLite *, files in *", f"FAILED {summary}"])


def _scratch_files(pid: int) -> list[Path]:
    folders = (Path("/dev/shm"), Path(gettempdir()))
    return [path for folder in folders for path in folder.glob(f"migration-harness-{pid}-*")]


def _processes(folder: Path) -> list[str]:
    """The command lines of the processes that work in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").resolve() == folder and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_text())
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_after_a_signal(shop: Project, pytester: pytest.Pytester, number: signal.Signals) -> None:
    """In the middle of a revision: no scratch file and no process."""
    shop.revision("0002", 'import time\nopen("here", "w").close()\ntime.sleep(60)', after="0001")

    process = pytester.popen([sys.executable, "-m", "pytest", "--db", "sqlite", "migrations"], stdin=None)
    _wait_for(shop.folder / "here")
    process.send_signal(number)
    out, _ = process.communicate(timeout=30)

    assert pytest.ExitCode.INTERRUPTED == process.returncode, out
    assert [] == _scratch_files(process.pid)
    assert [] == _processes(shop.folder)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_who_presses_ctrl_c_twice_is_told_what_is_going_on(shop: Project, pytester: pytest.Pytester) -> None:
    """In a sentence, not by a traceback; nothing is left all the same."""
    shop.revision("0002", 'import time\nopen("here", "w").close()\ntime.sleep(60)', after="0001")

    process = pytester.popen([sys.executable, "-m", "pytest", "--db", "sqlite", "migrations"], stdin=None)
    _wait_for(shop.folder / "here")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)  # two of the same kind may be one to the process
    out, err = process.communicate(timeout=30)

    assert pytest.ExitCode.INTERRUPTED == process.returncode, out
    assert "what this run has started is being removed; once more leaves it behind" in err.decode()
    assert "Traceback" not in err.decode()
    assert [] == _scratch_files(process.pid)
    assert [] == _processes(shop.folder)


def _wait_for(file: Path) -> None:
    end = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_first_failing_scratch_database_is_kept_until_the_next_run(
    shop: Project, pytester: pytest.Pytester
) -> None:
    """Its URL is printed; it can be looked at; the next run removes it."""
    shop.revision("0002", 'op.create_table("half", sa.Column("a", sa.Integer))\nop.execute("nonsense")', after="0001")

    first = pytester.runpytest_subprocess("--db", "sqlite")
    (line,) = [line for line in first.outlines if "is kept until the next run" in line]
    file = Path(line.partition("sqlite:///")[2])
    with closing(sqlite3.connect(file)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    serve(parse_database("sqlite"), Config(root=shop.folder)).stop()

    assert "half" in tables
    assert not file.exists()


def test_scratch_databases_stay_where_they_are_to_be_kept(shop: Project, pytester: pytest.Pytester) -> None:
    """--db-keep prints where they are."""
    result = pytester.runpytest_inprocess("--db", "sqlite", "--db-keep", "-k", "heads or drift")

    files = [Path(line.partition("sqlite:///")[2]) for line in result.outlines if "sqlite:///" in line]
    assert files
    assert all(file.is_file() for file in files)
    for file in files:
        shutil.rmtree(file.parent)


def test_a_project_that_cannot_be_written_to(shop: Project, pytester: pytest.Pytester) -> None:
    """Nothing is written into the project but what Python and pytest write themselves."""
    before = {path for path in shop.folder.rglob("*") if "cache" not in str(path)}

    pytester.runpytest_inprocess("--db", "sqlite").assert_outcomes(passed=len(IDS) + 1)

    assert before == {path for path in shop.folder.rglob("*") if "cache" not in str(path)}
