"""Create listings.

Many to many: which product is listed in which categories.

Two cascades end in one table, which SQL Server takes as long as they start from different ones. The primary key
serves lookups by product; those by category need the index.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listings",
        sa.Column("product_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("product_id", "category_id", name=op.f("pk_listings")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_listings_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_listings_category_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_listings_category_id"), "listings", ["category_id"])


def downgrade() -> None:
    op.drop_table("listings")
