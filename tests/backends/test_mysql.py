"""MySQL and MariaDB: the picture against what SHOW CREATE says, and the hints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from migration_harness.backends.mysql import BACKEND as MYSQL
from migration_harness.backends.mysql_catalog import read
from migration_harness.schema import Difference
from migration_harness.server import Server

SERVERS = ("mysql:9", "mariadb:10.11", "mariadb:11.8")
on_every_server = pytest.mark.parametrize("server", SERVERS, indirect=True)

BOTH = ("mysql", "mariadb")
P = "CREATE TABLE p (id INT PRIMARY KEY, a INT, UNIQUE KEY uq_a (a))"
T = (
    "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b INT NOT NULL DEFAULT 1,"
    " s VARCHAR(20) DEFAULT 'x' COMMENT 'hi', txt TEXT, d DATETIME,"
    " KEY ix_a (a), CONSTRAINT ck_b CHECK (b > 0)) COMMENT 'all'"
)
FK = "ALTER TABLE t ADD CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES p (id)"
V = "CREATE VIEW v AS SELECT id, a FROM t"
KEYLESS = "CREATE TABLE k (x INT NOT NULL, y INT NOT NULL, z VARCHAR(20) NOT NULL)"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One statement, and the labels of all objects that it changes."""

    change: str
    labels: tuple[str, ...]
    setup: tuple[str, ...] = (P, T)
    products: tuple[str, ...] = BOTH


def case(change: str, *labels: str, setup: tuple[str, ...] = (P, T), products: tuple[str, ...] = BOTH) -> Case:
    return Case(change=change, labels=labels, setup=setup, products=products)


