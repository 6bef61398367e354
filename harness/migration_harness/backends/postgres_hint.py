"""What to type where PostgreSQL needs its own statements, and its types in SQLAlchemy's words. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql

from migration_harness import python_text as python
from migration_harness.backends import postgres_privileges

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Object, Schema

# What DROP calls it.
_DROPPED = {
    "aggregate": "AGGREGATE",
    "collation": "COLLATION",
    "composite type": "TYPE",
    "domain": "DOMAIN",
    "event trigger": "EVENT TRIGGER",
    "extension": "EXTENSION",
    "function": "FUNCTION",
    "materialized view": "MATERIALIZED VIEW",
    "operator": "OPERATOR",
    "policy": "POLICY",
    "procedure": "PROCEDURE",
    "publication": "PUBLICATION",
    "range type": "TYPE",
    "rule": "RULE",
    "schema": "SCHEMA",
    "sequence": "SEQUENCE",
    "statistics": "STATISTICS",
    "text search configuration": "TEXT SEARCH CONFIGURATION",
    "text search dictionary": "TEXT SEARCH DICTIONARY",
    "trigger": "TRIGGER",
    "view": "VIEW",
}
_ON_A_TABLE = frozenset({"policy", "rule", "trigger"})
# Their text is the statement that makes them.
_STATEMENTS = frozenset({"function", "procedure", "rule", "statistics", "trigger"})
_REPLACED = frozenset({"function", "procedure"})
_CONSTRAINTS = frozenset(
    {"check constraint", "foreign key", "primary key", "unique constraint", "exclusion constraint"}
)
_RENAMED = {
    "domain": "DOMAIN",
    "enum type": "TYPE",
    "index": "INDEX",
    "materialized view": "MATERIALIZED VIEW",
    "schema": "SCHEMA",
    "sequence": "SEQUENCE",
    "view": "VIEW",
}
_TYPES = {
    "bigint": "sa.BigInteger()",
    "boolean": "sa.Boolean()",
    "bytea": "sa.LargeBinary()",
    "character varying": "sa.String()",
    "date": "sa.Date()",
    "double precision": "sa.Double()",
    "integer": "sa.Integer()",
    "interval": "sa.Interval()",
    "json": "sa.JSON()",
    "numeric": "sa.Numeric()",
    "real": "sa.REAL()",
    "smallint": "sa.SmallInteger()",
    "text": "sa.Text()",
    "time without time zone": "sa.Time()",
    "time with time zone": "sa.Time(timezone=True)",
    "timestamp without time zone": "sa.DateTime()",
    "timestamp with time zone": "sa.DateTime(timezone=True)",
    "uuid": "sa.Uuid()",
}
_TAKES = {"character varying": "sa.String", "character": "sa.CHAR", "numeric": "sa.Numeric"}
# What PostgreSQL casts by itself when a column changes its type.
_FAMILIES = (
    {"smallint", "integer", "bigint", "numeric", "real", "double precision"},
    {"timestamp without time zone", "timestamp with time zone", "date"},
    {"json", "jsonb"},
)
_TEXTS = {"text", "character varying", "character", "citext"}


def hint(difference: Difference) -> str:
    """The lines that bring the earlier side back; nothing where PostgreSQL is like any."""
    return "\n".join(line for change in difference.changes for line in _lines(change, difference))


def _lines(change: Change, difference: Difference) -> Iterator[str]:
    before, after = change.before, change.after
    if change.object.kind == "privileges":
        yield from postgres_privileges.lines(before, after)
    elif change.object.kind == "database setting":
        yield _setting(before, change.object)
    elif before is None and after is not None:
        yield from _left(after, difference)
    elif after is None and before is not None:
        yield from _lost(before, difference)
    elif before is not None and after is not None and before.name != after.name:
        yield from _renamed(before, after)
    elif before is not None and after is not None:
        yield from _changed(change, before, after, difference)


# Their values are lists already: as one string a list would be one entry of itself.
_LISTS = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    }
)


def _setting(before: Object | None, item: Object) -> str:
    """ALTER DATABASE for whatever database this is; what does not begin in the session that says so."""
    name, _, role = item.name.partition(" for ")
    text = before.facts["text"] if before else ""
    value = text if name in _LISTS and text else "'" + text.replace("'", "''") + "'"
    how = f"SET {name} TO {value}" if before else f"RESET {name}"
    of = f"ROLE {role} IN DATABASE %I" if role else "DATABASE %I"
    statement = f"ALTER {of} {how.replace('%', '%%')}".replace("'", "''")
    return python.execute(f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$")


def _left(item: Object, difference: Difference) -> Iterator[str]:
    if item.kind == "constraint triggers":
        yield python.execute(f"ALTER TABLE {_table(item)} ENABLE TRIGGER ALL")
    elif item.kind == "sequence" and (column := _served(item, difference.before)):
        yield _from_sequence(column, item.name)
        yield _owned(column, item.name)
    elif item.kind == "check constraint" and _of_a_domain(item, difference):
        yield python.execute(f"ALTER DOMAIN {_table(item)} DROP CONSTRAINT {_quoted(item.name)}")
    elif item.kind == "table" and "foreign server" in item.facts:
        yield python.execute(f"DROP FOREIGN TABLE {_name(item)}")
    elif item.kind in _DROPPED:
        yield python.execute(_drop(item))


def _of_a_domain(item: Object, difference: Difference) -> bool:
    pictures = [picture for picture in (difference.before, difference.after) if picture]
    return any(f"domain {item.table}" in picture.parts for picture in pictures)


def _served(sequence: Object, picture: Schema | None) -> Object | None:
    """The column that took its values from the sequence, as a serial does."""
    for item in picture or ():
        owned = f"{item.table}.{item.name}" == sequence.facts.get("owned by") or sequence.name.endswith(
            f"{item.table}_{item.name}_seq"
        )
        if item.kind == "column" and "autoincrement" in item.facts and owned:
            return item
    return None


def _from_sequence(column: Object, sequence: str) -> str:
    default = f"SET DEFAULT nextval('{sequence}')"
    return python.execute(f"ALTER TABLE {_table(column)} ALTER COLUMN {_quoted(column.name)} {default}")


def _owned(column: Object, sequence: str) -> str:
    return python.execute(f"ALTER SEQUENCE {sequence} OWNED BY {_table(column)}.{_quoted(column.name)}")


def _drop(item: Object) -> str:
    on = f" ON {_table(item)}" if item.kind in _ON_A_TABLE else ""
    return f"DROP {_DROPPED[item.kind]} {_name(item)}{on}"


def _lost(item: Object, difference: Difference) -> Iterator[str]:
    if item.kind == "check constraint" and _of_a_domain(item, difference):
        check = f"ADD CONSTRAINT {_quoted(item.name)} CHECK ({item.facts['text']})"
        yield python.execute(f"ALTER DOMAIN {_table(item)} {check}")
    elif statement := _statement(item):
        yield python.execute(statement)
        yield from _comment(item)
    elif item.kind == "column" and not _says(item) and (definition := _definition(item)):
        yield python.execute(f"ALTER TABLE {_table(item)} ADD COLUMN {_quoted(item.name)} {definition}")


def _comment(item: Object) -> Iterator[str]:
    if comment := item.facts.get("comment"):
        kind = item.kind.upper() if item.kind not in _CONSTRAINTS else "CONSTRAINT"
        on = f" ON {_table(item)}" if item.kind in _ON_A_TABLE | _CONSTRAINTS else ""
        yield python.execute(f"COMMENT ON {kind} {_name(item)}{on} IS {_sql(comment)}")


def _statement(item: Object) -> str:
    """What makes the object as it was; nothing where the catalog has no statement for it."""
    facts = set(item.facts) - {"comment", "replica identity"}
    if item.kind in _STATEMENTS and facts == {"text"}:
        return item.facts["text"].strip().rstrip(";")
    if item.kind in {"view", "materialized view"} and facts <= {"text", "options"}:
        options = f" WITH ({item.facts['options']})" if "options" in facts else ""
        return f"CREATE {item.kind.upper()} {_name(item)}{options} AS {item.facts['text'].strip().rstrip(';')}"
    if item.kind == "extension":
        return f"CREATE EXTENSION {_name(item)}"
    if item.kind == "schema":
        return f"CREATE SCHEMA {_name(item)}"
    if item.kind == "exclusion constraint" and facts == {"text"}:
        return f"ALTER TABLE {_table(item)} ADD CONSTRAINT {_name(item)} {item.facts['text']}"
    if item.kind == "policy" and facts == {"text"}:
        return _policy(item)
    if item.kind == "sequence":
        return _sequence(item)
    if item.kind == "domain":
        return _domain(item)
    return f"CREATE TYPE {_name(item)} AS {item.facts['columns']}" if item.kind == "composite type" else ""


def _policy(item: Object) -> str:
    told = re.fullmatch(
        r"(\w+) for (\w+) to (.+?)(?: using (.+?))?(?: with check (.+))?", item.facts["text"], re.DOTALL
    )
    if told is None:
        return ""
    clauses = [f"CREATE POLICY {_name(item)} ON {_table(item)}"]
    clauses += ["AS RESTRICTIVE"] if told[1] == "restrictive" else []
    clauses += [f"FOR {told[2].upper()} TO {told[3]}"]
    clauses += [f"USING ({told[4]})"] if told[4] else []
    clauses += [f"WITH CHECK ({told[5]})"] if told[5] else []
    return " ".join(clauses)


def _sequence(item: Object) -> str:
    facts = item.facts
    words = {"start": "START", "increment": "INCREMENT", "minimum": "MINVALUE", "maximum": "MAXVALUE", "cache": "CACHE"}
    usual = {"start": "1", "increment": "1", "minimum": "1", "cache": "1", "maximum": str(2**63 - 1)}
    if not {*words, "type", "cycle", "owned by", "comment"}.issuperset(facts):
        return ""
    highest = {"integer": str(2**31 - 1), "smallint": str(2**15 - 1)}.get(facts.get("type", ""))
    usual |= {"maximum": highest} if highest else {}
    told = [f"AS {facts['type']}"] if facts.get("type", "bigint") != "bigint" else []
    told += [f"{word} {facts[fact]}" for fact, word in words.items() if facts.get(fact, usual[fact]) != usual[fact]]
    told += ["CYCLE"] if "cycle" in facts else []
    told += [f"OWNED BY {facts['owned by']}"] if "owned by" in facts else []
    return " ".join([f"CREATE SEQUENCE {_name(item)}", *told])


def _domain(item: Object) -> str:
    if not {"type", "nullable", "default", "collation"}.issuperset(item.facts):
        return ""
    told = [f"CREATE DOMAIN {_name(item)} AS {item.facts['type']}"]
    told += [f"COLLATE {item.facts['collation']}"] if "collation" in item.facts else []
    told += [f"DEFAULT {item.facts['default']}"] if "default" in item.facts else []
    told += ["NOT NULL"] if item.facts.get("nullable") == "no" else []
    return " ".join(told)


def _says(column: Object) -> bool:
    """Whether sa.Column() says all of the column."""
    known = {"type", "nullable", "default", "comment", "computed", "collation", "identity"}
    return known.issuperset(column.facts) and python_type(column.facts["type"]) != ""


_SERIAL = {"bigint": "bigserial", "integer": "serial", "smallint": "smallserial"}


def _definition(column: Object) -> str:
    """The column as ADD COLUMN takes it; nothing where that takes more."""
    facts = column.facts
    if not {"type", "nullable", "default", "computed", "collation", "autoincrement"}.issuperset(facts):
        return ""
    if "autoincrement" in facts:
        return _SERIAL.get(facts["type"], "") if facts["autoincrement"] == "yes" else ""
    told = [facts["type"]]
    told += [f"COLLATE {facts['collation']}"] if "collation" in facts else []
    if "computed" in facts:
        expression, _, how = facts["computed"].rpartition(" ")
        told.append(f"GENERATED ALWAYS AS ({expression}) {how.upper()}")
    told += [f"DEFAULT {facts['default']}"] if "default" in facts else []
    told += ["NOT NULL"] if facts.get("nullable") == "no" else []
    return " ".join(told)


def _renamed(before: Object, after: Object) -> Iterator[str]:
    schema, other = before.name.rpartition(".")[0], after.name.rpartition(".")[0]
    if before.kind == "table" and schema != other and before.name.rpartition(".")[2] == after.name.rpartition(".")[2]:
        yield python.execute(f"ALTER TABLE {_table(after)} SET SCHEMA {_quoted(schema or 'public')}")
    if "." in before.name or "." in after.name:
        return
    old, new = _quoted(before.name), _quoted(after.name)
    if before.kind in _CONSTRAINTS:
        yield python.execute(f"ALTER TABLE {_table(before)} RENAME CONSTRAINT {new} TO {old}")
    elif before.kind in _RENAMED:
        schema = "".join(f"{_quoted(part)}." for part in before.table.split(".")[:-1]) if before.kind == "index" else ""
        yield python.execute(f"ALTER {_RENAMED[before.kind]} {schema}{new} RENAME TO {old}")


def _changed(change: Change, before: Object, after: Object, difference: Difference) -> Iterator[str]:
    if before.kind == "column":
        yield from _column(change, before, after, difference)
    elif before.kind == "enum type" and change.facts == {"members"}:
        yield from _members(before, after, difference)
    elif before.kind == "table":
        yield from _table_options(change, before)
    elif before.kind == "domain" and change.facts <= {"default", "nullable"}:
        yield from _altered_domain(change, before)
    elif before.kind == "check constraint" and _of_a_domain(before, difference):
        yield from _left(after, difference)
        yield from _lost(before, difference)
    elif before.kind == "exclusion constraint" and (statement := _statement(before)):
        yield from _dropped_constraint(after)
        yield python.execute(statement)
    elif told := list(_altered(change, before, after)):
        yield from told
    elif "text" in change.facts and before.kind in _DROPPED and (statement := _statement(before)):
        if before.kind not in _REPLACED:
            yield python.execute(_drop(after))
        yield python.execute(statement)


def _altered(change: Change, before: Object, after: Object) -> Iterator[str]:
    """What an ALTER or a COMMENT of its own brings back."""
    if before.kind == "sequence" and change.facts <= {"start", "increment", "type", "maximum", "owned by"}:
        yield python.execute(f"ALTER SEQUENCE {_name(before)} {' '.join(_of_sequence(change, before))}")
    elif before.kind == "trigger" and change.facts == {"enabled"}:
        how = {"no": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}
        told = how.get(before.facts.get("enabled", ""), "ENABLE")
        yield python.execute(f"ALTER TABLE {_table(before)} {told} TRIGGER {_name(before)}")
    elif before.kind == "materialized view" and change.facts == {"populated"}:
        rows = " WITH NO DATA" if "populated" in before.facts else ""
        yield python.execute(f"REFRESH MATERIALIZED VIEW {_name(before)}{rows}")
    elif before.kind == "statistics" and change.facts == {"target"}:
        yield python.execute(f"ALTER STATISTICS {_name(before)} SET STATISTICS {before.facts.get('target', '-1')}")
    elif before.kind == "view" and change.facts == {"options"}:
        yield from _storage(f"ALTER VIEW {_name(before)}", before.facts.get("options"), after.facts.get("options"))
    elif change.facts == {"comment"}:
        comment = _sql(before.facts["comment"]) if "comment" in before.facts else "NULL"
        kind = "TYPE" if before.kind in {"enum type", "range type", "composite type"} else before.kind.upper()
        kind = "CONSTRAINT" if before.kind in _CONSTRAINTS else kind
        on = f" ON {_table(before)}" if before.kind in _ON_A_TABLE | _CONSTRAINTS else ""
        yield python.execute(f"COMMENT ON {kind} {_qualified(before)}{on} IS {comment}")


def _dropped_constraint(item: Object) -> Iterator[str]:
    yield python.execute(f"ALTER TABLE {_table(item)} DROP CONSTRAINT {_quoted(item.name)}")


def _of_sequence(change: Change, before: Object) -> Iterator[str]:
    if "type" in change.facts:
        yield f"AS {before.facts['type']}"
    for fact, word in (("start", "START"), ("increment", "INCREMENT"), ("maximum", "MAXVALUE")):
        if fact in change.facts:
            yield f"{word} {before.facts[fact]}"
    if "owned by" in change.facts:
        yield f"OWNED BY {before.facts.get('owned by', 'NONE')}"


def _storage(alter: str, before: str | None, after: str | None, prefix: str = "") -> Iterator[str]:
    """Storage parameters back to what they were."""
    old, new = (dict(pair.partition("=")[::2] for pair in python.split(text or "")) for text in (before, after))
    if told := [f"{prefix}{name} = {value}" for name, value in old.items() if new.get(name) != value]:
        yield python.execute(f"{alter} SET ({', '.join(told)})")
    if gone := [f"{prefix}{name}" for name in new if name not in old]:
        yield python.execute(f"{alter} RESET ({', '.join(gone)})")


def _qualified(item: Object) -> str:
    """The name; an index is in its table's schema, which its name does not tell."""
    if item.kind == "index" and "." in item.table:
        return f"{_table(item).rpartition('.')[0]}.{_quoted(item.name)}"
    return _quoted(item.name) if item.kind in _CONSTRAINTS else _name(item)


