"""A project with a chain, on SQLite."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import ENV, Project, fork

from migration_harness.config import Config, parse_database
from migration_harness.process import ChainProcess
from migration_harness.server import Server, serve


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = serve(parse_database("sqlite"), Config(root=tmp_path_factory.getbasetemp()))
    yield server
    server.stop()
    # Runs inside this process keep the database of their first failure until the next run.
    for kept in Path(str(server.url.database)).parent.glob(f"migration-harness-{os.getpid()}-*"):
        shutil.rmtree(kept, ignore_errors=True)


@pytest.fixture
def project(tmp_path: Path, sqlite: Server, forked: None) -> Project:
    """An empty chain whose env.py takes the URL from the configuration."""
    made = Project(folder=tmp_path, server=sqlite)
    made.write("pyproject.toml", '[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    made.write("migrations/env.py", ENV)
    (tmp_path / "migrations/versions").mkdir()
    return made


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of chains are forked from this one, where all is imported: 10 ms instead of 700.

    test_chain.py and test_plugin.py start them as a user does.
    """
    monkeypatch.setattr(ChainProcess, "start", fork)
