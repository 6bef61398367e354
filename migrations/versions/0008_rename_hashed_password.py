"""Rename hashed password.

A column renamed, never dropped and added: its values stay.

Autogenerate cannot tell the two apart and writes the wrong one. On MySQL and MariaDB Alembic renames with
CHANGE, which writes the whole column anew: type and nullability are given, as default and comment would be.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename("hashed_password", "password_hash")


def downgrade() -> None:
    _rename("password_hash", "hashed_password")


def _rename(old: str, new: str) -> None:
    op.alter_column("users", old, new_column_name=new, existing_type=sa.String(255), existing_nullable=False)