MY, MA = ("mysql",), ("mariadb",)
TRIGGER = "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 2"
FUNCTION = "CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x + 1"
EVENT = "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t"
PARTED = "CREATE TABLE r (y INT NOT NULL) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (10))"
CASES = {
    "table made": case("CREATE TABLE n (id INT)", "table n"),
    "table dropped": case("DROP TABLE t", "table t"),
    "table renamed": case("RENAME TABLE p TO q", "table p", "table q"),
    "table comment": case("ALTER TABLE t COMMENT 'none'", "table t"),
    "engine": case("ALTER TABLE p ENGINE=MyISAM", "table p"),
    "default collation": case("ALTER TABLE p DEFAULT COLLATE utf8mb4_bin", "table p"),
    "default collation of a table with text": case("ALTER TABLE t DEFAULT COLLATE utf8mb4_bin", "table t"),
    "row format": case("ALTER TABLE p ROW_FORMAT=COMPACT", "table p"),
    "statistics option": case("ALTER TABLE p STATS_PERSISTENT=0", "table p"),
    "table converted": case("ALTER TABLE t CONVERT TO CHARACTER SET latin1", "table t", "column t.s", "column t.txt"),
    "partition added": case(
        "ALTER TABLE r ADD PARTITION (PARTITION p1 VALUES LESS THAN (20))", "table r", setup=(PARTED,)
    ),
    "partitioning removed": case("ALTER TABLE r REMOVE PARTITIONING", "table r", setup=(PARTED,)),
    "database collation": case("ALTER DATABASE COLLATE utf8mb4_bin", "database default"),
    "column added": case("ALTER TABLE t ADD c INT", "column t.c"),
    "column dropped with its index": case("ALTER TABLE t DROP a", "column t.a", "index ix_a on t"),
    "column renamed": case("ALTER TABLE t CHANGE d e DATETIME", "column t.d", "column t.e"),
    "length": case("ALTER TABLE t MODIFY s VARCHAR(21) DEFAULT 'x' COMMENT 'hi'", "column t.s"),
    "unsigned": case("ALTER TABLE t MODIFY a INT UNSIGNED", "column t.a"),
    "zerofill": case("ALTER TABLE t MODIFY a INT(5) UNSIGNED ZEROFILL", "column t.a"),
    "fractions of seconds": case("ALTER TABLE t MODIFY d DATETIME(6)", "column t.d"),
    "enum member added": case(
        "ALTER TABLE n MODIFY e ENUM('a','b','c')", "column n.e", setup=("CREATE TABLE n (e ENUM('a','b'))",)
    ),
    "enum members in another order": case(
        "ALTER TABLE n MODIFY e ENUM('b','a')", "column n.e", setup=("CREATE TABLE n (e ENUM('a','b'))",)
    ),
    "NOT NULL lost": case("ALTER TABLE t MODIFY b INT DEFAULT 1", "column t.b"),
    "default lost": case("ALTER TABLE t MODIFY s VARCHAR(20) COMMENT 'hi'", "column t.s"),
    "default changed": case("ALTER TABLE t ALTER s SET DEFAULT 'y'", "column t.s"),
    "default empty": case("ALTER TABLE t ALTER s SET DEFAULT ''", "column t.s"),
    "default of NULL dropped": case("ALTER TABLE t ALTER a DROP DEFAULT", "column t.a", products=MY),
    "text default made an expression": case("ALTER TABLE t ALTER s SET DEFAULT (upper('x'))", "column t.s"),
    "default is the text of an expression": case(
        "ALTER TABLE n ALTER u SET DEFAULT 'uuid()'",
        "column n.u",
        setup=("CREATE TABLE n (u VARCHAR(36) DEFAULT (uuid()))",),
    ),
    "default of a text column": case("ALTER TABLE t MODIFY txt TEXT DEFAULT ('x')", "column t.txt"),
    "column comment lost": case("ALTER TABLE t MODIFY s VARCHAR(20) DEFAULT 'x'", "column t.s"),
    "AUTO_INCREMENT lost": case("ALTER TABLE t MODIFY id INT NOT NULL", "column t.id"),
    "ON UPDATE": case("ALTER TABLE t MODIFY d DATETIME ON UPDATE CURRENT_TIMESTAMP", "column t.d"),
    "column collation": case(
        "ALTER TABLE t MODIFY s VARCHAR(20) COLLATE utf8mb4_bin DEFAULT 'x' COMMENT 'hi'", "column t.s"
    ),
    "generated column added": case("ALTER TABLE t ADD g INT AS (a + 1) STORED", "column t.g"),
    "generated expression": case(
        "ALTER TABLE n MODIFY g INT AS (a + 2) STORED",
        "column n.g",
        setup=("CREATE TABLE n (a INT, g INT AS (a + 1) STORED)",),
    ),
    "virtual made stored": case(
        "ALTER TABLE n DROP g, ADD g INT AS (a + 1) STORED",
        "column n.g",
        setup=("CREATE TABLE n (a INT, g INT AS (a + 1) VIRTUAL)",),
    ),
    "column invisible": case("ALTER TABLE t MODIFY a INT INVISIBLE", "column t.a"),
    "primary key added": case("ALTER TABLE k ADD PRIMARY KEY (x, y)", "primary key on k", setup=(KEYLESS,)),
    "primary key in another order": case(
        "ALTER TABLE k DROP PRIMARY KEY, ADD PRIMARY KEY (y, x)",
        "primary key on k",
        setup=(KEYLESS, "ALTER TABLE k ADD PRIMARY KEY (x, y)"),
    ),
    "primary key on a prefix": case(
        "ALTER TABLE k DROP PRIMARY KEY, ADD PRIMARY KEY (z(5))",
        "primary key on k",
        setup=(KEYLESS, "ALTER TABLE k ADD PRIMARY KEY (z)"),
    ),
    "primary key dropped": case(
        "ALTER TABLE k DROP PRIMARY KEY", "primary key on k", setup=(KEYLESS, "ALTER TABLE k ADD PRIMARY KEY (x, y)")
    ),
    "unique added": case("ALTER TABLE t ADD CONSTRAINT uq_d UNIQUE (d)", "index uq_d on t"),
    "unique lost": case(
        "ALTER TABLE t DROP INDEX ix_d, ADD INDEX ix_d (d)",
        "index ix_d on t",
        setup=(T, "CREATE UNIQUE INDEX ix_d ON t (d)"),
    ),
    "index dropped": case("DROP INDEX ix_a ON t", "index ix_a on t"),
    "index renamed": case("ALTER TABLE t RENAME INDEX ix_a TO ix_b", "index ix_a on t", "index ix_b on t"),
    "index prefix": case(
        "DROP INDEX ix ON t; CREATE INDEX ix ON t (s(6))", "index ix on t", setup=(T, "CREATE INDEX ix ON t (s(5))")
    ),
    "index in descending order": case(
        "DROP INDEX ix ON t; CREATE INDEX ix ON t (a, d DESC)",
        "index ix on t",
        setup=(T, "CREATE INDEX ix ON t (a, d)"),
    ),
    "index comment": case(
        "DROP INDEX ix ON t; CREATE INDEX ix ON t (d) COMMENT 'x'",
        "index ix on t",
        setup=(T, "CREATE INDEX ix ON t (d)"),
    ),
    "index shrunk with a column": case(
        "ALTER TABLE t DROP d", "column t.d", "index ix on t", setup=(T, "CREATE INDEX ix ON t (a, d)")
    ),
    "fulltext index": case("CREATE FULLTEXT INDEX ft ON t (txt)", "index ft on t"),
    "fulltext made a plain one": case(
        "DROP INDEX ft ON t; CREATE INDEX ft ON t (s)", "index ft on t", setup=(T, "CREATE FULLTEXT INDEX ft ON t (s)")
    ),
    "method of an index in memory": case(
        "DROP INDEX ix ON n; CREATE INDEX ix USING BTREE ON n (a)",
        "index ix on n",
        setup=("CREATE TABLE n (a INT, KEY ix (a)) ENGINE=MEMORY",),
    ),
    "foreign key added": case(FK, "foreign key fk_a on t"),
    "foreign key dropped": case("ALTER TABLE t DROP FOREIGN KEY fk_a", "foreign key fk_a on t", setup=(P, T, FK)),
    "foreign key leaves its index": case(
        "ALTER TABLE n DROP FOREIGN KEY fk_a",
        "foreign key fk_a on n",
        setup=(P, "CREATE TABLE n (a INT, CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES p (id))"),
    ),
    "ON DELETE": case(
        "ALTER TABLE t DROP FOREIGN KEY fk_a; " + FK + " ON DELETE CASCADE", "foreign key fk_a on t", setup=(P, T, FK)
    ),
    "ON UPDATE of a foreign key": case(
        "ALTER TABLE t DROP FOREIGN KEY fk_a; " + FK + " ON UPDATE SET NULL", "foreign key fk_a on t", setup=(P, T, FK)
    ),
    "foreign key to another column": case(
        "ALTER TABLE t DROP FOREIGN KEY fk_a; ALTER TABLE t ADD CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES p (a)",
        "foreign key fk_a on t",
        setup=(P, T, FK),
    ),
    "referenced table renamed": case(
        "RENAME TABLE p TO q", "table p", "foreign key fk_a on t", "table q", setup=(P, T, FK)
    ),
    "check text": case(
        "ALTER TABLE t DROP CONSTRAINT ck_b; ALTER TABLE t ADD CONSTRAINT ck_b CHECK (b > 1)",
        "check constraint ck_b on t",
    ),
    "check without a name": case("ALTER TABLE t ADD CHECK (a > 0)", "check constraint on t"),
    "check dropped": case("ALTER TABLE t DROP CONSTRAINT ck_b", "check constraint ck_b on t"),
    "view made": case(V, "view v"),
    "view dropped": case("DROP VIEW v", "view v", setup=(P, T, V)),
    "view text": case("CREATE OR REPLACE VIEW v AS SELECT id, b AS a FROM t", "view v", setup=(P, T, V)),
    "view security": case("ALTER SQL SECURITY INVOKER VIEW v AS SELECT id, a FROM t", "view v", setup=(P, T, V)),
    "view algorithm": case("ALTER ALGORITHM=MERGE VIEW v AS SELECT id, a FROM t", "view v", setup=(P, T, V)),
    "view with check option": case(
        "ALTER VIEW v AS SELECT id, a FROM t WITH LOCAL CHECK OPTION", "view v", setup=(P, T, V)
    ),
    "trigger made": case(TRIGGER, "trigger tr on t"),
    "trigger text": case(
        "DROP TRIGGER tr; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 3",
        "trigger tr on t",
        setup=(T, TRIGGER),
    ),
    "trigger timing": case(
        "DROP TRIGGER tr; CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW SET NEW.b = 2",
        "trigger tr on t",
        setup=(T, TRIGGER),
    ),
    "trigger order": case(
        "DROP TRIGGER tr; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW FOLLOWS tr2 SET NEW.b = 2",
        "trigger tr on t",
        "trigger tr2 on t",
        setup=(T, TRIGGER, TRIGGER.replace("tr ", "tr2 ")),
    ),
    "function made": case(FUNCTION, "function f"),
    "function text": case(f"DROP FUNCTION f; {FUNCTION}0", "function f", setup=(FUNCTION,)),
    "function parameter": case(
        "DROP FUNCTION f; " + FUNCTION.replace("x INT", "x BIGINT"), "function f", setup=(FUNCTION,)
    ),
    "procedure made": case("CREATE PROCEDURE pr() SELECT 1", "procedure pr"),
    "procedure dropped": case("DROP PROCEDURE pr", "procedure pr", setup=("CREATE PROCEDURE pr() SELECT 1",)),
    "event made": case(EVENT, "event e"),
    "event disabled": case("ALTER EVENT e DISABLE", "event e", setup=(T, EVENT)),
    "event schedule": case("ALTER EVENT e ON SCHEDULE EVERY 2 DAY", "event e", setup=(T, EVENT)),
    # MySQL alone
    "functional index": case("CREATE INDEX fx ON t ((lower(s)))", "index fx on t", products=MY),
    "index expression": case(
        "DROP INDEX fx ON t; CREATE INDEX fx ON t ((upper(s)))",
        "index fx on t",
        setup=(T, "CREATE INDEX fx ON t ((lower(s)))"),
        products=MY,
    ),
    "index invisible": case("ALTER TABLE t ALTER INDEX ix_a INVISIBLE", "index ix_a on t", products=MY),
    "check not enforced": case(
        "ALTER TABLE t ALTER CHECK ck_b NOT ENFORCED", "check constraint ck_b on t", products=MY
    ),
    "SRID": case(
        "ALTER TABLE n MODIFY g POINT NOT NULL SRID 4326",
        "column n.g",
        setup=("CREATE TABLE n (g POINT NOT NULL)",),
        products=MY,
    ),
    "parser of an index": case(
        "DROP INDEX ft ON t; CREATE FULLTEXT INDEX ft ON t (txt) WITH PARSER ngram",
        "index ft on t",
        setup=(T, "CREATE FULLTEXT INDEX ft ON t (txt)"),
        products=MY,
    ),
    "json": case("ALTER TABLE t MODIFY txt JSON", "column t.txt", products=MY),
    # MariaDB alone
    "index ignored": case("ALTER TABLE t ALTER INDEX ix_a IGNORED", "index ix_a on t", products=MA),
    "sequence made": case("CREATE SEQUENCE sq", "sequence sq", products=MA),
    "sequence increment": case(
        "ALTER SEQUENCE sq INCREMENT BY 2", "sequence sq", setup=("CREATE SEQUENCE sq",), products=MA
    ),
    "sequence left": case("DROP SEQUENCE sq", "sequence sq", setup=("CREATE SEQUENCE sq",), products=MA),
    "system versioning": case("ALTER TABLE t ADD SYSTEM VERSIONING", "table t", products=MA),
    "without system versioning": case(
        "ALTER TABLE n MODIFY a INT WITHOUT SYSTEM VERSIONING",
        "column n.a",
        setup=("CREATE TABLE n (a INT, b INT) WITH SYSTEM VERSIONING", "SET system_versioning_alter_history = KEEP"),
        products=MA,
    ),
    "compressed column": case("ALTER TABLE t MODIFY txt TEXT COMPRESSED", "column t.txt", products=MA),
    "json is a check": case("ALTER TABLE t MODIFY txt JSON", "column t.txt", products=MA),
    "check of a column": case(
        "ALTER TABLE t MODIFY d DATETIME CHECK (d > '2020-01-01')", "check constraint on t", products=MA
    ),
    "period": case(
        "ALTER TABLE n ADD PERIOD FOR pp (s, e)",
        "period pp on n",
        setup=("CREATE TABLE n (s DATE NOT NULL, e DATE NOT NULL)",),
        products=MA,
    ),
    "default from a sequence": case(
        "ALTER TABLE t ALTER a SET DEFAULT (NEXTVAL(sq))", "column t.a", setup=("CREATE SEQUENCE sq", T), products=MA
    ),
    "text primary key made a uuid": case(
        "ALTER TABLE n MODIFY u UUID", "column n.u", setup=("CREATE TABLE n (u CHAR(36))",), products=MA
    ),
}


