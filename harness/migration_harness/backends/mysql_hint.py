"""What to type when a downgrade leaves or loses what only MySQL and MariaDB do. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.backends.mysql_ddl import split, unquoted

if TYPE_CHECKING:
    from migration_harness.schema import Change, Difference, Object

_TYPES = {
    "bigint": "sa.BigInteger()",
    "date": "sa.Date()",
    "datetime": "sa.DateTime()",
    "float": "sa.Float()",
    "int": "sa.Integer()",
    "json": "sa.JSON()",
    "smallint": "sa.SmallInteger()",
    "text": "sa.Text()",
    "time": "sa.Time()",
    "timestamp": "sa.TIMESTAMP()",
    "tinyint(1)": "sa.Boolean()",
}
_TAKES = {"varchar": "sa.String", "char": "sa.CHAR", "decimal": "sa.Numeric", "varbinary": "sa.VARBINARY"}
_LOST = {"nullable": "NOT NULL", "default": "the default", "comment": "the comment"}
# What alter_column() of Alembic cannot say.
_ONLY_MODIFY = frozenset({"autoincrement", "collation", "on update", "computed", "invisible", "srid", "compressed"})
_ALONE = frozenset({"event", "function", "package", "procedure", "sequence", "trigger", "view"})
_MADE_BY_A_FOREIGN_KEY = re.compile(r"(\A|_)(fk|fkey|foreign|ibfk)(_|\d|\Z)|fk_", re.IGNORECASE)


def hint(difference: Difference) -> str:
    """The lines to paste at the end of a downgrade() that left this difference; nothing where they are like any other."""
    return "\n".join(line for change in difference.changes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None and after is not None:
        yield from _left(after)
    elif after is None and before is not None:
        if before.kind in _ALONE:
            yield f"op.execute({_python(_create(before))})"
    elif before is not None and after is not None:
        yield from _changed(change, before, after)


def _left(item: Object) -> Iterator[str]:
    if item.kind in _ALONE:
        yield f"op.execute({_python(_drop(item))})"
    elif item.kind == "index" and _is_left_by_a_foreign_key(item):
        dropped = f"op.drop_index({_python(item.name)}, table_name={_python(item.table)})"
        yield f"{dropped}  # MySQL keeps the index that the foreign key made"


def _is_left_by_a_foreign_key(index: Object) -> bool:
    if set(index.facts) != {"columns"} or re.search(r"[( ]", index.facts["columns"][1:-1].replace(", ", ",")):
        return False
    return index.generated or _MADE_BY_A_FOREIGN_KEY.search(index.name) is not None


def _changed(change: Change, before: Object, after: Object) -> Iterator[str]:
    if before.kind in _ALONE:
        yield f"op.execute({_python(_drop(before))})"
        yield f"op.execute({_python(_create(before))})"
    elif before.kind == "table":
        yield from _options(change, before)
    elif before.kind == "database":
        yield f"op.execute({_python('ALTER DATABASE COLLATE ' + before.facts['collation'])})"
    elif before.kind == "column" and change.facts & _ONLY_MODIFY:
        yield f"op.execute({_python(_modify(before))})"
    elif before.kind == "column" and change.facts:
        yield _alter_column(change, before)


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


def _options(change: Change, before: Object) -> Iterator[str]:
    """Only for options that have a value to go back to; a comment has an operation of Alembic's own."""
    names = {"engine": "ENGINE", "collation": "COLLATE", "row format": "ROW_FORMAT"}
    told = [f"{names[fact]}={before.facts.get(fact, 'DEFAULT')}" for fact in names if fact in change.facts]
    if told:
        yield f"op.execute({_python(f'ALTER TABLE `{before.table}` ' + ', '.join(told))})"
    if "comment" in change.facts:
        comment = _python(before.facts["comment"]) if "comment" in before.facts else "None"
        call = "create_table_comment" if comment != "None" else "drop_table_comment"
        told = [_python(before.table), comment] if comment != "None" else [_python(before.table)]
        yield f"op.{call}({', '.join(told)})"


def _modify(column: Object) -> str:
    """MODIFY with all that the column was."""
    facts = column.facts
    told = [facts["type"]]
    # A collation belongs to its character set, which its name begins with.
    if "collation" in facts:
        told.append(f"CHARACTER SET {facts['collation'].split('_')[0]} COLLATE {facts['collation']}")
    told += [f"GENERATED ALWAYS AS {facts['computed']}"] if "computed" in facts else []
    told += ["NOT NULL"] if facts.get("nullable") == "no" else ["NULL"] if "computed" not in facts else []
    told += [f"DEFAULT {facts['default']}"] if "default" in facts else []
    told += [f"ON UPDATE {facts['on update']}"] if "on update" in facts else []
    told += ["AUTO_INCREMENT"] if "autoincrement" in facts else []
    told += ["INVISIBLE"] if "invisible" in facts else []
    told += [f"COMMENT {_sql(facts['comment'])}"] if "comment" in facts else []
    return f"ALTER TABLE `{column.table}` MODIFY `{column.name}` {' '.join(told)}"


def _alter_column(change: Change, before: Object) -> str:
    """alter_column() with all that MODIFY would lose."""
    changed, facts = change.facts, before.facts
    told = [_python(before.table), _python(before.name)]
    told.append(f"{'type_' if 'type' in changed else 'existing_type'}={_type(facts['type'])}")
    values = {"nullable": str(facts.get("nullable") != "no")}
    if "default" in facts or "default" in changed:
        values["server_default"] = f"sa.text({_python(facts['default'])})" if "default" in facts else "None"
    if "comment" in facts or "comment" in changed:
        values["comment"] = _python(facts["comment"]) if "comment" in facts else "None"
    names = {"nullable": "nullable", "server_default": "default", "comment": "comment"}
    told += [f"{'' if names[name] in changed else 'existing_'}{name}={value}" for name, value in values.items()]
    lost = [what for fact, what in _LOST.items() if fact in changed and (fact != "nullable" or facts[fact] == "no")]
    why = f"  # MODIFY loses {' and '.join(lost)} unless it is told" if lost else ""
    return f"op.alter_column({', '.join(told)}){why}"


def _type(text: str) -> str:
    """The type in SQLAlchemy's words."""
    # MariaDB, and MySQL before 8.0.19, write the display width of integers.
    plain = text if text == "tinyint(1)" else re.sub(r"\b((?:tiny|small|medium|big)?int)\(\d+\)", r"\1", text)
    if plain in _TYPES:
        return _TYPES[plain]
    match = re.fullmatch(r"(\w+)(?:\((.*)\))?((?: unsigned| zerofill)*)", plain, re.DOTALL)
    if match is None:
        return f"sa.text({_python(text)})"
    name, given, flags = match.groups()
    if name in _TAKES and not flags:
        return f"{_TAKES[name]}({given or ''})"
    return f"mysql.{name.upper()}({', '.join(_arguments(name, given or '', flags))})"


def _arguments(name: str, given: str, flags: str) -> Iterator[str]:
    if name in {"enum", "set"}:
        yield from (_python(unquoted(member)) for member in split(given))
    elif name in {"datetime", "time", "timestamp"} and given:
        yield f"fsp={given}"
    elif given:
        yield given.replace(",", ", ")
    yield from (f"{flag}=True" for flag in flags.split())


def _python(text: str) -> str:
    """The text as Python writes it, between double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _sql(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
