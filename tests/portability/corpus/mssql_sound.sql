CREATE TABLE users (id INTEGER NOT NULL IDENTITY, email VARCHAR(254) NOT NULL, hashed_password VARCHAR(255) NOT NULL, CONSTRAINT pk_users PRIMARY KEY (id))

CREATE TABLE [dbo].[Order Details] ([id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY CLUSTERED, [note] NVARCHAR(MAX) NULL, [created] DATETIME2(7) NOT NULL CONSTRAINT DF_created DEFAULT (SYSUTCDATETIME()))

CREATE TABLE lines (order_id INT NOT NULL REFERENCES orders (id) ON DELETE CASCADE ON UPDATE NO ACTION, qty SMALLINT DEFAULT 1 NOT NULL CHECK (qty > 0), net AS (price * qty) PERSISTED, price DECIMAL(10, 2) NOT NULL)

CREATE TABLE t (a BIT DEFAULT 1 NOT NULL, b UNIQUEIDENTIFIER DEFAULT NEWSEQUENTIALID() ROWGUIDCOL, c VARBINARY(max), d DATETIMEOFFSET(3), e ROWVERSION, f MONEY, g XML, h FLOAT(53), i REAL, j HIERARCHYID, k SQL_VARIANT, l TIME(0), m NCHAR(10) COLLATE Latin1_General_CI_AS)

CREATE TABLE prices (id INT PRIMARY KEY, valid_from DATETIME2 GENERATED ALWAYS AS ROW START NOT NULL, valid_to DATETIME2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME (valid_from, valid_to)) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.prices_history))

CREATE TABLE #work (id INT, name SYSNAME)

ALTER TABLE users ADD is_active BIT NOT NULL DEFAULT 1

ALTER TABLE users ADD first_name NVARCHAR(50) NULL, last_name NVARCHAR(50) NULL

ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE NONCLUSTERED (email ASC)

ALTER TABLE users ADD CONSTRAINT df_users_active DEFAULT (1) FOR is_active WITH VALUES

ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES dbo.users (id) ON DELETE SET NULL

ALTER TABLE orders ADD CONSTRAINT ck_orders_total CHECK (total >= 0 AND status IN ('new', 'paid') OR total IS NULL)

ALTER TABLE users ALTER COLUMN email NVARCHAR(320) NOT NULL

ALTER TABLE users ALTER COLUMN name VARCHAR(max) COLLATE SQL_Latin1_General_CP1_CI_AS NULL

ALTER TABLE users DROP COLUMN street, city

ALTER TABLE users DROP COLUMN IF EXISTS postcode

ALTER TABLE users DROP CONSTRAINT uq_users_email

ALTER TABLE orders NOCHECK CONSTRAINT ALL

ALTER TABLE prices SET (SYSTEM_VERSIONING = OFF)

CREATE UNIQUE INDEX ix_users_email ON users (email)

CREATE UNIQUE NONCLUSTERED INDEX [ix_o] ON [dbo].[orders] ([placed_at] DESC, user_id) INCLUDE ([total], status) WHERE shipped_at IS NULL WITH (ONLINE = OFF, FILLFACTOR = 90)

CREATE CLUSTERED COLUMNSTORE INDEX cci ON facts

CREATE NONCLUSTERED INDEX ix_f ON users (is_active) WHERE is_active = 1 AND deleted_at IS NOT NULL

DROP INDEX ix_users_email ON users

DROP INDEX IF EXISTS ix_a ON dbo.users

ALTER INDEX ALL ON users REBUILD WITH (ONLINE = ON)

ALTER INDEX ix_users_email ON users DISABLE

DROP TABLE IF EXISTS users

DROP TABLE dbo.a, dbo.b

EXEC sp_rename 'users.name', 'full_name', 'COLUMN'

EXECUTE sp_rename @objname = N'dbo.users', @newname = N'people'

EXEC sp_rename N'[users].[name]', [full_name], N'COLUMN'

EXEC sys.sp_addextendedproperty N'MS_Description', N'A comment', N'SCHEMA', N'dbo', N'TABLE', N'users'

execute sp_addextendedproperty 'MS_Description', 'Nothing for a root', 'schema', 'dbo', 'table', 'sections', 'column', 'parent_id'

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from sys.default_constraints
where parent_object_id = object_id('users')
and col_name(parent_object_id, parent_column_id) = 'is_active'
exec('alter table users drop constraint ' + @const_name)

CREATE SEQUENCE invoice_id_seq START WITH 1

CREATE SEQUENCE dbo.s AS BIGINT START WITH 1 INCREMENT BY 1 MINVALUE 1 NO MAXVALUE NO CYCLE CACHE 50

ALTER SEQUENCE s RESTART WITH 100

DROP SEQUENCE IF EXISTS s

CREATE VIEW order_totals AS SELECT order_id, COUNT(*) AS line_count, SUM(quantity * net_price) AS total FROM order_lines GROUP BY order_id

