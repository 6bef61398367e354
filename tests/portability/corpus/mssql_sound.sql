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

-- version 2019 2022 2025
CREATE TABLE [dbo].[Customer Orders] (
    [Order ID] INT IDENTITY(1,1) NOT NULL,
    [Placed At] DATETIME2(3) NOT NULL CONSTRAINT [DF_CustomerOrders_PlacedAt] DEFAULT (SYSUTCDATETIME()),
    [Customer Name] NVARCHAR(200) COLLATE Latin1_General_100_CI_AS_SC NOT NULL,
    [Total] AS ([Net] + [Tax]) PERSISTED,
    [Net] DECIMAL(19,4) NOT NULL,
    [Tax] DECIMAL(19,4) NOT NULL,
    CONSTRAINT [PK_CustomerOrders] PRIMARY KEY CLUSTERED ([Order ID] ASC) WITH (FILLFACTOR = 90, DATA_COMPRESSION = PAGE) ON [PRIMARY]
)

-- version 2019 2022 2025
CREATE UNIQUE NONCLUSTERED INDEX ux_customer_email ON dbo.customer (email) INCLUDE (first_name, last_name) WHERE email IS NOT NULL WITH (ONLINE = OFF, SORT_IN_TEMPDB = ON, MAXDOP = 4)

-- version 2019 2022 2025
ALTER TABLE dbo.invoice WITH CHECK ADD CONSTRAINT fk_invoice_customer FOREIGN KEY (customer_id) REFERENCES dbo.customer (id) ON DELETE CASCADE ON UPDATE NO ACTION

-- version 2019 2022 2025
ALTER TABLE dbo.invoice WITH NOCHECK ADD CONSTRAINT ck_invoice_amount CHECK NOT FOR REPLICATION (amount >= 0 AND status IN ('open', 'paid'))

-- version 2019 2022 2025
ALTER TABLE dbo.invoice NOCHECK CONSTRAINT ALL

-- version 2019 2022 2025
EXEC sp_rename 'dbo.users.mail', 'email', 'COLUMN'

-- version 2019 2022 2025
EXEC sp_rename N'dbo.ix_old', N'ix_new', N'INDEX'

-- version 2019 2022 2025
EXECUTE sys.sp_addextendedproperty @name = N'MS_Description', @value = N'Kundenname, wie er auf der Rechnung steht', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'customer', @level2type = N'COLUMN', @level2name = N'name'

-- version 2019 2022 2025
DECLARE @sql NVARCHAR(MAX) = N'';
SELECT @sql += N'ALTER TABLE ' + QUOTENAME(OBJECT_SCHEMA_NAME(parent_object_id)) + N'.' + QUOTENAME(OBJECT_NAME(parent_object_id)) + N' DROP CONSTRAINT ' + QUOTENAME(name) + N';'
FROM sys.default_constraints
WHERE parent_object_id = OBJECT_ID(N'dbo.users');
EXEC sys.sp_executesql @sql

-- version 2019 2022 2025
UPDATE u SET u.full_name = CONCAT(u.first_name, N' ', u.last_name) FROM dbo.users AS u INNER JOIN dbo.tenants AS t ON t.id = u.tenant_id WHERE t.active = 1 AND u.full_name IS NULL

-- version 2019 2022 2025
WITH numbered AS (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY email ORDER BY created_at DESC, id DESC) AS rn
    FROM dbo.users
)
DELETE FROM numbered WHERE rn > 1

-- version 2019 2022 2025
MERGE INTO dbo.settings WITH (HOLDLOCK) AS target
USING (VALUES (N'theme', N'dark'), (N'lang', N'de')) AS source (name, value)
ON target.name = source.name
WHEN MATCHED AND target.value <> source.value THEN UPDATE SET value = source.value
WHEN NOT MATCHED BY TARGET THEN INSERT (name, value) VALUES (source.name, source.value)
WHEN NOT MATCHED BY SOURCE THEN DELETE
OUTPUT $action, inserted.name, deleted.value;

-- version 2019 2022 2025
SET IDENTITY_INSERT dbo.roles ON

-- version 2019 2022 2025
INSERT INTO dbo.roles (id, name) VALUES (1, N'admin'), (2, N'Gast'), (3, N'обычный')

-- version 2019 2022 2025
CREATE SEQUENCE dbo.invoice_no AS BIGINT START WITH 1000 INCREMENT BY 1 MINVALUE 1 MAXVALUE 999999999 NO CYCLE CACHE 50

-- version 2019 2022 2025
ALTER SEQUENCE dbo.invoice_no RESTART WITH 5000

-- version 2019 2022 2025
INSERT INTO dbo.invoice (no, amount) SELECT NEXT VALUE FOR dbo.invoice_no, o.total FROM dbo.orders AS o WHERE o.paid_at >= DATEADD(DAY, -30, SYSDATETIME())

-- version 2019 2022 2025
CREATE OR ALTER VIEW dbo.active_users WITH SCHEMABINDING AS SELECT id, email FROM dbo.users WHERE deleted_at IS NULL

-- version 2019 2022 2025
CREATE OR ALTER PROCEDURE dbo.archive_orders @before DATE, @moved INT OUTPUT
AS
BEGIN
    SET NOCOUNT ON;
    BEGIN TRY
        BEGIN TRANSACTION;
        INSERT INTO dbo.orders_archive SELECT * FROM dbo.orders WHERE placed_on < @before;
        DELETE FROM dbo.orders WHERE placed_on < @before;
        SET @moved = @@ROWCOUNT;
        COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;
        THROW;
    END CATCH
END

-- version 2019 2022 2025
CREATE TRIGGER dbo.tr_users_touch ON dbo.users AFTER INSERT, UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF UPDATE(email)
        UPDATE u SET updated_at = SYSUTCDATETIME() FROM dbo.users u JOIN inserted i ON i.id = u.id;
END

-- version 2019 2022 2025
CREATE FUNCTION dbo.full_name (@first NVARCHAR(100), @last NVARCHAR(100)) RETURNS NVARCHAR(201) WITH SCHEMABINDING AS
BEGIN
    RETURN LTRIM(RTRIM(@first)) + N' ' + LTRIM(RTRIM(@last));
