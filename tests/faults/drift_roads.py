"""Sound chains that take another road than ``create_all()`` and end where the models are."""

# ruff: noqa: E501  a statement stands on its line

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import sqlalchemy as sa
import sqlalchemy.orm
from alembic import op
from corpus import EVERY, MY, MYSQL, PG, SERVERS, SQLITE, Drift, Model, does, key, table
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.orm import declarative_base

C = sa.Column
LITE_PG = (*SQLITE, *PG)


def road(
    name: str, *items: Callable[[str], object], on: tuple[str, ...] = EVERY
) -> Callable[[Callable[[str], None]], Drift]:
    """The models have a table of these items; the function makes it otherwise."""
    model: Model = lambda metadata, t: table(t, metadata, [key(), *(item(t) for item in items)])  # noqa: E731

    def take(chain: Callable[[str], None]) -> Drift:
        return Drift(name=f"road {name}", model=model, chain=chain, on=on)

    return take


def column(name: str, type_: object = sa.Integer, **options: object) -> Callable[[str], object]:
    return lambda _t: C(name, type_, **options)


def same(name: str, one: Callable[[str], object], other: Callable[[str], object], on: tuple[str, ...] = EVERY) -> Drift:
    """A table of which one item is told in two ways."""
    return Drift(
        name=f"road {name}",
        model=lambda metadata, t: table(t, metadata, [key(), C("n", sa.Integer), one(t)]),
        chain=lambda t: op.create_table(t, key(), C("n", sa.Integer), other(t)),
        on=on,
    )


def types(name: str, one: object, other: object, on: tuple[str, ...] = EVERY) -> Drift:
    return same(f"type {name}", column("a", one), column("a", other), on)


def defaults(name: str, one: object, other: object, type_: object, on: tuple[str, ...] = EVERY) -> Drift:
    return same(f"default {name}", column("a", type_, server_default=one), column("a", type_, server_default=other), on)


NOW = sa.DateTime().with_variant(mysql.TIMESTAMP(), "mysql", "mariadb")

