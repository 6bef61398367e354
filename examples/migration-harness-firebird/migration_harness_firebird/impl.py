"""What Alembic has to know of Firebird, because neither it nor sqlalchemy-firebird says it.

A project on Firebird has these lines already, in its env.py or beside it.
"""

from __future__ import annotations

from typing import Any

from alembic.ddl.base import AddColumn, ColumnName, DropColumn, alter_table
from alembic.ddl.impl import DefaultImpl
from sqlalchemy.ext.compiler import compiles

FIREBIRD = "firebird.firebird"  # the name that the dialect gives itself


class FirebirdImpl(DefaultImpl):
    """Alembic knows the dialect once this class is there."""

    __dialect__ = FIREBIRD


@compiles(AddColumn, FIREBIRD)
def _add(element: AddColumn, compiler: Any, **_: Any) -> str:
    """Firebird has no word COLUMN here."""
    return f"{_alter(element, compiler)} ADD {compiler.get_column_specification(element.column)}"


@compiles(DropColumn, FIREBIRD)
def _drop(element: DropColumn, compiler: Any, **_: Any) -> str:
    return f"{_alter(element, compiler)} DROP {compiler.preparer.format_column(element.column)}"


@compiles(ColumnName, FIREBIRD)
def _rename(element: ColumnName, compiler: Any, **_: Any) -> str:
    names = compiler.preparer.quote(element.column_name), compiler.preparer.quote(element.newname)
    return f"{_alter(element, compiler)} ALTER COLUMN {names[0]} TO {names[1]}"


def _alter(element: Any, compiler: Any) -> str:
    return alter_table(compiler, element.table_name, element.schema)
