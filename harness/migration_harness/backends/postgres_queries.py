"""The questions that the catalog reader asks PostgreSQL 13 and later.

A *unit* is what is read anew as a whole when any row of the catalog that belongs to it changed: a relation with its
columns, constraints, indexes and the sequences it owns, a type, or (unit 0) all that is seldom changed, together.
"""

from __future__ import annotations

from functools import lru_cache

# The first oid that a server gives away after initdb: below it are its own objects.
_USER = "16384"
# The temporary objects of others, too: env.py's connection is not the one that reads.
_LASTING = "o.pronamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_temp_')"
# Unit 0: few rows, changed by few revisions.
_UNITS = "$1"
_WANTED = f"ANY ({_UNITS})"
DETAILS = ("relations", "columns", "sequences", "constraints", "indexes")
ATTACHED = ("attachments", "types", "checks", "privileges")
_SELDOM = (
    *("proc", "collation", "operator", "opclass", "cast", "event_trigger", "foreign_server", "publication"),
    *("ts_config", "ts_dict"),
)


# Those of a role in all databases are the server's affair.
_OF_THIS_DATABASE = "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"


@lru_cache(maxsize=8)
def state(version: int) -> str:
    """One row for each unit: its oid, and a digest that changes whenever a row of it does.

    The digest is the newest transaction that wrote one, and the sum of where they stand: a row written anew is either
    written by a newer transaction or, in the same one, stands elsewhere, because the rows that a transaction wrote and
    replaced stay where they are until it ends. ``schema`` is the default one; ``plain`` is false
    where the search path could hide a name behind another. ``more`` is true where ``attached`` tells more about it.
    """
    place = "hashtid(ctid)" if version >= 14 else "hashtext(ctid::text)"

    def at(alias: str) -> str:
        return place.replace("ctid", f"{alias}.ctid")

    def rows(unit: str, source: str, alias: str = "", more: str = "false") -> str:
        xmin, where = (f"{alias}.xmin", at(alias)) if alias else ("xmin", place)
        # age() of what initdb wrote is the highest integer, always.
        return f"SELECT {unit}, nullif(age({xmin}), 2147483647), {where}, {more} FROM {source}"

    def more(unit: str, source: str) -> str:
        return rows(unit, source, more="true")

    constrained = "CASE conrelid WHEN 0 THEN contypid ELSE conrelid END"
    described = f"""CASE x.classoid WHEN 'pg_class'::regclass THEN r.unit WHEN 'pg_type'::regclass THEN x.objoid
        WHEN 'pg_constraint'::regclass THEN (SELECT {constrained} FROM pg_constraint WHERE oid = x.objoid) ELSE 0 END"""
    # Even of these some are made by initdb, and may be described anew.
    apart = (
        f"SELECT oid FROM pg_namespace WHERE oid < {_USER} UNION ALL SELECT oid FROM pg_extension WHERE oid < {_USER}"
    )
    of_apart = "'pg_namespace'::regclass, 'pg_extension'::regclass"
    every = [
        "SELECT unit, age, place, more FROM relation",
        f"""SELECT r.unit, x.age, x.place, x.more FROM relation r JOIN (
            SELECT attrelid, min(age(xmin)) AS age, sum({place}) AS place, bool_or(attacl IS NOT NULL) AS more
            FROM pg_attribute WHERE attnum > 0 AND attrelid >= {_USER} GROUP BY attrelid) x
            ON x.attrelid = r.oid WHERE r.relkind <> 'S'""",
        rows("adrelid", f"pg_attrdef WHERE adrelid >= {_USER}"),
        rows(constrained, f"pg_constraint WHERE oid >= {_USER}"),
        more("tgrelid", f"pg_trigger WHERE tgrelid >= {_USER} AND (NOT tgisinternal OR tgenabled <> 'O')"),
        more("ev_class", f"pg_rewrite WHERE ev_class >= {_USER}"),
        more("polrelid", "pg_policy"),
        rows("r.unit", "pg_inherits x JOIN relation r ON r.oid = x.inhrelid", "x"),
        rows("partrelid", "pg_partitioned_table"),
        rows("ftrelid", "pg_foreign_table"),
        more("stxrelid", "pg_statistic_ext"),
        more("oid", f"pg_type WHERE oid >= {_USER} AND typtype IN ('d', 'e', 'r')"),
        more("enumtypid", f"pg_enum WHERE enumtypid >= {_USER}"),
        more("rngtypid", f"pg_range WHERE rngtypid >= {_USER}"),
        rows(described, "pg_description x LEFT JOIN relation r ON r.oid = x.objoid", "x")
        + f" WHERE x.objoid >= {_USER}",
        rows("0", f"pg_description WHERE objoid = ANY (ARRAY({apart})) AND classoid IN ({of_apart})"),
        *(rows("0", f"pg_{name} WHERE oid >= {_USER}") for name in _SELDOM),
        *(rows("0", f"pg_{name}") for name in ("extension", "publication_rel", "default_acl")),
        rows("0", f"pg_ts_config_map WHERE mapcfg >= {_USER}"),
        rows("0", "pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'"),
        rows("0", f"pg_db_role_setting WHERE {_OF_THIS_DATABASE}"),
        rows("0", "pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'"),
    ]
    return f"""
WITH relation AS MATERIALIZED (
    SELECT c.oid, c.relkind,
           CASE c.relkind WHEN 't' THEN CAST(substr(c.relname, length('pg_toast_') + 1) AS oid)
                ELSE coalesce(i.indrelid, owner.refobjid, c.oid) END AS unit,
           c.relacl IS NOT NULL OR c.relowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user) AS more,
           least(age(c.xmin), age(i.xmin), age(owner.xmin), age(s.xmin)) AS age,
           {at("c")}::bigint + coalesce({at("i")}, 0) + coalesce({at("owner")}, 0) + coalesce({at("s")}, 0) AS place
    FROM pg_class c
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN LATERAL (
        SELECT refobjid, xmin, ctid FROM pg_depend
        WHERE c.relkind = 'S' AND classid = 'pg_class'::regclass AND objid = c.oid AND objsubid = 0
          AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i') LIMIT 1) owner ON true
    LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE c.oid >= {_USER} AND c.relpersistence <> 't' AND (c.relkind = 't' OR c.relnamespace <> 'pg_toast'::regnamespace)
)
SELECT unit::bigint, concat_ws(' ', age('3'::xid) - min(age), sum(place),
           CASE unit WHEN 0 THEN concat_ws(' ', current_database(), current_schema(), version()) END) AS digest,
       bool_or(more) AS more,
       (SELECT current_schema()) AS schema,
       (SELECT array_to_string(current_schemas(false), ' ') ~ '^(?!pg_catalog$)[^ ]*$') AS plain
FROM ({" UNION ALL ".join(every)}) AS rows
WHERE unit IS NOT NULL
GROUP BY unit
"""