def execute(connection: Connection, *statements: str) -> None:
    for statement in statements:
        for one in statement.split("; "):
            connection.exec_driver_sql(one)


def shown(connection: Connection) -> set[str]:
    """Everything that the server itself says in SHOW CREATE, statement by statement."""
    said = {str(tuple(connection.exec_driver_sql("SHOW CREATE DATABASE " + connection.engine.url.database).one())[1])}
    for name, kind in connection.exec_driver_sql("SHOW FULL TABLES"):
        what = {"VIEW": "VIEW", "SEQUENCE": "SEQUENCE"}.get(kind, "TABLE")
        said.add(str(connection.exec_driver_sql(f"SHOW CREATE {what} `{name}`").one()[1]))
    for kind, where in (("PROCEDURE", "PROCEDURE STATUS WHERE db"), ("FUNCTION", "FUNCTION STATUS WHERE db")):
        rows = connection.exec_driver_sql(f"SHOW {where} = DATABASE()").all()
        said |= {str(connection.exec_driver_sql(f"SHOW CREATE {kind} `{row[1]}`").one()[2]) for row in rows}
    rows = connection.exec_driver_sql("SHOW EVENTS").all()
    said |= {str(connection.exec_driver_sql(f"SHOW CREATE EVENT `{row[1]}`").one()[3]) for row in rows}
    return said | {str(tuple(row)[:5]) + str(at) for at, row in enumerate(connection.exec_driver_sql("SHOW TRIGGERS"))}