SPELLED = [
    types("unicode", sa.String(20), sa.Unicode(20)),
    types("unicode text", sa.Text, sa.UnicodeText),
    types("decimal", sa.Numeric(10, 2), sa.DECIMAL(10, 2), SERVERS),
    types("bool", sa.Boolean, mysql.TINYINT(1), MY),
    types("zone", sa.DateTime(timezone=True), postgresql.TIMESTAMP(timezone=True), PG),
    types("double", sa.Double, postgresql.DOUBLE_PRECISION, PG),
    types("dimensions", postgresql.ARRAY(sa.Integer), postgresql.ARRAY(sa.Integer, dimensions=2), PG),
    types("interval", sa.Interval, postgresql.INTERVAL, PG),
    types("uuid", sa.Uuid, postgresql.UUID, PG),
    types("integer", sa.Integer, mysql.INTEGER(), MY),
    types("display width", mysql.BIGINT(), mysql.BIGINT(20), MY),
    types("json", sa.JSON, mysql.JSON(), MY),
    types("numeric", sa.Numeric, mysql.NUMERIC(10, 0), MY),
    types("year", mysql.YEAR(), mysql.YEAR(4), MY),
    types("default collation", sa.String(20), mysql.VARCHAR(20, charset="utf8mb4"), MY),
    types("enum", sa.Enum("a", "b", name="spelled"), mysql.ENUM("a", "b"), MY),
    types("fsp", mysql.DATETIME(), mysql.DATETIME(fsp=0), MY),
    types(
        "enum by name",
        sa.Enum("a", "b", name="road_e1"),
        postgresql.ENUM("a", "b", name="road_e1", create_type=True),
        PG,
    ),
    defaults("number", "0", sa.text("0"), sa.Integer),
    defaults("big number", "0", sa.text("0"), sa.BigInteger),
    defaults("small number", "0", sa.text("0"), sa.SmallInteger),
    defaults("negative", "-1", sa.text("-1"), sa.Integer),
    defaults("negative big", "-1", sa.text("-1"), sa.BigInteger),
    defaults("decimal", "0", sa.text("0"), sa.Numeric(10, 2)),
    defaults("float", "0", sa.text("0"), sa.Float),
    defaults("fraction", "1.5", sa.text("1.5"), sa.Numeric(10, 1)),
    defaults("true", sa.true(), sa.text("true"), sa.Boolean),
    defaults("one", sa.true(), sa.text("'1'"), sa.Boolean),
    defaults("false", sa.false(), "0", sa.Boolean),
    defaults("string", "it's", sa.text("'it''s'"), sa.String(20)),
    defaults("literal", "x", sa.literal("x"), sa.String(20)),
    defaults("cast", "x", sa.text("'x'::text"), sa.String(20), PG),
    defaults("string as an expression", "x", sa.text("('x')"), sa.String(20), MYSQL),
    defaults("null", None, sa.text("NULL"), sa.String(20)),
    defaults("now", sa.func.now(), sa.text("CURRENT_TIMESTAMP"), NOW),
    defaults("current", sa.func.current_timestamp(), sa.func.now(), NOW),
    defaults("now with zone", sa.func.now(), sa.text("CURRENT_TIMESTAMP"), sa.DateTime(timezone=True), PG),
    defaults("json", "{}", sa.text("'{}'"), sa.JSON, LITE_PG),
    defaults("jsonb", "{}", sa.text("'{}'::jsonb"), postgresql.JSONB, PG),
    defaults("array", "{}", sa.text("'{}'::integer[]"), postgresql.ARRAY(sa.Integer), PG),
    defaults("interval", "1 day", sa.text("interval '1 day'"), sa.Interval, PG),
    defaults("function", sa.func.gen_random_uuid(), sa.text("gen_random_uuid()"), sa.Uuid, PG),
    defaults("date", "2020-01-01", sa.text("'2020-01-01'"), sa.Date),
    defaults("fetched", sa.FetchedValue(), None, sa.Integer),
    defaults(
        "on update",
        sa.text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
        sa.text("now() on update now()"),
        mysql.TIMESTAMP(),
        MY,
    ),
    same("on update by the client", column("a", server_onupdate=sa.FetchedValue()), column("a")),
    same("empty comment", column("a"), column("a", comment=""), SERVERS),
    same(
        "computed",
        lambda _t: C("a", sa.Integer, sa.Computed("n * 2", persisted=True)),
        lambda _t: C("a", sa.Integer, sa.Computed("(n*2)", persisted=True)),
    ),
    same(
        "check",
        lambda t: sa.CheckConstraint("n > 0 AND n < 9", name=f"ck_{t}"),
        lambda t: sa.CheckConstraint(
            "(n>0) AND (n<9)" if op.get_bind().dialect.name == "postgresql" else "n>0 and n<9", name=f"ck_{t}"
        ),
    ),
    same("unique name", lambda _t: sa.UniqueConstraint("n"), lambda t: sa.UniqueConstraint("n", name=f"given_{t}")),
    same(
        "check name", lambda _t: sa.CheckConstraint("n > 0"), lambda t: sa.CheckConstraint("n > 0", name=f"given_{t}")
    ),
    same(
        "key name",
        lambda _t: sa.ForeignKeyConstraint(["n"], ["parent.id"]),
        lambda t: sa.ForeignKeyConstraint(["n"], ["parent.id"], name=f"given_{t}"),
    ),
    same(
        "op.f",
        lambda t: sa.UniqueConstraint("n", name=f"uq_{t}"),
        lambda t: sa.UniqueConstraint("n", name=op.f(f"uq_{t}")),
    ),
    same(
        "no action",
        lambda t: sa.ForeignKeyConstraint(["n"], ["parent.id"], name=f"fk_{t}"),
        lambda t: sa.ForeignKeyConstraint(["n"], ["parent.id"], name=f"fk_{t}", ondelete="NO ACTION"),
    ),
    same(
        "unique or unique index",
        lambda t: sa.UniqueConstraint("n", name=f"uq_{t}"),
        lambda t: sa.Index(f"uq_{t}", "n", unique=True),
        MY,
    ),
]


def late(
    name: str,
    items: list[Callable[[str], object]],
    before: list[Callable[[str], object]],
    after: Callable[[str], None],
    on: tuple[str, ...] = EVERY,
) -> Drift:
    """Made of ``before``, then changed."""

    def chain(t: str) -> None:
        op.create_table(t, key(), *(item(t) for item in before))
        after(t)

    return road(name, *items, on=on)(chain)


def alter(t: str, name: str, **options: object) -> None:
    with op.batch_alter_table(t) as batch:
        batch.alter_column(name, **options)


