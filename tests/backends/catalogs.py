"""Rows as a catalog gives them, for readers whose server is not at hand: what a row does not say is null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]


@cache
def columns(query: str, dialect: str) -> tuple[str, ...]:
    """The names of a query's columns, as the server would give them."""
    parsed = sqlglot.parse_one(query, read=dialect)
    assert isinstance(parsed, exp.Select)
    return tuple(name.lower() for name in parsed.named_selects)


def complete(queries: Mapping[str, str], rows: Rows, dialect: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of every query with all of its columns. A column that the query does not ask for is an error."""
    assert rows.keys() <= queries.keys()
    found = {}
    for name, query in queries.items():
        asked = columns(query, dialect)
        given = rows.get(name, ())
        assert all(row.keys() <= set(asked) for row in given), name
        found[name] = [{**dict.fromkeys(asked), **row} for row in given]
    return found


def unparsable(statement: str, dialect: str) -> list[str]:
    """What sqlfluff does not understand of a statement."""
    from sqlfluff.core import FluffConfig, Linter

    parsed = Linter(config=FluffConfig(overrides={"dialect": dialect})).parse_string(f"{statement};\n")
    return [str(violation) for violation in parsed.violations]
