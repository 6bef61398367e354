"""What is to be paid."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Invoice(Base):
    """The bill for an order, numbered by a sequence: AUTO_INCREMENT stands in for it on MySQL, the row id on SQLite."""

    __tablename__ = "invoices"

    id: Mapped[int] = mapped_column(sa.Sequence("invoice_id_seq", start=1), primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), unique=True)
    issued_on: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(sa.DateTime, comment="By the clock on the wall of the shop")
    terms: Mapped[str] = mapped_column(sa.Unicode(60), server_default="net 30", comment="Printed at the foot")
