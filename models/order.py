"""What was bought."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.portable import Moment


class OrderStatus(enum.StrEnum):
    """How far an order is. PostgreSQL appends new members, so they come last here, too."""

    NEW = "new"
    PAID = "paid"
    SHIPPED = "shipped"
    RETURNED = "returned"


_UNSHIPPED = sa.text("shipped_at IS NULL")


class Order(Base):
    """One purchase; it outlives the user who made it."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.Index(None, "user_id", "placed_at"),
        # Partial where the product has it; MySQL, MariaDB and Oracle index all rows.
        sa.Index(
            "ix_orders_unshipped",
            "placed_at",
            postgresql_where=_UNSHIPPED,
            sqlite_where=_UNSHIPPED,
            mssql_where=_UNSHIPPED,
        ),
    )

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    status: Mapped[OrderStatus] = mapped_column(
        sa.Enum(
            OrderStatus,
            values_callable=lambda members: [member.value for member in members],
            name="order_status",
            length=20,
            create_constraint=True,
        ),
        server_default="new",
    )
    placed_at: Mapped[datetime] = mapped_column(Moment, server_default=sa.func.now())
    shipped_at: Mapped[datetime | None] = mapped_column(Moment)
    currency: Mapped[str] = mapped_column(sa.String(3), server_default="EUR")

    lines: Mapped[list[OrderLine]] = relationship(back_populates="order", cascade="all, delete-orphan")


class OrderLine(Base):
    """So many pieces of one product, at the price of that day."""

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "product_id"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("discount >= 0 AND discount <= unit_price", name="discount"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), index=True)
    quantity: Mapped[int] = mapped_column(server_default=sa.text("1"))
    unit_price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    discount: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), server_default=sa.text("0"))
    net_price: Mapped[Decimal] = mapped_column(
        sa.Numeric(10, 2), sa.Computed("unit_price - discount", persisted=True), nullable=True
    )

    order: Mapped[Order] = relationship(back_populates="lines")