@pytest.fixture
def connection(scratch: Engine) -> Iterator[Connection]:
    """A connection in autocommit to an empty database."""
    with scratch.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


@pytest.fixture
def other(server: Server) -> Iterator[Connection]:
    """A connection in autocommit to a second empty database of the same server."""
    with server.scratch() as made, made.engine().connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def labels(difference: Difference) -> list[str]:
    return [change.object.label for change in difference.changes]


@pytest.mark.parametrize(
    ("server", "name"),
    [(server, name) for server in SERVERS for name in CASES if server.split(":")[0] in CASES[name].products],
    indirect=["server"],
)
@pytest.mark.usefixtures("server")
def test_every_change_that_show_create_tells_is_in_the_picture(connection: Connection, name: str) -> None:
    """A statement that changes SHOW CREATE is in the difference, by name and alone; the parts taken over are right."""
    wanted = CASES[name]
    execute(connection, *wanted.setup)
    before, said_before = read(connection, None), shown(connection)
    execute(connection, wanted.change)

    after = read(connection, before)

    assert shown(connection) != said_before
    assert sorted(labels(after - before)) == sorted(wanted.labels)
    full = read(connection, None)
    assert after == full
    assert not full - after
    unchanged = [key for key in before.parts if before.parts[key] == full.parts.get(key)]
    assert all(after.parts[key] is before.parts[key] for key in unchanged)