END

-- version 2019 2022 2025
CREATE FUNCTION dbo.orders_of (@user_id INT) RETURNS TABLE AS RETURN (SELECT id, total FROM dbo.orders WHERE user_id = @user_id)

-- version 2019 2022 2025
GRANT SELECT, INSERT, UPDATE ON SCHEMA::sales TO [DOMAIN\App Users] WITH GRANT OPTION

-- version 2019 2022 2025
DENY DELETE ON OBJECT::dbo.audit_log TO app_role

-- version 2019 2022 2025
IF NOT EXISTS (SELECT 1 FROM sys.schemas WHERE name = N'reporting') EXEC (N'CREATE SCHEMA reporting AUTHORIZATION dbo')

-- version 2019 2022 2025
CREATE TABLE dbo.price (
    id INT NOT NULL PRIMARY KEY,
    amount MONEY NOT NULL,
    valid_from DATETIME2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
    valid_to DATETIME2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
    PERIOD FOR SYSTEM_TIME (valid_from, valid_to)
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.price_history))

-- version 2019 2022 2025
ALTER TABLE dbo.price SET (SYSTEM_VERSIONING = OFF)

-- version 2019 2022 2025
CREATE PARTITION FUNCTION pf_month (DATE) AS RANGE RIGHT FOR VALUES ('2024-01-01', '2024-02-01', '2024-03-01')

-- version 2019 2022 2025
CREATE PARTITION SCHEME ps_month AS PARTITION pf_month ALL TO ([PRIMARY])

-- version 2019 2022 2025
ALTER TABLE dbo.events SWITCH PARTITION 2 TO dbo.events_staging PARTITION 2

-- version 2019 2022 2025
CREATE CLUSTERED COLUMNSTORE INDEX cci_facts ON dbo.facts

-- version 2019 2022 2025
UPDATE dbo.products SET attributes = JSON_MODIFY(attributes, '$.color', JSON_VALUE(legacy, '$.colour')) WHERE ISJSON(legacy) = 1

-- version 2019 2022 2025
INSERT INTO dbo.product_tags (product_id, tag) SELECT p.id, j.value FROM dbo.products AS p CROSS APPLY OPENJSON(p.attributes, '$.tags') AS j

-- version 2019 2022 2025
SELECT o.id, s.value INTO #parts FROM dbo.orders AS o CROSS APPLY STRING_SPLIT(o.codes, ',') AS s

-- version 2019 2022 2025
UPDATE dbo.users SET slug = LOWER(REPLACE(REPLACE(TRIM(name), ' ', '-'), '--', '-')), initials = UPPER(LEFT(name, 1)) + ISNULL(SUBSTRING(name, NULLIF(CHARINDEX(' ', name), 0) + 1, 1), '')

-- version 2019 2022 2025
UPDATE dbo.users SET joined_on = TRY_CONVERT(DATE, joined_text, 104), score = TRY_CAST(score_text AS DECIMAL(9,2)), state = IIF(active = 1, 'on', 'off'), level = CHOOSE(rank, 'a', 'b', 'c')

