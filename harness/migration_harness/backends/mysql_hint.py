"""What to type where MySQL and MariaDB need their own statements, and their types in SQLAlchemy's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy.dialects import mysql

from migration_harness import python_text as python
from migration_harness.backends.mysql_ddl import split, unquoted

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Object, Schema

_TYPES = {
    "bigint": "sa.BigInteger()",
    "blob": "sa.LargeBinary()",
    "date": "sa.Date()",
    "datetime": "sa.DateTime()",
    "double": "sa.Double()",
    "float": "sa.Float()",
    "int": "sa.Integer()",
    "json": "sa.JSON()",
    "smallint": "sa.SmallInteger()",
    "text": "sa.Text()",
    "time": "sa.Time()",
    "timestamp": "sa.TIMESTAMP()",
    "tinyint(1)": "sa.Boolean()",
    "uuid": "sa.Uuid()",
}
_TAKES = {
    "binary": "sa.BINARY",
    "char": "sa.CHAR",
    "decimal": "sa.Numeric",
    "enum": "sa.Enum",
    "varbinary": "sa.VARBINARY",
    "varchar": "sa.String",
}
_OF_TEXT = re.compile(r"(var)?char|(tiny|medium|long)?text|enum|set")
_LOST = {"default": "default", "comment": "comment", "nullable": "NOT NULL", "autoincrement": "AUTO_INCREMENT"}
# What alter_column() of Alembic can say; the rest takes a MODIFY of one's own.
_IN_ALTER = frozenset({"type", "nullable", "default", "comment", "autoincrement", "collation", "no default"})
_OPTIONS = {
    "engine": "ENGINE",
    "collation": "COLLATE",
    "row format": "ROW_FORMAT",
    "stats persistent": "STATS_PERSISTENT",
}
_ALONE = frozenset({"event", "function", "package", "procedure", "sequence", "trigger", "view"})
_MADE_BY_A_FOREIGN_KEY = re.compile(r"(\A|_)(fk|fkey|foreign|ibfk)(_|\d|\Z)|fk_", re.IGNORECASE)


def hint(difference: Difference) -> str:
    """The lines that bring the earlier side back; nothing where these products are like any."""
    return "\n".join(line for change in difference.changes for line in _lines(change, difference))


def _lines(change: Change, difference: Difference) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None and after is not None:
        yield from _left(after)
    elif after is None and before is not None:
        yield from _lost(before, difference)
    elif before is not None and after is not None and before.name != after.name:
        yield from _renamed(before, after)
    elif before is not None and after is not None:
        yield from _changed(change, before, after, difference)


def _left(item: Object) -> Iterator[str]:
    if item.kind in _ALONE:
        yield python.execute(_drop(item))
    elif item.kind == "database":
        # What the collation of a new scratch database comes from.
        yield python.execute("ALTER DATABASE CHARACTER SET utf8mb4")
    elif item.kind == "period":
        yield python.execute(f"ALTER TABLE `{item.table}` DROP PERIOD FOR `{item.name}`")
    elif item.kind == "index" and _is_left_by_a_foreign_key(item):
        dropped = python.call("op.drop_index", python.quoted(item.name), table_name=python.quoted(item.table))
        yield f"{dropped}  # MySQL keeps the index that the foreign key made"


def _is_left_by_a_foreign_key(index: Object) -> bool:
    if set(index.facts) != {"columns"} or re.search(r"[( ]", index.facts["columns"][1:-1].replace(", ", ",")):
        return False
    return index.generated or _MADE_BY_A_FOREIGN_KEY.search(index.name) is not None


def _lost(item: Object, difference: Difference) -> Iterator[str]:
    if item.kind in _ALONE:
        yield python.execute(_create(item))
    elif item.kind == "database":
        yield python.execute(f"ALTER DATABASE COLLATE {item.facts['collation']}")
    elif item.kind == "period":
        yield python.execute(f"ALTER TABLE `{item.table}` ADD PERIOD FOR `{item.name}` {item.facts['text']}")
    elif item.kind == "column" and not _says(item):
        yield python.execute(f"ALTER TABLE `{item.table}` ADD COLUMN `{item.name}` {_definition(item, difference)}")
    elif item.kind == "primary key" and "(" in item.facts["columns"][1:-1]:
        yield python.execute(f"ALTER TABLE `{item.table}` ADD PRIMARY KEY {item.facts['columns']}")


def _says(column: Object) -> bool:
    """Whether sa.Column() says all of the column."""
    known = {"type", "nullable", "default", "comment", "computed", "collation"}
    return known.issuperset(column.facts) and python_type(column.facts["type"]) != ""


def _renamed(before: Object, after: Object) -> Iterator[str]:
    alter = f"ALTER TABLE `{before.table}`"
    if before.kind == "column":
        yield python.execute(f"{alter} RENAME COLUMN `{after.name}` TO `{before.name}`")
    elif before.kind == "index":
        yield python.execute(f"{alter} RENAME INDEX `{after.name}` TO `{before.name}`")
    elif before.kind == "sequence":
        yield python.execute(f"RENAME TABLE `{after.name}` TO `{before.name}`")
    elif before.kind in _ALONE:
        yield python.execute(_drop(after))
        yield python.execute(_create(before))


def _changed(change: Change, before: Object, after: Object, difference: Difference) -> Iterator[str]:
    if before.kind in _ALONE:
        yield python.execute(_drop(after))
        yield python.execute(_create(before))
    elif before.kind == "table":
        yield from _options(change, before, difference)
    elif before.kind == "database":
        yield python.execute(f"ALTER DATABASE COLLATE {before.facts['collation']}")
    elif before.kind == "column":
        yield from _column(change, before, difference)
    elif before.kind == "index" and change.facts <= {"invisible", "ignored"}:
        word = "INVISIBLE" if "invisible" in change.facts else "IGNORED"
        visible = "VISIBLE" if word == "INVISIBLE" else "NOT IGNORED"
        how = word if word.lower() in before.facts else visible
        yield python.execute(f"ALTER TABLE `{before.table}` ALTER INDEX `{before.name}` {how}")
    elif before.kind == "check constraint" and change.facts == {"not enforced"}:
        how = "NOT ENFORCED" if "not enforced" in before.facts else "ENFORCED"
        yield python.execute(f"ALTER TABLE `{before.table}` ALTER CHECK `{before.name}` {how}")


def _column(change: Change, before: Object, difference: Difference) -> Iterator[str]:
    stored = [str(item.facts.get("computed")).rpartition(" ")[2] for item in (before, change.object)]
    if "computed" in change.facts and stored[0] != stored[1]:
        # "Changing the STORED status is not supported for generated columns", says MySQL.
        alter = f"ALTER TABLE `{before.table}`"
        yield python.execute(f"{alter} DROP COLUMN `{before.name}`")
        yield python.execute(f"{alter} ADD COLUMN `{before.name}` {_definition(before, difference)}")
    elif _IN_ALTER.issuperset({*before.facts, *change.facts}) and python_type(before.facts["type"]):
        yield _alter_column(change, before, difference)
    else:
        modify = f"ALTER TABLE `{before.table}` MODIFY `{before.name}` {_definition(before, difference)}"
        yield python.execute(modify)
    if "no default" in before.facts and "no default" in change.facts:
        yield python.execute(f"ALTER TABLE `{before.table}` ALTER COLUMN `{before.name}` DROP DEFAULT")


def _drop(item: Object) -> str:
    return f"DROP {_words(item)[0]} `{_words(item)[1]}`"


def _words(item: Object) -> tuple[str, str]:
    """The kind and the name as SQL takes them."""
    if item.kind == "package" and item.name.endswith(" body"):
        return "PACKAGE BODY", item.name.removesuffix(" body")
    return item.kind.upper(), item.name


def _create(item: Object) -> str:
    kind, name = _words(item)
    text = item.facts.get("text", "")
    if item.kind == "trigger":
        return f"CREATE TRIGGER `{name}` {item.facts['timing'].upper()} ON `{item.table}` FOR EACH ROW {text}"
    if item.kind != "view":
        return f"CREATE {kind} `{name}` {text}"
    algorithm = f"ALGORITHM={item.facts['algorithm'].upper()} " if "algorithm" in item.facts else ""
    security = f"SQL SECURITY {item.facts['security'].upper()} " if "security" in item.facts else ""
    check = f" WITH {item.facts['check option'].upper()} CHECK OPTION" if "check option" in item.facts else ""
    return f"CREATE {algorithm}{security}VIEW `{name}` AS {text}{check}"


def converted(change: Change, difference: Difference) -> list[Change]:
    """The columns that one CONVERT TO of their table takes along: they have had its collation, as all of it had.

    It changes whatever text the table has, and with another character set the types, too.
    """
    before, after = change.before, change.after
    if before is None or after is None or before.kind != "table" or "collation" not in change.facts:
        return []
    old, new = before.facts.get("collation", ""), after.facts.get("collation", "")
    part = difference.before.parts.get(before.table) if difference.before else None
    columns = [item for item in part.objects if item.kind == "column"] if part else []
    others = [item for item in columns if item.facts.get("collation", old) != old or item.facts["type"] == "json"]
    if others or old.partition("_")[0] != new.partition("_")[0]:
        return []
    return [one for one in difference.changes if _went_with(one, before, old, new)]


def _went_with(change: Change, table: Object, old: str, new: str) -> bool:
    if change.object.kind != "column" or change.object.table != table.table or change.facts != {"collation"}:
        return False
    sides = (change.before, change.after)
    return [old, new] == [side.facts.get("collation") for side in sides if side]


def _has_converted(change: Change, difference: Difference) -> bool:
    """Whether that table has columns that went along; the difference that a hint is given is its change alone."""
    if difference.before is None or difference.after is None:
        return False
    return bool(converted(change, difference.after - difference.before))


def _options(change: Change, before: Object, difference: Difference) -> Iterator[str]:
    """Only for options that have a value to go back to; a comment has an operation of Alembic's own."""
    told = [f"{_OPTIONS[fact]}={before.facts.get(fact, 'DEFAULT')}" for fact in _OPTIONS if fact in change.facts]
    if _has_converted(change, difference):
        collation = before.facts["collation"]
        told.remove(f"COLLATE={collation}")
        convert = f"CONVERT TO CHARACTER SET {collation.partition('_')[0]} COLLATE {collation}"
        yield python.execute(f"ALTER TABLE `{before.table}` {convert}")
    if not {*_OPTIONS, "comment", "partitions", "system versioning"}.issuperset(change.facts):
        return
    if "system versioning" in change.facts:
        told.append(f"{'ADD' if 'system versioning' in before.facts else 'DROP'} SYSTEM VERSIONING")
    if "partitions" in change.facts:
        partitions = before.facts.get("partitions")
        yield python.execute(
            f"ALTER TABLE `{before.table}` " + (f"PARTITION BY {partitions}" if partitions else "REMOVE PARTITIONING")
        )
    if told:
        yield python.execute(f"ALTER TABLE `{before.table}` " + ", ".join(told))
    if "comment" in change.facts and "comment" in before.facts:
        told = [python.quoted(before.table), python.quoted(before.facts["comment"])]
        yield python.call("op.create_table_comment", *told)
    elif "comment" in change.facts:
        yield python.call("op.drop_table_comment", python.quoted(before.table))