def details(version: int) -> str:
    """One row with a column of JSON for each kind of row: all facts of the units given as $1."""
    return _as_json(version, *DETAILS)


def attached(version: int) -> str:
    """The same for what few units have."""
    return _as_json(version, *ATTACHED)


def seldom(version: int) -> str:
    """The same for unit 0."""
    return _as_json(version, "objects")


@lru_cache(maxsize=16)
def _as_json(version: int, *names: str) -> str:
    queries = _queries(version)
    return "SELECT " + ",\n".join(
        f"(SELECT coalesce(json_strip_nulls(json_agg(q)), '[]')::text FROM ({queries[name]}) AS q) AS {name}"
        for name in names
    )


def _own(catalog: str, oid: str) -> str:
    """The object does not belong to an extension, nor (for all but relations) was it made for another object."""
    deptypes = "'e'" if catalog == "pg_class" else "'e', 'i'"
    return (
        f"NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = '{catalog}'::regclass AND m.objid = {oid}"
        f" AND m.deptype IN ({deptypes}))"
    )


def _comment(catalog: str, oid: str, column: str = "0") -> str:
    return (
        f"(SELECT description FROM pg_description d WHERE d.classoid = '{catalog}'::regclass AND d.objoid = {oid}"
        f" AND d.objsubid = {column})"
    )


def _list(array: str) -> str:
    """The elements of an array of options, whose order has no meaning.

    Those that begin with pg_ are the server's own: 17.12 keeps a number of its own (pg_attver) with each column.
    """
    return (
        f"CASE WHEN {array} IS NOT NULL THEN"
        f" (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest({array}) AS o WHERE NOT starts_with(o, 'pg_')) END"
    )


