-- version 3.40 3.53
CREATE TABLE IF NOT EXISTS "customer orders" (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, [placed at] DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, `name` VARCHAR(20) COLLATE NOCASE, body JSON, net NUMERIC(10, 2), total NUMERIC GENERATED ALWAYS AS (net * 1.19) STORED, ok BOOLEAN DEFAULT 0 CHECK (ok IN (0, 1)), user_id INTEGER REFERENCES users (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, CONSTRAINT uq UNIQUE (name) ON CONFLICT IGNORE)

-- version 3.40 3.53
CREATE TABLE kv (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID

-- version 3.40 3.53
CREATE UNIQUE INDEX IF NOT EXISTS ux ON users (lower(email) COLLATE NOCASE DESC) WHERE deleted_at IS NULL

-- version 3.40 3.53
ALTER TABLE users ADD COLUMN age INTEGER NOT NULL DEFAULT 0

-- version 3.40 3.53
ALTER TABLE users RENAME COLUMN a TO b

-- version 3.40 3.53
ALTER TABLE users DROP COLUMN b

-- version 3.40 3.53
ALTER TABLE users RENAME TO members

-- version 3.40 3.53
CREATE VIRTUAL TABLE docs_fts USING fts5(title, body, content='docs', tokenize='porter unicode61')

-- version 3.40 3.53
CREATE TRIGGER IF NOT EXISTS tr AFTER UPDATE OF email ON users FOR EACH ROW WHEN OLD.email IS NOT NEW.email BEGIN UPDATE users SET updated_at = datetime('now') WHERE id = NEW.id; INSERT INTO log VALUES ('x'); END

-- version 3.40 3.53
CREATE TRIGGER tr2 INSTEAD OF INSERT ON v BEGIN SELECT RAISE(ABORT, 'no'); END

-- version 3.40 3.53
INSERT INTO settings (name, value) VALUES ('a', 'b') ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING *

-- version 3.40 3.53
INSERT OR REPLACE INTO roles (id, name) VALUES (1, 'admin')

-- version 3.40 3.53
UPDATE users SET full_name = p.first || ' ' || p.last FROM profiles AS p WHERE p.user_id = users.id

-- version 3.40 3.53
UPDATE OR IGNORE t SET a = ifnull(a, 0), b = iif(c, 1, 0), d = printf('%05d', e), f = strftime('%Y', g)

-- version 3.40 3.53
DELETE FROM users WHERE rowid NOT IN (SELECT min(rowid) FROM users GROUP BY email)

-- version 3.40 3.53
WITH RECURSIVE days(d) AS (SELECT date('2024-01-01') UNION ALL SELECT date(d, '+1 day') FROM days WHERE d < '2024-12-31') INSERT INTO calendar SELECT d FROM days

-- version 3.40 3.53
UPDATE p SET j = json_set(j, '$.a', json_extract(j, '$.b')), k = j->>'$.c', l = j->'$.d'

-- version 3.40 3.53
INSERT INTO tags SELECT DISTINCT e.value FROM p, json_each(p.j, '$.tags') AS e

-- version 3.40 3.53
SELECT id, row_number() OVER (PARTITION BY a ORDER BY b), group_concat(c, ', ') FILTER (WHERE c IS NOT NULL) OVER w, total(d) FROM t WINDOW w AS (ORDER BY a ROWS 2 PRECEDING)

-- version 3.40 3.53
PRAGMA foreign_keys=OFF

-- version 3.40 3.53
PRAGMA foreign_key_check('users')

-- version 3.40 3.53
CREATE TABLE b AS SELECT * FROM a

-- version 3.40 3.53
CREATE TEMP VIEW v (a, b) AS SELECT 1, 2

-- version 3.40 3.53
DROP VIEW IF EXISTS v

-- version 3.40 3.53
DROP INDEX IF EXISTS ix

-- version 3.40 3.53
REINDEX ix_users

-- version 3.40 3.53
VACUUM

-- version 3.40 3.53
ATTACH DATABASE 'x.db' AS other

-- version 3.40 3.53
REPLACE INTO t DEFAULT VALUES

-- version 3.40 3.53
SELECT a FROM t WHERE b GLOB 'x*' AND c REGEXP 'y' AND d IS NOT 5 AND e == 6 LIMIT 5 OFFSET 3

-- version 3.40 3.53
INSERT INTO _alembic_tmp_users (id, "name") SELECT users.id, CAST(users.name AS VARCHAR(50)) AS name FROM users

-- version 3.40 3.53
CREATE TABLE t (a, b, c UNSIGNED BIG INT, d DOUBLE PRECISION, PRIMARY KEY (a, b), FOREIGN KEY (c) REFERENCES u)

-- version 3.40 3.53
UPDATE t SET blob = x'CAFE', name = 'it''s', "group" = NULL /* c */ -- d

-- version 3.40 3.53
SELECT a FROM t EXCEPT SELECT a FROM s

-- version 3.40 3.53
SELECT * FROM a FULL OUTER JOIN b USING (id)

-- version 3.40 3.53
CREATE INDEX main.ix ON t (a, b ASC)

-- version 3.40 3.53
SAVEPOINT alembic

-- version 3.40 3.53
SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END, a NOTNULL, b ISNULL, max(c, d), typeof(e), 1 << 3, ~5 FROM t

-- version 3.40 3.53
ALTER TABLE t ADD COLUMN c INTEGER REFERENCES u (id)

-- version 3.40 3.53
ANALYZE

-- version 3.40
CREATE TABLE "_alembic_tmp_order" ("id" INTEGER NOT NULL, "user" VARCHAR(20) DEFAULT ('x' || 'y'), at TIMESTAMP DEFAULT (datetime('now')), CONSTRAINT pk PRIMARY KEY ("id"), CONSTRAINT ck CHECK ("user" <> ''), CONSTRAINT fk FOREIGN KEY("user") REFERENCES u (id) ON UPDATE CASCADE ON DELETE SET NULL)

-- version 3.40
CREATE TABLE x (key TEXT, value BLOB, desc_ TEXT, rank INT, "default" INT, type TEXT, action TEXT)

-- version 3.40
ALTER TABLE t ADD c TEXT COLLATE NOCASE DEFAULT 'x' CHECK (c <> '')

-- version 3.40
ALTER TABLE t ADD COLUMN g INT GENERATED ALWAYS AS (a + 1) VIRTUAL

-- version 3.40
ALTER TABLE main.t RENAME TO t9

-- version 3.40
ALTER TABLE "t" RENAME "a" TO "aa"

-- version 3.40
ALTER TABLE t DROP x

-- version 3.40
CREATE TRIGGER tr BEFORE DELETE ON t BEGIN DELETE FROM s WHERE s.id = OLD.id; SELECT CASE WHEN OLD.id = 1 THEN RAISE(IGNORE) END; END

-- version 3.40
CREATE VIRTUAL TABLE rt USING rtree(id, minx, maxx)

-- version 3.40
UPDATE t SET (a, b) = (SELECT s.a, s.b FROM s WHERE s.id = t.id), x = coalesce(x, 0) + 1 WHERE EXISTS (SELECT 1 FROM s WHERE s.id = t.id)

-- version 3.40
WITH d AS (SELECT id, row_number() OVER (PARTITION BY a ORDER BY id) n FROM t) DELETE FROM t WHERE id IN (SELECT id FROM d WHERE n > 1)

-- version 3.40
INSERT INTO t (id, a) SELECT id, a FROM s WHERE true ON CONFLICT DO NOTHING

-- version 3.40
INSERT INTO t (id, b) VALUES (1, 'a;b'), (2, "x''y")

-- version 3.40
SELECT substr(b, 1, instr(b, ' ')), replace(b, 'x', 'y'), hex(randomblob(16)), julianday('now'), total(a), a COLLATE NOCASE, x IS TRUE, json_group_array(a) FROM t GROUP BY b HAVING count(*) > 1 ORDER BY a NULLS LAST

-- version 3.40
PRAGMA main.journal_mode = WAL

-- version 3.40
CREATE UNIQUE INDEX ix ON t (a, b COLLATE RTRIM DESC, substr(b, 1, 3)) WHERE x IS NOT NULL

-- version 3.40
DROP TRIGGER IF EXISTS main.tr

-- version 3.40
RELEASE SAVEPOINT alembic

-- version 3.40
VALUES (1, 2), (3, 4)

-- version 3.40
EXPLAIN QUERY PLAN SELECT * FROM t INDEXED BY sqlite_autoindex_t_1 WHERE id = 1

-- version 3.40
CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE DEFAULT ('x' || 'y'), at DATETIME DEFAULT CURRENT_TIMESTAMP, n NUMERIC(10, 2) CHECK (n >= 0), UNIQUE (name) ON CONFLICT IGNORE)

-- version 3.40
CREATE TABLE t (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID

-- version 3.40
CREATE TABLE t (a INT, b INT AS (a * 2) STORED, c TEXT GENERATED ALWAYS AS (a || '-') VIRTUAL NOT NULL)

-- version 3.40
CREATE TABLE t (id INTEGER PRIMARY KEY, user_id INT REFERENCES users ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED)

-- version 3.40
CREATE TABLE t (whatever, `back` INT, [brack] UNSIGNED BIG INT, "quo""te" DOUBLE PRECISION, data JSON, u UUID)

-- version 3.40
CREATE TEMP TABLE x AS SELECT id, name FROM users WHERE 0

-- version 3.40
CREATE UNIQUE INDEX IF NOT EXISTS ix_x ON users (lower(email), name COLLATE NOCASE DESC) WHERE active = 1 AND email IS NOT NULL

-- version 3.40
ALTER TABLE users ADD COLUMN x INTEGER NOT NULL DEFAULT 0 REFERENCES orders (id)

-- version 3.40
ALTER TABLE users ADD y TEXT CHECK (length(y) < 10)

-- version 3.40
ALTER TABLE users RENAME COLUMN name TO full_name

-- version 3.40
ALTER TABLE users DROP COLUMN note

-- version 3.40
ALTER TABLE users RENAME TO people

-- version 3.40
INSERT INTO users (id, name) VALUES (7, 'a'), (8, 'b') ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE excluded.name <> '' ON CONFLICT DO NOTHING

-- version 3.40
INSERT OR REPLACE INTO users (id, name) SELECT id + 100, name FROM users RETURNING id, name

-- version 3.40
REPLACE INTO users (id, name) VALUES (1, 'b')

-- version 3.40
UPDATE orders SET total = s.t FROM (SELECT user_id, sum(total) AS t FROM orders GROUP BY user_id) AS s WHERE s.user_id = orders.user_id RETURNING *

-- version 3.40
UPDATE OR IGNORE users SET (name, email) = ('a', 'b') WHERE rowid = 1

-- version 3.40
DELETE FROM users WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY lower(email) ORDER BY id DESC) AS rn FROM users) WHERE rn > 1)