def _altered_domain(change: Change, before: Object) -> Iterator[str]:
    alter = f"ALTER DOMAIN {_name(before)}"
    if "default" in change.facts:
        default = f"SET DEFAULT {before.facts['default']}" if "default" in before.facts else "DROP DEFAULT"
        yield python.execute(f"{alter} {default}")
    if "nullable" in change.facts:
        yield python.execute(f"{alter} {'SET' if before.facts.get('nullable') == 'no' else 'DROP'} NOT NULL")


def _members(before: Object, after: Object, difference: Difference) -> Iterator[str]:
    name = _name(before)
    old, new = (python.split(item.facts["members"]) for item in (before, after))
    renamed = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
    if len(old) == len(new) and len(renamed) == 1 and not {renamed[0][0]} & {*new} and not {renamed[0][1]} & {*old}:
        yield python.execute(f"ALTER TYPE {name} RENAME VALUE {renamed[0][1]} TO {renamed[0][0]}")
        return
    if new == [member for member in old if member in new]:
        yield from _added(name, old, new)
        return
    # ALTER TYPE can add and rename a value, never take one away or move it.
    schema, dot, bare = before.name.rpartition(".")
    former = _quoted(f"{bare}_old")
    yield python.execute(f"ALTER TYPE {name} RENAME TO {former}")
    yield python.execute(f"CREATE TYPE {name} AS ENUM {before.facts['members']}")
    for item in difference.after or ():
        if item.kind == "column" and item.facts["type"] == name:
            yield python.execute(f"ALTER TABLE {_table(item)} {', '.join(_retyped(item, name))}")
    yield python.execute(f"DROP TYPE {_quoted(schema) if schema else ''}{dot}{former}")


