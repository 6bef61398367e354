"""Nothing but the scratch database is ever connected to while a chain runs."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from projects import Project

from migration_harness.check import Finding

TEMPLATES = ("generic", "async", "multidb", "pyproject", "pyproject_async")
if not hasattr(AlembicConfig, "get_alembic_option"):  # before 1.16 Alembic does not read pyproject.toml
    TEMPLATES = ("generic", "async", "multidb")


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Path]:
    """A database file that must be as it was, to the byte and to the nanosecond, when the test is over."""
    file = tmp_path / "production.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE precious (id INTEGER)")
    before = file.read_bytes(), file.stat().st_mtime_ns
    yield file
    assert before == (file.read_bytes(), file.stat().st_mtime_ns)
    assert not [*tmp_path.glob("production.db-*"), *tmp_path.glob("prod2.db")]


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of a server that must not have been called when the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        yield listening.getsockname()[1]
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.fixture
def chain(project: Project) -> Project:
    """Two sound revisions."""
    project.table("a")
    project.table("b", after="a")
    return project


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_alembic_init_writes_runs_on_the_scratch(chain: Project, production: Path, template: str) -> None:
    """The env.py of each template passes, though alembic.ini names another database."""
    url = f"sqlite{'+aiosqlite' if 'async' in template else ''}:///{production}"
    _init(chain, template, url)

    faults = chain.faults()

    assert {} == faults


ENV = """
from alembic import context
{connect}
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
SERVED = {
    "attribute as an engine": """
        engine = context.config.attributes["connection"]
    """,
    "attribute as a connection": """
        from contextlib import nullcontext
        class engine:
            connect = lambda: nullcontext(context.config.attributes.get("connection", None))
    """,
    "attribute or an engine of its own": """
        from sqlalchemy import create_engine
        engine = context.config.attributes.get("connection") or create_engine("sqlite:///production.db")
    """,
    "DATABASE_URL": """
        import os
        from sqlalchemy import create_engine
        engine = create_engine(os.environ["DATABASE_URL"])
    """,
    "DATABASE_URL before the ini": """
        import os
        from sqlalchemy import create_engine
        engine = create_engine(os.getenv("DATABASE_URL", "sqlite:///production.db"))
    """,
    "a variable that the configuration names": """
        import os
        from sqlalchemy import create_engine
        engine = create_engine(os.environ["SHOP_DB"])
    """,
    "an -x argument": """
        from sqlalchemy import create_engine
        engine = create_engine(context.get_x_argument(as_dictionary=True)["dsn"])
    """,
    "engine_from_config": """
        from sqlalchemy import engine_from_config
        engine = engine_from_config(context.config.get_section(context.config.config_ini_section), poolclass=None)
    """,
    "a do_connect event that leads elsewhere": """
        from sqlalchemy import create_engine, event
        engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
        @event.listens_for(engine, "do_connect")
        def elsewhere(dialect, record, args, options):
            args[0] = "production.db"
    """,
    "a do_connect event that connects elsewhere": """
        import sqlite3
        from sqlalchemy import create_engine, event
        engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
        @event.listens_for(engine, "do_connect")
        def elsewhere(dialect, record, args, options):
            return sqlite3.connect("production.db")
    """,
}
STOPPED = {
    "a URL of its own": """
        from sqlalchemy import create_engine
        engine = create_engine("sqlite:///production.db")
    """,
    "a URL of its own, relative to another folder": """
        import os
        from sqlalchemy import create_engine
        os.chdir("migrations")
        engine = create_engine("sqlite:///../production.db")
    """,
    "a file: URI": """
        from sqlalchemy import create_engine
        engine = create_engine("sqlite:///file:production.db?uri=true")
    """,
    "the ini read by itself": """
        from configparser import ConfigParser
        from sqlalchemy import create_engine
        parser = ConfigParser()
        parser.read("settings.ini")
        engine = create_engine(parser["alembic"]["sqlalchemy.url"])
    """,
    "a variable that the configuration does not name": """
        import os
        from sqlalchemy import create_engine
        engine = create_engine(os.environ["OTHER_DB"])
    """,
    "a creator": """
        import sqlite3
        from sqlalchemy import create_engine
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect("production.db"))
    """,
    "an async engine": """
        import asyncio
        from sqlalchemy.ext.asyncio import create_async_engine
        async def main():
            async with create_async_engine("sqlite+aiosqlite:///production.db").connect():
                pass
        asyncio.run(main())
    """,
}


