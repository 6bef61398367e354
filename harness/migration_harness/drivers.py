"""The drivers of databases that this Python has: that of the harness, or the one in which a chain runs.

SQLAlchemy 1.4 knows fewer drivers than 2.x, and calls what loads them by another name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

# What SQLAlchemy says where an asynchronous engine is given another driver's URL.
WANTS_ASYNC = "requires an async driver"


def load_driver(url: URL) -> Any:
    """The driver's module. Raises what SQLAlchemy or the import raises where there is none."""
    dialect: Any = url.get_dialect()
    return (getattr(dialect, "import_dbapi", None) or dialect.dbapi)()


def is_installed(url: URL) -> bool:
    """Whether SQLAlchemy could connect with the URL's driver."""
    try:
        load_driver(url)
    except Exception:  # noqa: BLE001  a driver that is broken raises anything
        return False
    return True


def with_installed(url: URL, drivernames: Iterable[str]) -> URL | None:
    """The URL under its own driver where that is installed, else under the first of these that is."""
    candidates = (url.set(drivername=name) for name in (url.drivername, *drivernames))
    return next(filter(is_installed, candidates), None)


def known(url: URL, drivernames: Iterable[str]) -> list[str]:
    """Those of the drivers that this SQLAlchemy has a dialect for: 1.4 knows no psycopg."""
    return [name for name in drivernames if has_dialect(url.set(drivername=name))]


def has_dialect(url: URL) -> bool:
    """Whether this SQLAlchemy knows the URL's driver, be it installed or not."""
    try:
        url.get_dialect()
    except Exception:  # noqa: BLE001  NoSuchModuleError, or what a dialect of others needs
        return False
    return True
