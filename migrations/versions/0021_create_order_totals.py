"""Create order totals.

A view, in SQL that all products know.

Models do not make it and autogenerate does not see it: this text is all there is, so a later revision that changes
the view repeats the old text in its downgrade.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE VIEW order_totals AS"
        " SELECT order_id, COUNT(*) AS line_count, SUM(quantity * net_price) AS total"
        " FROM order_lines GROUP BY order_id"
    )


def downgrade() -> None:
    op.execute("DROP VIEW order_totals")