-- version 2019 2022 2025
SELECT department_id, STRING_AGG(CAST(name AS NVARCHAR(MAX)), N', ') WITHIN GROUP (ORDER BY name) AS names, SUM(salary) OVER (ORDER BY department_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM dbo.staff GROUP BY department_id, salary

-- version 2019 2022 2025
WHILE 1 = 1
BEGIN
    DELETE TOP (5000) FROM dbo.log WHERE logged_at < '20240101';
    IF @@ROWCOUNT < 5000 BREAK;
END

-- version 2019 2022 2025
ALTER TABLE dbo.users ALTER COLUMN email NVARCHAR(320) COLLATE Latin1_General_CI_AI NOT NULL

-- version 2019 2022 2025
ALTER TABLE dbo.users ADD last_login DATETIMEOFFSET(7) NULL, login_count INT NOT NULL CONSTRAINT df_users_login_count DEFAULT 0 WITH VALUES

-- version 2019 2022 2025
ALTER TABLE dbo.users DROP CONSTRAINT df_users_login_count, COLUMN login_count

-- version 2019 2022 2025
DROP INDEX IF EXISTS ix_users_email ON dbo.users

-- version 2019 2022 2025
DROP TABLE IF EXISTS dbo.a, dbo.b

-- version 2019 2022 2025
TRUNCATE TABLE dbo.staging WITH (PARTITIONS (1, 3 TO 5))

-- version 2019 2022 2025
DBCC CHECKIDENT ('dbo.roles', RESEED, 100) WITH NO_INFOMSGS

-- version 2019 2022 2025
CREATE TYPE dbo.id_list AS TABLE (id INT NOT NULL PRIMARY KEY, INDEX ix_id NONCLUSTERED (id))

-- version 2019 2022 2025
CREATE TYPE dbo.phone FROM VARCHAR(20) NOT NULL

-- version 2019 2022 2025
CREATE SYNONYM dbo.people FOR hr.dbo.employees

-- version 2019 2022 2025
/* backfill: one row per day /* nested */ */
WITH days AS (
    SELECT CAST('2024-01-01' AS DATE) AS d
    UNION ALL
    SELECT DATEADD(DAY, 1, d) FROM days WHERE d < '2024-12-31'
)
INSERT INTO dbo.calendar (day, iso_week, weekday) -- Kalender
SELECT d, DATEPART(ISO_WEEK, d), DATENAME(WEEKDAY, d) FROM days OPTION (MAXRECURSION 400)

-- version 2019 2022 2025
SELECT u.id, x.total FROM dbo.users AS u WITH (NOLOCK) OUTER APPLY (SELECT TOP (1) total FROM dbo.orders WHERE user_id = u.id ORDER BY placed_at DESC) AS x

-- version 2019 2022 2025
ALTER INDEX ALL ON dbo.orders REBUILD WITH (FILLFACTOR = 80)

-- version 2019 2022 2025
CREATE FULLTEXT INDEX ON dbo.docs (body LANGUAGE 1033) KEY INDEX pk_docs ON ft_catalog WITH CHANGE_TRACKING AUTO

-- version 2019 2022 2025
ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE

-- version 2019 2022 2025
UPDATE dbo.invoice SET pdf = 0x255044462D, token = NEWID(), hash = HASHBYTES('SHA2_256', number) OUTPUT inserted.id, deleted.token WHERE token IS NULL

-- version 2019 2022 2025
CREATE TABLE audit.log (id BIGINT IDENTITY PRIMARY KEY, at DATETIMEOFFSET DEFAULT SYSDATETIMEOFFSET(), who SYSNAME NOT NULL DEFAULT SUSER_SNAME(), what XML NULL, payload VARBINARY(MAX), row_ver ROWVERSION, guid UNIQUEIDENTIFIER ROWGUIDCOL DEFAULT NEWSEQUENTIALID(), place GEOGRAPHY)

-- version 2019 2022 2025
SELECT 'it''s' AS "quoted alias", N'日本語' AS [名前], CASE WHEN EXISTS (SELECT 1 FROM dbo.t) THEN 1 ELSE 0 END AS flag

-- version 2022 2025
SELECT GREATEST(a, b) AS hi, LEAST(a, b) AS lo, DATETRUNC(MONTH, placed_at) AS m FROM dbo.t

-- version 2022 2025
SELECT id FROM dbo.a AS a INNER JOIN dbo.b AS b ON a.x IS NOT DISTINCT FROM b.x

-- version 2022 2025
INSERT INTO dbo.nums (n) SELECT value FROM GENERATE_SERIES(1, 100, 1)

-- version 2025
CREATE TABLE dbo.docs (id INT NOT NULL PRIMARY KEY, body JSON NOT NULL, embedding VECTOR(1536) NULL)

-- version 2025
UPDATE dbo.users SET email = REGEXP_REPLACE(email, '\s+', '') WHERE REGEXP_LIKE(email, '\s')

-- version 2019 2022 2025
DECLARE c CURSOR LOCAL FAST_FORWARD FOR SELECT name FROM sys.tables;
DECLARE @name SYSNAME;
OPEN c;
FETCH NEXT FROM c INTO @name;
WHILE @@FETCH_STATUS = 0
BEGIN
    PRINT @name;
    FETCH NEXT FROM c INTO @name;
END;
CLOSE c;
DEALLOCATE c;

-- version 2019 2022 2025
SELECT * FROM (SELECT region, quarter, amount FROM dbo.sales) AS s PIVOT (SUM(amount) FOR quarter IN ([Q1], [Q2], [Q3])) AS p

-- version 2019 2022 2025
ALTER TABLE [sales].[order line] ADD [unit price] SMALLMONEY NOT NULL CONSTRAINT [DF_ol_up] DEFAULT ((0)), CONSTRAINT [CK_ol] CHECK ([unit price] > (0))

-- version 2019 2022 2025
CREATE TABLE #stage (id INT, payload NVARCHAR(MAX), INDEX ix_stage CLUSTERED (id))

-- version 2019 2022 2025
SELECT TOP (0) * INTO dbo.orders_2 FROM dbo.orders

-- version 2019 2022 2025
INSERT dbo.totals (user_id, total) OUTPUT inserted.id INTO @ids SELECT user_id, SUM(total) FROM dbo.orders GROUP BY user_id HAVING COUNT(*) > 1

-- version 2019 2022 2025
UPDATE TOP (100) t SET t.done = 1 OUTPUT deleted.id, inserted.done FROM dbo.tasks t WITH (ROWLOCK, READPAST, UPDLOCK) WHERE t.done = 0

-- version 2019 2022 2025
DELETE o FROM dbo.orders o LEFT OUTER JOIN dbo.users u ON u.id = o.user_id WHERE u.id IS NULL

-- version 2019 2022 2025
IF COL_LENGTH('dbo.users', 'nick') IS NULL
BEGIN
    ALTER TABLE dbo.users ADD nick NVARCHAR(50) NULL;
END
ELSE
BEGIN
    PRINT 'there already';
END

-- version 2019 2022 2025
IF OBJECT_ID('dbo.fk_a', 'F') IS NOT NULL ALTER TABLE dbo.a DROP CONSTRAINT fk_a

-- version 2019 2022 2025
DECLARE @name SYSNAME = (SELECT dc.name FROM sys.default_constraints dc JOIN sys.columns c ON c.default_object_id = dc.object_id WHERE c.object_id = OBJECT_ID('dbo.t') AND c.name = 'a');
IF @name IS NOT NULL EXEC('ALTER TABLE dbo.t DROP CONSTRAINT [' + @name + ']')

-- version 2019 2022 2025
CREATE VIEW dbo.v_sales (region, total, share) AS
SELECT region, SUM(amount), CAST(SUM(amount) * 100.0 / SUM(SUM(amount)) OVER () AS DECIMAL(5, 2))
FROM dbo.sales GROUP BY ROLLUP (region)

-- version 2019 2022 2025
ALTER PROCEDURE dbo.close_month (@month DATE = NULL, @dry BIT = 0) WITH EXECUTE AS OWNER, RECOMPILE AS
SET NOCOUNT, XACT_ABORT ON;
SELECT @month = COALESCE(@month, EOMONTH(GETDATE(), -1));
IF @dry = 1 RETURN 1;
UPDATE dbo.invoices SET closed_at = SYSDATETIME() WHERE EOMONTH(issued_on) = @month;
RAISERROR(N'%d closed', 10, 1, @@ROWCOUNT) WITH NOWAIT;
RETURN 0;

-- version 2019 2022 2025
CREATE TRIGGER tr_no_drop ON DATABASE FOR DROP_TABLE AS ROLLBACK; PRINT 'no';

-- version 2019 2022 2025
CREATE OR ALTER FUNCTION dbo.split_codes (@codes VARCHAR(8000)) RETURNS @t TABLE (pos INT IDENTITY(1, 1), code VARCHAR(20)) AS
BEGIN
    INSERT INTO @t (code) SELECT value FROM STRING_SPLIT(@codes, '|') WHERE LEN(value) > 0;
    RETURN;
END

-- version 2019 2022 2025
EXEC sp_addrolemember @rolename = 'db_datareader', @membername = 'app'

-- version 2019 2022 2025
CREATE USER [app] FOR LOGIN [app] WITH DEFAULT_SCHEMA = [dbo]

-- version 2019 2022 2025
ALTER ROLE db_datawriter ADD MEMBER [app]

-- version 2019 2022 2025
ALTER SCHEMA archive TRANSFER dbo.old_orders

-- version 2019 2022 2025
ALTER PARTITION FUNCTION pf_month() SPLIT RANGE ('2024-04-01')

-- version 2019 2022 2025
CREATE NONCLUSTERED INDEX ix_o ON dbo.orders (user_id ASC, placed_at DESC) INCLUDE ([total], status) WITH (DROP_EXISTING = ON, DATA_COMPRESSION = ROW, ONLINE = ON (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF))) ON ps_month (placed_at)