def _privileges(kind: str, of: str, owner: str, acl: str, usual: str = "") -> str:
    """Who owns it, where that is not who looks, and who may do what, where that is not as ``usual``.

    ``kind`` is acldefault()'s letter. The empty list of who may do what stands for the default one, which the server
    writes out as soon as one privilege is given, and leaves there when it is taken again.
    """
    usual = usual or f"acldefault('{kind}', {owner})"
    return (
        f"nullif(concat_ws(', ', 'owner ' || {of}, CASE WHEN {acl} IS NOT NULL THEN"
        f" nullif(concat_ws(', ', 'granted ' || {_beyond(acl, usual)}, 'revoked ' || {_beyond(usual, acl)}), '') END), '')"
    )


def _beyond(acl: str, usual: str) -> str:
    """The privileges of the one list that are not in the other."""
    words = (
        "concat(privilege_type, ' to ', CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END,"
        " CASE WHEN is_grantable THEN ' with grant option' END)"
    )
    return (
        f"(SELECT string_agg(p, ', ' ORDER BY p) FROM (SELECT {words} FROM aclexplode({acl}) EXCEPT"
        f" SELECT {words} FROM aclexplode({usual})) AS beyond(p))"
    )


def _stranger(owner: str) -> str:
    return f"nullif(pg_get_userbyid({owner}), current_user)"


def _granted() -> str:
    """The privileges on a relation, a sequence (number 0) and on single columns."""
    owned = "owner.deptype IN ('a', 'i') AND owner.refclassid = 'pg_class'::regclass"
    of_sequence = f"CASE WHEN owner.objid IS NULL THEN {_stranger('c.relowner')} END"
    return f"""
SELECT c.oid::bigint AS oid, 0 AS number, {_privileges("r", _stranger("c.relowner"), "c.relowner", "c.relacl")} AS text
FROM pg_class c WHERE c.oid = {_WANTED} AND c.relkind <> 'S'
UNION ALL
SELECT a.attrelid::bigint, a.attnum, {_privileges("c", "NULL", "c.relowner", "a.attacl")}
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attrelid = {_WANTED} AND a.attacl IS NOT NULL
UNION ALL
SELECT c.oid::bigint, 0, {_privileges("s", of_sequence, "c.relowner", "c.relacl")}
FROM pg_class c LEFT JOIN pg_depend owner ON owner.classid = 'pg_class'::regclass AND owner.objid = c.oid
    AND owner.objsubid = 0 AND {owned}
WHERE c.relkind = 'S' AND (c.oid = {_WANTED} OR owner.refobjid = {_WANTED})
"""


def _enabled(column: str) -> str:
    return f"CASE {column} WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END"


def _queries(version: int) -> dict[str, str]:
    return {
        "relations": _relations(),
        "columns": _columns(version),
        "sequences": _sequences(),
        "constraints": _constraints(version, of="conrelid"),
        "checks": _constraints(version, of="contypid"),
        "indexes": _indexes(),
        "attachments": _attachments(),
        "types": _types(version),
        "privileges": _granted(),
        "objects": _objects(version),
    }


def _relations() -> str:
    return f"""
SELECT c.oid::bigint AS unit, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS text,
       CASE c.relpersistence WHEN 'u' THEN 'yes' END AS unlogged,
       CASE WHEN am.amname <> 'heap' THEN am.amname END AS "access method",
       ts.spcname AS tablespace,
       {_list("c.reloptions")} AS options,
       (SELECT {_list("toast.reloptions")} FROM pg_class toast WHERE toast.oid = c.reltoastrelid) AS "toast options",
       CASE WHEN c.relforcerowsecurity AND c.relrowsecurity THEN 'forced' WHEN c.relrowsecurity THEN 'yes'
            WHEN c.relforcerowsecurity THEN 'forced, not enabled' END AS "row security",
       CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing'
            WHEN 'i' THEN 'index' END END AS "replica identity",
       CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS "partition key",
       CASE WHEN c.relispartition THEN (SELECT concat(inhparent::regclass, ' ', pg_get_expr(c.relpartbound, c.oid),
            CASE WHEN to_jsonb(i) ->> 'inhdetachpending' = 'true' THEN ' detach pending' END)
            FROM pg_inherits i WHERE inhrelid = c.oid) END AS "partition of",
       CASE WHEN NOT c.relispartition THEN (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno)
            FROM pg_inherits WHERE inhrelid = c.oid) END AS inherits,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS "of type",
       srv.srvname AS "foreign server", {_list("ft.ftoptions")} AS "foreign options",
       CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'no' END AS populated,
       {_comment("pg_class", "c.oid")} AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid
LEFT JOIN pg_foreign_server srv ON srv.oid = ft.ftserver
WHERE c.oid = {_WANTED} AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND {_own("pg_class", "c.oid")}
  -- A composite type's membership is its type's.
  AND (c.relkind <> 'c' OR {_own("pg_type", "c.reltype")})
"""


