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

-- version 9
ALTER TABLE `users` ADD COLUMN `x` TINYINT(1) UNSIGNED NOT NULL DEFAULT '0' COMMENT 'flag' AFTER `name`, ADD INDEX `ix_x` (`x`, `email`(20) DESC), ALGORITHM=INPLACE, LOCK=NONE

-- version 9
ALTER TABLE users MODIFY COLUMN name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NULL FIRST

-- version 9
ALTER TABLE users CHANGE name full_name VARCHAR(100) NOT NULL, DROP INDEX ix_users_name

-- version 9
ALTER TABLE users RENAME COLUMN name TO n, RENAME INDEX ix_users_name TO ix_n

-- version 9
ALTER TABLE users ALTER COLUMN age SET DEFAULT (1 + 1), ALTER note DROP DEFAULT

-- version 9
ALTER TABLE users ALTER INDEX ix_users_name INVISIBLE

-- version 9
ALTER TABLE orders DROP FOREIGN KEY fk_orders_users, DROP CHECK ck_total, ADD CONSTRAINT fk2 FOREIGN KEY fk2i (user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE

-- version 9
ALTER TABLE orders ADD CONSTRAINT ck2 CHECK (total < 1000000) NOT ENFORCED

-- version 9
ALTER TABLE users ADD COLUMN ext VARCHAR(50) GENERATED ALWAYS AS (JSON_UNQUOTE(JSON_EXTRACT(data, '$.ext'))) VIRTUAL INVISIBLE, ADD KEY ((LOWER(email)))

-- version 9
ALTER TABLE users ENGINE=InnoDB ROW_FORMAT=DYNAMIC, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin

-- version 9
CREATE TABLE IF NOT EXISTS t (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, uid BINARY(16) NOT NULL DEFAULT (UUID_TO_BIN(UUID())), state ENUM('a','b') CHARACTER SET latin1 NOT NULL DEFAULT 'a', opts SET('x','y'), body MEDIUMTEXT, doc JSON DEFAULT (JSON_OBJECT()), at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), y YEAR, p POINT NOT NULL SRID 4326, d DECIMAL(10,2) UNSIGNED ZEROFILL, PRIMARY KEY (id), UNIQUE KEY uk (uid) USING BTREE, FULLTEXT KEY ft (body) WITH PARSER ngram, SPATIAL INDEX sp (p), KEY mv ((CAST(doc->'$.tags' AS CHAR(20) ARRAY)))) ENGINE=InnoDB AUTO_INCREMENT=100 DEFAULT CHARSET=utf8mb4 COMMENT='it''s'

-- version 9
CREATE TABLE t (id INT, at DATE NOT NULL) PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION pm VALUES LESS THAN MAXVALUE)

-- version 9
CREATE TABLE t LIKE users

-- version 9
CREATE TEMPORARY TABLE x ENGINE=MEMORY AS SELECT id, age FROM users

-- version 9
INSERT INTO users (id, name) VALUES (7, 'a') AS new ON DUPLICATE KEY UPDATE name = CONCAT(users.name, new.name)

-- version 9
INSERT IGNORE INTO users (id, name) VALUES (7, "it's"), (8, DEFAULT)

-- version 9
INSERT INTO users SET id = 9, name = 'x' ON DUPLICATE KEY UPDATE name = VALUES(name), age = LAST_INSERT_ID(age)

-- version 9
REPLACE INTO users (id, name) SELECT id, 'b' FROM orders

-- version 9
UPDATE users u LEFT JOIN orders o ON o.user_id = u.id SET u.age = IFNULL(o.total, 0), u.active = TRUE WHERE u.email REGEXP '^a' AND u.name <=> NULL

-- version 9
DELETE o FROM orders o INNER JOIN users u ON u.id = o.user_id WHERE u.active = 0

-- version 9
DELETE FROM orders ORDER BY id DESC LIMIT 10

-- version 9
DELETE FROM o USING orders o JOIN users u WHERE u.id = o.user_id

-- version 9
UPDATE users SET age = age + 1 WHERE seen < DATE_SUB(NOW(), INTERVAL 1 YEAR) ORDER BY id LIMIT 5

-- version 9
SELECT GROUP_CONCAT(DISTINCT name ORDER BY name SEPARATOR '; '), DATE_FORMAT(seen, '%Y-%m'), STR_TO_DATE('2020', '%Y') FROM users GROUP BY seen WITH ROLLUP

-- version 9
SELECT j.sku FROM users, JSON_TABLE(data, '$.items[*]' COLUMNS (n FOR ORDINALITY, sku VARCHAR(20) PATH '$.sku' DEFAULT '"x"' ON EMPTY, NESTED PATH '$.t[*]' COLUMNS (t INT PATH '$'))) AS j

-- version 9
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n, ROW_NUMBER() OVER w FROM c WINDOW w AS (ORDER BY n) LIMIT 2, 3