def _definition(column: Object, difference: Difference) -> str:
    """All that the column was, as ADD and MODIFY take it."""
    facts = column.facts
    told = [facts["type"]]
    # A collation belongs to its character set, which its name begins with.
    if _own_collation(column, difference.before):
        told.append(f"CHARACTER SET {facts['collation'].split('_')[0]} COLLATE {facts['collation']}")
    told += (
        [f"COMPRESSED{'' if facts['compressed'] == 'yes' else facts['compressed']}"] if "compressed" in facts else []
    )
    told += [f"GENERATED ALWAYS AS {_computed(facts['computed'])}"] if "computed" in facts else []
    told += ["NOT NULL"] if facts.get("nullable") == "no" else ["NULL"] if "computed" not in facts else []
    told += [f"DEFAULT {facts['default']}"] if "default" in facts else []
    told += [f"ON UPDATE {facts['on update']}"] if "on update" in facts else []
    told += ["AUTO_INCREMENT"] if "autoincrement" in facts else []
    told += ["INVISIBLE"] if "invisible" in facts else []
    told += [f"SRID {facts['srid']}"] if "srid" in facts else []
    told += [f"CHECK {facts['check']}"] if "check" in facts else []
    told += [f"COMMENT {_sql(facts['comment'])}"] if "comment" in facts else []
    return " ".join(told)


