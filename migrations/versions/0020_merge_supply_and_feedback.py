"""Merge supply and feedback.

The branches meet: ``alembic merge heads``. Nothing happens to the schema, on any product.

Revision ID: 0020
Revises: 0017, 0019
"""

revision = "0020"
down_revision = ("0017", "0019")
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
