"""The reference chain with plain Alembic: what the harness's own runs take for granted."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import CompileError, IntegrityError
from sqlalchemy.schema import MetaData

ROOT = Path(__file__).parent.parent
URLS = {
    "sqlite": "sqlite://",
    "postgresql": "postgresql+psycopg://",
    "mysql": "mysql+pymysql://",
    "mariadb": "mariadb+pymysql://",
    "oracle": "oracle+oracledb://",
    "mssql": "mssql+pyodbc://",
}
IRREVERSIBLE = "0022"

needs_json_on_oracle = pytest.mark.xfail(
    sqlalchemy.__version__.startswith("2.0."), raises=CompileError, strict=True, reason="SQLAlchemy has it from 2.1 on"
)

# SQLite does not tell what expression an index has; SQLAlchemy and Alembic warn that they leave it out.
pytestmark = pytest.mark.filterwarnings("ignore:.*expression-based index")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A connection to an empty SQLite file."""
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def config(connection: Connection) -> Config:
    """The Alembic configuration of this repository, on the SQLite file."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


@pytest.fixture
def metadata(monkeypatch: pytest.MonkeyPatch) -> MetaData:
    """The tables of the reference models."""
    monkeypatch.syspath_prepend(ROOT)
    from models import Base

    return Base.metadata


def script(config: Config, dialect: str, monkeypatch: pytest.MonkeyPatch, version: str | None = None) -> str:
    """What ``alembic upgrade head --sql`` writes."""
    monkeypatch.setenv("DATABASE_URL", URLS[dialect])
    config.output_buffer = StringIO()
    config.cmd_opts = Namespace(x=[f"server-version={version}"] if version else [])
    command.upgrade(config, "head", sql=True)
    return config.output_buffer.getvalue()


def query(connection: Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(sql))]


def test_chain_ends_in_one_head(config: Config) -> None:
    """The branches are merged, and there are the users and at least 18 revisions more."""
    chain = ScriptDirectory.from_config(config)

    assert ["0023"] == chain.get_heads()
    assert len(list(chain.walk_revisions())) > 18


def test_every_revision_teaches_something(config: Config) -> None:
    """The file is named after the revision, and its docstring says more than its name."""
    for revision in ScriptDirectory.from_config(config).walk_revisions():
        assert Path(revision.path).stem.startswith(f"{revision.revision}_")
        assert len(revision.longdoc or revision.doc) > 80


def test_head_is_where_the_models_are(config: Config) -> None:
    """After ``alembic upgrade head``, ``alembic check`` finds nothing."""
    command.upgrade(config, "head")

    command.check(config)


def test_constraints_have_the_names_of_the_models(config: Config, connection: Connection, metadata: MetaData) -> None:
    """What Alembic does not compare: every constraint and index has the name that create_all() gives it."""
    twin = create_engine("sqlite://")
    metadata.create_all(twin)

    command.upgrade(config, "head")

    assert names(twin) == names(connection)


def names(bind: Connection | Engine) -> dict[str, list[str]]:
    """The names of all constraints and of those indexes that SQLite tells about, by table."""
    inspector = inspect(bind)
    return {
        table: sorted(
            str(item["name"])
            for item in [
                inspector.get_pk_constraint(table),
                *inspector.get_foreign_keys(table),
                *inspector.get_unique_constraints(table),
                *inspector.get_check_constraints(table),
                *inspector.get_indexes(table),
            ]
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_identifiers_fit_everywhere(metadata: MetaData) -> None:
    """No name is longer than the 30 bytes that Oracle before 12.2 allows."""
    named = [
        *metadata.tables,
        *(column.name for table in metadata.tables.values() for column in table.columns),
        *(str(item.name) for table in metadata.tables.values() for item in [*table.constraints, *table.indexes]),
    ]

    assert [] == [name for name in named if len(name) > 30]


def test_only_the_declared_revision_does_not_come_down(config: Config, connection: Connection) -> None:
    """From head down to 0022 and from the one before down to base; 0022 says in a sentence why not."""
    command.upgrade(config, "head")
    command.downgrade(config, IRREVERSIBLE)
    with pytest.raises(NotImplementedError, match="restore a backup"):
        command.downgrade(config, "-1")

    command.stamp(config, "0021")
    connection.execute(text("ALTER TABLE users ADD birth_date DATE"))
    command.downgrade(config, "base")

    assert ["alembic_version"] == inspect(connection).get_table_names()


def test_featured_products_become_highlights_and_come_back(config: Config, connection: Connection) -> None:
    """0014 keeps what the dropped column said."""
    command.upgrade(config, "0013")
    connection.execute(
        text(
            "INSERT INTO products (id, public_id, sku, name, price, featured) VALUES"
            " (1, 'a', 'a', 'a', 1, false), (2, 'b', 'b', 'b', 2, true)"
        )
    )

    command.upgrade(config, "0014")
    highlights = query(connection, "SELECT product_id FROM highlights")
    command.downgrade(config, "0013")

    assert [(2,)] == highlights
    assert [(1, 0), (2, 1)] == query(connection, "SELECT id, featured FROM products ORDER BY id")


def test_addresses_move_out_and_come_back(config: Config, connection: Connection) -> None:
    """0015 moves those of users who have one, and leaves no value behind."""
    before = [(1, "Main Street 1", None, "1234"), (2, None, None, None)]
    users = "SELECT id, street, city, postcode FROM users ORDER BY id"
    command.upgrade(config, "0014")
    connection.execute(
        text(
            "INSERT INTO users (id, email, password_hash, full_name, street, postcode) VALUES"
            " (1, 'a', 'a', 'a', 'Main Street 1', '1234'), (2, 'b', 'b', 'b', NULL, NULL)"
        )
    )

    command.upgrade(config, "0015")
    moved = query(connection, "SELECT user_id, street, city, postcode FROM addresses")
    command.downgrade(config, "0014")

    assert before[:1] == moved
    assert before == query(connection, users)


def test_returned_orders_are_shipped_in_the_old_enum(config: Config, connection: Connection) -> None:
    """0016 lets a new member in; its downgrade says what becomes of it, and keeps it out again."""
    insert = text("INSERT INTO orders (status) VALUES ('returned')")
    command.upgrade(config, "0016")
    connection.execute(insert)

    command.downgrade(config, "0015")

    assert [("shipped",)] == query(connection, "SELECT status FROM orders")
    with pytest.raises(IntegrityError, match="ck_orders_order_status"):
        connection.execute(insert)


@pytest.mark.parametrize(
    "dialect", [pytest.param(name, marks=needs_json_on_oracle if name == "oracle" else ()) for name in URLS]
)
def test_chain_is_written_as_sql(config: Config, dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--sql`` needs no driver and no server, on any of the six products."""
    sql = script(config, dialect, monkeypatch)

    assert "CREATE TABLE users" in sql
    assert "'0023'" in sql


@needs_json_on_oracle
def test_sql_for_oracle_has_only_what_the_version_knows(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Booleans and JSON are types of Oracle 23; the script for 19 has neither."""
    newest = script(config, "oracle", monkeypatch)
    oldest = script(config, "oracle", monkeypatch, version="19")

    assert {" BOOLEAN ", " JSON,"} == {word for word in (" BOOLEAN ", " JSON,") if word in newest}
    assert set() == {word for word in (" BOOLEAN ", " JSON", "RETURNING", "ON UPDATE") if word in oldest}


def test_sql_for_sqlite_runs(config: Config, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batch mode is told what it would otherwise look up, so even its script is complete."""
    sql = script(config, "sqlite", monkeypatch)

    connection.connection.driver_connection.executescript(sql)  # type: ignore[union-attr]

    assert [("0023",)] == query(connection, "SELECT version_num FROM alembic_version")


def test_models_need_neither_driver_nor_server() -> None:
    """Importing the models connects to nothing: no driver is even loaded."""
    code = "import sys, models; assert not {'psycopg', 'sqlite3', 'models.database'} & set(sys.modules)"

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
