"""Oracle without one: the reader on rows of the documented dictionary views, the statements, the driver's errors.

What only a server can show is in tests/databases and in the reference chain, with ``--db oracle``.
"""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import oracledb
import pytest
import sqlglot
import strangers
from catalogs import Row, Rows, complete, unparsable
from sqlalchemy import Table, make_url
from sqlalchemy.dialects.oracle import dictionary
from sqlalchemy.exc import DatabaseError
from sqlglot import exp

from migration_harness import server as servers
from migration_harness.backends import oracle
from migration_harness.backends.oracle import BACKEND
from migration_harness.backends.oracle_catalog import picture, settled, told_name, type_text
from migration_harness.backends.oracle_hint import hint, python_type
from migration_harness.backends.oracle_queries import QUERIES
from migration_harness.config import Config, Database
from migration_harness.containers import image_name
from migration_harness.errors import ServerError
from migration_harness.guard import place
from migration_harness.running import ASKING
from migration_harness.schema import Schema
from migration_harness.server import serve

PLACE: Row = {"username": "MH_1", "default_tablespace": "USERS"}


def seen(last: Schema | None = None, **rows: list[Row]) -> Schema:
    """The picture of a schema with these rows; `table_comments` is the query `table comments`."""
    given: Rows = {"place": [PLACE], **{name.replace("_", " "): found for name, found in rows.items()}}
    return picture(complete(QUERIES, given, "oracle"), last)  # type: ignore[arg-type]


def told(schema: Schema) -> list[str]:
    return [str(item) for item in schema]


def table(name: str = "T", **facts: Any) -> Row:
    usual = {"tablespace_name": "USERS", "temporary": "N", "partitioned": "NO", "logging": "YES", "read_only": "NO"}
    more = {"row_movement": "DISABLED", "default_collation": "USING_NLS_COMP", "external": "NO"}
    return {"table_name": name, **usual, **more, **facts}


def column(name: str, kind: str = "NUMBER", **facts: Any) -> Row:
    usual = {"nullable": "Y", "virtual_column": "NO", "hidden_column": "NO", "default_on_null": "NO"}
    return {"table_name": "T", "column_name": name, "data_type": kind, **usual, "identity_column": "NO", **facts}


def constraint(name: str, kind: str, **facts: Any) -> Row:
    usual = {"status": "ENABLED", "deferrable": "NOT DEFERRABLE", "deferred": "IMMEDIATE", "validated": "VALIDATED"}
    return {
        "table_name": "T",
        "constraint_name": name,
        "constraint_type": kind,
        **usual,
        "generated": "USER NAME",
        **facts,
    }


def columns_of(name: str, *names: str, table: str = "T") -> list[Row]:
    return [{"table_name": table, "constraint_name": name, "column_name": column} for column in names]


def index(name: str, **facts: Any) -> Row:
    usual = {"index_type": "NORMAL", "uniqueness": "NONUNIQUE", "compression": "DISABLED", "tablespace_name": "USERS"}
    more = {"visibility": "VISIBLE", "status": "VALID", "partitioned": "NO"}
    return {"table_name": "T", "index_name": name, **usual, **more, **facts}


def entries(name: str, *columns: str, descend: str = "ASC") -> list[Row]:
    return [
        {"table_name": "T", "index_name": name, "column_name": column, "column_position": at, "descend": descend}
        for at, column in enumerate(columns, 1)
    ]


def of(**rows: list[Row]) -> list[str]:
    """What the picture of one table says with these rows, but for the table itself."""
    return told(seen(tables=[table()], **rows))[1:]


# The statements


@pytest.mark.parametrize("name", QUERIES)
def test_query_parses_as_oracle_sql(name: str) -> None:
    """sqlfluff has nothing to say about what the reader asks."""
    assert [] == unparsable(QUERIES[name], "oracle")


@pytest.mark.parametrize("name", QUERIES)
def test_query_asks_for_columns_that_the_view_has(name: str) -> None:
    """As far as SQLAlchemy's own list of the dictionary goes, which its reflection is tested with on real servers."""
    parsed = sqlglot.parse_one(QUERIES[name], read="oracle")
    views = [view.name.lower().replace("user_", "all_", 1) for view in parsed.find_all(exp.Table)]
    known = [getattr(dictionary, view, None) for view in views]

    for view in known:
        if isinstance(view, Table):
            asked = {found.name.lower() for found in parsed.find_all(exp.Column)}
            assert set() == asked - set(view.columns.keys())