def _three_steps(t: str) -> None:
    with op.batch_alter_table(t) as batch:
        batch.add_column(C("a", sa.String(20)))
    op.execute(f"UPDATE {t} SET a = 'x'")
    alter(t, "a", nullable=False, existing_type=sa.String(20))


def _default_and_away(t: str) -> None:
    with op.batch_alter_table(t) as batch:
        batch.add_column(C("a", sa.String(20), nullable=False, server_default="x"))
    alter(t, "a", server_default=None, existing_type=sa.String(20), existing_nullable=False)


def _dropped_and_again(t: str) -> None:
    with op.batch_alter_table(t) as batch:
        batch.drop_column("a")
    with op.batch_alter_table(t) as batch:
        batch.add_column(C("a", sa.Integer))


def _key_then_index(t: str) -> None:
    with op.batch_alter_table(t) as batch:
        batch.create_foreign_key(f"fk_{t}", "parent", ["a"], ["id"])
    op.create_index(f"ix_{t}_a", t, ["a"])


def _index_then_key(t: str) -> None:
    op.create_index(f"ix_{t}_a", t, ["a"])
    with op.batch_alter_table(t) as batch:
        batch.create_foreign_key(f"fk_{t}", "parent", ["a"], ["id"])


def _key_by_another_name_first(t: str) -> None:
    op.create_foreign_key(f"old_{t}", t, "parent", ["a"], ["id"])
    op.drop_constraint(f"old_{t}", t, type_="foreignkey")
    op.create_foreign_key(f"fk_{t}", t, "parent", ["a"], ["id"])


def _primary_again(t: str) -> None:
    op.drop_constraint(f"{t}_pkey", t)
    op.create_primary_key(None, t, ["id"])


def _batch_twice(t: str) -> None:
    with op.batch_alter_table(t) as batch:
        batch.add_column(C("a", sa.Integer, nullable=False, server_default="1"))
    with op.batch_alter_table(t, recreate="always") as batch:
        batch.create_check_constraint(f"ck_{t}", "a > 0")
    with op.batch_alter_table(t, recreate="always") as batch:
        batch.create_unique_constraint(f"uq_{t}", ["a", "b"])
        batch.create_foreign_key(f"fk_{t}", "parent", ["b"], ["id"], ondelete="CASCADE")
    with op.batch_alter_table(t, recreate="always") as batch:
        batch.alter_column("b", comment=None)


def _renamed(t: str) -> None:
    op.create_table(
        f"{t}_was",
        key(),
        C("a", sa.Integer, unique=True),
        C("b", sa.Integer, sa.ForeignKey("parent.id")),
        sa.CheckConstraint("a > 0"),
    )
    op.rename_table(f"{t}_was", t)


def _column_renamed(t: str) -> None:
    op.create_table(
        t,
        key(),
        C("was", sa.Integer, nullable=False),
        sa.UniqueConstraint("was", name=f"uq_{t}"),
        sa.CheckConstraint("was > 0", name=f"ck_{t}"),
        sa.ForeignKeyConstraint(["was"], ["parent.id"], name=f"fk_{t}"),
    )
    alter(t, "was", new_column_name="a", existing_type=sa.Integer, existing_nullable=False)


def _column_renamed_unnamed(t: str) -> None:
    op.create_table(t, key(), C("was", sa.Integer, sa.ForeignKey("parent.id"), unique=True))
    op.alter_column(t, "was", new_column_name="a", existing_type=sa.Integer, existing_nullable=True)


def _member_added(t: str) -> None:
    postgresql.ENUM("a", "c", name=f"{t}_e").create(op.get_bind())
    op.create_table(t, key(), C("a", postgresql.ENUM("a", "c", name=f"{t}_e", create_type=False)))
    op.execute(f"ALTER TYPE {t}_e ADD VALUE 'b' BEFORE 'c'")


def _text_to_enum(t: str) -> None:
    op.create_table(t, key(), C("a", sa.Text, server_default="a"))
    kind = postgresql.ENUM("a", "b", name=f"{t}_e")
    kind.create(op.get_bind())
    op.alter_column(t, "a", server_default=None)
    op.alter_column(t, "a", type_=kind, postgresql_using=f"a::{t}_e")
    op.alter_column(t, "a", server_default="a")


