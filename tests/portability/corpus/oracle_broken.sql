-- BOOLEAN before 23
-- version 19
CREATE TABLE t (id NUMBER, active BOOLEAN)

-- JSON before 21
-- version 19
ALTER TABLE t ADD doc JSON

-- TEXT
CREATE TABLE t (body TEXT)

-- DATETIME
ALTER TABLE t ADD at DATETIME

-- VARCHAR2 without a length
CREATE TABLE t (name VARCHAR2)

-- VARCHAR without a length
ALTER TABLE t ADD name VARCHAR

-- now
ALTER TABLE t ADD at TIMESTAMP DEFAULT now()

-- SERIAL
CREATE TABLE t (id SERIAL PRIMARY KEY)

-- BIGINT
CREATE TABLE t (id BIGINT NOT NULL)

-- TINYINT
ALTER TABLE t ADD a TINYINT

-- JSONB
ALTER TABLE t ADD a JSONB

-- UUID
CREATE TABLE t (id UUID)

-- AUTO_INCREMENT
CREATE TABLE t (id INTEGER AUTO_INCREMENT PRIMARY KEY)

-- IDENTITY(1,1)
CREATE TABLE t (id INTEGER IDENTITY(1,1))

-- ENUM
CREATE TABLE t (a ENUM('x', 'y'))

-- BYTEA
ALTER TABLE t ADD a BYTEA

-- NVARCHAR
ALTER TABLE t ADD a NVARCHAR(20)

-- VARBINARY
ALTER TABLE t ADD a VARBINARY(20)

-- TIME
ALTER TABLE t ADD a TIME

-- DOUBLE
ALTER TABLE t ADD a DOUBLE

-- MONEY
ALTER TABLE t ADD a MONEY

-- IF NOT EXISTS before 23
-- version 21
CREATE TABLE IF NOT EXISTS t (id NUMBER)

-- DROP IF EXISTS before 23
-- version 19
DROP TABLE IF EXISTS t

-- ADD COLUMN
ALTER TABLE t ADD COLUMN a NUMBER

-- ALTER COLUMN TYPE
ALTER TABLE t ALTER COLUMN a TYPE NUMBER

-- MODIFY COLUMN
ALTER TABLE t MODIFY COLUMN a NUMBER NOT NULL

-- SET NOT NULL
ALTER TABLE t MODIFY a SET NOT NULL

-- NOT NULL before DEFAULT
ALTER TABLE t ADD a NUMBER NOT NULL DEFAULT 0

-- ON UPDATE
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES b (id) ON UPDATE CASCADE

-- RESTRICT
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES b (id) ON DELETE RESTRICT

-- NO ACTION
CREATE TABLE t (a NUMBER REFERENCES b (id) ON DELETE NO ACTION)

-- STORED
ALTER TABLE t ADD a NUMBER GENERATED ALWAYS AS (b + c) STORED

-- partial index
CREATE INDEX ix ON t (a) WHERE b IS NULL

-- INCLUDE
CREATE INDEX ix ON t (a) INCLUDE (b)

-- USING
CREATE INDEX ix ON t USING btree (a)

-- CONCURRENTLY
CREATE INDEX CONCURRENTLY ix ON t (a)

-- DROP INDEX ON
DROP INDEX ix ON t

-- CASCADE
DROP TABLE t CASCADE

-- LIMIT
SELECT a FROM t LIMIT 5

-- SELECT without FROM before 23
-- version 19
INSERT INTO t (a) SELECT 1

-- many rows before 23
-- version 19
INSERT INTO t (a) VALUES (1), (2)

-- true before 23
-- version 19
UPDATE t SET active = TRUE

-- condition that is a column
-- version 19
DELETE FROM t WHERE active

-- AS for a table
SELECT x.a FROM t AS x

-- UPDATE FROM before 23
-- version 19
UPDATE t SET a = s.a FROM s WHERE s.id = t.id

-- RETURNING without INTO
INSERT INTO t (a) VALUES (1) RETURNING id

-- ON CONFLICT
INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING

-- interval
UPDATE t SET at = at - INTERVAL '1 day'

-- cast
UPDATE t SET a = b::integer

-- backticks
CREATE TABLE `t` (`a` NUMBER)

-- brackets
CREATE TABLE [t] ([a] NUMBER)

-- ILIKE
DELETE FROM t WHERE a ILIKE 'x%'

-- getdate
UPDATE t SET a = GETDATE()