def test_statements_for_scratches_parse_as_oracle_sql() -> None:
    """What makes a user with all its rights, and what ends one with its sessions."""
    statements = [
        'CREATE USER "MH_1" IDENTIFIED BY "Mh_1" DEFAULT TABLESPACE USERS QUOTA UNLIMITED ON USERS',
        f"GRANT {', '.join(oracle._RIGHTS)} TO mh_1",
        f"GRANT {oracle._ROLE} TO mh_1",
        'DROP USER "MH_1" CASCADE',
        "SELECT sid, serial#, inst_id FROM gv$session WHERE username = 'MH_1'",
        "SELECT username FROM all_users WHERE oracle_maintained = 'N'",
    ]

    assert [] == [found for statement in statements for found in unparsable(statement, "oracle")]


# Pictures

TYPES: dict[str, Row] = {
    "VARCHAR2(20 CHAR)": {"data_type": "VARCHAR2", "data_length": 80, "char_length": 20, "char_used": "C"},
    "VARCHAR2(20 BYTE)": {"data_type": "VARCHAR2", "data_length": 20, "char_length": 20, "char_used": "B"},
    "NVARCHAR2(20)": {"data_type": "NVARCHAR2", "data_length": 40, "char_length": 20, "char_used": "C"},
    "CHAR(32 CHAR)": {"data_type": "CHAR", "data_length": 128, "char_length": 32, "char_used": "C"},
    "NUMBER": {"data_type": "NUMBER"},
    "NUMBER(*,0)": {"data_type": "NUMBER", "data_scale": 0},
    "NUMBER(10,2)": {"data_type": "NUMBER", "data_precision": 10, "data_scale": 2},
    "FLOAT(126)": {"data_type": "FLOAT", "data_precision": 126},
    "RAW(16)": {"data_type": "RAW", "data_length": 16},
    "TIMESTAMP(6) WITH TIME ZONE": {"data_type": "TIMESTAMP(6) WITH TIME ZONE", "data_scale": 6},
    "BOOLEAN": {"data_type": "BOOLEAN", "data_length": 1},
}


@pytest.mark.parametrize("text", TYPES)
def test_type_is_told_with_all_of_its_modifiers(text: str) -> None:
    """INTEGER is NUMBER without a precision; a length counts characters or bytes."""
    row = {**dict.fromkeys(("data_precision", "data_scale", "char_used", "char_length", "data_length")), **TYPES[text]}

    assert text == type_text(row)


COLUMNS = {
    "column t.a NUMBER, NULL": column("A"),
    "column t.a NUMBER, NOT NULL, default 'x Y'": column("A", nullable="N", data_default="'x Y' "),
    "column t.a NUMBER, NULL, default current_timestamp": column("A", data_default="CURRENT_TIMESTAMP\n"),
    "column t.a NUMBER, NULL, default 0, default on null": column("A", data_default="0", default_on_null="YES"),
    "column t.a NUMBER, NULL, computed b-c virtual": column("A", virtual_column="YES", data_default='"B"-"C"'),
    "column t.a NUMBER, NULL, invisible": column("A", hidden_column="YES"),
    "column t.a NUMBER, NULL, collation binary_ci": column("A", collation="BINARY_CI"),
    "column t.a b NUMBER, NULL": column("a b"),
    "column t.a zip, NULL": column("A", "ZIP", data_type_owner="MH_1"),
    "column t.a other.zip, NULL": column("A", "ZIP", data_type_owner="OTHER"),
}


@pytest.mark.parametrize("text", COLUMNS)
def test_column_is_told_with_all_of_its_facts(text: str) -> None:
    """Type, nullability, default, expression, collation, whether it is seen."""
    assert [text] == of(columns=[COLUMNS[text]])


def test_default_that_was_taken_away_is_none() -> None:
    """MODIFY ... DEFAULT NULL leaves the word in the catalog."""
    assert ["column t.a NUMBER, NULL"] == of(columns=[column("A", data_default="NULL")])


IDENTITY = (
    "START WITH: {start}, INCREMENT BY: 1, MAX_VALUE: 9999999999999999999999999999, MIN_VALUE: 1, CYCLE_FLAG: N,"
    " CACHE_SIZE: 20, ORDER_FLAG: N, SCALE_FLAG: N, EXTEND_FLAG: N, SESSION_FLAG: N, KEEP_VALUE: N"
)


