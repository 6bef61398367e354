"""Add user profile.

Columns for a table that has rows: a default of the server's where NULL is not wanted.

sa.true() is true or 1, as the product wants it. SQL Server keeps a default as a constraint, under a name of
its own, and drops no column that has one: mssql_drop_default. SQLite drops columns since 3.35, without batch mode.
Unicode is NVARCHAR where VARCHAR cannot hold every letter (SQL Server, Oracle).

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("users", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("users", sa.Column("street", sa.Unicode(200), nullable=True))
    op.add_column("users", sa.Column("city", sa.Unicode(100), nullable=True))
    op.add_column("users", sa.Column("postcode", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "postcode")
    op.drop_column("users", "city")
    op.drop_column("users", "street")
    op.drop_column("users", "birth_date")
    op.drop_column("users", "is_active", mssql_drop_default=True)
