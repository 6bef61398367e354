"""Each style of env.py and of chain that is met in the wild has a small project here, which is sound and passes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from projects import ENV, Project

from migration_harness.chain import load
from migration_harness.config import Config, of_each_chain
from migration_harness.config import load as load_config
from migration_harness.errors import ConfigError
from migration_harness.process import Failure
from migration_harness.runs import run

MODELS = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(50))
"""
ONLINE = """
from alembic import context
from sqlalchemy import create_engine
import models
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=models.Base.metadata, {options})
    with context.begin_transaction():
        context.run_migrations()
"""
ENGINES = """
import os
from functools import cache
from sqlalchemy.ext.asyncio import create_async_engine

URL = os.environ.get("SHOP_URL", "")
make = cache(lambda: create_async_engine(URL))
"""
STYLES = {
    "sqlalchemy.url": ONLINE.format(options=""),
    "an environment variable": """
        import os
        from alembic import context
        from sqlalchemy import create_engine
        import models
        with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "the connection in the attributes as an engine": """
        from alembic import context
        import models
        with context.config.attributes["connection"].connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "the connection in the attributes as a connection": """
        from alembic import context
        import models
        context.configure(connection=context.config.attributes["connection"], target_metadata=models.Base.metadata)
        with context.begin_transaction():
            context.run_migrations()
    """,
    "its engine": """
        from alembic import context
        import models
        engine = context.config.attributes["connection"].engine
        with engine.connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "-x": """
        from alembic import context
        from sqlalchemy import create_engine
        import models
        with create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "a settings object that is made when it is imported": """
        from alembic import context
        from sqlalchemy import create_engine
        import models
        from settings import settings
        context.config.set_main_option("sqlalchemy.url", settings.url.replace("%", "%%"))
        with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "an engine that is made when it is imported": """
        from alembic import context
        import models
        from settings import engine
        with engine.begin() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            context.run_migrations()
    """,
    "an asynchronous engine": """
        import asyncio
        from alembic import context
        from sqlalchemy.ext.asyncio import async_engine_from_config
        import models
        def run(connection):
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
        async def main():
            section = context.config.get_section(context.config.config_ini_section)
            engine = async_engine_from_config(section, prefix="sqlalchemy.")
            async with engine.connect() as connection:
                await connection.run_sync(run)
            await engine.dispose()
        asyncio.run(main())
    """,
    "an asynchronous engine with options that another driver does not take": """
        import asyncio
        from alembic import context
        from sqlalchemy.ext.asyncio import async_engine_from_config
        import models
        def run(connection):
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
        async def main():
            url = context.config.get_main_option("sqlalchemy.url")
            if "+aiosqlite" not in url:  # as psycopg does for asyncpg's options
                raise ValueError('invalid connection option "command_timeout"')
            engine = async_engine_from_config({"sqlalchemy.url": url})
            async with engine.connect() as connection:
                await connection.run_sync(run)
            await engine.dispose()
        asyncio.run(main())
    """,
    "an asynchronous engine that is made when it is imported": """
        import asyncio
        from alembic import context
        import models
        import engines
        def run(connection):
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
        async def main():
            async with engines.make().connect() as connection:
                await connection.run_sync(run)
            await engines.make().dispose()
        asyncio.run(main())
    """,
    "an asynchronous engine whose URL is put together by hand": """
        import asyncio, os
        from alembic import context
        from sqlalchemy.ext.asyncio import create_async_engine
        import models
        def run(connection):
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
        async def main():
            engine = create_async_engine(os.environ["DATABASE_URL"].replace("sqlite:", "sqlite+aiosqlite:"))
            async with engine.begin() as connection:
                await connection.run_sync(run)
            await engine.dispose()
        asyncio.new_event_loop().run_until_complete(main())
    """,
    "render_as_batch": ONLINE.format(options="render_as_batch=True"),
    "transaction_per_migration": ONLINE.format(options="transaction_per_migration=True"),
    "transactional_ddl": ONLINE.format(options="transactional_ddl=True"),
    "a version table of another name": ONLINE.format(options='version_table="shop_version"'),
    "no primary key of the version table": ONLINE.format(options="version_table_pk=False"),
    "include_object": ONLINE.format(options="include_object=lambda *told: True, compare_server_default=True"),
    "include_name and include_schemas": ONLINE.format(options="include_schemas=True, include_name=lambda *told: True"),
    "on_version_apply": ONLINE.format(options="on_version_apply=[lambda **told: None]"),
    "several MetaData": ONLINE.replace("models.Base.metadata", "[models.Base.metadata, sa.MetaData()]")
    .format(options="")
    .replace("import models", "import models, sqlalchemy as sa"),
    "logging of its own": """
        from logging.config import fileConfig
        from alembic import context
        fileConfig(context.config.config_file_name)
    """
    + ONLINE.replace("\n", "\n        ").format(options=""),
    "logging that swallows everything": """
        import logging, sys
        logging.disable(logging.CRITICAL)
        logging.basicConfig(stream=sys.stdout, force=True)
        print("{not an answer}")
        sys.stdout = sys.stderr = open("/dev/null", "w")
    """
    + ONLINE.replace("\n", "\n        ").format(options=""),
    "something after the migrations": """
    """
    + ONLINE.replace("\n", "\n        ").format(options="")
    + """
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
            connection.commit()
    """,
    "a table of its own": """
        from alembic import context
        from sqlalchemy import create_engine
        with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS migration_lock (id INTEGER)")
            connection.commit()
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "the heads before and after": """
        from alembic import context
        from sqlalchemy import create_engine
        import models
        with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                before = context.get_context().get_current_heads()
                context.run_migrations()
                print("migrated", before, context.get_context().get_current_heads())
    """,
    "a lock on the whole database": """
        from alembic import context
        from sqlalchemy import create_engine, event
        import models
        engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
        event.listen(engine, "connect", lambda raw, record: setattr(raw, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN EXCLUSIVE"))
        with engine.connect() as connection:
            context.configure(connection=connection, target_metadata=models.Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
    """,
    "a transaction around all, and one for each": """
        from alembic import context
        import models
        connection = context.config.attributes["connection"]
        with connection.begin():
            context.configure(
                connection=connection,
                target_metadata=models.Base.metadata,
                transactional_ddl=True,
                transaction_per_migration=True,
            )
            context.run_migrations()
    """,
    "asks which command was given": ONLINE.format(options="").replace(
        "engine =", "assert context.config.cmd_opts.cmd[0].__name__ == 'upgrade'\nengine ="
    ),
    "an application that configures itself by command line": """
        import argparse
        from alembic import context
        argparse.ArgumentParser().parse_args()
    """
    + ONLINE.replace("\n", "\n        ").format(options=""),
}
SETTINGS = """
import os
from types import SimpleNamespace
from sqlalchemy import create_engine
settings = SimpleNamespace(url=os.environ["SHOP_URL"])
engine = create_engine(settings.url)
"""


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two sound revisions that build what the models say."""
    monkeypatch.setattr(sys, "path", [str(project.folder), *sys.path])
    monkeypatch.setattr(sys, "argv", sys.argv[:1])
    project.write("models.py", MODELS)
    project.write("engines.py", ENGINES)
    project.write("settings.py", SETTINGS)
    _revisions(project)
    return project


def _revisions(project: Project) -> None:
    project.revision(
        "a1",
        'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))',
        'op.drop_table("users")',
    )
    add = 'users.add_column(sa.Column("name", sa.String(50), nullable=False))'
    project.revision(
        "b2",
        f'with op.batch_alter_table("users", recreate="always") as users:\n    {add}',
        'with op.batch_alter_table("users") as users:\n    users.drop_column("name")',
        after="a1",
    )


@pytest.mark.parametrize("env", STYLES.values(), ids=STYLES)
def test_a_style_of_env_py_passes_as_it_is(shop: Project, env: str) -> None:
    """Up, down, up again, the twin and the way in one run: each of them gets its scratch database into this env.py."""
    shop.write("migrations/env.py", env)

    faults = shop.faults(url_env=("DATABASE_URL", "SHOP_URL"), x={"url": "{url}"})

    assert {} == faults


def test_an_env_py_that_asks_whether_it_was_started_in_code(shop: Project) -> None:
    """Without -x arguments it takes its URL from the Config, as where the application upgrades its database."""
    shop.write(
        "migrations/env.py",
        ONLINE.format(options="").replace("engine =", "assert not context.config.cmd_opts\nengine ="),
    )

    assert {} == shop.faults()


def test_an_env_py_that_runs_on_a_database_in_memory_is_told(shop: Project) -> None:
    """It touches nothing, so the guard lets it through; what it does there proves nothing."""
    shop.write(
        "migrations/env.py", ONLINE.format(options="").replace("create_engine(", 'create_engine("sqlite://" or ')
    )

    (message,) = shop.faults()["a1::upgrade"]

    assert message.startswith("migrations/env.py:9: the migrations run on sqlite://, which is not the scratch database")


def test_an_error_after_the_migrations_is_told_once(shop: Project) -> None:
    """Something that env.py does afterwards, and cannot do here, is one finding at the end; the revisions pass."""
    shop.write("migrations/env.py", ENV + '\nraise RuntimeError("no search server")\n')

    faults = shop.faults(metadata="models:Base.metadata")

    assert ["::upgrade", "::drift"] == list(faults)


def test_the_chain_of_an_installed_package_takes_the_ini_beside_it(shop: Project) -> None:
    """``package:folder``: options of its own and fileConfig(config.config_file_name) find the alembic.ini there."""
    env = """
    from logging.config import fileConfig
    from alembic import context
    fileConfig(context.config.config_file_name)
    assert context.config.get_main_option("shop") == "yes"
    """
    _package(shop, env + ONLINE.replace("\n", "\n    ").format(options=""))
    shop.write("shop/alembic.ini", "[alembic]\nscript_location = chain\nshop = yes\n" + LOGGING)

    faults = shop.faults(chain="shop:chain")

    assert {} == faults


def test_the_chain_of_an_installed_package_may_be_a_package_itself(shop: Project) -> None:
    """``package:folder`` is the folder, also when that has been imported and so is an object of the package."""
    _package(shop, ONLINE.format(options=""))
    shop.write("shop/chain/__init__.py", "")
    shop.write("shop/__init__.py", "from shop import chain")

    faults = shop.faults(chain="shop:chain")

    assert {} == faults


def test_logging_is_left_alone_where_there_is_no_ini(shop: Project) -> None:
    """fileConfig(None) of an env.py that was never run without an ini file does no harm."""
    _package(shop, "from logging.config import fileConfig\nfileConfig(None)" + ONLINE.format(options=""))

    faults = shop.faults(chain="shop:chain")

    assert {} == faults


LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""


def _package(project: Project, env: str) -> None:
    project.write("shop/__init__.py", "")
    copytree(project.folder / "migrations", project.folder / "shop/chain")
    project.write("shop/chain/env.py", env)


def test_the_config_in_code_keeps_its_attributes(shop: Project) -> None:
    """What a project puts into ``Config.attributes`` is still there beside the connection."""
    shop.write("app.py", CODE)
    shop.write(
        "migrations/env.py",
        'from alembic import context\nassert context.config.attributes["tenant"] == "a"\n' + ONLINE.format(options=""),
    )

    faults = shop.faults(chain="app:config")

    assert {} == faults


CODE = """
import os
from alembic.config import Config

