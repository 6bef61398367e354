"""What is wrong with a statement of a product that has no strict grammar here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.portability.judged import Problem, Statement

if TYPE_CHECKING:
    from migration_harness.portability.grammar import Noted
    from migration_harness.portability.tokens import Token


def balance(statement: Statement) -> Iterator[Problem]:
    """Parentheses that are not closed, or not opened."""
    depth = 0
    for token in statement.tokens if not statement.product.strict else ():
        depth += {"(": 1, ")": -1}.get(token.upper, 0)
        if depth < 0:
            break
    if depth:
        yield Problem(message="A parenthesis is never " + ("closed." if depth > 0 else "opened."))


def foreign_signs(statement: Statement) -> Iterator[Problem]:
    """Signs and words that mean nothing here, or something else; the first of them."""
    if statement.product.strict:
        return
    name, called, tokens = statement.product.name, statement.called, statement.tokens
    for at in range(1, len(tokens) - 1):
        if found := _sign(
            name, called, tokens[at - 1], tokens[at], tokens[at + 1], tokens[min(at + 2, len(tokens) - 1)]
        ):
            yield found
            return
    if name in {"postgres", "sqlite"} and statement.of("comment"):
        yield Problem(message=f"{called} takes no COMMENT here.", portable="sa.Column(..., comment=...)")


def _interval(name: str, called: str, after: Token, behind: Token) -> Problem | None:
    """PostgreSQL's are a text, MySQL's have their unit behind them, SQLite has none."""
    if name == "sqlite" and after.kind in {"string", "number"}:
        return Problem(message=f"{called} has no intervals.", portable=_IN_PYTHON)
    if name == "postgres" and after.kind == "number":
        return Problem(message=f"{called} wants a text behind INTERVAL.", portable=_IN_PYTHON)
    if name in {"mysql", "mariadb"} and after.kind == "string" and behind.kind != "word":
        return Problem(message=f"{called} wants a unit behind INTERVAL {after.text}.", portable=_IN_PYTHON)
    return None


_IN_PYTHON = "the moment computed in Python"
_ORACLE_VALUES = frozenset({"SYSDATE", "SYSTIMESTAMP", "ROWNUM"})
_BEFORE_VALUES = frozenset("= ( , < > <= >= - + SELECT WHERE AND THEN ELSE DEFAULT BY".split())


def _sign(name: str, called: str, before: Token, token: Token, after: Token, behind: Token) -> Problem | None:
    if token.text == "[" and before.upper in _BEFORE_NAMES and name != "sqlite":
        return Problem(message=f"{called} knows no brackets around names.", portable="no quotes, or SQLAlchemy's")
    if before.text == token.text == "$" and name != "mysql":  # 9 has routines in JavaScript between them
        what = "The text that begins with $$ has no end" if name == "postgres" else f"{called} knows no texts in $$"
        return Problem(message=f"{what}.")
    if name == "postgres" and token.upper == "UNSIGNED" and before.upper in _USUAL_TYPES:
        return Problem(message=f"{called} has no UNSIGNED.", portable="a check")
    if token.upper == "ARRAY" and after.text[:1] == "[" and name != "postgres":
        return Problem(message=f"{called} has no arrays.", portable="sa.JSON()")
    if token.text == "[" and after.text == "]" and name in {"mysql", "mariadb"}:
        return Problem(message=f"{called} has no arrays.", portable="sa.JSON()")
    if found := _value_sign(name, called, before, token, after, behind):
        return found
    if token.text in {"->", "->>"} and name == "mariadb":
        return Problem(message=f"{called} has no {token.text}.", portable="JSON_VALUE(column, '$.path')")
    if token.upper in {"NEXTVAL", "CURRVAL"} and before.text == "." and after.text != "(":
        return Problem(message=f"{called} has no .{token.text}: it is Oracle's.", portable="sa.Sequence().next_value()")
    return None


def _value_sign(name: str, called: str, before: Token, token: Token, after: Token, behind: Token) -> Problem | None:
    if token.upper == "INTERVAL" and (found := _interval(name, called, after, behind)):
        return found
    if token.upper == "E" and after.kind == "string" and after.at == token.at + 1 and name != "postgres":
        return Problem(message=f"{called} knows no E before a text.", portable="the text in a bound parameter")
    if token.upper in _ORACLE_VALUES and before.upper in _BEFORE_VALUES and after.upper not in {"(", ".", "="}:
        return Problem(message=f"{called} has no value {token.text}: it is Oracle's.", portable="sa.func.now()")
    if token.upper in {"REGEXP", "RLIKE"} and after.kind == "string" and name == "postgres":
        return Problem(message=f"{called} has no {token.text}: it is MySQL's.", portable="column.regexp_match()")
    return None


_BEFORE_NAMES = frozenset("UPDATE FROM INTO TABLE JOIN ON SET COLUMN INDEX VIEW TRIGGER ADD REFERENCES".split())


def missing_commas(statement: Statement) -> Iterator[Problem]:
    """Two columns, or a column and a key, with no comma between them."""
    for column in statement.of("column_definition") if not statement.product.strict else ():
        types = {item.start for item in statement.of("type", within=column)}
        for at in range(column.start + 2, column.end):
            if _begins_another(statement, column, at) and at + 1 not in types:
                before = " ".join(token.text for token in statement.tokens[at - 2 : at])
                yield Problem(message=f"A comma is missing after {before}.")
                return


def _begins_another(statement: Statement, column: Noted, at: int) -> bool:
    tokens = statement.tokens
    if tokens[at].upper == "(" and (tokens[at - 1].upper == "UNIQUE" or _is_primary_key(tokens, at)):
        return True
    return (
        at + 1 < column.end
        and tokens[at - 1].upper == "NULL"
        and tokens[at].kind in {"word", "quoted"}
        and tokens[at].upper not in _OPTIONS
        and tokens[at + 1].upper in _USUAL_TYPES
    )


def _is_primary_key(tokens: tuple[Token, ...], end: int) -> bool:
    return [token.upper for token in tokens[end - 2 : end]] == ["PRIMARY", "KEY"]


_OPTIONS = frozenset(
    "CHARACTER COLLATE CONSTRAINT DEFAULT COMMENT GENERATED AS CHECK REFERENCES UNIQUE PRIMARY".split()
)
_USUAL_TYPES = frozenset(
    "INT INTEGER BIGINT SMALLINT VARCHAR CHAR TEXT NUMERIC DECIMAL DATE TIMESTAMP DATETIME BOOLEAN FLOAT DOUBLE".split()
)


def reserved_names(statement: Statement) -> Iterator[Problem]:
    """A new table, column or index that is called as a word of the language is."""
    if statement.product.strict:
        return
    new = [item.end - 1 for item in statement.of("new_table", "indexed_table", "altered_table")]
    for at in (*new, *(item.start for item in statement.of("column_definition"))):
        token = statement.tokens[at]
        behind_schema = statement.tokens[at - 1].upper == "."  # any word is a name there
        may_be_a_key = token.upper in _NOT_COLUMNS and statement.tokens[at + 1].upper not in _USUAL_TYPES
        if token.upper in statement.product.reserved and not behind_schema and not may_be_a_key:
            yield Problem(
                message=f"{token.text} is a reserved word of {statement.product.title}'s and no name without quotes.",
                portable="another name, or in quotes, as SQLAlchemy writes it",
            )
            return


# With these begins what is not understood as a constraint or key.
_NOT_COLUMNS = frozenset("CONSTRAINT PRIMARY UNIQUE FOREIGN CHECK INDEX KEY FULLTEXT SPATIAL PARTITION LIKE".split())


def default_functions(statement: Statement) -> Iterator[Problem]:
    """MySQL wants a default that is computed in parentheses of its own."""
    for default in statement.of("default") if statement.product.name == "mysql" else ():
        word, after = statement.tokens[default.start + 1 : default.start + 3]
        if word.kind == "word" and after.upper == "(" and word.upper not in _NOW:
            yield Problem(message=f"{statement.called} wants parentheses around {word.text}() in a default.")


_NOW = frozenset("NOW CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP".split())


def index_expressions(statement: Statement) -> Iterator[Problem]:
    """MySQL wants an expression in parentheses of its own, MariaDB has no index over one."""
    name, tokens = statement.product.name, statement.tokens
    for index in statement.of("create_index") if name in {"mysql", "mariadb"} else ():
        for columns in statement.of("index_columns", within=index):
            for at in range(columns.start, columns.end - 2):
                opens = tokens[at].upper in {"(", ","} and tokens[at + 1].upper == "("
                if opens and name == "mariadb":
                    yield Problem(message=f"{statement.called} has no index over an expression.", portable=_COMPUTED)
                    return
                is_call = tokens[at].kind == "word" and tokens[at + 1].upper == "(" and tokens[at + 2].kind == "word"
                if is_call and tokens[at - 1].upper in {"(", ","} and _depth(tokens, columns.start, at) == 1:
                    what = "wants parentheses around" if name == "mysql" else "has no index over"
                    yield Problem(message=f"{statement.called} {what} an expression.", portable=_COMPUTED)
                    return


_COMPUTED = "sa.text('(lower(name))') on MySQL; an index over a computed column on MariaDB"


def _depth(tokens: tuple[Token, ...], start: int, end: int) -> int:
    return sum({"(": 1, ")": -1}.get(token.upper, 0) for token in tokens[start:end])
