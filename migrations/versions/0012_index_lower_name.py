"""Index lower name.

An index over an expression, where the product has them.

MariaDB and SQL Server have none: there the search for lower(name) stays slow. The question is asked of the dialect,
not of its name, because mysql:// may well lead to a MariaDB server. SQLite has them but does not tell: batch mode
loses such an index unless it is in copy_from.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if _has_expression_indexes():
        op.create_index("ix_products_lower_name", "products", [sa.func.lower(sa.column("name"))])


def downgrade() -> None:
    if _has_expression_indexes():
        op.drop_index("ix_products_lower_name", table_name="products")


def _has_expression_indexes() -> bool:
    dialect = op.get_context().dialect
    return dialect.name != "mssql" and not getattr(dialect, "is_mariadb", False)