-- version 3.40
UPDATE users SET data = json_set(coalesce(data, '{}'), '$.a', json('[1]')), at = strftime('%Y-%m-%dT%H:%M:%S', 'now'), name = iif(active, name, printf('%05d', id)) WHERE data ->> '$.b' IS NULL AND name NOT LIKE 'x\_%' ESCAPE '\' AND name GLOB '[a-z]*'

-- version 3.40
UPDATE users SET active = TRUE WHERE active IS NOT FALSE

-- version 3.40
CREATE TRIGGER IF NOT EXISTS trg AFTER UPDATE OF total ON orders FOR EACH ROW WHEN NEW.total IS NOT OLD.total BEGIN UPDATE orders SET changed = datetime('now') WHERE id = NEW.id; INSERT INTO log (what) VALUES ('x'); SELECT RAISE(ABORT, 'no') WHERE NEW.total < 0; END

-- version 3.40
CREATE TRIGGER tv INSTEAD OF DELETE ON v0 BEGIN DELETE FROM users WHERE id = OLD.id; END

-- version 3.40
CREATE VIEW IF NOT EXISTS v (a, b) AS WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n, n * 2 FROM c

-- version 3.40
CREATE VIRTUAL TABLE ft USING fts5(name, body, content='users', tokenize = 'porter unicode61')