def _members_replaced(t: str) -> None:
    op.create_table(t, key(), C("a", sa.Enum("a", "b", name=f"{t}_e"), server_default="a"))
    op.execute(f"ALTER TYPE {t}_e RENAME TO {t}_old")
    sa.Enum("a", "b", "c", name=f"{t}_e").create(op.get_bind())
    op.execute(f"ALTER TABLE {t} ALTER a DROP DEFAULT")
    op.execute(f"ALTER TABLE {t} ALTER a TYPE {t}_e USING a::text::{t}_e")
    op.execute(f"ALTER TABLE {t} ALTER a SET DEFAULT 'a'")
    op.execute(f"DROP TYPE {t}_old")


LATER = [
    late(
        "type",
        [column("a", sa.BigInteger)],
        [column("a")],
        lambda t: alter(t, "a", type_=sa.BigInteger, existing_type=sa.Integer),
    ),
    late(
        "length",
        [column("a", sa.String(30), nullable=False)],
        [column("a", sa.String(20), nullable=False)],
        lambda t: alter(t, "a", type_=sa.String(30), existing_type=sa.String(20), existing_nullable=False),
    ),
    late(
        "text to string",
        [column("a", sa.String(30), server_default="x")],
        [column("a", sa.Text, server_default="x")],
        lambda t: alter(t, "a", type_=sa.String(30), existing_type=sa.Text),
        on=LITE_PG,
    ),
    late(
        "number to big",
        [column("a", sa.BigInteger, server_default="7")],
        [column("a", server_default="7")],
        lambda t: alter(t, "a", type_=sa.BigInteger, existing_type=sa.Integer, existing_server_default="7"),
    ),
    late(
        "string with a check",
        [column("a", sa.String(30)), lambda t: sa.CheckConstraint("a IN ('x', 'y') AND a <> 'z'", name=f"ck_{t}")],
        [column("a", sa.String(9)), lambda t: sa.CheckConstraint("a IN ('x', 'y') AND a <> 'z'", name=f"ck_{t}")],
        lambda t: alter(t, "a", type_=sa.String(30), existing_type=sa.String(9)),
    ),
    late(
        "text with a check",
        [column("a", sa.String(30)), lambda t: sa.CheckConstraint("a IN ('x', 'y') AND a <> 'z'", name=f"ck_{t}")],
        [column("a", sa.Text), lambda t: sa.CheckConstraint("a IN ('x', 'y') AND a <> 'z'", name=f"ck_{t}")],
        lambda t: alter(t, "a", type_=sa.String(30), existing_type=sa.Text),
        on=LITE_PG,
    ),
    late(
        "string with an index",
        [column("a", sa.String(30)), lambda t: sa.Index(f"ix_{t}", "a", postgresql_where=sa.text("a = 'x'"))],
        [column("a", sa.String(9))],
        lambda t: (
            op.create_index(f"ix_{t}", t, ["a"], postgresql_where=sa.text("a = 'x'")),
            alter(t, "a", type_=sa.String(30), existing_type=sa.String(9)),
        ),
    ),
    late(
        "nullable",
        [column("a", nullable=False)],
        [column("a")],
        lambda t: alter(t, "a", nullable=False, existing_type=sa.Integer),
    ),
    late(
        "not null and back",
        [column("a")],
        [column("a", nullable=False)],
        lambda t: alter(t, "a", nullable=True, existing_type=sa.Integer),
    ),
    late(
        "default",
        [column("a", sa.String(9), server_default="y")],
        [column("a", sa.String(9), server_default="x")],
        lambda t: alter(t, "a", server_default="y", existing_type=sa.String(9)),
    ),
    late(
        "comment",
        [column("a", comment="new")],
        [column("a", comment="old")],
        lambda t: alter(t, "a", comment="new", existing_comment="old", existing_type=sa.Integer),
        on=SERVERS,
    ),
    late("three steps", [column("a", sa.String(20), nullable=False)], [], _three_steps),
    late("default and away", [column("a", sa.String(20), nullable=False)], [], _default_and_away),
    late("dropped and again", [column("a"), column("b")], [column("a"), column("b")], _dropped_and_again),
    late("table comment", [lambda _t: {"comment": "new"}], [], lambda t: op.create_table_comment(t, "new"), on=SERVERS),
    late(
        "comment away",
        [column("a")],
        [column("a")],
        lambda t: (op.create_table_comment(t, "x"), op.drop_table_comment(t, existing_comment="x")),
        on=SERVERS,
    ),
    late(
        "key then index",
        [
            lambda t: C("a", sa.Integer, index=True),
            lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}"),
        ],
        [column("a")],
        _key_then_index,
    ),
    late(
        "index then key",
        [
            lambda t: C("a", sa.Integer, index=True),
            lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}"),
        ],
        [column("a")],
        _index_then_key,
    ),
    late(
        "other key first",
        [column("a"), lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}")],
        [column("a")],
        _key_by_another_name_first,
        on=SERVERS,
    ),
    late(
        "key covered",
        [
            column("a"),
            column("b"),
            lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}"),
            lambda t: sa.Index(f"ix_{t}", "a", "b"),
        ],
        [column("a"), column("b"), lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}")],
        lambda t: op.create_index(f"ix_{t}", t, ["a", "b"]),
    ),
    late("primary again", [], [], _primary_again, on=PG),
    late(
        "batch",
        [
            lambda t: C("b", sa.Integer),
            lambda t: C("a", sa.Integer, nullable=False, server_default="1"),
            lambda t: sa.CheckConstraint("a > 0", name=f"ck_{t}"),
            lambda t: sa.UniqueConstraint("a", "b", name=f"uq_{t}"),
            lambda t: sa.ForeignKeyConstraint(["b"], ["parent.id"], name=f"fk_{t}", ondelete="CASCADE"),
        ],
        [column("b")],
        _batch_twice,
        on=SQLITE,
    ),
    road(
        "renamed",
        column("a", unique=True),
        lambda t: C("b", sa.Integer, sa.ForeignKey("parent.id")),
        lambda t: sa.CheckConstraint("a > 0"),
    )(_renamed),
    road(
        "column renamed",
        column("a", nullable=False),
        lambda t: sa.UniqueConstraint("a", name=f"uq_{t}"),
        lambda t: sa.CheckConstraint("a > 0", name=f"ck_{t}"),
        lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}"),
        on=PG,
    )(_column_renamed),
    road("column renamed unnamed", lambda t: C("a", sa.Integer, sa.ForeignKey("parent.id"), unique=True), on=SERVERS)(
        _column_renamed_unnamed
    ),
    road("member added", lambda t: C("a", sa.Enum("a", "b", "c", name=f"{t}_e")), on=PG)(_member_added),
    road("text to enum", lambda t: C("a", sa.Enum("a", "b", name=f"{t}_e"), server_default="a"), on=PG)(_text_to_enum),
    road("members replaced", lambda t: C("a", sa.Enum("a", "b", "c", name=f"{t}_e"), server_default="a"), on=PG)(
        _members_replaced
    ),
    road("member in mysql", lambda t: C("a", sa.Enum("a", "b", "c", name=f"{t}_e")), on=MY)(
        lambda t: (
            op.create_table(t, key(), C("a", mysql.ENUM("a", "b"))),
            alter(t, "a", type_=mysql.ENUM("a", "b", "c"), existing_type=mysql.ENUM("a", "b")),
        )
    ),
    late(
        "boolean check",
        [lambda t: C("a", sa.Boolean(create_constraint=True, name=f"ck_{t}"))],
        [column("a", sa.Boolean)],
        lambda t: _check(t, "a IN (0, 1)"),
        on=(*SQLITE, *MY),
    ),
    late(
        "enum check",
        [lambda t: C("a", sa.Enum("x", "y", native_enum=False, create_constraint=True, name=f"ck_{t}"))],
        [column("a", sa.String(1))],
        lambda t: _check(t, "a IN ('x', 'y')"),
    ),
    late(
        "column check",
        [lambda _t: C("a", sa.Integer, sa.CheckConstraint("a > 0"))],
        [column("a")],
        lambda t: _check(t, "a > 0"),
    ),
    late(
        "column check named",
        [lambda t: C("a", sa.Integer, sa.CheckConstraint("a > 0", name=f"ck_{t}"))],
        [column("a")],
        lambda t: _check(t, "a > 0"),
        on=(*SQLITE, *PG, *MYSQL),
    ),
]


