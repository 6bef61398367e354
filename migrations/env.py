"""Run by every alembic command: says which database, which models, and what to compare."""

import logging

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from migrations.offline import pin, script
from models import Base
from models.settings import database_url


def include_object(item, _name, _type, reflected, compare_to):
    """False for an index that this product has not, and for an expression seen again: only PostgreSQL tells it."""
    only_if = None if reflected else item.info.get("only_if")
    return only_if is None or (only_if(context.get_context().dialect) and compare_to is None)


OPTIONS = {
    "target_metadata": Base.metadata,
    "include_object": include_object,
    "compare_type": True,
    "transaction_per_migration": True,
}


def run(connection: Connection) -> None:
    """Migrates the database behind the connection."""
    # SQLite has almost no ALTER TABLE: there autogenerate writes batch_alter_table, which works everywhere.
    context.configure(connection=connection, render_as_batch=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def run_offline() -> None:
    """Writes the SQL instead of running it; ``-x server-version=19`` for another server than the newest."""
    context.configure(url=database_url(), literal_binds=True, **OPTIONS)
    pin(context.get_context().dialect, context.get_x_argument(as_dictionary=True).get("server-version"))
    with script(context.get_context()), context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Migrates the database that the caller handed over, else the one of DATABASE_URL."""
    given = context.config.attributes.get("connection")
    if isinstance(given, Connection):
        run(given)
        return
    engine = given if isinstance(given, Engine) else create_engine(database_url(), poolclass=NullPool)
    with engine.connect() as connection:
        run(connection)


if context.config.cmd_opts:  # typed by somebody, who wants to see what runs; on stderr, apart from --sql
    logging.basicConfig(format="%(levelname)-5.5s [%(name)s] %(message)s")
    logging.getLogger("alembic").setLevel(logging.INFO)

if context.is_offline_mode():
    run_offline()
else:
    run_online()