def _columns(version: int) -> str:
    compression = "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END" if version >= 14 else "NULL"
    # From 18 on NOT NULL is a constraint, whose name does not count, but these do.
    not_null, join = "NULL", ""
    if version >= 18:
        not_null = (
            "concat_ws(', ', CASE WHEN nn.connoinherit THEN 'no inherit' END,"
            " CASE WHEN NOT nn.convalidated THEN 'not valid' END)"
        )
        join = "LEFT JOIN pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey[1] = a.attnum"
    return f"""
SELECT a.attrelid::bigint AS unit, a.attnum AS number, a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attnotnull THEN 'no' ELSE 'yes' END AS nullable,
       -- Told the table, the server opens it, which takes longer than all else; a default cannot name its columns.
       CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, 0) END AS default,
       CASE a.attgenerated WHEN 's' THEN pg_get_expr(d.adbin, d.adrelid) || ' stored'
                           WHEN 'v' THEN pg_get_expr(d.adbin, d.adrelid) || ' virtual' END AS computed,
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
       CASE WHEN a.attcollation <> t.typcollation THEN
           (SELECT a.attcollation::regcollation::text) END AS collation,
       nullif({not_null}, '') AS "not null",
       CASE WHEN a.attstorage <> t.typstorage THEN
           CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END
       END AS storage,
       {compression} AS compression,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END AS statistics,
       {_list("a.attoptions")} AS options,
       {_list("a.attfdwoptions")} AS "foreign options",
       CASE WHEN a.attinhcount > 0 AND NOT a.attislocal AND NOT c.relispartition THEN 'yes' END AS inherited,
       {_comment("pg_class", "a.attrelid", "a.attnum")} AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
{join}
WHERE a.attrelid = {_WANTED} AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
ORDER BY a.attrelid, a.attnum
"""


def _sequences() -> str:
    return f"""
SELECT coalesce(owner.refobjid, c.oid)::bigint AS unit, c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name,
       owner.refobjsubid AS number, owner.deptype AS owner, format_type(s.seqtypid, NULL) AS type,
       'nextval(' || quote_literal(c.oid::regclass::text) || '::regclass)' AS next,
       s.seqstart::text AS start, s.seqincrement::text AS increment, s.seqmin::text AS minimum, s.seqmax::text AS maximum,
       s.seqcache::text AS cache, CASE WHEN s.seqcycle THEN 'yes' END AS cycle,
       CASE c.relpersistence WHEN 'u' THEN 'yes' END AS unlogged,
       CASE WHEN owner.objid IS NOT NULL THEN (SELECT concat(owner.refobjid::regclass, '.', quote_ident(attname))
            FROM pg_attribute WHERE attrelid = owner.refobjid AND attnum = owner.refobjsubid) END AS "owned by",
       {_comment("pg_class", "c.oid")} AS comment
FROM pg_class c
JOIN pg_sequence s ON s.seqrelid = c.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend owner ON owner.classid = 'pg_class'::regclass AND owner.objid = c.oid AND owner.objsubid = 0
    AND owner.refclassid = 'pg_class'::regclass AND owner.deptype IN ('a', 'i')
WHERE c.relkind = 'S' AND c.oid = ANY (ARRAY(
    SELECT unnest({_UNITS}) UNION ALL
    SELECT objid FROM pg_depend WHERE refclassid = 'pg_class'::regclass AND refobjid = {_WANTED}
        AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i'))) AND {_own("pg_class", "coalesce(owner.refobjid, c.oid)")}
"""


