"""SQL Server without one: the reader on rows of the documented catalog views, the statements, the drivers' errors.

What only a server can show is in tests/databases and in the reference chain, with ``--db mssql``.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import strangers
from catalogs import Row, Rows, complete, unparsable
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from migration_harness import server as servers
from migration_harness.backend import Driver
from migration_harness.backends import mssql
from migration_harness.backends.mssql import BACKEND, odbc_drivers
from migration_harness.backends.mssql_catalog import Answer, ask_one_by_one, picture, type_text, unwrapped
from migration_harness.backends.mssql_hint import hint, python_type
from migration_harness.backends.mssql_queries import QUERIES, STATISTICS_COLUMNS
from migration_harness.config import Config, Database
from migration_harness.containers import _has_memory, image_name
from migration_harness.errors import ServerError
from migration_harness.guard import place
from migration_harness.schema import Schema
from migration_harness.server import serve

PLACE: Row = {"name": "mh_1", "schema_name": "dbo", "collation_name": "SQL_Latin1_General_CP1_CI_AS"}
ASKED = {**QUERIES, "statistics columns": STATISTICS_COLUMNS}


def seen(last: Schema | None = None, **rows: list[Row]) -> Schema:
    """The picture of a database with these rows; `foreign_keys` is the query `foreign keys`."""
    given: Rows = {"place": [PLACE], **{name.replace("_", " "): found for name, found in rows.items()}}
    full = complete(ASKED, given, "tsql")
    return picture({name: _answer(found) for name, found in full.items()}, last)


def _answer(rows: list[dict[str, Any]]) -> Answer:
    return Answer(names=tuple(rows[0]) if rows else (), rows=[tuple(row.values()) for row in rows])


def told(schema: Schema) -> list[str]:
    return [str(item) for item in schema]


def table(name: str = "t", *, owner: int = 1, schema: str = "dbo") -> Row:
    return {"owner": owner, "schema_name": schema, "name": name, "type": "U", "parent": 0}


def column(name: str, kind: str = "int", *, number: int = 1, **facts: Any) -> Row:
    usual = {
        "max_length": 4,
        "precision": 10,
        "scale": 0,
        "is_nullable": False,
        "generated_always_type_desc": "NOT_APPLICABLE",
    }
    return {"owner": 1, "column_id": number, "name": name, "type": kind, **usual, **facts}


def index(name: str, number: int = 2, **facts: Any) -> Row:
    usual = {"type_desc": "NONCLUSTERED", "is_unique": False, "is_primary_key": False, "is_unique_constraint": False}
    locks = {"allow_row_locks": True, "allow_page_locks": True, "fill_factor": 0}
    return {"owner": 1, "index_id": number, "name": name, **usual, **locks, **facts}


def keys(*names: str, number: int = 2, **facts: Any) -> list[Row]:
    usual = {"is_descending_key": False, "is_included_column": False, "partition_ordinal": 0}
    return [
        {"owner": 1, "index_id": number, "name": name, **usual, "key_ordinal": at, **facts}
        for at, name in enumerate(names, 1)
    ]


def of(**rows: list[Row]) -> list[str]:
    """What the picture of one table says with these rows, but for the table itself."""
    return told(seen(objects=[table()], **rows))[1:]


# The statements


@pytest.mark.parametrize("name", ASKED)
def test_query_parses_as_t_sql(name: str) -> None:
    """sqlfluff has nothing to say about what the reader asks."""
    assert [] == unparsable(ASKED[name], "tsql")


def test_statements_for_scratches_parse_as_t_sql() -> None:
    """What makes a scratch database, and what ends one with whoever is on it."""
    statements = [
        "CREATE DATABASE [mh_1]",
        "ALTER DATABASE [mh_1] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE",
        "ALTER DATABASE [mh_1] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [mh_1]",
        *BACKEND.session,
    ]

    assert [] == [found for statement in statements for found in unparsable(statement, "tsql")]


# Pictures

TYPES = {
    "int": ("int", 4, 10, 0),
    "nvarchar(20)": ("nvarchar", 40, 0, 0),
    "nvarchar(max)": ("nvarchar", -1, 0, 0),
    "varchar(20)": ("varchar", 20, 0, 0),
    "varbinary(max)": ("varbinary", -1, 0, 0),
    "decimal(10,2)": ("decimal", 9, 10, 2),
    "datetime2(3)": ("datetime2", 7, 23, 3),
    "datetimeoffset(7)": ("datetimeoffset", 10, 34, 7),
    "float": ("float", 8, 53, 0),
    "uniqueidentifier": ("uniqueidentifier", 16, 0, 0),
}


@pytest.mark.parametrize("text", TYPES)
def test_type_is_told_with_all_of_its_modifiers(text: str) -> None:
    """sys.columns has lengths in bytes, -1 for max, and a scale for what has a fraction of a second."""
    row = dict(zip(("type", "max_length", "precision", "scale"), TYPES[text], strict=True))

    assert text == type_text(row)


COLUMNS = {
    "column t.a int, NULL": column("a", is_nullable=True),
    "column t.a int, NOT NULL, default 1": column(
        "a", default_name="DF__t__a__3B75D760", default_definition="((1))", default_is_system_named=True
    ),
    "column t.a int, NOT NULL, default 1, default constraint df_a": column(
        "a", default_name="df_a", default_definition="((1))", default_is_system_named=False
    ),
    "column t.a int, NOT NULL, default (1)+(2)": column(
        "a", default_name="DF__t__a__3B75D760", default_definition="((1)+(2))", default_is_system_named=True
    ),
    "column t.a int, NOT NULL, identity": column("a", seed="1", increment="1"),
    "column t.a int, NOT NULL, identity yes (start 100 increment 10)": column("a", seed="100", increment="10"),
    "column t.a int, NOT NULL, computed [b]*(2) persisted": column("a", computed="([b]*(2))", is_persisted=True),
    "column t.a int, NOT NULL, computed [b]*(2) virtual": column("a", computed="([b]*(2))", is_persisted=False),
    "column t.a varchar(4), NOT NULL, collation Latin1_General_BIN2": column(
        "a", "varchar", collation_name="Latin1_General_BIN2"
    ),
    "column t.a varchar(4), NOT NULL": column("a", "varchar", collation_name="SQL_Latin1_General_CP1_CI_AS"),
    "column t.a audit.zip, NOT NULL": column("a", "zip", type_schema="audit"),
    "column t.a int, NOT NULL, generated always as row start, hidden": column(
        "a", generated_always_type_desc="AS_ROW_START", is_hidden=True
    ),
}


@pytest.mark.parametrize("text", COLUMNS)
def test_column_is_told_with_all_of_its_facts(text: str) -> None:
    """A default is a fact of the column; the name of its constraint only where somebody gave it one."""
    assert [text] == of(columns=[COLUMNS[text]])


INDEXES: dict[str, tuple[Row, list[Row]]] = {
    "primary key pk on t (id)": (
        index("pk", 1, type_desc="CLUSTERED", is_primary_key=True, is_unique=True, is_system_named=False),
        keys("id", number=1),
    ),
    "primary key pk on t (a, id), method nonclustered": (index("pk", is_primary_key=True), keys("a", "id")),
    "unique constraint uq on t (a)": (index("uq", is_unique_constraint=True, is_unique=True), keys("a")),
    "index ix on t (a), unique": (index("ix", is_unique=True), keys("a")),
    "index ix on t (a DESC)": (index("ix"), keys("a", is_descending_key=True)),
    "index ix on t (a), include (b)": (
        index("ix"),
        [*keys("a"), *keys("b", is_included_column=True)],
    ),
    "index ix on t (a), where [a] IS NOT NULL": (index("ix", filter_definition="([a] IS NOT NULL)"), keys("a")),
    "index ix on t (a), method clustered": (index("ix", 1, type_desc="CLUSTERED"), keys("a", number=1)),
    "index ix on t (a), fill factor 80": (index("ix", fill_factor=80), keys("a")),
    "index ix on t (a), disabled": (index("ix", is_disabled=True), keys("a")),
    "index ix on t (a), on fg2": (index("ix", data_space="fg2"), keys("a")),
    'index ix on t ("a b")': (index("ix"), keys("a b")),
}


@pytest.mark.parametrize("text", INDEXES)
def test_index_or_key_is_told_with_all_of_its_facts(text: str) -> None:
    """Primary keys and unique constraints are indexes in sys.indexes."""
    row, columns = INDEXES[text]

    assert [text] == of(indexes=[row], index_columns=columns)


def test_constraints_are_told_with_their_states() -> None:
    """A check's text, a foreign key's both sides and actions, and that the server does not trust it."""
    rows: dict[str, list[Row]] = {
        "checks": [{"owner": 1, "object_id": 5, "name": "ck", "definition": "([a]>(0))", "is_not_trusted": True}],
        "foreign_keys": [
            {
                "owner": 1,
                "object_id": 6,
                "name": "fk",
                "referenced_schema": "audit",
                "referenced": "p",
                "delete_referential_action_desc": "SET_NULL",
                "update_referential_action_desc": "NO_ACTION",
            }
        ],
        "foreign_key_columns": [
            {"owner": 1, "object_id": 6, "name": "a", "referenced": "x"},
            {"owner": 1, "object_id": 6, "name": "b", "referenced": "y"},
        ],
    }

    assert [
        "check constraint ck on t [a]>(0), not trusted",
        "foreign key fk on t (a, b), references audit.p (x, y), on delete set null",
    ] == of(**rows)


def test_names_of_the_server_are_generated() -> None:
    """The pattern says so: a server of another maker sets is_system_named for no check and for every key."""
    rows: dict[str, list[Row]] = {
        "checks": [
            {"owner": 1, "object_id": 5, "name": "CK__t__a__3B75D760", "definition": "([a]>(0))"},
            {"owner": 1, "object_id": 6, "name": "ck_t", "definition": "([a]>(1))", "is_system_named": False},
            {"owner": 1, "object_id": 7, "name": "other", "definition": "([a]>(2))", "is_system_named": True},
            {"owner": 1, "object_id": 8, "name": "t_a_key", "definition": "([a]>(3))", "is_system_named": True},
        ]
    }

    found = {item.name: item.generated for item in seen(objects=[table()], **rows)}

    assert {"t": False, "CK__t__a__3B75D760": True, "ck_t": False, "other": False, "t_a_key": True} == found


def test_drift_that_autogenerate_does_not_see_is_seen() -> None:
    """A unique constraint, a check and NVARCHAR against VARCHAR: each is a change of the picture."""
    models = seen(objects=[table()], columns=[column("a", "varchar", max_length=20)])
    migrated = {
        "column t.a": {"columns": [column("a", "nvarchar", max_length=40)]},
        "unique constraint uq on t": {
            "columns": [column("a", "varchar", max_length=20)],
            "indexes": [index("uq", is_unique_constraint=True)],
            "index_columns": keys("a"),
        },
        "check constraint ck on t": {
            "columns": [column("a", "varchar", max_length=20)],
            "checks": [{"owner": 1, "object_id": 5, "name": "ck", "definition": "([a]>'')"}],
        },
    }

    for label, rows in migrated.items():
        found = seen(objects=[table()], **rows).since(models, models=True)  # type: ignore[arg-type]
        assert [label] == [change.object.label for change in found.changes]


def test_name_of_a_default_is_no_drift_but_counts_in_a_round_trip() -> None:
    """Models cannot name the constraint of a default, chains can."""
    made_up = {"default_name": "DF__t__a__3B75D760", "default_definition": "((1))", "default_is_system_named": True}
    named = {**made_up, "default_name": "df_a", "default_is_system_named": False}
    models, migrated = (seen(objects=[table()], columns=[column("a", **facts)]) for facts in (made_up, named))

    assert not migrated.since(models, models=True)
    assert ["~ column t.a: default constraint none -> df_a"] == (migrated - models).lines()


def test_modules_comments_and_what_stands_alone_are_told() -> None:
    """Views, functions, triggers, sequences, synonyms, types, schemas; whose database it is, is left out."""
    rows: dict[str, list[Row]] = {
        "objects": [
            table(),
            {"owner": 2, "schema_name": "dbo", "name": "v", "type": "V"},
            {"owner": 3, "schema_name": "audit", "name": "f", "type": "FN"},
            {"owner": 4, "schema_name": "dbo", "name": "sq", "type": "SO"},
            {"owner": 5, "schema_name": "dbo", "name": "sy", "type": "SN"},
            {"owner": 6, "schema_name": "dbo", "name": "tr", "type": "TR", "parent": 1},
        ],
        "columns": [column("a")],
        "modules": [
            {"owner": 2, "object_id": 2, "definition": "create or alter view v AS SELECT a FROM [mh_1].dbo.t"},
            {"owner": 3, "object_id": 3, "definition": None},
            {"owner": 1, "object_id": 6, "definition": "CREATE TRIGGER tr ON t AFTER INSERT AS RETURN"},
            {"owner": 0, "object_id": 9, "definition": "CREATE TRIGGER ddl ON DATABASE FOR DROP_TABLE AS RETURN"},
        ],
        "triggers": [
            {"owner": 1, "object_id": 6, "name": "tr", "is_disabled": True},
            {"owner": 0, "object_id": 9, "name": "ddl"},
        ],
        "sequences": [
            {
                "owner": 4,
                "type": "bigint",
                "start_value": "1",
                "increment": "1",
                "minimum_value": "1",
                "maximum_value": "9",
                "is_cached": False,
            }
        ],
        "synonyms": [{"owner": 5, "base_object_name": "[mh_1].[dbo].[t]"}],
        "types": [
            {
                "owner": -257,
                "schema_name": "dbo",
                "name": "zip",
                "is_table_type": False,
                "base": "varchar",
                "max_length": 10,
                "is_nullable": False,
            }
        ],
        "schemas": [{"owner": 0, "schema_id": 5, "name": "audit"}],
        "properties": [
            {"owner": 1, "class": 1, "major_id": 1, "minor_id": 0, "name": "MS_Description", "value": "of t"},
            {"owner": 1, "class": 1, "major_id": 1, "minor_id": 1, "name": "MS_Description", "value": "of a"},
            {"owner": 1, "class": 1, "major_id": 1, "minor_id": 1, "name": "unit", "value": "kg"},
        ],
    }

    assert [
        "alias type zip varchar(10), NOT NULL",
        "function audit.f encrypted",
        "schema audit",
        "sequence sq start 1, minimum 1, maximum 9, bigint, increment 1, cache none",
        "synonym sy [dbo].[t]",
        "table t comment of t",
        "column t.a int, NOT NULL, comment of a, property unit kg",
        "trigger tr on t CREATE TRIGGER tr ON t AFTER INSERT AS RETURN, disabled",
        "trigger ddl CREATE TRIGGER ddl ON DATABASE FOR DROP_TABLE AS RETURN",
        "view v CREATE view v AS SELECT a FROM dbo.t",
    ] == told(seen(**rows))


def test_part_is_taken_from_the_last_picture_when_its_rows_are_the_same() -> None:
    """Unchanged rows are the proof; a changed comment, which modify_date does not show, is read."""
    objects = [table("t"), table("u", owner=2)]
    comment = {"owner": 2, "class": 1, "major_id": 2, "minor_id": 0, "name": "MS_Description", "value": "new"}
    first = seen(objects=objects, columns=[column("a")])

    second = seen(first, objects=objects, columns=[column("a")], properties=[comment])

    assert first.parts["t"] is second.parts["t"]
    assert ["~ table u: comment none -> new"] == (second - first).lines()


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("([a]>(0))", "[a]>(0)"),
        ("([a]>(0)) OR ([b]>(0))", "([a]>(0)) OR ([b]>(0))"),
        ("(')')", "')'"),
        ("([x)])", "[x)]"),
    ],
)
def test_only_parentheses_around_the_whole_are_taken_away(text: str, inner: str) -> None:
    """Quotes and brackets may hold some, too."""
    assert inner == unwrapped(text)


# Hints


def hinted(before: Schema, after: Schema) -> str:
    code = hint(after - before)
    ast.parse(code)
    return code


def test_hint_for_a_column_with_a_default_drops_the_default_with_it() -> None:
    """The default is a constraint of its own, under a name that nobody knows."""
    facts = {"default_name": "DF__t__b__3B75D760", "default_definition": "((0))", "default_is_system_named": True}
    before = seen(objects=[table()], columns=[column("a")])
    after = seen(objects=[table()], columns=[column("a"), column("b", number=2, **facts)])

    assert 'op.drop_column("t", "b", mssql_drop_default=True)' == hinted(before, after)


def test_hint_for_a_lost_not_null_says_the_type_again() -> None:
    """ALTER COLUMN takes the type anew each time."""
    before, after = (seen(objects=[table()], columns=[column("a", is_nullable=null)]) for null in (False, True))

    assert 'op.alter_column("t", "a", existing_type=sa.Integer(), nullable=False)' == hinted(before, after)


def test_hint_for_a_sequence_that_is_left_or_lost() -> None:
    """With all options that it had."""
    facts = {"type": "bigint", "increment": "1", "minimum_value": "1", "maximum_value": "9", "is_cached": True}
    rows: dict[str, list[Row]] = {
        "objects": [{"owner": 4, "schema_name": "dbo", "name": "sq", "type": "SO"}],
        "sequences": [{"owner": 4, "start_value": "1", **facts}],
    }
    there, gone = seen(**rows), seen()

    assert 'op.execute("DROP SEQUENCE sq")' == hinted(gone, there)
    assert 'op.execute("CREATE SEQUENCE sq AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9")' == hinted(
        there, gone
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("nvarchar(20)", "sa.Unicode(20)"),
        ("nvarchar(max)", "sa.UnicodeText()"),
        ("decimal(10,2)", "sa.Numeric(10, 2)"),
        ("datetime2(3)", "mssql.DATETIME2(3)"),
        ("money", "mssql.MONEY()"),
        ("audit.zip", ""),
    ],
)
def test_type_is_written_in_python(text: str, written: str) -> None:
    """Or not at all, where SQLAlchemy has no exact word."""
    assert written == python_type(text)


# Drivers and servers

needs_mssql_python = pytest.mark.skipif(
    not BACKEND.drivers[1].installed, reason="mssql-python: pip install mssql-python 'sqlalchemy>=2.1'"
)


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (None, "mcr.microsoft.com/mssql/server:2022-latest"),
        ("2019", "mcr.microsoft.com/mssql/server:2019-latest"),
        ("2022-CU14-ubuntu-22.04", "mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04"),
    ],
)
def test_version_is_an_image_tag(version: str | None, name: str) -> None:
    """A year stands for the latest of its images."""
    assert BACKEND.image

    assert name == image_name(BACKEND.image, version, "", None)


@pytest.mark.parametrize(("megabytes", "enough"), [(1024, False), (8192, True)])
def test_memory_is_looked_at_before_the_start(megabytes: int, enough: bool) -> None:
    """The server would end by itself, with a line in its log; some engines do not say how much there is."""
    docker: Any = SimpleNamespace(client=SimpleNamespace(info=lambda: {"MemTotal": megabytes * 2**20}))
    unknown: Any = SimpleNamespace(client=SimpleNamespace(info=dict))
    assert BACKEND.image

    with nullcontext() if enough else pytest.raises(ServerError, match=r"needs 2000 MB of memory and .* has 1073"):
        _has_memory(docker, BACKEND.image.memory)
    _has_memory(unknown, BACKEND.image.memory)


@pytest.fixture
def drivers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets what ODBC drivers the machine has."""
    import pyodbc

    return lambda *names: monkeypatch.setattr(pyodbc, "drivers", lambda: list(names))


