"""What is asked of a SQL Server catalog for one picture: one batch of plain SELECTs, whatever the database holds.

The columns are those that "System Catalog Views (Transact-SQL)" in Microsoft's SQL Server documentation describes, one
page a view, and are in 2019 and later. ``owner`` is the object_id of the table, or of the object on its own, that a row
belongs to; 0 is the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# "Permissions: Roles": schemas that every database has, so that nobody made them.
_FIXED_SCHEMAS = """'dbo', 'guest', 'sys', 'INFORMATION_SCHEMA', 'db_owner', 'db_accessadmin', 'db_securityadmin', 'db_ddladmin', 'db_backupoperator', 'db_datareader', 'db_datawriter', 'db_denydatareader', 'db_denydatawriter'"""

# Tables, and the hidden tables that describe table types.
_TABLES = "(o.type = 'U' AND o.is_ms_shipped = 0 OR o.type = 'TT')"

QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "place": """
SELECT DB_NAME() AS name, SCHEMA_NAME() AS schema_name, CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128)) AS collation_name""",
        # Constraints and defaults of a table are no objects of their own here; IT and S are the server's.
        "objects": """
SELECT o.object_id AS owner, s.name AS schema_name, o.name, RTRIM(o.type) AS type, o.parent_object_id AS parent
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE o.is_ms_shipped = 0 AND (o.type NOT IN ('C', 'D', 'F', 'PK', 'UQ', 'EC', 'IT', 'S', 'TT') OR o.type = 'D' AND o.parent_object_id = 0)
ORDER BY o.object_id""",
        "tables": """
SELECT t.object_id AS owner, t.temporal_type_desc, h.name AS history_table, t.is_memory_optimized, t.durability_desc, t.lock_escalation_desc
FROM sys.tables AS t
LEFT JOIN sys.tables AS h ON h.object_id = t.history_table_id
WHERE t.is_ms_shipped = 0
ORDER BY t.object_id""",
        # max_length is in bytes, -1 is max. A computed column's type and nullability are what the server found.
        "columns": """
SELECT c.object_id AS owner, c.column_id, c.name, t.name AS type, CASE WHEN t.is_user_defined = 1 THEN ts.name END AS type_schema, c.max_length, c.[precision], c.scale, c.is_nullable, c.collation_name, c.is_sparse, c.is_rowguidcol, c.is_hidden, c.is_column_set, c.is_filestream, c.generated_always_type_desc,
  d.name AS default_name, d.[definition] AS default_definition, d.is_system_named AS default_is_system_named,
  k.[definition] AS computed, k.is_persisted,
  CAST(i.seed_value AS varchar(40)) AS seed, CAST(i.increment_value AS varchar(40)) AS increment, i.is_not_for_replication
FROM sys.columns AS c
JOIN sys.objects AS o ON o.object_id = c.object_id
JOIN sys.types AS t ON t.user_type_id = c.user_type_id
LEFT JOIN sys.schemas AS ts ON ts.schema_id = t.schema_id
LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id AND d.parent_object_id = c.object_id
LEFT JOIN sys.computed_columns AS k ON k.object_id = c.object_id AND k.column_id = c.column_id
LEFT JOIN sys.identity_columns AS i ON i.object_id = c.object_id AND i.column_id = c.column_id
WHERE """
        + _TABLES
        + """
ORDER BY c.object_id, c.column_id""",
        # index_id 0 is a heap. A key constraint has an index of its name; sys.key_constraints knows who named it.
        "indexes": """
SELECT i.object_id AS owner, i.index_id, i.name, i.type_desc, i.is_unique, i.is_primary_key, i.is_unique_constraint, k.is_system_named, i.filter_definition, i.ignore_dup_key, i.fill_factor, i.is_padded, i.is_disabled, i.allow_row_locks, i.allow_page_locks, CASE WHEN s.is_default = 0 THEN s.name END AS data_space
FROM sys.indexes AS i
JOIN sys.objects AS o ON o.object_id = i.object_id
LEFT JOIN sys.key_constraints AS k ON k.parent_object_id = i.object_id AND k.name = i.name
LEFT JOIN sys.data_spaces AS s ON s.data_space_id = i.data_space_id
WHERE i.index_id > 0 AND i.is_hypothetical = 0 AND (o.type IN ('U', 'V') AND o.is_ms_shipped = 0 OR o.type = 'TT')
ORDER BY i.object_id, i.index_id""",
        "index columns": """
SELECT x.object_id AS owner, x.index_id, c.name, x.is_descending_key, x.is_included_column, x.partition_ordinal, x.key_ordinal
FROM sys.index_columns AS x
JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
JOIN sys.objects AS o ON o.object_id = x.object_id
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 OR o.type = 'TT'
ORDER BY x.object_id, x.index_id, x.is_included_column, x.key_ordinal, c.name""",
        "compression": """
SELECT DISTINCT p.object_id AS owner, p.index_id, p.data_compression_desc
FROM sys.partitions AS p
JOIN sys.objects AS o ON o.object_id = p.object_id
WHERE p.data_compression_desc <> 'NONE' AND o.is_ms_shipped = 0 AND o.type IN ('U', 'V')
ORDER BY p.object_id, p.index_id, p.data_compression_desc""",
        "checks": """
