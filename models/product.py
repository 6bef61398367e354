"""What is for sale."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.category import listings
from models.portable import has_expression_indexes

if TYPE_CHECKING:
    from models.category import Category


class Product(Base):
    """An article with its price."""

    __tablename__ = "products"
    __table_args__ = (sa.CheckConstraint("price >= 0", name="price"),)

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    sku: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.Unicode(200), comment="As the shop window shows it")
    description: Mapped[str | None] = mapped_column(sa.UnicodeText)
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    attributes: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    photo: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    categories: Mapped[list[Category]] = relationship(secondary=listings, back_populates="products")


# ddl_if is for create_all(); Alembic does not look at it, env.py reads the same condition from info.
sa.Index("ix_products_lower_name", sa.func.lower(Product.name), info={"only_if": has_expression_indexes}).ddl_if(
    callable_=lambda *_, dialect, **__: has_expression_indexes(dialect)
)


class Highlight(Base):
    """A product that the front page shows."""

    __tablename__ = "highlights"

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