def _check(t: str, sql: str) -> None:
    with op.batch_alter_table(t) as batch:
        batch.create_check_constraint(f"ck_{t}", sql)


def _sql(name: str, sql: str, *items: Callable[[str], object], on: tuple[str, ...]) -> Drift:
    return Drift(
        name=f"road sql {name}",
        model=lambda metadata, t: table(t, metadata, [item(t) for item in items]),
        chain=does(sql),
        on=on,
    )


_AN_ORDER = (
    lambda _t: key(),
    lambda _t: C("code", sa.String(20), nullable=False, unique=True),
    lambda _t: C("total", sa.Numeric(10, 2), server_default="0"),
    lambda _t: C("made", NOW, server_default=sa.func.now()),
    lambda t: sa.CheckConstraint("total >= 0", name=f"ck_{t}"),
    lambda _t: C("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")),
    lambda t: sa.Index(f"ix_{t}", "code", "total"),
)

IN_SQL = [
    _sql(
        "order",
        """
create table if not exists {t} (id serial primary key, code varchar(20) not null unique, total decimal(10, 2) default 0.0::int,
    made timestamp default current_timestamp, constraint ck_{t} check ((total) >= (0)), parent_id int4 references parent on delete cascade);
create index ix_{t} on {t} using btree (code asc, total asc nulls last)""".replace("0.0::int", "0"),
        *_AN_ORDER,
        on=PG,
    ),
    _sql(
        "order in mysql",
        """
create table if not exists {t} (id int not null auto_increment primary key, code varchar(20) not null unique, total numeric(10, 2) default '0',
    made timestamp null default now(), constraint ck_{t} check (`total`>=0), parent_id integer, foreign key (parent_id) references parent(id) on delete cascade)
    engine=innodb auto_increment=100;
create index ix_{t} on {t} (code, total)""",
        *_AN_ORDER,
        on=MY,
    ),
    _sql(
        "order in a file",
        """
create table if not exists "{t}" (id integer not null primary key, code varchar(20) not null unique, total numeric(10,2) default '0' constraint ck_{t} check (total>=0),
    made datetime default current_timestamp, parent_id integer references parent(id) on delete cascade);
create index if not exists ix_{t} on {t}(code, total)""",
        *_AN_ORDER,
        on=SQLITE,
    ),
    _sql(
        "options",
        "create table {t} (id int auto_increment, primary key (id)) engine=InnoDB default charset=utf8mb4",
        lambda _t: key(),
        lambda _t: {"mysql_engine": "InnoDB", "mariadb_engine": "InnoDB"},
        on=MY,
    ),
    _sql(
        "charset and back",
        "create table {t} (id int auto_increment primary key, a varchar(20)) charset=latin1;\n"
        "alter table {t} convert to character set utf8mb4",
        lambda _t: key(),
        column("a", sa.String(20)),
        on=MYSQL,
    ),
    _sql(
        "identity",
        "create table {t} (id int generated by default as identity primary key, a int)",
        lambda _t: C("id", sa.Integer, sa.Identity(), primary_key=True),
        column("a"),
        on=PG,
    ),
    _sql(
        "key changed",
        "create table {t} (a int, b int not null, primary key (a));\nalter table {t} drop primary key, add primary key (a, b)",
        lambda _t: C("a", sa.Integer, primary_key=True, autoincrement=False),
        lambda _t: C("b", sa.Integer, primary_key=True, autoincrement=False),
        on=MY,
    ),
    _sql(
        "sequence",
        "create sequence {t}_s;\ncreate table {t} (id int default nextval('{t}_s') primary key)",
        lambda t: C("id", sa.Integer, s := sa.Sequence(f"{t}_s"), server_default=s.next_value(), primary_key=True),
        on=PG,
    ),
    _sql(
        "sequence of the client",
        "create sequence {t}_s;\ncreate table {t} (id int primary key)",
        lambda t: C("id", sa.Integer, sa.Sequence(f"{t}_s"), primary_key=True),
        on=PG,
    ),
    _sql(
        "unlogged",
        "create table {t} (id serial primary key);\nalter table {t} set unlogged",
        lambda _t: key(),
        lambda _t: {"prefixes": ["UNLOGGED"]},
        on=PG,
    ),
    _sql(
        "array",
        "create table {t} (id serial primary key, a integer array, b varchar(9)[3])",
        lambda _t: key(),
        column("a", postgresql.ARRAY(sa.Integer)),
        column("b", postgresql.ARRAY(sa.String(9))),
        on=PG,
    ),
]