-- version 3.40
INSERT INTO ft0(ft0) VALUES ('rebuild')

-- version 3.40
DROP INDEX IF EXISTS ix_users_name

-- version 3.40
PRAGMA foreign_keys = OFF

-- version 3.40
PRAGMA table_info('users')

-- version 3.40
REINDEX users

-- version 3.40
ANALYZE main.users

-- version 3.40
SELECT group_concat(name, ', ') FILTER (WHERE active), count(*) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM users GROUP BY active HAVING count(*) > 0

-- version 3.40
SELECT * FROM users LEFT JOIN orders USING (id) NATURAL JOIN log ORDER BY 1 NULLS FIRST LIMIT 5, 10

-- version 3.40
SELECT a.id FROM users a FULL OUTER JOIN orders b ON a.id = b.user_id, json_each(a.data) AS j WHERE (a.id, b.id) IN (VALUES (1, 2)) OR a.id IS NOT DISTINCT FROM b.id

-- version 3.40
SELECT x'0f', 1e3, 0x1F, :a IS NULL, CAST('1' AS INTEGER) << 2, ~1 & 3, 'a' == "name", -5 % 3, typeof(name), hex(randomblob(4)), unixepoch(), changes() FROM users INDEXED BY ix_users_name WHERE name BETWEEN 'a' AND 'z'

