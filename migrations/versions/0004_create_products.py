"""Create products.

Money, UUID, JSON, long text, bytes, and a check whose name the naming convention makes.

Numeric for money: Float is not exact. Uuid is a type of PostgreSQL, SQL Server and MariaDB 10.7, CHAR(32) elsewhere.
JSON is text on SQL Server, BLOB on Oracle before 21. op.f() says that the name is complete: without it the
convention makes ck_products_ck_products_price of it.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("name", sa.Unicode(200), nullable=False, comment="As the shop window shows it"),
        sa.Column("description", sa.UnicodeText(), nullable=True),
        sa.Column("price", sa.Numeric(10, 2), nullable=False),
        sa.Column("featured", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("public_id", name=op.f("uq_products_public_id")),
        sa.UniqueConstraint("sku", name=op.f("uq_products_sku")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_products_price")),
    )
    op.create_index(op.f("ix_products_featured_sku"), "products", ["featured", "sku"])


def downgrade() -> None:
    op.drop_table("products")
