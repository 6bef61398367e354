"""Statements of a shape that a product has not, where no strict grammar says so: one line of the table for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration_harness.portability.judged import Problem, Statement

if TYPE_CHECKING:
    from migration_harness.portability.grammar import Noted
    from migration_harness.portability.product import Version
    from migration_harness.portability.tokens import Token


@dataclass(frozen=True, kw_only=True)
class Shape:
    """``pattern`` fits a statement of which only the words outside of parentheses are left, ``()`` for the others.

    ``refused_by`` are the products that take no such statement, or none before a version: ``sqlite``, ``sqlite<3.53``.
    """

    pattern: re.Pattern[str]
    refused_by: tuple[tuple[str, Version], ...]
    why: str
    portable: str = ""

    def refuses(self, product: str, version: Version) -> bool:
        return any(name == product and (not until or version < until) for name, until in self.refused_by)


_MY = "mysql mariadb"
_ALTER = "op.alter_column(), which writes each product's own"
_BATCH = "op.batch_alter_table(), which copies the table"
_NAME = r"\S+(?: \. \S+)?"


def _shapes(*rows: tuple[str, str, str, str]) -> tuple[Shape, ...]:
    return tuple(
        Shape(
            pattern=re.compile(pattern),
            refused_by=tuple(_until(name) for name in names.split()),
            why=why,
            portable=portable,
        )
        for names, pattern, why, portable in rows
    )


def _until(name: str) -> tuple[str, Version]:
    product, _, version = name.partition("<")
    return product, tuple(int(part) for part in version.split(".") if part)


_OTHERS = ""  # the words themselves say it
_SQLITE_BEGINS = (
    "ALTER TABLE|ANALYZE|ATTACH|BEGIN|COMMIT|CREATE (TEMP |TEMPORARY )?(TABLE|UNIQUE INDEX|INDEX|VIEW|TRIGGER)"
    "|CREATE VIRTUAL TABLE|DELETE|DETACH|DROP (TABLE|INDEX|VIEW|TRIGGER)|END|EXPLAIN|INSERT|PRAGMA|REINDEX|RELEASE"
    "|REPLACE|ROLLBACK|SAVEPOINT|SELECT|UPDATE|VACUUM|VALUES|WITH"
)
_POSTGRES_BEGINS = (
    "ABORT|ALTER|ANALYSE|ANALYZE|BEGIN|CALL|CHECKPOINT|CLOSE|CLUSTER|COMMENT|COMMIT|COPY|CREATE|DEALLOCATE|DECLARE"
    "|DELETE|DISCARD|DO|DROP|END|EXECUTE|EXPLAIN|FETCH|GRANT|IMPORT|INSERT|LISTEN|LOAD|LOCK|MERGE|MOVE|NOTIFY|PREPARE"
    "|REASSIGN|REFRESH|REINDEX|RELEASE|REPACK|RESET|REVOKE|ROLLBACK|SAVEPOINT|SECURITY|SELECT|SET|SHOW|START|TABLE"
    "|TRUNCATE|UNLISTEN|UPDATE|VACUUM|VALUES|WAIT|WITH"
)
_MYSQL_BEGINS = (
    "ALTER|ANALYZE|BACKUP|BEGIN|BINLOG|CACHE|CALL|CASE|CHANGE|CHECK|CHECKSUM|CLONE|COMMIT|CREATE|DEALLOCATE|DELETE|DESC"
    "|DESCRIBE|DO|DROP|EXECUTE|EXPLAIN|FLUSH|FOR|GET|GRANT|HANDLER|HELP|IF|IMPORT|INSERT|INSTALL|KILL|LOAD|LOCK|LOOP"
    "|OPTIMIZE|PREPARE|PURGE|RELEASE|RENAME|REPAIR|REPEAT|REPLACE|RESET|RESIGNAL|RESTART|REVOKE|ROLLBACK|SAVEPOINT"
    "|SELECT|SET|SHOW|SHUTDOWN|SIGNAL|START|STOP|TABLE|TRUNCATE|UNINSTALL|UNLOCK|UPDATE|USE|VALUES|WHILE|WITH|XA"
)

SHAPES = _shapes(
    (
        _MY,
        rf"^DROP INDEX {_NAME}$",
        "an index is dropped from its table: ON is missing",
        "op.drop_index(name, table_name=...)",
    ),
    (
        f"{_MY}",
        r"^UPDATE .* SET .* FROM ",
        "UPDATE takes no FROM",
        "UPDATE ... SET x = (SELECT ...) WHERE EXISTS (SELECT ...)",
    ),
    (
        f"{_MY}",
        r"^CREATE (UNIQUE )?INDEX .* \(\) WHERE ",
        "an index is over all rows",
        "postgresql_where=, sqlite_where=, mssql_where= in op.create_index()",
    ),
    (
        f"{_MY} sqlite",
        r"^CREATE (UNIQUE )?INDEX .* \(\) INCLUDE \(\)",
        "an index includes nothing",
        "postgresql_include=, mssql_include= in op.create_index()",
    ),
    (
        "mysql",
        r"^(INSERT|REPLACE|UPDATE|DELETE) .* RETURNING ",
        "there is no RETURNING",
        "two statements, or SQLAlchemy's .returning()",
    ),
    (
        "mysql sqlite",
        r"^(CREATE|ALTER|DROP) SEQUENCE ",
        "it has no sequences",
        "sa.Sequence(), where op.get_context().dialect.supports_sequences",
    ),
    (
        "mariadb",
        r"^INSERT .* VALUES .* AS \S+( \(\))? ON DUPLICATE ",
        "a new row has no name of its own",
        "VALUES(column)",
    ),
    (
        "mariadb",
        r"^ALTER TABLE .* DROP CHECK ",
        "a check is dropped as a constraint",
        "op.drop_constraint(name, table)",
    ),
    ("mariadb", r"^(CREATE .*INDEX .*|ALTER TABLE .* (KEY|INDEX) .*) (INVISIBLE|VISIBLE)\b", "its word is IGNORED", ""),
    ("postgres sqlite", rf"^ALTER TABLE (IF EXISTS )?{_NAME} .*\b(MODIFY|CHANGE) ", "it is MySQL's", _ALTER),
    (
        f"{_MY} postgres sqlite",
        r"^(SELECT|DELETE|UPDATE) TOP (\d+|\(\)|_) ",
        "it is SQL Server's",
        "sa.select(...).limit()",
    ),
    (
        "postgres sqlite",
        r"^UPDATE \S+( AS)?( \S+)? (INNER |LEFT |CROSS )?JOIN ",
        "UPDATE takes no JOIN before SET",
        "UPDATE ... SET x = (SELECT ...) WHERE EXISTS (SELECT ...)",
    ),
    (
        "postgres sqlite",
        r"^DELETE \S+ FROM \S+ .*\bJOIN ",
        "DELETE takes no JOIN",
        "DELETE ... WHERE id IN (SELECT ...)",
    ),
    ("sqlite", r"^DELETE FROM \S+( AS)?( \S+)? USING ", "DELETE takes no USING", "DELETE ... WHERE id IN (SELECT ...)"),
    ("sqlite", r"^(GRANT|REVOKE|DENY) ", "it knows no users", 'only where op.get_context().dialect.name != "sqlite"'),
    (
        "sqlite",
        r"^CREATE (OR \S+ )?(PROCEDURE|FUNCTION|ROLE|USER|SCHEMA|DATABASE|DOMAIN|MATERIALIZED) ",
        "it has none",
        'only where op.get_context().dialect.name != "sqlite"',
    ),
    (
        "sqlite",
        r"^DROP (TABLE|VIEW|INDEX) .* (CASCADE|RESTRICT)$",
        "nothing else is dropped along",
        "op.drop_table() without it",
    ),
    ("sqlite<3.53", rf"^ALTER TABLE {_NAME} (ADD|DROP) CONSTRAINT ", "constraints are made with their table", _BATCH),
    (
        "sqlite",
        rf"^ALTER TABLE {_NAME} ADD (CONSTRAINT \S+ )?(FOREIGN KEY|PRIMARY KEY|UNIQUE) ",
        "constraints are made with their table",
        _BATCH,
    ),
    ("sqlite", rf"^ALTER TABLE {_NAME} RENAME (CONSTRAINT|INDEX|KEY) ", "it renames tables and columns only", _BATCH),
    ("sqlite", rf"^ALTER TABLE {_NAME} .*\) STORED$", "a stored computed column is made with its table", _BATCH),
    (
        "sqlite",
        r"^ALTER (INDEX|VIEW|SEQUENCE|SCHEMA|TYPE|DATABASE|ROLE) ",
        "it alters tables only",
        "a drop and a create",
    ),
    ("postgres", r"^(CREATE|DROP) (USER|ROLE) .* IDENTIFIED BY ", "the word is PASSWORD", ""),
    (f"{_MY} sqlite postgres", r"^(SELECT|INSERT) .* (CONNECT BY|START WITH) ", "it is Oracle's", "WITH RECURSIVE"),
    (f"{_MY} sqlite postgres", r"^DECLARE @", "variables are SQL Server's", ""),
    ("sqlite", rf"^(?!$|;|({_SQLITE_BEGINS})\b)", _OTHERS, 'only where op.get_context().dialect.name != "sqlite"'),
    ("postgres", rf"^(?!$|;|\(|({_POSTGRES_BEGINS})\b)", _OTHERS, "each product's own, asked of the dialect's name"),
    (_MY, rf"^(?!$|;|\(|({_MYSQL_BEGINS})\b)", _OTHERS, "each product's own, asked of the dialect's name"),
    (_MY, r"^CREATE (OR REPLACE )?(MATERIALIZED|DOMAIN|RULE|POLICY) ", "it has none", ""),
    (
        _MY,
        r"^DELETE FROM (\S+) USING (?!(?:(?! WHERE ).)*\b\1\b)",
        "all tables stand behind USING",
        "DELETE ... WHERE id IN (SELECT ...)",
    ),
    (
        "postgres sqlite",
        r"^ALTER TABLE .* DROP (PRIMARY KEY|FOREIGN KEY|INDEX|KEY)\b",
        "it is MySQL's",
        "op.drop_constraint(name, table)",
    ),
    ("sqlite", r"^ALTER TABLE .* , (ADD|DROP|ALTER|RENAME) ", "it alters one thing at a time", "an op for each"),
)


def refused_shapes(statement: Statement) -> Iterator[Problem]:
    """The first shape that the product refuses, where its grammar is not strict."""
    if statement.product.strict:
        return
    flat = _flat(statement.tokens)
    for shape in SHAPES:
        if shape.refuses(statement.product.name, statement.version) and shape.pattern.search(flat):
            told = f"does not take this: {shape.why}" if shape.why else f"has no statement {' '.join(flat.split()[:2])}"
            yield Problem(message=f"{statement.called} {told}.", portable=shape.portable)
            return


def _flat(tokens: tuple[Token, ...]) -> str:
    words, depth = [], 0
    for token in tokens[:-1]:
        depth -= token.upper == ")"
        if depth == 0:
            words.append(token.upper or "_")
        depth += token.upper == "("
    return " ".join(words).replace("( )", "()")


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
        if found := _sign(name, called, *tokens[at - 1 : at + 2]):
            yield found
            return
    if name in {"postgres", "sqlite"} and statement.of("comment"):
        yield Problem(message=f"{called} takes no COMMENT here.", portable="sa.Column(..., comment=...)")


def _sign(name: str, called: str, before: Token, token: Token, after: Token) -> Problem | None:
    if token.text == "[" and before.upper in _BEFORE_NAMES and name != "sqlite":
        return Problem(message=f"{called} knows no brackets around names.", portable="no quotes, or SQLAlchemy's")
    if before.text == token.text == "$" and name != "mysql":  # 9 has routines in JavaScript between them
        what = "The text that begins with $$ has no end" if name == "postgres" else f"{called} knows no texts in $$"
        return Problem(message=f"{what}.")
    if name == "postgres" and token.upper == "UNSIGNED" and before.upper in _USUAL_TYPES:
        return Problem(message=f"{called} has no UNSIGNED.", portable="a check")
    if token.text == "[" and after.text == "]" and name in {"mysql", "mariadb"}:
        return Problem(message=f"{called} has no arrays.", portable="sa.JSON()")
    if token.text in {"->", "->>"} and name == "mariadb":
        return Problem(message=f"{called} has no {token.text}.", portable="JSON_VALUE(column, '$.path')")
    if token.upper in {"NEXTVAL", "CURRVAL"} and before.text == "." and after.text != "(":
        return Problem(message=f"{called} has no .{token.text}: it is Oracle's.", portable="sa.Sequence().next_value()")
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