CREATE OR ALTER VIEW v WITH SCHEMABINDING AS SELECT a.id, b.name FROM dbo.a AS a INNER JOIN dbo.b b ON a.id = b.a_id WHERE a.deleted = 0

ALTER VIEW v AS SELECT TOP 10 id FROM users ORDER BY id DESC

CREATE TRIGGER trg_users ON users AFTER INSERT, UPDATE AS BEGIN SET NOCOUNT ON; UPDATE u SET updated_at = GETDATE() FROM users u INNER JOIN inserted i ON u.id = i.id; END

CREATE PROCEDURE dbo.touch @id INT, @at DATETIME2 = NULL AS BEGIN UPDATE users SET seen_at = COALESCE(@at, SYSDATETIME()) WHERE id = @id END

CREATE FUNCTION dbo.full_name (@first NVARCHAR(50), @last NVARCHAR(50)) RETURNS NVARCHAR(101) AS BEGIN RETURN CONCAT(@first, N' ', @last) END

CREATE SCHEMA shop AUTHORIZATION dbo

CREATE TYPE dbo.phone FROM VARCHAR(20) NOT NULL

INSERT INTO alembic_version (version_num) VALUES ('0001')

INSERT INTO roles (id, name) VALUES (1, N'admin'), (2, N'user')

INSERT INTO addresses (user_id, street) SELECT id, street FROM users WHERE street IS NOT NULL OR city IS NOT NULL

INSERT INTO users (name) OUTPUT inserted.id VALUES ('x')

SET IDENTITY_INSERT users ON

UPDATE users SET full_name = email

UPDATE u SET u.total = s.total FROM users AS u JOIN (SELECT user_id, SUM(total) AS total FROM orders GROUP BY user_id) AS s ON s.user_id = u.id

UPDATE TOP (100) users SET flag = CASE WHEN score > 10 THEN 1 ELSE 0 END WHERE flag IS NULL

UPDATE users SET street = (SELECT addresses.street FROM addresses WHERE addresses.user_id = users.id), name = name + N'x'

DELETE FROM alembic_version WHERE alembic_version.version_num = '0023'

DELETE o FROM orders o LEFT JOIN users u ON u.id = o.user_id WHERE u.id IS NULL

MERGE INTO roles AS t USING (VALUES (1, 'a'), (2, 'b')) AS s (id, name) ON t.id = s.id WHEN MATCHED AND t.name <> s.name THEN UPDATE SET name = s.name WHEN NOT MATCHED BY TARGET THEN INSERT (id, name) VALUES (s.id, s.name) WHEN NOT MATCHED BY SOURCE THEN DELETE;

TRUNCATE TABLE dbo.log

IF NOT EXISTS (SELECT * FROM sys.indexes WHERE name = 'ix_a' AND object_id = OBJECT_ID('dbo.users')) CREATE INDEX ix_a ON dbo.users (a)

IF OBJECT_ID(N'dbo.users', N'U') IS NOT NULL BEGIN DROP TABLE dbo.users END ELSE PRINT 'none'

WITH ranked AS (SELECT id, ROW_NUMBER() OVER (PARTITION BY email ORDER BY id) AS n FROM users) DELETE FROM ranked WHERE n > 1

SELECT id, ISNULL(name, '') AS n, CONVERT(VARCHAR(10), created, 120), CAST(x AS DECIMAL(10, 2)), DATEADD(day, -1, GETDATE()), IIF(a > b, 1, 0), STRING_AGG(name, ',') WITHIN GROUP (ORDER BY name) FROM users GROUP BY id, name, created, x, a, b HAVING COUNT(*) > 1

SELECT * FROM users ORDER BY id OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY

GRANT SELECT, INSERT ON dbo.users TO app

BEGIN TRANSACTION

UPDATE orders SET status = 'shipped' WHERE orders.status = 'returned' AND name LIKE '%50!%%' ESCAPE '!' AND NOT EXISTS (SELECT 1 FROM lines l WHERE l.order_id = orders.id)

ALTER TABLE a ADD CONSTRAINT pk_a PRIMARY KEY CLUSTERED (x, y DESC) WITH (FILLFACTOR = 80)

ALTER TABLE a ADD total AS (qty * price) PERSISTED NOT NULL

ALTER TABLE a ADD id2 INT DEFAULT (NEXT VALUE FOR dbo.s) NOT NULL

CREATE SYNONYM dbo.people FOR other.dbo.users

DBCC CHECKIDENT ('users', RESEED, 0)

ALTER SCHEMA shop TRANSFER dbo.users

UPDATE docs SET body = JSON_MODIFY(body, '$.name', 'x') WHERE ISJSON(body) = 1 AND JSON_VALUE(body, '$.kind') = N'a'

BEGIN TRY ALTER TABLE t DROP CONSTRAINT c END TRY BEGIN CATCH PRINT ERROR_MESSAGE(); THROW; END CATCH

CREATE FULLTEXT INDEX ON docs (body LANGUAGE 1033) KEY INDEX pk_docs