def test_best_odbc_driver_is_taken(drivers: Callable[..., None]) -> None:
    """Microsoft's before FreeTDS, the newest first; others do not speak to SQL Server."""
    drivers("SQLite3", "FreeTDS", "ODBC Driver 17 for SQL Server", "ODBC Driver 18 for SQL Server")

    assert ["ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server", "FreeTDS"] == odbc_drivers()


def test_url_gets_what_the_odbc_driver_needs(drivers: Callable[..., None]) -> None:
    """FreeTDS takes the port by itself only; a URL without a database would be taken for a DSN."""
    drivers("FreeTDS")
    url = mssql.complete(make_url("mssql+pyodbc://sa:x@127.0.0.1:14330"))

    (connect,), _ = url.get_dialect()().create_connect_args(url)

    assert {"DRIVER={FreeTDS}", "Server=127.0.0.1", "port=14330", "TDS_Version=7.4", "Database=master"} <= set(
        connect.split(";")
    )


def test_what_the_user_says_in_the_url_holds(drivers: Callable[..., None]) -> None:
    """An ODBC driver by name, by its file, an older protocol."""
    drivers("FreeTDS", "ODBC Driver 18 for SQL Server")
    given = {"driver": "/usr/lib/libtdsodbc.so", "TDS_Version": "7.3"}

    url = mssql.complete(make_url("mssql+pyodbc://sa:x@h/shop").update_query_dict(given))

    assert given == {name: url.query[name] for name in given}
    assert "shop" == url.database


