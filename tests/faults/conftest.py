"""Projects that hold many faults at once, walked once on each database: ``--db``, or SQLite without it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from corpus import Drift, Fault, Product

from migration_harness.chain import load
from migration_harness.config import Config, Database, parse_database
from migration_harness.plugin import ACTIVE
from migration_harness.server import Server, serve
from migration_harness.walk import Walk

ENV = """
from alembic import context
from sqlalchemy import create_engine
{imports}
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, {options})
    with context.begin_transaction():
        context.run_migrations()
"""

REVISION = '''"""{id}"""
{imports}
revision = {id!r}
down_revision = {after!r}


def upgrade():
    {up}


def downgrade():
    {down}
'''


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The folder of a project that the tests make."""

    path: Path

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def env(self, imports: str = "", options: str = "") -> None:
        here = Path(__file__).parent
        found = f'script_location = "%(here)s/migrations"\nprepend_sys_path = ["{here}"]\n'
        self.write("pyproject.toml", f"[tool.alembic]\n{found}")
        self.write("migrations/env.py", ENV.format(imports=imports, options=options))

    def revision(self, id: str, name: str, *, after: str | None, imports: str, up: str, down: str) -> None:  # noqa: A002
        text = REVISION.format(id=id, after=after, imports=imports, up=up, down=down)
        self.write(f"migrations/versions/{name}.py", text)

    def walk(self, server: Server, wanted: Sequence[str] = ()) -> Walk:
        chain = load(Config(root=self.path))
        assert chain.problems == ()
        return Walk(chain=chain, server=server, wanted=frozenset(wanted))


def databases(config: pytest.Config) -> tuple[Database, ...]:
    """What ``--db`` asks for, else SQLite."""
    run = config.stash.get(ACTIVE, None)
    return run.databases if run else (parse_database("sqlite"),)


def product_of(config: pytest.Config, database: Database) -> Product:
    """The product, with the version that was asked for, or that its server tells."""
    if database.backend.image is None:
        return Product(name=database.backend.name, version=(3,))
    told = database.version or config.stash[ACTIVE].server(database.label).version
    numbers = tuple(int(number) for number in re.findall(r"\d+", told)[:2])
    return Product(name=database.backend.name, version=numbers)


@pytest.fixture(scope="session")
def folder_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Folder]:
    return lambda name: Folder(path=tmp_path_factory.mktemp(name))


Once = Callable[[str, Callable[[], Any]], Any]


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
