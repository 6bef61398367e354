"""Create invoices.

Numbers from a sequence, where the product has sequences.

Unlike create_all(), create_table makes no sequence, and drop_table drops none. MySQL and SQLite have none: the same
column is AUTO_INCREMENT there, or the row id. start=1 because SQL Server begins at the smallest BIGINT otherwise.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBERS = sa.Sequence("invoice_id_seq", start=1)


def upgrade() -> None:
    if op.get_context().dialect.supports_sequences:
        op.execute(sa.schema.CreateSequence(NUMBERS))
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), NUMBERS, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False, comment="By the clock on the wall of the shop"),
        sa.Column("terms", sa.Unicode(20), server_default="net 30", nullable=False, comment="Printed at the foot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("order_id", name=op.f("uq_invoices_order_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_invoices_order_id")),
    )


def downgrade() -> None:
    op.drop_table("invoices")
    if op.get_context().dialect.supports_sequences:
        op.execute(sa.schema.DropSequence(NUMBERS))
