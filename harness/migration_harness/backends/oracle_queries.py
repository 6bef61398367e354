"""What is asked of an Oracle catalog for one picture: a fixed number of SELECTs, whatever the schema holds.

The USER_ views show what the user who is logged in owns. Their columns are those that "Oracle Database Reference",
part "Static Data Dictionary Views", describes, and are in 12.2 and later; each query's name in that book is the view's.
Objects in the recycle bin ("Oracle Database Administrator's Guide", "Using Flashback Drop") are named BIN$... and are
no part of a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "place": """
SELECT u.username, u.default_tablespace FROM user_users u""",
        # TEMPORARY: Y or N. IOT_TYPE: IOT, IOT_OVERFLOW, IOT_MAPPING. DROPPED: in the recycle bin. DURATION: SYS$SESSION or SYS$TRANSACTION.
        "tables": """
SELECT t.table_name, t.tablespace_name, t.temporary, t.duration, t.iot_type, t.partitioned, t.compress_for, t."LOGGING", t.read_only, t.row_movement, t.default_collation, t."EXTERNAL"
FROM user_tables t
WHERE t.nested = 'NO' AND t.secondary = 'N' AND t.dropped = 'NO' AND t.table_name NOT LIKE 'BIN$%' AND (t.iot_type IS NULL OR t.iot_type = 'IOT')
ORDER BY t.table_name""",
        # USER_TAB_COLS has hidden columns, too: USER_GENERATED is NO for those of the server, YES for invisible ones.
        # CHAR_USED: B or C. DATA_DEFAULT is a LONG: the default's text, or a virtual column's expression.
        "columns": """
SELECT c.table_name, c.column_name, c.data_type, c.data_type_owner, c.data_length, c.data_precision, c.data_scale, c.char_length, c.char_used, c.nullable, c.virtual_column, c.hidden_column, c.default_on_null, c.identity_column, c.collation, c.data_default
FROM user_tab_cols c
WHERE c.user_generated = 'YES' AND c.table_name NOT LIKE 'BIN$%'
ORDER BY c.table_name, c.column_id, c.internal_column_id""",
        # GENERATION_TYPE: ALWAYS or BY DEFAULT; DEFAULT_ON_NULL of the column adds ON NULL. IDENTITY_OPTIONS: "START WITH: 1, INCREMENT BY: 1, MAX_VALUE: ...".
        "identities": """
SELECT i.table_name, i.column_name, i.generation_type, i.sequence_name, i.identity_options
FROM user_tab_identity_cols i
WHERE i.table_name NOT LIKE 'BIN$%'
ORDER BY i.table_name, i.column_name""",
        # CONSTRAINT_TYPE: C check, P primary key, U unique, R foreign key, V WITH CHECK OPTION and O WITH READ ONLY of a view.
        # GENERATED: GENERATED NAME or USER NAME. SEARCH_CONDITION_VC is the condition up to 4000 bytes.
        "constraints": """
SELECT c.table_name, c.constraint_name, c.constraint_type, c.search_condition_vc, c.r_owner, c.r_constraint_name, c.delete_rule, c.status, c.deferrable, c.deferred, c.validated, c.generated, c.rely, c.index_name
FROM user_constraints c
WHERE c.table_name NOT LIKE 'BIN$%' AND c.constraint_type IN ('C', 'P', 'U', 'R', 'V', 'O')
ORDER BY c.table_name, c.constraint_name""",
        "constraint columns": """
SELECT k.table_name, k.constraint_name, k.column_name
FROM user_cons_columns k
WHERE k.table_name NOT LIKE 'BIN$%' AND k.position IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.position""",
        # INDEX_TYPE: NORMAL, NORMAL/REV, BITMAP, FUNCTION-BASED NORMAL, DOMAIN ...; LOB and IOT - TOP come with their table.
        "indexes": """
SELECT i.table_name, i.index_name, i.index_type, i.uniqueness, i.compression, i.prefix_length, i.tablespace_name, i.visibility, i.status, i.partitioned, i.ityp_name, i."PARAMETERS"
FROM user_indexes i
WHERE i.index_type NOT IN ('LOB', 'IOT - TOP', 'CLUSTER') AND i.dropped = 'NO' AND i.secondary = 'N' AND i.table_name NOT LIKE 'BIN$%'
ORDER BY i.table_name, i.index_name""",
        "index columns": """
