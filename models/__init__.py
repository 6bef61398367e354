"""The reference models: a small shop, one file per aggregate."""

from models.base import Base
from models.category import Category, listings
from models.invoice import Invoice
from models.order import Order, OrderLine, OrderStatus
from models.product import Highlight, Product
from models.review import Reply, Review
from models.supplier import Supplier
from models.user import Address, User

__all__ = [
    "Address",
    "Base",
    "Category",
    "Highlight",
    "Invoice",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Product",
    "Reply",
    "Review",
    "Supplier",
    "User",
    "listings",
]