def config():
    made = Config()
    made.set_main_option("script_location", "migrations")
    made.attributes["tenant"] = "a"
    return made
"""


def test_an_application_that_cannot_be_made_twice_is_made_in_a_new_process(shop: Project) -> None:
    """Also where the function that makes the Config makes it."""
    shop.write(
        "app.py",
        CODE.replace("def config():", "made_before = []\n\ndef config():").replace(
            "    return made", "    assert not made_before\n    made_before.append(made)\n    return made"
        ),
    )

    assert {} == shop.faults(chain="app:config")


def test_an_application_that_is_imported_by_a_revision_knows_the_scratch_database(shop: Project) -> None:
    """It may choose a collation by its URL when it is imported, and that is when the revisions are listed."""
    shop.write("settings.py", 'import os\n\nURL = os.environ.get("SHOP_URL", "")\n')
    shop.revision("c3", 'assert settings.URL.startswith("sqlite:///")', after="b2", imports="import settings")

    assert {} == shop.faults(url_env=("SHOP_URL",))


def test_two_chains_of_one_folder_are_told_apart(shop: Project) -> None:
    """By the functions that make their Configs."""
    shop.write("app.py", CODE + "\n\ndef other():\n    return config()\n")

    chains = [shop.chain(chain=f"app:{name}") for name in ("config", "other")]

    assert ["config", "other"] == [chain.word for chain in chains]


MULTIDB = """
from alembic import context
from sqlalchemy import MetaData, Table, Column, Integer, engine_from_config