def _constraints(version: int, *, of: str) -> str:
    set_columns = "NULL"
    if version >= 15:
        set_columns = (
            "CASE WHEN con.confdelsetcols IS NOT NULL THEN"
            " ' (' || (SELECT string_agg(quote_ident(attname), ', ' ORDER BY o) FROM unnest(con.confdelsetcols)"
            " WITH ORDINALITY AS s(k, o) JOIN pg_attribute ON attrelid = con.conrelid AND attnum = k) || ')' END"
        )
    nulls = "CASE WHEN i.indnullsnotdistinct THEN 'yes' END" if version >= 15 else "NULL"
    enforced = "CASE WHEN NOT con.conenforced THEN 'yes' END" if version >= 18 else "NULL"
    not_valid = "NOT con.convalidated" + (" AND con.conenforced" if version >= 18 else "")
    period = "CASE WHEN con.conperiod THEN 'yes' END" if version >= 18 else "NULL"
    action = "CASE con.{} WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END"
    return f"""
SELECT con.{of}::bigint AS unit,
       con.conname AS name, con.contype AS kind, con.conkey AS numbers,
       CASE WHEN con.contype IN ('c', 'x') THEN pg_get_constraintdef(con.oid) END AS text,
       CASE con.contype WHEN 'f' THEN con.confrelid::regclass || ' (' || (
           SELECT string_agg(quote_ident(attname), ', ' ORDER BY o) FROM unnest(con.confkey) WITH ORDINALITY AS r(k, o)
           JOIN pg_attribute ON attrelid = con.confrelid AND attnum = k) || ')' END AS references,
       {action.format("confdeltype")} || coalesce({set_columns}, '') AS "on delete",
       {action.format("confupdtype")} AS "on update",
       CASE con.confmatchtype WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial' END AS match,
       CASE WHEN con.condeferred THEN 'initially deferred' WHEN con.condeferrable THEN 'yes' END AS deferrable,
       CASE WHEN {not_valid} THEN 'yes' END AS "not valid",
       {enforced} AS "not enforced",
       {period} AS period,
       CASE WHEN con.contype = 'c' AND con.connoinherit THEN 'yes' END AS "no inherit",
       CASE WHEN con.coninhcount > 0 AND NOT con.conislocal AND NOT c.relispartition THEN 'yes' END AS inherited,
       {nulls} AS "nulls not distinct",
       CASE WHEN i.indnatts > i.indnkeyatts THEN (
           SELECT string_agg(quote_ident(attname), ', ' ORDER BY o) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(k, o)
           JOIN pg_attribute ON attrelid = i.indrelid AND attnum = k WHERE o > i.indnkeyatts) END AS include,
       {_list("ic.reloptions")} AS with,
       ts.spcname AS tablespace,
       CASE WHEN i.indisclustered THEN 'yes' END AS clustered,
       CASE WHEN i.indisreplident THEN 'yes' END AS "replica identity",
       {_comment("pg_class", "i.indexrelid")} AS "index comment",
       CASE WHEN con.contype = 'x' THEN
           (SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = i.indexrelid) END AS entries,
       {_comment("pg_constraint", "con.oid")} AS comment
FROM pg_constraint con
LEFT JOIN pg_class c ON c.oid = con.conrelid
LEFT JOIN pg_index i ON con.contype IN ('p', 'u', 'x') AND i.indexrelid = con.conindid
LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
WHERE con.{of} = {_WANTED}
  AND con.contype IN ('p', 'u', 'x', 'f', 'c')
  AND NOT (con.conparentid <> 0 AND con.conrelid = (SELECT conrelid FROM pg_constraint WHERE oid = con.conparentid))
"""


def _indexes() -> str:
    return f"""
SELECT i.indrelid::bigint AS unit, ic.relname AS name, pg_get_indexdef(i.indexrelid) AS definition,
       i.indkey::int2[] AS numbers,
       (SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = i.indexrelid) AS entries,
       CASE WHEN NOT i.indisvalid THEN 'yes' END AS "not valid",
       CASE WHEN i.indisclustered THEN 'yes' END AS clustered,
       CASE WHEN i.indisreplident THEN 'yes' END AS "replica identity",
       CASE WHEN ic.relispartition THEN 'yes' END AS attached,
       ts.spcname AS tablespace,
       (SELECT string_agg(concat(attnum, ': ', attstattarget), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = i.indexrelid AND attstattarget >= 0) AS statistics,
       {_comment("pg_class", "i.indexrelid")} AS comment
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
WHERE i.indrelid = {_WANTED}
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = i.indrelid AND conindid = i.indexrelid
                  AND contype IN ('p', 'u', 'x'))
"""


