"""What is wrong with a statement that its product can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from migration_harness.portability.definitions import (
    casts,
    moments_as_defaults,
    names_in_values,
    numbered_columns,
    numbered_rows,
)
from migration_harness.portability.functions import functions
from migration_harness.portability.grammar import Noted
from migration_harness.portability.judged import Problem, Statement
from migration_harness.portability.phrases import phrases_by_first_word
from migration_harness.portability.shapes import refused_shapes
from migration_harness.portability.subqueries import limited_subqueries
from migration_harness.portability.targets import aliases_as_targets, own_rows
from migration_harness.portability.types import types
from migration_harness.portability.unstrict import (
    balance,
    default_functions,
    foreign_signs,
    index_expressions,
    missing_commas,
    reserved_names,
)

Rule = Callable[[Statement], Iterator[Problem]]


def foreign_phrases(statement: Statement) -> Iterator[Problem]:
    """Words of other products, where the product has no strict grammar that they could not fit."""
    if statement.product.strict:
        return
    words = [token.upper or ("_" if token.kind in {"string", "number"} else token.text) for token in statement.tokens]
    known = phrases_by_first_word()
    for at, word in enumerate(words):
        for phrase in known.get(word, ()):
            if phrase.stands_at(words, at) and phrase.lacking(statement.product.name, statement.version):
                yield Problem(
                    message=f"{statement.called} does not take {phrase.shown}: {phrase.why}.",
                    portable=phrase.portable,
                )
                return


def long_names(statement: Statement) -> Iterator[Problem]:
    """Names that are too long: refused, or cut silently on PostgreSQL."""
    product, longest = statement.product, statement.product.longest_name
    if product.name == "oracle" and statement.version < (12, 2):
        longest = 30
    for token in statement.tokens if longest else ():
        size = len(token.value.encode()) if product.name in {"oracle", "postgres"} else len(token.value)
        if token.kind in {"word", "quoted"} and size > longest:
            does = "cuts it silently" if product.name == "postgres" else "refuses it"
            yield Problem(
                message=f"{token.value} is {size} long, {longest} is what {statement.called} takes: it {does}.",
                portable="a shorter name" + (": 30 bytes are few" if longest == 30 else ""),
            )


def no_values(statement: Statement) -> Iterator[Problem]:
    """Bare words that are values of other products and would be columns here."""
    for item in statement.of("column"):
        token = statement.tokens[item.start]
        if item.end == item.start + 1 and token.upper in statement.product.no_values:
            yield Problem(
                message=f"{statement.called} has no value {token.text}.", portable=_VALUES.get(token.upper, "")
            )


_VALUES = {
    "TRUE": "sa.true(), or 1",
    "FALSE": "sa.false(), or 0",
    "SYSDATE": "sa.func.now(), or CURRENT_TIMESTAMP",
    "CURRENT_TIME": "sa.func.now(), or CURRENT_TIMESTAMP",
    "LOCALTIMESTAMP": "sa.func.now(), or CURRENT_TIMESTAMP",
}


def columns_in_defaults(statement: Statement) -> Iterator[Problem]:
    """A default that names a column: often a text without its quotes."""
    for default in statement.of("default") if statement.product.name == "mssql" else ():
        for column in statement.of("column", within=default):
            if not any(_is_in(column, call) for call in statement.of("function", within=default)):
                word = statement.text(column)
                yield Problem(message=f"The default {word} is a name, not a value.", portable=f"'{word}' in quotes")


def _is_in(item: Noted, outer: Noted) -> bool:
    return outer.start <= item.start and item.end <= outer.end


def new_tables(statement: Statement) -> Iterator[Problem]:
    """A table with a column twice, with two primary keys or identities, with a key over columns that it has not."""
    for table in statement.of("create_table"):
        definitions = statement.of("column_definition", within=table)
        names = [_name(statement, item) for item in definitions]
        if twice := next((name for name in names if names.count(name) > 1), None):
            yield Problem(message=f"The column {twice} is there twice.")
        if len(statement.of("primary_key", within=table)) > 1:
            yield Problem(message="There is more than one primary key.", portable="sa.PrimaryKeyConstraint(a, b)")
        if len(statement.of("identity", within=table)) > 1:
            yield Problem(message="A table has one identity column at most.")
        keys = [*statement.of("table_key", within=table), *statement.of("foreign_key", within=table)]
        for key in keys if names and statement.product.strict else ():
            for name in _first_columns(statement, key):
                if name not in names:
                    yield Problem(message=f"A key is over {name}, which is no column of the table.")


def _name(statement: Statement, item: Noted) -> str:
    token = statement.tokens[item.start]
    return (
        token.value
        if token.kind == "quoted" and statement.product.name == "oracle" and not token.value.isupper()
        else token.value.upper()
    )


def _first_columns(statement: Statement, key: Noted) -> list[str]:
    lists = statement.of("columns", "index_columns", within=key)
    if not lists:
        return []
    inner = range(lists[0].start + 1, lists[0].end - 1)
    starts = [at for at in inner if statement.tokens[at - 1].upper in {"(", ","}]
    return [_name(statement, Noted("", at, at + 1)) for at in starts]


def foreign_key_sizes(statement: Statement) -> Iterator[Problem]:
    """A foreign key over two columns that refers to one."""
    for key in statement.of("foreign_key"):
        lists = statement.of("columns", within=key)
        tokens = statement.tokens
        counts = [sum(token.upper == "," for token in tokens[item.start : item.end]) + 1 for item in lists[:1]]
        at = next(at for at in range(key.start, key.end) if tokens[at].upper == "REFERENCES")
        opened = next((i for i in range(at, key.end) if tokens[i].upper == "("), None)
        if counts and opened is not None:
            closed = next(i for i in range(opened, key.end) if tokens[i].upper == ")")
            there = sum(token.upper == "," for token in tokens[opened:closed]) + 1
            if there != counts[0]:
                yield Problem(message=f"The foreign key is over {counts[0]} columns and refers to {there}.")


def inserted_rows(statement: Statement) -> Iterator[Problem]:
    """Rows that have another number of values than columns were named, or than the first row."""
    tokens = statement.tokens
    rows = [item for item in statement.of("row") if tokens[item.start - 1].upper in {"VALUES", ","}]
    sizes = [_size(statement, item) for item in rows]
    before = rows[0].start - 2 if rows and tokens[rows[0].start - 1].upper == "VALUES" else 0
    if rows and tokens[0].upper in {"INSERT", "WITH"} and before > 0 and tokens[before].upper == ")":
        opened = next(at for at in range(before, -1, -1) if tokens[at].upper == "(")
        named = sum(token.upper == "," for token in tokens[opened:before]) + 1
        if tokens[opened - 1].kind in {"word", "quoted"} and named != sizes[0]:
            yield Problem(message=f"{named} columns are named and {sizes[0]} values given.")
    if (
        tokens[0].upper == "INSERT"
        and tokens[1].upper not in {"ALL", "FIRST"}
        and any(one != other for one, other in pairwise(sizes))
    ):
        yield Problem(message="The rows have different numbers of values.")


def _size(statement: Statement, row: Noted) -> int:
    depth = size = 0
    for token in statement.tokens[row.start : row.end]:
        depth += {"(": 1, ")": -1}.get(token.upper, 0)
        size += token.upper == "," and depth == 1
    return size + 1


def oracle_defaults(statement: Statement) -> Iterator[Problem]:
    """'' is NULL for Oracle, so that ``DEFAULT '' NOT NULL`` refuses the rows that it is for."""
    for column in statement.of("column_definition") if statement.product.name == "oracle" else ():
        defaults = statement.of("default", within=column)
        if defaults and statement.tokens[defaults[0].end - 1].text == "''" and statement.of("not_null", within=column):
            yield Problem(
                message="'' is NULL for Oracle: DEFAULT '' NOT NULL refuses every row that relies on it.",
                portable="a default that is not empty, or a nullable column",
            )


def unnamed_columns(statement: Statement) -> Iterator[Problem]:
    """A view over an expression that has no name."""
    for view in statement.of("create_view"):
        first = next(at for at in range(view.start, view.end) if statement.tokens[at].upper == "AS")
        named = any(token.upper == "(" for token in statement.tokens[view.start : first])
        last = next((at for at in range(first, view.end) if statement.tokens[at].upper in _SET_OPERATORS), view.end)
        for item in statement.of("bare_item", within=view) if not named else ():
            is_outer = item.start < last and _depth(statement, first, item.start) == 0
            if is_outer and not _is_name(statement, item):
                yield Problem(message=f"{statement.text(item)[:60]} needs a name in a view.", portable="AS name")


_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})


def _depth(statement: Statement, start: int, end: int) -> int:
    return sum({"(": 1, ")": -1}.get(token.upper, 0) for token in statement.tokens[start:end])


def _is_name(statement: Statement, item: Noted) -> bool:
    tokens = statement.tokens[item.start : item.end]
    return all(token.kind in {"word", "quoted"} or token.upper == "." for token in tokens)


def mssql_lengths(statement: Statement) -> Iterator[Problem]:
    """VARCHAR without a length is one character long in a table of SQL Server's."""
    for column in statement.of("column_definition", "altered_column") if statement.product.name == "mssql" else ():
        for item in statement.of("type", within=column):
            if statement.text(item).upper() in {
                "VARCHAR",
                "NVARCHAR",
                "VARBINARY",
                "CHARACTER VARYING",
                "CHAR VARYING",
            }:
                name = statement.text(item)
                yield Problem(
                    message=f"{name} without a length is {name}(1) on SQL Server.", portable="sa.String(length)"
                )