models = {name: MetaData() for name in ("users", "stock")}
for name, metadata in models.items():
    Table(f"of_{name}", metadata, Column("id", Integer, primary_key=True))
if context.is_offline_mode():
    for name in models:
        with open(f"{name}.sql", "w") as file:
            context.configure(url=context.config.get_section(name)["sqlalchemy.url"], output_buffer=file)
            with context.begin_transaction():
                context.run_migrations(engine_name=name)
else:
    engines = {name: engine_from_config(context.config.get_section(name)) for name in models}
    connections = {name: engine.connect() for name, engine in engines.items()}
    transactions = [connection.begin() for connection in connections.values()]
    for name, connection in connections.items():
        context.configure(connection=connection, target_metadata=models[name])
        context.run_migrations(engine_name=name)
    for transaction in transactions:
        transaction.commit()
    for connection in connections.values():
        connection.close()
"""
OF_EACH = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "a1", None


def upgrade(engine_name):
    op.create_table(f"of_{engine_name}", sa.Column("id", sa.Integer, primary_key=True))


def downgrade(engine_name):
    if engine_name == "users":
        op.drop_table("of_users")
"""


def test_an_env_py_for_several_databases_is_a_chain_for_each(shop: Project) -> None:
    """Each is judged by its own revisions and models; the files of ``--sql`` are not written into the project."""
    (shop.folder / "migrations/versions/b2.py").unlink()
    (shop.folder / "pyproject.toml").unlink()
    sections = "".join(
        f"[{name}]\nsqlalchemy.url = driver://user:pass@localhost/{name}\n" for name in ("users", "stock")
    )
    shop.write("alembic.ini", f"[alembic]\nscript_location = migrations\ndatabases = users, stock\n{sections}")
    shop.write("migrations/env.py", MULTIDB)
    shop.write("migrations/versions/a1.py", OF_EACH)

    report = run(shop.folder, ["sqlite"])

    assert ["users", "stock"] == [chain.word for chain in shop.chain().for_each_engine()]
    found = {(item.check, item.message) for answer in report.answers for item in answer.findings}
    assert {("downgrade", "downgrade() does nothing; all that upgrade() made is still there.")} == found
    assert [] == list(shop.folder.glob("*.sql"))
    assert {} == shop.faults(engine="users")


