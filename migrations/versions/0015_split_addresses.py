"""Split addresses.

A table split, its data moved and moved back.

One INSERT ... SELECT and one UPDATE with subqueries, in words that all products know (UPDATE ... FROM is not among
them): no row travels through Python, and --sql works. A user without an address has no row, and gets its NULLs back.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NAMES = ["street", "city", "postcode"]
USERS = sa.table("users", sa.column("id"), *map(sa.column, NAMES))
ADDRESSES = sa.table("addresses", sa.column("user_id"), *map(sa.column, NAMES))


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("street", sa.Unicode(200), nullable=True),
        sa.Column("city", sa.Unicode(100), nullable=True),
        sa.Column("postcode", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_addresses")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_addresses_user_id"), ondelete="CASCADE"),
    )
    known = sa.or_(*[USERS.c[name].is_not(None) for name in NAMES])
    op.execute(sa.insert(ADDRESSES).from_select(["user_id", *NAMES], sa.select(USERS).where(known)))
    for name in NAMES:
        op.drop_column("users", name)


def downgrade() -> None:
    op.add_column("users", sa.Column("street", sa.Unicode(200), nullable=True))
    op.add_column("users", sa.Column("city", sa.Unicode(100), nullable=True))
    op.add_column("users", sa.Column("postcode", sa.String(20), nullable=True))
    theirs = ADDRESSES.c.user_id == USERS.c.id
    moved = {name: sa.select(ADDRESSES.c[name]).where(theirs).scalar_subquery() for name in NAMES}
    op.execute(sa.update(USERS).values(moved))
    op.drop_table("addresses")