@needs_mssql_python
def test_guard_sees_the_same_place_through_both_drivers(drivers: Callable[..., None]) -> None:
    """Host, port and database, whatever the connection string looks like."""
    drivers("FreeTDS")
    found = set()
    for text in (
        "mssql+pyodbc://sa:x@127.0.0.1:1433/mh_1?driver=FreeTDS",
        "mssql+mssqlpython://sa:x@127.0.0.1:1433/mh_1",
    ):
        url = mssql.complete(make_url(text))
        args, options = url.get_dialect()().create_connect_args(url)
        found.add(place("mssql", args, options))

    assert {("127.0.0.1", "1433", "mh_1")} == {(one.host, one.port, one.database) for one in found}


def test_odbc_driver_that_is_not_there_is_told_with_what_to_type(drivers: Callable[..., None]) -> None:
    """Before anything is connected to: one sentence."""
    drivers("FreeTDS")

    with pytest.raises(ServerError, match=r"'ODBC Driver 18 for SQL Server' is not installed, FreeTDS is; type: pip"):
        mssql.complete(make_url("mssql+pyodbc://sa:x@h/?driver=ODBC+Driver+18+for+SQL+Server"))


@needs_mssql_python
def test_mssql_python_is_taken_where_no_odbc_driver_is(drivers: Callable[..., None]) -> None:
    """pyodbc alone speaks to nothing."""
    drivers("SQLite3")

    assert "mssqlpython" == BACKEND.driver.name


