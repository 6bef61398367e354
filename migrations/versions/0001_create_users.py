"""Create users.

Users, with a unique index on the email.

Every VARCHAR has a length: MySQL, MariaDB and Oracle take none without. 254 is what an address may have, and fits
into an index key everywhere (MySQL: 3072 bytes, 4 for a character). Identity() because Oracle makes no ids unless
told so, and because PostgreSQL then needs no SERIAL with its sequence and default.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("hashed_password", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index(op.f("ix_users_email"), "users", ["email"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_users_email"), table_name="users")
    op.drop_table("users")