CREATE STATISTICS st_a ON users (email, name) WITH FULLSCAN

SELECT u.id INTO backup_users FROM users u CROSS APPLY (SELECT TOP 1 o.id FROM orders o WHERE o.user_id = u.id) x WHERE u.created >= '2020-01-01T00:00:00'

-- version 2019
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- version 2019
UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a'

-- version 2019
INSERT INTO [t] ([a], [b]) VALUES (N'x', CAST('2020-01-01' AS DATE)), (N'y', NULL)

-- version 2019
ALTER TABLE [t] ADD [a] NVARCHAR(50) NULL CONSTRAINT [df] DEFAULT 'x'

-- version 2019
ALTER TABLE t ADD c AS CONVERT(VARCHAR(10), a)

-- version 2019
CREATE INDEX [ix] ON [t] ([a], [b] DESC);

-- version 2019
EXEC sp_executesql N'ALTER TABLE t DROP COLUMN a'

-- version 2019
DECLARE @sql NVARCHAR(MAX) = N''; SELECT @sql += N'ALTER TABLE ' + QUOTENAME(name) FROM sys.tables; EXEC sp_executesql @sql

-- version 2019
IF COL_LENGTH('t', 'a') IS NULL BEGIN ALTER TABLE t ADD a INT END

-- version 2019
ALTER TABLE t ADD PRIMARY KEY (id)

-- version 2019
ALTER TABLE t ADD UNIQUE (a, b)

-- version 2019
ALTER TABLE t ADD FOREIGN KEY(a) REFERENCES b (id)

-- version 2019
SELECT COUNT(*) FROM t WITH (NOLOCK) WHERE a LIKE '%x%' AND b BETWEEN 1 AND 2

-- version 2019
CREATE TABLE t (id BIGINT NOT NULL IDENTITY(1,1), a TIME NULL, b DATETIME NULL DEFAULT CURRENT_TIMESTAMP, c TEXT NULL, d IMAGE, PRIMARY KEY (id), UNIQUE (a), CHECK (a IS NOT NULL))

-- version 2019
CREATE UNIQUE INDEX ux ON t (a) WHERE a IS NOT NULL

-- version 2019
ALTER TABLE t CHECK CONSTRAINT fk

-- version 2019
UPDATE STATISTICS t

-- version 2019
CREATE TABLE t (a INT SPARSE NULL, b VARCHAR(10) COLLATE Latin1_General_BIN2 NOT NULL)

-- version 2019
CREATE VIEW v AS SELECT CASE WHEN a = 1 THEN 'x' ELSE 'y' END AS k, COUNT_BIG(*) n FROM t GROUP BY CASE WHEN a = 1 THEN 'x' ELSE 'y' END

-- version 2019
ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON

-- version 2019
DELETE TOP (10) FROM t WHERE a < DATEADD(DAY, -30, SYSUTCDATETIME())

-- version 2019
INSERT INTO t DEFAULT VALUES

-- version 2019
SELECT NEXT VALUE FOR s

-- version 2019
SELECT * FROM (SELECT a, ROW_NUMBER() OVER (ORDER BY a) rn FROM t) x WHERE rn <= 10 ORDER BY rn

-- version 2019
IF EXISTS (SELECT 1 FROM sys.columns WHERE Name = N'a' AND Object_ID = Object_ID(N't')) ALTER TABLE t DROP COLUMN a

-- version 2019
SELECT TRY_CAST(a AS INT), DATEDIFF(day, a, b), FORMAT(c, 'yyyy'), LEFT(d, 3) + RIGHT(e, 2), CHARINDEX('x', f) FROM t

-- version 2019
CREATE TABLE t (id INT NOT NULL, p HIERARCHYID, g GEOGRAPHY NULL, CONSTRAINT pk PRIMARY KEY NONCLUSTERED HASH (id) WITH (BUCKET_COUNT = 1000)) WITH (MEMORY_OPTIMIZED = ON)

-- version 2019
ALTER TABLE t DROP CONSTRAINT IF EXISTS a, b

-- version 2019
ALTER AUTHORIZATION ON SCHEMA::shop TO dbo

-- version 2019
SELECT value FROM STRING_SPLIT('a,b', ',')

-- version 2019
UPDATE t SET a = j.a FROM t CROSS APPLY OPENJSON(t.doc) WITH (a INT '$.a') AS j

-- version 2019
CREATE PARTITION FUNCTION pf (INT) AS RANGE RIGHT FOR VALUES (1, 100)

-- version 2019
SELECT 1 WHERE 1 = 1 OPTION (MAXDOP 1)

-- version 2019
WAITFOR DELAY '00:00:01'

-- version 2019
SET ANSI_NULLS, QUOTED_IDENTIFIER ON

-- version 2019
WITH a (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a WHERE x < 5) INSERT INTO t (x) SELECT x FROM a OPTION (MAXRECURSION 100)

-- version 2019
CREATE USER app FOR LOGIN app

-- version 2019
PRINT N'done'

-- version 2019
ROLLBACK TRANSACTION