def test_one_folder_of_revisions_for_each_database(shop: Project) -> None:
    """``db`` in ``[[chains]]`` limits a chain to its database, where env.py chooses the folder at run time."""
    shop.write(
        "pyproject.toml",
        """
        [[tool.migration-harness.chains]]
        chain = "app:sqlite"
        db = ["sqlite"]
        [[tool.migration-harness.chains]]
        chain = "app:postgres"
        db = ["postgres"]
        """,
    )
    shop.write(
        "app.py",
        """
        from functools import partial
        from alembic.config import Config

        def of(product):
            made = Config()
            made.set_main_option("script_location", "migrations")
            made.set_main_option("version_locations", f"migrations/{product}")
            return made

        sqlite, postgres = partial(of, "sqlite"), partial(of, "postgresql")
        """,
    )
    (shop.folder / "migrations/versions").rename(shop.folder / "migrations/sqlite")
    shop.write("migrations/postgresql/c3.py", 'revision = "c3"\ndown_revision = None')
    config = load_config(shop.folder, command_line={}, environment={})

    chains = [load(each) for each in of_each_chain(config)]

    assert [(("sqlite",), {"a1", "b2"}), (("postgres",), {"c3"})] == [(c.only_on, set(c.by_id)) for c in chains]


def test_revisions_in_folders_that_alembic_does_not_look_into_are_missed(shop: Project) -> None:
    """Nothing was looked at: that is not passed."""
    shop.folder.joinpath("migrations/versions").rename(shop.folder / "migrations/sqlite")
    shop.folder.joinpath("migrations/versions").mkdir()
    shop.folder.joinpath("migrations/sqlite").rename(shop.folder / "migrations/versions/sqlite")

    chain = shop.chain()

    assert 1 == len(chain.problems)
    assert chain.problems[0].endswith("versions, but there are some in sqlite")