-- version 2019 2022 2025
ALTER INDEX ix_o ON dbo.orders DISABLE

-- version 2019 2022 2025
UPDATE STATISTICS dbo.orders ix_o WITH FULLSCAN

-- version 2019 2022 2025
SELECT p.id, v.label FROM dbo.products AS p CROSS APPLY (VALUES (p.label_de, 'de'), (p.label_en, 'en')) AS v (label, lang) WHERE v.label LIKE N'%[_]%' ESCAPE '\' COLLATE Latin1_General_BIN2

-- version 2019 2022 2025
SELECT id, body.value('(/order/@no)[1]', 'INT') AS no FROM dbo.docs CROSS APPLY body.nodes('/orders/order') AS x(n) WHERE body.exist('/order') = 1

-- version 2019 2022 2025
SELECT CONVERT(VARCHAR(10), placed_at, 120) AS d, FORMAT(total, 'N2', 'de-DE') AS f, placed_at AT TIME ZONE 'UTC' AT TIME ZONE 'Central European Standard Time' AS local FROM dbo.orders

-- version 2019 2022 2025
BEGIN TRANSACTION; UPDATE dbo.a SET x += 1, y = y % 2, z = ~z & 0x0F | 1 ^ 2; SAVE TRANSACTION half; DELETE FROM dbo.b; ROLLBACK TRANSACTION half; COMMIT

-- version 2019 2022 2025
SELECT LAG(total, 1, 0) OVER (PARTITION BY user_id ORDER BY placed_at) AS before, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY total) OVER (PARTITION BY user_id) AS median, COUNT_BIG(DISTINCT status) AS n FROM dbo.orders GROUP BY user_id, total, placed_at

-- version 2019 2022 2025
SET QUOTED_IDENTIFIER ON; SET ANSI_NULLS ON; SET TRANSACTION ISOLATION LEVEL SNAPSHOT

-- version 2019 2022 2025
SELECT o.* FROM dbo.price FOR SYSTEM_TIME AS OF '2024-01-01' AS o INNER HASH JOIN dbo.items i ON i.id = o.item_id OPTION (RECOMPILE, MAXDOP 1)

-- version 2019 2022 2025
INSERT INTO dbo.copy (a, b) EXEC dbo.get_rows @n = 5, @m = DEFAULT

-- version 2022 2025
SELECT id, SUM(x) OVER w AS s FROM dbo.t WINDOW w AS (PARTITION BY a ORDER BY b)

-- version 2022 2025
SELECT JSON_OBJECT('id': id, 'name': name ABSENT ON NULL) AS j, STRING_SPLIT('a', 'b', 1) AS x FROM dbo.t

-- version 2019 2022 2025
SELECT a, (SELECT b.x AS [x] FROM dbo.b AS b WHERE b.a = t.a FOR JSON PATH, WITHOUT_ARRAY_WRAPPER) AS j FROM dbo.t AS t ORDER BY a OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY

-- version 2019 2022 2025
;WITH tree AS (SELECT id, parent_id, 0 AS depth FROM dbo.nodes WHERE parent_id IS NULL UNION ALL SELECT n.id, n.parent_id, t.depth + 1 FROM dbo.nodes n JOIN tree t ON t.id = n.parent_id) UPDATE n SET depth = t.depth FROM dbo.nodes n JOIN tree t ON t.id = n.id

CREATE TABLE dbo.Docs (Slug NVARCHAR(450) NOT NULL PRIMARY KEY, Path NVARCHAR(800) NOT NULL UNIQUE)

CREATE TABLE dbo.Docs (Slug NVARCHAR(500) NOT NULL PRIMARY KEY NONCLUSTERED)

-- version 2019 2022
ALTER TABLE dbo.Orders ADD CONSTRAINT DF_Orders_CreatedAt DEFAULT (SYSUTCDATETIME()) FOR CreatedAt

-- version 2019 2022
ALTER TABLE [dbo].[Orders] WITH NOCHECK ADD CONSTRAINT [FK_Orders_Users] FOREIGN KEY ([UserId]) REFERENCES [dbo].[Users] ([Id]) ON DELETE SET NULL ON UPDATE NO ACTION

-- version 2019 2022
ALTER TABLE dbo.Orders WITH CHECK CHECK CONSTRAINT ALL

-- version 2019 2022
EXEC sp_rename N'dbo.Orders.Total', N'GrandTotal', 'COLUMN'

-- version 2019 2022
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'Who placed it', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Orders', @level2type = N'COLUMN', @level2name = N'UserId'

-- version 2019 2022
CREATE UNIQUE NONCLUSTERED INDEX [IX_Users_Email] ON [dbo].[Users] ([Email] ASC) INCLUDE ([Name], [Phone]) WHERE [Email] IS NOT NULL AND [Deleted] = 0 WITH (ONLINE = ON, DATA_COMPRESSION = PAGE, FILLFACTOR = 90) ON [PRIMARY]

