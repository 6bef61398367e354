"""Who delivers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Supplier(Base):
    """A company that the shop buys from."""

    __tablename__ = "suppliers"

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(sa.Unicode(120), unique=True)
    is_preferred: Mapped[bool] = mapped_column(server_default=sa.false())
