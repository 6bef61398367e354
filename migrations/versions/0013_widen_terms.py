"""Widen terms.

A type widened, with all that the column has besides.

MySQL and MariaDB change a column by writing it anew: nullability, default and comment are lost unless repeated. Text
can be widened and, while every value fits, narrowed again on every product; Oracle narrows no number that has rows.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _change(sa.Unicode(20), sa.Unicode(60))


def downgrade() -> None:
    _change(sa.Unicode(60), sa.Unicode(20))


def _change(old: sa.Unicode, new: sa.Unicode) -> None:
    with op.batch_alter_table("invoices", copy_from=_invoices(old)) as invoices:
        invoices.alter_column(
            "terms",
            existing_type=old,
            type_=new,
            existing_nullable=False,
            existing_server_default="net 30",
            existing_comment="Printed at the foot",
        )


def _invoices(terms: sa.Unicode) -> sa.Table:
    return sa.Table(
        "invoices",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("terms", terms, server_default="net 30", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sa.UniqueConstraint("order_id", name="uq_invoices_order_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_invoices_order_id"),
    )