-- version 2019 2022
CREATE TABLE dbo.Price (Id INT NOT NULL IDENTITY(1,1) CONSTRAINT PK_Price PRIMARY KEY CLUSTERED, Amount DECIMAL(18,4) NOT NULL, ValidFrom DATETIME2(7) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, ValidTo DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME (ValidFrom, ValidTo)) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.PriceHistory))

-- version 2019 2022
ALTER TABLE dbo.Price SET (SYSTEM_VERSIONING = OFF)

-- version 2019 2022
MERGE INTO dbo.Country WITH (HOLDLOCK) AS t USING (VALUES ('DE', N'Deutschland'), ('FR', N'France')) AS s (Code, Name) ON t.Code = s.Code WHEN MATCHED AND t.Name <> s.Name THEN UPDATE SET Name = s.Name WHEN NOT MATCHED BY TARGET THEN INSERT (Code, Name) VALUES (s.Code, s.Name) WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action, inserted.Code, deleted.Code;

-- version 2019 2022
IF NOT EXISTS (SELECT 1 FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.Orders') AND name = 'Note') BEGIN ALTER TABLE dbo.Orders ADD Note NVARCHAR(400) NULL END

-- version 2019 2022
DECLARE @sql NVARCHAR(MAX) = N''; SELECT @sql += N'ALTER TABLE dbo.Orders DROP CONSTRAINT ' + QUOTENAME(dc.name) + N';' FROM sys.default_constraints AS dc WHERE dc.parent_object_id = OBJECT_ID(N'dbo.Orders'); EXEC sp_executesql @sql;

-- version 2019 2022
UPDATE o SET o.Total = x.s, o.Changed = GETUTCDATE() FROM dbo.Orders AS o INNER JOIN (SELECT OrderId, SUM(Qty * Price) AS s FROM dbo.OrderLines GROUP BY OrderId) AS x ON x.OrderId = o.Id WHERE o.Total IS NULL

-- version 2019 2022
;WITH d AS (SELECT Id, ROW_NUMBER() OVER (PARTITION BY Email ORDER BY Id DESC) AS rn FROM dbo.Users) DELETE FROM d WHERE rn > 1

-- version 2019 2022
CREATE OR ALTER VIEW dbo.OpenOrders WITH SCHEMABINDING AS SELECT o.Id, o.UserId, COUNT_BIG(*) AS n FROM dbo.Orders AS o WHERE o.Status = 'open' GROUP BY o.Id, o.UserId

-- version 2019 2022
CREATE OR ALTER PROCEDURE dbo.CloseOrder @Id INT, @Reason NVARCHAR(200) = NULL, @Done BIT OUTPUT AS BEGIN SET NOCOUNT ON; SET XACT_ABORT ON; BEGIN TRY BEGIN TRANSACTION; UPDATE dbo.Orders SET Status = 'closed', Note = COALESCE(@Reason, Note) WHERE Id = @Id; SET @Done = CASE WHEN @@ROWCOUNT = 1 THEN 1 ELSE 0 END; COMMIT TRANSACTION; END TRY BEGIN CATCH IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; THROW; END CATCH END

-- version 2019 2022
CREATE TRIGGER dbo.TR_Orders_Touch ON dbo.Orders AFTER INSERT, UPDATE AS BEGIN SET NOCOUNT ON; IF UPDATE(Total) INSERT INTO dbo.Audit (OrderId, Was, Became) SELECT i.Id, d.Total, i.Total FROM inserted AS i LEFT JOIN deleted AS d ON d.Id = i.Id; END

-- version 2019 2022
CREATE FUNCTION dbo.OrdersOf (@UserId INT) RETURNS TABLE AS RETURN (SELECT Id, Total FROM dbo.Orders WHERE UserId = @UserId)

-- version 2019 2022
CREATE FUNCTION dbo.Clean (@s NVARCHAR(100)) RETURNS NVARCHAR(100) WITH SCHEMABINDING, RETURNS NULL ON NULL INPUT AS BEGIN DECLARE @r NVARCHAR(100); SET @r = LTRIM(RTRIM(REPLACE(@s, CHAR(9), ' '))); RETURN @r; END

-- version 2019 2022
CREATE SEQUENCE dbo.OrderNumber AS BIGINT START WITH 1000 INCREMENT BY 1 MINVALUE 1 NO MAXVALUE NO CYCLE CACHE 50

-- version 2019 2022
ALTER TABLE dbo.Orders ADD Number BIGINT NOT NULL CONSTRAINT DF_Orders_Number DEFAULT (NEXT VALUE FOR dbo.OrderNumber) WITH VALUES

-- version 2019 2022
ALTER TABLE dbo.Orders ADD Yr AS (DATEPART(YEAR, CreatedAt)) PERSISTED NOT NULL, Gross AS CAST(Total * 1.19 AS DECIMAL(18, 2))

-- version 2019 2022
CREATE PARTITION FUNCTION pf_month (DATETIME2(0)) AS RANGE RIGHT FOR VALUES ('2023-01-01', '2023-02-01')

-- version 2019 2022
ALTER TABLE dbo.Orders SWITCH PARTITION 3 TO dbo.OrdersArchive PARTITION 3

-- version 2019 2022
ALTER INDEX ALL ON dbo.Orders REBUILD WITH (SORT_IN_TEMPDB = ON, MAXDOP = 2)

-- version 2019 2022
SET IDENTITY_INSERT dbo.Status ON; INSERT INTO dbo.Status (Id, Name) VALUES (1, N'neu'), (2, N'alt'); SET IDENTITY_INSERT dbo.Status OFF

-- version 2019 2022
DECLARE @ids TABLE (Id INT PRIMARY KEY, Name NVARCHAR(50) COLLATE Latin1_General_CI_AS); INSERT INTO dbo.Users (Name) OUTPUT inserted.Id, inserted.Name INTO @ids SELECT TOP (10) Name FROM dbo.Legacy ORDER BY Name

-- version 2019 2022
WHILE 1 = 1 BEGIN UPDATE TOP (5000) dbo.Orders SET Migrated = 1 WHERE Migrated IS NULL; IF @@ROWCOUNT = 0 BREAK; WAITFOR DELAY '00:00:01'; END

-- version 2019 2022
UPDATE dbo.Users SET Tags = (SELECT STRING_AGG(CONVERT(NVARCHAR(MAX), t.Name), N',') WITHIN GROUP (ORDER BY t.Name) FROM dbo.Tags AS t WHERE t.UserId = dbo.Users.Id)

-- version 2019 2022
CREATE TYPE dbo.IdList AS TABLE (Id INT NOT NULL PRIMARY KEY NONCLUSTERED, Pos SMALLINT NULL INDEX ix_pos)

-- version 2019 2022
INSERT INTO dbo.Items (OrderId, Sku, Qty) SELECT o.Id, j.Sku, j.Qty FROM dbo.Orders AS o CROSS APPLY OPENJSON(o.Data, '$.items') WITH (Sku NVARCHAR(50) '$.sku', Qty INT '$.qty', Raw NVARCHAR(MAX) '$' AS JSON) AS j WHERE ISJSON(o.Data) = 1

-- version 2019 2022
UPDATE dbo.Users SET Data = JSON_MODIFY(Data, 'append $.roles', 'admin'), Name = STUFF(Name, 1, 1, UPPER(LEFT(Name, 1))) WHERE JSON_VALUE(Data, '$.kind') = 'staff'

-- version 2019 2022
ALTER TABLE dbo.Orders DROP CONSTRAINT IF EXISTS CK_Orders_Total, COLUMN IF EXISTS Legacy, Note

-- version 2019 2022
DROP INDEX IF EXISTS IX_Orders_UserId ON dbo.Orders

-- version 2019 2022
GRANT SELECT, INSERT, EXECUTE ON SCHEMA::app TO [reporting] WITH GRANT OPTION

-- version 2019 2022
ALTER SCHEMA archive TRANSFER OBJECT::dbo.OldOrders

-- version 2019 2022
CREATE NONCLUSTERED COLUMNSTORE INDEX ncci_orders ON dbo.Orders (UserId, Total, CreatedAt) WHERE Status = 'closed'

-- version 2022
UPDATE dbo.Orders SET Best = GREATEST(A, B, C), Day = DATETRUNC(DAY, CreatedAt) WHERE Total IS DISTINCT FROM Old

-- version 2022
CREATE TABLE dbo.Docs (Id INT IDENTITY PRIMARY KEY, Body NVARCHAR(MAX) CONSTRAINT CK_Docs_Body CHECK (ISJSON(Body, OBJECT) = 1), Slug NVARCHAR(450) NOT NULL UNIQUE, N INT SPARSE NULL)

-- version 2019 2022
TRUNCATE TABLE dbo.Staging WITH (PARTITIONS (1 TO 3))

-- version 2019 2022
DBCC CHECKIDENT (N'dbo.Orders', RESEED, 0) WITH NO_INFOMSGS

-- version 2019 2022
CREATE FULLTEXT INDEX ON dbo.Docs (Body LANGUAGE 1033) KEY INDEX PK_Docs WITH CHANGE_TRACKING AUTO

-- version 2019 2022
IF COL_LENGTH('dbo.Orders', 'Note') IS NULL ALTER TABLE dbo.Orders ADD Note NVARCHAR(MAX) COLLATE SQL_Latin1_General_CP1_CI_AS NULL ELSE PRINT 'there'

-- version 2019 2022
IF OBJECT_ID(N'dbo.OpenOrders', N'V') IS NOT NULL DROP VIEW dbo.OpenOrders

-- version 2019 2022
SELECT Id, Name, CAST(NULL AS DATETIMEOFFSET(3)) AS Seen INTO dbo.UsersBackup FROM dbo.Users WITH (NOLOCK) WHERE 1 = 0

-- version 2019 2022
DECLARE c CURSOR LOCAL FAST_FORWARD FOR SELECT Id FROM dbo.Users; DECLARE @id INT; OPEN c; FETCH NEXT FROM c INTO @id; WHILE @@FETCH_STATUS = 0 BEGIN EXEC dbo.Recount @id = @id; FETCH NEXT FROM c INTO @id; END; CLOSE c; DEALLOCATE c

-- version 2019 2022
SELECT * FROM (SELECT UserId, Status, Total FROM dbo.Orders) AS s PIVOT (SUM(Total) FOR Status IN ([open], [closed])) AS p ORDER BY UserId OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY

-- version 2019 2022
ALTER TABLE dbo.Users ALTER COLUMN Email ADD MASKED WITH (FUNCTION = 'email()')

-- version 2019 2022
ALTER TABLE [billing].[Invoice] ADD [DueOn] DATE NOT NULL CONSTRAINT [DF_Invoice_DueOn] DEFAULT (DATEADD(DAY, 30, CONVERT(DATE, GETDATE())))

-- version 2019 2022
UPDATE i SET i.[State] = CASE WHEN i.PaidAt IS NOT NULL THEN 'paid' WHEN i.DueOn < CAST(GETDATE() AS DATE) THEN 'late' ELSE 'open' END FROM billing.Invoice i LEFT OUTER JOIN billing.Payment p ON p.InvoiceId = i.Id AND p.Void = 0

-- version 2019 2022
INSERT INTO billing.Currency (Code, Name) SELECT v.Code, v.Name FROM (VALUES ('EUR', N'Euro'), ('USD', N'US-Dollar')) AS v (Code, Name) WHERE NOT EXISTS (SELECT 1 FROM billing.Currency c WHERE c.Code = v.Code)

-- version 2019 2022
DECLARE @name sysname; SELECT @name = kc.name FROM sys.key_constraints kc WHERE kc.parent_object_id = OBJECT_ID('billing.Invoice') AND kc.type = 'PK'; IF @name IS NOT NULL EXEC ('ALTER TABLE billing.Invoice DROP CONSTRAINT ' + @name)

-- version 2019 2022
CREATE NONCLUSTERED INDEX IX_Payment_Invoice ON billing.Payment (InvoiceId, PaidAt DESC) INCLUDE (Amount) WITH (DROP_EXISTING = OFF, PAD_INDEX = ON)

-- version 2019 2022
ALTER TABLE billing.Payment ADD CONSTRAINT CK_Payment_Amount CHECK (Amount > 0 AND (Method IN ('card', 'cash') OR Ref LIKE '[A-Z][0-9]%'))

-- version 2019 2022
EXEC sp_rename 'billing.Payment.IX_Payment_Invoice', 'IX_Payment_InvoiceId', 'INDEX'

-- version 2019 2022
CREATE OR ALTER FUNCTION billing.fn_Gross (@net DECIMAL(18, 2), @rate DECIMAL(5, 4) = 0.19) RETURNS DECIMAL(18, 2) AS BEGIN RETURN ROUND(@net * (1 + @rate), 2) END

-- version 2019 2022
DELETE TOP (1000) p OUTPUT deleted.* INTO billing.PaymentArchive FROM billing.Payment AS p WHERE p.PaidAt < DATEADD(YEAR, -7, SYSUTCDATETIME())

-- version 2019 2022
WITH tree AS (SELECT Id, ParentId, CAST(Name AS NVARCHAR(MAX)) AS Path FROM dbo.Category WHERE ParentId IS NULL UNION ALL SELECT c.Id, c.ParentId, t.Path + N'/' + c.Name FROM dbo.Category AS c INNER JOIN tree AS t ON t.Id = c.ParentId) UPDATE c SET c.Path = t.Path FROM dbo.Category AS c INNER JOIN tree AS t ON t.Id = c.Id OPTION (MAXRECURSION 0)

-- version 2019 2022
BEGIN TRY ALTER TABLE dbo.Doc DROP COLUMN Legacy END TRY BEGIN CATCH IF ERROR_NUMBER() <> 4924 THROW; END CATCH

-- version 2019 2022
CREATE TABLE dbo.Doc (Id UNIQUEIDENTIFIER ROWGUIDCOL NOT NULL DEFAULT NEWID(), Body VARBINARY(MAX) NULL, Meta XML NULL, Size AS DATALENGTH(Body), Rev ROWVERSION NOT NULL, Price MONEY, Loc GEOGRAPHY, CONSTRAINT PK_Doc PRIMARY KEY NONCLUSTERED (Id), INDEX IX_Size CLUSTERED (Price))

-- version 2019 2022
SELECT u.Id, a.Amount, LAG(a.Amount, 1, 0) OVER (PARTITION BY u.Id ORDER BY a.PaidAt) AS Prev FROM dbo.Users u OUTER APPLY (SELECT TOP 1 p.Amount, p.PaidAt FROM billing.Payment p WHERE p.UserId = u.Id ORDER BY p.PaidAt DESC) a

-- version 2019 2022
DENY DELETE ON OBJECT::billing.Invoice TO [app_reader]

-- version 2019 2022
UPDATE dbo.Users SET Email = LOWER(LTRIM(RTRIM(Email))), Initials = CONCAT(LEFT(First, 1), LEFT(Last, 1)), Born = TRY_CONVERT(DATE, BornText, 104), Tags = N'["' + REPLACE(Tags, N',', N'","') + N'"]' WHERE Email COLLATE Latin1_General_BIN <> LOWER(Email)

-- version 2022
CREATE TABLE ref ( id INTEGER NOT NULL IDENTITY, a INTEGER NULL, b INTEGER NULL, PRIMARY KEY (id) )

-- version 2022
CREATE TABLE [user] ( id BIGINT NOT NULL IDENTITY(5,1), [order] VARCHAR(30) NOT NULL DEFAULT 'a', [Mixed Case] VARCHAR(max) NULL, b BIT NULL DEFAULT 1, e VARCHAR(1) NULL, n NUMERIC(10, 2) NULL DEFAULT 0, f FLOAT(53) NULL, dbl DOUBLE PRECISION NULL, d DATETIMEOFFSET NULL DEFAULT CURRENT_TIMESTAMP, dd DATE NULL, j NVARCHAR(max) NULL, u UNIQUEIDENTIFIER NULL, lb VARBINARY(max) NULL, un NVARCHAR(20) NULL, iv DATETIME NULL, si SMALLINT NULL, r INTEGER NULL, PRIMARY KEY (id), CONSTRAINT ck CHECK (n > 0), CONSTRAINT uq UNIQUE ([order], e), CONSTRAINT fk2 FOREIGN KEY(si, r) REFERENCES ref (a, b), CONSTRAINT en CHECK (e IN ('a', 'b')), CONSTRAINT fk FOREIGN KEY(r) REFERENCES ref (id) ON DELETE CASCADE )

-- version 2022
CREATE TABLE cmt ( id INTEGER NOT NULL IDENTITY, PRIMARY KEY (id) )

-- version 2022
CREATE TABLE sch.comp ( a INTEGER NOT NULL IDENTITY, c AS (a * 2), CONSTRAINT pk_comp PRIMARY KEY (a) )

-- version 2022
ALTER TABLE [user] ADD x VARCHAR(20) COLLATE Latin1_General_CI_AS NULL DEFAULT 'it''s'

-- version 2022
ALTER TABLE sch.[user] ADD y INTEGER NULL

-- version 2022
ALTER TABLE sch.[user] ADD FOREIGN KEY(y) REFERENCES ref (id)

-- version 2022
ALTER TABLE u2 ALTER COLUMN ord VARCHAR(60) NOT NULL

-- version 2022
ALTER TABLE u2 ALTER COLUMN ord VARCHAR(60) NULL

-- version 2022
CREATE UNIQUE INDEX ix ON u2 (ord, n DESC)

-- version 2022
ALTER TABLE u2 ADD CONSTRAINT uq2 UNIQUE (n, d)

-- version 2022
ALTER TABLE u2 ADD CONSTRAINT ck2 CHECK (n > 5)

-- version 2022
ALTER TABLE u2 ADD CONSTRAINT fk9 FOREIGN KEY(r) REFERENCES ref (id) ON DELETE SET NULL

-- version 2022
ALTER TABLE u2 ADD CONSTRAINT pk2 PRIMARY KEY (id, n)

-- version 2019 2022
CREATE TABLE dbo.ledger (id INT NOT NULL IDENTITY(1000,5) NOT FOR REPLICATION, code CHAR(3) COLLATE Latin1_General_BIN2 NOT NULL DEFAULT 'EUR', amount DECIMAL(19,4) NOT NULL CHECK (amount <> 0), at DATETIMEOFFSET(3) DEFAULT SYSDATETIMEOFFSET(), blob VARBINARY(MAX), small SMALLDATETIME, t TIME(0), x SQL_VARIANT, h HIERARCHYID, PRIMARY KEY CLUSTERED (id ASC) WITH (FILLFACTOR = 80, IGNORE_DUP_KEY = OFF) ON [PRIMARY], UNIQUE NONCLUSTERED (code, at DESC)) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]

