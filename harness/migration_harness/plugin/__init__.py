"""The pytest plugin: beside `conformance` the only one that imports pytest.

With ``--db`` the files of a chain are test files (see ``hooks``); without it the plugin collects nothing, changes
nothing and imports nothing else of the harness.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from sqlalchemy.engine import Engine

    from migration_harness.chain import Chain
    from migration_harness.config import Database
    from migration_harness.runs import Run
    from migration_harness.server import Scratch, Server

ACTIVE: pytest.StashKey[Run] = pytest.StashKey()
_WITHOUT_DB = "give a database: --db sqlite"


# Options


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, Any, Any]:
    """Add the options once the initial conftest files are loaded.

    SQLAlchemy's own plugin for those who write dialects has a ``--db`` too, and comes in through a conftest file: where
    an option is taken this plugin does without it, and without ``--db`` it stands back.
    """
    _forget_our_words(early_config, args)
    result = yield
    taken = _taken(parser)
    if "--db" not in taken:
        _add_options(parser, taken)
    return result


def _forget_our_words(early_config: pytest.Config, args: list[str]) -> None:
    """So far pytest takes the word after ``--db`` for a path, and would not look for conftest files in testpaths."""
    ours = {word for option, word in pairwise(args) if option in {"--db", "--db-source"}}
    early = early_config.known_args_namespace
    early.file_or_dir = [path for path in early.file_or_dir if path not in ours]


def _taken(parser: pytest.Parser) -> set[str]:
    groups = [*getattr(parser, "_groups", ()), parser._anonymous]  # noqa: SLF001
    return {name for group in groups for option in group.options for name in option.names()}


def _add_options(parser: pytest.Parser, taken: set[str]) -> None:
    group = parser.getgroup("migrations", "migrations (migration-harness)")

    def add(name: str, **option: Any) -> None:
        if name not in taken:
            group.addoption(name, **option)

    add(
        "--db",
        action="append",
        default=[],
        metavar="NAME[:VERSION]|URL",
        dest="migration_db",
        help="check the Alembic chain on this database: sqlite, postgres, mysql, mariadb, oracle, mssql, or what a"
        " plugin adds; a version is an image tag (postgres:17); an URL is a running server's; all means all of the"
        " configuration; repeatable, or a list with commas",
    )
    add(
        "--db-source",
        metavar="auto|container|local",
        default=None,
        dest="migration_db_source",
        help="where a server comes from when no URL is given: a container, a local program, or what there is (auto)",
    )
    add(
        "--db-keep",
        action="store_true",
        dest="migration_db_keep",
        help="leave the servers and the scratch databases and print their URLs; the servers serve later runs of this"
        " project, and those with --db-keep",
    )
    add(
        "--since",
        default=None,
        metavar="REV|GIT_REF",
        dest="migration_since",
        help="walk fast to this revision, or to what this git ref has, and check only what is newer",
    )
    add(
        "--migration-report",
        action="append",
        default=[],
        metavar="PATH",
        dest="migration_report",
        help="write a report, by the suffix .html, .json or .md, or github for annotations and the summary; repeatable",
    )
    add(
        "--waive",
        action="store_true",
        dest="migration_waive",
        help="write what is found now as waivers into migration-waivers.toml, for an old chain's known findings",
    )
    add(
        "--chain",
        default=None,
        metavar="PATH|MODULE:OBJECT",
        dest="migration_chain",
        help="where the chain is: a folder with an env.py, an ini file, package:folder, or module:object of a Config",
    )
    add(
        "--project-python",
        default=None,
        metavar="PATH",
        dest="migration_project_python",
        help="the Python in which the chain runs, where the harness is installed elsewhere",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start what ``--db`` asks for; nothing happens without it."""
    if config.getoption("migration_db", []) or os.environ.get("MIGRATION_HARNESS_DB"):
        from migration_harness.plugin.hooks import begin

        config.stash[ACTIVE] = begin(config)


# Fixtures. They do not build on each other's public names: a project may have a `server` of its own.


@pytest.fixture(scope="session")
def _migration_database(request: pytest.FixtureRequest) -> Database:
    if not hasattr(request, "param"):
        pytest.skip(_WITHOUT_DB)
    database: Database = request.param
    return database


@pytest.fixture(scope="session")
def _migration_server(request: pytest.FixtureRequest, _migration_database: Database) -> Server:
    return request.config.stash[ACTIVE].server(_migration_database.label)


@pytest.fixture(scope="session")
def _migration_chain(request: pytest.FixtureRequest) -> Chain:
    run = request.config.stash.get(ACTIVE, None)
    if run is None:
        pytest.skip(_WITHOUT_DB)
    return run.chains[0]


@pytest.fixture
def _migration_scratch(_migration_server: Server) -> Iterator[Engine]:
    with _migration_server.scratch() as made:
        engine = made.engine()
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def server(_migration_server: Server) -> Server:
    """The running server of each ``--db``."""
    return _migration_server


@pytest.fixture
def scratch(_migration_scratch: Engine) -> Engine:
    """An engine on an empty scratch database, dropped after the test."""
    return _migration_scratch


@pytest.fixture(scope="session")
def chain(_migration_chain: Chain) -> Chain:
    """The chain of this project."""
    return _migration_chain


@pytest.fixture(scope="session")
def _migrated_scratches(_migration_server: Server, _migration_chain: Chain) -> Iterator[Callable[[], Scratch]]:
    """What makes one at head after the other: copies of the first where the product has a quick way to copy."""
    from migration_harness.chain import upgrade

    with _migration_chain.start() as process, ExitStack() as stack:

        def build() -> Scratch:
            made = _migration_server.make_scratch()
            upgrade(_migration_chain, process, made)
            return made

        if _migration_server.backend.copy is None:
            yield build
            return
        first = build()
        stack.callback(first.drop)
        yield lambda: _migration_server.copy_of(first)


@pytest.fixture
def migrated(_migrated_scratches: Callable[[], Scratch]) -> Iterator[Engine]:
    """An engine on a scratch database at head, dropped after the test."""
    made = _migrated_scratches()
    engine = made.engine()
    yield engine
    engine.dispose()
    made.drop()