def _added(name: str, old: list[str], new: list[str]) -> Iterator[str]:
    """Each member that is missing, at its place."""
    there = list(new)
    for index, member in enumerate(old):
        if member not in there:
            place = f" AFTER {old[index - 1]}" if index else f" BEFORE {there[0]}" if there else ""
            yield python.execute(f"ALTER TYPE {name} ADD VALUE {member}{'' if index == len(there) else place}")
            there.insert(index, member)


def _retyped(column: Object, name: str) -> Iterator[str]:
    """The column takes the new type of the same name; a default belongs to the old one and stands in the way."""
    alter, default = f"ALTER COLUMN {_quoted(column.name)}", column.facts.get("default")
    if default:
        yield f"{alter} DROP DEFAULT"
    yield f"{alter} TYPE {name} USING {_quoted(column.name)}::text::{name}"
    if default:
        yield f"{alter} SET DEFAULT {default}"


def _column(change: Change, before: Object, after: Object, difference: Difference) -> Iterator[str]:
    alter = f"ALTER TABLE {_table(before)} ALTER COLUMN {_quoted(before.name)}"
    facts = before.facts
    if change.facts == {"identity"}:
        yield python.execute(f"{alter} {_identity(before, after)}")
    elif "autoincrement" in change.facts:
        if change.facts <= {"autoincrement", "default"} and facts.get("autoincrement") == "yes":
            yield from _serial(before, after, difference)
    elif change.facts == {"options"}:
        yield from _storage(alter, facts.get("options"), after.facts.get("options"))
    elif change.facts <= {"storage", "compression", "statistics"}:
        if "storage" in facts or "compression" in change.facts or "statistics" in change.facts:
            told = {"storage": "DEFAULT", "compression": "default", "statistics": "-1"}
            for fact in sorted(change.facts):
                yield python.execute(f"{alter} SET {fact.upper()} {facts.get(fact, told[fact]).upper()}")
    elif "type" in change.facts and change.facts <= {"type", "default", "nullable", "comment", "collation"}:
        yield from _type(change, before, after, alter)


