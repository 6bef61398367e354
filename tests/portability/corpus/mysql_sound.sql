-- version 8 9
CREATE TABLE `customer orders` (`id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, `placed_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), `status` ENUM('new', 'it''s paid') NOT NULL DEFAULT 'new', flags SET('a', 'b'), body JSON, total DECIMAL(10, 2) GENERATED ALWAYS AS (net * 1.19) STORED, net DECIMAL(9, 2) COMMENT 'ohne Steuer', notes MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, active TINYINT(1) DEFAULT TRUE, PRIMARY KEY (`id`), UNIQUE KEY uq (status, net), KEY ix_notes (notes(100)), FULLTEXT KEY ft (notes), CONSTRAINT ck CHECK (net >= 0)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC COMMENT='Bestellungen'

-- version 8 9
ALTER TABLE users ADD COLUMN age INT NOT NULL DEFAULT 0 AFTER name, ADD INDEX ix_age (age DESC), ALGORITHM=INPLACE, LOCK=NONE

-- version 8 9
ALTER TABLE users MODIFY COLUMN email VARCHAR(320) NOT NULL COMMENT 'mail', CHANGE mail2 second_mail VARCHAR(254) NULL

-- version 8 9
ALTER TABLE users RENAME COLUMN a TO b, RENAME INDEX ix_a TO ix_b

-- version 8 9
ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT

-- version 8 9
ALTER TABLE orders DROP FOREIGN KEY fk_orders_user, DROP INDEX ix_orders_user_id

-- version 8 9
ALTER TABLE orders DROP CHECK ck_orders_total

-- version 8 9
CREATE UNIQUE INDEX ux_lower ON users ((LOWER(email)))

-- version 8 9
CREATE INDEX ix_tags ON products ((CAST(attributes->'$.tags' AS CHAR(40) ARRAY))) INVISIBLE

-- version 8 9
UPDATE users u JOIN profiles p ON p.user_id = u.id SET u.full_name = CONCAT_WS(' ', p.first, p.last), u.age = IFNULL(p.age, 0) WHERE u.full_name IS NULL

-- version 8 9
DELETE a FROM users a INNER JOIN users b ON a.email = b.email WHERE a.id > b.id

-- version 8 9
INSERT INTO settings (name, value) VALUES ('theme', 'dark'), ("lang", "de") ON DUPLICATE KEY UPDATE value = VALUES(value)

-- version 8 9
INSERT INTO settings (name, value) VALUES ('theme', 'dark') AS new ON DUPLICATE KEY UPDATE value = new.value

-- version 8 9
INSERT IGNORE INTO tags (name) SELECT DISTINCT j.tag FROM products, JSON_TABLE(attributes, '$.tags[*]' COLUMNS (tag VARCHAR(40) PATH '$')) AS j

-- version 8 9
REPLACE INTO roles (id, name) VALUES (1, 'admin')

-- version 8 9
WITH RECURSIVE days (d) AS (SELECT DATE '2024-01-01' UNION ALL SELECT d + INTERVAL 1 DAY FROM days WHERE d < '2024-12-31') SELECT d, DATE_FORMAT(d, '%Y-%m') FROM days

-- version 8 9
UPDATE products SET attributes = JSON_SET(attributes, '$.color', attributes->>'$.colour') WHERE JSON_CONTAINS_PATH(attributes, 'one', '$.colour')

-- version 8 9
CREATE OR REPLACE ALGORITHM = MERGE DEFINER = CURRENT_USER SQL SECURITY INVOKER VIEW active AS SELECT id FROM users WHERE deleted_at IS NULL WITH CASCADED CHECK OPTION

-- version 8 9
CREATE TRIGGER tr_users BEFORE INSERT ON users FOR EACH ROW SET NEW.email = LOWER(NEW.email)

-- version 8 9
CREATE TRIGGER tr_users2 AFTER UPDATE ON users FOR EACH ROW BEGIN IF NOT (OLD.email <=> NEW.email) THEN INSERT INTO log (what) VALUES ('email'); END IF; END

-- version 8 9
CREATE PROCEDURE archive (IN p_before DATE, OUT p_moved INT) MODIFIES SQL DATA BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END; START TRANSACTION; INSERT INTO a SELECT * FROM orders WHERE at < p_before; SET p_moved = ROW_COUNT(); COMMIT; END

-- version 8 9
CREATE FUNCTION full_name (a VARCHAR(50), b VARCHAR(50)) RETURNS VARCHAR(101) DETERMINISTIC RETURN CONCAT(a, ' ', b)

-- version 8 9
CREATE TABLE events (id BIGINT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES LESS THAN (2024), PARTITION pmax VALUES LESS THAN MAXVALUE)

-- version 8 9
ALTER TABLE events DROP PARTITION p0

-- version 8 9
ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci

-- version 8 9
ALTER TABLE users AUTO_INCREMENT = 1000

-- version 8 9
RENAME TABLE a TO b, c TO d