def no_dual(statement: Statement) -> Iterator[Problem]:
    """Oracle's table dual, where there is none."""
    for before, token in (
        pairwise(statement.tokens) if statement.product.name in {"mssql", "postgres", "sqlite"} else ()
    ):
        if before.upper == "FROM" and token.upper == "DUAL":
            yield Problem(message=f"{statement.called} has no table dual.", portable="SELECT without FROM: sa.select()")


def mssql_statements(statement: Statement) -> Iterator[Problem]:
    """What SQL Server refuses for reasons of its own."""
    if statement.product.name != "mssql":
        return
    for item in statement.of("merge"):
        if statement.tokens[item.end].upper not in {";", ")"}:
            yield Problem(message="SQL Server wants a semicolon behind MERGE.", portable="MERGE ... ;")
    for item in statement.of("dropped_bare"):
        name = statement.text(item)
        if (
            not name.strip('[]"')
            .lower()
            .startswith(("pk", "fk", "uq", "ck", "df", "uc", "ix", "constraint", "chk", "uk", "unique"))
        ):
            yield Problem(
                message=f"DROP {name} without COLUMN drops a constraint of that name.",
                portable="op.drop_column(), or DROP COLUMN",
            )
    for column in statement.of("column_definition"):
        kinds = [statement.text(item).upper() for item in statement.of("type", within=column)]
        if statement.of("identity", within=column) and kinds and not kinds[0].startswith(_NUMBERS):
            yield Problem(message=f"An identity column is a whole number, not {kinds[0]}.", portable="sa.Integer()")

    yield from _ordered_inside(statement)


