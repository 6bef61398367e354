"""What MySQL and MariaDB take in no subquery."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from migration_harness.portability.judged import Problem, Statement


def own_rows(statement: Statement) -> Iterator[Problem]:
    """MySQL changes no table that a subquery of the same statement reads (error 1093), but by a derived table."""
    target = _changed_table(statement)
    if statement.product.name != "mysql" or not target:
        return
    opened: list[str] = []  # the word before each parenthesis that is open here
    for before, token in pairwise(statement.tokens):
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
    words = [token.upper for token in statement.tokens]
    for start, end in ((["UPDATE"], "SET"), (["DELETE", "FROM"], "WHERE")):
        if words[: len(start)] == start and end in words:
            named = statement.tokens[len(start) : words.index(end)]
            return (
                named[0].value.strip("`")
                if named and not {"(", ",", "JOIN", "."} & set(words[: words.index(end)])
                else ""
            )
    return ""


def limited_subqueries(statement: Statement) -> Iterator[Problem]:
    """MySQL and MariaDB: no LIMIT in a subquery of IN, ANY, ALL, SOME (error 1235)."""
    opened: list[str] = []
    for before, token in pairwise(statement.tokens) if statement.product.name in {"mysql", "mariadb"} else ():
        if token.upper == "(":
            opened.append(before.upper)
        elif token.upper == ")" and opened:
            opened.pop()
        elif token.upper == "LIMIT" and opened and opened[-1] in {"IN", "ANY", "ALL", "SOME"}:
            yield Problem(
                message=f"{statement.called} takes no LIMIT in a subquery of {opened[-1]} (error 1235).",
                portable="a subquery in the subquery: ... IN (SELECT id FROM (SELECT ... LIMIT n) AS x)",
            )
            return
