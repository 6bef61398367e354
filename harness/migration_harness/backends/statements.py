"""Scratch databases on a server that has CREATE DATABASE, and rows of a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import URL


def run(server: URL, *statements: str, connect_args: Mapping[str, Any] | None = None) -> list[Sequence[Any]]:
    """Run the statements on the server, each on its own; the rows of the last one."""
    engine = create_engine(
        server, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=dict(connect_args or {})
    )
    rows: list[Sequence[Any]] = []
    with engine.connect() as connection:
        for statement in statements:
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
    return rows
