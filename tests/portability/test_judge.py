"""Statements that each product takes, and such that it refuses: lists that were written before their rules.

A list has a paragraph for each statement; ``-- version 19 21`` before it says on which versions, another comment why it
is broken. Those of PostgreSQL, MySQL, MariaDB and SQLite were run on their servers. What others wrote was measured too,
and is told in docs/decisions/portability.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_harness.portability import judge
from migration_harness.portability.product import NAMES

CORPUS = Path(__file__).parent / "corpus"


def statements(product: str, kind: str) -> Iterator[object]:
    text = (CORPUS / f"{product}_{kind}.sql").read_text(encoding="utf-8")
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.splitlines()
        notes = [line[3:] for line in lines if line.startswith("-- ")]
        versions = [note.removeprefix("version ").split() for note in notes if note.startswith("version ")]
        statement = "\n".join(line for line in lines if not line.startswith("-- "))
        for version in versions[0] if versions else (None,):
            name = f"{product} {version or 'newest'}: {' '.join(statement.split())[:60]}"
            yield pytest.param(product, statement, version, id=name)


def of_all(kind: str) -> list[object]:
    return [item for product in NAMES for item in statements(product, kind)]


@pytest.mark.parametrize(("product", "statement", "version"), of_all("sound"))
def test_a_sound_statement_raises_no_alarm(product: str, statement: str, version: str | None) -> None:
    """What Alembic emits, and what people write in op.execute()."""
    assert [] == judge(statement, product, version)


@pytest.mark.parametrize(("product", "statement", "version"), of_all("broken"))
def test_a_broken_statement_is_found(product: str, statement: str, version: str | None) -> None:
    """Each with a sentence that says why."""
    found = judge(statement, product, version)

    assert found
    assert all(problem.message.endswith(".") for problem in found)


@pytest.mark.parametrize(
    ("statement", "product", "version", "message", "portable"),
    [
        (
            "CREATE TABLE t (a BOOLEAN)",
            "oracle",
            "19",
            "Oracle 19 has no type BOOLEAN: Oracle 23 is the first.",
            "Boolean",
        ),
        (
            "ALTER TABLE t ADD a JSON",
            "mssql",
            "2022",
            "SQL Server 2022 has no type JSON: SQL Server 2025 is the first.",
            "",
        ),
        (
            "ALTER TABLE t ADD COLUMN a INT",
            "mssql",
            "2022",
            "SQL Server 2022 does not take ADD COLUMN",
            "op.add_column",
        ),
        ("UPDATE t SET a = now()", "oracle", "23", "Oracle 23 has no function NOW", "sa.func.now()"),
        ("DELETE FROM t WHERE active", "oracle", "19", "Oracle 19 takes no value as a condition", "comparison"),
        ("ALTER TABLE t ADD level NUMBER", "oracle", "19", "level is a reserved word of Oracle's", "another name"),
        ("CREATE TABLE t (a VARCHAR)", "mysql", "8.4", "MySQL 8.4 wants a length for VARCHAR", "sa.String(length)"),
        ("CREATE TABLE t (a SERIAL)", "sqlite", None, "", ""),
        ("CREATE TABLE t (a VARCHAR)", "mssql", "2019", "VARCHAR without a length is VARCHAR(1)", "sa.String(length)"),
        ("UPDATE t SET a = b::int", "mysql", "9", "MySQL 9 does not take ::", "CAST"),
        ("ALTER TABLE t ALTER COLUMN a SET NOT NULL", "sqlite", "3.40", "SQLite 3.40 does not take", "op.alter_column"),
        ("BEGIN IF a = 1 THEN NULL; END;", "oracle", "23", "Oracle 23 does not take ; after", ""),
        ("BEGIN SELECT a FROM t; END;", "oracle", "23", "A SELECT in PL/SQL needs INTO", ""),
        ("BEGIN UPDATE t SET a = NOW(); END;", "oracle", "23", "Oracle 23 has no function NOW", "sa.func.now()"),
        ("CREATE PROCEDURE p (a VARCHAR2(9)) IS BEGIN NULL; END;", "oracle", "19", "Oracle 19 does not take (", ""),
        ("ALTER SEQUENCE s RESTART START WITH 1", "oracle", "12.2", "Oracle 12.2 does not take RESTART", ""),
        ("ALTER SEQUENCE s RESTART START WITH 1", "oracle", "19", "", ""),
        ("CREATE VIEW v AS SELECT a FROM t ORDER BY a", "mssql", "2022", "SQL Server takes no ORDER BY", "ORDER BY"),
        ("UPDATE t SET a = {fn NOW()}", "mssql", "2022", "", ""),
        ("GRANT SELECT ON t TO a", "sqlite", None, "SQLite does not take this: it knows no users", "dialect.name"),
        ("SHOW TABLES", "sqlite", None, "SQLite has no statement SHOW TABLES", "dialect.name"),
        ("CREATE TABLE t (id INT, order INT)", "mysql", "9", "order is a reserved word of MySQL's", "another name"),
        ("ALTER TABLE IF EXISTS t ADD a INT", "mysql", "9", "MySQL 9 does not take ALTER TABLE IF EXISTS", "op."),
        ("ALTER TABLE t ALTER COLUMN a VARCHAR(9)", "postgres", "17", "PostgreSQL 17 does not take VARCHAR after", ""),
        ('INSERT INTO t (a) VALUES ("x")', "postgres", "17", 'PostgreSQL 17 takes "x" for a name', "single quotes"),
        ('INSERT INTO t (a) VALUES ("x")', "mysql", "9", "", ""),
        ("UPDATE t SET a = CAST(b AS VARCHAR(9))", "mysql", "9", "MySQL 9 casts nothing to VARCHAR.", "sa.cast()"),
        ("UPDATE t SET a = CAST(b AS VARCHAR(9))", "mariadb", "11.8", "", ""),
        (
            "CREATE TABLE t (a DATETIME(6) DEFAULT CURRENT_TIMESTAMP)",
            "mysql",
            "9",
            "MySQL 9 wants",
            "CURRENT_TIMESTAMP(6)",
        ),
        ("CREATE TABLE t (a DATETIME(6) DEFAULT CURRENT_TIMESTAMP)", "mariadb", "11.8", "", ""),
        ("CREATE TABLE t (a INT AUTO_INCREMENT, b INT)", "mysql", "9", "MySQL 9 numbers no column that is no key", ""),
        ("CREATE TABLE t (a BIGINT PRIMARY KEY AUTOINCREMENT)", "sqlite", None, "SQLite takes AUTOINCREMENT for", ""),
        (
            "CREATE TABLE t (a TIMESTAMP DEFAULT 0)",
            "mssql",
            "2022",
            "SQL Server 2022 takes no default for TIMESTAMP",
            "",
        ),
        ("SELECT any_value(a) FROM t", "postgres", "15", "PostgreSQL 15 has no function ANY_VALUE: PostgreSQL 16", ""),
        ("DELETE FROM t WHERE a IN (SELECT a FROM t)", "mysql", "9", "MySQL 9 reads t in no subquery", "subquery"),
        ("DELETE FROM t WHERE a IN (SELECT a FROM u LIMIT 1)", "mariadb", "11.8", "MariaDB 11.8 takes no LIMIT", "sub"),
        ("CREATE TABLE t (a INT); DROP INDEX x", "mysql", "9", "MySQL 9 does not take this: an index is dropped", ""),
        ("UPDATE t u SET a = 1", "sqlite", None, "SQLite does not take this: a table's other name", "AS"),
        ('DROP TABLE "user"', "mysql", "9", 'MySQL 9 takes "user" for a text, not a name.', "no quotes"),
        ("CREATE TABLE t (a INT NOT NULL b INT)", "postgres", "17", "A comma is missing after NOT NULL", ""),
        (f"CREATE INDEX {'x' * 64} ON t (a)", "postgres", "17", f"{'x' * 64} is 64 long, 63 is what", "shorter"),
        (f"CREATE INDEX {'x' * 31} ON t (a)", "oracle", "12.1", f"{'x' * 31} is 31 long, 30 is what", "shorter"),
    ],
)
def test_a_problem_says_why_and_what_instead(
    statement: str, product: str, version: str | None, message: str, portable: str
) -> None:
    """The product and its version, and the form that all products take."""
    found = judge(statement, product, version)

    assert [] == found if not message else found[0].message.startswith(message)
    assert not found or portable in found[0].portable


@pytest.mark.parametrize("version", ["19c", "19.3", "19-slim", 19])
def test_versions_are_what_people_call_them(version: str | int) -> None:
    """An image's tag, a number, the maker's letter."""
    assert "Oracle 19" in judge("DROP TABLE IF EXISTS t", "oracle", version)[0].message


def test_nothing_is_said_of_an_unknown_product() -> None:
    """A backend of somebody else's has a dialect of its own."""
    assert [] == judge("CREATE TABLE t (a WHATEVER)", "cockroach", "25")


def test_grammars_name_only_rules_that_there_are() -> None:
    """Every word of a rule is a keyword, a rule or a hook."""
    from migration_harness.portability import grammar, product
    from migration_harness.portability.hooks import hooks

    for name in product.NAMES:
        known = product.find(name)
        assert known is not None
        for files in filter(None, (known.grammar, known.ddl)):
            rules = set(hooks(known, frozenset()))
            bodies = []
            for file in files:
                text = (Path(grammar.__file__).parent / "grammars" / f"{file}.ebnf").read_text(encoding="utf-8")
                found = grammar._rules_of(text)
                rules |= {rule for rule, _, _ in found}
                bodies += [body for _, _, body in found]
            words = {word for body in bodies for word in re.findall(r"\b[a-z]\w*\b", re.sub(r"'[^']*'", "", body))}

            assert set() == words - rules, name
