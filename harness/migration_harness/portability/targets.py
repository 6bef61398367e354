"""What is wrong with the table that an UPDATE or DELETE changes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from migration_harness.portability.judged import Problem, Statement

if TYPE_CHECKING:
    from migration_harness.portability.tokens import Token


def _first(statement: Statement) -> tuple[Token, ...]:
    """The tokens before the first semicolon: all of them, but in a script."""
    return next(
        (statement.tokens[:at] for at, token in enumerate(statement.tokens) if at and token.upper == ";"),
        statement.tokens,
    )


def aliases_as_targets(statement: Statement) -> Iterator[Problem]:
    """``UPDATE x SET ... FROM t x`` is SQL Server's: elsewhere x would be a table."""
    tokens = _first(statement)
    is_here = statement.product.name in {"oracle", "postgres", "sqlite"} and len(tokens) > 3
    if not is_here or tokens[0].upper not in {"UPDATE", "DELETE"}:
        return
    at = 2 if tokens[1].upper == "FROM" else 1
    target, depth = tokens[at].value.upper(), 0
    for before, token, after in zip(tokens[at + 1 :], tokens[at + 2 :], tokens[at + 3 :], strict=False):
        depth += {"(": 1, ")": -1}.get(before.upper, 0)
        is_alias = token.value.upper() == target and before.kind in {"word", "quoted"} and after.upper != "."
        if depth == 0 and is_alias and before.upper not in _NO_TABLES:
            yield Problem(
                message=f"{statement.called} takes {token.text} for a table, not for {before.text} by another name.",
                portable="UPDATE ... SET x = (SELECT ...) WHERE EXISTS (SELECT ...)",
            )
            return


# What stands before a name that is no other name of a table.
_NO_TABLES = frozenset(
    "SET FROM JOIN ON AND OR NOT WHERE USING IN LIKE IS THEN ELSE WHEN CASE BETWEEN BY RETURNING ONLY AS INTO".split()
)


def own_rows(statement: Statement) -> Iterator[Problem]:
    """MySQL changes no table that a subquery of the same statement reads (error 1093), but by a derived table."""
    target = _changed_table(statement)
    if statement.product.name != "mysql" or not target:
        return
    opened: list[str] = []  # the word before each parenthesis that is open here
    for before, token in pairwise(_first(statement)):
        if token.upper == "(":
            opened.append(before.upper)
        elif token.upper == ")" and opened:
            opened.pop()
        elif token.value.strip("`") == target and before.upper in _BEFORE_TABLES and opened:
            if not _BEFORE_DERIVED & set(opened):
                yield Problem(
                    message=f"{statement.called} reads {target} in no subquery while it changes it (error 1093).",
                    portable="a subquery in the subquery: ... IN (SELECT id FROM (SELECT ...) AS x)",
                )
            return


_BEFORE_TABLES = frozenset({"FROM", "JOIN"})
_BEFORE_DERIVED = frozenset({"FROM", "JOIN", ","})


def _changed_table(statement: Statement) -> str:
    """The table of ``UPDATE t SET`` and ``DELETE FROM t WHERE``, without its quotes; none where there are more."""
    words = [token.upper for token in _first(statement)]
    for start, end in ((["UPDATE"], "SET"), (["DELETE", "FROM"], "WHERE")):
        if words[: len(start)] == start and end in words:
            named = statement.tokens[len(start) : words.index(end)]
            return (
                named[0].value.strip("`")
                if named and not {"(", ",", "JOIN", "."} & set(words[: words.index(end)])
                else ""
            )
    return ""
