"""What the shop window is sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.product import Product

listings = sa.Table(
    "listings",
    Base.metadata,
    sa.Column("product_id", sa.ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("category_id", sa.ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Category(Base):
    """A node of the tree of categories."""

    __tablename__ = "categories"
    __table_args__ = ({"comment": "The tree that the shop window is sorted by"},)

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    # No ON DELETE: SQL Server allows no cascade, not even SET NULL, from a table to itself.
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("categories.id"), index=True, comment="Nothing for a root"
    )
    title: Mapped[str] = mapped_column(sa.Unicode(80))

    parent: Mapped[Category | None] = relationship(back_populates="children", remote_side=id)  # noqa: A003
    children: Mapped[list[Category]] = relationship(back_populates="parent")
    products: Mapped[list[Product]] = relationship(secondary=listings, back_populates="categories")
