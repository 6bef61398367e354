"""Projects that hold many faults at once, walked once on each database: ``--db``, or SQLite without it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from corpus import Drift, Fault
from folders import Folder, Once, databases, product_of

from migration_harness.config import Config, Database
from migration_harness.plugin import ACTIVE
from migration_harness.server import Server, serve


@pytest.fixture(scope="session")
def folder_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Folder]:
    return lambda name: Folder(path=tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def once() -> Once:
    """What a function of this name returned or raised when it was called first: no test repeats a walk that failed."""
    known: dict[str, tuple[Any, BaseException | None]] = {}

    def call(name: str, function: Callable[[], Any]) -> Any:
        if name not in known:
            try:
                known[name] = function(), None
            except Exception as error:  # noqa: BLE001
                known[name] = None, error
        found, error = known[name]
        if error is not None:
            raise error
        return found

    return call


@pytest.fixture(scope="session")
def server_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Database], Server]]:
    """The server of a database: the run's own, or one for SQLite."""
    run = request.config.stash.get(ACTIVE, None)
    started: list[Server] = []

    def server(database: Database) -> Server:
        if run is not None:
            return run.server(database.label)
        started.append(serve(database, Config(root=request.config.rootpath)))
        return started[-1]

    yield server
    for own in started:
        own.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each kind that the database has: a test's module lists them in KINDS."""
    if "kind" not in metafunc.fixturenames:
        if "database" in metafunc.fixturenames:
            found = [pytest.param(database, id=database.label) for database in databases(metafunc.config)]
            metafunc.parametrize("database", found, indirect=True, scope="session")
        return
    kinds: Sequence[Drift | Fault] = metafunc.module.KINDS
    wanted = getattr(metafunc.function, "wanted", lambda _kind: True)
    found = [
        pytest.param(database, kind, id=f"{database.label}-{kind.name}")
        for database in databases(metafunc.config)
        for kind in kinds
        if wanted(kind) and product_of(metafunc.config, database).has(kind.on, kind.since)
    ]
    metafunc.parametrize(("database", "kind"), found, indirect=["database"], scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Database:
    return request.param
