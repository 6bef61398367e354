"""What MySQL and MariaDB take in no subquery."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from migration_harness.portability.judged import Problem, Statement


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
