"""Add full name.

NOT NULL for a table that has rows and no default that would be right: add, fill, forbid.

The filling is SQL, with a table of its own: the models know columns that are not there yet. SQLite forbids NULL by
copying the table (batch mode); copy_from tells what the table is at this revision, so nothing is lost that SQLite
does not tell about itself, and the script of --sql is complete. The other products never look at it.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FULL_NAME = sa.Unicode(254)
USERS = sa.Table(
    "users",
    sa.MetaData(),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column("birth_date", sa.Date(), nullable=True),
    sa.Column("street", sa.Unicode(200), nullable=True),
    sa.Column("city", sa.Unicode(100), nullable=True),
    sa.Column("postcode", sa.String(20), nullable=True),
    sa.Column("full_name", FULL_NAME, nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_users"),
    sa.Index("ix_users_email", "email", unique=True),
)


def upgrade() -> None:
    op.add_column("users", sa.Column("full_name", FULL_NAME, nullable=True))
    op.execute(sa.update(USERS).values(full_name=USERS.c.email))
    with op.batch_alter_table("users", copy_from=USERS) as users:
        users.alter_column("full_name", existing_type=FULL_NAME, nullable=False)


def downgrade() -> None:
    op.drop_column("users", "full_name")