def _serial(before: Object, after: Object, difference: Difference) -> Iterator[str]:
    if "autoincrement" in after.facts:
        return
    for item in difference.after or ():
        if item.kind == "sequence" and _served(item, difference.before) == before:
            yield _from_sequence(before, item.name)
            yield _owned(before, item.name)
            return
    schema, _, table = before.table.rpartition(".")
    sequence = ".".join(filter(None, [_quoted(schema) if schema else "", _quoted(f"{table}_{before.name}_seq")]))
    integer = "" if before.facts["type"] == "bigint" else f" AS {before.facts['type']}"
    yield python.execute(f"CREATE SEQUENCE {sequence}{integer} OWNED BY {_table(before)}.{_quoted(before.name)}")
    yield _from_sequence(before, sequence)


def _type(change: Change, before: Object, after: Object, alter: str) -> Iterator[str]:
    """Only for a type that SQLAlchemy has no word for, or that takes a cast or has a default in its way."""
    facts = before.facts
    using = _using(before, after)
    if python_type(facts["type"]) and not using:
        return
    cast = f" USING {_quoted(before.name)}::{facts['type']}" if using else ""
    collate = f" COLLATE {facts['collation']}" if "collation" in facts else ""
    column = alter.partition(" ALTER COLUMN ")[2]
    told = [f"ALTER COLUMN {column} TYPE {facts['type']}{collate}{cast}"]
    if "default" in after.facts:
        told.insert(0, f"ALTER COLUMN {column} DROP DEFAULT")
    if "default" in facts:
        told.append(f"ALTER COLUMN {column} SET DEFAULT {facts['default']}")
    if "nullable" in change.facts:
        told.append(f"ALTER COLUMN {column} {'SET' if facts.get('nullable') == 'no' else 'DROP'} NOT NULL")
    yield python.execute(f"ALTER TABLE {_table(before)} {', '.join(told)}")
    if "comment" in change.facts:
        comment = _sql(facts["comment"]) if "comment" in facts else "NULL"
        yield python.execute(f"COMMENT ON COLUMN {_table(before)}.{_quoted(before.name)} IS {comment}")


