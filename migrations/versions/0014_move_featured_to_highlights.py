"""Move featured to highlights.

A column dropped that has a default and an index; what it said moves into a table, and back.

The index goes first: SQL Server and SQLite refuse the column otherwise, PostgreSQL drops the whole index with it,
MySQL keeps it without the column. The default is in the way on SQL Server only. Downgrade brings back all three.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PRODUCTS = sa.table("products", sa.column("id", sa.Integer()), sa.column("featured", sa.Boolean()))
HIGHLIGHTS = sa.table("highlights", sa.column("product_id", sa.Integer()))


def upgrade() -> None:
    op.create_table(
        "highlights",
        sa.Column("product_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_highlights")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_highlights_product_id"), ondelete="CASCADE"
        ),
    )
    featured = sa.select(PRODUCTS.c.id).where(PRODUCTS.c.featured)
    op.execute(sa.insert(HIGHLIGHTS).from_select(["product_id"], featured))
    op.drop_index(op.f("ix_products_featured_sku"), table_name="products")
    op.drop_column("products", "featured", mssql_drop_default=True)


def downgrade() -> None:
    op.add_column("products", sa.Column("featured", sa.Boolean(), server_default=sa.false(), nullable=False))
    highlighted = PRODUCTS.c.id.in_(sa.select(HIGHLIGHTS.c.product_id))
    op.execute(sa.update(PRODUCTS).where(highlighted).values(featured=sa.true()))
    op.create_index(op.f("ix_products_featured_sku"), "products", ["featured", "sku"])
    op.drop_table("highlights")
