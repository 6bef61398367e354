"""What only the text of CREATE statements says: SQLite keeps it as it was typed and has no catalog of constraints.

The grammar is https://www.sqlite.org/lang_createtable.html and lang_createindex.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
    --[^\n]*                            # a comment up to the end of the line
    | /\*.*?(?:\*/|$)
    | '(?:[^']|'')*'                    # a string
    | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\]    # a quoted name, in the three ways that SQLite takes
    | [A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*
    | (?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)
    | <=|>=|<>|!=|==|\|\||<<|>>|->>|->
    | \S
    """,
    re.VERBOSE | re.DOTALL,
)
_SIMPLE = re.compile(r"[A-Za-z_]\w*\Z")
_STARTS_A_TABLE_CONSTRAINT = frozenset({"constraint", "primary", "unique", "check", "foreign"})
_STARTS_A_COLUMN_CONSTRAINT = frozenset(
    {"constraint", "primary", "not", "null", "unique", "check", "default", "collate", "references", "generated", "as"}
)

# A column may have one of these as its name, in quotes.
_WORDS = _STARTS_A_TABLE_CONSTRAINT | _STARTS_A_COLUMN_CONSTRAINT


_SAME = {"!=": "<>", "==": "="}


def tokens(sql: str) -> list[str]:
    """The statement without comments and white space; words in lower case, names without quotes that they do not need.

    SQLite ignores case in words and names, and puts quotes around names when it renames, so neither is a difference.
    """
    found = (match.group() for match in _TOKEN.finditer(sql))
    return [_plain(token) for token in found if not token.startswith(("--", "/*"))]


def _plain(token: str) -> str:
    if token[0] == "'":
        return token
    if token[0] in '"`[' and len(token) > 1:
        name = _unquoted(token)
        plain = _SIMPLE.match(name) and name.lower() not in _WORDS
        return name.lower() if plain else '"' + name.lower().replace('"', '""') + '"'
    return _SAME.get(token, token.lower())


def _unquoted(token: str) -> str:
    if token[0] == "[":
        return token[1:-1]
    return token[1:-1].replace(token[0] * 2, token[0])


def name_of(token: str) -> str:
    """The name that a token of ``tokens`` stands for."""
    return _unquoted(token) if token[0] == '"' else token


def joined(parts: Sequence[str]) -> str:
    """The tokens as a reader would type them, without parentheses around the whole."""
    while _is_wrapped(parts):
        parts = parts[1:-1]
    text = " ".join(parts)
    text = re.sub(r"(?<!in)(?<!and)(?<!or)(?<!not)(?<!as)(?<=[\w\"]) \(", "(", text)
    return re.sub(r" ([),])", r"\1", re.sub(r"([(]) ", r"\1", text)).replace(" . ", ".")


def normal(sql: str) -> str:
    """An expression or a statement in the one form in which pictures compare it."""
    return joined(tokens(sql))


def _is_wrapped(parts: Sequence[str]) -> bool:
    return len(parts) > 2 and parts[0] == "(" and _closing(parts, 0) == len(parts) - 1


def _closing(parts: Sequence[str], start: int) -> int:
    """The index of the parenthesis that closes the one at ``start``."""
    depth = 0
    for index in range(start, len(parts)):
        depth += (parts[index] == "(") - (parts[index] == ")")
        if depth == 0:
            return index
    return len(parts) - 1


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """One constraint; ``name`` is empty where the statement gives none."""

    kind: str
    name: str
    facts: dict[str, str]


@dataclass(kw_only=True)
class TableText:
    """What the text of CREATE TABLE says beyond the pragmas, under lower-case column names."""

    constraints: list[Constraint] = field(default_factory=list)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)


def parse_table(sql: str) -> TableText:
    """The constraints, column extras and options of a CREATE TABLE statement."""
    found = TableText()
    parts = tokens(sql)
    if "(" not in parts:
        return found
    start = parts.index("(")
    end = _closing(parts, start)
    for definition in _split(parts[start + 1 : end]):
        if definition[0] in _STARTS_A_TABLE_CONSTRAINT:
            _table_constraint(definition, found)
        else:
            _column(definition, found)
    for option in _split(parts[end + 1 :]):
        found.options[" ".join(option)] = "yes"
    return found


def _split(parts: Sequence[str]) -> Iterator[list[str]]:
    """The lists between the commas that stand in no parentheses."""
    depth, current = 0, list[str]()
    for token in parts:
        depth += (token == "(") - (token == ")")
        if token == "," and depth == 0:
            yield current
            current = []
        else:
            current.append(token)
    if current:
        yield current


def _table_constraint(parts: list[str], found: TableText) -> None:
    name = ""
    # "Comma separators between table constraints are optional", says sqlite3's parser: several may follow each other.
    while parts:
        if parts[0] == "constraint":
            name, parts = name_of(parts[1]), parts[2:]
            continue
        if parts[0] == "check":
            end = _closing(parts, 1) + 1
            found.constraints.append(_constraint("check constraint", name, text=joined(parts[1:end])))
        elif parts[0] == "foreign":
            columns_end = _closing(parts, 2) + 1
            end = _end_of_reference(parts, columns_end)
            found.constraints.append(_foreign_key(name, _list(parts[2:columns_end]), parts[columns_end:end]))
        else:
            start = parts.index("(")
            end = _closing(parts, start) + 1
            kind = "primary key" if parts[0] == "primary" else "unique constraint"
            columns = _list([word for word in parts[start:end] if word != "autoincrement"])
            if "autoincrement" in parts[start:end]:
                found.columns.setdefault(name_of(columns[1:-1]), {})["autoincrement"] = "yes"
            conflict, end = _conflict(parts, end)
            found.constraints.append(_constraint(kind, name, columns=columns, **conflict))
        name, parts = "", parts[max(end, 1) :]


