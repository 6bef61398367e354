"""What is wrong with a column's definition, or with the type of a cast, for reasons of one product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.portability import product as products
from migration_harness.portability.judged import Problem, Statement
from migration_harness.portability.tables import columns_of_keys, name_of

if TYPE_CHECKING:
    from migration_harness.portability.grammar import Noted

_MY = frozenset({"mysql", "mariadb"})


def numbered_columns(statement: Statement) -> Iterator[Problem]:
    """AUTO_INCREMENT is for the first column of a key (error 1075), AUTOINCREMENT for INTEGER PRIMARY KEY."""
    name = statement.product.name
    for table in statement.of("create_table") if name in _MY else ():
        firsts = {columns[0] for _, _, columns in columns_of_keys(statement) if columns}
        for column in statement.of("column_definition", within=table):
            words = _words(statement, column)
            if "AUTO_INCREMENT" in words and "KEY" not in words and name_of(statement, column.start) not in firsts:
                yield Problem(
                    message=f"{statement.called} numbers no column that is no key (error 1075).",
                    portable="primary_key=True, or an index over it in its table",
                )
    for column in statement.of("column_definition") if name == "sqlite" else ():
        words = _words(statement, column)
        if "AUTOINCREMENT" in words and words[1] != "INTEGER":
            yield Problem(
                message=f"{statement.called} takes AUTOINCREMENT for INTEGER PRIMARY KEY only.", portable="sa.Integer()"
            )


def moments_as_defaults(statement: Statement) -> Iterator[Problem]:
    """MySQL and MariaDB: CURRENT_TIMESTAMP as exact as its column (error 1067); MySQL: for no DATE and TIME."""
    for column in statement.of("column_definition") if statement.product.name in _MY else ():
        types, defaults = statement.of("type", within=column), statement.of("default", within=column)
        value = statement.tokens[defaults[0].start + 1] if defaults else None
        if not types or value is None or value.upper not in _MOMENTS:
            continue
        kind, exact = _exactness(statement, types[0].start)
        given = _exactness(statement, defaults[0].start + 1)[1]
        if kind in {"DATETIME", "TIMESTAMP"} and exact != given and statement.product.name == "mysql":
            yield Problem(
                message=f"{statement.called} wants {value.text}({exact}) for {kind}({exact}) (error 1067).",
                portable=f'server_default=sa.text("CURRENT_TIMESTAMP({exact})") by dialect',
            )
        elif statement.product.name == "mysql" and kind not in {"DATETIME", "TIMESTAMP"}:
            yield Problem(
                message=f"{statement.called} takes {value.text} as the default of DATETIME and TIMESTAMP only.",
                portable=f'sa.text("({value.text})") in parentheses for MySQL alone',
            )


_MOMENTS = frozenset("CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME NOW LOCALTIME LOCALTIMESTAMP".split())


def _exactness(statement: Statement, at: int) -> tuple[str, int]:
    """The word, and the number in parentheses behind it."""
    word, opened, number = statement.tokens[at : at + 3]
    return word.upper, int(number.text) if opened.upper == "(" and number.text.isdigit() else 0


def numbered_rows(statement: Statement) -> Iterator[Problem]:
    """SQL Server: TIMESTAMP is no moment, but counts rows; it has no default (error 1755)."""
    for column in statement.of("column_definition") if statement.product.name == "mssql" else ():
        words = _words(statement, column)
        if words[1] in {"TIMESTAMP", "ROWVERSION"} and "DEFAULT" in words:
            yield Problem(
                message=f"{statement.called} takes no default for {words[1]}, which numbers rows (error 1755).",
                portable="sa.DateTime()",
            )


def _words(statement: Statement, column: Noted) -> list[str]:
    return [token.upper for token in statement.tokens[column.start : column.end]]


# To what MySQL 9.7, MariaDB 10.11 and 11.8 cast: of the types that others write, those that they refused.
_NO_CASTS = {
    "mysql": frozenset(
        "VARCHAR TEXT INT INTEGER BIGINT SMALLINT TINYINT BOOLEAN BOOL TIMESTAMP NUMERIC BLOB LONGTEXT".split()
    ),
    "mariadb": frozenset(
        "TEXT BIGINT SMALLINT TINYINT BOOLEAN BOOL TIMESTAMP NUMERIC REAL JSON YEAR VARBINARY BLOB LONGTEXT".split()
    ),
    "postgres": frozenset({"SIGNED", "UNSIGNED"}),
}


def casts(statement: Statement) -> Iterator[Problem]:
    """CAST to a type that the product has not, or to which it does not cast."""
    product, tokens = statement.product, statement.tokens
    if product.name not in _NO_CASTS:
        return
    refused = _NO_CASTS[product.name] | products.foreign_types(product.name).keys()
    for at in _cast_types(statement):
        if tokens[at].upper in refused and tokens[at + 1].upper not in {".", "VARYING", "PRECISION"}:
            yield Problem(
                message=f"{statement.called} casts nothing to {tokens[at].text}.",
                portable="sa.cast(), which writes each product's own",
            )
            return


def _cast_types(statement: Statement) -> Iterator[int]:
    """The places of the words behind each AS of a CAST."""
    opened: list[bool] = []
    for at, token in enumerate(statement.tokens[:-1]):
        if token.upper == "(":
            opened.append(statement.tokens[at - 1].upper == "CAST")
        elif token.upper == ")" and opened:
            opened.pop()
        elif token.upper == "AS" and opened and opened[-1]:
            yield at + 1


def names_in_values(statement: Statement) -> Iterator[Problem]:
    """Rows that are inserted have no columns: what is in double quotes is no text, as it is on MySQL and SQLite."""
    tokens = statement.tokens
    if statement.product.name not in {"postgres", "oracle", "mssql"} or tokens[0].upper != "INSERT":
        return
    words = [token.upper for token in tokens]
    start = words.index("VALUES") if "VALUES" in words else len(tokens)
    for before, token, after in zip(tokens[start:], tokens[start + 1 :], tokens[start + 2 :], strict=False):
        if before.upper in {"SELECT", "CONFLICT", "RETURNING", "OUTPUT"}:
            return
        if token.text[:1] == '"' and before.upper in {"(", ","} and after.upper in {",", ")"}:
            yield Problem(
                message=f"{statement.called} takes {token.text} for a name, not a text.",
                portable=f"'{token.value}' in single quotes, or a bound parameter",
            )
            return
