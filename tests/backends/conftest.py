"""Servers for the tests of the backends: each test says which, the fixtures are as the plugin's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from sqlalchemy import Engine

from migration_harness.config import Config, parse_database, split
from migration_harness.server import Server, serve


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a server is marked; with --db, only the products asked for are left, on the versions tests name."""
    asked = split(config.getoption("migration_db", []))
    products = {parse_database(name).backend.name for name in asked if name != "all"}
    every = "all" in asked or not asked
    left = []
    for item in items:
        if product := _product(item):
            item.add_marker("server")
        if every or not product or product in products:
            left.append(item)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(left)])
    items[:] = left


def _product(item: pytest.Item) -> str:
    name = item.callspec.params.get("server") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ""
    return parse_database(name).backend.name if isinstance(name, str) and name else ""


@pytest.fixture(scope="session")
def served(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Server]]:
    """The running server of a name as ``--db`` takes it, started when it is first asked for."""
    running: list[Server] = []

    @cache
    def start(name: str) -> Server:
        running.append(serve(parse_database(name), Config(root=request.config.rootpath)))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(request: pytest.FixtureRequest, served: Callable[[str], Server]) -> Server:
    """The running server that the test's parameter names."""
    return served(request.param)


@pytest.fixture
def scratch(server: Server) -> Iterator[Engine]:
    """An engine on an empty scratch database."""
    with server.scratch() as made:
        yield made.engine()
