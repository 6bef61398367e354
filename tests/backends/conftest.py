"""Servers for the tests of the backends: the module says which, the fixtures are as the plugin's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from migration_harness.config import Config, parse_database
from migration_harness.server import Server, serve


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running server of the database that the parameter names, as ``--db`` would."""
    running = serve(parse_database(request.param), Config(root=request.config.rootpath))
    yield running
    running.stop()


@pytest.fixture
def scratch(server: Server) -> Iterator[Engine]:
    """An engine on an empty scratch database."""
    with server.scratch() as made:
        yield made.engine()
