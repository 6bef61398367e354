"""Add status returned.

A new member for an enum, and the way back.

PostgreSQL adds a member in place and can never take one away: the way back is a new type, with the default taken
off for the time being. Elsewhere the column's type or its check is written anew. Orders that were returned become
shipped on the way back: the old enum has no better word, and no order had that status before.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.TIMESTAMP(timezone=True), "oracle")
OLD = sa.Enum("new", "paid", "shipped", name="order_status", length=20, create_constraint=True)
NEW = sa.Enum("new", "paid", "shipped", "returned", name="order_status", length=20, create_constraint=True)
ORDERS = sa.table("orders", sa.column("status", NEW))


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TYPE order_status ADD VALUE 'returned'")
    else:
        _change(OLD, NEW)


def downgrade() -> None:
    op.execute(sa.update(ORDERS).where(ORDERS.c.status == "returned").values(status="shipped"))
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TYPE order_status RENAME TO order_status_new")
        op.execute("CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped')")
        op.execute("ALTER TABLE orders ALTER status DROP DEFAULT")
        op.execute("ALTER TABLE orders ALTER status TYPE order_status USING status::text::order_status")
        op.execute("ALTER TABLE orders ALTER status SET DEFAULT 'new'")
        op.execute("DROP TYPE order_status_new")
    else:
        _change(NEW, OLD)


def _change(old: sa.Enum, new: sa.Enum) -> None:
    with op.batch_alter_table("orders", copy_from=_orders(old)) as orders:
        orders.alter_column(
            "status", existing_type=old, type_=new, existing_nullable=False, existing_server_default="new"
        )


def _orders(status: sa.Enum) -> sa.Table:
    members = ", ".join(f"'{member}'" for member in status.enums)
    return sa.Table(
        "orders",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(20), server_default="new", nullable=False),
        sa.Column("placed_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("shipped_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_orders_user_id", ondelete="SET NULL"),
        sa.CheckConstraint(f"status IN ({members})", name="ck_orders_order_status"),
        sa.Index("ix_orders_user_id_placed_at", "user_id", "placed_at"),
        sa.Index("ix_orders_unshipped", "placed_at", sqlite_where=sa.text("shipped_at IS NULL")),
    )