@pytest.mark.parametrize(("start", "identity"), [(1, "by default"), (100, "by default (start 100)")])
def test_identity_is_told_without_its_sequence(start: int, identity: str) -> None:
    """ISEQ$$_... is the server's; its name is in the column's default."""
    rows: dict[str, list[Row]] = {
        "columns": [column("ID", nullable="N", identity_column="YES", data_default='"MH_1"."ISEQ$$_73"."NEXTVAL"')],
        "identities": [
            {
                "table_name": "T",
                "column_name": "ID",
                "generation_type": "BY DEFAULT",
                "sequence_name": "ISEQ$$_73",
                "identity_options": IDENTITY.format(start=start),
            }
        ],
        "sequences": [
            {"sequence_name": "ISEQ$$_73", "min_value": 1, "max_value": 9, "increment_by": 1, "cache_size": 20}
        ],
    }

    assert [f"column t.id NUMBER, NOT NULL, identity {identity}"] == of(**rows)


def test_keys_are_told_without_the_indexes_that_enforce_them() -> None:
    """The server makes these with the constraint; one that is not as it would make it is told with it."""
    rows: dict[str, list[Row]] = {
        "constraints": [
            constraint("PK_T", "P", index_name="PK_T"),
            constraint("UQ_T", "U", index_name="IX_OWN", deferrable="DEFERRABLE", deferred="DEFERRED"),
        ],
        "constraint_columns": [*columns_of("PK_T", "A", "B"), *columns_of("UQ_T", "C")],
        "indexes": [index("PK_T", uniqueness="UNIQUE"), index("IX_OWN")],
        "index_columns": [*entries("PK_T", "A", "B"), *entries("IX_OWN", "C", "D")],
    }

    assert [
        "primary key pk_t on t (a, b)",
        "unique constraint uq_t on t (c), index columns (c, d), deferrable initially deferred",
    ] == of(**rows)


def test_foreign_keys_are_told_with_what_they_refer_to() -> None:
    """The catalog has the name of the constraint on the other side."""
    rows: dict[str, list[Row]] = {
        "constraints": [
            constraint("FK_T", "R", r_owner="MH_1", r_constraint_name="PK_P", delete_rule="SET NULL"),
            constraint(
                "FK_X", "R", r_owner="OTHER", r_constraint_name="PK_P", delete_rule="NO ACTION", status="DISABLED"
            ),
        ],
        "constraint_columns": [
            *columns_of("FK_T", "P_ID"),
            *columns_of("FK_X", "X"),
            *columns_of("PK_P", "ID", table="P"),
        ],
    }

    assert [
        "foreign key fk_t on t (p_id), references p (id), on delete set null",
        "foreign key fk_x on t (x), references other.pk_p, disabled",
    ] == of(**rows)


def test_not_null_is_told_once() -> None:
    """It is a check constraint, too, which is told where the column does not say so: it is not validated."""
    rows: dict[str, list[Row]] = {
        "columns": [column("A", nullable="N"), column("B")],
        "constraints": [
            constraint("SYS_C1", "C", search_condition_vc='"A" IS NOT NULL', generated="GENERATED NAME"),
            constraint("SYS_C2", "C", search_condition_vc='"B" IS NOT NULL', validated="NOT VALIDATED"),
            constraint("CK", "C", search_condition_vc="A  IN ( 'x' ,'Y')"),
        ],
    }

    assert [
        "column t.a NUMBER, NOT NULL",
        "column t.b NUMBER, NULL",
        "check constraint sys_c2 on t b is not null, not valid",
        "check constraint ck on t a in('x', 'Y')",
    ] == of(**rows)


def test_names_of_the_server_are_generated() -> None:
    """GENERATED says so; two checks with another SYS_C name are the same."""
    made = [
        constraint(name, "C", search_condition_vc="a > 0", generated="GENERATED NAME") for name in ("SYS_C1", "SYS_C9")
    ]
    first, second = (seen(tables=[table()], constraints=[row]) for row in made)

    assert not second - first
    assert "check constraint on t" == next(item.label for item in first if item.kind == "check constraint")