-- version 2019 2022
ALTER TABLE dbo.ledger ALTER COLUMN code NVARCHAR(3) COLLATE Latin1_General_CI_AS NOT NULL

-- version 2019 2022
ALTER TABLE dbo.ledger NOCHECK CONSTRAINT CK_a, CK_b

-- version 2019 2022
ALTER TABLE dbo.ledger REBUILD PARTITION = ALL WITH (DATA_COMPRESSION = ROW)

-- version 2019 2022
ALTER TABLE dbo.ledger DROP COLUMN a, b

-- version 2019 2022
ALTER TABLE dbo.ledger ADD CONSTRAINT FK_l FOREIGN KEY (a, b) REFERENCES dbo.parent (a, b) ON UPDATE CASCADE NOT FOR REPLICATION

-- version 2019 2022
EXEC sp_rename @objname = N'dbo.ledger', @newname = N'journal', @objtype = N'OBJECT'

-- version 2019 2022
EXECUTE sp_executesql N'UPDATE dbo.ledger SET amount = @a WHERE id = @i', N'@a DECIMAL(19,4), @i INT', @a = 1.5, @i = 3

-- version 2019 2022
CREATE PROC dbo.p (@from DATE, @ids dbo.IdList READONLY) WITH EXECUTE AS OWNER, RECOMPILE AS SELECT l.* FROM dbo.ledger AS l WITH (INDEX (IX_a), ROWLOCK) JOIN @ids AS i ON i.Id = l.id WHERE l.at >= @from FOR JSON PATH, ROOT('rows'); RETURN 0

