"""Glance's Alembic Config, for a Glance that is configured by the environment (OS_DATABASE__CONNECTION) alone."""

from pathlib import Path

from alembic.config import Config
from glance.db.sqlalchemy import alembic_migrations
from oslo_config import cfg


def config() -> Config:
    cfg.CONF([], project="glance", default_config_files=[])
    folder = Path(alembic_migrations.__file__).parent
    made = Config(str(folder / "alembic.ini"))
    made.set_main_option("script_location", str(folder))
    made.attributes["configure_logger"] = False
    return made