def _computed(text: str) -> str:
    expression, _, how = text.rpartition(" ")
    return f"{expression} {how.upper()}"


def _own_collation(column: Object, picture: Schema | None) -> bool:
    """Whether the column has another collation than its table gives it."""
    collation = column.facts.get("collation")
    if collation is None or picture is None or column.table not in picture.parts:
        return collation is not None
    table = picture.parts[column.table].objects[0]
    return table.facts.get("collation") != collation


def _alter_column(change: Change, before: Object, difference: Difference) -> str:
    """alter_column() with all that MODIFY would lose; a default alone is set without it."""
    changed, facts = set(change.facts), before.facts
    temporal = re.match("date|time", facts["type"]) is not None
    if changed == {"default"} and "default" in facts and not temporal:
        told = {"server_default": _default(facts["default"])}
        return python.call("op.alter_column", python.quoted(before.table), python.quoted(before.name), **told)
    kept = {"nullable": str(facts.get("nullable") != "no")}
    kept |= {"server_default": _default(facts["default"])} if "default" in facts else {}
    kept |= {"comment": python.quoted(facts["comment"])} if "comment" in facts else {}
    kept |= {"autoincrement": "True"} if "autoincrement" in facts else {}
    gone = {"server_default": "default", "comment": "comment", "autoincrement": "autoincrement"}
    undone = {name: "None" for name, fact in gone.items() if fact in changed and fact not in facts}
    undone |= {"autoincrement": "False"} if undone.pop("autoincrement", "") else {}
    names = {"nullable": "nullable", **gone}
    # A MODIFY it has to be: ALTER COLUMN DROP DEFAULT leaves a column without a default of NULL.
    forced = {"nullable"} if not changed & {"type", "collation", "comment", "nullable", "autoincrement"} else set()
    told = {"type_" if changed & {"type", "collation"} else "existing_type": _type(before, difference)}
    for name, value in {**kept, **undone}.items():
        told[name if names[name] in changed | forced else f"existing_{name}"] = value
    lost = [_LOST[fact] for fact in sorted(changed & set(_LOST)) if _is_lost(fact, change)]
    why = f"  # MODIFY loses the {' and the '.join(lost)} unless it is told" if lost else ""
    return python.call("op.alter_column", python.quoted(before.table), python.quoted(before.name), **told) + why


