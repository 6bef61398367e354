"""The drivers of databases that the chain's own Python has; used where the chain runs.

SQLAlchemy 1.4 takes part here: a project that has it cannot have the harness beside it, but it can run its chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


def load_driver(url: URL) -> None:
    """The driver's module is imported. Raises what SQLAlchemy or the import raises where that is not possible."""
    dialect: Any = url.get_dialect()
    # SQLAlchemy 1.4 calls it by its old name.
    (getattr(dialect, "import_dbapi", None) or dialect.dbapi)()


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
    return [name for name in drivernames if _has_dialect(url.set(drivername=name))]


def _has_dialect(url: URL) -> bool:
    try:
        url.get_dialect()
    except Exception:  # noqa: BLE001  NoSuchModuleError, or what a dialect of others needs
        return False
    return True