def _ordered_inside(statement: Statement) -> Iterator[Problem]:
    """ORDER BY in a view or subquery, where nothing says how many rows (error 1033)."""
    opened: list[list[str]] = [["SELECT" if statement.of("create_view") else ""]]
    for before, token in pairwise(statement.tokens):
        opened[-1].append(before.upper)
        if before.upper == "(":
            opened.append([])
        if (token.upper == ")" or token.kind == "end") and _is_ordered_for_nothing(opened.pop()):
            yield Problem(
                message="SQL Server takes no ORDER BY in a view or subquery without TOP, OFFSET or FOR XML.",
                portable="ORDER BY where the rows are read",
            )
            return


def _is_ordered_for_nothing(words: list[str]) -> bool:
    """Whether the words of a view, or between one pair of parentheses, are an ordered query and all of it."""
    return words[:1] == ["SELECT"] and ("ORDER", "BY") in pairwise(words) and not {"TOP", "OFFSET", "FOR"} & set(words)


_NUMBERS = ("INT", "BIGINT", "SMALLINT", "TINYINT", "DECIMAL", "NUMERIC", "DEC", "[")

RULES: tuple[Rule, ...] = (
    types,
    functions,
    foreign_phrases,
    refused_shapes,
    foreign_signs,
    balance,
    missing_commas,
    reserved_names,
    index_expressions,
    default_functions,
    long_names,
    no_values,
    columns_in_defaults,
    new_tables,
    foreign_key_sizes,
    inserted_rows,
    oracle_defaults,
    unnamed_columns,
    mssql_lengths,
    no_dual,
    mssql_statements,
    aliases_as_targets,
    own_rows,
    limited_subqueries,
    numbered_columns,
    numbered_rows,
    moments_as_defaults,
    casts,
    names_in_values,
)