-- version 9
SELECT * FROM users WHERE MATCH (body) AGAINST ('+a -b' IN BOOLEAN MODE)

-- version 9
CREATE OR REPLACE ALGORITHM=MERGE DEFINER=CURRENT_USER SQL SECURITY INVOKER VIEW v AS SELECT id FROM users WITH CASCADED CHECK OPTION

-- version 9
CREATE TRIGGER trg BEFORE UPDATE ON orders FOR EACH ROW BEGIN IF NEW.total < 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF; SET NEW.note = UPPER(NEW.note); END

-- version 9
CREATE PROCEDURE p (IN a INT, OUT b VARCHAR(20)) READS SQL DATA BEGIN DECLARE done INT DEFAULT FALSE; DECLARE c CURSOR FOR SELECT name FROM users; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE; OPEN c; l: LOOP FETCH c INTO b; IF done THEN LEAVE l; END IF; END LOOP; CLOSE c; END

-- version 9
CREATE FUNCTION f (a DECIMAL(10,2)) RETURNS DECIMAL(10,2) DETERMINISTIC NO SQL RETURN ROUND(a * 1.19, 2)

-- version 9
CREATE EVENT IF NOT EXISTS ev ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM orders WHERE total = 0

-- version 9
SET @sql = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'x' AND table_schema = DATABASE()) = 0, 'ALTER TABLE users ADD x INT', 'SELECT 1')

-- version 9
SET SESSION sql_mode = 'STRICT_TRANS_TABLES', @@session.lock_wait_timeout = 5

-- version 9
PREPARE s FROM 'SELECT 1'

-- version 9
DROP TABLE IF EXISTS a, b CASCADE

-- version 9
DROP INDEX ix_users_name ON users ALGORITHM=INPLACE

-- version 9
CREATE UNIQUE INDEX ux USING BTREE ON users (email(50) ASC, id) COMMENT 'x'

-- version 9
TRUNCATE users

-- version 9
RENAME TABLE users TO people, orders TO sales

-- version 9
OPTIMIZE TABLE users

-- version 9
/*!40101 SET NAMES utf8mb4 */

-- version 9
ALTER TABLE orders PARTITION BY HASH (id) PARTITIONS 4

-- version 9
SELECT 0x1F, b'101', X'4D', _utf8mb4'a' COLLATE utf8mb4_bin, 5 DIV 2, 5 MOD 2, 1 XOR 0, !1, "a" LIKE 'a', CAST('1' AS UNSIGNED), CONVERT('a' USING latin1), BINARY 'a', TIMESTAMPDIFF(DAY, NOW(), NOW()), EXTRACT(YEAR_MONTH FROM NOW()), INTERVAL(1, 2, 3), NOW() + INTERVAL 1 DAY FROM DUAL FOR UPDATE

-- version 9
GRANT SELECT, INSERT (name) ON shop.users TO 'root'@'%'

-- version 9
LOCK TABLES users WRITE, orders READ

-- version 9
SELECT a.id FROM users a STRAIGHT_JOIN orders b USE INDEX (PRIMARY) ON a.id = b.id INTERSECT SELECT 1

-- version 9
UPDATE items, (SELECT id, retail / wholesale AS markup FROM items) AS discounted SET items.retail = items.retail * 0.9 WHERE discounted.markup >= 1.3 AND items.id = discounted.id

-- version 9
UPDATE q SET id = 1 WHERE id IN (SELECT id FROM (SELECT id FROM q LIMIT 3) x)

-- version 9
ALTER TABLE `invoice` ADD COLUMN `due_on` DATE NOT NULL DEFAULT (CURRENT_DATE + INTERVAL 30 DAY), ADD CONSTRAINT `uq_i` UNIQUE KEY `uq_i` (`state`, `total`), MODIFY `total` DECIMAL(12,2) NOT NULL DEFAULT '0.00' COMMENT 'net', ENGINE = InnoDB

-- version 9
UPDATE invoice i JOIN (SELECT invoice_id, SUM(amount) AS total FROM payment GROUP BY invoice_id) p ON p.invoice_id = i.id SET i.state = IF(p.total >= i.total, 'paid', 'open'), i.note = CONCAT_WS(' ', i.note, 'x') WHERE i.state <> 'paid'

-- version 9
INSERT INTO currency (code, name) SELECT v.code, v.name FROM (SELECT 'EUR' AS code, 'Euro' AS name UNION ALL SELECT 'USD', 'Dollar') v LEFT JOIN currency c ON c.code = v.code WHERE c.code IS NULL ON DUPLICATE KEY UPDATE name = v.name

-- version 9
ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, note), ADD COLUMN (a1 INT, a2 VARCHAR(10)), ALTER COLUMN total DROP DEFAULT

-- version 9
CREATE TABLE payment_archive LIKE payment

-- version 9
CREATE UNIQUE INDEX ux ON users (email(30), (JSON_VALUE(data, '$.k' RETURNING CHAR(10)))) ALGORITHM = DEFAULT LOCK = DEFAULT

