"""The base class of all models, and the names their constraints get."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Without names of our own every product makes up its own, and a downgrade cannot say what to drop.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """All tables of the shop."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
