"""The folder of a project that holds many faults, and the product on which it is walked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from corpus import Product

from migration_harness.chain import load
from migration_harness.config import Config, Database, parse_database
from migration_harness.plugin import ACTIVE
from migration_harness.server import Server
from migration_harness.walk import Walk

Once = Callable[[str, Callable[[], Any]], Any]

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