# What an ORM makes


def _people(metadata: sa.MetaData, t: str) -> None:
    """Joined and single inheritance, a mixin, a self-reference, an association."""
    base: Any = declarative_base(metadata=metadata)

    class Stamped:
        made = sa.orm.mapped_column(NOW, server_default=sa.func.now(), nullable=False)
        active = sa.orm.mapped_column(sa.Boolean, server_default=sa.true(), nullable=False)

    class Person(Stamped, base):
        __tablename__ = t
        __mapper_args__: ClassVar = {"polymorphic_on": "kind"}
        id = sa.orm.mapped_column(sa.Integer, primary_key=True)
        kind = sa.orm.mapped_column(sa.String(20), nullable=False)
        email = sa.orm.mapped_column(sa.String(40), unique=True, index=True)
        boss_id = sa.orm.mapped_column(sa.ForeignKey(f"{t}.id", ondelete="SET NULL"), index=True)

    class Worker(Person):
        __mapper_args__: ClassVar = {"polymorphic_identity": "worker"}
        wage = sa.orm.mapped_column(sa.Numeric(10, 2))

    class Boss(Person):
        __tablename__ = f"{t}_boss"
        __mapper_args__: ClassVar = {"polymorphic_identity": "boss"}
        id = sa.orm.mapped_column(sa.ForeignKey(f"{t}.id", ondelete="CASCADE"), primary_key=True)
        office = sa.orm.mapped_column(sa.Text)

    sa.Table(
        f"{t}_task",
        metadata,
        C("person_id", sa.ForeignKey(f"{t}.id", ondelete="CASCADE"), primary_key=True),
        C("parent_id", sa.ForeignKey("parent.id"), primary_key=True, index=True),
    )


