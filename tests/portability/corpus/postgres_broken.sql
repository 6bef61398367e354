-- auto_increment
-- version 17
CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY)

-- datetime
-- version 17
CREATE TABLE t (a DATETIME)

-- tinyint
-- version 17
CREATE TABLE t (a TINYINT(1))

-- nvarchar
-- version 17
CREATE TABLE t (a NVARCHAR(20))

-- varchar2
-- version 17
CREATE TABLE t (a VARCHAR2(20))

-- backticks
-- version 17
UPDATE `t` SET a = 1

-- brackets
-- version 17
UPDATE [t] SET a = 1

-- modify
-- version 17
ALTER TABLE t MODIFY a BIGINT

-- identity mssql
-- version 17
CREATE TABLE t (id INT IDENTITY(1,1))

-- getdate
-- version 17
UPDATE t SET a = GETDATE()

-- sysdate dual
-- version 17
INSERT INTO t SELECT SYSDATE FROM dual

-- top
-- version 17
SELECT TOP 10 * FROM t

-- update join
-- version 17
UPDATE t JOIN s ON t.id = s.id SET t.a = s.a

-- on duplicate key
-- version 17
INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2

-- drop index on
-- version 17
DROP INDEX ix ON t

-- engine
-- version 17
CREATE TABLE t (a INT) ENGINE=InnoDB

-- ifnull
-- version 17
UPDATE t SET a = IFNULL(a, 0)

-- sp_rename
-- version 17
EXEC sp_rename 'a', 'b'

-- missing comma
-- version 17
CREATE TABLE t (a INT NOT NULL b INT)

-- unbalanced
-- version 17
CREATE TABLE t (a INT, b NUMERIC(10,2)

-- reserved
-- version 17
CREATE TABLE user (id INT)

-- drop column kw
-- version 17
ALTER TABLE t CHANGE a b INT

-- insert ignore
-- version 17
INSERT IGNORE INTO t (a) VALUES (1)

-- merge
-- version 13
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a

-- virtual
-- version 17
CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a * 2) VIRTUAL)

-- unterminated dollar
-- version 17
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END;

-- blob
-- version 17
CREATE TABLE t (a BLOB, b CLOB)

-- enum inline
-- version 17
CREATE TABLE t (a ENUM('x', 'y'))

-- unsigned
-- version 17
ALTER TABLE t ADD COLUMN a INT UNSIGNED

-- nulls not distinct
-- version 13
CREATE UNIQUE INDEX ux ON t (a) NULLS NOT DISTINCT

-- longtext
-- version 17
CREATE TABLE t (a LONGTEXT)

-- clob default
-- version 17
ALTER TABLE t ADD COLUMN a NUMBER(10)

-- add without comma
-- version 17
CREATE TABLE t (id INT PRIMARY KEY, a TEXT NOT NULL name VARCHAR(20))

-- go newid
-- version 17
UPDATE t SET a = NEWID()

-- nvl
-- version 17
UPDATE t SET a = NVL(a, 0)

-- date_add
-- version 17
UPDATE t SET a = DATEADD(day, 1, a)

-- group_concat
-- version 17
SELECT GROUP_CONCAT(a) FROM t

-- rename index mysql
-- version 17
RENAME TABLE a TO b

-- on update current timestamp
-- version 17
CREATE TABLE t (a TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)

-- comment column
-- version 17
CREATE TABLE t (a INT COMMENT 'x')

-- column named order
-- version 17
CREATE TABLE t (id INT, order INT)

-- extra paren
-- version 17
CREATE TABLE t (a INT, b NUMERIC(10,2)))

-- identity insert
-- version 17
SET IDENTITY_INSERT t ON

-- drop primary key
-- version 17
ALTER TABLE t DROP PRIMARY KEY

-- sequence nextval oracle
-- version 17
INSERT INTO t (id) VALUES (s.NEXTVAL)

-- exec
-- version 17
EXEC my_proc 1

-- version 15 17
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)

-- version 15 17
CREATE TABLE t (id INT IDENTITY(1,1) PRIMARY KEY)

-- version 15 17
CREATE TABLE t (id SERIAL PRIMARY KEY, at DATETIME)

-- version 15 17
CREATE TABLE t (id NUMBER(10) PRIMARY KEY, name VARCHAR2(20))

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, body LONGTEXT)

-- version 15 17
CREATE TABLE t (id INT UNSIGNED PRIMARY KEY)

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, flags TINYINT(1))

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, payload BLOB)

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20) COMMENT 'x')

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, state ENUM('a', 'b') NOT NULL)

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), KEY ix_name (name))

-- version 15 17
ALTER TABLE users ADD COLUMN x INT AFTER name

-- version 15 17
ALTER TABLE users MODIFY COLUMN name VARCHAR(200)

-- version 15 17
ALTER TABLE users CHANGE name full_name VARCHAR(200)

-- version 15 17
ALTER TABLE users ADD (x INT, y INT)

-- version 15 17
ALTER TABLE users ALTER COLUMN name VARCHAR(200) NOT NULL

-- version 15 17
ALTER TABLE users DROP FOREIGN KEY fk_x

-- version 15 17
ALTER TABLE users DROP PRIMARY KEY

-- version 15 17
ALTER TABLE users ADD INDEX ix_n (name)

-- version 15 17
ALTER TABLE users RENAME COLUMN name TO full_name, RENAME COLUMN email TO mail

