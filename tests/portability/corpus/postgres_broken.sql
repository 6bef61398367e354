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