def _attachments() -> str:
    """Triggers, rules, policies and extended statistics."""
    units = f"= {_WANTED}"
    roles = "(SELECT string_agg(coalesce(rolname, 'public'), ', ' ORDER BY rolname) FROM unnest(p.polroles) AS r(o)"
    command = "CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END"
    return f"""
SELECT tgrelid::bigint AS unit, 'trigger' AS kind, tgname AS name, pg_get_triggerdef(oid) AS text,
       {_enabled("tgenabled")} AS enabled, {_comment("pg_trigger", "t.oid")} AS comment, NULL::bigint AS target
FROM pg_trigger t WHERE NOT tgisinternal AND tgparentid = 0 AND tgrelid {units}
UNION ALL
-- ALTER TABLE ... DISABLE TRIGGER ALL: foreign keys are no longer looked at.
SELECT tgrelid::bigint, 'constraint triggers', conname, NULL, {_enabled("min(tgenabled)")}, NULL, NULL
FROM pg_trigger JOIN pg_constraint c ON c.oid = tgconstraint
WHERE tgisinternal AND tgenabled <> 'O' AND tgrelid {units} GROUP BY tgrelid, conname
UNION ALL
SELECT ev_class::bigint, 'rule', rulename, pg_get_ruledef(oid), {_enabled("ev_enabled")}, {_comment("pg_rewrite", "r.oid")}, NULL
FROM pg_rewrite r WHERE rulename <> '_RETURN' AND ev_class {units}
UNION ALL
SELECT polrelid::bigint, 'policy', polname,
       concat_ws(' ', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END, 'for', {command}, 'to',
                 {roles} LEFT JOIN pg_roles ON pg_roles.oid = r.o),
                 'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)),
       NULL, {_comment("pg_policy", "p.oid")}, NULL
FROM pg_policy p WHERE polrelid {units}
UNION ALL
SELECT stxrelid::bigint, 'statistics', CASE WHEN n.nspname = current_schema() THEN stxname ELSE n.nspname || '.' || stxname END,
       pg_get_statisticsobjdef(s.oid), NULL, {_comment("pg_statistic_ext", "s.oid")}, nullif(stxstattarget, -1)
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = stxnamespace WHERE stxrelid {units}
"""


def _types(version: int) -> str:
    multirange = "(SELECT typname FROM pg_type WHERE oid = r.rngmultitypid)" if version >= 14 else "NULL"
    return f"""
SELECT t.oid::bigint AS unit, n.nspname AS schema, t.typname AS name, t.typtype AS kind,
       CASE t.typtype WHEN 'e' THEN '(' || coalesce((SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
            FROM pg_enum WHERE enumtypid = t.oid), '') || ')' END AS members,
       CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS type,
       CASE WHEN t.typtype = 'd' AND t.typnotnull THEN 'no' END AS nullable,
       CASE t.typtype WHEN 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END AS default,
       CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text
            WHEN r.rngcollation <> 0 THEN r.rngcollation::regcollation::text END AS collation,
       format_type(r.rngsubtype, NULL) AS subtype, opc.opcname AS "operator class",
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regproc::text END AS canonical,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regproc::text END AS "subtype difference",
       {multirange} AS multirange,
       {_privileges("T", _stranger("t.typowner"), "t.typowner", "t.typacl")} AS privileges,
       {_comment("pg_type", "t.oid")} AS comment
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_opclass opc ON opc.oid = r.rngsubopc
WHERE t.oid = {_WANTED} AND t.typtype IN ('e', 'd', 'r') AND n.nspname !~ '^pg_temp_' AND {_own("pg_type", "t.oid")}
"""