def test_no_odbc_driver_and_no_other_is_told_with_what_to_type(drivers: Callable[..., None]) -> None:
    """What is missing is the driver below pyodbc, not pyodbc."""
    drivers()
    only_pyodbc = replace(BACKEND, drivers=BACKEND.drivers[:1])

    with pytest.raises(ServerError, match=r"mssql: no ODBC driver of SQL Server is installed for pyodbc; type: pip "):
        _ = only_pyodbc.driver


def test_no_driver_at_all_is_told_with_what_to_type() -> None:
    """The first choice is the one to install."""
    absent = replace(BACKEND, drivers=(Driver(name="pyodbc", module="no_such_module", install="pyodbc"),))

    with pytest.raises(
        ServerError, match="mssql: no driver is installed, no_such_module is needed; type: pip install pyodbc"
    ):
        _ = absent.driver


@pytest.mark.parametrize("environment", [{}, {"ACCEPT_EULA": ""}, {"ACCEPT_EULA": "no"}])
def test_licence_is_asked_of_the_user_by_name(environment: dict[str, str], tmp_path: Path) -> None:
    """Nothing is pulled or started before; the sentence says what to type."""
    config = Config(root=tmp_path, environment=environment, db_source="container")

    with pytest.raises(ServerError, match=r"accept its licence; type: export ACCEPT_EULA=Y; or name a running server"):
        serve(Database(label="mssql", backend=BACKEND), config)


