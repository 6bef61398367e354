"""Kinds of drift in what models make by events, in SQL: views, triggers, functions, sequences, options of tables."""

# ruff: noqa: E501  a statement stands on its line

from __future__ import annotations

from corpus import MARIADB, MY, MYSQL, PG, SQLITE, Drift, spoken

_TABLE = "CREATE TABLE {t} (id integer NOT NULL PRIMARY KEY, a integer, b integer, s varchar(20))"
_FUNCTION = "CREATE FUNCTION {t}_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
_PART = "CREATE TABLE {t} (id integer, a integer) PARTITION BY RANGE (id)"


def _pg(
    name: str, one: str, other: str, found: str, *, before: str = _TABLE, spelled: str = "", since: int = 13
) -> list[Drift]:
    return spoken(name, one, other, found, before=before, spelled=spelled, on=PG, since={"postgres": (since,)})


def _alter(name: str, one: str, other: str, found: str, **options: object) -> list[Drift]:
    """``ALTER TABLE {t}`` in two ways; no words are none."""
    sides = [f"ALTER TABLE {{t}} {side}" if side else "" for side in (one, other)]
    return _pg(name, *sides, found, **options)


POSTGRES = [
    # standing on their own
    *_pg(
        "sequence",
        "CREATE SEQUENCE {t}_s",
        "",
        "- sequence {t}_s",
        spelled='create sequence if not exists "{t}_s" start with 1',
    ),
    *_pg("sequence start", "CREATE SEQUENCE {t}_s START 5", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: start"),
    *_pg("sequence step", "CREATE SEQUENCE {t}_s INCREMENT 2", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: increment"),
    *_pg("sequence cycle", "CREATE SEQUENCE {t}_s CYCLE", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: cycle"),
    *_pg("sequence cache", "CREATE SEQUENCE {t}_s CACHE 7", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: cache"),
    *_pg("sequence maximum", "CREATE SEQUENCE {t}_s MAXVALUE 7", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: maximum"),
    *_pg("sequence type", "CREATE SEQUENCE {t}_s AS integer", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: type"),
    *_pg(
        "sequence owner", "CREATE SEQUENCE {t}_s OWNED BY {t}.a", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: owned by"
    ),
    *_pg("orphan enum", "CREATE TYPE {t}_e AS ENUM ('a', 'b')", "", "- enum type {t}_e"),
    *_pg(
        "enum comment",
        "CREATE TYPE {t}_e AS ENUM ('a');\nCOMMENT ON TYPE {t}_e IS 'x'",
        "CREATE TYPE {t}_e AS ENUM ('a')",
        "~ enum type {t}_e: comment",
    ),
    *_pg(
        "enum grown",
        "CREATE TYPE {t}_e AS ENUM ('a', 'b', 'c')",
        "CREATE TYPE {t}_e AS ENUM ('a', 'b')",
        "~ enum type {t}_e: members",
        spelled="CREATE TYPE {t}_e AS ENUM ('a', 'c');\nALTER TYPE {t}_e ADD VALUE 'b' BEFORE 'c'",
    ),
    *_pg("domain", "CREATE DOMAIN {t}_d AS text", "", "- domain {t}_d"),
    *_pg("domain type", "CREATE DOMAIN {t}_d AS text", "CREATE DOMAIN {t}_d AS varchar(9)", "~ domain {t}_d: type"),
    *_pg(
        "domain default",
        "CREATE DOMAIN {t}_d AS text DEFAULT 'x'",
        "CREATE DOMAIN {t}_d AS text",
        "~ domain {t}_d: default",
    ),
    *_pg(
        "domain nullable",
        "CREATE DOMAIN {t}_d AS text NOT NULL",
        "CREATE DOMAIN {t}_d AS text",
        "~ domain {t}_d: nullable",
    ),
    *_pg(
        "domain check",
        "CREATE DOMAIN {t}_d AS int CONSTRAINT c CHECK (VALUE > 0)",
        "CREATE DOMAIN {t}_d AS int CONSTRAINT c CHECK (VALUE > 1)",
        "~ check constraint c on {t}_d: text",
    ),
    *_pg("composite", "CREATE TYPE {t}_c AS (a int, b text)", "CREATE TYPE {t}_c AS (a int)", "~ composite type {t}_c"),
    *_pg(
        "range",
        "CREATE TYPE {t}_r AS RANGE (subtype = float8)",
        "CREATE TYPE {t}_r AS RANGE (subtype = int8)",
        "~ range type {t}_r",
    ),
    *_pg(
        "view",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "",
        "- view {t}_v",
        spelled='create or replace view "{t}_v" as select {t}.id from {t}',
    ),
    *_pg(
        "view text",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "CREATE VIEW {t}_v AS SELECT id FROM {t} WHERE a > 0",
        "~ view {t}_v: text",
    ),
    *_pg(
        "view option",
        "CREATE VIEW {t}_v WITH (security_barrier) AS SELECT id FROM {t}",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "~ view {t}_v",
    ),
    *_pg(
        "materialized",
        "CREATE MATERIALIZED VIEW {t}_v AS SELECT id FROM {t}",
        "CREATE MATERIALIZED VIEW {t}_v AS SELECT id, a FROM {t}",
        "~ materialized view {t}_v: text",
    ),
    *_pg(
        "materialized index",
        "CREATE MATERIALIZED VIEW {t}_v AS SELECT id FROM {t};\nCREATE INDEX {t}_i ON {t}_v (id)",
        "CREATE MATERIALIZED VIEW {t}_v AS SELECT id FROM {t}",
        "- index {t}_i on {t}_v",
    ),
    *_pg("function made", "CREATE FUNCTION {t}_f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "", "- function {t}_f"),
    *_pg(
        "function text",
        "CREATE FUNCTION {t}_f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION {t}_f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
        "~ function {t}_f(): text",
    ),
    *_pg(
        "function volatile",
        "CREATE FUNCTION {t}_f() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION {t}_f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "~ function {t}_f(): text",
    ),
    *_pg(
        "function arguments",
        "CREATE FUNCTION {t}_f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION {t}_f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "function {t}_f(",
    ),
    *_pg(
        "procedure",
        "CREATE PROCEDURE {t}_p() LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE {t}_p() LANGUAGE sql AS 'SELECT 2'",
        "~ procedure {t}_p(): text",
    ),
    *_pg(
        "aggregate",
        "CREATE AGGREGATE {t}_g(int) (sfunc = int4pl, stype = int, initcond = '0')",
        "CREATE AGGREGATE {t}_g(int) (sfunc = int4pl, stype = int, initcond = '1')",
        "~ aggregate {t}_g(integer): text",
    ),
    # at tables
    *_pg(
        "trigger",
        "CREATE TRIGGER {t}_g BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_f()",
        "",
        "- trigger {t}_g on {t}",
        before=f"{_TABLE};\n{_FUNCTION}",
        spelled="create trigger {t}_g before insert on {t} for each row execute procedure {t}_f()",
    ),
    *_pg(
        "trigger event",
        "CREATE TRIGGER {t}_g BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_f()",
        "CREATE TRIGGER {t}_g BEFORE UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_f()",
        "~ trigger {t}_g on {t}: text",
        before=f"{_TABLE};\n{_FUNCTION}",
    ),
    *_pg(
        "trigger disabled",
        "ALTER TABLE {t} DISABLE TRIGGER {t}_g",
        "",
        "~ trigger {t}_g on {t}: enabled",
        before=f"{_TABLE};\n{_FUNCTION};"
        "\nCREATE TRIGGER {t}_g BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_f()",
    ),
    *_pg("rule", "CREATE RULE {t}_r AS ON DELETE TO {t} DO INSTEAD NOTHING", "", "- rule {t}_r on {t}"),
    *_pg(
        "policy",
        "CREATE POLICY {t}_p ON {t} USING (a > 0)",
        "CREATE POLICY {t}_p ON {t} USING (a > 1)",
        "~ policy {t}_p on {t}: text",
    ),
    *_alter("row security", "ENABLE ROW LEVEL SECURITY", "", "~ table {t}: row security"),
    *_pg("statistics", "CREATE STATISTICS {t}_s (ndistinct) ON a, b FROM {t}", "", "- statistics {t}_s"),
    *_alter("column statistics", "ALTER a SET STATISTICS 500", "", "~ column {t}.a: statistics"),
    *_alter("column storage", "ALTER s SET STORAGE EXTERNAL", "", "~ column {t}.s: storage"),
    *_alter("column option", "ALTER a SET (n_distinct = 5)", "", "~ column {t}.a: options"),
    *_alter("vacuum", "SET (autovacuum_enabled = false)", "", "~ table {t}: "),
    *_alter("replica", "REPLICA IDENTITY FULL", "", "~ table {t}: replica identity"),
    *_alter(
        "check not valid",
        "ADD CONSTRAINT {t}_c CHECK (a > 0) NOT VALID",
        "ADD CONSTRAINT {t}_c CHECK (a > 0)",
        "~ check constraint {t}_c on {t}: not valid",
    ),
    *_alter(
        "check not inherited",
        "ADD CONSTRAINT {t}_c CHECK (a > 0) NO INHERIT",
        "ADD CONSTRAINT {t}_c CHECK (a > 0)",
        "~ check constraint {t}_c on {t}: no inherit",
    ),
    *_alter(
        "check not enforced",
        "ADD CONSTRAINT {t}_c CHECK (a > 0) NOT ENFORCED",
        "ADD CONSTRAINT {t}_c CHECK (a > 0)",
        "~ check constraint {t}_c on {t}: not enforced",
        since=18,
    ),
    *_alter(
        "key not valid",
        "ADD CONSTRAINT {t}_f FOREIGN KEY (a) REFERENCES parent NOT VALID",
        "ADD CONSTRAINT {t}_f FOREIGN KEY (a) REFERENCES parent",
        "~ foreign key {t}_f on {t}: not valid",
        spelled="",
    ),
    *_alter(
        "key of some columns",
        "ADD CONSTRAINT {t}_f FOREIGN KEY (a, b) REFERENCES parent (id, other) ON DELETE SET NULL (b)",
        "ADD CONSTRAINT {t}_f FOREIGN KEY (a, b) REFERENCES parent (id, other) ON DELETE SET NULL",
        "~ foreign key {t}_f on {t}: on delete",
        since=15,
    ),
    *_alter(
        "exclusion",
        "ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH &&)",
        "",
        "- exclusion constraint {t}_x on {t}",
    ),
    *_alter(
        "exclusion where",
        "ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH &&) WHERE (a > 0)",
        "ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH &&)",
        "~ exclusion constraint {t}_x on {t}: text",
    ),
    *_alter(
        "exclusion operator",
        "ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH &&)",
        "ADD CONSTRAINT {t}_x EXCLUDE USING gist (int4range(a, b) WITH =)",
        "~ exclusion constraint {t}_x on {t}: text",
    ),
    *_pg(
        "index comment",
        "COMMENT ON INDEX {t}_i IS 'x'",
        "",
        "~ index {t}_i on {t}: comment",
        before=_TABLE + ";\nCREATE INDEX {t}_i ON {t} (a)",
    ),
    *_pg(
        "constraint comment",
        "COMMENT ON CONSTRAINT {t}_c ON {t} IS 'x'",
        "",
        "~ check constraint {t}_c on {t}: comment",
        before=_TABLE + ";\nALTER TABLE {t} ADD CONSTRAINT {t}_c CHECK (a > 0)",
    ),
    *_pg(
        "view comment",
        "COMMENT ON VIEW {t}_v IS 'x'",
        "",
        "~ view {t}_v: comment",
        before=_TABLE + ";\nCREATE VIEW {t}_v AS SELECT 1 AS a",
    ),
    *_pg(
        "clustered",
        "ALTER TABLE {t} CLUSTER ON {t}_i",
        "",
        "~ index {t}_i on {t}: clustered",
        before=_TABLE + ";\nCREATE INDEX {t}_i ON {t} (a)",
    ),
    *_pg(
        "parts",
        "CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM (1) TO (9)",
        "",
        "- table {t}_1",
        before=_PART,
        spelled="CREATE TABLE {t}_1 (id integer, a integer);\nALTER TABLE {t} ATTACH PARTITION {t}_1 FOR VALUES FROM (1) TO (9)",
    ),
    *_pg(
        "part bounds",
        "CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM (1) TO (9)",
        "CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM (1) TO (10)",
        "~ table {t}_1",
        before=_PART,
    ),
    *_pg("part index", "CREATE INDEX {t}_i ON {t} (a)", "", "- index {t}_i on {t}", before=_PART),
    *_pg(
        "inherits",
        "CREATE TABLE {t}_1 (z int) INHERITS ({t})",
        "CREATE TABLE {t}_1 (id integer NOT NULL, a integer, b integer, s varchar(20), z int)",
        "~ table {t}_1",
    ),
    *_alter(
        "typed default",
        "ALTER a SET DEFAULT '1'",
        "ALTER a SET DEFAULT 2",
        "~ column {t}.a: default",
        spelled="ALTER TABLE {t} ALTER a SET DEFAULT 1",
    ),
    *_alter(
        "virtual",
        "ADD g int GENERATED ALWAYS AS (a * 2) VIRTUAL",
        "ADD g int GENERATED ALWAYS AS (a * 2) STORED",
        "~ column {t}.g: computed",
        since=18,
    ),
    *_alter("compression", "ALTER s SET COMPRESSION pglz", "", "~ column {t}.s: compression", since=14),
    *_alter(
        "without overlaps",
        "ADD q int4range, ADD r int4range, ADD CONSTRAINT {t}_u UNIQUE (q, r WITHOUT OVERLAPS)",
        "ADD q int4range, ADD r int4range, ADD CONSTRAINT {t}_u UNIQUE (q, r)",
        "~ unique constraint {t}_u on {t}: ",
        since=18,
    ),
]


def _my(
    name: str, one: str, other: str, found: str, *, before: str = _TABLE, spelled: str = "", on: tuple[str, ...] = MY
) -> list[Drift]:
    return spoken(name, one, other, found, before=before, spelled=spelled, on=on)


def _alters(name: str, one: str, other: str, found: str, on: tuple[str, ...] = MY, spelled: str = "") -> list[Drift]:
    sides = [f"ALTER TABLE {{t}} {side}" if side else "" for side in (one, other)]
    return _my(name, *sides, found, on=on, spelled=spelled and f"ALTER TABLE {{t}} {spelled}")


_TRIGGER = "CREATE TRIGGER {t}_g BEFORE INSERT ON {t} FOR EACH ROW SET NEW.a = "

MYSQLS = [
    *_my(
        "view",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "",
        "- view {t}_v",
        spelled="create or replace view `{t}_v` as select `id` from {t}",
    ),
    *_my(
        "view text",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "CREATE VIEW {t}_v AS SELECT id FROM {t} WHERE a > 0",
        "~ view {t}_v: text",
    ),
    *_my(
        "view algorithm",
        "CREATE ALGORITHM=MERGE VIEW {t}_v AS SELECT id FROM {t}",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "~ view {t}_v: algorithm",
    ),
    *_my(
        "view security",
        "CREATE SQL SECURITY INVOKER VIEW {t}_v AS SELECT id FROM {t}",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "~ view {t}_v: security",
    ),
    *_my(
        "view check option",
        "CREATE VIEW {t}_v AS SELECT id, a FROM {t} WHERE a > 0 WITH CHECK OPTION",
        "CREATE VIEW {t}_v AS SELECT id, a FROM {t} WHERE a > 0",
        "~ view {t}_v: check option",
    ),
    *_my(
        "trigger",
        _TRIGGER + "1",
        "",
        "- trigger {t}_g on {t}",
        spelled="create trigger `{t}_g` before insert on `{t}` for each row SET NEW.a = 1",
    ),
    *_my("trigger text", _TRIGGER + "1", _TRIGGER + "2", "~ trigger {t}_g on {t}: text"),
    *_my(
        "trigger timing", _TRIGGER + "1", _TRIGGER.replace("INSERT", "UPDATE") + "1", "~ trigger {t}_g on {t}: timing"
    ),
    *_my("procedure", "CREATE PROCEDURE {t}_p() SELECT 1", "", "- procedure {t}_p"),
    *_my(
        "procedure text",
        "CREATE PROCEDURE {t}_p() SELECT 1",
        "CREATE PROCEDURE {t}_p() SELECT 2",
        "~ procedure {t}_p: text",
    ),
    *_my(
        "function",
        "CREATE FUNCTION {t}_f() RETURNS int DETERMINISTIC RETURN 1",
        "CREATE FUNCTION {t}_f() RETURNS int DETERMINISTIC RETURN 2",
        "~ function {t}_f: text",
    ),
    *_my(
        "event",
        "CREATE EVENT {t}_e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
        "CREATE EVENT {t}_e ON SCHEDULE EVERY 2 DAY DO SELECT 1",
        "~ event {t}_e: text",
    ),
    *_my("sequence", "CREATE SEQUENCE {t}_s", "", "- sequence {t}_s", on=MARIADB),
    *_my(
        "sequence step",
        "CREATE SEQUENCE {t}_s INCREMENT 2",
        "CREATE SEQUENCE {t}_s",
        "~ sequence {t}_s: text",
        on=MARIADB,
    ),
    *_my(
        "sequence start", "CREATE SEQUENCE {t}_s START 5", "CREATE SEQUENCE {t}_s", "~ sequence {t}_s: text", on=MARIADB
    ),
    *_alters("invisible column", "ADD h int INVISIBLE", "ADD h int", "~ column {t}.h: invisible"),
    *_alters(
        "invisible index", "ADD KEY {t}_i (a) INVISIBLE", "ADD KEY {t}_i (a)", "~ index {t}_i on {t}: invisible", MYSQL
    ),
    *_alters(
        "ignored index", "ADD KEY {t}_i (a) IGNORED", "ADD KEY {t}_i (a)", "~ index {t}_i on {t}: ignored", MARIADB
    ),
    *_alters(
        "check not enforced",
        "ADD CONSTRAINT {t}_c CHECK (a > 0) NOT ENFORCED",
        "ADD CONSTRAINT {t}_c CHECK (a > 0)",
        "~ check constraint {t}_c on {t}: not enforced",
        MYSQL,
    ),
    *_alters("index comment", "ADD KEY {t}_i (a) COMMENT 'x'", "ADD KEY {t}_i (a)", "~ index {t}_i on {t}: comment"),
    *_alters(
        "spatial", "ADD p point NOT NULL, ADD SPATIAL KEY {t}_i (p)", "ADD p point NOT NULL", "- index {t}_i on {t}"
    ),
    *_alters("srid", "ADD p point SRID 4326", "ADD p point", "~ column {t}.p: srid", MYSQL),
    *_alters(
        "expression default",
        "ADD u varchar(36) DEFAULT (upper('a'))",
        "ADD u varchar(36)",
        "~ column {t}.u: default",
        spelled="ADD u varchar(36) default (UPPER( 'a' ))",
    ),
    *_alters(
        "fsp on update",
        "ADD u timestamp(3) NULL ON UPDATE current_timestamp(3)",
        "ADD u timestamp(3) NULL",
        "~ column {t}.u: on update",
    ),
    *_alters("key block", "KEY_BLOCK_SIZE=4", "", "~ table {t}: key"),
    *_alters("stats", "STATS_PERSISTENT=0", "", "~ table {t}: stats"),
    *_alters(
        "ranges",
        "PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        "PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (20), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        "~ table {t}: partitions",
    ),
    *_alters("versioned", "ADD SYSTEM VERSIONING", "", "~ table {t}: system versioning", MARIADB),
    *_alters(
        "multi valued",
        "ADD j json, ADD KEY {t}_i ((CAST(j AS UNSIGNED ARRAY)))",
        "ADD j json",
        "- index {t}_i on {t}",
        MYSQL,
    ),
    *_alters("compressed", "ADD u text COMPRESSED", "ADD u text", "~ column {t}.u: compressed", MARIADB),
    *_alters(
        "period",
        "ADD f date, ADD e date, ADD PERIOD FOR p(f, e)",
        "ADD f date NOT NULL, ADD e date NOT NULL",
        "period",
        MARIADB,
    ),
    *_alters("address", "ADD i inet6", "ADD i varchar(39)", "~ column {t}.i: type", MARIADB),
    *_alters("no default", "ALTER a DROP DEFAULT", "", "~ column {t}.a: no default", MYSQL),
    *_alters(
        "virtual",
        "ADD g int AS (a * 2) VIRTUAL",
        "ADD g int AS (a * 2) STORED",
        "~ column {t}.g: computed",
        spelled="ADD g int GENERATED ALWAYS AS (`a`*2)",
    ),
    *_alters(
        "restrict",
        "ADD CONSTRAINT {t}_f FOREIGN KEY (a) REFERENCES parent (id) ON DELETE CASCADE",
        "ADD CONSTRAINT {t}_f FOREIGN KEY (a) REFERENCES parent (id)",
        "~ foreign key {t}_f on {t}: on delete",
    ),
    *_alters(
        "spelled types",
        "ADD x int, ADD y tinyint(1), ADD z decimal(10), ADD w double",
        "ADD x int, ADD y tinyint(1), ADD z decimal(10), ADD w float",
        "~ column {t}.w: type",
        spelled="ADD x INTEGER, ADD y BOOLEAN, ADD z NUMERIC(10,0), ADD w DOUBLE PRECISION",
    ),
    *_alters(
        "spelled defaults",
        "ADD x int DEFAULT 1, ADD y tinyint(1) DEFAULT 0, ADD z timestamp NULL DEFAULT CURRENT_TIMESTAMP",
        "ADD x int DEFAULT 1",
        "- column {t}.y",
        spelled="ADD x int DEFAULT '1', ADD y bool DEFAULT false, ADD z timestamp NULL DEFAULT now()",
    ),
    *_alters(
        "spelled check",
        "ADD CONSTRAINT {t}_c CHECK (s IN ('a', 'b') AND a > 0)",
        "ADD CONSTRAINT {t}_c CHECK (s IN ('a', 'b') AND a > 1)",
        "~ check constraint {t}_c on {t}: text",
        spelled="ADD CONSTRAINT {t}_c CHECK (`s` in ('a','b')   and `a`>0)",
    ),
]


def _lite(name: str, one: str, other: str, found: str, *, spelled: str = "", before: str = "") -> list[Drift]:
    return spoken(name, one, other, found, before=before, spelled=spelled, on=SQLITE)


def _made(name: str, one: str, other: str, found: str, *spelled: str) -> list[Drift]:
    """``CREATE TABLE {t}`` of two definitions, and of the first spelled otherwise."""
    first, second = f"CREATE TABLE {{t}} {one}", f"CREATE TABLE {{t}} {other}"
    made = _lite(name, first, second, found)
    for number, text in enumerate(spelled):
        made.append(_lite(f"{name} as {number}", first, second, found, spelled=text)[-1])
    return made


SQLITES = [
    *_lite(
        "view",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "",
        "- view {t}_v",
        before=_TABLE,
        spelled='create view if not exists "{t}_v" as select "id" from [{t}]',
    ),
    *_lite(
        "view text",
        "CREATE VIEW {t}_v AS SELECT id FROM {t}",
        "CREATE VIEW {t}_v AS SELECT a FROM {t}",
        "~ view {t}_v: text",
        before=_TABLE,
    ),
    *_lite(
        "trigger",
        "CREATE TRIGGER {t}_g AFTER INSERT ON {t} BEGIN UPDATE {t} SET a = 1; END",
        "",
        "- trigger {t}_g on {t}",
        before=_TABLE,
        spelled='create trigger "{t}_g" after insert on "{t}" begin update "{t}" set "a" = 1; end',
    ),
    *_lite(
        "trigger text",
        "CREATE TRIGGER {t}_g AFTER INSERT ON {t} BEGIN UPDATE {t} SET a = 1; END",
        "CREATE TRIGGER {t}_g AFTER INSERT ON {t} BEGIN UPDATE {t} SET a = 2; END",
        "~ trigger {t}_g on {t}: text",
        before=_TABLE,
    ),
    *_lite(
        "trigger event",
        "CREATE TRIGGER {t}_g AFTER INSERT ON {t} BEGIN UPDATE {t} SET a = 1; END",
        "CREATE TRIGGER {t}_g AFTER DELETE ON {t} BEGIN UPDATE {t} SET a = 1; END",
        "~ trigger {t}_g on {t}: text",
        before=_TABLE,
    ),
    *_lite(
        "search",
        "CREATE VIRTUAL TABLE {t} USING fts5(a)",
        "CREATE VIRTUAL TABLE {t} USING fts5(a, b)",
        "~ table {t}: text",
    ),
    *_lite(
        "index spelled",
        "CREATE INDEX {t}_i ON {t} (a, lower(s)) WHERE a > 0",
        "CREATE INDEX {t}_i ON {t} (a, lower(s)) WHERE a > 1",
        "~ index {t}_i on {t}: where",
        before=_TABLE,
        spelled='create index if not exists "{t}_i" on "{t}" ("a" asc, LOWER("s")) where ("a" > 0)',
    ),
    *_made(
        "spelled",
        "(id INTEGER NOT NULL PRIMARY KEY, a VARCHAR(20) DEFAULT 'x' CHECK (a <> ''))",
        "(id INTEGER NOT NULL PRIMARY KEY, a VARCHAR(20) DEFAULT 'y' CHECK (a <> ''))",
        "~ column {t}.a: default",
        'create table "{t}" ("id" integer not null, `a` varchar ( 20 ) default (\'x\'), primary key ("id"), check ("a" <> \'\'))',
        "CREATE TABLE [{t}] (\n id INTEGER NOT NULL, -- the key\n a VARCHAR(20) DEFAULT 'x', /* a check */ CHECK (a <> ''),\n PRIMARY KEY (id))",
    ),
    *_made(
        "numbers",
        "(id INTEGER PRIMARY KEY, a INTEGER DEFAULT 0, b BOOLEAN DEFAULT 1)",
        "(id INTEGER PRIMARY KEY, a INTEGER DEFAULT 1, b BOOLEAN DEFAULT 1)",
        "~ column {t}.a: default",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a INTEGER DEFAULT '0', b BOOLEAN DEFAULT true)",
    ),
    *_made(
        "stamps",
        "(id INTEGER PRIMARY KEY, a DATETIME DEFAULT CURRENT_TIMESTAMP)",
        "(id INTEGER PRIMARY KEY, a DATETIME DEFAULT CURRENT_DATE)",
        "~ column {t}.a: default",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a DATETIME DEFAULT (current_timestamp))",
    ),
    *_made(
        "generated",
        "(id INTEGER PRIMARY KEY, a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED)",
        "(id INTEGER PRIMARY KEY, a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL)",
        "~ column {t}.b: computed",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER AS (a*2) STORED)",
    ),
    *_made(
        "references",
        "(id INTEGER PRIMARY KEY, a INTEGER REFERENCES parent (id) ON DELETE CASCADE)",
        "(id INTEGER PRIMARY KEY, a INTEGER REFERENCES parent (id) ON DELETE SET NULL)",
        "foreign key on {t}",
        "CREATE TABLE {t} (id INTEGER PRIMARY KEY, a INTEGER, FOREIGN KEY (a) REFERENCES parent(id) on delete cascade)",
    ),
    *_made(
        "conflict",
        "(id INTEGER PRIMARY KEY, a INTEGER NOT NULL ON CONFLICT IGNORE)",
        "(id INTEGER PRIMARY KEY, a INTEGER NOT NULL)",
        "~ column {t}.a: not null",
    ),
    *_made(
        "key desc",
        "(a TEXT, b TEXT, PRIMARY KEY (a DESC, b))",
        "(a TEXT, b TEXT, PRIMARY KEY (a, b))",
        "primary key on {t}",
    ),
    *_made(
        "key collation", "(a TEXT, PRIMARY KEY (a COLLATE NOCASE))", "(a TEXT, PRIMARY KEY (a))", "primary key on {t}"
    ),
    *_made(
        "commas",
        "(id INTEGER PRIMARY KEY, a TEXT, CONSTRAINT {t}_c CHECK (a IN ('x, y', ')')))",
        "(id INTEGER PRIMARY KEY, a TEXT, CONSTRAINT {t}_c CHECK (a IN ('x,y', ')')))",
        "~ check constraint {t}_c on {t}: text",
    ),
]

ALL: list[Drift] = [*POSTGRES, *MYSQLS, *SQLITES]