-- version 2019 2022
IF EXISTS (SELECT * FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'ledger' AND COLUMN_NAME = 'x') AND NOT EXISTS (SELECT 1 FROM sys.indexes WHERE name = N'IX_x') CREATE INDEX IX_x ON dbo.ledger (x)

-- version 2019 2022
INSERT dbo.ledger WITH (TABLOCK) (code, amount) OUTPUT inserted.id SELECT code, SUM(amount) FROM dbo.raw GROUP BY CUBE (code, kind) HAVING SUM(amount) > 0

-- version 2019 2022
INSERT INTO dbo.ledger DEFAULT VALUES

-- version 2019 2022
UPDATE dbo.ledger SET amount += 1, blob.WRITE(0x00, 0, 1) WHERE id IN (1, 2) AND at BETWEEN '2020-01-01' AND DATEADD(SECOND, -1, '2021-01-01')

-- version 2019 2022
SELECT TOP (5) WITH TIES code, RANK() OVER (ORDER BY amount DESC) AS r, IIF(amount > 0, 'p', 'n'), CHOOSE(2, 'a', 'b'), FORMAT(at, 'yyyy-MM'), at AT TIME ZONE 'UTC' AT TIME ZONE 'W. Europe Standard Time' FROM dbo.ledger TABLESAMPLE (10 PERCENT) ORDER BY r