# Connections that are not made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be 10 s is one."""
    quick = {"attrs_before": {mssql._LOGIN_TIMEOUT: 1}}
    monkeypatch.setattr(servers, "create_engine", _with(servers.create_engine, quick))


def _with(create_engine: Any, connect_args: Any) -> Any:
    return lambda url, **options: create_engine(url, **{**options, "connect_args": connect_args})


needs_freetds = pytest.mark.skipif("FreeTDS" not in odbc_drivers(), reason="FreeTDS: apt-get install tdsodbc")
FREETDS = pytest.param(
    "mssql+pyodbc://sa:x@127.0.0.1:{}/master?driver=FreeTDS&Encryption=require",
    id="FreeTDS",
    marks=needs_freetds,
)
MSSQL_PYTHON = pytest.param(
    "mssql+mssqlpython://sa:x@127.0.0.1:{}/master?Encrypt=yes", id="mssql-python", marks=needs_mssql_python
)
Listening = AbstractContextManager[int]
NO_TDS = "what listens there does not speak as SQL Server does"
STRANGERS: dict[str, tuple[Callable[[], Listening], str]] = {
    "nobody": (strangers.nobody, "nothing listens there"),
    "hangs up": (lambda: strangers.listening(strangers.hang_up), NO_TDS),
    "web server": (lambda: strangers.listening(strangers.speak_http), NO_TDS),
    "silent": (lambda: strangers.listening(strangers.say_nothing), "does not answer as SQL Server does"),
}


