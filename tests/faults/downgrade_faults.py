"""Downgrades that raise nothing and do not restore the schema, each with its sound form."""

# ruff: noqa: E501  a statement stands on its line

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from alembic import op
from corpus import EVERY, MARIADB, MY, MYSQL, PG, SERVERS, SQLITE, Fault, Product, does, key
from sqlalchemy.dialects import mysql, postgresql

C = sa.Column
LITE_PG = (*SQLITE, *PG)
Step = Callable[[str], Any]
INDEX, UNIQUE, CHECK, KEY = (
    "index ix_{t} on {t}",
    "unique constraint uq_{t} on {t}",
    "check constraint ck_{t} on {t}",
    "foreign key fk_{t} on {t}",
)


def nothing(_t: str) -> None:
    """What was forgotten."""


def start(*items: Any, **options: Any) -> Step:
    """A table with three columns and these items."""

    def step(t: str) -> None:
        more = [item(t) if callable(item) else item._copy() for item in items]
        op.create_table(t, key(), C("a", sa.Integer), C("b", sa.Integer), C("s", sa.String(20)), *more, **options)

    return step


PLAIN = start()


def steps(*all_of: Step) -> Step:
    def step(t: str) -> None:
        for one in all_of:
            one(t)

    return step


def batch(name: str, *told: Any, **options: Any) -> Step:
    """One operation on the table, in a batch."""

    def step(t: str) -> None:
        with op.batch_alter_table(t) as of_table:
            getattr(of_table, name)(*(one.format(t=t) if isinstance(one, str) else one for one in told), **options)

    return step


def index(*columns: Any, name: str = "ix_{t}", **options: Any) -> Step:
    return lambda t: op.create_index(name.format(t=t), t, list(columns), **options)


def no_index(name: str = "ix_{t}") -> Step:
    return lambda t: op.drop_index(name.format(t=t), table_name=t)


def alter(column: str, **options: Any) -> Step:
    return batch("alter_column", column, **options)


def add(name: str, type_: Any, *items: Any, **options: Any) -> Step:
    """A new column each time: one that is in a table cannot be added again."""

    def step(t: str) -> None:
        batch("add_column", C(name, type_, *(item._copy() for item in items), **options))(t)

    return step


def drop(name: str) -> Step:
    return batch("drop_column", name)


