"""SQL scripts, and SQL past SQLAlchemy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import Connection

_PIECE = re.compile(
    r"""
    --[^\n]* | /\*.*?\*/                                  # comments
    | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*`            # strings and names
    | (\$\w*\$).*?\1                                      # PostgreSQL's dollar quotes
    | ; | [^-/'"`$;]+ | .
    """,
    re.VERBOSE | re.DOTALL,
)


def statements_of(script: str) -> Iterator[str]:
    """The statements of a script that ends each with a semicolon, without comments."""
    current: list[str] = []
    for match in _PIECE.finditer(script):
        piece = match.group()
        if piece == ";":
            yield from _whole(current)
            current = []
        elif not piece.startswith(("--", "/*")):
            current.append(piece)
    yield from _whole(current)


def _whole(pieces: list[str]) -> Iterator[str]:
    if statement := "".join(pieces).strip():
        yield statement


def by_driver(connection: Connection, statement: str) -> list[Sequence[Any]]:
    """The rows of the statement, past SQLAlchemy, which takes as long as a server for what is asked after each step.

    For a connection in autocommit. Raises the driver's own errors.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
        return list(cursor.fetchall())
    finally:
        cursor.close()