def _objects(version: int) -> str:
    """Functions, schemas, extensions and what else stands on its own and is seldom changed."""
    schemas = f"""
SELECT 'schema', nspname, NULL, NULL, NULL, {_comment("pg_namespace", "n.oid")} FROM pg_namespace n
WHERE nspname NOT IN ('information_schema', coalesce(current_schema(), '')) AND nspname !~ '^pg_'
  AND {_own("pg_namespace", "n.oid")}
UNION ALL
SELECT 'schema', nspname, NULL, NULL, NULL, {_comment("pg_namespace", "n.oid")} FROM pg_namespace n
WHERE nspname = current_schema() AND {_comment("pg_namespace", "n.oid")} <> 'standard public schema'"""
    # Who owns public is the server's affair.
    owner = f"CASE WHEN n.oid >= {_USER} THEN {_stranger('n.nspowner')} END"
    usual = """coalesce((SELECT initprivs FROM pg_init_privs WHERE classoid = 'pg_namespace'::regclass
        AND objoid = n.oid AND objsubid = 0), acldefault('n', n.nspowner))"""
    privileges = f"""
SELECT 'privileges', 'on schema ' || nspname, text, NULL, NULL, NULL
FROM (SELECT nspname, {_privileges("n", owner, "n.nspowner", "n.nspacl", usual)} AS text FROM pg_namespace n
      WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' AND {_own("pg_namespace", "n.oid")}) n
WHERE text IS NOT NULL
UNION ALL
SELECT 'privileges', concat('on function ', {_qualified("o.pronamespace")}, o.proname, '(', oidvectortypes(o.proargtypes), ')'),
       text, NULL, NULL, NULL
FROM (SELECT o.*, {_privileges("f", _stranger("o.proowner"), "o.proowner", "o.proacl")} AS text FROM pg_proc o
      WHERE o.oid >= {_USER} AND {_LASTING} AND {_own("pg_proc", "o.oid")}) o
WHERE text IS NOT NULL
UNION ALL
SELECT 'default privileges', concat_ws(' ', CASE d.defaclobjtype WHEN 'r' THEN 'on tables' WHEN 'S' THEN 'on sequences'
           WHEN 'f' THEN 'on functions' WHEN 'T' THEN 'on types' ELSE 'on schemas' END, 'of ' || d.defaclrole::regrole,
           'in schema ' || nullif(d.defaclnamespace, 0)::regnamespace),
       array_to_string(ARRAY(SELECT unnest(d.defaclacl)::text ORDER BY 1), ', '), NULL, NULL, NULL
FROM pg_default_acl d"""
    extensions = """
SELECT 'extension', extname, NULL, extversion, extnamespace::regnamespace::text, NULL
FROM pg_extension WHERE extname <> 'plpgsql'"""
    settings = f"""
SELECT 'database setting', concat_ws(' for ', split_part(said, '=', 1), nullif(setrole, 0)::regrole),
       substr(said, strpos(said, '=') + 1), NULL, NULL, NULL
FROM pg_db_role_setting, unnest(setconfig) AS said WHERE {_OF_THIS_DATABASE}"""
    others = (
        _others("pg_collation", "collation", f"{_qualified('collnamespace')} || collname", _collation(version)),
        _others("pg_operator", "operator", "o.oid::regoperator::text", _OPERATOR, "o.oprcode <> 0"),
        _others("pg_opclass", "operator class", f"{_qualified('opcnamespace')} || opcname", _OPERATOR_CLASS),
        _others("pg_cast", "cast", "format_type(castsource, NULL) || ' as ' || format_type(casttarget, NULL)", _CAST),
        _others("pg_event_trigger", "event trigger", "evtname", _EVENT_TRIGGER),
        _others("pg_foreign_server", "foreign server", "srvname", _FOREIGN_SERVER),
        _others("pg_publication", "publication", "pubname", _PUBLICATION),
        _others("pg_ts_config", "text search configuration", f"{_qualified('cfgnamespace')} || cfgname", _TS_CONFIG),
        _others("pg_ts_dict", "text search dictionary", f"{_qualified('dictnamespace')} || dictname", _TS_DICT),
    )
    return "\nUNION ALL".join((_functions(), schemas, privileges, extensions, settings, *others))


def _functions() -> str:
    return f"""
SELECT CASE o.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind,
       concat({_qualified("o.pronamespace")}, o.proname, '(', oidvectortypes(o.proargtypes), ')') AS name,
       CASE o.prokind WHEN 'a' THEN (SELECT {_words(_AGGREGATE)} FROM pg_aggregate a WHERE a.aggfnoid = o.oid)
                      ELSE pg_get_functiondef(o.oid) END AS text,
       NULL AS version, NULL AS "in schema",
       {_comment("pg_proc", "o.oid")} AS comment
FROM pg_proc o
WHERE o.oid >= {_USER} AND {_LASTING} AND {_own("pg_proc", "o.oid")}"""


def _others(catalog: str, kind: str, name: str, facts: dict[str, str], condition: str = "true") -> str:
    return f"""
SELECT '{kind}', {name}, {_words(facts)}, NULL, NULL, {_comment(catalog, "o.oid")}
FROM {catalog} o WHERE o.oid >= {_USER} AND {condition} AND {_own(catalog, "o.oid")}"""