-- version 9
DELETE p1 FROM payment p1 INNER JOIN payment p2 WHERE p1.id < p2.id AND p1.invoice_id = p2.invoice_id

-- version 9
CREATE TRIGGER invoice_bi BEFORE INSERT ON invoice FOR EACH ROW FOLLOWS invoice_b0 SET NEW.note = COALESCE(NEW.note, UUID()), NEW.total = ROUND(NEW.total, 2)

-- version 9
CREATE PROCEDURE fill (n INT) BEGIN DECLARE i INT DEFAULT 0; WHILE i < n DO INSERT INTO users (name) VALUES (CONCAT('u', i)); SET i = i + 1; END WHILE; END

-- version 9
SET @n = (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = SCHEMA() AND index_name = 'ix_users_name'), @s = IF(@n > 0, 'DROP INDEX ix_users_name ON users', 'DO 0')

-- version 9
CREATE TABLE doc (id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY DEFAULT (UUID()), size INT UNSIGNED AS (LENGTH(body)) STORED, body LONGBLOB, kind ENUM('a','b') NOT NULL, loc GEOMETRY SRID 0, ts TIMESTAMP NULL DEFAULT NULL, n BIT(1) DEFAULT b'0', CONSTRAINT ck CHECK (kind <> 'a' OR size > 0) ENFORCED, KEY (kind) INVISIBLE) STATS_PERSISTENT=1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8

-- version 9
ALTER TABLE users ADD FULLTEXT INDEX ft (name, email) WITH PARSER ngram, ADD CHECK (age >= 0), RENAME COLUMN note TO notes, ORDER BY name

-- version 9
SELECT u.id, FIRST_VALUE(o.total) OVER (PARTITION BY u.id ORDER BY o.id ROWS UNBOUNDED PRECEDING) FROM users u CROSS JOIN LATERAL (SELECT * FROM orders o WHERE o.user_id = u.id LIMIT 1) o WHERE u.email RLIKE '^a' AND u.data->>'$.a' = 'x' AND 1 MEMBER OF (u.data->'$.tags') EXCEPT SELECT 1, 2

-- version 9
CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED WITH caching_sha2_password BY 'x' REQUIRE NONE

-- version 9
ALTER DATABASE shop CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_ai_ci

-- version 9
UPDATE t SET a = 1; DELETE FROM u WHERE b IN (SELECT a FROM t); INSERT INTO u (b) SELECT a FROM t

-- version 8.4 9
CREATE TABLE cmt ( id INTEGER NOT NULL COMMENT 'it''s' AUTO_INCREMENT, PRIMARY KEY (id) )COMMENT='a'

-- version 8.4 9
ALTER TABLE user ADD COLUMN x VARCHAR(20) COLLATE utf8mb4_bin COMMENT 'c' DEFAULT 'it''s'

-- version 8.4 9
ALTER TABLE sch.user ADD COLUMN y INTEGER

-- version 8.4 9
ALTER TABLE sch.user ADD FOREIGN KEY(y) REFERENCES ref (id)

-- version 8.4 9
ALTER TABLE u2 CHANGE `order` ord VARCHAR(30) NULL

-- version 8.4 9
ALTER TABLE u2 MODIFY ord VARCHAR(60) NOT NULL DEFAULT 'a'

-- version 8.4 9
ALTER TABLE u2 MODIFY ord VARCHAR(60) NULL

-- version 8.4 9
ALTER TABLE u2 ALTER COLUMN ord SET DEFAULT NULL

-- version 8.4 9
ALTER TABLE u2 ALTER COLUMN ord DROP DEFAULT

-- version 8.4 9
ALTER TABLE u2 MODIFY ord VARCHAR(60) NULL COMMENT 'z'

-- version 8.4 9
CREATE UNIQUE INDEX ix ON u2 (ord, n DESC)

-- version 8.4 9
ALTER TABLE u2 ADD CONSTRAINT uq2 UNIQUE (n, d)

-- version 8.4 9
ALTER TABLE u2 ADD CONSTRAINT ck2 CHECK (n > 5)

-- version 8.4 9
ALTER TABLE u2 ADD CONSTRAINT fk9 FOREIGN KEY(r) REFERENCES ref (id) ON DELETE SET NULL

-- version 8.4 9
ALTER TABLE u2 ADD CONSTRAINT pk2 PRIMARY KEY (id, n)

-- version 8.4 9
CREATE FULLTEXT INDEX ft ON myt (t) WITH PARSER ngram

-- version 8.4 9
CREATE INDEX lx ON myt (t(10), e) USING btree

-- version 8.4 9
ALTER TABLE myt MODIFY a INTEGER NOT NULL DEFAULT 0 COMMENT 'z'

-- version 8.4 9
ALTER TABLE myt CHANGE id idd BIGINT UNSIGNED NOT NULL AUTO_INCREMENT