def _is_lost(fact: str, change: Change) -> bool:
    """Whether the fact was there before and is not there after; both sides of a nullability have one."""
    assert change.before is not None
    assert change.after is not None
    if fact == "nullable":
        return change.before.facts.get("nullable") == "no"
    return fact in change.before.facts and fact not in change.after.facts


def _default(text: str) -> str:
    return python.literal(text)


def _type(column: Object, difference: Difference) -> str:
    written = python_type(column.facts["type"])
    if not (_own_collation(column, difference.before) and _OF_TEXT.match(column.facts["type"])):
        return written
    if difference.before is None and column.facts["collation"].startswith("utf8mb4_"):
        return written
    name, _, given = written.partition("(")
    # The generic types of SQLAlchemy take a collation, CHAR and enums only those of the dialect.
    name = {"sa.CHAR": "mysql.CHAR", "sa.Enum": "mysql.ENUM"}.get(name, name)
    given = given[:-1]
    return f"{name}({given}{', ' if given else ''}collation={python.quoted(column.facts['collation'])})"


def python_type(text: str) -> str:
    """``varchar(20)`` as ``sa.String(20)``, ``int unsigned`` as ``mysql.INTEGER(unsigned=True)``."""
    # MariaDB, and MySQL before 8.0.19, write the display width of integers.
    plain = (
        text
        if text == "tinyint(1)"
        else re.sub(r"\b((?:tiny|small|medium|big)?int)\(\d+\)(?! unsigned zero)", r"\1", text)
    )
    if plain in _TYPES:
        return _TYPES[plain]
    match = re.fullmatch(r"(\w+)(?:\((.*)\))?((?: unsigned| zerofill)*)", plain, re.DOTALL)
    if match is None:
        return ""
    name, given, flags = match.groups()
    arguments = ", ".join(_arguments(name, given or "", flags))
    if name in _TAKES and not flags:
        return f"{_TAKES[name]}({arguments})"
    own = {"int": "INTEGER"}.get(name, name.upper())
    return f"mysql.{own}({arguments})" if hasattr(mysql, own) else ""


def _arguments(name: str, given: str, flags: str) -> Iterator[str]:
    if name in {"enum", "set"}:
        yield from (python.quoted(unquoted(member)) for member in split(given))
    elif name in {"datetime", "time", "timestamp"} and given:
        yield f"fsp={given}"
    elif given and name.endswith("int"):
        yield f"display_width={given}"
    elif given:
        yield given.replace(",", ", ")
    yield from (f"{flag}=True" for flag in flags.split())


def _sql(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