def refused(url: str) -> str:
    with pytest.raises(ServerError) as caught:
        serve(Database(label="x", backend=BACKEND, url=make_url(url)), Config(root=Path()))
    return str(caught.value)


@pytest.mark.parametrize("url", [FREETDS, MSSQL_PYTHON])
@pytest.mark.parametrize("who", STRANGERS)
def test_server_that_is_none_is_told_in_bounded_time(who: str, url: str, impatient: None) -> None:
    """One sentence: what was tried, what was met, what to check."""
    listening, advice = STRANGERS[who]
    began = time.monotonic()

    with listening() as port:
        sentence = refused(url.format(port))

    assert f"mssql: no connection to {url.format(port)}".replace(":x@", ":***@")[:60] == sentence[:60]
    assert advice in sentence
    assert "\n" not in sentence
    assert time.monotonic() - began < 10


@needs_mssql_python
def test_server_without_tls_is_told(impatient: None) -> None:
    """The client wants encryption, the server has none."""
    with strangers.listening(strangers.without_tls) as port:
        sentence = refused(f"mssql+mssqlpython://sa:x@127.0.0.1:{port}/master?Encrypt=yes")

    assert (
        "Encryption not supported on SQL Server; client and server do not agree on encryption: set Encrypt=" in sentence
    )


