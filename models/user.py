"""Who shops here."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base


class User(Base):
    """Somebody with a login."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True, index=True)
    password_hash: Mapped[str] = mapped_column(sa.String(255))
    full_name: Mapped[str] = mapped_column(sa.Unicode(254))
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())

    address: Mapped[Address | None] = relationship(back_populates="user", cascade="all, delete-orphan")


class Address(Base):
    """Where a user lives; at most one for each."""

    __tablename__ = "addresses"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    street: Mapped[str | None] = mapped_column(sa.Unicode(200))
    city: Mapped[str | None] = mapped_column(sa.Unicode(100))
    postcode: Mapped[str | None] = mapped_column(sa.String(20))

    user: Mapped[User] = relationship(back_populates="address")