-- ISNULL
UPDATE t SET a = ISNULL(a, 0)

-- IFNULL
UPDATE t SET a = IFNULL(a, 0)

-- substring
UPDATE t SET a = SUBSTRING(a, 1, 2)

-- string_agg
SELECT STRING_AGG(a, ',') FROM t

-- gen_random_uuid
ALTER TABLE t ADD id RAW(16) DEFAULT gen_random_uuid()

-- reserved word
ALTER TABLE t ADD comment VARCHAR2(20)

-- reserved word
CREATE TABLE t (id NUMBER, level NUMBER, size NUMBER)

-- reserved table
CREATE TABLE order (id NUMBER)

-- name too long
-- version 12.1
CREATE INDEX ix_a_very_long_name_of_an_index_here ON t (a)

-- CREATE TYPE AS ENUM
CREATE TYPE mood AS ENUM ('a', 'b')

-- sequence
CREATE SEQUENCE s START 1

-- sequence type
CREATE SEQUENCE s AS BIGINT START WITH 1

-- nextval
INSERT INTO t (id) VALUES (nextval('s'))

-- TRUNCATE
TRUNCATE t

-- comment
COMMENT ON TABLE t IS "text"

-- comment on an index
COMMENT ON INDEX ix IS 'text'

-- sp_rename
EXEC sp_rename 'a', 'b'

-- RENAME TABLE
RENAME TABLE a TO b

-- missing comma
CREATE TABLE t (a NUMBER NOT NULL b NUMBER)

