"""What a product makes of a whole chain: each statement by itself, with those before it, in its transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migration_harness.portability import history
from migration_harness.portability import product as products
from migration_harness.portability.judged import Problem, Statement, judge_alone, read
from migration_harness.portability.tables import Tables
from migration_harness.sql import statements_of

if TYPE_CHECKING:
    from migration_harness.portability.grammar import Version
    from migration_harness.portability.product import Product


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A problem with one statement of a revision; ``up`` says whether it is in upgrade()."""

    revision: str
    up: bool
    statement: str
    problem: Problem


def judge_chain(
    written: Mapping[str, tuple[Sequence[str], Sequence[str]]], product: str, version: str
) -> Iterator[Trouble]:
    """All troubles of the chain. ``written`` has the statements up and down of each revision, in order."""
    known, tables = products.find(product), Tables()
    if known is None:
        return
    for revision, (up, down) in written.items():
        before = tables.copy()
        for trouble in _way(up, known, version, tables):
            yield Trouble(revision=revision, up=True, statement=trouble[0], problem=trouble[1])
        for trouble in _way(down, known, version, _with_what_stays(tables, before)):
            yield Trouble(revision=revision, up=False, statement=trouble[0], problem=trouble[1])


def _with_what_stays(after: Tables, before: Tables) -> Tables:
    """The tables after the upgrade; what it gave to a column is no loss on the way down, which takes it away again."""
    staying = after.copy()
    for table, columns in staying.columns.items():
        for name, old in before.columns.get(table, {}).items():
            if (new := columns.get(name)) is not None:
                columns[name] = replace(
                    new,
                    not_null=new.not_null and old.not_null,
                    default=new.default if old.default else "",
                    comment=new.comment if old.comment else "",
                )
    return staying


def _way(statements: Sequence[str], product: Product, version: str, tables: Tables) -> Iterator[tuple[str, Problem]]:
    numbers = product.version(version)
    yield from _in_a_transaction(statements, product, numbers)
    for statement in statements:
        for problem in [*judge_alone(statement, product.name, version), *_as_it_is_sent(statement, product)]:
            yield statement, problem
        taken = read(statement, product.name, numbers)
        if isinstance(taken, Statement):
            for rule in history.RULES:
                for problem in dict.fromkeys(rule(taken, tables)):
                    yield statement, problem
            tables.follow(taken)


_BLOCK = re.compile(r"\b(BEGIN|DECLARE|TRIGGER|FUNCTION|PROCEDURE|PACKAGE)\b", re.IGNORECASE)
_ONE_AT_A_TIME = frozenset({"mysql", "mariadb", "oracle", "sqlite"})


def _as_it_is_sent(statement: str, product: Product) -> Iterator[Problem]:
    """What a driver does not take, although it stands in scripts."""
    if _BLOCK.search(statement):
        return
    if product.name == "oracle" and statement.rstrip().endswith(";"):
        yield Problem(
            message="Oracle takes no semicolon behind a statement (ORA-00911).", portable="the statement without it"
        )
    elif (
        product.name in _ONE_AT_A_TIME
        and ";" in statement.rstrip().rstrip(";")
        and len(list(statements_of(statement))) > 1
    ):
        message = f"{product.title}'s drivers take one statement at a time."
        yield Problem(message=message, portable="one op.execute() for each statement")


_ALONE = {
    "postgres": re.compile(
        r"^\s*(CREATE (?:UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY|REINDEX\b.*\bCONCURRENTLY|VACUUM"
        r"|(?:CREATE|DROP) DATABASE|ALTER SYSTEM|(?:CREATE|DROP) TABLESPACE"
        r"|ALTER TABLE\b.*\bDETACH PARTITION\b.*\bCONCURRENTLY)\b",
        re.IGNORECASE | re.DOTALL,
    ),
    "mssql": re.compile(
        r"^\s*((?:CREATE|ALTER|DROP) DATABASE|(?:CREATE|ALTER|DROP) FULLTEXT (?:INDEX|CATALOG)"
        r"|BACKUP|RESTORE|RECONFIGURE)\b",
        re.IGNORECASE,
    ),
}
_NEW_VALUE = re.compile(
    r"^\s*ALTER TYPE\b.*\bADD VALUE\b(?: IF NOT EXISTS)? ('(?:[^']|'')*')", re.IGNORECASE | re.DOTALL
)
_BLOCK_HINT = "with op.get_context().autocommit_block():"


def _in_a_transaction(statements: Sequence[str], product: Product, version: Version) -> Iterator[tuple[str, Problem]]:
    """What the product runs in no transaction, while Alembic's is open; what the same transaction may not use yet."""
    is_open, new = True, set[str]()
    for statement in statements if product.name in _ALONE else ():
        if statement.upper().startswith(("COMMIT", "BEGIN TRAN")) or statement.upper() == "BEGIN":
            is_open, new = not statement.upper().startswith("COMMIT"), set()
        elif is_open and (match := _ALONE[product.name].match(statement)):
            message = f"{product.title} runs {' '.join(match[1].split())} in no transaction."
            yield statement, Problem(message=message, portable=_BLOCK_HINT)
        elif is_open and product.name == "postgres" and (match := _NEW_VALUE.match(statement)):
            new.add(match[1])
            if version < (12,):
                yield (
                    statement,
                    Problem(message="PostgreSQL before 12 adds no enum value in a transaction.", portable=_BLOCK_HINT),
                )
        elif used := next((value for value in new if value in statement), None):
            message = f"PostgreSQL knows the new enum value {used} only after the transaction that adds it."
            yield (
                statement,
                Problem(message=message, portable=f"{_BLOCK_HINT} around ADD VALUE, or a revision of its own"),
            )
