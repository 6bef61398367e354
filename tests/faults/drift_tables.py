"""Kinds of drift in tables, on all products that have them."""

from __future__ import annotations

from alembic import op
from corpus import EVERY, MARIADB, MY, MYSQL, PG, SERVERS, SQLITE, Chain, Drift, Items, Model, key, kind, table
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects import mysql, postgresql

C = Column
LITE_PG = (*SQLITE, *PG)
NOT_MARIADB = (*SQLITE, *PG, *MYSQL)


def _a(type_: object, *items: object, **options: object) -> Items:
    """One column."""
    return lambda t: [C("a", type_, *(item._copy() for item in items), **options)]


def _type(name: str, one: object, other: object, on: tuple[str, ...] = EVERY) -> list[Drift]:
    return kind(f"type {name}", _a(one), _a(other), "~ column {t}.a: type", on=on)


def _default(name: str, one: object, other: object, on: tuple[str, ...] = EVERY, type_: object = None) -> list[Drift]:
    """Defaults; ``...`` stands for none."""

    def side(value: object) -> Items:
        options = {} if value is ... else {"server_default": value}
        return _a(type_ or String(40), **options)

    late = tuple(product for product in on if product != "sqlite" or not hasattr(one, "text") or "(" not in one.text)
    return kind(f"default {name}", side(one), side(other), "~ column {t}.a: default", on=on, late=late)


