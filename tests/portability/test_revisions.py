"""Whole chains: what a statement does to those before it, what a transaction takes, what a driver takes."""

from __future__ import annotations

import pytest

from migration_harness.portability.revisions import judge_chain

USERS = "CREATE TABLE users (id INT NOT NULL, PRIMARY KEY (id))"


def messages(product: str, *statements: str, version: str = "") -> list[str]:
    """What the product has against a chain of one revision."""
    return [found.problem.message for found in judge_chain({"a": (statements, ())}, product, version)]


def posts(name: str, *references: str) -> str:
    keys = "".join(
        f", CONSTRAINT fk_{name}_{index} FOREIGN KEY (c{index}) REFERENCES {reference}"
        for index, reference in enumerate(references)
    )
    columns = "".join(f", c{index} INT" for index in range(len(references)))
    return f"CREATE TABLE {name} (id INT NOT NULL{columns}, PRIMARY KEY (id){keys})"


@pytest.mark.parametrize(
    ("statements", "is_refused"),
    [
        ([posts("posts", "users (id) ON DELETE CASCADE")], False),
        ([posts("posts", "users (id) ON DELETE CASCADE", "users (id) ON DELETE SET NULL")], True),
        ([posts("posts", "users (id) ON DELETE CASCADE"), posts("notes", "users (id) ON DELETE CASCADE")], False),
        (
            [
                posts("posts", "users (id) ON DELETE CASCADE"),
                posts("notes", "users (id) ON DELETE SET NULL", "posts (id) ON DELETE CASCADE"),
            ],
            True,
        ),
        (
            [
                posts("posts", "users (id) ON DELETE SET NULL"),
                posts("notes", "users (id) ON DELETE CASCADE", "posts (id) ON DELETE CASCADE"),
            ],
            False,
        ),
        ([posts("posts", "posts (id) ON DELETE CASCADE")], True),
        ([posts("posts", "posts (id)")], False),
        (
            [
                posts("posts", "users (id) ON DELETE CASCADE"),
                posts("notes", "posts (id) ON DELETE CASCADE"),
                "ALTER TABLE notes ADD CONSTRAINT fk_u FOREIGN KEY (id) REFERENCES users (id) ON DELETE CASCADE",
            ],
            True,
        ),
        (
            [
                posts("posts", "users (id) ON DELETE CASCADE"),
                posts("notes", "posts (id) ON DELETE CASCADE"),
                "ALTER TABLE notes DROP CONSTRAINT fk_notes_0",
                "ALTER TABLE notes ADD CONSTRAINT fk_u FOREIGN KEY (id) REFERENCES users (id) ON DELETE CASCADE",
            ],
            False,
        ),
    ],
)
def test_sql_server_takes_one_way_of_cascades(statements: list[str], is_refused: bool) -> None:
    """More than one way to a table, or a cycle, is error 1785."""
    found = messages("mssql", USERS, *statements)

    assert is_refused == any("1785" in message for message in found)


@pytest.mark.parametrize(
    ("product", "statements", "part"),
    [
        ("mysql", ["CREATE TABLE t (a VARCHAR(769), KEY (a))"], "3076 bytes, 3072"),
        ("mysql", ["CREATE TABLE t (a VARCHAR(768), KEY (a))"], ""),
        ("mysql", ["CREATE TABLE t (a TEXT)", "CREATE INDEX i ON t (a)"], "no index over t.a"),
        ("mysql", ["CREATE TABLE t (a TEXT)", "CREATE INDEX i ON t (a(20))"], ""),
        ("mysql", ["CREATE TABLE t (a TEXT DEFAULT 'x')"], "no default for a"),
        ("mysql", ["CREATE TABLE t (a TEXT DEFAULT ('x'))"], ""),
        ("mariadb", ["CREATE TABLE t (a VARCHAR(800))", "CREATE INDEX i ON t (a)"], "cuts it silently"),
        ("mssql", ["CREATE TABLE t (a NVARCHAR(851))", "CREATE INDEX i ON t (a)"], "1702 bytes, 1700"),
        ("mssql", ["CREATE TABLE t (a VARCHAR(901) NOT NULL, PRIMARY KEY (a))"], "901 bytes, 900"),
        ("mssql", ["CREATE TABLE t (a NVARCHAR(max))", "CREATE INDEX i ON t (a)"], "no index over t.a"),
        ("oracle", ["CREATE TABLE t (a VARCHAR2(1600 CHAR))", "CREATE INDEX i ON t (a)"], "6400 bytes, 6398"),
        ("oracle", ["CREATE TABLE t (a VARCHAR2(1500 CHAR))", "CREATE INDEX i ON t (a)"], ""),
        ("oracle", ["CREATE TABLE t (a CLOB)", "CREATE INDEX i ON t (a)"], "no index over t.a"),
        ("mssql", ["CREATE TABLE t (a INT DEFAULT 1)", "ALTER TABLE t DROP COLUMN a"], "its default is a constraint"),
        (
            "mssql",
            [
                "CREATE TABLE t (a INT CONSTRAINT df DEFAULT 1)",
                "ALTER TABLE t DROP CONSTRAINT df",
                "ALTER TABLE t DROP COLUMN a",
            ],
            "",
        ),
        ("mssql", ["CREATE TABLE t (a INT NOT NULL)", "ALTER TABLE t ALTER COLUMN a BIGINT"], "its NOT NULL is lost"),
        ("mssql", ["CREATE TABLE t (a INT NOT NULL)", "ALTER TABLE t ALTER COLUMN a BIGINT NOT NULL"], ""),
        ("mssql", ["CREATE TABLE t (a INT NOT NULL)", "ALTER TABLE t ALTER COLUMN a INT NULL"], ""),
        ("mysql", ["CREATE TABLE t (a INT NOT NULL DEFAULT 1)", "ALTER TABLE t MODIFY a BIGINT NOT NULL"], "DEFAULT 1"),
        ("mysql", ["CREATE TABLE t (a INT NOT NULL)", "ALTER TABLE t MODIFY COLUMN a BIGINT NOT NULL"], ""),
        ("mysql", ["CREATE TABLE t (a INT NOT NULL)", "ALTER TABLE t CHANGE a b INT"], "its NOT NULL is lost"),
        ("sqlite", ["ALTER TABLE t ADD COLUMN a INT NOT NULL"], "no NOT NULL column without a default"),
        ("sqlite", ["ALTER TABLE t ADD COLUMN a INT DEFAULT 1 NOT NULL"], ""),
        ("sqlite", ["ALTER TABLE t ADD COLUMN a TEXT DEFAULT CURRENT_TIMESTAMP"], "not a constant"),
    ],
)
def test_what_the_tables_were_before(product: str, statements: list[str], part: str) -> None:
    """Keys, defaults and changes are judged by the columns that the chain has made so far."""
    found = messages(product, *statements)

    assert bool(part) == bool(found)
    assert part in " ".join(found)


