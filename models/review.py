"""What users say about products, and what suppliers say to that."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.portable import Moment


class Review(Base):
    """One to five stars and a text."""

    __tablename__ = "reviews"
    __table_args__ = (sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    rating: Mapped[int] = mapped_column(sa.SmallInteger)
    body: Mapped[str | None] = mapped_column(sa.UnicodeText)
    written_at: Mapped[datetime] = mapped_column(Moment, server_default=sa.func.now())


class Reply(Base):
    """A supplier's answer to a review."""

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("suppliers.id"), index=True)
    body: Mapped[str] = mapped_column(sa.UnicodeText)