def _column(parts: list[str], found: TableText) -> None:
    column = name_of(parts[0])
    extras = found.columns.setdefault(column, {})
    index = 1
    while index < len(parts) and parts[index] not in _STARTS_A_COLUMN_CONSTRAINT:
        index = _closing(parts, index) + 1 if parts[index] == "(" else index + 1
    name = ""
    while index < len(parts):
        word = parts[index]
        if word == "constraint":
            name, index = name_of(parts[index + 1]), index + 2
            continue
        index = _column_constraint(column, name, parts, index, extras, found)
        name = ""


def _column_constraint(
    column: str, name: str, parts: list[str], index: int, extras: dict[str, str], found: TableText
) -> int:
    """Read the constraint at ``index``; the index after it."""
    word = parts[index]
    if word == "check":
        end = _closing(parts, index + 1) + 1
        found.constraints.append(_constraint("check constraint", name, text=joined(parts[index + 1 : end])))
        return end
    if word == "references":
        end = _end_of_reference(parts, index)
        found.constraints.append(_foreign_key(name, f"({column})", parts[index:end]))
        return end
    if word in {"primary", "unique"}:
        return _column_key(column, name, parts, index, extras, found)
    if word == "collate":
        extras["collation"] = name_of(parts[index + 1])
        return index + 2
    if word in {"generated", "as"}:
        start = parts.index("(", index)
        end = _closing(parts, start) + 1
        stored = end < len(parts) and parts[end] == "stored"
        extras["computed"] = f"{joined(parts[start:end])} {'stored' if stored else 'virtual'}"
        return end + (end < len(parts) and parts[end] in {"stored", "virtual"})
    if word == "default":
        if parts[index + 1] == "(":
            return _closing(parts, index + 1) + 1
        return index + (3 if parts[index + 1] in {"+", "-"} else 2)
    if word == "not":
        conflict, end = _conflict(parts, index + 2)
        extras.update({"not null " + key: text for key, text in conflict.items()})
        return end
    return index + 1


def _column_key(column: str, name: str, parts: list[str], index: int, extras: dict[str, str], found: TableText) -> int:
    kind, end = ("primary key", index + 2) if parts[index] == "primary" else ("unique constraint", index + 1)
    order = ""
    if end < len(parts) and parts[end] in {"asc", "desc"}:
        order, end = (" desc" if parts[end] == "desc" else ""), end + 1
    conflict, end = _conflict(parts, end)
    if end < len(parts) and parts[end] == "autoincrement":
        extras["autoincrement"] = "yes"
        end += 1
    found.constraints.append(_constraint(kind, name, columns=f"({column}{order})", **conflict))
    return end


def _conflict(parts: Sequence[str], index: int) -> tuple[dict[str, str], int]:
    if parts[index : index + 2] == ["on", "conflict"] and index + 2 < len(parts):
        how = parts[index + 2]
        return ({} if how == "abort" else {"on conflict": how}), index + 3
    return {}, index


def _constraint(kind: str, name: str, **facts: str) -> Constraint:
    return Constraint(kind=kind, name=name, facts={key.replace("_", " "): text for key, text in facts.items()})


def _list(parts: Sequence[str]) -> str:
    return "(" + ", ".join(joined([word for word in item if word != "asc"]) for item in _split(parts[1:-1])) + ")"


def _foreign_key(name: str, columns: str, parts: list[str]) -> Constraint:
    """``parts`` start at REFERENCES."""
    referenced = name_of(parts[1])
    if len(parts) > 2 and parts[2] == "(":
        referenced += f" {_list(parts[2 : _closing(parts, 2) + 1])}"
    facts = {"columns": columns, "references": referenced}
    text = " ".join(parts)
    for action in ("on delete", "on update"):
        match = re.search(rf"{action} (set null|set default|cascade|restrict)", text)
        if match:
            facts[action] = match.group(1)
    if (match := re.search(r"match (full|partial)", text)) is not None:
        facts["match"] = match.group(1)
    if "deferrable" in parts and "not deferrable" not in text:
        facts["deferrable"] = "initially deferred" if "initially deferred" in text else "yes"
    return Constraint(kind="foreign key", name=name, facts=facts)


_OF_A_REFERENCE = frozenset(
    "on delete update set null default cascade restrict no action match simple full partial not deferrable initially"
    " deferred immediate".split()
)


def _end_of_reference(parts: Sequence[str], index: int) -> int:
    """The index after the REFERENCES clause that starts at ``index``."""
    index += 2
    if index < len(parts) and parts[index] == "(":
        index = _closing(parts, index) + 1
    while index < len(parts) and parts[index] in _OF_A_REFERENCE:
        if parts[index] == "not" and parts[index + 1 : index + 2] != ["deferrable"]:
            break
        if parts[index] in {"default", "null"} and parts[index - 1] != "set":
            break
        index += 1
    return index


def parse_index(sql: str) -> dict[str, str]:
    """The facts of a CREATE INDEX statement."""
    parts = tokens(sql)
    start = parts.index("(", parts.index("on"))
    end = _closing(parts, start)
    facts = {"columns": _list(parts[start : end + 1])}
    if "unique" in parts[:2]:
        facts["unique"] = "yes"
    if end + 1 < len(parts) and parts[end + 1] == "where":
        facts["where"] = joined(parts[end + 2 :])
    return facts