@pytest.mark.parametrize(
    ("product", "statements", "part"),
    [
        ("postgres", ["CREATE INDEX CONCURRENTLY i ON t (a)"], "in no transaction"),
        ("postgres", ["COMMIT", "CREATE INDEX CONCURRENTLY i ON t (a)", "BEGIN"], ""),
        ("postgres", ["VACUUM t"], "in no transaction"),
        ("postgres", ["ALTER TYPE s ADD VALUE 'x'", "UPDATE t SET a = 'x'"], "only after the transaction"),
        ("postgres", ["ALTER TYPE s ADD VALUE 'x'", "UPDATE t SET a = 'y'"], ""),
        ("mssql", ["CREATE DATABASE d"], "in no transaction"),
        ("oracle", ["UPDATE t SET a = 1;"], "no semicolon"),
        ("oracle", ["UPDATE t SET a = 1; UPDATE t SET b = 2"], "one statement at a time"),
        ("oracle", ["BEGIN p; END;"], ""),
        ("sqlite", ["UPDATE t SET a = 1; UPDATE t SET b = 2"], "one statement at a time"),
        ("sqlite", ["UPDATE t SET a = ';'"], ""),
        ("mssql", ["UPDATE t SET a = 1\nGO"], "separates batches"),
    ],
)
def test_how_a_statement_is_sent(product: str, statements: list[str], part: str) -> None:
    """Inside of Alembic's transaction, by a driver."""
    found = messages(product, *statements)

    assert bool(part) == bool(found)
    assert part in " ".join(found)


def test_the_way_down_sees_what_is_there_then() -> None:
    """And what it does is not there any more for the revision after it."""
    chain = {
        "a": (["CREATE TABLE t (a INT DEFAULT 1)"], ["DROP TABLE t"]),
        "b": (["ALTER TABLE t ADD b INT DEFAULT 2"], ["ALTER TABLE t DROP COLUMN b"]),
    }

    (found,) = judge_chain(chain, "mssql", "2022")

    assert ("b", False) == (found.revision, found.up)
    assert "op.drop_column(..., mssql_drop_default=True)" == found.problem.portable


def test_what_the_upgrade_gave_to_a_column_is_no_loss_on_the_way_down() -> None:
    """The comment of b goes as it came; the default that a revision before gave is lost."""
    chain = {
        "a": (["CREATE TABLE t (x INT DEFAULT 1)"], []),
        "b": (["ALTER TABLE t MODIFY x INT DEFAULT 1 COMMENT 'why'"], ["ALTER TABLE t MODIFY x INT DEFAULT 1"]),
        "c": (["ALTER TABLE t MODIFY x BIGINT DEFAULT 1 COMMENT 'why'"], ["ALTER TABLE t MODIFY x INT COMMENT 'why'"]),
    }

    found = [(trouble.revision, trouble.up, trouble.problem.message) for trouble in judge_chain(chain, "mysql", "9")]

    assert found == [("c", False, "MySQL 9 writes the column x anew: its DEFAULT 1 is lost.")]
