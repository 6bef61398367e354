"""Statements of a shape that a product has not, where no strict grammar says so: one line of the table for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration_harness.portability.judged import Problem, Statement

if TYPE_CHECKING:
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
_IN_SUBQUERY = "DELETE ... WHERE id IN (SELECT ...)"
_IN_SCRIPTS = "it begins a transaction, and no block"
_BY_DIALECT = "each product's own, asked of op.get_context().dialect.name"
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
    ("mysql<9 mariadb", r"^CREATE (OR REPLACE )?MATERIALIZED ", "it has none", ""),  # 9.7 takes it
    (_MY, r"^CREATE (OR REPLACE )?(DOMAIN|RULE|POLICY) ", "it has none", ""),
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
    (
        "postgres",
        r"^(DELETE FROM|UPDATE) .* (ORDER BY|LIMIT) ",
        "it changes all rows that fit",
        "... WHERE id IN (SELECT id ... LIMIT n)",
    ),
    (
        "postgres sqlite",
        r"^UPDATE (ONLY )?(\S+)( AS)?(?: (\S+))? SET (.* , )?(\2|\4) \. ",
        "a column that is set has no table before it",
        "SET column = ...",
    ),
    (
        "postgres",
        r"^MERGE INTO \S+( AS)? (\S+) USING .* UPDATE SET (.* , )?\2 \. ",
        "a column that is set has no table before it",
        "SET column = ...",
    ),
    ("postgres sqlite", rf"^INSERT INTO {_NAME} SET ", "it is MySQL's", "INSERT INTO t (a) VALUES (...)"),
    ("postgres sqlite", r"^UPDATE \S+( \S+)? , ", "it changes one table", "UPDATE ... FROM ..."),
    (
        "sqlite",
        r"^(UPDATE|DELETE FROM) (\S+ \. )?\S+ (?!SET|AS|INDEXED|NOT|WHERE|\.)\S+ (SET|WHERE) ",
        "a table's other name comes with AS here",
        "UPDATE t AS x, or no other name",
    ),
    ("postgres sqlite", r"^DELETE (?!FROM )", "the word FROM is missing", "DELETE FROM"),
    (_MY, r"^DELETE (?!.*\bFROM )", "the word FROM is missing", "DELETE FROM"),
    ("postgres sqlite", r"^DELETE FROM \S+( AS)?( \S+)? (INNER |LEFT )?JOIN ", "DELETE takes no JOIN", _IN_SUBQUERY),
    (_MY, r"^DELETE FROM \S+( AS)?( \S+)? (INNER |LEFT )?JOIN ", "the rows' table stands before FROM", _IN_SUBQUERY),
    (
        f"{_MY} sqlite",
        r"^SELECT .* INTO (?!OUTFILE|DUMPFILE|_)\S+ FROM ",
        "it makes no table so",
        "CREATE TABLE ... AS",
    ),
    (f"{_MY} postgres sqlite", r"^SELECT .* MINUS SELECT ", "the word is EXCEPT", "sa.except_()"),
    ("mariadb", r"^UPDATE .* RETURNING ", "there is no RETURNING", "two statements, or SQLAlchemy's .returning()"),
    ("mysql", r"^DO \$", "it is PostgreSQL's", _BY_DIALECT),
    ("mysql", r"^(IF|CASE|LOOP|REPEAT|WHILE) ", "it stands in routines only", "Python's if, with op.get_bind()"),
    ("mariadb", r"^IF (?!.* THEN )", "THEN is missing", "Python's if, with op.get_bind()"),
    (_MY, r"^BEGIN (?!WORK|NOT ATOMIC|;)\S", "it stands in routines only", "op.execute() for each statement"),
    (
        "sqlite",
        r"^BEGIN (?!DEFERRED|IMMEDIATE|EXCLUSIVE|TRANSACTION|;)\S",
        _IN_SCRIPTS,
        "op.execute() for each statement",
    ),
    (
        "postgres",
        r"^BEGIN (?!WORK|TRANSACTION|ISOLATION|READ|NOT|DEFERRABLE|;)\S",
        _IN_SCRIPTS,
        "op.execute() for each statement",
    ),
)


def refused_shapes(statement: Statement) -> Iterator[Problem]:
    """The first shape that the product refuses, where its grammar is not strict."""
    if statement.product.strict:
        return
    for flat in _each(_flat(statement.tokens)):
        for shape in SHAPES:
            if shape.refuses(statement.product.name, statement.version) and shape.pattern.search(flat):
                words = " ".join(flat.split()[:2])
                told = f"does not take this: {shape.why}" if shape.why else f"has no statement {words}"
                yield Problem(message=f"{statement.called} {told}.", portable=shape.portable)
                return


# In these a semicolon ends no statement of its own.
_BLOCK = re.compile(
    r"^(BEGIN NOT|CASE|DECLARE|FOR|IF|LOOP|REPEAT|WHILE)\b"
    r"|^(CREATE|ALTER) .*\b(EVENT|FUNCTION|PACKAGE|PROCEDURE|RULE|TRIGGER)\b"
)


def _each(flat: str) -> list[str]:
    """The statements of a script, one by one."""
    return [flat] if _BLOCK.search(flat) else re.split(r" ; | ;$", flat)


def _flat(tokens: tuple[Token, ...]) -> str:
    words, depth = [], 0
    for token in tokens[:-1]:
        depth -= token.upper == ")"
        if depth == 0:
            words.append(token.upper or "_")
        depth += token.upper == "("
    return " ".join(words).replace("( )", "()")