COLUMNS = [
    *kind("column", _a(Integer), lambda t: [], "- column {t}.a"),
    *kind("column renamed", _a(Integer), lambda t: [C("b", Integer)], "- column {t}.a"),
    *_type("other", Integer, String(20)),
    *_type("width", BigInteger, Integer),
    *_type("small", SmallInteger, Integer),
    *_type("length", String(20), String(30)),
    *_type("no length", String, String(30), LITE_PG),
    *_type("char", postgresql.CHAR(20), String(20)),
    *_type("text", Text, String(20)),
    *_type("precision", Numeric(10, 2), Numeric(12, 2)),
    *_type("scale", Numeric(10, 2), Numeric(10, 3)),
    *_type("no precision", Numeric, Numeric(10, 0), LITE_PG),
    *_type("float", Float, Numeric(10, 2)),
    *_type("double", Float, Float(53), MY),
    *_type("time zone", DateTime(timezone=True), DateTime, PG),
    *_type("time with zone", Time(timezone=True), Time, PG),
    *_type("date", Date, DateTime),
    *_type("boolean", Boolean, Integer),
    *_type("bytes", LargeBinary, Text),
    *_type("json", JSON, Text, NOT_MARIADB),
    *_type("uuid", Uuid, String(36)),
    *_type("seconds", postgresql.TIMESTAMP(precision=3), postgresql.TIMESTAMP, PG),
    *_type("jsonb", postgresql.JSONB, postgresql.JSON, PG),
    *_type("array", postgresql.ARRAY(Integer), postgresql.ARRAY(BigInteger), PG),
    *_type("array of text", postgresql.ARRAY(String(10)), postgresql.ARRAY(String(20)), PG),
    *_type("interval", postgresql.INTERVAL(fields="YEAR TO MONTH"), postgresql.INTERVAL, PG),
    *_type("interval seconds", postgresql.INTERVAL(precision=3), postgresql.INTERVAL, PG),
    *_type("bit", postgresql.BIT(3), postgresql.BIT(4), PG),
    *_type("varbit", postgresql.BIT(3, varying=True), postgresql.BIT(3), PG),
    *_type("network", postgresql.INET, postgresql.CIDR, PG),
    *_type("range", postgresql.INT4RANGE, postgresql.INT8RANGE, PG),
    *_type("search", postgresql.TSVECTOR, Text, PG),
    *_type("fsp", mysql.DATETIME(fsp=6), mysql.DATETIME(), MY),
    *_type("time fsp", mysql.TIME(fsp=3), mysql.TIME(fsp=2), MY),
    *_type("timestamp", mysql.TIMESTAMP(), mysql.DATETIME(), MY),
    *_type("unsigned", mysql.INTEGER(unsigned=True), mysql.INTEGER(), MY),
    *_type("unsigned decimal", mysql.DECIMAL(10, 2, unsigned=True), mysql.DECIMAL(10, 2), MY),
    *_type("zerofill", mysql.INTEGER(zerofill=True, unsigned=True), mysql.INTEGER(unsigned=True), MY),
    *_type("tinyint", mysql.TINYINT(1), mysql.SMALLINT(), MY),
    *_type("medium text", mysql.MEDIUMTEXT(), mysql.TEXT(), MY),
    *_type("medium blob", mysql.MEDIUMBLOB(), mysql.BLOB(), MY),
    *_type("varbinary", mysql.VARBINARY(16), mysql.BINARY(16), MY),
    *_type("year", mysql.YEAR(), mysql.SMALLINT(), MY),
    *_type("bits", mysql.BIT(3), mysql.BIT(4), MY),
    *_type("member", mysql.ENUM("a", "b", "c"), mysql.ENUM("a", "b"), MY),
    *_type("order of members", mysql.ENUM("a", "b", "c"), mysql.ENUM("a", "c", "b"), MY),
    *_type("case of members", mysql.ENUM("a", "b"), mysql.ENUM("A", "b"), MY),
    *_type("set", mysql.SET("a", "b"), mysql.SET("a", "b", "c"), MY),
    *_type("longtext", mysql.LONGTEXT(), mysql.MEDIUMTEXT(), MY),
    *kind(
        "nullable",
        _a(Integer, nullable=False, server_default="1"),
        _a(Integer, server_default="1"),
        "~ column {t}.a: nullable",
    ),
    *_default("string", "new", ...),
    *_default("empty", "", ...),
    *_default("empty or not", "", " "),
    *_default("other string", "new", "old"),
    *_default("case of a string", "new", "New"),
    *_default("with a quote", "it's", "its"),
    *_default("with a percent", "5%", "5"),
    *_default("with a backslash", "a\\b", "ab"),
    *_default("that looks like a number", "1", "01"),
    *_default("number", "1", ..., type_=Integer),
    *_default("other number", "1", "2", type_=Integer),
    *_default("negative number", "-1", "1", type_=Integer),
    *_default("decimal", "1.50", "1.25", type_=Numeric(10, 2)),
    *_default("boolean", text("true"), text("false"), type_=Boolean),
    *_default("no boolean", text("false"), ..., type_=Boolean),
    *_default(
        "now", func.now(), ..., type_=mysql.TIMESTAMP().with_variant(DateTime, "postgresql", "sqlite"), on=LITE_PG
    ),
    *_default("null", text("NULL"), "x"),
    *_default("date", "2020-01-01", "2020-01-02", type_=Date),
    *_default("json", '{"a": "it\'s"}', '{"a": "its"}', type_=JSON, on=(*SQLITE, *PG, *MARIADB)),
    *_default("jsonb", text("'{\"a\": 1}'::jsonb"), text("'{\"a\": 2}'::jsonb"), type_=postgresql.JSONB, on=PG),
    *_default("expression", text("(1 + 1)"), text("(1 + 2)"), type_=Integer),
    *_default("expression of text", text("('a')"), text("('b')"), type_=Text, on=MYSQL),
    *_default("function", text("gen_random_uuid()"), ..., type_=postgresql.UUID, on=PG),
    *_default("interval", text("now() - interval '1 day'"), text("now() - interval '2 days'"), type_=DateTime, on=PG),
    *_default("array", text("'{}'"), text("'{1}'"), type_=postgresql.ARRAY(Integer), on=PG),
    *_default("enum", "b", "a", type_=mysql.ENUM("a", "b"), on=MY),
    *_default("fsp", text("CURRENT_TIMESTAMP(6)"), ..., type_=mysql.DATETIME(fsp=6), on=MY),
    *_default("of datetime", text("CURRENT_TIMESTAMP"), ..., type_=mysql.DATETIME(), on=MY),
    *_default("bits", text("b'101'"), text("b'100'"), type_=mysql.BIT(3), on=MY),
    *kind(
        "default and null",
        _a(mysql.TIMESTAMP(), nullable=False, server_default=text("CURRENT_TIMESTAMP")),
        _a(mysql.TIMESTAMP(), nullable=True),
        "~ column {t}.a: nullable",
        on=MY,
    ),
    *kind(
        "on update",
        _a(mysql.TIMESTAMP(), nullable=False, server_default=text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")),
        _a(mysql.TIMESTAMP(), nullable=False, server_default=text("CURRENT_TIMESTAMP")),
        "~ column {t}.a: on update",
        on=MY,
    ),
    *kind("comment", _a(Integer, comment="it's"), _a(Integer), "~ column {t}.a: comment", on=SERVERS),
    *kind(
        "other comment", _a(Integer, comment="one"), _a(Integer, comment="two"), "~ column {t}.a: comment", on=SERVERS
    ),
    *kind("collation", _a(String(20, collation="C")), _a(String(20)), "~ column {t}.a: collation", on=PG),
    *kind("nocase", _a(String(20, collation="NOCASE")), _a(String(20)), "~ column {t}.a: collation", on=SQLITE),
    *kind("bin", _a(mysql.VARCHAR(20, collation="utf8mb4_bin")), _a(String(20)), "~ column {t}.a: collation", on=MY),
    *kind("charset", _a(mysql.VARCHAR(20, charset="latin1")), _a(String(20)), "~ column {t}.a: collation", on=MY),
    *kind("text charset", _a(mysql.TEXT(charset="latin1")), _a(Text), "~ column {t}.a: collation", on=MY),
    *kind(
        "member collation",
        _a(mysql.ENUM("a", collation="utf8mb4_bin")),
        _a(mysql.ENUM("a")),
        "~ column {t}.a: collation",
        on=MY,
    ),
    *kind(
        "computed",
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 2"))],
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 3"))],
        "~ column {t}.a: computed",
        on=MY,
    ),
    *kind(
        "computed stored text",
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 2", persisted=True))],
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 3", persisted=True))],
        "~ column {t}.a: computed",
        late=SERVERS,
    ),
    *kind(
        "computed stored",
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 2", persisted=True))],
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 2", persisted=False))],
        "~ column {t}.a: computed",
        late=SERVERS,
        since={"postgres": (18,)},
    ),
    *kind(
        "computed lost",
        lambda t: [C("n", Integer), C("a", Integer, Computed("n * 2", persisted=True))],
        lambda t: [C("n", Integer), C("a", Integer)],
        "~ column {t}.a: computed",
        late=SERVERS,
    ),
    *kind(
        "identity",
        _a(Integer, Identity(always=True), nullable=False),
        _a(Integer, Identity(), nullable=False),
        "~ column {t}.a: identity",
        on=PG,
    ),
    *kind(
        "identity start",
        _a(Integer, Identity(start=5), nullable=False),
        _a(Integer, Identity(), nullable=False),
        "~ column {t}.a: identity",
        on=PG,
    ),
    *kind(
        "identity step",
        _a(Integer, Identity(increment=5), nullable=False),
        _a(Integer, Identity(), nullable=False),
        "~ column {t}.a: identity",
        on=PG,
    ),
    *kind(
        "identity cycle",
        _a(Integer, Identity(cycle=True, maxvalue=9), nullable=False),
        _a(Integer, Identity(maxvalue=9), nullable=False),
        "~ column {t}.a: identity",
        on=PG,
    ),
    *kind(
        "identity cache",
        _a(Integer, Identity(cache=9), nullable=False),
        _a(Integer, Identity(), nullable=False),
        "~ column {t}.a: identity",
        on=PG,
    ),
    *kind(
        "identity lost",
        _a(Integer, Identity(), nullable=False),
        _a(Integer, nullable=False),
        "~ column {t}.a: identity",
        on=PG,
    ),
]


def _part(name: str, **options: object) -> Column[int]:
    """A column that may be part of a key, and counts by itself on no product."""
    return C(name, Integer, nullable=False, autoincrement=False, **options)


KEYS = [
    *kind("key", lambda t: [_part("a", primary_key=True)], lambda t: [_part("a")], "- primary key", bare=True),
    *kind(
        "key columns",
        lambda t: [_part("a"), _part("b"), PrimaryKeyConstraint("a")],
        lambda t: [_part("a"), _part("b"), PrimaryKeyConstraint("a", "b")],
        "primary key on {t}",
        bare=True,
    ),
    *kind(
        "key order",
        lambda t: [_part("a"), _part("b"), PrimaryKeyConstraint("a", "b")],
        lambda t: [_part("a"), _part("b"), PrimaryKeyConstraint("b", "a")],
        "primary key on {t}",
        bare=True,
    ),
    *kind(
        "key name",
        lambda t: [_part("a"), PrimaryKeyConstraint("a", name=f"pk_{t}")],
        lambda t: [_part("a"), PrimaryKeyConstraint("a", name=f"pk2_{t}")],
        "- primary key pk_{t} on {t}",
        bare=True,
        on=LITE_PG,
    ),
    *kind(
        "key deferrable",
        lambda t: [_part("a"), PrimaryKeyConstraint("a", deferrable=True)],
        lambda t: [_part("a"), PrimaryKeyConstraint("a")],
        "~ primary key on {t}: deferrable",
        bare=True,
        on=PG,
    ),
    *kind(
        "serial",
        lambda t: [C("a", Integer, primary_key=True)],
        lambda t: [C("a", Integer, primary_key=True, autoincrement=False)],
        "~ column {t}.a: autoincrement",
        bare=True,
        on=SERVERS,
    ),
    *kind(
        "big serial",
        lambda t: [C("a", BigInteger, primary_key=True)],
        lambda t: [C("a", Integer, primary_key=True)],
        "~ column {t}.a: type",
        bare=True,
    ),
    *kind(
        "identity or serial",
        lambda t: [C("a", Integer, Identity(), primary_key=True)],
        lambda t: [C("a", Integer, primary_key=True)],
        "~ column {t}.a: identity",
        bare=True,
        on=PG,
    ),
    *kind(
        "autoincrement",
        lambda t: [C("a", Integer, primary_key=True), {"sqlite_autoincrement": True}],
        lambda t: [C("a", Integer, primary_key=True)],
        "~ column {t}.a: autoincrement",
        bare=True,
        on=SQLITE,
    ),
]


def _two(*items: Items) -> Items:
    """Two columns and what is given, under names of its own."""
    return lambda t: [C("a", Integer), C("b", Integer), *(item(t) for item in items)]


def _unique(*columns: str, **options: object) -> Items:
    return _two(lambda t: UniqueConstraint(*columns, name=f"uq_{t}", **options))


def _check(sql: str, name: str | None = "ck_{t}", **options: object) -> Items:
    return _two(lambda t: CheckConstraint(sql, name=name and name.format(t=t), **options))


def _fk(*targets: str, columns: tuple[str, ...] = ("a",), name: str | None = "fk_{t}", **options: object) -> Items:
    return _two(lambda t: ForeignKeyConstraint(columns, targets, name=name and name.format(t=t), **options))


def _index(*columns: object, name: str = "ix_{t}", **options: object) -> Items:
    return _two(lambda t: Index(name.format(t=t), *columns, **options))


def _text_index(*columns: object, **options: object) -> Items:
    return lambda t: [C("s", String(40)), C("u", Text), Index(f"ix_{t}", *columns, **options)]


NONE = _two()
_UNIQUE, _CHECK, _FK, _INDEX = (
    "unique constraint uq_{t} on {t}",
    "check constraint ck_{t} on {t}",
    "foreign key fk_{t} on {t}",
    "index ix_{t} on {t}",
)

CONSTRAINTS = [
    *kind("unique", _unique("a"), NONE, f"- {_UNIQUE}", on=LITE_PG),
    *kind("unique columns", _unique("a", "b"), _unique("a"), f"~ {_UNIQUE}: columns", on=LITE_PG),
    *kind("unique order", _unique("a", "b"), _unique("b", "a"), f"~ {_UNIQUE}: columns", on=LITE_PG),
    *kind("unique key", _unique("a"), NONE, f"- {_INDEX}".replace("ix_", "uq_"), on=MY),
    *kind("unique key columns", _unique("a", "b"), _unique("a"), "~ index uq_{t} on {t}: columns", on=MY),
    *kind("unique key order", _unique("a", "b"), _unique("b", "a"), "~ index uq_{t} on {t}: columns", on=MY),
    *kind(
        "unique name", _unique("a"), _two(lambda t: UniqueConstraint("a", name=f"uq2_{t}")), f"- {_UNIQUE}", on=LITE_PG
    ),
    *kind(
        "unique key name",
        _unique("a"),
        _two(lambda t: UniqueConstraint("a", name=f"uq2_{t}")),
        "- index uq_{t} on {t}",
        on=MY,
    ),
    *kind(
        "unique or index", _unique("a"), _two(lambda t: Index(f"uq_{t}", "a", unique=True)), f"- {_UNIQUE}", on=LITE_PG
    ),
    *kind(
        "unique unnamed",
        _two(lambda _t: UniqueConstraint("a")),
        NONE,
        "- unique constraint on {t}",
        on=LITE_PG,
        late=PG,
    ),
    *kind("unique key unnamed", _two(lambda _t: UniqueConstraint("a")), NONE, "- index on {t}", on=MY),
    *kind("unique deferrable", _unique("a", deferrable=True), _unique("a"), f"~ {_UNIQUE}: deferrable", on=PG),
    *kind(
        "unique deferred",
        _unique("a", deferrable=True, initially="DEFERRED"),
        _unique("a", deferrable=True),
        f"~ {_UNIQUE}: deferrable",
        on=PG,
    ),
    *kind(
        "unique nulls",
        _unique("a", postgresql_nulls_not_distinct=True),
        _unique("a"),
        f"~ {_UNIQUE}: nulls",
        on=PG,
        since={"postgres": (15,)},
    ),
    *kind(
        "unique conflict",
        _unique("a", sqlite_on_conflict="IGNORE"),
        _unique("a"),
        f"~ {_UNIQUE}: on conflict",
        on=SQLITE,
    ),
    *kind("check", _check("a > 0"), NONE, f"- {_CHECK}"),
    *kind("check text", _check("a > 0"), _check("a >= 0"), f"~ {_CHECK}: text"),
    *kind(
        "check of strings",
        lambda t: [C("s", String(9)), CheckConstraint("s IN ('a', 'b')", name=f"ck_{t}")],
        lambda t: [C("s", String(9)), CheckConstraint("s IN ('a', 'B')", name=f"ck_{t}")],
        f"~ {_CHECK}: text",
    ),
    *kind(
        "check with like",
        lambda t: [C("s", String(9)), CheckConstraint("s LIKE 'a%'", name=f"ck_{t}")],
        lambda t: [C("s", String(9)), CheckConstraint("s LIKE 'a'", name=f"ck_{t}")],
        f"~ {_CHECK}: text",
    ),
    *kind("check name", _check("a > 0"), _check("a > 0", "ck2_{t}"), f"- {_CHECK}"),
    *kind(
        "check of a column",
        lambda _t: [C("a", Integer, CheckConstraint("a > 0"))],
        lambda _t: [C("a", Integer, CheckConstraint("a > 1"))],
        "check constraint on {t}",
        late=SERVERS,
    ),
    *kind("check unnamed", _check("a > 0", None), NONE, "- check constraint on {t}", late=SERVERS),
    *kind(
        "check unnamed text",
        _check("a > 0", None),
        _check("a > 1", None),
        "- check constraint on {t}",
        on=SQLITE,
        late=(),
    ),
    *kind(
        "check unnamed text of a server",
        _check("a > 0", None),
        _check("a > 1", None),
        "~ check constraint on {t}: text",
        on=SERVERS,
    ),
    *kind("foreign key", _fk("parent.id"), NONE, f"- {_FK}"),
    *kind("foreign key target", _fk("parent.id"), _fk("parent2.id"), f"~ {_FK}: references"),
    *kind("foreign key column", _fk("parent.id"), _fk("parent.id", columns=("b",)), f"~ {_FK}: columns"),
    *kind(
        "foreign key columns",
        _fk("parent.id", "parent.other", columns=("a", "b")),
        _fk("parent.id", "parent.other", columns=("b", "a")),
        f"~ {_FK}: columns",
    ),
    *kind("foreign key on delete", _fk("parent.id", ondelete="CASCADE"), _fk("parent.id"), f"~ {_FK}: on delete"),
    *kind(
        "foreign key other on delete",
        _fk("parent.id", ondelete="CASCADE"),
        _fk("parent.id", ondelete="SET NULL"),
        f"~ {_FK}: on delete",
    ),
    *kind("foreign key on update", _fk("parent.id", onupdate="CASCADE"), _fk("parent.id"), f"~ {_FK}: on update"),
    *kind(
        "foreign key deferrable",
        _fk("parent.id", deferrable=True),
        _fk("parent.id"),
        f"~ {_FK}: deferrable",
        on=LITE_PG,
    ),
    *kind(
        "foreign key deferred",
        _fk("parent.id", deferrable=True, initially="DEFERRED"),
        _fk("parent.id", deferrable=True),
        f"~ {_FK}: deferrable",
        on=LITE_PG,
    ),
    *kind("foreign key match", _fk("parent.id", match="FULL"), _fk("parent.id"), f"~ {_FK}: match", on=LITE_PG),
    *kind(
        "foreign key restrict",
        _fk("parent.id", ondelete="RESTRICT"),
        _fk("parent.id"),
        f"~ {_FK}: on delete",
        on=LITE_PG,
    ),
    *kind("foreign key name", _fk("parent.id"), _fk("parent.id", name="fk2_{t}"), f"- {_FK}"),
    *kind("foreign key unnamed", _fk("parent.id", name=None), NONE, "- foreign key on {t}", late=SERVERS),
    *kind(
        "foreign key of a column",
        lambda t: [C("a", Integer, ForeignKey("parent.id"))],
        _a(Integer),
        "- foreign key on {t}",
        late=SERVERS,
    ),
]

INDEXES = [
    *kind("index", _index("a"), NONE, f"- {_INDEX}"),
    *kind("index columns", _index("a", "b"), _index("a"), f"~ {_INDEX}: columns"),
    *kind("index order", _index("a", "b"), _index("b", "a"), f"~ {_INDEX}: columns"),
    *kind("index name", _index("a"), _index("a", name="ix2_{t}"), f"- {_INDEX}"),
    *kind("index unique", _index("a", unique=True), _index("a"), f"~ {_INDEX}: unique"),
    *kind(
        "index desc", _index(text("a DESC")), _index("a"), f"~ {_INDEX}: columns", on=EVERY, since={"mariadb": (10, 8)}
    ),
    *kind(
        "index of an expression",
        _index(text("(a + b)")),
        _index(text("(a - b)")),
        f"~ {_INDEX}: columns",
        on=(*LITE_PG,),
    ),
    *kind(
        "index of an expression in mysql",
        _index(text("(a + b)")),
        _index(text("(a - b)")),
        f"~ {_INDEX}: columns",
        on=MYSQL,
    ),
    *kind("index of lower", _text_index(text("lower(s)")), _text_index("s"), f"~ {_INDEX}: columns", on=LITE_PG),
    *kind(
        "index where",
        _index("a", postgresql_where=text("a > 0"), sqlite_where=text("a > 0")),
        _index("a"),
        f"~ {_INDEX}: where",
        on=LITE_PG,
    ),
    *kind(
        "index other where",
        _index("a", postgresql_where=text("a > 0"), sqlite_where=text("a > 0")),
        _index("a", postgresql_where=text("a > 1"), sqlite_where=text("a > 1")),
        f"~ {_INDEX}: where",
        on=LITE_PG,
    ),
    *kind("index include", _index("a", postgresql_include=["b"]), _index("a"), f"~ {_INDEX}: include", on=PG),
    *kind("index using", _index("a", postgresql_using="hash"), _index("a"), f"~ {_INDEX}: method", on=PG),
    *kind(
        "index gin",
        lambda t: [C("a", postgresql.JSONB), Index(f"ix_{t}", "a", postgresql_using="gin")],
        lambda t: [
            C("a", postgresql.JSONB),
            Index(f"ix_{t}", "a", postgresql_using="gin", postgresql_ops={"a": "jsonb_path_ops"}),
        ],
        f"~ {_INDEX}: columns",
        on=PG,
    ),
    *kind(
        "index opclass",
        _text_index("s", postgresql_ops={"s": "varchar_pattern_ops"}),
        _text_index("s"),
        f"~ {_INDEX}: columns",
        on=PG,
    ),
    *kind("index collation", _text_index(text('s COLLATE "C"')), _text_index("s"), f"~ {_INDEX}: columns", on=PG),
    *kind("index nocase", _text_index(text("s COLLATE NOCASE")), _text_index("s"), f"~ {_INDEX}: columns", on=SQLITE),
    *kind("index nulls", _index(text("a NULLS FIRST")), _index("a"), f"~ {_INDEX}: columns", on=PG),
    *kind(
        "index nulls not distinct",
        _index("a", unique=True, postgresql_nulls_not_distinct=True),
        _index("a", unique=True),
        f"~ {_INDEX}: nulls",
        on=PG,
        since={"postgres": (15,)},
    ),
    *kind("index with", _index("a", postgresql_with={"fillfactor": 50}), _index("a"), f"~ {_INDEX}: with", on=PG),
    *kind(
        "index prefix",
        _text_index("s", mysql_length={"s": 10}, mariadb_length={"s": 10}),
        _text_index("s"),
        f"~ {_INDEX}: columns",
        on=MY,
    ),
    *kind(
        "index other prefix",
        _text_index("u", mysql_length={"u": 10}, mariadb_length={"u": 10}),
        _text_index("u", mysql_length={"u": 20}, mariadb_length={"u": 20}),
        f"~ {_INDEX}: columns",
        on=MY,
    ),
    *kind(
        "index fulltext",
        _text_index("u", mysql_prefix="FULLTEXT", mariadb_prefix="FULLTEXT"),
        _text_index("u", mysql_length={"u": 20}, mariadb_length={"u": 20}),
        f"~ {_INDEX}",
        on=MY,
    ),
    *kind(
        "index parser",
        _text_index("u", mysql_prefix="FULLTEXT", mysql_with_parser="ngram"),
        _text_index("u", mysql_prefix="FULLTEXT"),
        f"~ {_INDEX}: parser",
        on=MYSQL,
    ),
    *kind("index of a column", lambda t: [C("a", Integer, index=True)], _a(Integer), "- index ix_{t}_a on {t}"),
    *kind(
        "unique of a column",
        lambda t: [C("a", Integer, unique=True, index=True)],
        _a(Integer),
        "- index ix_{t}_a on {t}",
    ),
    *kind(
        "index of a foreign key",
        lambda t: [C("a", Integer, ForeignKey("parent.id"), index=True)],
        lambda t: [C("a", Integer, ForeignKey("parent.id"))],
        "index ix_{t}_a",
        late=SERVERS,
    ),
]


def _options(**options: object) -> Items:
    return lambda t: [C("a", String(20)), options]


def _mine(**options: object) -> dict[str, object]:
    return {f"{product}_{key}": value for key, value in options.items() for product in MY}


OPTIONS = [
    *kind("table comment", _options(comment="it's"), _options(), "~ table {t}: comment", on=SERVERS),
    *kind("other table comment", _options(comment="one"), _options(comment="two"), "~ table {t}: comment", on=SERVERS),
    *kind("engine", _options(**_mine(engine="MyISAM")), _options(), "~ table {t}: engine", on=MY),
    *kind("table charset", _options(**_mine(charset="latin1")), _options(), "~ table {t}: collation", on=MY),
    *kind("table collation", _options(**_mine(collate="utf8mb4_bin")), _options(), "~ table {t}: collation", on=MY),
    *kind("row format", _options(**_mine(row_format="COMPRESSED")), _options(), "~ table {t}: row format", on=MY),
    *kind("unlogged", _options(prefixes=["UNLOGGED"]), _options(), "~ table {t}: unlogged", on=PG),
    *kind("storage", _options(postgresql_with={"fillfactor": 50}), _options(), "~ table {t}: ", on=PG),
    *kind(
        "strict",
        lambda t: [C("a", Text), {"sqlite_strict": True}],
        lambda t: [C("a", Text)],
        "~ table {t}: strict",
        on=SQLITE,
    ),
    *kind(
        "rowid",
        lambda t: [C("a", Text), {"sqlite_with_rowid": False}],
        lambda t: [C("a", Text)],
        "~ table {t}: without rowid",
        on=SQLITE,
    ),
    *kind(
        "partitioned",
        lambda t: [C("y", Integer, primary_key=True, autoincrement=False), {"postgresql_partition_by": "RANGE (y)"}],
        lambda t: [C("y", Integer, primary_key=True, autoincrement=False)],
        "~ table {t}: part",
        bare=True,
        on=PG,
    ),
    *kind(
        "partition key",
        lambda t: [C("y", Integer, primary_key=True, autoincrement=False), {"postgresql_partition_by": "RANGE (y)"}],
        lambda t: [C("y", Integer, primary_key=True, autoincrement=False), {"postgresql_partition_by": "LIST (y)"}],
        "~ table {t}: part",
        bare=True,
        on=PG,
    ),
    *kind(
        "partitions",
        lambda t: [C("a", Integer), _mine(partition_by="HASH(id)", partitions="4")],
        lambda t: [C("a", Integer), _mine(partition_by="HASH(id)", partitions="3")],
        "~ table {t}: partitions",
        on=MY,
    ),
]


def _enum(*members: str, name: str = "{t}_e", **options: object) -> Items:
    return lambda t: [C("a", Enum(*members, name=name.format(t=t), **options))]


ENUMS = [
    *kind("enum member", _enum("a", "b", "c"), _enum("a", "b"), "~ enum type {t}_e: members", on=PG, late=()),
    *kind("enum order", _enum("a", "b", "c"), _enum("a", "c", "b"), "~ enum type {t}_e: members", on=PG, late=()),
    *kind("enum case", _enum("a", "b"), _enum("A", "b"), "~ enum type {t}_e: members", on=PG, late=()),
    *kind("enum name", _enum("a", "b"), _enum("a", "b", name="{t}_f"), "- enum type {t}_e", on=PG, late=()),
    *kind("enum or text", _enum("a", "b"), _a(String(1)), "~ column {t}.a: type", on=PG, late=()),
    *kind(
        "enum check",
        _enum("a", "b", native_enum=False, create_constraint=True),
        _enum("a", "b", native_enum=False),
        "- check constraint {t}_e on {t}",
    ),
    *kind(
        "enum check members",
        _enum("a", "b", native_enum=False, create_constraint=True),
        _enum("a", "c", native_enum=False, create_constraint=True),
        "~ check constraint {t}_e on {t}: text",
    ),
    *kind(
        "enum length", _enum("a", "bb", native_enum=False), _enum("a", "b", native_enum=False), "~ column {t}.a: type"
    ),
    *kind(
        "boolean check",
        lambda t: [C("a", Boolean(create_constraint=True, name=f"ck_{t}"))],
        _a(Boolean),
        f"- {_CHECK}",
        on=(*SQLITE, *MY),
    ),
]


def _apart(*items: object) -> Model:
    """A table in a schema of its own."""

    def model(metadata: MetaData, t: str) -> None:
        table(t, metadata, [key(), *(item._copy() for item in items), {"schema": "apart"}])

    return model


def _make_apart(*items: object) -> Chain:
    def chain(t: str) -> None:
        op.execute("CREATE SCHEMA IF NOT EXISTS apart")
        op.create_table(t, key(), *(item._copy() for item in items), schema="apart")

    return chain


def _in_schema(name: str, one: list[object], other: list[object], found: str) -> list[Drift]:
    return [
        Drift(name=f"schema {name}", model=_apart(*one), chain=_make_apart(*other), found=found, on=PG),
        Drift(
            name=f"schema {name} back",
            model=_apart(*other),
            chain=_make_apart(*one),
            found=found.partition(": ")[0],
            on=PG,
        ),
        Drift(name=f"schema {name} same", model=_apart(*one), chain=_make_apart(*one), on=PG),
    ]


SCHEMAS = [
    *_in_schema("column", [C("a", Integer)], [C("a", BigInteger)], "~ column apart.{t}.a: type"),
    *_in_schema("index", [C("a", Integer, index=True)], [C("a", Integer)], "index ix_apart_{t}_a on apart.{t}"),
    *_in_schema("key", [C("a", Integer, ForeignKey("parent.id"))], [C("a", Integer)], "foreign key"),
]

ALL: list[Drift] = [*SCHEMAS, *COLUMNS, *KEYS, *CONSTRAINTS, *INDEXES, *OPTIONS, *ENUMS]