-- version 3.40
SAVEPOINT s1

-- version 3.40
ATTACH DATABASE ':memory:' AS other

-- version 3.40
CREATE TABLE t (id INTEGER NOT NULL, a INTEGER, CONSTRAINT pk PRIMARY KEY (id), CONSTRAINT fk FOREIGN KEY (a) REFERENCES users (id) MATCH FULL, CONSTRAINT ck CHECK (a IN (1, 2)))

-- version 3.40
EXPLAIN QUERY PLAN SELECT 1

UPDATE integration SET engine = :engine WHERE id = :id

DELETE FROM q AS a WHERE a.id = 1

-- version 3.40
CREATE TABLE "invoice" (id INTEGER NOT NULL, total NUMERIC(12, 2) DEFAULT 0 NOT NULL, state VARCHAR(20) DEFAULT 'open' CONSTRAINT ck_state CHECK (state IN ('open', 'paid')), due DATE DEFAULT (date('now', '+30 days')), user_id INTEGER CONSTRAINT fk_u REFERENCES users (id) ON DELETE SET NULL, CONSTRAINT pk PRIMARY KEY (id), CONSTRAINT uq UNIQUE (state, due))

-- version 3.40
ALTER TABLE users ADD COLUMN score REAL DEFAULT -1.5 NOT NULL

-- version 3.40
ALTER TABLE users ADD COLUMN ext TEXT GENERATED ALWAYS AS (json_extract(data, '$.ext')) VIRTUAL

-- version 3.40
CREATE INDEX ix_users_ext ON users (json_extract(data, '$.ext') DESC, email COLLATE NOCASE)

-- version 3.40
INSERT INTO users (id, email) SELECT 100 + value, 'u' || value FROM json_each('[1,2]') WHERE TRUE ON CONFLICT (id) DO UPDATE SET email = coalesce(excluded.email, users.email)

