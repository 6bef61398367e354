"""Forget birth dates.

Birth dates are deleted, for good.

A revision that cannot be undone says so instead of doing half of it: an empty column would come back, and nobody
would notice that the dates did not. Whoever must go further down restores a backup.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("users", "birth_date")


def downgrade() -> None:
    raise NotImplementedError("0022 deleted the users' birth dates: restore a backup from before to go further down.")