def test_a_folder_of_revisions_that_is_not_there_is_missed(shop: Project) -> None:
    """It is said which."""
    shop.folder.joinpath("migrations/versions").rename(shop.folder / "revisions")

    chain = shop.chain()

    assert (f"there is no revision file: no folder {shop.folder / 'migrations/versions'}",) == chain.problems


def test_what_flask_migrate_writes(shop: Project) -> None:
    """Its env.py asks the application; that is found as ``flask db upgrade`` finds it, and takes DATABASE_URL."""
    flask_migrate = pytest.importorskip("flask_migrate", reason="flask-migrate is not installed")
    template = Path(flask_migrate.__file__).parent / "templates/flask"
    copytree(template, shop.folder / "migrations", dirs_exist_ok=True)
    (shop.folder / "migrations/alembic.ini.mako").rename(shop.folder / "migrations/alembic.ini")
    shop.write("pyproject.toml", "")
    shop.write("app.py", FLASK)

    faults = shop.faults()

    assert {} == faults


def test_an_application_that_upgrades_its_database_when_it_is_made(shop: Project) -> None:
    """It waits until the walk comes there, and env.py still has its own context."""
    flask_migrate = pytest.importorskip("flask_migrate", reason="flask-migrate is not installed")
    template = Path(flask_migrate.__file__).parent / "templates/flask"
    copytree(template, shop.folder / "migrations", dirs_exist_ok=True)
    (shop.folder / "migrations/alembic.ini.mako").rename(shop.folder / "migrations/alembic.ini")
    shop.write("pyproject.toml", "")
    shop.write("app.py", FLASK + "with app.app_context():\n    upgrade()\n")

    assert {} == shop.faults()


def test_an_application_that_is_not_found_is_told(shop: Project) -> None:
    """With what names it."""
    flask_migrate = pytest.importorskip("flask_migrate", reason="flask-migrate is not installed")
    copytree(Path(flask_migrate.__file__).parent / "templates/flask", shop.folder / "migrations", dirs_exist_ok=True)
    (shop.folder / "migrations/alembic.ini.mako").rename(shop.folder / "migrations/alembic.ini")
    shop.write("pyproject.toml", "")
    shop.write("shop.py", FLASK)

    (found,) = shop.faults()["a1::upgrade"]

    assert found.startswith("env.py does not run: there is no Flask application in app.py or wsgi.py; name it")
    assert 'env = { FLASK_APP = "module:create_app" }' in found


FLASK = """
import os
import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
import models

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
db = SQLAlchemy(app, model_class=models.Base)
Migrate(app, db)
"""


def _ini(project: Project, text: str, name: str = "alembic.ini") -> None:
    (project.folder / "pyproject.toml").unlink()
    project.write(name, text)


def _in_versions_of_its_own(shop: Project) -> None:
    shop.write("billing/c3.py", REVISION.format(id="c3", after="'b2'"))
    _ini(
        shop,
        "[alembic]\nscript_location = migrations\nversion_locations = %(here)s/migrations/versions %(here)s/billing\n",
    )


