"""Add currency.

A column that the view shows, too.

The view is dropped and made anew around the change: PostgreSQL and SQLite drop no column that a view reads, and
CREATE OR REPLACE VIEW does not exist on SQLite and SQL Server and cannot take a column away on PostgreSQL.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP VIEW order_totals")
    op.add_column("orders", sa.Column("currency", sa.String(3), server_default="EUR", nullable=False))
    op.execute(
        "CREATE VIEW order_totals AS"
        " SELECT o.id AS order_id, o.currency, COUNT(*) AS line_count, SUM(l.quantity * l.net_price) AS total"
        " FROM orders o JOIN order_lines l ON l.order_id = o.id GROUP BY o.id, o.currency"
    )


def downgrade() -> None:
    op.execute("DROP VIEW order_totals")
    op.drop_column("orders", "currency", mssql_drop_default=True)
    op.execute(
        "CREATE VIEW order_totals AS"
        " SELECT order_id, COUNT(*) AS line_count, SUM(quantity * net_price) AS total"
        " FROM order_lines GROUP BY order_id"
    )
