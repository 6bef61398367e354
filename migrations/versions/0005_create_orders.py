"""Create orders.

An enum, moments in time, an index over two columns and one over some of the rows.

The enum is a type of its own on PostgreSQL, made by create_table and not dropped by drop_table: left behind, it
breaks the next upgrade. On MySQL it belongs to the column; elsewhere it is VARCHAR with a check. Its length leaves
room for members to come. MySQL, MariaDB and Oracle index all rows. Oracle keeps the zone in TIMESTAMP only.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.TIMESTAMP(timezone=True), "oracle")
STATUS = sa.Enum("new", "paid", "shipped", name="order_status", length=20, create_constraint=True)
UNSHIPPED = sa.text("shipped_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("status", STATUS, server_default="new", nullable=False),
        sa.Column("placed_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("shipped_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_orders_user_id"), ondelete="SET NULL"),
    )
    op.create_index(op.f("ix_orders_user_id_placed_at"), "orders", ["user_id", "placed_at"])
    op.create_index(
        "ix_orders_unshipped",
        "orders",
        ["placed_at"],
        postgresql_where=UNSHIPPED,
        sqlite_where=UNSHIPPED,
        mssql_where=UNSHIPPED,
    )


def downgrade() -> None:
    op.drop_table("orders")
    STATUS.drop(op.get_bind(), checkfirst=False)