@needs_freetds
def test_server_without_tls_is_told_with_freetds(impatient: None) -> None:
    """FreeTDS does not say why, so the sentence names both reasons."""
    with strangers.listening(strangers.without_tls) as port:
        sentence = refused(f"mssql+pyodbc://sa:x@127.0.0.1:{port}/master?driver=FreeTDS&Encryption=require")

    assert f"{NO_TDS}, or not with this encryption" in sentence


@needs_mssql_python
def test_certificate_that_nobody_signed_is_told(impatient: None, tmp_path: Path) -> None:
    """As every new SQL Server has it: the sentence has the word for the URL."""
    with strangers.listening(strangers.with_own_certificate(tmp_path)) as port:
        sentence = refused(f"mssql+mssqlpython://sa:x@127.0.0.1:{port}/master?Encrypt=yes")

    assert "self-signed certificate]; add TrustServerCertificate=yes to the URL if you trust the server" in sentence


# What a server would say


def error(*args: object) -> DBAPIError:
    return DBAPIError("SELECT 1", None, Exception(*args))


class RefusalError(Exception):
    """What the driver of a server that is none says."""


class Small:
    """A cursor on a server that speaks T-SQL, one statement at a time, and knows nothing of ``unknown``."""

    def __init__(self, unknown: str) -> None:
        self.unknown = unknown
        self.description: list[tuple[str]] = []

    def execute(self, statement: str) -> None:
        if self.unknown in statement:
            raise RefusalError(f"Invalid object name '{self.unknown}'.")
        self.description = [("owner",)]

    def fetchall(self) -> list[tuple[int]]:
        return []


