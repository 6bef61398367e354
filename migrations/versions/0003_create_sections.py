"""Create sections.

A tree: a table that refers to itself, with comments on the table and on a column.

SQL Server refuses ON DELETE CASCADE and SET NULL from a table to itself (error 1785), so there is none. MySQL makes
an index for a foreign key that has none and leaves it behind when the key goes: an index of our own takes its place.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True, comment="Nothing for a root"),
        sa.Column("title", sa.Unicode(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.ForeignKeyConstraint(["parent_id"], ["sections.id"], name=op.f("fk_sections_parent_id")),
        comment="The tree that the shop window is sorted by",
    )
    op.create_index(op.f("ix_sections_parent_id"), "sections", ["parent_id"])


def downgrade() -> None:
    op.drop_table("sections")  # and with it its indexes and constraints