INDEXES: dict[str, tuple[Row, list[Row], list[Row]]] = {
    "index ix on t (a, b)": (index("IX"), entries("IX", "A", "B"), []),
    "index ix on t (a), unique": (index("IX", uniqueness="UNIQUE"), entries("IX", "A"), []),
    "index ix on t (lower(name))": (
        index("IX", index_type="FUNCTION-BASED NORMAL"),
        entries("IX", "SYS_NC00005$"),
        [{"table_name": "T", "index_name": "IX", "column_position": 1, "column_expression": 'LOWER("NAME")'}],
    ),
    "index ix on t (a DESC)": (
        index("IX", index_type="FUNCTION-BASED NORMAL"),
        entries("IX", "SYS_NC00005$", descend="DESC"),
        [{"table_name": "T", "index_name": "IX", "column_position": 1, "column_expression": '"A"'}],
    ),
    "index ix on t (a), method bitmap": (index("IX", index_type="BITMAP"), entries("IX", "A"), []),
    "index ix on t (a), invisible, tablespace fast": (
        index("IX", visibility="INVISIBLE", tablespace_name="FAST"),
        entries("IX", "A"),
        [],
    ),
}


@pytest.mark.parametrize("text", INDEXES)
def test_index_is_told_with_all_of_its_facts(text: str) -> None:
    """Expressions and descending columns are hidden columns of the server."""
    row, columns, expressions = INDEXES[text]

    assert [text] == of(indexes=[row], index_columns=columns, index_expressions=expressions)


def test_views_triggers_sources_and_what_stands_alone_are_told() -> None:
    """And whose schema it is, is left out."""
    rows: dict[str, list[Row]] = {
        "tables": [table("T", temporary="Y", duration="SYS$SESSION", tablespace_name=None), table("MV")],
        "views": [{"table_name": "V", "read_only": "N", "bequeath": "DEFINER", "text": "SELECT a FROM MH_1.t "}],
        "columns": [{**column("X"), "table_name": "V"}],
        "materialized_views": [
            {
                "table_name": "MV",
                "refresh_mode": "DEMAND",
                "refresh_method": "FORCE",
                "build_mode": "IMMEDIATE",
                "query": "SELECT 1 FROM dual",
            }
        ],
        "table_comments": [{"table_name": "T", "comments": "of t"}],
        "triggers": [
            {
                "table_name": "T",
                "trigger_name": "TR",
                "base_object_type": "TABLE           ",
                "table_owner": "MH_1",
                "status": "DISABLED",
            }
        ],
        "sources": [
            {"type": "TRIGGER", "name": "TR", "line": 1, "text": 'TRIGGER "MH_1".tr BEFORE INSERT ON t\n'},
            {"type": "TRIGGER", "name": "TR", "line": 2, "text": "BEGIN NULL; END;"},
            {"type": "PACKAGE", "name": "P", "line": 1, "text": "PACKAGE p AS END;"},
            {"type": "PACKAGE BODY", "name": "P", "line": 1, "text": "PACKAGE BODY p AS END;"},
        ],
        "sequences": [
            {
                "sequence_name": "SQ",
                "min_value": 1,
                "max_value": 10**28 - 1,
                "increment_by": 5,
                "cycle_flag": "Y",
                "cache_size": 20,
            }
        ],
        "synonyms": [{"synonym_name": "SY", "table_owner": "MH_1", "table_name": "T"}],
        "others": [{"object_type": "DATABASE LINK", "object_name": "FAR"}],
    }

    assert [
        "database link far",
        "materialized view mv SELECT 1 FROM dual, refresh mode demand, refresh method force, build mode immediate",
        "package p PACKAGE p AS END;",
        "package p body PACKAGE BODY p AS END;",
        "sequence sq increment 5, cycle",
        "synonym sy t",
        "table t temporary on commit preserve rows, comment of t",
        "trigger tr on t tr BEFORE INSERT ON t\nBEGIN NULL; END;, disabled",
        "view v SELECT a FROM t, (x)",
    ] == told(seen(**rows))


def test_part_is_taken_from_the_last_picture_when_its_rows_are_the_same() -> None:
    """Unchanged rows are the proof; LAST_DDL_TIME has a resolution of one second."""
    tables = [table("T"), table("U")]
    first = seen(tables=tables, columns=[column("A")])

    second = seen(first, tables=tables, columns=[column("A")], table_comments=[{"table_name": "U", "comments": "new"}])

    assert first.parts["t"] is second.parts["t"]
    assert ["~ table u: comment none -> new"] == (second - first).lines()


@pytest.mark.parametrize(("name", "sql"), [("ORDERS", "orders"), ("orders", '"orders"'), ("A b", '"A b"')])
def test_name_is_told_as_sql_has_it_typed(name: str, sql: str) -> None:
    """The server keeps in capitals what was not quoted."""
    assert sql == told_name(name)


@pytest.mark.parametrize(
    ("text", "form"),
    [('LOWER( "NAME" ) ', "lower(name)"), ("a   >  'B  c'", "a > 'B  c'"), ("'it''s \"X\"'", "'it''s \"X\"'")],
)
def test_expression_has_one_form(text: str, form: str) -> None:
    """The catalog has it as it was typed, and that is no difference."""
    assert form == settled(text)