-- version 2019 2022
SELECT * FROM dbo.price FOR SYSTEM_TIME AS OF '2020-01-01' AS p UNPIVOT (v FOR k IN (a, b)) AS u

-- version 2019 2022
DECLARE @x XML = N'<a b="1"/>'; SELECT t.c.value('@b', 'int') AS b FROM @x.nodes('/a') AS t(c)

-- version 2019 2022
CREATE UNIQUE CLUSTERED INDEX IX_v ON dbo.v (id) WITH (ONLINE = OFF, ALLOW_ROW_LOCKS = ON) ON ps_month (at)

-- version 2019 2022
CREATE SPATIAL INDEX SIX ON dbo.geo (loc) USING GEOGRAPHY_AUTO_GRID

-- version 2019 2022
CREATE USER app FOR LOGIN app WITH DEFAULT_SCHEMA = app

-- version 2019 2022
ALTER ROLE db_datareader ADD MEMBER app

-- version 2019 2022
CREATE SCHEMA app AUTHORIZATION dbo

-- version 2019 2022
DROP TABLE IF EXISTS #tmp, dbo.old

-- version 2019 2022
SELECT a INTO #tmp FROM dbo.ledger WHERE a LIKE '%[_]%' ESCAPE '\' EXCEPT SELECT b FROM dbo.other

-- version 2019 2022
TRUNCATE TABLE dbo.ledger

-- version 2019 2022
BEGIN TRANSACTION; SAVE TRANSACTION s1; ROLLBACK TRANSACTION s1; COMMIT

-- version 2019 2022
ALTER SEQUENCE dbo.s RESTART WITH 10 NO CACHE

-- version 2019 2022
ALTER INDEX IX_x ON dbo.ledger REORGANIZE WITH (LOB_COMPACTION = ON)

-- version 2019 2022
UPDATE STATISTICS dbo.ledger WITH FULLSCAN

-- version 2019 2022
CREATE STATISTICS st ON dbo.ledger (code, at) WITH SAMPLE 50 PERCENT

-- version 2019 2022
EXEC sys.sp_dropextendedproperty 'MS_Description', 'schema', N'dbo', 'table', N'ledger'

-- version 2019 2022
PRINT N'done ' + CAST(@@ROWCOUNT AS NVARCHAR(10))

-- version 2019 2022
RAISERROR (N'no %s', 16, 1, N'way') WITH NOWAIT

-- version 2019 2022
ENABLE TRIGGER dbo.tr ON dbo.ledger