SELECT c.parent_object_id AS owner, c.object_id, c.name, c.[definition], c.is_system_named, c.is_disabled, c.is_not_trusted, c.is_not_for_replication
FROM sys.check_constraints AS c
JOIN sys.objects AS o ON o.object_id = c.parent_object_id
WHERE """
        + _TABLES
        + """
ORDER BY c.parent_object_id, c.name""",
        "foreign keys": """
SELECT f.parent_object_id AS owner, f.object_id, f.name, rs.name AS referenced_schema, r.name AS referenced, f.delete_referential_action_desc, f.update_referential_action_desc, f.is_system_named, f.is_disabled, f.is_not_trusted, f.is_not_for_replication
FROM sys.foreign_keys AS f
JOIN sys.objects AS r ON r.object_id = f.referenced_object_id
JOIN sys.schemas AS rs ON rs.schema_id = r.schema_id
WHERE f.is_ms_shipped = 0
ORDER BY f.parent_object_id, f.name""",
        "foreign key columns": """
SELECT x.parent_object_id AS owner, x.constraint_object_id AS object_id, c.name, rc.name AS referenced
FROM sys.foreign_key_columns AS x
JOIN sys.columns AS c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id
JOIN sys.columns AS rc ON rc.object_id = x.referenced_object_id AND rc.column_id = x.referenced_column_id
ORDER BY x.parent_object_id, x.constraint_object_id, x.constraint_column_id""",
        # parent_class 0 is a trigger on the database, which sys.objects does not list.
        "triggers": """
SELECT t.parent_id AS owner, t.object_id, t.name, t.is_disabled, t.is_not_for_replication
FROM sys.triggers AS t
WHERE t.is_ms_shipped = 0
ORDER BY t.parent_id, t.name""",
        # The text is null where the module is encrypted.
        "modules": """
SELECT COALESCE(NULLIF(t.parent_id, 0), CASE WHEN t.object_id IS NOT NULL THEN 0 END, m.object_id) AS owner, m.object_id, m.[definition], m.uses_ansi_nulls, m.uses_quoted_identifier
FROM sys.sql_modules AS m
LEFT JOIN sys.triggers AS t ON t.object_id = m.object_id
ORDER BY m.object_id""",
        "sequences": """
SELECT q.object_id AS owner, t.name AS type, q.[precision], q.scale, CAST(q.start_value AS varchar(40)) AS start_value, CAST(q.increment AS varchar(40)) AS increment, CAST(q.minimum_value AS varchar(40)) AS minimum_value, CAST(q.maximum_value AS varchar(40)) AS maximum_value, q.is_cycling, q.is_cached, q.cache_size
FROM sys.sequences AS q
JOIN sys.types AS t ON t.user_type_id = q.user_type_id
ORDER BY q.object_id""",
        "synonyms": """
SELECT y.object_id AS owner, y.base_object_name
FROM sys.synonyms AS y
ORDER BY y.object_id""",
        # An alias type has no object_id: its number is made negative.
        "types": """
SELECT COALESCE(tt.type_table_object_id, -t.user_type_id) AS owner, s.name AS schema_name, t.name, t.is_table_type, b.name AS base, t.max_length, t.[precision], t.scale, t.is_nullable
FROM sys.types AS t
JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.types AS b ON b.user_type_id = t.system_type_id AND b.is_user_defined = 0
LEFT JOIN sys.table_types AS tt ON tt.user_type_id = t.user_type_id
WHERE t.is_user_defined = 1
ORDER BY t.user_type_id""",
        # class 0 is the database, 1 an object or one of its columns (minor_id), 3 a schema, 7 an index (minor_id).
        "properties": """
SELECT CASE WHEN p.class IN (1, 7) THEN COALESCE(NULLIF(o.parent_object_id, 0), p.major_id) ELSE 0 END AS owner, p.class, p.major_id, p.minor_id, p.name, CAST(p.value AS nvarchar(4000)) AS value
FROM sys.extended_properties AS p
LEFT JOIN sys.objects AS o ON o.object_id = p.major_id AND p.class = 1
WHERE p.class IN (0, 1, 3, 7)
ORDER BY p.class, p.major_id, p.minor_id, p.name""",
        "statistics": """
SELECT s.object_id AS owner, s.stats_id, s.name, s.filter_definition
FROM sys.stats AS s
JOIN sys.objects AS o ON o.object_id = s.object_id
WHERE s.user_created = 1 AND o.is_ms_shipped = 0
ORDER BY s.object_id, s.name""",
        "schemas": """
SELECT 0 AS owner, s.schema_id, s.name
FROM sys.schemas AS s
WHERE s.name NOT IN ("""
        + _FIXED_SCHEMAS
        + """)
ORDER BY s.name""",
    }
)

# Asked only when there are statistics that somebody made.
STATISTICS_COLUMNS = """
SELECT x.object_id AS owner, x.stats_id, c.name
FROM sys.stats_columns AS x
JOIN sys.stats AS s ON s.object_id = x.object_id AND s.stats_id = x.stats_id
JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
WHERE s.user_created = 1
ORDER BY x.object_id, x.stats_id, x.stats_column_id"""