# Hints


def hinted(before: Schema, after: Schema) -> str:
    code = hint(after - before)
    ast.parse(code)
    return code


def test_hint_for_a_lost_not_null_or_default() -> None:
    """MODIFY keeps what it is not told."""
    before = seen(tables=[table()], columns=[column("A", nullable="N", data_default="'x'")])
    after = seen(tables=[table()], columns=[column("A", data_default="'x'")])
    lost = seen(tables=[table()], columns=[column("A", nullable="N")])

    assert 'op.alter_column("t", "a", nullable=False)' == hinted(before, after)
    assert 'op.alter_column("t", "a", server_default="x")' == hinted(before, lost)


def test_hint_for_what_is_left_or_lost() -> None:
    """A package goes with its name, a sequence comes with its options."""
    package: dict[str, list[Row]] = {
        "sources": [{"type": "PACKAGE BODY", "name": "P", "line": 1, "text": "PACKAGE BODY p AS END;"}]
    }
    sequence: dict[str, list[Row]] = {
        "sequences": [{"sequence_name": "SQ", "min_value": 1, "max_value": 9, "increment_by": 1, "cache_size": 0}]
    }

    assert 'op.execute("DROP PACKAGE BODY p")' == hinted(seen(), seen(**package))
    assert 'op.execute("CREATE PACKAGE BODY p AS END;")' == hinted(seen(**package), seen())
    assert 'op.execute("CREATE SEQUENCE sq MAXVALUE 9 NOCACHE")' == hinted(seen(**sequence), seen())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("VARCHAR2(20 CHAR)", "sa.String(20)"),
        ("NVARCHAR2(20)", "sa.Unicode(20)"),
        ("NUMBER(10,2)", "sa.Numeric(10, 2)"),
        ("NUMBER(*,0)", "sa.Integer()"),
        ("TIMESTAMP(6) WITH TIME ZONE", "sa.TIMESTAMP(timezone=True)"),
        ("TIMESTAMP(3)", ""),
        ("RAW(16)", "oracle.RAW(16)"),
        ("other.zip", ""),
    ],
)
def test_type_is_written_in_python(text: str, written: str) -> None:
    """Or not at all, where SQLAlchemy has no exact word."""
    assert written == python_type(text)


# Scratches


class Server:
    """Remembers the statements, and answers them as the function says."""

    def __init__(self, answer: Callable[[str], list[tuple[Any, ...]]]) -> None:
        self.answer = answer
        self.said: list[str] = []

    def run(self, _url: object, *statements: str) -> list[tuple[Any, ...]]:
        self.said += statements
        return self.answer(statements[-1])


def refuse(number: int) -> list[tuple[Any, ...]]:
    raise DatabaseError("", None, Exception(f"ORA-{number:05}: no"))


ADMIN = make_url("oracle+oracledb://sys:x@127.0.0.1:1521/?service_name=FREEPDB1&mode=SYSDBA")
NAME = "mh_0bbfd16a_4194304_cf894870"