def _in_folders_by_year(shop: Project) -> None:
    shop.write("migrations/versions/2024/05/c3.py", REVISION.format(id="c3", after="'b2'"))
    _ini(shop, "[alembic]\nscript_location = migrations\nrecursive_version_locations = true\n")


def _with_a_template_of_names(shop: Project) -> None:
    folder = shop.folder / "migrations/versions"
    (folder / "a1.py").rename(folder / "20240501_1200-a1_make_users.py")
    _ini(shop, "[alembic]\nscript_location = migrations\nfile_template = %%(year)d_%%(rev)s_%%(slug)s\n")


def _one_level_down(shop: Project) -> None:
    (shop.folder / "migrations").rename(shop.folder / "migrations_")
    (shop.folder / "backend").mkdir()
    (shop.folder / "migrations_").rename(shop.folder / "backend/migrations")
    shop.write("backend/models.py", MODELS)
    _ini(shop, "[alembic]\nscript_location = migrations\nprepend_sys_path = .\n", "backend/alembic.ini")


def _without_an_ini(shop: Project) -> None:
    (shop.folder / "pyproject.toml").unlink()
    (shop.folder / "src/shop").mkdir(parents=True)
    (shop.folder / "migrations").rename(shop.folder / "src/shop/migrations")


def _two_heads_on_purpose(shop: Project) -> None:
    shop.write("migrations/versions/c3.py", REVISION.format(id="c3", after="None") + 'branch_labels = ("billing",)\n')
    labelled = shop.folder / "migrations/versions/a1.py"
    labelled.write_text(labelled.read_text() + '\nbranch_labels = ("shop",)\n')


def _several_bases_and_a_merge(shop: Project) -> None:
    shop.write("migrations/versions/c3.py", REVISION.format(id="c3", after="None"))
    shop.revision("d4", after=("b2", "c3"))


def _depends_on_another_branch(shop: Project) -> None:
    shop.write(
        "migrations/versions/c3.py",
        REVISION.format(id="c3", after="None") + 'branch_labels = ("billing",)\ndepends_on = "b2"\n',
    )
    labelled = shop.folder / "migrations/versions/a1.py"
    labelled.write_text(labelled.read_text() + '\nbranch_labels = ("shop",)\n')


REVISION = """
from alembic import op
import sqlalchemy as sa
revision = {id!r}
down_revision = {after}
def upgrade():
    op.create_table("t_{id}", sa.Column("id", sa.Integer))
def downgrade():
    op.drop_table("t_{id}")
"""
PLACES = [
    _in_versions_of_its_own,
    _in_folders_by_year,
    _with_a_template_of_names,
    _one_level_down,
    _without_an_ini,
    _two_heads_on_purpose,
    _several_bases_and_a_merge,
    _depends_on_another_branch,
]


@pytest.mark.parametrize("place", PLACES, ids=[place.__name__.strip("_") for place in PLACES])
@pytest.mark.filterwarnings("ignore:No path_separator found:DeprecationWarning")
def test_a_chain_is_found_and_walked_as_it_lies(shop: Project, place: Callable[[Project], None]) -> None:
    """Wherever the chain and its revisions are kept, and however they branch."""
    place(shop)

    faults = shop.faults()

    assert {} == faults


def test_the_section_that_alembic_name_takes(shop: Project) -> None:
    """``name`` is the section of the ini file."""
    _ini(shop, "[alembic]\nscript_location = nowhere\n[shop]\nscript_location = migrations\n")

    faults = shop.faults(name="shop")

    assert {} == faults


def test_several_chains_are_not_chosen_from(shop: Project) -> None:
    """Where there are several folders and nothing says which, they are named."""
    _without_an_ini(shop)
    copytree(shop.folder / "src/shop/migrations", shop.folder / "src/billing/migrations")

    with pytest.raises(
        ConfigError, match=r"several chains in .*: src/billing/migrations, src/shop/migrations; name one"
    ):
        load(Config(root=shop.folder))