SELECT x.table_name, x.index_name, x.column_name, x.column_position, x.descend
FROM user_ind_columns x
WHERE x.table_name NOT LIKE 'BIN$%'
ORDER BY x.table_name, x.index_name, x.column_position""",
        # COLUMN_EXPRESSION is a LONG. A descending column is an expression, too: its name in quotes.
        "index expressions": """
SELECT e.table_name, e.index_name, e.column_position, e.column_expression
FROM user_ind_expressions e
WHERE e.table_name NOT LIKE 'BIN$%'
ORDER BY e.table_name, e.index_name, e.column_position""",
        "partitions": """
SELECT p.table_name, p.partitioning_type, p.subpartitioning_type, p."INTERVAL"
FROM user_part_tables p
WHERE p.table_name NOT LIKE 'BIN$%'
ORDER BY p.table_name""",
        "partition columns": """
SELECT p.name AS table_name, p.column_name
FROM user_part_key_columns p
WHERE TRIM(p.object_type) = 'TABLE' AND p.name NOT LIKE 'BIN$%'
ORDER BY p.name, p.column_position""",
        "table comments": """
SELECT m.table_name, m.comments
FROM user_tab_comments m
WHERE m.comments IS NOT NULL AND m.table_name NOT LIKE 'BIN$%'
ORDER BY m.table_name""",
        "column comments": """
SELECT m.table_name, m.column_name, m.comments
FROM user_col_comments m
WHERE m.comments IS NOT NULL AND m.table_name NOT LIKE 'BIN$%'
ORDER BY m.table_name, m.column_name""",
        # CYCLE_FLAG, ORDER_FLAG: Y or N. LAST_NUMBER moves with every value taken, and the start is not told.
        "sequences": """
SELECT s.sequence_name, s.min_value, s.max_value, s.increment_by, s.cycle_flag, s.order_flag, s.cache_size
FROM user_sequences s
ORDER BY s.sequence_name""",
        # TEXT is a LONG and whole; TEXT_VC is cut at 4000 bytes.
        "views": """
SELECT v.view_name AS table_name, v.read_only, v.bequeath, v.text
FROM user_views v
ORDER BY v.view_name""",
        "materialized views": """
SELECT w.mview_name AS table_name, w.refresh_mode, w.refresh_method, w.build_mode, w.updatable, w.rewrite_enabled, w.query
FROM user_mviews w
ORDER BY w.mview_name""",
        # STATUS: ENABLED or DISABLED. BASE_OBJECT_TYPE: TABLE, VIEW, SCHEMA, DATABASE.
        "triggers": """
SELECT g.table_name, g.trigger_name, g.base_object_type, g.table_owner, g.status
FROM user_triggers g
WHERE g.trigger_name NOT LIKE 'BIN$%'
ORDER BY g.trigger_name""",
        # TYPE: FUNCTION, PROCEDURE, PACKAGE, PACKAGE BODY, TRIGGER, TYPE, TYPE BODY, JAVA SOURCE, LIBRARY; one row a line.
        # SYS_PLSQL_... and SYSTP...== are types that the server makes for a pipelined function or COLLECT.
        "sources": """
SELECT r.type, r.name, r.line, r.text
FROM user_source r
WHERE r.name NOT LIKE 'BIN$%' AND r.name NOT LIKE 'SYS!_PLSQL!_%' ESCAPE '!' AND r.name NOT LIKE 'SYSTP%=='
ORDER BY r.type, r.name, r.line""",
        "synonyms": """
SELECT y.synonym_name, y.table_owner, y.table_name, y.db_link
FROM user_synonyms y
ORDER BY y.synonym_name""",
        # Whatever else there is (a cluster, a database link, a job, a domain of 23) is listed by its name.
        "others": """
SELECT o.object_type, o.object_name
FROM user_objects o
WHERE o.object_type NOT IN ('TABLE', 'INDEX', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'TRIGGER', 'SYNONYM', 'FUNCTION', 'PROCEDURE', 'PACKAGE', 'PACKAGE BODY', 'TYPE', 'TYPE BODY', 'LIBRARY', 'JAVA SOURCE', 'LOB', 'LOB PARTITION', 'LOB SUBPARTITION', 'TABLE PARTITION', 'TABLE SUBPARTITION', 'INDEX PARTITION', 'INDEX SUBPARTITION') AND o.object_name NOT LIKE 'BIN$%'
ORDER BY o.object_type, o.object_name""",
    }
)