def test_catalog_view_that_a_server_has_not_is_left_out_and_told() -> None:
    """A server that only speaks T-SQL: the picture shows the rest, and the run says what nothing is known about."""
    answers, unseen = ask_one_by_one(Small("sys.sequences"), RefusalError)

    assert {"sequences"} == unseen
    assert [] == answers["sequences"].rows


def test_server_that_tells_of_no_columns_is_one_sentence() -> None:
    """Without columns there is no picture."""
    with pytest.raises(ServerError) as raised:
        ask_one_by_one(Small("sys.columns"), RefusalError)

    assert "mssql: this server does not tell of its catalog (columns): Invalid object name 'sys.columns'." == str(
        raised.value
    )


@pytest.mark.parametrize(
    "said",
    [
        ("42000", "[42000] [Microsoft][ODBC Driver 18 for SQL Server]... (1222) (SQLExecDirectW)"),
        ("Driver Error: Syntax error; DDBC Error: [Microsoft][SQL Server]Lock request time out period exceeded.",),
    ],
)
def test_lock_of_another_session_is_known(said: tuple[str, ...]) -> None:
    """By its number where the driver tells it, else by its words."""
    assert BACKEND.is_held(error(*said))
    assert not BACKEND.is_held(error("42S02", "[42S02] Invalid object name 't'. (208)"))


def test_scratch_is_dropped_where_nobody_may_be_alone_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then its sessions are ended one by one, until the database is not in use any more."""
    said: list[str] = []
    sessions = [(51,), (None,)]

    def run(_server: object, *statements: str) -> list[tuple[Any, ...]]:
        said.extend(statements)
        if statements[0].startswith("ALTER"):
            raise error("42000", "[42000] User does not have permission to alter database 'mh_1' (5011)")
        if statements[0].startswith("DROP") and sessions:
            sessions.clear()
            raise error("42000", '[42000] Cannot drop database "mh_1" because it is currently in use (3702)')
        return sessions if "session_id" in statements[0] else [("mh_1",)]

    monkeypatch.setattr(mssql, "run", run)
    monkeypatch.setattr(mssql, "_PAUSE", 0)

    mssql.drop(make_url("mssql+pyodbc://sa:x@h/master"), "mh_1")

    assert ["SELECT", "ALTER", "SELECT", "KILL", "DROP", "SELECT", "DROP"] == [words.split()[0] for words in said]