def _make_people(t: str) -> None:
    op.create_table(
        f"{t}_was",
        key(),
        C("kind", sa.String(10), nullable=False),
        C("email", sa.String(40)),
        C("wage", sa.Numeric(10, 2)),
        C("made", NOW, server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
    )
    op.rename_table(f"{t}_was", t)
    with op.batch_alter_table(t) as of_table:
        of_table.add_column(C("boss_id", sa.Integer))
        of_table.add_column(
            C(
                "active",
                sa.Boolean,
                server_default="1" if op.get_bind().dialect.name != "postgresql" else "true",
                nullable=False,
            )
        )
        of_table.alter_column("kind", type_=sa.String(20), existing_type=sa.String(10), existing_nullable=False)
    op.create_index(op.f(f"ix_{t}_email"), t, ["email"], unique=True)
    op.create_index(op.f(f"ix_{t}_boss_id"), t, ["boss_id"])
    with op.batch_alter_table(t) as of_table:
        of_table.create_foreign_key(f"{t}_boss_id_fkey", t, ["boss_id"], ["id"], ondelete="SET NULL")
    op.create_table(
        f"{t}_boss",
        C("id", sa.Integer, autoincrement=False),
        C("office", sa.Text),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["id"], [f"{t}.id"], ondelete="CASCADE"),
    )
    op.create_table(
        f"{t}_task",
        C("person_id", sa.Integer),
        C("parent_id", sa.Integer),
        sa.ForeignKeyConstraint(["parent_id"], ["parent.id"]),
        sa.ForeignKeyConstraint(["person_id"], [f"{t}.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "parent_id"),
    )
    op.create_index(f"ix_{t}_task_parent_id", f"{t}_task", ["parent_id"])


def _cycle(metadata: sa.MetaData, t: str) -> None:
    sa.Table(t, metadata, key(), C("b_id", sa.ForeignKey(f"{t}_b.id", name=f"fk_{t}", use_alter=True)))
    sa.Table(f"{t}_b", metadata, key(), C("a_id", sa.ForeignKey(f"{t}.id", name=f"fk_{t}_b"), nullable=False))


def _make_cycle(t: str) -> None:
    op.create_table(t, key(), C("b_id", sa.Integer))
    op.create_table(f"{t}_b", key(), C("a_id", sa.Integer, sa.ForeignKey(f"{t}.id", name=f"fk_{t}_b"), nullable=False))
    with op.batch_alter_table(t) as of_table:
        of_table.create_foreign_key(f"fk_{t}", f"{t}_b", ["b_id"], ["id"])


ORM = [
    Drift(name="road people", model=_people, chain=_make_people),
    Drift(name="road cycle", model=_cycle, chain=_make_cycle),
]

ALL: list[Drift] = [*ORM, *SPELLED, *LATER, *IN_SQL]