SOUND = {
    "zeros behind the point of a default": (
        ("CREATE TABLE n (a FLOAT DEFAULT 1.50, b DOUBLE DEFAULT 2.0, c DECIMAL(9, 2) DEFAULT 0)",),
        ("CREATE TABLE n (a FLOAT DEFAULT '1.5', b DOUBLE DEFAULT 2, c DECIMAL(9, 2) DEFAULT '0.00')",),
    ),
    "what is usual, written down": (
        (P, "CREATE TABLE n (a INT, KEY ix (a), CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))"),
        (
            P,
            "CREATE TABLE n (a INT, KEY ix (a) USING BTREE, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"
            " ON DELETE RESTRICT ON UPDATE NO ACTION)",
        ),
    ),
    "the same in one statement and in many": (
        (
            P,
            T.replace(
                ", KEY ix_a (a)",
                ", KEY ix_a (a), c VARCHAR(5) DEFAULT 'q', CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES p (id)",
            ),
        ),
        (P, T, FK, "ALTER TABLE t ADD c VARCHAR(5) DEFAULT 'q'"),
    ),
    "a foreign key without a name": (
        (P, "CREATE TABLE n (a INT, FOREIGN KEY (a) REFERENCES p (id))"),
        (P, "CREATE TABLE n (a INT)", "ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES p (id)"),
    ),
    "a foreign key before the index that serves it": (
        (P, "CREATE TABLE n (a INT, b INT, KEY ix (a, b), CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))"),
        (
            P,
            "CREATE TABLE n (a INT, b INT)",
            "ALTER TABLE n ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)",
            "CREATE INDEX ix ON n (a, b)",
        ),
    ),
    "a column that was added with its foreign key": (
        (P, "CREATE TABLE n (b INT, a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))"),
        (P, "CREATE TABLE n (b INT)", "ALTER TABLE n ADD a INT, ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)"),
    ),
    "uniques without a name in another order": (
        ("CREATE TABLE n (a INT, b INT, UNIQUE (a), UNIQUE (a, b))",),
        ("CREATE TABLE n (a INT, b INT)", "ALTER TABLE n ADD UNIQUE (a, b)", "ALTER TABLE n ADD UNIQUE (a)"),
    ),
    "checks without a name in another order": (
        ("CREATE TABLE n (a INT, b INT, CHECK (a > 0), CHECK (b > 0))",),
        ("CREATE TABLE n (a INT, b INT)", "ALTER TABLE n ADD CHECK (b > 0)", "ALTER TABLE n ADD CHECK (a > 0)"),
    ),
    "a renamed table": (
        (P, "CREATE TABLE n (a INT UNIQUE, b INT REFERENCES p (id), FOREIGN KEY (a) REFERENCES p (id), CHECK (a > 0))"),
        (
            P,
            "CREATE TABLE o (a INT UNIQUE, b INT REFERENCES p (id), FOREIGN KEY (a) REFERENCES p (id), CHECK (a > 0))",
            "RENAME TABLE o TO n",
        ),
    ),
    "names written by hand where the models give none": (
        (P, "CREATE TABLE n (a INT, b INT, UNIQUE (b), FOREIGN KEY (a) REFERENCES p (id), CHECK (a > 0))"),
        (
            P,
            "CREATE TABLE n (a INT, b INT, CONSTRAINT uq_n UNIQUE (b), CONSTRAINT fk_n FOREIGN KEY (a)"
            " REFERENCES p (id), CONSTRAINT ck_n CHECK (a > 0))",
        ),
    ),
    "the next value of AUTO_INCREMENT and rows": (
        (T,),
        (T, "INSERT INTO t (a) VALUES (1), (2)", "ALTER TABLE t AUTO_INCREMENT = 900"),
    ),
    "a collation told and one taken over": (
        ("CREATE TABLE n (s VARCHAR(5)) COLLATE utf8mb4_bin",),
        ("CREATE TABLE n (s VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin) COLLATE utf8mb4_bin",),
    ),
    "the default collation of a character set": (
        ("CREATE TABLE n (s VARCHAR(5)) CHARACTER SET latin1",),
        ("CREATE TABLE n (s VARCHAR(5) COLLATE latin1_swedish_ci) CHARACTER SET latin1",),
    ),
    "views, functions, triggers and events": (
        (P, T, V, TRIGGER, FUNCTION, EVENT, "CREATE VIEW w AS SELECT f(v.a) AS x, (SELECT max(id) FROM p) AS y FROM v"),
        (P, FUNCTION, T, EVENT, TRIGGER, V, "CREATE VIEW w AS SELECT f(v.a) AS x, (SELECT max(id) FROM p) AS y FROM v"),
    ),
}


