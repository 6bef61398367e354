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
