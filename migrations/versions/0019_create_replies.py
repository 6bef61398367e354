"""Create replies.

A revision of one branch that needs one of the other.

It follows 0018 and refers to suppliers, so it depends_on 0017: ``alembic upgrade feedback@head`` brings that along,
and ``alembic downgrade`` takes 0017 away only after this one.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = "0017"


def upgrade() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.UnicodeText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_replies_review_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_replies_supplier_id")),
    )
    op.create_index(op.f("ix_replies_review_id"), "replies", ["review_id"])
    op.create_index(op.f("ix_replies_supplier_id"), "replies", ["supplier_id"])


def downgrade() -> None:
    op.drop_table("replies")