@on_every_server
@pytest.mark.parametrize("name", SOUND)
@pytest.mark.usefixtures("server")
def test_what_means_the_same_is_the_same(connection: Connection, other: Connection, name: str) -> None:
    """Two databases that were built in other ways, under other names, have no difference."""
    at_once, step_by_step = SOUND[name]
    execute(other, *at_once)
    execute(connection, *step_by_step)

    difference = read(connection, None).since(read(other, None), models=True)

    assert difference.lines() == []


@on_every_server
@pytest.mark.usefixtures("server")
def test_session_that_quotes_otherwise_gives_the_same_picture(connection: Connection) -> None:
    """The picture does not depend on the sql_mode of the connection, and leaves it as it was."""
    execute(connection, P, T, V, TRIGGER)
    expected = read(connection, None)
    execute(connection, "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'")

    found = read(connection, None)

    assert list(found.parts["t"].objects[:8]) == list(expected.parts["t"].objects[:8])
    assert found.parts["view v"].objects[0].facts["text"] == expected.parts["view v"].objects[0].facts["text"]
    assert connection.exec_driver_sql("SELECT @@sql_mode").scalar() == "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"


@on_every_server
@pytest.mark.usefixtures("server")
def test_driver_that_takes_one_statement_at_a_time_gives_the_same_picture(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under asynchronous drivers there is no second result, and the picture is the same."""
    execute(connection, P, T, FK, V, TRIGGER, FUNCTION, EVENT)
    expected = read(connection, None)
    monkeypatch.setattr(connection.dialect, "is_async", True)

    assert read(connection, None) == expected


@on_every_server
@pytest.mark.usefixtures("server")
def test_other_drivers_cursor_gives_the_same_picture(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only PyMySQL's packets are read past its cursor."""
    execute(connection, P, T, FK, V, TRIGGER, FUNCTION, EVENT)
    expected = read(connection, None)
    monkeypatch.setattr(connection.dialect, "driver", "mysqldb")

    assert read(connection, None) == expected


@on_every_server
@pytest.mark.usefixtures("server")
def test_long_text_is_read_whole(connection: Connection) -> None:
    """A definition whose length takes three bytes to tell is as it was written."""
    text_ = "x" * 70_000
    execute(connection, f"CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN LENGTH('{text_}')")

    picture = read(connection, None)

    assert text_ in picture.parts["function f"].objects[0].facts["text"]


@on_every_server
@pytest.mark.usefixtures("server")
def test_connection_that_is_gone_is_an_error_of_sqlalchemy(connection: Connection, other: Connection) -> None:
    """Whoever asks for a picture of a server that went away learns it as from any other statement."""
    read(connection, None)
    execute(other, f"KILL {connection.exec_driver_sql('SELECT CONNECTION_ID()').scalar()}")

    with pytest.raises(DBAPIError, match=r"Lost connection|gone away|killed|closed"):
        read(connection, None)
    connection.invalidate()


@on_every_server
@pytest.mark.usefixtures("server")
def test_user_who_may_not_read_the_servers_own_tables_gets_the_same_picture(connection: Connection) -> None:
    """Whoever has all rights on his database and no others sees in it what root sees."""
    database = connection.engine.url.database
    execute(connection, f"CREATE USER {database} IDENTIFIED BY 'x'", f"GRANT ALL ON {database}.* TO {database}")
    engine = create_engine(connection.engine.url.set(username=database, password="x"), isolation_level="AUTOCOMMIT")
    with engine.connect() as own:
        execute(own, P, T, V, TRIGGER, FUNCTION, EVENT)
        found = read(own, None)
    engine.dispose()
    by_root = read(connection, None)
    execute(connection, f"DROP USER {database}")

    assert found.parts.keys() == by_root.parts.keys() > {"function f", "event e"}
    assert found.parts["function f"].objects[0].facts["text"] == by_root.parts["function f"].objects[0].facts["text"]


@on_every_server
@pytest.mark.usefixtures("server")
def test_chain_cannot_run_several_statements_in_one_after_a_picture(connection: Connection) -> None:
    """The reader takes the option for multiple statements back: a chain must fail here as it does elsewhere."""
    read(connection, None)

    with pytest.raises(DBAPIError):
        connection.exec_driver_sql("SELECT 1; SELECT 2")


@pytest.mark.parametrize("server", ["mariadb:11.8"], indirect=True)
@pytest.mark.usefixtures("server")
def test_mariadb_under_the_mysql_dialect_gives_the_same_picture(scratch: Engine) -> None:
    """A MariaDB server that is reached by mysql+pymysql:// is read as what it is."""
    engine = create_engine(scratch.url.set(drivername="mysql+pymysql"), isolation_level="AUTOCOMMIT")
    with engine.connect() as other, scratch.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
        execute(own, P, T, FK, V)

        assert read(other, None) == read(own, None)
    engine.dispose()


@on_every_server
@pytest.mark.usefixtures("server")
def test_names_and_texts_of_any_kind_are_read_as_they_are(connection: Connection) -> None:
    """Backticks, quotes, commas, parentheses, comment marks, percent signs and colons are only text."""
    comment = "it's /*!80000 a */ ``name``, (x) 100% :y \\ end"
    name = "o`dd, (t) /* % :x"
    quoted = "`" + name.replace("`", "``") + "`"
    literal = comment.replace("\\", "\\\\").replace("'", "''")
    statement = (
        f"CREATE TABLE {quoted} ({quoted} ENUM('a,b', 'c)', 'd''e') DEFAULT 'd''e' COMMENT '{literal}',"
        f" b INT AS (if({quoted} = 'a,b', 1, 2)) STORED) COMMENT '{literal}'"
    )
    connection.exec_driver_sql(statement.replace("%", "%%"))

    part = read(connection, None).parts[name]

    assert part.columns == (name, "b")
    assert part.objects[0].facts["comment"] == comment
    assert part.objects[1].facts["comment"] == comment
    assert part.objects[1].facts["type"] == "enum('a,b','c)','d''e')"
    assert part.objects[1].facts["default"] == "'d''e'"


@on_every_server
@pytest.mark.usefixtures("server")
def test_order_of_columns_is_told_apart(connection: Connection) -> None:
    """Columns in another order are no change, but named."""
    execute(connection, P, T)
    before = read(connection, None)
    execute(connection, "ALTER TABLE t MODIFY d DATETIME FIRST")

    difference = read(connection, before) - before

    assert not difference
    assert difference.reordered == ("t",)


@on_every_server
@pytest.mark.parametrize("collation", ["COLLATE utf8mb4_bin", "CHARACTER SET latin1"])
@pytest.mark.usefixtures("server")
def test_collation_that_another_connection_gave_the_database_is_seen(connection: Connection, collation: str) -> None:
    """A session's @@collation_database is that of the moment it came to the database: the chain has its own."""
    before = read(connection, None)
    with create_engine(connection.engine.url).connect() as chain:
        chain.exec_driver_sql(f"ALTER DATABASE {collation}")

    assert labels(read(connection, before) - before) == ["database default"]


@on_every_server
@pytest.mark.usefixtures("server")
def test_twin_takes_over_the_collation_that_the_chain_gave_the_database(
    connection: Connection, other: Connection
) -> None:
    """ALTER DATABASE in a migration is no drift of every table that the models make."""
    execute(connection, "ALTER DATABASE COLLATE utf8mb4_bin", T)
    migrated = read(connection, None)

    MYSQL.prepare_twin(other, migrated)
    execute(other, T)

    assert migrated.since(read(other, None), models=True).lines() == []


@on_every_server
def test_scratch_is_dropped_while_somebody_holds_its_tables(server: Server) -> None:
    """A connection that forgot its transaction does not keep a scratch database alive."""
    made = server.make_scratch()
    engine = made.engine()
    with engine.connect() as holder:
        holder.execute(text("CREATE TABLE held (id INT)"))
        holder.execute(text("SELECT * FROM held"))

        made.drop()
        holder.invalidate()

    assert made.name not in server.backend.scratches(server.url)


@on_every_server
def test_database_that_was_there_before_is_not_made_and_stays(server: Server) -> None:
    """create() fails on a name that is taken, and nothing is dropped for it."""
    made = server.make_scratch()
    with pytest.raises(DBAPIError):
        server.backend.create(server.url, made.name)

    assert made.name in server.backend.scratches(server.url)
    made.drop()