def test_scratch_is_a_user_that_logs_in_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the role for developers, its name in 30 bytes, and not as administrator."""
    server = Server(lambda _statement: [])
    monkeypatch.setattr(oracle, "run", server.run)

    url = oracle.create(ADMIN, NAME)

    assert [f'CREATE USER "{NAME.upper()}"', "GRANT DB_DEVELOPER_ROLE TO"] == [
        statement.split(" IDENTIFIED")[0].split(' "MH')[0] if "GRANT" in statement else statement.split(" IDENT")[0]
        for statement in server.said
    ]
    assert (NAME, {"service_name": "FREEPDB1"}) == (url.username, dict(url.query))
    assert url.password
    assert len(url.password) <= 30
    assert len(NAME) <= 30


def test_scratch_has_single_rights_before_23(monkeypatch: pytest.MonkeyPatch) -> None:
    """ORA-01919: there is no such role."""
    server = Server(lambda statement: refuse(1919) if "ROLE" in statement else [])
    monkeypatch.setattr(oracle, "run", server.run)

    oracle.create(ADMIN, NAME)

    assert server.said[-1].startswith("GRANT CONNECT, RESOURCE, CREATE MATERIALIZED VIEW,")


def test_scratch_is_dropped_when_its_sessions_have_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """ORA-01940 as long as one is connected; a session ends when it notices."""
    connected = [("12", "34", "1")]

    def answer(statement: str) -> list[tuple[Any, ...]]:
        if statement.startswith("DROP") and connected:
            connected.clear()
            return refuse(1940)
        return list(connected) if statement.startswith("SELECT") else refuse(31) if "KILL" in statement else []

    server = Server(answer)
    monkeypatch.setattr(oracle, "run", server.run)
    monkeypatch.setattr(oracle, "_PAUSE", 0)

    oracle.drop(ADMIN, NAME)

    assert ["SELECT", "ALTER", "DROP", "SELECT", "DROP"] == [statement.split()[0] for statement in server.said]
    assert "ALTER SYSTEM KILL SESSION '12,34,@1' IMMEDIATE" in server.said


def test_scratch_that_is_gone_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """ORA-01918: there is no such user."""
    server = Server(lambda statement: refuse(1918) if statement.startswith("DROP") else [])
    monkeypatch.setattr(oracle, "run", server.run)

    oracle.drop(ADMIN, NAME)

    assert 2 == len(server.said)


def test_guard_tells_scratches_apart_by_user() -> None:
    """All are in one database."""
    ours = place("oracle", [], {"dsn": oracledb.makedsn("127.0.0.1", 1521, service_name="FREEPDB1"), "user": "mh_1"})
    ways: list[tuple[list[str], dict[str, Any]]] = [
        ([], {"user": "MH_1", "dsn": "localhost:1521/freepdb1"}),
        ([], {"user": "mh_1", "host": "127.0.0.1", "port": 1521, "service_name": "FREEPDB1"}),
        (["mh_1/secret@localhost/FREEPDB1"], {}),
    ]

    assert all(ours.is_same_as(place("oracledb", args, options)) for args, options in ways)
    assert not ours.is_same_as(place("oracledb", [], {"user": "shop", "dsn": "localhost:1521/freepdb1"}))


# Servers


@pytest.mark.parametrize(
    ("version", "name", "service"),
    [
        (None, "gvenzl/oracle-free:23-slim-faststart", "FREEPDB1"),
        ("23", "gvenzl/oracle-free:23-slim-faststart", "FREEPDB1"),
        ("23.6-full", "gvenzl/oracle-free:23.6-full", "FREEPDB1"),
        ("21", "gvenzl/oracle-xe:21-slim-faststart", "XEPDB1"),
    ],
)
def test_version_is_an_image_tag(version: str | None, name: str, service: str) -> None:
    """Before 23 the free edition had another name, and so had its database."""
    assert BACKEND.image

    assert name == image_name(BACKEND.image, version, "", None)
    assert service == BACKEND.image.query(name.partition(":")[2])["service_name"]


def test_version_is_as_the_server_tells_the_driver() -> None:
    """All five numbers."""
    raw = SimpleNamespace(dbapi_connection=SimpleNamespace(version="23.5.0.24.7"))

    assert "23.5.0.24.7" == BACKEND.version(SimpleNamespace(connection=raw))  # type: ignore[arg-type]


Listening = AbstractContextManager[int]
NO_ORACLE = "what listens there does not speak as Oracle does"
STRANGERS: dict[str, tuple[Callable[[], Listening], str]] = {
    "nobody": (strangers.nobody, "nothing listens there"),
    "hangs up": (lambda: strangers.listening(strangers.hang_up), NO_ORACLE),
    "web server": (lambda: strangers.listening(strangers.speak_http), NO_ORACLE),
    "silent": (lambda: strangers.listening(strangers.say_nothing), NO_ORACLE),
}


# python-oracledb leaves its socket behind when a login fails.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.parametrize("who", STRANGERS)
def test_server_that_is_none_is_told_in_bounded_time(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence: what was tried, what was met, what to check. The driver would wait for ever for a silent one."""
    listening, advice = STRANGERS[who]
    monkeypatch.setattr(servers, "_ANSWERS_WITHIN", 1.0)
    began = time.monotonic()

    with listening() as port:
        url = make_url(f"oracle+oracledb://u:x@127.0.0.1:{port}/?service_name=FREEPDB1")
        with pytest.raises(ServerError) as caught:
            serve(Database(label="x", backend=BACKEND, url=url), Config(root=Path()))
    for thread in threading.enumerate():
        if thread.name == ASKING:
            thread.join(5)

    assert str(caught.value).startswith(f"oracle: no connection to oracle+oracledb://u:***@127.0.0.1:{port}/?service")
    assert advice in str(caught.value)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 10