SOUND = {
    "opens a connection of its own": """
        from sqlalchemy.orm import Session
        engine = op.get_bind().engine
        with Session(bind=op.get_bind()) as session:
            session.execute(sa.text("SELECT count(*) FROM users"))
    """,
    "opens a connection from the engine": """
        with op.get_bind().engine.connect() as connection:
            connection.execute(sa.text("SELECT count(*) FROM users"))
    """,
    "autocommit_block": """
        with op.get_context().autocommit_block():
            op.execute("CREATE INDEX i ON users (name)")
        op.execute("DROP INDEX i")
    """,
    "as_sql": """
        if not op.get_context().as_sql:
            assert op.get_bind().execute(sa.text("SELECT count(*) FROM users")).scalar() == 0
    """,
    "asks the inspector": """
        assert "users" in sa.inspect(op.get_bind()).get_table_names()
    """,
    "begins a transaction of its own": """
        with op.get_bind().begin_nested():
            op.execute("UPDATE users SET name = 'x'")
    """,
    "reads a file beside it": """
        import pathlib
        assert pathlib.Path(__file__).name == "c3.py"
    """,
    "imports the application": """
        import models
        sa.insert(models.User)
    """,
    "changes the models": """
        import models
        sa.Table("more", models.Base.metadata, sa.Column("id", sa.Integer, primary_key=True), extend_existing=True)
    """,
    "tries and gives up": """
        try:
            op.execute("SELECT * FROM nowhere")
        except sa.exc.OperationalError:
            pass
    """,
}


@pytest.mark.parametrize("up", SOUND.values(), ids=SOUND)
def test_what_revisions_do_besides(shop: Project, up: str) -> None:
    """A revision that does this is sound."""
    shop.write("migrations/env.py", ONLINE.format(options="render_as_batch=True"))
    shop.revision("c3", up, after="b2")

    faults = shop.faults()

    assert {} == faults


def test_a_chain_without_downgrades_is_declared_to_go_up_only(shop: Project) -> None:
    """A file without downgrade() is declared irreversible; ``minimum-downgrade = "heads"`` says it once for all."""
    file = shop.folder / "migrations/versions/b2.py"
    file.write_text(file.read_text().partition("def downgrade")[0])

    judged = shop.judged()
    told = judged["b2::downgrade"]

    assert isinstance(told, list)
    assert ["downgrade() is declared irreversible: there is no downgrade()."] == [found.message for found in told]
    assert {} == shop.faults(minimum_downgrade="heads")


def test_what_never_came_down_is_not_said_to_be_left_behind(shop: Project) -> None:
    """The base has a downgrade that raises: its table is still there at the end, and told there alone."""
    file = shop.folder / "migrations/versions/a1.py"
    file.write_text(file.read_text().replace('op.drop_table("users")', "raise NotImplementedError"))

    faults = shop.faults()

    assert ["a1::downgrade"] == list(faults)


def test_tables_from_elsewhere_are_hinted_at(shop: Project) -> None:
    """A first revision that misses a table gets a hint at ``start``."""
    (shop.folder / "migrations/versions/a1.py").unlink()
    shop.revision("b2", 'op.add_column("users", sa.Column("name", sa.String(50)))')

    told = shop.judged()["b2::upgrade"]

    assert isinstance(told, list)
    assert 'start = "models"' in told[0].hint


def test_a_start_that_cannot_be_built_is_told_once(shop: Project) -> None:
    """The first revision says so; the others are not verified."""
    judged = shop.judged(start="models:nothing")
    failed = {name: told for name, told in judged.items() if isinstance(told, list) and told}

    assert ["a1::upgrade"] == list(failed)
    (found,) = failed["a1::upgrade"]
    assert "start = 'models:nothing' cannot build what the chain begins with: models has no nothing" == found.message


def test_a_chain_whose_beginning_is_lost_is_walked_from_its_models(shop: Project) -> None:
    """``start = "models"`` builds the head, goes down and up again; the table that nobody makes does not matter."""
    _lose_the_beginning(shop)

    faults = shop.faults(start="models")

    assert {} == faults