def _using(before: Object, after: Object) -> bool:
    """Whether PostgreSQL has to be told how to cast."""
    old, new = (re.sub(r"\(.*?\)", "", item.facts["type"]) for item in (before, after))
    return not (old == new or old in _TEXTS or any({old, new} <= family for family in _FAMILIES))


def _identity(before: Object, after: Object) -> str:
    if "identity" not in before.facts:
        return "DROP IDENTITY"
    kind, _, options = before.facts["identity"].upper().partition(" (")
    if "identity" not in after.facts:
        return f"ADD GENERATED {kind} AS IDENTITY{' (' + options if options else ''}"
    told = [f"SET GENERATED {kind}"]
    words = options.removesuffix(")").split()
    wanted = dict(zip(words[::2], words[1::2], strict=False))
    was = after.facts["identity"].upper().partition(" (")[2].removesuffix(")").split()
    clauses = {"MINIMUM": "MINVALUE", "MAXIMUM": "MAXVALUE"}
    told += [f"SET {clauses.get(name, name)} {wanted.get(name, '1')}" for name in dict.fromkeys([*wanted, *was[::2]])]
    return " ".join(told)


def _table_options(change: Change, before: Object) -> Iterator[str]:
    alter, facts = f"ALTER TABLE {_table(before)}", before.facts
    assert change.after is not None
    now = change.after.facts
    if not change.facts <= _OPTIONS:
        return
    yield from _storage(alter, facts.get("options"), now.get("options"))
    yield from _storage(alter, facts.get("toast options"), now.get("toast options"), "toast.")
    if "inherits" in change.facts:
        yield from (python.execute(f"{alter} NO INHERIT {name}") for name in _new(now, facts))
        yield from (python.execute(f"{alter} INHERIT {name}") for name in _new(facts, now))
    if "partition of" in change.facts and "partition of" in now:
        parent = now["partition of"].partition(" ")[0]
        yield python.execute(f"ALTER TABLE {parent} DETACH PARTITION {_table(before)}")
    if "partition of" in change.facts and "partition of" in facts:
        parent, _, bound = facts["partition of"].partition(" ")
        yield python.execute(f"ALTER TABLE {parent} ATTACH PARTITION {_table(before)} {bound}")
    if "unlogged" in change.facts:
        yield python.execute(f"{alter} SET {'UNLOGGED' if 'unlogged' in facts else 'LOGGED'}")
    if "row security" in change.facts:
        yield from (
            python.execute(f"{alter} {how} ROW LEVEL SECURITY")
            for how in _row_security(change, facts.get("row security"))
        )
    if "replica identity" in change.facts and facts.get("replica identity") != "index":
        yield python.execute(f"{alter} REPLICA IDENTITY {facts.get('replica identity', 'default').upper()}")