def fault(
    name: str,
    before: Step,
    up: Step,
    down: Step,
    sound: Step,
    found: str,
    *,
    on: tuple[str, ...] = EVERY,
    since: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> Fault:
    return Fault(name=name, before=before, up=up, down=down, sound=sound, found=found, on=on, since=since)


def lost(
    name: str,
    make: Step,
    unmake: Step,
    found: str,
    *others: tuple[str, Step, str],
    before: Step = PLAIN,
    **options: Any,
) -> list[Fault]:
    """What the upgrade makes is left; what it drops is not made again, or (``others``) made otherwise."""
    there = steps(before, make)
    return [
        fault(f"{name} left", before, make, nothing, unmake, f"+ {found}", **options),
        fault(f"{name} lost", there, unmake, nothing, make, f"- {found}", **options),
        *(fault(f"{name} {how}", there, unmake, otherwise, make, told, **options) for how, otherwise, told in others),
    ]


def changed(
    name: str, there: Step, up: Step, sound: Step, found: str, *others: tuple[str, Step], **options: Any
) -> list[Fault]:
    """What the upgrade changes is not changed back, or changed to something else."""
    return [
        fault(f"{name} stays", there, up, nothing, sound, found, **options),
        *(fault(f"{name} {how}", there, up, otherwise, sound, found, **options) for how, otherwise in others),
    ]


INTEGER, STRING = {"existing_type": sa.Integer()}, {"existing_type": sa.String(20)}


def _unique(*columns: str, name: str = "uq_{t}", **options: Any) -> Step:
    return batch("create_unique_constraint", name, list(columns), **options)


def _check(sql: str, name: str = "ck_{t}") -> Step:
    return batch("create_check_constraint", name, sql)


def _key(target: str = "parent", columns: tuple[str, ...] = ("a",), name: str = "fk_{t}", **options: Any) -> Step:
    return batch("create_foreign_key", name, target, list(columns), ["id"], **options)


def _no(kind: str, name: str) -> Step:
    return batch("drop_constraint", name, type_=kind)


def _no_key(t: str) -> None:
    with op.batch_alter_table(t) as of_table:
        of_table.drop_constraint(f"fk_{t}", type_="foreignkey")
    if op.get_bind().dialect.name in MY:
        op.drop_index(f"fk_{t}", table_name=t)


COMMON = [
    *lost(
        "index",
        index("a"),
        no_index(),
        INDEX,
        ("by another name", index("a", name="ix2_{t}"), f"- {INDEX}"),
        ("of other columns", index("b"), f"~ {INDEX}: columns"),
    ),
    *lost(
        "composite index",
        index("a", "b"),
        no_index(),
        INDEX,
        ("in another order", index("b", "a"), f"~ {INDEX}: columns"),
        ("without a column", index("a"), f"~ {INDEX}: columns"),
    ),
    *lost("unique index", index("a", unique=True), no_index(), INDEX, ("not unique", index("a"), f"~ {INDEX}: unique")),
    *lost(
        "partial index",
        index("a", postgresql_where=sa.text("a > 0"), sqlite_where=sa.text("a > 0")),
        no_index(),
        INDEX,
        ("without where", index("a"), f"~ {INDEX}: where"),
        on=LITE_PG,
    ),
    *lost(
        "expression index",
        index(sa.text("lower(s)")),
        no_index(),
        INDEX,
        ("without expression", index("s"), f"~ {INDEX}: columns"),
        on=LITE_PG,
    ),
    *lost(
        "descending index",
        index(sa.text("a DESC")),
        no_index(),
        INDEX,
        ("not descending", index("a"), f"~ {INDEX}: columns"),
        since={"mariadb": (10, 8)},
    ),
    *lost(
        "unique",
        _unique("a", "b"),
        _no("unique", "uq_{t}"),
        UNIQUE,
        ("of other columns", _unique("a"), f"~ {UNIQUE}: columns"),
        ("in another order", _unique("b", "a"), f"~ {UNIQUE}: columns"),
        ("by another name", _unique("a", "b", name="uq2_{t}"), f"- {UNIQUE}"),
        on=LITE_PG,
    ),
    *lost(
        "unique",
        _unique("a", "b"),
        _no("unique", "uq_{t}"),
        UNIQUE.replace("unique constraint", "index"),
        ("of other columns", _unique("a"), "~ index uq_{t} on {t}: columns"),
        ("in another order", _unique("b", "a"), "~ index uq_{t} on {t}: columns"),
        on=MY,
    ),
    *lost(
        "check",
        _check("a > 0"),
        _no("check", "ck_{t}"),
        CHECK,
        ("with another text", _check("a >= 0"), f"~ {CHECK}: text"),
        ("by another name", _check("a > 0", "ck2_{t}"), f"- {CHECK}"),
    ),
    *lost(
        "key",
        _key(ondelete="CASCADE"),
        _no_key,
        KEY,
        ("without its action", _key(), f"~ {KEY}: on delete"),
        ("with another action", _key(ondelete="SET NULL"), f"~ {KEY}: on delete"),
        ("to another table", _key("parent2", ondelete="CASCADE"), f"~ {KEY}: references"),
        ("of another column", _key(columns=("b",), ondelete="CASCADE"), f"~ {KEY}: columns"),
    ),
    *lost(
        "column",
        add("n", sa.String(9), server_default="x", nullable=False),
        drop("n"),
        "column {t}.n",
        ("of another type", add("n", sa.Text, server_default="x", nullable=False), "~ column {t}.n: type"),
        ("of another length", add("n", sa.String(8), server_default="x", nullable=False), "~ column {t}.n: type"),
        ("nullable", add("n", sa.String(9), server_default="x"), "~ column {t}.n: nullable"),
        ("with another default", add("n", sa.String(9), server_default="y", nullable=False), "~ column {t}.n: default"),
        on=LITE_PG,
    ),
    *lost(
        "column",
        add("n", sa.String(9), server_default="x", nullable=False),
        drop("n"),
        "column {t}.n",
        ("of another length", add("n", sa.String(8), server_default="x", nullable=False), "~ column {t}.n: type"),
        ("nullable", add("n", sa.String(9), server_default="x"), "~ column {t}.n: nullable"),
        ("without default", add("n", sa.String(9), nullable=False), "~ column {t}.n: default"),
        ("with another default", add("n", sa.String(9), server_default="y", nullable=False), "~ column {t}.n: default"),
        on=MY,
    ),
    *changed(
        "type",
        start(),
        alter("a", type_=sa.BigInteger(), **INTEGER),
        alter("a", type_=sa.Integer(), existing_type=sa.BigInteger()),
        "~ column {t}.a: type",
        ("is another", alter("a", type_=sa.SmallInteger(), existing_type=sa.BigInteger())),
    ),
    *changed(
        "length",
        start(),
        alter("s", type_=sa.String(30), **STRING),
        alter("s", type_=sa.String(20), existing_type=sa.String(30)),
        "~ column {t}.s: type",
        ("is another", alter("s", type_=sa.String(25), existing_type=sa.String(30))),
    ),
    *changed(
        "nullable",
        start(),
        alter("s", nullable=False, **STRING),
        alter("s", nullable=True, **STRING),
        "~ column {t}.s: nullable",
    ),
    *changed(
        "not null",
        start(C("n", sa.Integer, nullable=False)),
        alter("n", nullable=True, **INTEGER),
        alter("n", nullable=False, **INTEGER),
        "~ column {t}.n: nullable",
    ),
    *changed(
        "default",
        start(C("d", sa.String(20), server_default="x")),
        alter("d", server_default="y", **STRING),
        alter("d", server_default="x", **STRING),
        "~ column {t}.d: default",
        ("is another", alter("d", server_default="z", **STRING)),
        ("is gone", alter("d", server_default=None, **STRING)),
    ),
    *changed(
        "default dropped",
        start(C("d", sa.String(20), server_default="x", nullable=False)),
        alter("d", server_default=None, existing_nullable=False, **STRING),
        alter("d", server_default="x", existing_nullable=False, **STRING),
        "~ column {t}.d: default",
    ),
    *changed(
        "name of a column",
        start(C("n", sa.Integer)),
        alter("n", new_column_name="m", **INTEGER),
        alter("m", new_column_name="n", **INTEGER),
        "+ column {t}.m",
        ("is another", alter("m", new_column_name="o", **INTEGER)),
    )[:1],
    fault(
        "column renamed wrongly",
        start(C("n", sa.Integer)),
        alter("n", new_column_name="m", **INTEGER),
        alter("m", new_column_name="o", **INTEGER),
        alter("m", new_column_name="n", **INTEGER),
        "+ column {t}.o",
    ),
    fault(
        "table renamed wrongly",
        start(),
        lambda t: op.rename_table(t, f"{t}_new"),
        lambda t: op.rename_table(f"{t}_new", f"{t}_old"),
        lambda t: op.rename_table(f"{t}_new", t),
        "+ table {t}_old",
    ),
    fault("table left", nothing, start(), nothing, op.drop_table, "+ table {t}"),
    fault("table lost", start(), op.drop_table, nothing, start(), "- table {t}"),
    fault(
        "table without index",
        steps(start(), index("a")),
        op.drop_table,
        start(),
        steps(start(), index("a")),
        f"- {INDEX}",
    ),
    fault(
        "table without check",
        start(lambda t: sa.CheckConstraint("a > 0", name=f"ck_{t}")),
        op.drop_table,
        start(),
        start(lambda t: sa.CheckConstraint("a > 0", name=f"ck_{t}")),
        f"- {CHECK}",
    ),
    fault(
        "table without key",
        start(lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}")),
        op.drop_table,
        start(),
        start(lambda t: sa.ForeignKeyConstraint(["a"], ["parent.id"], name=f"fk_{t}")),
        f"- {KEY}",
    ),
    fault(
        "table without default",
        start(C("d", sa.Integer, server_default="1")),
        op.drop_table,
        start(C("d", sa.Integer)),
        start(C("d", sa.Integer, server_default="1")),
        "~ column {t}.d: default",
    ),
    fault(
        "table without unnamed check",
        start(lambda _t: sa.CheckConstraint("a > 0")),
        op.drop_table,
        start(),
        start(lambda _t: sa.CheckConstraint("a > 0")),
        "- check constraint on {t}",
    ),
    fault(
        "wrong table",
        steps(start(), lambda t: op.create_table(f"{t}_2", key(), C("n", sa.Integer))),
        add("n", sa.Integer),
        lambda t: op.drop_column(f"{t}_2", "n"),
        drop("n"),
        "- column {t}_2.n",
    ),
    fault("wrong column", start(C("n", sa.Integer)), add("m", sa.Integer), drop("n"), drop("m"), "- column {t}.n"),
    fault(
        "wrong index",
        steps(start(), index("b", name="ix2_{t}")),
        index("a"),
        no_index("ix2_{t}"),
        no_index(),
        "- index ix2_{t} on {t}",
    ),
    *changed(
        "view",
        steps(start(), does("CREATE VIEW {t}_v AS SELECT id FROM {t}")),
        does("DROP VIEW {t}_v;\nCREATE VIEW {t}_v AS SELECT id, a FROM {t}"),
        does("DROP VIEW {t}_v;\nCREATE VIEW {t}_v AS SELECT id FROM {t}"),
        "~ view {t}_v: text",
        ("is another", does("DROP VIEW {t}_v;\nCREATE VIEW {t}_v AS SELECT a FROM {t}")),
    ),
    fault(
        "view of a lost table",
        nothing,
        steps(start(), does("CREATE VIEW {t}_v AS SELECT id FROM {t}")),
        op.drop_table,
        lambda t: (op.execute(f"DROP VIEW {t}_v"), op.drop_table(t)),
        "+ view {t}_v",
        on=(*SQLITE, *MY),
    ),
    fault(
        "view of a lost column",
        steps(start(C("n", sa.Integer)), does("CREATE VIEW {t}_v AS SELECT id FROM {t}")),
        does("DROP VIEW {t}_v;\nCREATE VIEW {t}_v AS SELECT n FROM {t}"),
        drop("n"),
        does("DROP VIEW {t}_v;\nCREATE VIEW {t}_v AS SELECT id FROM {t}"),
        "~ view {t}_v: text",
        on=MY,
    ),
    *lost("new view", does("CREATE VIEW {t}_v AS SELECT id FROM {t}"), does("DROP VIEW {t}_v"), "view {t}_v"),
    *changed(
        "enum check",
        start(lambda t: sa.CheckConstraint("s IN ('a', 'b')", name=f"ck_{t}")),
        steps(_no("check", "ck_{t}"), _check("s IN ('a', 'b', 'c')")),
        steps(_no("check", "ck_{t}"), _check("s IN ('a', 'b')")),
        f"~ {CHECK}: text",
        ("is shorter", steps(_no("check", "ck_{t}"), _check("s IN ('a')"))),
    ),
    fault(
        "key column order",
        lambda t: op.create_table(
            t,
            C("a", sa.Integer, autoincrement=False),
            C("b", sa.Integer),
            sa.PrimaryKeyConstraint("a", "b", name=f"pk_{t}"),
        ),
        op.drop_table,
        lambda t: op.create_table(
            t,
            C("a", sa.Integer, autoincrement=False),
            C("b", sa.Integer),
            sa.PrimaryKeyConstraint("b", "a", name=f"pk_{t}"),
        ),
        lambda t: op.create_table(
            t,
            C("a", sa.Integer, autoincrement=False),
            C("b", sa.Integer),
            sa.PrimaryKeyConstraint("a", "b", name=f"pk_{t}"),
        ),
        "~ primary key",
    ),
    *changed(
        "comment",
        start(C("n", sa.Integer, comment="x")),
        alter("n", comment="y", existing_comment="x", **INTEGER),
        alter("n", comment="x", existing_comment="y", **INTEGER),
        "~ column {t}.n: comment",
        ("is gone", alter("n", comment=None, existing_comment="y", **INTEGER)),
        on=SERVERS,
    ),
    *changed(
        "table comment",
        start(comment="x"),
        lambda t: op.create_table_comment(t, "y", existing_comment="x"),
        lambda t: op.create_table_comment(t, "x", existing_comment="y"),
        "~ table {t}: comment",
        ("is gone", lambda t: op.drop_table_comment(t, existing_comment="y")),
        on=SERVERS,
    ),
    fault(
        "column without comment",
        start(C("n", sa.Integer, comment="x")),
        drop("n"),
        add("n", sa.Integer),
        add("n", sa.Integer, comment="x"),
        "~ column {t}.n: comment",
        on=SERVERS,
    ),
]

_F = "CREATE OR REPLACE FUNCTION {t}_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN %s; END $$"
_G = "CREATE TRIGGER {t}_g BEFORE %s ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_f()"
_NEW_F, _OLD_F = does(_F % "NEW"), does(_F % "OLD")


def _pg(
    name: str,
    make: str,
    unmake: str,
    found: str,
    *others: tuple[str, str, str],
    before: Step = PLAIN,
    since: int = 13,
) -> list[Fault]:
    told = [(how, does(sql), evidence) for how, sql, evidence in others]
    return lost(name, does(make), does(unmake), found, *told, before=before, on=PG, since={"postgres": (since,)})


def _of_the_database(setting: str) -> str:
    return f"DO $$ BEGIN EXECUTE concat('ALTER DATABASE ', quote_ident(current_database()), ' {setting}'); END $$"


def _sets(
    name: str,
    before: Step,
    up: str,
    down: str,
    found: str,
    *others: tuple[str, str],
    on: tuple[str, ...] = PG,
    since: int = 0,
) -> list[Fault]:
    told = [(how, does(sql)) for how, sql in others]
    return changed(name, before, does(up), does(down), found, *told, on=on, since={on[0]: (since,)})


POSTGRES = [
    *_pg(
        "enum",
        "CREATE TYPE {t}_e AS ENUM ('a', 'b')",
        "DROP TYPE {t}_e",
        "enum type {t}_e",
        ("in another order", "CREATE TYPE {t}_e AS ENUM ('b', 'a')", "~ enum type {t}_e: members"),
        ("without a member", "CREATE TYPE {t}_e AS ENUM ('a')", "~ enum type {t}_e: members"),
    ),
    fault(
        "enum of a column",
        start(),
        lambda t: op.add_column(t, C("e", _made_enum(t))),
        drop("e"),
        steps(drop("e"), does("DROP TYPE {t}_e")),
        "+ enum type {t}_e",
        on=PG,
    ),
    fault(
        "enum of a table",
        nothing,
        lambda t: op.create_table(t, key(), C("e", sa.Enum("a", name=f"{t}_e"))),
        op.drop_table,
        lambda t: (op.drop_table(t), sa.Enum(name=f"{t}_e").drop(op.get_bind())),
        "+ enum type {t}_e",
        on=PG,
    ),
    fault(
        "enum member",
        does("CREATE TYPE {t}_e AS ENUM ('a', 'b')"),
        does("ALTER TYPE {t}_e ADD VALUE 'c'"),
        nothing,
        does("DROP TYPE {t}_e;\nCREATE TYPE {t}_e AS ENUM ('a', 'b')"),
        "~ enum type {t}_e: members",
        on=PG,
    ),
    *_sets(
        "enum name",
        does("CREATE TYPE {t}_e AS ENUM ('a', 'b')"),
        "ALTER TYPE {t}_e RENAME VALUE 'b' TO 'c'",
        "ALTER TYPE {t}_e RENAME VALUE 'c' TO 'b'",
        "~ enum type {t}_e: members",
    ),
    *_pg(
        "sequence",
        "CREATE SEQUENCE {t}_s START 5",
        "DROP SEQUENCE {t}_s",
        "sequence {t}_s",
        ("without start", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: start"),
    ),
    *_pg(
        "domain",
        "CREATE DOMAIN {t}_d AS text NOT NULL",
        "DROP DOMAIN {t}_d",
        "domain {t}_d",
        ("nullable", "CREATE DOMAIN {t}_d AS text", "~ domain {t}_d: nullable"),
    ),
    *_pg(
        "function",
        _F % "NEW",
        "DROP FUNCTION {t}_f()",
        "function {t}_f()",
        ("with another text", _F % "OLD", "~ function {t}_f(): text"),
    ),
    *_pg(
        "trigger",
        _G % "INSERT",
        "DROP TRIGGER {t}_g ON {t}",
        "trigger {t}_g on {t}",
        ("of another event", _G % "UPDATE", "~ trigger {t}_g on {t}: text"),
        before=steps(start(), _NEW_F),
    ),
    *_pg(
        "materialized view",
        "CREATE MATERIALIZED VIEW {t}_m AS SELECT id FROM {t};\nCREATE INDEX {t}_i ON {t}_m (id)",
        "DROP MATERIALIZED VIEW {t}_m",
        "materialized view {t}_m",
        ("without index", "CREATE MATERIALIZED VIEW {t}_m AS SELECT id FROM {t}", "- index {t}_i on {t}_m"),
    ),
    *_pg("schema", "CREATE SCHEMA {t}_n", "DROP SCHEMA {t}_n", "schema {t}_n"),
    *_pg(
        "policy",
        "CREATE POLICY {t}_p ON {t} USING (a > 0)",
        "DROP POLICY {t}_p ON {t}",
        "policy {t}_p on {t}",
        ("with another text", "CREATE POLICY {t}_p ON {t} USING (a > 1)", "~ policy {t}_p on {t}: text"),
    ),
    *_pg(
        "exclusion",
        "ALTER TABLE {t} ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH &&)",
        "ALTER TABLE {t} DROP CONSTRAINT {t}_x",
        "exclusion constraint {t}_x on {t}",
        (
            "with where",
            "ALTER TABLE {t} ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH &&) WHERE (a > 0)",
            "~ exclusion constraint {t}_x on {t}: text",
        ),
    ),
    *_pg(
        "covering index",
        "CREATE INDEX ix_{t} ON {t} (a) INCLUDE (b)",
        "DROP INDEX ix_{t}",
        INDEX,
        ("without include", "CREATE INDEX ix_{t} ON {t} (a)", f"~ {INDEX}: include"),
    ),
    *_pg(
        "hash index",
        "CREATE INDEX ix_{t} ON {t} USING hash (a)",
        "DROP INDEX ix_{t}",
        INDEX,
        ("without method", "CREATE INDEX ix_{t} ON {t} (a)", f"~ {INDEX}: method"),
    ),
    *_pg(
        "pattern index",
        "CREATE INDEX ix_{t} ON {t} (s varchar_pattern_ops)",
        "DROP INDEX ix_{t}",
        INDEX,
        ("without class", "CREATE INDEX ix_{t} ON {t} (s)", f"~ {INDEX}: columns"),
    ),
    *_pg(
        "deferrable key",
        "ALTER TABLE {t} ADD CONSTRAINT fk_{t} FOREIGN KEY (a) REFERENCES parent DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE {t} DROP CONSTRAINT fk_{t}",
        KEY,
        (
            "immediate",
            "ALTER TABLE {t} ADD CONSTRAINT fk_{t} FOREIGN KEY (a) REFERENCES parent DEFERRABLE",
            f"~ {KEY}: deferrable",
        ),
        (
            "not deferrable",
            "ALTER TABLE {t} ADD CONSTRAINT fk_{t} FOREIGN KEY (a) REFERENCES parent",
            f"~ {KEY}: deferrable",
        ),
        (
            "not valid",
            "ALTER TABLE {t} ADD CONSTRAINT fk_{t} FOREIGN KEY (a) REFERENCES parent DEFERRABLE INITIALLY DEFERRED NOT VALID",
            f"~ {KEY}: not valid",
        ),
    ),
    fault(
        "index with a column",
        steps(start(), index("a", "b")),
        drop("a"),
        add("a", sa.Integer),
        steps(add("a", sa.Integer), index("a", "b")),
        f"- {INDEX}",
        on=PG,
    ),
    fault(
        "constraint with a column",
        steps(start(), _unique("a", "b")),
        drop("a"),
        add("a", sa.Integer),
        steps(add("a", sa.Integer), _unique("a", "b")),
        f"- {UNIQUE}",
        on=PG,
    ),
    fault(
        "view with a column",
        steps(start(), does("CREATE VIEW {t}_v AS SELECT a FROM {t}")),
        does("ALTER TABLE {t} DROP a CASCADE"),
        add("a", sa.Integer),
        steps(add("a", sa.Integer), does("CREATE VIEW {t}_v AS SELECT a FROM {t}")),
        "- view {t}_v",
        on=PG,
    ),
    *_sets(
        "identity",
        start(C("n", sa.Integer, sa.Identity(), nullable=False)),
        "ALTER TABLE {t} ALTER n DROP IDENTITY",
        "ALTER TABLE {t} ALTER n ADD GENERATED BY DEFAULT AS IDENTITY",
        "~ column {t}.n: identity",
        ("is always", "ALTER TABLE {t} ALTER n ADD GENERATED ALWAYS AS IDENTITY"),
    ),
    *_sets(
        "serial",
        start(),
        "ALTER TABLE {t} ALTER id DROP DEFAULT",
        "ALTER TABLE {t} ALTER id SET DEFAULT nextval('{t}_id_seq')",
        "~ column {t}.id: ",
    ),
    *_sets(
        "computed",
        start(C("g", sa.Integer, sa.Computed("a * 2", persisted=True))),
        "ALTER TABLE {t} ALTER g DROP EXPRESSION",
        "ALTER TABLE {t} DROP g;\nALTER TABLE {t} ADD g integer GENERATED ALWAYS AS (a * 2) STORED",
        "~ column {t}.g: computed",
        ("is another", "ALTER TABLE {t} DROP g;\nALTER TABLE {t} ADD g integer GENERATED ALWAYS AS (a * 3) STORED"),
    ),
    *_sets(
        "collation",
        start(),
        'ALTER TABLE {t} ALTER s TYPE varchar(20) COLLATE "C"',
        'ALTER TABLE {t} ALTER s TYPE varchar(20) COLLATE pg_catalog."default"',
        "~ column {t}.s: collation",
    ),
    *_sets(
        "time zone",
        start(C("d", sa.DateTime)),
        "ALTER TABLE {t} ALTER d TYPE timestamptz",
        "ALTER TABLE {t} ALTER d TYPE timestamp",
        "~ column {t}.d: type",
    ),
    *_pg(
        "privilege",
        "GRANT SELECT ON {t} TO PUBLIC",
        "REVOKE SELECT ON {t} FROM PUBLIC",
        "privileges on {t}",
        ("of another kind", "GRANT INSERT ON {t} TO PUBLIC", "~ privileges on {t}: text"),
    ),
    *_pg(
        "column privilege",
        "GRANT UPDATE (a) ON {t} TO PUBLIC",
        "REVOKE UPDATE (a) ON {t} FROM PUBLIC",
        "privileges on column {t}.a",
    ),
    *_pg(
        "sequence privilege",
        "GRANT USAGE ON SEQUENCE {t}_id_seq TO PUBLIC",
        "REVOKE USAGE ON SEQUENCE {t}_id_seq FROM PUBLIC",
        "privileges on sequence {t}_id_seq",
    ),
    *_pg(
        "function privilege",
        "REVOKE EXECUTE ON FUNCTION {t}_f() FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION {t}_f() TO PUBLIC",
        "privileges on function {t}_f()",
        before=steps(PLAIN, does("CREATE FUNCTION {t}_f() RETURNS int LANGUAGE sql AS 'SELECT 1'")),
    ),
    fault(
        "privilege of a view",
        steps(PLAIN, does("CREATE VIEW {t}_v AS SELECT id FROM {t}"), does("GRANT SELECT ON {t}_v TO PUBLIC")),
        does("DROP VIEW {t}_v"),
        does("CREATE VIEW {t}_v AS SELECT id FROM {t}"),
        steps(does("CREATE VIEW {t}_v AS SELECT id FROM {t}"), does("GRANT SELECT ON {t}_v TO PUBLIC")),
        "- privileges on {t}_v",
        on=PG,
    ),
    *_pg("owner", "ALTER TABLE {t} OWNER TO pg_monitor", "ALTER TABLE {t} OWNER TO CURRENT_USER", "privileges on {t}"),
    *_pg(
        "database setting",
        _of_the_database("SET {t}.x TO ''a b''"),
        _of_the_database("RESET {t}.x"),
        "database setting {t}.x",
    ),
    *_pg(
        "search",
        "CREATE TEXT SEARCH CONFIGURATION {t}_c (COPY = simple)",
        "DROP TEXT SEARCH CONFIGURATION {t}_c",
        "text search configuration {t}_c",
    ),
    fault(
        "keys not looked at",
        start(lambda t: sa.ForeignKeyConstraint(["a"], [f"{t}.id"], name=f"fk_{t}")),
        add("n", sa.Integer()),
        steps(drop("n"), does("ALTER TABLE {t} DISABLE TRIGGER ALL")),
        steps(drop("n"), does("ALTER TABLE {t} DISABLE TRIGGER ALL"), does("ALTER TABLE {t} ENABLE TRIGGER ALL")),
        "+ constraint triggers fk_{t} on {t}",
        on=PG,
    ),
    fault(
        "materialized view without rows",
        steps(PLAIN, does("CREATE MATERIALIZED VIEW {t}_v AS SELECT id FROM {t}")),
        does("DROP MATERIALIZED VIEW {t}_v"),
        does("CREATE MATERIALIZED VIEW {t}_v AS SELECT id FROM {t} WITH NO DATA"),
        does("CREATE MATERIALIZED VIEW {t}_v AS SELECT id FROM {t}"),
        "~ materialized view {t}_v: populated",
        on=PG,
    ),
    fault(
        "serial without the owner",
        PLAIN,
        steps(does("ALTER TABLE {t} ALTER id DROP DEFAULT"), does("DROP SEQUENCE {t}_id_seq")),
        steps(
            does("CREATE SEQUENCE {t}_id_seq AS integer"),
            does("ALTER TABLE {t} ALTER id SET DEFAULT nextval('{t}_id_seq')"),
        ),
        steps(
            does("CREATE SEQUENCE {t}_id_seq AS integer OWNED BY {t}.id"),
            does("ALTER TABLE {t} ALTER id SET DEFAULT nextval('{t}_id_seq')"),
        ),
        "~ column {t}.id: autoincrement",
        on=PG,
    ),
    *_sets(
        "row security under force",
        steps(start(), does("ALTER TABLE {t} FORCE ROW LEVEL SECURITY")),
        "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
        "~ table {t}: row security",
    ),
    *_sets("unlogged", start(), "ALTER TABLE {t} SET UNLOGGED", "ALTER TABLE {t} SET LOGGED", "~ table {t}: unlogged"),
    *_sets(
        "row security",
        start(),
        "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
        "~ table {t}: row security",
    ),
    *_sets(
        "storage option",
        start(),
        "ALTER TABLE {t} SET (fillfactor = 50)",
        "ALTER TABLE {t} RESET (fillfactor)",
        "~ table {t}: ",
    ),
    *_sets(
        "trigger disabled",
        steps(start(), _NEW_F, does(_G % "INSERT")),
        "ALTER TABLE {t} DISABLE TRIGGER {t}_g",
        "ALTER TABLE {t} ENABLE TRIGGER {t}_g",
        "~ trigger {t}_g on {t}: enabled",
    ),
    *_sets(
        "key name",
        start(),
        "ALTER TABLE {t} RENAME CONSTRAINT {t}_pkey TO pk_{t}",
        "ALTER TABLE {t} RENAME CONSTRAINT pk_{t} TO {t}_pkey",
        "primary key pk_{t} on {t}",
    ),
    *_sets(
        "primary key",
        start(),
        "ALTER TABLE {t} DROP CONSTRAINT {t}_pkey",
        "ALTER TABLE {t} ADD PRIMARY KEY (id)",
        "- primary key",
        ("is another", "UPDATE {t} SET a = 0;\nALTER TABLE {t} ADD PRIMARY KEY (id, a)"),
    )[:1],
    *_sets(
        "index comment",
        steps(start(), index("a")),
        "COMMENT ON INDEX ix_{t} IS 'x'",
        "COMMENT ON INDEX ix_{t} IS NULL",
        f"~ {INDEX}: comment",
    ),
    *_sets(
        "owned sequence",
        steps(start(), does("CREATE SEQUENCE {t}_s OWNED BY {t}.a")),
        "ALTER SEQUENCE {t}_s OWNED BY NONE",
        "ALTER SEQUENCE {t}_s OWNED BY {t}.a",
        "~ sequence {t}_s: owned by",
    ),
    *_pg(
        "partition",
        "CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM (1) TO (9)",
        "DROP TABLE {t}_1",
        "table {t}_1",
        ("with other bounds", "CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM (1) TO (10)", "~ table {t}_1"),
        before=does("CREATE TABLE {t} (id int, a int) PARTITION BY RANGE (id)"),
    ),
    fault(
        "composite key order",
        lambda t: op.create_table(
            t, C("a", sa.Integer), C("b", sa.Integer), sa.PrimaryKeyConstraint("a", "b", name=f"pk_{t}")
        ),
        lambda t: op.drop_constraint(f"pk_{t}", t),
        lambda t: op.create_primary_key(f"pk_{t}", t, ["b", "a"]),
        lambda t: op.create_primary_key(f"pk_{t}", t, ["a", "b"]),
        "~ primary key pk_{t} on {t}: columns",
        on=PG,
    ),
]


def _made_enum(t: str) -> Any:
    kind = postgresql.ENUM("a", "b", name=f"{t}_e")
    kind.create(op.get_bind())
    return postgresql.ENUM("a", "b", name=f"{t}_e", create_type=False)


_FULL = start(C("n", sa.Integer, nullable=False, server_default="7", comment="x"))


def _modified(**existing: Any) -> Step:
    return alter("n", type_=sa.Integer(), existing_type=sa.BigInteger(), **existing)


_ALL_OF_N = {"existing_nullable": False, "existing_server_default": "7", "existing_comment": "x"}
_WIDER = alter("n", type_=sa.BigInteger(), existing_type=sa.Integer(), **_ALL_OF_N)
_MY_TRIGGER = "CREATE TRIGGER {t}_g BEFORE %s ON {t} FOR EACH ROW SET NEW.a = %s"


def _my(
    name: str,
    make: str,
    unmake: str,
    found: str,
    *others: tuple[str, str, str],
    before: Step = PLAIN,
    on: tuple[str, ...] = MY,
) -> list[Fault]:
    return lost(
        name,
        does(make),
        does(unmake),
        found,
        *((how, does(sql), told) for how, sql, told in others),
        before=before,
        on=on,
    )


def _alters(name: str, up: str, down: str, found: str, before: Step = PLAIN, on: tuple[str, ...] = MY) -> list[Fault]:
    return changed(name, before, does(f"ALTER TABLE {{t}} {up}"), does(f"ALTER TABLE {{t}} {down}"), found, on=on)


def _without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in _ALL_OF_N.items() if name not in names}


MYSQLS = [
    fault(
        "modify loses the default",
        _FULL,
        _WIDER,
        _modified(**_without("existing_server_default")),
        _modified(**_ALL_OF_N),
        "~ column {t}.n: default",
        on=MY,
    ),
    fault(
        "modify loses the comment",
        _FULL,
        _WIDER,
        _modified(**_without("existing_comment")),
        _modified(**_ALL_OF_N),
        "~ column {t}.n: comment",
        on=MY,
    ),
    fault(
        "modify loses not null",
        _FULL,
        _WIDER,
        _modified(**_without("existing_nullable")),
        _modified(**_ALL_OF_N),
        "~ column {t}.n: nullable",
        on=MY,
    ),
    fault(
        "modify loses autoincrement",
        start(),
        alter("id", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False, autoincrement=True),
        alter("id", type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False),
        alter("id", type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False, autoincrement=True),
        "~ column {t}.id: autoincrement",
        on=MY,
    ),
    *_alters(
        "on update",
        "MODIFY d timestamp NULL",
        "MODIFY d timestamp NULL ON UPDATE now()",
        "~ column {t}.d: on update",
        before=does("CREATE TABLE {t} (id int PRIMARY KEY, d timestamp NULL ON UPDATE now())"),
    ),
    fault(
        "index shrinks",
        steps(start(), index("a", "b")),
        drop("a"),
        add("a", sa.Integer),
        steps(add("a", sa.Integer), no_index(), index("a", "b")),
        f"~ {INDEX}: columns",
        on=MY,
    ),
    fault(
        "index disappears",
        steps(start(), index("a")),
        drop("a"),
        add("a", sa.Integer),
        steps(add("a", sa.Integer), index("a")),
        f"- {INDEX}",
        on=MY,
    ),
    fault(
        "index of a key",
        start(),
        _key(),
        lambda t: op.drop_constraint(f"fk_{t}", t, type_="foreignkey"),
        _no_key,
        "+ index fk_{t} on {t}",
        on=MY,
    ),
    *_my(
        "prefix index",
        "CREATE INDEX ix_{t} ON {t} (s(5))",
        "DROP INDEX ix_{t} ON {t}",
        INDEX,
        ("without prefix", "CREATE INDEX ix_{t} ON {t} (s)", f"~ {INDEX}: columns"),
    ),
    *_my(
        "fulltext index",
        "CREATE FULLTEXT INDEX ix_{t} ON {t} (s)",
        "DROP INDEX ix_{t} ON {t}",
        INDEX,
        ("plain", "CREATE INDEX ix_{t} ON {t} (s)", f"~ {INDEX}: method"),
    ),
    *_my(
        "trigger",
        _MY_TRIGGER % ("INSERT", "1"),
        "DROP TRIGGER {t}_g",
        "trigger {t}_g on {t}",
        ("with another text", _MY_TRIGGER % ("INSERT", "2"), "~ trigger {t}_g on {t}: text"),
        ("of another event", _MY_TRIGGER % ("UPDATE", "1"), "~ trigger {t}_g on {t}: timing"),
    ),
    fault(
        "trigger of a table",
        steps(start(), does(_MY_TRIGGER % ("INSERT", "1"))),
        op.drop_table,
        start(),
        steps(start(), does(_MY_TRIGGER % ("INSERT", "1"))),
        "- trigger {t}_g on {t}",
        on=MY,
    ),
    *_my(
        "procedure",
        "CREATE PROCEDURE {t}_p() SELECT 1",
        "DROP PROCEDURE {t}_p",
        "procedure {t}_p",
        ("with another text", "CREATE PROCEDURE {t}_p() SELECT 2", "~ procedure {t}_p: text"),
    ),
    *_my(
        "function",
        "CREATE FUNCTION {t}_f() RETURNS int DETERMINISTIC RETURN 1",
        "DROP FUNCTION {t}_f",
        "function {t}_f",
    ),
    *_my("event", "CREATE EVENT {t}_e ON SCHEDULE EVERY 1 DAY DO SELECT 1", "DROP EVENT {t}_e", "event {t}_e"),
    *_my(
        "sequence",
        "CREATE SEQUENCE {t}_s START 5",
        "DROP SEQUENCE {t}_s",
        "sequence {t}_s",
        ("without start", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: text"),
        on=MARIADB,
    ),
    *_alters(
        "member",
        "MODIFY e enum('a', 'b', 'c')",
        "MODIFY e enum('a', 'b')",
        "~ column {t}.e: type",
        before=start(C("e", mysql.ENUM("a", "b"))),
    ),
    *_alters(
        "order of members",
        "MODIFY e enum('b', 'a')",
        "MODIFY e enum('a', 'b')",
        "~ column {t}.e: type",
        before=start(C("e", mysql.ENUM("a", "b"))),
    ),
    *_alters("unsigned", "MODIFY a int unsigned", "MODIFY a int", "~ column {t}.a: type"),
    *_alters(
        "fsp", "MODIFY d datetime(6)", "MODIFY d datetime", "~ column {t}.d: type", before=start(C("d", sa.DateTime))
    ),
    fault(
        "table made by a select",
        PLAIN,
        add("n", sa.Integer()),
        steps(
            does("CREATE TABLE {t}_c AS SELECT id, a, b, s FROM {t}"),
            op.drop_table,
            lambda t: op.rename_table(f"{t}_c", t),
        ),
        drop("n"),
        "- primary key on {t}",
        on=MY,
    ),
    *_my(
        "view with a check option",
        "CREATE VIEW {t}_v AS SELECT id FROM {t} WHERE id > 1 WITH CHECK OPTION",
        "DROP VIEW {t}_v",
        "view {t}_v",
        ("forgotten", "CREATE VIEW {t}_v AS SELECT id FROM {t} WHERE id > 1", "~ view {t}_v: check option"),
    ),
    *_my(
        "view of who looks",
        "CREATE SQL SECURITY INVOKER VIEW {t}_v AS SELECT id FROM {t}",
        "DROP VIEW {t}_v",
        "view {t}_v",
        ("forgotten", "CREATE VIEW {t}_v AS SELECT id FROM {t}", "~ view {t}_v: security"),
    ),
    *_alters("engine", "ENGINE=MyISAM", "ENGINE=InnoDB", "~ table {t}: engine"),
    *_alters(
        "charset of a column",
        "MODIFY s varchar(20) CHARACTER SET latin1",
        "MODIFY s varchar(20)",
        "~ column {t}.s: collation",
    ),
    *_alters(
        "charset of a table",
        "CONVERT TO CHARACTER SET latin1",
        "CONVERT TO CHARACTER SET utf8mb4",
        "~ table {t}: collation",
        on=MYSQL,
    ),
    *_alters("row format", "ROW_FORMAT=COMPRESSED", "ROW_FORMAT=DEFAULT", "~ table {t}: row format"),
    *_alters("invisible column", "MODIFY a int INVISIBLE", "MODIFY a int", "~ column {t}.a: invisible"),
    *_alters(
        "invisible index",
        "ALTER INDEX ix_{t} INVISIBLE",
        "ALTER INDEX ix_{t} VISIBLE",
        f"~ {INDEX}: invisible",
        before=steps(start(), index("a")),
        on=MYSQL,
    ),
    *_alters(
        "check not enforced",
        "ALTER CHECK ck_{t} NOT ENFORCED",
        "ALTER CHECK ck_{t} ENFORCED",
        f"~ {CHECK}: not enforced",
        before=steps(start(), _check("a > 0")),
        on=MYSQL,
    ),
    *_alters(
        "versioned", "ADD SYSTEM VERSIONING", "DROP SYSTEM VERSIONING", "~ table {t}: system versioning", on=MARIADB
    ),
    *_alters("partitions", "PARTITION BY HASH (id) PARTITIONS 4", "REMOVE PARTITIONING", "~ table {t}: partitions"),
    *_alters(
        "computed",
        "DROP g, ADD g int AS (a * 3) STORED",
        "DROP g, ADD g int AS (a * 2) STORED",
        "~ column {t}.g: computed",
        before=start(C("g", sa.Integer, sa.Computed("a * 2", persisted=True))),
    ),
    *_alters(
        "stored",
        "DROP g, ADD g int AS (a * 2) VIRTUAL",
        "DROP g, ADD g int AS (a * 2) STORED",
        "~ column {t}.g: computed",
        before=start(C("g", sa.Integer, sa.Computed("a * 2", persisted=True))),
    ),
    *_alters(
        "primary key",
        "DROP PRIMARY KEY, ADD PRIMARY KEY (id, n)",
        "DROP PRIMARY KEY, ADD PRIMARY KEY (id)",
        "primary key on {t}: columns",
        before=start(C("n", sa.Integer, nullable=False)),
    ),
    *_alters(
        "expression default",
        "ALTER s SET DEFAULT (upper('a'))",
        "ALTER s SET DEFAULT (upper('b'))",
        "~ column {t}.s: default",
        before=steps(start(), does("ALTER TABLE {t} ALTER s SET DEFAULT (upper('b'))")),
        on=MYSQL,
    ),
]


@contextmanager
def _copied(t: str) -> Any:
    with op.batch_alter_table(t, recreate="always") as of_table:
        yield of_table


def _drop_by_copy(t: str) -> None:
    with _copied(t) as of_table:
        of_table.drop_column("m")


_NATIVE_ADD, _NATIVE_DROP = (lambda t: op.add_column(t, C("m", sa.Integer))), (lambda t: op.drop_column(t, "m"))
_LITE_TRIGGER = "CREATE TRIGGER {t}_g AFTER INSERT ON {t} BEGIN UPDATE {t} SET a = %s; END"


def _copy(name: str, create: str, found: str) -> Fault:
    """The copy of a batch loses what reflection does not see."""
    return fault(f"copy loses {name}", does(create), _NATIVE_ADD, _drop_by_copy, _NATIVE_DROP, found, on=SQLITE)


SQLITES = [
    _copy(
        "unnamed check",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a INTEGER, CHECK (a > 0))",
        "- check constraint on {t}",
    ),
    _copy(
        "trigger",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a INTEGER);\n" + _LITE_TRIGGER % 1,
        "- trigger {t}_g on {t}",
    ),
    _copy(
        "autoincrement",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER)",
        "~ column {t}.id: autoincrement",
    ),
    _copy("collation", "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE)", "~ column {t}.a: collation"),
    _copy(
        "conflict", "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT IGNORE)", "unique constraint"
    ),
    *lost(
        "trigger",
        does(_LITE_TRIGGER % 1),
        does("DROP TRIGGER {t}_g"),
        "trigger {t}_g on {t}",
        ("with another text", does(_LITE_TRIGGER % 2), "~ trigger {t}_g on {t}: text"),
        on=SQLITE,
    ),
    *lost(
        "collated index",
        does("CREATE INDEX ix_{t} ON {t} (s COLLATE NOCASE)"),
        no_index(),
        INDEX,
        ("without collation", index("s"), f"~ {INDEX}: columns"),
        on=SQLITE,
    ),
    *lost(
        "search", does("CREATE VIRTUAL TABLE {t}_f USING fts5(a)"), does("DROP TABLE {t}_f"), "table {t}_f", on=SQLITE
    ),
    fault(
        "trigger of a table",
        steps(start(), does(_LITE_TRIGGER % 1)),
        op.drop_table,
        start(),
        steps(start(), does(_LITE_TRIGGER % 1)),
        "- trigger {t}_g on {t}",
        on=SQLITE,
    ),
    fault(
        "collation of a column",
        start(C("n", sa.String(9, collation="NOCASE"))),
        drop("n"),
        add("n", sa.String(9)),
        add("n", sa.String(9, collation="NOCASE")),
        "~ column {t}.n: collation",
        on=SQLITE,
    ),
]

# Alembic has no operation for these, or not one that a line could say.
BY_HAND = {"copy loses autoincrement", "copy loses conflict", "search lost", "partition lost", "primary key stays"}

ALL: list[Fault] = [
    replace(fault, hinted=fault.name not in BY_HAND) for fault in (*COMMON, *POSTGRES, *MYSQLS, *SQLITES)
]


def of(product: Product) -> list[Fault]:
    found = [fault for fault in ALL if product.has(fault.on, fault.since)]
    names = [fault.table for fault in found]
    assert not (twice := {name for name in names if names.count(name) > 1}), twice
    return found


def named(name: str, product: Product) -> Fault:
    return next(fault for fault in of(product) if fault.name == name)