-- version 15 17
ALTER TABLE users ADD CONSTRAINT IF NOT EXISTS uq UNIQUE (email)

-- version 15 17
ALTER TABLE users ADD gross INT GENERATED ALWAYS AS (age * 2) VIRTUAL

-- version 15 17
DROP INDEX ix_users_name ON users

-- version 15 17
CREATE INDEX ix ON users (email(10))

-- version 15 17
INSERT INTO users (id, name) VALUES (7, 'a') ON DUPLICATE KEY UPDATE name = VALUES(name)

-- version 15 17
INSERT IGNORE INTO users (id, name) VALUES (7, 'a')

-- version 15 17
INSERT OR REPLACE INTO users (id, name) VALUES (7, 'a')

-- version 15 17
REPLACE INTO users (id, name) VALUES (7, 'a')

-- version 15 17
UPDATE `users` SET name = 'x'

-- version 15 17
UPDATE [users] SET name = 'x'

-- version 15 17
UPDATE users u JOIN orders o ON o.user_id = u.id SET u.name = 'x'

-- version 15 17
DELETE u FROM users u JOIN orders o ON o.user_id = u.id

-- version 15 17
SELECT TOP 5 id FROM users

-- version 15 17
UPDATE users SET name = IFNULL(name, 'x')

-- version 15 17
UPDATE users SET name = NVL(name, 'x')

-- version 15 17
UPDATE users SET seen = GETDATE()

-- version 15 17
SELECT DATE_FORMAT(seen, '%Y') FROM users

-- version 15 17
SELECT GROUP_CONCAT(name SEPARATOR ',') FROM users

-- version 15 17
CREATE TRIGGER trg BEFORE UPDATE ON orders FOR EACH ROW BEGIN SET NEW.total = 0; END

-- version 15 17
CREATE OR REPLACE MATERIALIZED VIEW mv AS SELECT 1

-- version 15 17
CREATE TYPE IF NOT EXISTS mood AS ENUM ('a')

-- version 15 17
CREATE DATABASE IF NOT EXISTS shop

-- version 15 17
INSERT INTO orders (id) VALUES (seq.NEXTVAL)

-- version 15 17
CREATE PROCEDURE p (IN a INT) BEGIN UPDATE users SET age = a; END

-- version 15 17
EXEC sp_rename 'users.name', 'full_name', 'COLUMN'

-- version 15 17
ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) ENABLE NOVALIDATE

-- version 15 17
CREATE INDEX CONCURRENTLY ON users (name) USING btree

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, user VARCHAR(20))

-- version 15 17
CREATE TABLE t (id INT PRIMARY KEY, end DATE)

-- version 15 17
SET FOREIGN_KEY_CHECKS = 0

-- version 15 17
PRAGMA foreign_keys = OFF

-- version 15 17
SELECT JSON_EXTRACT(data, '$.a') FROM users

-- version 15
ALTER TABLE users ALTER COLUMN gen SET EXPRESSION AS (age * 3)

-- version 15 17
DELETE FROM users ORDER BY id LIMIT 10

-- version 15 17
SELECT id FROM users LIMIT 5, 10

-- version 15 17
UPDATE users SET seen = SYSDATE

-- version 15 17
UPDATE users SET seen = DATE_ADD(seen, INTERVAL 1 DAY)

-- version 15 17
MERGE INTO users t USING orders s ON (t.id = s.user_id) WHEN MATCHED THEN UPDATE SET t.name = 'x'

-- version 15
SELECT * FROM users, JSON_TABLE(data, '$[*]' COLUMNS (a int PATH '$.a')) AS j

-- version 15
SELECT any_value(name) FROM users

-- version 15 17
ALTER TABLE invoice ADD due_on DATETIME NOT NULL

-- version 15 17
ALTER TABLE invoice ADD COLUMN note VARCHAR(20) CHARACTER SET utf8mb4

-- version 15 17
ALTER TABLE invoice ADD UNIQUE KEY ux_state (state)

-- version 15 17
UPDATE invoice SET due_on = DATEADD(day, 30, CURRENT_DATE)

-- version 15 17
INSERT INTO currency (code, name) VALUES ("EUR", "Euro")

-- version 15 17
DELETE p FROM payment p INNER JOIN invoice i ON i.id = p.invoice_id WHERE i.state = 'x'

-- version 15 17
CREATE TABLE doc (id INT NOT NULL PRIMARY KEY, size INT(11) NOT NULL, body MEDIUMTEXT)

-- version 15 17
CREATE TABLE doc (id UNIQUEIDENTIFIER PRIMARY KEY, title NVARCHAR(100))

-- version 15 17
UPDATE users SET name = CONCAT(name, 'x') WHERE ISNULL(email)

-- version 15 17
ALTER TABLE invoice MODIFY (state VARCHAR2(40))

-- version 15 17
SELECT * FROM users WHERE ROWNUM <= 10

-- version 15 17
SELECT id FROM users WHERE MATCH(name) AGAINST('x')

-- version 15 17
ALTER TABLE users AUTO_INCREMENT = 1000

-- version 15 17
CREATE UNIQUE CLUSTERED INDEX ix ON users (email)

-- version 15 17
UPDATE o SET total = 0 FROM orders o JOIN users u ON u.id = o.user_id WHERE NOT u.active

-- the default of a column wants parentheses around it
-- version 15 17
CREATE TABLE t (at TIMESTAMP DEFAULT now() AT TIME ZONE 'utc' NOT NULL)