def _words(facts: dict[str, str]) -> str:
    """Each name with its text behind it, without those whose text is NULL."""
    words = (f"'{name} ' || CAST({value} AS text)" for name, value in facts.items())
    return f"concat_ws(', ', {', '.join(words)})"


def _qualified(namespace: str) -> str:
    """What stands before a name: nothing in the default schema."""
    return f"coalesce(nullif({namespace}::regnamespace::text, current_schema()) || '.', '')"


def _function(column: str) -> str:
    return f"nullif({column}::oid, 0)::regprocedure"


# An aggregate has no text in the catalog: what it is made of is its text.
_AGGREGATE = {
    "sfunc": _function("aggtransfn"),
    "stype": "format_type(aggtranstype, NULL)",
    "sspace": "nullif(aggtransspace, 0)",
    "finalfunc": _function("aggfinalfn"),
    "finalfunc_extra": "nullif(aggfinalextra, false)",
    "finalfunc_modify": "aggfinalmodify",
    "combinefunc": _function("aggcombinefn"),
    "serialfunc": _function("aggserialfn"),
    "deserialfunc": _function("aggdeserialfn"),
    "initcond": "quote_literal(agginitval)",
    "msfunc": _function("aggmtransfn"),
    "minvfunc": _function("aggminvtransfn"),
    "mstype": "format_type(nullif(aggmtranstype, 0), NULL)",
    "mfinalfunc": _function("aggmfinalfn"),
    "minitcond": "quote_literal(aggminitval)",
    "sortop": "nullif(aggsortop, 0)::regoperator",
    "kind": "aggkind",
    "parallel": "o.proparallel",
}
_OPERATOR = {
    "function": _function("oprcode"),
    "commutator": "nullif(oprcom, 0)::regoperator",
    "negator": "nullif(oprnegate, 0)::regoperator",
    "restrict": _function("oprrest"),
    "join": _function("oprjoin"),
    "hashes": "nullif(oprcanhash, false)",
    "merges": "nullif(oprcanmerge, false)",
}
_OPERATOR_CLASS = {
    "method": "(SELECT amname FROM pg_am WHERE oid = opcmethod)",
    "for": "format_type(opcintype, NULL)",
    "default": "nullif(opcdefault, false)",
}
_CAST = {"method": "castmethod", "context": "castcontext", "function": _function("castfunc")}
_EVENT_TRIGGER = {
    "on": "evtevent",
    "when tag in": "array_to_string(evttags, ', ')",
    "execute": _function("evtfoid"),
    "enabled": _enabled("evtenabled"),
}
_FOREIGN_SERVER = {
    "wrapper": "(SELECT fdwname FROM pg_foreign_data_wrapper WHERE oid = srvfdw)",
    "type": "srvtype",
    "version": "srvversion",
    "options": _list("srvoptions"),
}
_PUBLICATION = {
    "for all tables": "nullif(puballtables, false)",
    "insert": "pubinsert",
    "update": "pubupdate",
    "delete": "pubdelete",
    "truncate": "pubtruncate",
    "via root": "nullif(pubviaroot, false)",
    "for": "(SELECT string_agg(prrelid::regclass::text, ', ' ORDER BY prrelid::regclass::text)"
    " FROM pg_publication_rel WHERE prpubid = o.oid)",
}
_TS_CONFIG = {
    "parser": "(SELECT prsname FROM pg_ts_parser WHERE oid = cfgparser)",
    "mapping": "(SELECT string_agg(concat(alias, ' with ', dictionaries), ', ' ORDER BY alias) FROM ("
    "SELECT k.alias, string_agg(m.mapdict::regdictionary::text, ' ' ORDER BY m.mapseqno) AS dictionaries"
    " FROM pg_ts_config_map m JOIN ts_token_type(o.cfgparser) k ON k.tokid = m.maptokentype"
    " WHERE m.mapcfg = o.oid GROUP BY k.alias) AS maps)",
}
_TS_DICT = {"template": "(SELECT tmplname FROM pg_ts_template WHERE oid = dicttemplate)", "options": "dictinitoption"}


def _collation(version: int) -> dict[str, str]:
    locale = "collcollate"
    if version >= 15:
        locale = f"coalesce({'colllocale' if version >= 17 else 'colliculocale'}, collcollate)"
    facts = {
        "provider": "collprovider",
        "locale": locale,
        "ctype": "collctype",
        "deterministic": "nullif(collisdeterministic, true)",
    }
    return {**facts, "rules": "collicurules"} if version >= 16 else facts