-- version 3.40
UPDATE users SET email = (SELECT max(o.total) FROM orders o WHERE o.user_id = users.id), active = NOT active, name = replace(trim(name), '  ', ' ') WHERE id IN (SELECT user_id FROM orders GROUP BY user_id HAVING sum(total) > 10 ORDER BY 1 LIMIT 10 OFFSET 1)

-- version 3.40
WITH RECURSIVE tree(id, path) AS (SELECT id, name FROM users WHERE active IS NULL UNION SELECT u.id, t.path || '/' || u.name FROM users u JOIN tree t ON u.active = t.id) INSERT INTO log (what) SELECT path FROM tree

-- version 3.40
CREATE TRIGGER tr1 BEFORE INSERT ON orders WHEN NEW.total IS NULL BEGIN SELECT RAISE(IGNORE); END

-- version 3.40
CREATE TEMPORARY TABLE _new AS SELECT rowid AS id, * FROM users

-- version 3.40
DROP TRIGGER IF EXISTS main.tr1

-- version 3.40
INSERT OR IGNORE INTO users VALUES (9, 'a', 'b', 1, '{}', CURRENT_TIMESTAMP, NULL)

-- version 3.40
SELECT strftime('%Y', at) AS y, total(id), nth_value(name, 2) OVER (PARTITION BY active ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM users WHERE name LIKE 'a' OR id NOTNULL UNION ALL SELECT 1, 2, 3 EXCEPT SELECT 1, 2, 3

-- version 3.40
PRAGMA legacy_alter_table = ON

-- version 3.40
CREATE TABLE [order] ([group] INT, `index` TEXT, "select" BLOB DEFAULT x'00')

-- version 3.40
DELETE FROM orders AS o WHERE o.user_id NOT IN (SELECT id FROM users) RETURNING id

-- version 3.40
CREATE TABLE ref ( id INTEGER NOT NULL, a INTEGER, b INTEGER, PRIMARY KEY (id) )

-- version 3.40
CREATE TABLE user ( id INTEGER NOT NULL, "order" VARCHAR(30) DEFAULT 'a' NOT NULL, "Mixed Case" TEXT, b BOOLEAN DEFAULT 1, e VARCHAR(1), n NUMERIC(10, 2) DEFAULT 0, f FLOAT, dbl DOUBLE, d DATETIME DEFAULT CURRENT_TIMESTAMP, dd DATE, j JSON, u CHAR(32), lb BLOB, un VARCHAR(20), iv DATETIME, si SMALLINT, r INTEGER, PRIMARY KEY (id), CONSTRAINT ck CHECK (n > 0), CONSTRAINT uq UNIQUE ("order", e), CONSTRAINT fk2 FOREIGN KEY(si, r) REFERENCES ref (a, b), CONSTRAINT cb CHECK (b IN (0, 1)), CONSTRAINT en CHECK (e IN ('a', 'b')), CONSTRAINT fk FOREIGN KEY(r) REFERENCES ref (id) ON DELETE CASCADE )

-- version 3.40
CREATE TABLE cmt ( id INTEGER NOT NULL, PRIMARY KEY (id) )

-- version 3.40
ALTER TABLE user ADD COLUMN x VARCHAR(20) COLLATE "NOCASE" DEFAULT 'it''s'

-- version 3.40
ALTER TABLE sch.user ADD COLUMN y INTEGER

-- version 3.40
ALTER TABLE u2 RENAME COLUMN "order" TO ord

-- version 3.40
CREATE UNIQUE INDEX ix ON u2 (ord, lower(ord))

-- version 3.40
CREATE TABLE slt ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, a VARCHAR(20) COLLATE "NOCASE", UNIQUE (a) ON CONFLICT IGNORE )

-- version 3.40
CREATE TABLE slt2 ( id INTEGER NOT NULL, PRIMARY KEY (id) ) WITHOUT ROWID, STRICT

-- version 3.40
CREATE UNIQUE INDEX IF NOT EXISTS w ON slt (a) WHERE a > 1