@pytest.mark.parametrize("connect", SERVED.values(), ids=SERVED)
def test_env_py_is_given_the_scratch_in_every_usual_way(chain: Project, production: Path, connect: str) -> None:
    """The URL in the configuration, the environment and -x, the connection in the attributes."""
    chain.write("migrations/env.py", ENV.format(connect=dedent(connect)))

    faults = chain.faults(url_env=("DATABASE_URL", "SHOP_DB"), x={"dsn": "{url}"})

    assert {} == faults


@pytest.mark.parametrize("connect", STOPPED.values(), ids=STOPPED)
def test_env_py_that_reaches_elsewhere_is_stopped(
    chain: Project, production: Path, connect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One finding that says which URL and how to take the right one; the rest is not verified."""
    monkeypatch.setenv("OTHER_DB", "sqlite:///production.db")
    chain.write("settings.ini", "[alembic]\nsqlalchemy.url = sqlite:///production.db\n")
    chain.write("migrations/env.py", ENV.format(connect=dedent(connect)))

    judged = chain.judged()

    assert _is_stopped(judged, "production.db")


def _is_stopped(judged: Mapping[str, list[Finding] | str], where: str) -> bool:
    (found,) = judged["a::upgrade"]
    assert isinstance(found, Finding)
    assert "stopped before it connected to" in found.message, found
    assert where in found.message
    assert "env.py:" in found.message
    assert "url-env" in found.hint
    rest = {name: told for name, told in judged.items() if name not in {"::heads", "a::upgrade"}}
    return all(isinstance(told, str) for told in rest.values())


REVISIONS = {
    "an engine": """
        sa.create_engine("sqlite:///production.db").connect()
    """,
    "sqlite3": """
        import sqlite3
        sqlite3.connect("production.db").execute("DROP TABLE precious")
    """,
    "sqlite3 by another name": """
        from sqlite3 import dbapi2
        dbapi2.Connection("production.db").execute("DROP TABLE precious")
    """,
    "an engine in another thread": """
        from concurrent.futures import ThreadPoolExecutor
        engine = sa.create_engine("sqlite:///production.db")
        ThreadPoolExecutor().submit(lambda: engine.connect()).result()
    """,
    "whatever the error": """
        import sqlite3
        try:
            sqlite3.connect("production.db")
        except Exception:
            op.create_table("fallback", sa.Column("a", sa.Integer))
    """,
    "an attached database": """
        op.execute("ATTACH DATABASE 'production.db' AS elsewhere")
        op.execute("DROP TABLE elsewhere.precious")
    """,
    "a vacuum into": """
        op.execute("VACUUM INTO 'prod2.db'")
    """,
    "a database attached by a cursor": """
        cursor = op.get_bind().connection.cursor()
        cursor.execute("ATTACH DATABASE 'production.db' AS elsewhere")
        cursor.execute("DROP TABLE elsewhere.precious")
    """,
    "a database attached by a cursor, after a comment": """
        op.get_bind().connection.cursor().execute("/* now */ ATTACH 'production.db' AS elsewhere")
    """,
    "a vacuum by a cursor": """
        op.get_bind().connection.cursor().execute("VACUUM INTO ?", ("prod2.db",))
    """,
    "a database attached to one in memory": """
        import sqlite3
        sqlite3.connect(":memory:").executescript("ATTACH 'production.db' AS p; DROP TABLE p.precious")
    """,
    "a database attached to one of a class of one's own": """
        import sqlite3
        class Mine(sqlite3.Connection): pass
        Mine(":memory:").executescript("ATTACH 'production.db' AS p; DROP TABLE p.precious")
    """,
    "a database attached to one of sqlite3's class": """
        from sqlite3 import dbapi2
        dbapi2.Connection(":memory:").execute("ATTACH 'production.db' AS p")
    """,
    "a script of several": """
        op.get_bind().connection.dbapi_connection.executescript("SELECT 1; ATTACH 'production.db' AS p;")
    """,
    "whatever the error of a cursor": """
        try:
            op.get_bind().connection.cursor().execute("ATTACH 'production.db' AS p")
        except Exception:
            op.create_table("fallback", sa.Column("a", sa.Integer))
    """,
}
SERVERS = {
    "psycopg": """
        import psycopg
        psycopg.connect("postgresql://u:secret@127.0.0.1:{port}/production")
    """,
    "psycopg, parameters": """
        from psycopg import connect
        connect(host="localhost", port={port}, dbname="production", password="secret")
    """,
    "psycopg.Connection": """
        import psycopg
        psycopg.Connection.connect("host=127.0.0.1 port={port} dbname=production password=secret")
    """,
    "psycopg in an engine": """
        sa.create_engine("postgresql+psycopg://u:secret@127.0.0.1:{port}/production").connect()
    """,
    "pymysql": """
        import pymysql
        pymysql.connect(host="127.0.0.1", port={port}, database="production", password="secret")
    """,
    "pymysql.connections": """
        from pymysql.connections import Connection
        Connection(host="127.0.0.1", port={port}, database="production", password="secret")
    """,
    "asyncpg": """
        import asyncio, asyncpg
        asyncio.run(asyncpg.connect("postgresql://u:secret@127.0.0.1:{port}/production"))
    """,
    "a pool of asyncpg": """
        import asyncio, asyncpg
        async def main():
            await asyncpg.create_pool("postgresql://u:secret@127.0.0.1:{port}/production")
        asyncio.run(main())
    """,
    "a creator": """
        import psycopg
        engine = sa.create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect("host=127.0.0.1 port={port} dbname=production")
        )
        engine.connect()
    """,
}


@pytest.mark.parametrize("up", REVISIONS.values(), ids=REVISIONS)
def test_a_revision_that_reaches_another_file_is_stopped(chain: Project, production: Path, up: str) -> None:
    """The finding names the file, and what a revision has instead: op.get_bind()."""
    chain.revision("b", up, after="a")

    (found,) = chain.judged()["b::upgrade"]

    assert isinstance(found, Finding)
    assert "stopped before it connected to" in found.message
    assert "prod" in found.message
    assert any(line.startswith("at migrations/versions/b.py:") for line in found.evidence)
    assert "op.get_bind()" in found.hint


@pytest.mark.parametrize("up", SERVERS.values(), ids=SERVERS)
def test_a_revision_that_reaches_a_server_is_stopped(chain: Project, listener: int, up: str) -> None:
    """The server gets no connection, and the message no password."""
    chain.revision("b", up.format(port=listener), after="a")

    (found,) = chain.judged()["b::upgrade"]

    assert isinstance(found, Finding)
    assert "stopped before it connected to" in found.message
    assert f"127.0.0.1:{listener}/production" in found.message
    assert "secret" not in str(found)


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "postgresql+asyncpg", "mysql+pymysql"])
def test_a_production_server_in_the_ini_gets_no_connection(chain: Project, listener: int, driver: str) -> None:
    """Stock env.py, a server's URL in alembic.ini, checked on SQLite: the server is never called."""
    _init(chain, "async" if "async" in driver else "generic", f"{driver}://u:secret@127.0.0.1:{listener}/production")

    faults = chain.faults()

    assert {} == faults


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "postgresql+asyncpg", "mysql+pymysql"])
def test_a_production_server_in_env_py_gets_no_connection(chain: Project, listener: int, driver: str) -> None:
    """The finding names host, port and database, and not the password."""
    url = f"{driver}://u:secret@127.0.0.1:{listener}/production"
    asynchronous = "from sqlalchemy.ext.asyncio import create_async_engine as create_engine\nimport asyncio"
    create = asynchronous if "async" in driver else "from sqlalchemy import create_engine"
    connect = f'{create}\nengine = create_engine("{url}")'
    if "async" in driver:
        connect += "\nasync def main():\n    await engine.connect()\nasyncio.run(main())"
    chain.write("migrations/env.py", ENV.format(connect=connect))

    judged = chain.judged()

    assert _is_stopped(judged, f"127.0.0.1:{listener}/production")
    assert "secret" not in str(judged)


def _init(project: Project, template: str, url: str) -> None:
    """``alembic init``, the URL filled in, the project's revisions put there."""
    (project.folder / "pyproject.toml").unlink()
    (project.folder / "migrations/env.py").unlink()
    (project.folder / "migrations").rename(project.folder / "written")
    config = AlembicConfig(project.folder / "alembic.ini")
    config.toml_file_name = str(project.folder / "pyproject.toml")
    command.init(config, str(project.folder / "migrations"), template=template)
    for revision in (project.folder / "written/versions").iterdir():
        text = revision.read_text()
        if template == "multidb":
            text = text.replace("upgrade():", "upgrade(engine_name):").replace(
                "downgrade():", "downgrade(engine_name):"
            )
        (project.folder / "migrations/versions" / revision.name).write_text(text)
    ini = project.folder / "alembic.ini"
    text = ini.read_text().replace("driver://user:pass@localhost/dbname2", "sqlite:///prod2.db")
    ini.write_text(text.replace("driver://user:pass@localhost/dbname", url))
    assert url in ini.read_text()
