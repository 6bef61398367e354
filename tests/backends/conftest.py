"""Servers for the tests of the backends: each test says which, the fixtures are as the plugin's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from sqlalchemy import Engine

from migration_harness.config import Config, parse_database
from migration_harness.server import Server, serve


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