_OPTIONS = frozenset(
    {"unlogged", "row security", "replica identity", "options", "toast options", "inherits", "partition of"}
)


def _new(these: Mapping[str, str], those: Mapping[str, str]) -> list[str]:
    """The parents in one that are not in the other."""
    others = python.split(those.get("inherits", ""))
    return [name for name in python.split(these.get("inherits", "")) if name not in others]


def _row_security(change: Change, wanted: str | None) -> Iterator[str]:
    assert change.after is not None
    found = change.after.facts.get("row security", "")
    wanted = wanted or ""
    if found.startswith("forced") != wanted.startswith("forced"):
        yield "FORCE" if wanted.startswith("forced") else "NO FORCE"
    if (found in _ENABLED) != (wanted in _ENABLED):
        yield "ENABLE" if wanted in _ENABLED else "DISABLE"


_ENABLED = frozenset({"yes", "forced"})


def _table(item: Object) -> str:
    return ".".join(_quoted(part) for part in item.table.split("."))


def _name(item: Object) -> str:
    if item.kind in {"function", "procedure", "aggregate", "operator"}:
        return item.name
    return ".".join(_quoted(part) for part in item.name.split("."))


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) else '"' + name.replace('"', '""') + '"'


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def python_type(text: str) -> str:
    """``character varying(20)`` as ``sa.String(20)``, ``jsonb`` as ``postgresql.JSONB()``; not a type of one's own."""
    if text.endswith("[]"):
        inner = python_type(text.removesuffix("[]"))
        return f"postgresql.ARRAY({inner})" if inner else ""
    if text in _TYPES:
        return _TYPES[text]
    match = re.fullmatch(r"([a-z]\w*(?: varying| precision)?)(?:\(([\d,]+)\))?( with(?:out)? time zone)?", text)
    if match is None:
        return ""
    name, given, zone = match[1], (match[2] or "").replace(",", ", "), match[3]
    if zone:
        told = [f"precision={given}", *(["timezone=True"] if zone == " with time zone" else [])]
        return f"postgresql.{name.upper()}({', '.join(told)})"
    if name in _TAKES:
        return f"{_TAKES[name]}({given})"
    return f"postgresql.{name.upper()}({given})" if hasattr(postgresql, name.upper()) and not given else ""