def test_the_way_down_from_the_models_tells_what_the_chain_makes_otherwise(shop: Project) -> None:
    """A column that comes back with a default which the models do not have."""
    _lose_the_beginning(shop)
    file = shop.folder / "migrations/versions/b2.py"
    file.write_text(file.read_text().replace("nullable=False", 'nullable=False, server_default="x"'))

    faults = shop.faults(start="models")

    message = "Down and up again from the models makes a column different from theirs (models -> migrations)."
    assert [message] == faults["b2::round-trip"]


def test_a_downgrade_that_does_nothing_is_told_on_the_way_down_from_the_models(shop: Project) -> None:
    """Its upgrade() cannot run on what it leaves: the downgrade is to blame."""
    _lose_the_beginning(shop)
    file = shop.folder / "migrations/versions/b2.py"
    file.write_text(file.read_text().partition("def downgrade")[0] + "def downgrade():\n    pass\n")

    faults = shop.faults(start="models")

    assert {"b2::downgrade": ["downgrade() fails."]} == faults


def _lose_the_beginning(shop: Project) -> None:
    shop.write("migrations/env.py", ONLINE.format(options="render_as_batch=True"))
    shop.write(
        "migrations/versions/a1.py",
        'revision = "a1"\ndown_revision = None\ndef upgrade(): pass\ndef downgrade(): pass\n',
    )


def test_a_chain_that_passes_only_in_one_run_is_told(shop: Project) -> None:
    """What Alembic remembers from one revision to the next is gone in the next deployment."""
    shop.revision("c3", 'op.get_context().impl.memo["seen"] = True', after="b2")
    shop.revision("d4", 'assert op.get_context().impl.memo["seen"]', after="c3")

    faults = shop.faults()

    assert {"d4::upgrade": ["upgrade() fails."]} == faults


def test_columns_may_be_called_as_words_of_sql(shop: Project) -> None:
    """SQLite's picture is read from the text, in which such names stand in quotes."""
    columns = 'sa.Column("primary", sa.Boolean), sa.Column("check", sa.Text), sa.Column("unique", sa.Text)'
    shop.revision(
        "c3", f'op.create_table("t", {columns}, sa.UniqueConstraint("check"))', 'op.drop_table("t")', after="b2"
    )

    faults = shop.faults()

    assert {} == faults


def test_the_project_is_where_pytest_is_typed_though_a_path_leads_elsewhere(shop: Project, tmp_path: Path) -> None:
    """pytest takes the folder of a report that is there already for its rootdir, in a project without its options."""
    shop.write("migrations/env.py", ENV)
    elsewhere = tmp_path.parent / f"{tmp_path.name}-reports"
    elsewhere.mkdir()
    (elsewhere / "report.json").write_text("{}")
    words = ["-m", "pytest", "--db", "sqlite", "-k", "heads", "--migration-report", str(elsewhere / "report.json")]

    done = subprocess.run([sys.executable, *words], cwd=shop.folder, capture_output=True, text=True, check=False)

    assert "1 passed" in done.stdout, done.stdout + done.stderr


MISSING = {
    'extension "postgis" is not available': "postgis",
    'could not open extension control file "/usr/share/postgresql/extension/postgis.control": No such file': "postgis",
    'relation "postgis" does not exist': "",
}


@pytest.mark.parametrize("message", MISSING)
def test_an_extension_that_the_server_lacks_is_told_apart(message: str) -> None:
    """PostgreSQL 13 and later say it in other words than before."""
    failure = Failure(message=message, type="FeatureNotSupported")

    assert MISSING[message] == failure.missing_extension


def test_a_squashed_history_begins_with_one_revision(shop: Project) -> None:
    """Alembic has no ``replaces``: the one revision takes the id of the last that it stands for, a name is ignored."""
    last = shop.chain().heads[0]
    for file in (shop.folder / "migrations/versions").glob("*.py"):
        file.unlink()
    columns = 'sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50), nullable=False)'
    up, down = f'op.create_table("users", {columns})', 'op.drop_table("users")'
    shop.revision(last, up, down, imports='replaces = ["first", "second"]')
    shop.revision("next", after=last)

    assert {} == shop.faults()
    assert (last, "next") == tuple(shop.chain().by_id)