-- missing parenthesis
CREATE TABLE t (a NUMBER, b NUMBER

-- open string
UPDATE t SET a = 'it's'

-- columns
INSERT INTO t (a, b) VALUES (1)

-- engine
CREATE TABLE t (a NUMBER) ENGINE=InnoDB

-- empty default
CREATE TABLE t (a VARCHAR2(10) DEFAULT '' NOT NULL)

-- comment in a column
CREATE TABLE t (a NUMBER COMMENT 'x')

-- length
ALTER TABLE t ADD a VARCHAR2(40000)

-- number precision
ALTER TABLE t ADD a NUMBER(50)

-- replace table
CREATE OR REPLACE TABLE t (a NUMBER)

-- drop column list
ALTER TABLE t DROP COLUMN a, DROP COLUMN b

-- several adds
ALTER TABLE t ADD a NUMBER, ADD b NUMBER

-- double quotes for a text
UPDATE t SET a = 1 WHERE b LIKE 'x" AND c = 1

-- delete using
DELETE FROM t USING s WHERE s.id = t.id

-- date_trunc
UPDATE t SET a = date_trunc('day', b)

-- unknown column of a key
CREATE TABLE t (a NUMBER, CONSTRAINT pk PRIMARY KEY (id))

-- schema
CREATE SCHEMA shop

-- drop column if exists
-- version 19
ALTER TABLE t DROP COLUMN IF EXISTS a

-- AFTER
ALTER TABLE t ADD a NUMBER AFTER b

-- version 19
CREATE TABLE t (a VARCHAR2(5000))

-- version 19
CREATE TABLE t (a INT(11))

-- version 19
CREATE TABLE t (a NUMBER AUTO_INCREMENT)

-- version 19
ALTER TABLE t ADD a VARCHAR2(20) AFTER b

-- version 19
ALTER TABLE t DROP a

-- version 19
ALTER TABLE t DROP FOREIGN KEY fk

-- version 19
ALTER TABLE t ADD INDEX ix (a)

-- version 19
ALTER TABLE t CHANGE a b NUMBER

-- version 19
ALTER TABLE t RENAME a TO b

-- version 19
ALTER TABLE t ALTER a SET DEFAULT 1

-- version 19
CREATE INDEX ON t (a)

-- version 19
CREATE TABLE t (a NUMBER,)

-- version 19
INSERT INTO t SET a = 1

-- version 19
SELECT 1

-- version 19
SELECT TOP 5 a FROM t

-- version 19
SELECT a FROM t OFFSET 5 LIMIT 5

-- version 19
UPDATE t SET a = CURRENT_DATE + INTERVAL '1 day'

-- version 19
UPDATE t SET a = DATEADD(day, 1, b)

-- version 19
UPDATE t SET a = LEN(b)

-- version 19
UPDATE t SET a = LEFT(b, 3)

-- version 19
UPDATE t SET a = CONCAT_WS('-', b)

-- version 19
UPDATE t SET a = group_concat(b)

-- version 19
DELETE t1 FROM t t1 JOIN u ON u.id = t1.id

-- version 19
UPDATE t JOIN u ON u.id = t.id SET t.a = 1

-- version 19
REPLACE INTO t (a) VALUES (1)

-- version 19
CREATE VIEW IF NOT EXISTS v AS SELECT 1 a FROM dual

-- version 19
CREATE TEMPORARY TABLE t (a NUMBER)

-- version 19
CREATE TABLE t (a TIMESTAMPTZ)

-- version 19
CREATE TABLE t (a DATETIME2)

-- version 19
CREATE TABLE t (a BIT)

-- version 19
CREATE TABLE t (a UNIQUEIDENTIFIER DEFAULT NEWID())

-- version 19
CREATE TABLE t (a NUMBER PRIMARY KEY, b NUMBER PRIMARY KEY)

-- version 19
ALTER TABLE t ADD CONSTRAINT c UNIQUE a

-- version 19
ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (x, y)

-- version 19
CREATE TABLE t (a NUMBER DEFAULT true)

-- version 19
SELECT a, FROM t

-- version 19
SELECT a FROM t WHERE a == 1

-- version 19
DROP SEQUENCE s CASCADE

-- version 19
CREATE UNIQUE INDEX ux ON t (a) INCLUDE (b)

-- version 19
BEGIN

-- version 19
CREATE TABLE t (date DATE)

-- version 19
CREATE TABLE t (a TIMESTAMP WITHOUT TIME ZONE)

-- version 19
INSERT INTO t (a) VALUES (1), (2)

-- version 19
ALTER TABLE t MODIFY (a NUMBER, b

-- version 19
GRANT SELECT ON ALL TABLES IN SCHEMA x TO app

-- boolean
-- version 19
CREATE TABLE t (id NUMBER, active BOOLEAN)

-- json
-- version 19
CREATE TABLE t (id NUMBER, body JSON)

-- text
-- version 23
CREATE TABLE t (id NUMBER, body TEXT)

-- varchar2 no length
-- version 23
CREATE TABLE t (id NUMBER, name VARCHAR2)

-- datetime
-- version 23
CREATE TABLE t (id NUMBER, at DATETIME)

-- serial
-- version 23
CREATE TABLE t (id SERIAL PRIMARY KEY)

-- auto_increment
-- version 23
CREATE TABLE t (id NUMBER AUTO_INCREMENT PRIMARY KEY)

-- identity mssql
-- version 23
CREATE TABLE t (id NUMBER IDENTITY(1,1))

-- limit
-- version 23
SELECT * FROM t LIMIT 10

-- now()
-- version 23
UPDATE t SET at = NOW()

-- getdate
-- version 23
UPDATE t SET at = GETDATE()

-- if not exists
-- version 19
CREATE TABLE IF NOT EXISTS t (id NUMBER)

-- drop if exists
-- version 19
DROP TABLE IF EXISTS t

-- multi values
-- version 19
INSERT INTO t (a) VALUES (1), (2)

-- select without from
-- version 19
SELECT 1 AS x

-- add column
-- version 23
ALTER TABLE t ADD COLUMN a NUMBER

-- alter column
-- version 23
ALTER TABLE t ALTER COLUMN a TYPE NUMBER

-- on update
-- version 23
ALTER TABLE a ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES b (id) ON UPDATE CASCADE

-- restrict
-- version 23
ALTER TABLE a ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES b (id) ON DELETE RESTRICT

-- backticks
-- version 23
UPDATE `t` SET a = 1

-- brackets
-- version 23
UPDATE [t] SET [a] = 1

-- default after not null
-- version 23
ALTER TABLE t ADD a NUMBER NOT NULL DEFAULT 0

-- cascade
-- version 23
DROP TABLE t CASCADE

-- update from
-- version 19
UPDATE a SET a.x = b.x FROM b WHERE a.id = b.id

-- on conflict
-- version 23
INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING

-- cast
-- version 23
UPDATE t SET a = b::number

-- partial index
-- version 23
CREATE INDEX ix ON t (a) WHERE a IS NOT NULL

-- include
-- version 23
CREATE INDEX ix ON t (a) INCLUDE (b)

-- nextval func
-- version 23
INSERT INTO t (id) VALUES (nextval('t_seq'))

-- reserved
-- version 23
CREATE TABLE t (id NUMBER, date DATE, level NUMBER)

-- reserved table
-- version 23
CREATE TABLE order (id NUMBER)

-- long id
-- version 23
ALTER TABLE t ADD CONSTRAINT ck_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa CHECK (a > 0)

-- missing comma
-- version 23
CREATE TABLE t (a NUMBER NOT NULL b NUMBER)

-- unbalanced
-- version 23
CREATE TABLE t (a NUMBER, b VARCHAR2(10)

-- block no end
-- version 23
BEGIN UPDATE t SET a = 1; DELETE FROM u;

-- block missing semicolon
-- version 23
BEGIN
  UPDATE t SET a = 1
  DELETE FROM u;
END;

-- plpgsql
-- version 23
CREATE FUNCTION f() RETURNS integer AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql

-- trigger tsql
-- version 23
CREATE TRIGGER tr ON t AFTER INSERT AS BEGIN UPDATE t SET a = 1; END

-- bigserial / bytea
-- version 23
CREATE TABLE t (a BYTEA)

-- nvarchar
-- version 23
CREATE TABLE t (a NVARCHAR(20))

-- tinyint
-- version 23
CREATE TABLE t (a TINYINT)

-- bit
-- version 23
CREATE TABLE t (a BIT DEFAULT 0)

-- decimal precision
-- version 23
CREATE TABLE t (a NUMBER(45, 2))

-- varchar2 too long
-- version 23
CREATE TABLE t (a VARCHAR2(40000))

-- stored
-- version 23
CREATE TABLE t (a NUMBER, b NUMBER GENERATED ALWAYS AS (a * 2) STORED)

-- modify column type kw
-- version 23
ALTER TABLE t MODIFY a SET NOT NULL

-- exec sp_rename
-- version 23
EXEC sp_rename 'a', 'b'

-- drop index on
-- version 23
DROP INDEX ix ON t

-- enum
-- version 23
CREATE TABLE t (a ENUM('x', 'y'))

-- as in from alias
-- version 23
SELECT t.a FROM users AS t WHERE t.a = 1

-- create type enum
-- version 23
CREATE TYPE mood AS ENUM ('sad', 'ok')

-- merge without parens
-- version 23
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.a = s.a

-- interval text
-- version 23
UPDATE t SET due = at + INTERVAL '30 days'

-- sequence restart
-- version 19
ALTER SEQUENCE s RESTART WITH 10

-- date function
-- version 23
UPDATE t SET at = DATEADD(day, 1, at), b = ISNULL(b, 0)

-- string agg
-- version 23
SELECT STRING_AGG(a, ',') FROM t

-- longtext
-- version 23
CREATE TABLE t (a LONGTEXT)

-- bigint
-- version 23
ALTER TABLE t ADD a BIGINT

-- double
-- version 23
CREATE TABLE t (a DOUBLE)

-- time
-- version 23
CREATE TABLE t (a TIME)

-- jsonb
-- version 23
CREATE TABLE t (a JSONB)

-- uuid
-- version 23
CREATE TABLE t (a UUID DEFAULT gen_random_uuid())

-- unsigned
-- version 23
CREATE TABLE t (a INTEGER UNSIGNED)

-- engine
-- version 23
CREATE TABLE t (a NUMBER) ENGINE=InnoDB

-- concurrently
-- version 23
CREATE INDEX CONCURRENTLY ix ON t (a)

-- using btree
-- version 23
CREATE INDEX ix ON t USING btree (a)

-- change
-- version 23
ALTER TABLE t CHANGE a b NUMBER

-- alter column set default
-- version 23
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5

-- top
-- version 23
SELECT TOP 5 a FROM t

-- isnull
-- version 23
UPDATE t SET a = IFNULL(a, 0)

-- concat plus string agg
-- version 23
SELECT GROUP_CONCAT(a SEPARATOR ', ') FROM t

-- current date func
-- version 23
UPDATE t SET a = CURDATE()

-- update join
-- version 23
UPDATE t JOIN s ON s.id = t.id SET t.a = s.a

-- delete using
-- version 23
DELETE FROM a USING b WHERE a.id = b.id

-- on duplicate
-- version 23
INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2

-- returning without into
-- version 23
INSERT INTO t (a) VALUES (1) RETURNING id

-- set identity_insert
-- version 23
SET IDENTITY_INSERT t ON

-- go
-- version 23
ALTER TABLE t ADD a NUMBER
GO

-- declare @
-- version 23
DECLARE @a INT = 1; UPDATE t SET a = @a

-- do block
-- version 23
DO $$ BEGIN NULL; END $$

-- if exists begin
-- version 23
IF NOT EXISTS (SELECT 1 FROM t) BEGIN INSERT INTO t (a) VALUES (1) END

-- parameter length
-- version 23
CREATE OR REPLACE PROCEDURE p (a VARCHAR2(20)) IS BEGIN NULL; END;

-- missing then in if
-- version 23
BEGIN IF 1 = 1 UPDATE t SET a = 1; END IF; END;

-- missing end if
-- version 23
BEGIN IF 1 = 1 THEN UPDATE t SET a = 1; END;

-- missing end loop
-- version 23
BEGIN FOR i IN 1 .. 3 LOOP INSERT INTO t (a) VALUES (i); END;

-- else if
-- version 23
BEGIN IF a = 1 THEN NULL; ELSE IF a = 2 THEN NULL; END IF; END;

-- assignment with =
-- version 23
CREATE OR REPLACE FUNCTION f RETURN NUMBER IS l NUMBER; BEGIN SET l = 1; RETURN l; END;

-- returns
-- version 23
CREATE FUNCTION f (a NUMBER) RETURNS NUMBER IS BEGIN RETURN a; END;

-- ddl in block
-- version 23
BEGIN CREATE TABLE t (a NUMBER); END;

-- select without into in block
-- version 23
BEGIN SELECT COUNT(*) FROM t; END;

-- block w/o final semicolon
-- version 23
BEGIN UPDATE t SET a = 1; END

-- foreign function in body
-- version 23
BEGIN UPDATE t SET a = GETDATE(); END;

-- type of version in body
-- version 19
CREATE OR REPLACE PROCEDURE p IS BEGIN INSERT INTO t (a) VALUES (1), (2); END;

-- boolean sql true
-- version 19
UPDATE t SET active = TRUE

-- missing values
-- version 23
INSERT INTO t (a, b) (1, 2)

-- enable wrong
-- version 23
ALTER TABLE t NOCHECK CONSTRAINT ALL

-- comment missing is
-- version 23
COMMENT ON TABLE t 'x'

-- drop index if on
-- version 23
DROP INDEX ix CASCADE

-- view order key
-- version 23
CREATE VIEW v AS SELECT COUNT(*) FROM t

-- version 19 21 23
CREATE TABLE t (id NUMBER PRIMARY KEY, name TEXT)

-- version 19 21 23
CREATE TABLE t (id SERIAL PRIMARY KEY, name VARCHAR2(20))

-- version 19 21 23
CREATE TABLE t (id NUMBER PRIMARY KEY, name VARCHAR2)

-- version 19 21 23
CREATE TABLE t (id BIGINT PRIMARY KEY)

-- version 19 21
CREATE TABLE t (id NUMBER PRIMARY KEY, active BOOLEAN DEFAULT TRUE)

-- version 19 21 23
CREATE TABLE t (id NUMBER PRIMARY KEY, at DATETIME DEFAULT CURRENT_TIMESTAMP)

-- version 19 21 23
ALTER TABLE t ALTER COLUMN a SET NOT NULL

-- version 19 21 23
ALTER TABLE t ALTER COLUMN a TYPE NUMBER(10)

-- version 19 21 23
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE

-- version 19 21 23
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT

-- version 19 21
INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')

-- version 19 21 23
INSERT INTO t (id) VALUES (1) ON CONFLICT DO NOTHING

-- version 19 21 23
INSERT INTO t (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 1

-- version 19 21 23
SELECT id FROM t ORDER BY id LIMIT 5

-- version 19 21 23
SELECT id FROM t AS x

-- version 19 21
UPDATE o SET o.total = 1 FROM orders o JOIN users u ON u.id = o.user_id

-- version 19 21 23
DELETE FROM orders USING users WHERE users.id = orders.user_id

-- version 19 21 23
UPDATE t SET name = IFNULL(name, 'x')

-- version 19 21 23
UPDATE t SET name = CONCAT_WS(' ', a, b)

-- version 19 21 23
UPDATE t SET n = LEN(name), d = DATEADD(day, 1, d)

-- version 19 21 23
UPDATE t SET d = d + INTERVAL '1 day'

-- version 19 21 23
UPDATE t SET d = DATE_TRUNC('month', d)

-- version 19 21 23
UPDATE t SET name = name::varchar

-- version 19 21 23
UPDATE `t` SET name = 'a'

-- version 19 21 23
UPDATE [t] SET name = 'a'

-- version 19 21 23
CREATE INDEX IX ON t (a) WHERE a IS NOT NULL

-- version 19 21 23
CREATE UNIQUE INDEX IF NOT EXISTS ix ON t USING HASH (a)

-- version 19 21 23
DROP INDEX ix_a, ix_b

-- version 19 21 23
ALTER TABLE t ADD gross NUMBER GENERATED ALWAYS AS (a * 2) STORED

-- version 19 21 23
CREATE TABLE t (id NUMBER PRIMARY KEY, comment VARCHAR2(20))

-- version 19 21 23
CREATE TABLE t (id NUMBER PRIMARY KEY, date DATE)

-- version 19 21 23
ALTER TABLE t ADD (size NUMBER, "name" VARCHAR2(10))

-- version 19 21 23
ALTER TABLE t COMMENT = 'x'

-- version 19 21 23
TRUNCATE TABLE a, b

-- version 19 21 23
TRUNCATE t RESTART IDENTITY

-- version 19 21 23
BEGIN INSERT INTO t (id) VALUES (1) END;

-- version 19 21 23
BEGIN IF n = 0 THEN DELETE FROM t; END IF END;

-- version 19 21 23
DO $$ BEGIN UPDATE t SET a = 1; END $$ LANGUAGE plpgsql

-- version 19 21 23
CREATE OR REPLACE TRIGGER trg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()

-- version 19 21 23
INSERT INTO t (id) SELECT nextval('seq_t') FROM dual

-- version 19 21 23
CREATE TABLE t (id NUMBER PRIMARY KEY, name VARCHAR2(5000), body NVARCHAR(50))

-- version 19 21 23
EXEC sp_rename 't.a', 'b', 'COLUMN'

-- version 19
SELECT a FROM t EXCEPT SELECT a FROM u

-- version 19 21 23
DELETE FROM t ORDER BY id LIMIT 10

-- version 19 21 23
UPDATE t SET a = a || E'\n'

-- version 19 21 23
CREATE VIEW IF NOT EXISTS v AS SELECT a FROM t WHERE a ILIKE 'x%'

-- version 19 21 23
ALTER TABLE invoice ADD COLUMN due_on DATE NOT NULL DEFAULT CURRENT_DATE

-- version 19 21
INSERT INTO currency (code, name) VALUES ('EUR', 'Euro'), ('USD', 'Dollar')

-- version 19 21 23
CREATE TABLE doc (id UUID PRIMARY KEY, body LONGTEXT)

-- version 19 21 23
UPDATE invoice SET due_on = DATEADD(day, 30, GETDATE())

-- version 19 21 23
ALTER TABLE invoice ALTER COLUMN state VARCHAR2(40)

-- version 19 21 23
CREATE INDEX ix ON invoice (state) INCLUDE (total)

-- version 19 21 23
SELECT GROUP_CONCAT(name SEPARATOR ', ') FROM tags

-- version 19 21 23
UPDATE users SET email = 'x' WHERE email ~ '^a'

-- version 19 21 23
ALTER TABLE invoice MODIFY COLUMN state VARCHAR2(40)

-- version 19 21 23
CREATE OR REPLACE FUNCTION f RETURNS NUMBER AS BEGIN RETURN 1; END;

-- version 19 21 23
INSERT INTO users (id, email) VALUES (1, 'a') RETURNING id

DELETE p FROM payment p JOIN invoice i ON i.id = p.invoice_id

UPDATE o SET o.total = 1 FROM orders o JOIN users u ON u.id = o.user_id

-- version 19 21 23
CREATE TABLE t (a NUMBER, b VARCHAR2(20) DEFAULT "x" ON UPDATE SYSDATE)

-- version 19 21 23
ALTER TABLE t ADD CONSTRAINT ck CHECK a > 0

-- version 19 21 23
ALTER TABLE t MODIFY a SET DEFAULT 0

-- version 19 21
UPDATE t SET a = TRUE AND b

-- version 19 21 23
CREATE TABLE t (a MEDIUMTEXT)

-- version 19 21 23
CREATE UNIQUE INDEX ux ON t (a) NULLS NOT DISTINCT

-- version 19 21 23
DELETE FROM t LIMIT 5

-- version 19 21 23
CREATE VIEW v AS SELECT a FROM t LIMIT 5

-- version 19 21 23
ALTER TABLE t RENAME INDEX a TO b