-- version 8 9
CREATE TABLE b LIKE a

-- version 8 9
CREATE TABLE IF NOT EXISTS c AS SELECT * FROM a WHERE 1 = 0

-- version 8 9
DROP TABLE IF EXISTS a, b

-- version 8 9
SET FOREIGN_KEY_CHECKS = 0

-- version 8 9
SET @n := 0

-- version 8 9
GRANT SELECT, INSERT ON shop.* TO 'app'@'%'

-- version 8 9
SELECT GROUP_CONCAT(name ORDER BY name SEPARATOR ', '), ROW_NUMBER() OVER (PARTITION BY a ORDER BY b), UUID_TO_BIN(UUID()), IF(a, 1, 0), STR_TO_DATE(c, '%d.%m.%Y') FROM t GROUP BY a, b, c LIMIT 10, 5

-- version 8 9
UPDATE t SET a = a + 1, b = _utf8mb4'x', c = x'4D79', d = 0b101, e = TIMESTAMPDIFF(DAY, f, NOW()) ORDER BY id LIMIT 100 # comment

-- version 8 9
SELECT /*+ NO_INDEX_MERGE(t) */ * FROM t USE INDEX (ix) WHERE a REGEXP '^x' AND MATCH (b) AGAINST ('+c' IN BOOLEAN MODE) FOR UPDATE SKIP LOCKED

-- version 8 9
CREATE TABLE places (id INT PRIMARY KEY, pos POINT NOT NULL SRID 4326, SPATIAL INDEX (pos), y YEAR, b BIT(8), v VARBINARY(16) DEFAULT (UUID_TO_BIN(UUID())))

-- version 8 9
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5, ALTER INDEX ix VISIBLE

-- version 8 9
LOAD DATA INFILE '/tmp/x.csv' INTO TABLE t FIELDS TERMINATED BY ',' ENCLOSED BY '"' IGNORE 1 LINES (a, b)

-- version 8 9
ALTER TABLE t ADD COLUMN c INT AS (a + b) VIRTUAL, ADD UNIQUE INDEX ux (c)

-- version 8 9
CREATE TABLE `order` (`id` int NOT NULL AUTO_INCREMENT, `key` varchar(40) CHARACTER SET ascii NOT NULL, `d` double(10,2) unsigned zerofill, `g` geometry, KEY `k` (`key`(10) DESC) USING BTREE COMMENT 'x', PRIMARY KEY USING BTREE (`id`)) AUTO_INCREMENT=10

-- version 8 9
CREATE TEMPORARY TABLE tmp (id INT) SELECT 1 AS id

-- version 8 9
ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)

-- version 8 9
ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT ENFORCED, ALTER CHECK ck ENFORCED

-- version 8 9
ALTER TABLE t ADD COLUMN (c1 INT, c2 VARCHAR(10)), ORDER BY a

-- version 8 9
ALTER TABLE t ENGINE=InnoDB, COMMENT='new', ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8

-- version 8 9
ALTER TABLE t MODIFY a ENUM('x','y','z') NOT NULL DEFAULT 'x' FIRST

-- version 8 9
CREATE FULLTEXT INDEX ft ON t (b) WITH PARSER ngram

-- version 8 9
DROP INDEX ix ON t ALGORITHM=INPLACE LOCK=NONE

-- version 8 9
DROP INDEX `PRIMARY` ON t

-- version 8 9
UPDATE t, s SET t.a = s.a, t.x = LEAST(t.x, 5) WHERE t.id = s.id

-- version 8 9
DELETE FROM t, s USING t INNER JOIN s ON t.id = s.id WHERE s.a IS NULL

-- version 8 9
INSERT INTO t SET id = 5, a = DEFAULT(a), b = 'x'

-- version 8 9
INSERT INTO t (id) SELECT id FROM s ON DUPLICATE KEY UPDATE t.x = s.x + 1

-- version 8 9
CREATE EVENT ev ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01 00:00:00' DO DELETE FROM t WHERE id < 5

-- version 8 9
SELECT SQL_CALC_FOUND_ROWS a, b FROM t PARTITION (p0) STRAIGHT_JOIN s WHERE a RLIKE 'x' XOR b SOUNDS LIKE 'y' AND JSON_EXTRACT(b, '$[0]') MEMBER OF ('[1]') FOR SHARE

-- version 8 9
SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE', @@global.max_connections = 100

-- version 8 9
SELECT CAST(a AS SIGNED), CONVERT(b USING utf8mb4), BINARY b, EXTRACT(YEAR_MONTH FROM NOW()), DATE_ADD(NOW(), INTERVAL '1:30' HOUR_MINUTE), a DIV 2, a MOD 3, a <=> NULL, !a FROM t

-- version 8 9
CREATE USER IF NOT EXISTS 'app'@'localhost' IDENTIFIED BY 'x' REQUIRE SSL

-- version 8 9
LOCK TABLES t WRITE, s READ

-- version 9.7
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a
