"""What SHOW CREATE says, as objects. Opens nothing.

MySQL and MariaDB write a table's definition in one form, whatever statements made it, and complete: what these
functions do not know by name ends up in a fact of its own, so two texts with a difference that matters never give the
same objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from migration_harness.schema import Object

_TOKEN = re.compile(r"""`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|[(),=]|[^\s`'"(),=]+""", re.DOTALL)
_VERSION_COMMENT = re.compile(
    r"""(`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|/\*M?!\d+ ?|\s*\*/""", re.DOTALL
)
_CLAUSES = frozenset(
    [
        "AUTO_INCREMENT",
        "CHARACTER",
        "CHECK",
        "COLLATE",
        "COLUMN_FORMAT",
        "COMMENT",
        "COMPRESSED",
        "DEFAULT",
        "ENGINE_ATTRIBUTE",
        "GENERATED",
        "INVISIBLE",
        "NOT",
        "NULL",
        "ON",
        "PERSISTENT",
        "REF_SYSTEM_ID",
        "SECONDARY_ENGINE_ATTRIBUTE",
        "SRID",
        "STORAGE",
        "STORED",
        "VIRTUAL",
        "WITHOUT",
    ]
)
_WITH_COLLATION = re.compile(r"(char|varchar|tinytext|text|mediumtext|longtext|enum|set)\b")
# MySQL never writes DEFAULT NULL for these, MariaDB does for all.
_WITHOUT_DEFAULT = re.compile(
    r"(tiny|medium|long)?(blob|text)\b|geometry|geomcollection|(multi)?(point|linestring|polygon)"
)
_NO_ACTION = frozenset({"NO ACTION", "RESTRICT"})
_MADE_UP = {
    "foreign key": re.compile(r"(.+_ibfk_)?\d+"),
    "check constraint": re.compile(r".+_chk_\d+|CONSTRAINT_\d+"),
}


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of a statement, a quoted text, or all between a pair of parentheses; and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table's objects, and its columns in order."""

    objects: tuple[Object, ...]
    columns: tuple[str, ...]


def parse_table(sql: str, collations: Mapping[str, str], *, mariadb: bool) -> Table:
    """The table that SHOW CREATE TABLE writes; ``collations`` gives the default one of a character set."""
    sql = _plain(sql)
    words = words_of(sql)
    name = unquoted(words[2].text)
    options = _options(sql, words[4:], collations)
    objects = [Object(kind="table", name=name, table=name, facts=options)]
    inherited = options.get("collation", "")
    clauses = split(words[3].text[1:-1])
    members = (_member(clause, name, inherited, collations, mariadb=mariadb) for clause in clauses)
    usual = "hash" if options.get("engine") == "MEMORY" else "btree"
    objects += [_without_usual(usual, item) for member in members for item in _with_its_check(member)]
    columns = tuple(item.name for item in objects if item.kind == "column")
    return Table(objects=tuple(_with_made_up_indexes(objects)), columns=columns)


def _with_its_check(member: Object) -> Iterator[Object]:
    """A column's own check is one like any other; but for that of MariaDB's JSON, which is part of the type."""
    text = member.facts.get("check", "")
    if member.kind != "column" or not text or text.startswith("(json_valid("):
        yield member
        return
    yield replace(member, facts={name: fact for name, fact in member.facts.items() if name != "check"})
    inner = text[1:-1] if text.startswith("(") and len(words_of(text)) == 1 else text
    yield Object(kind="check constraint", name=member.name, table=member.table, facts={"text": inner}, generated=True)


def _without_usual(method: str, item: Object) -> Object:
    """The object without the method that an index of this engine has anyway: dumps of other tools write it down."""
    if item.facts.get("using") != method:
        return item
    return replace(item, facts={name: fact for name, fact in item.facts.items() if name != "using"})


def words_of(sql: str) -> list[Word]:
    """The words of the statement; what stands in parentheses is one word."""
    found: list[Word] = []
    depth = opened = 0
    for match in _TOKEN.finditer(sql):
        token = match.group()
        if token == "(":
            if depth == 0:
                opened = match.start()
            depth += 1
        elif token == ")":
            depth -= 1
            if depth == 0:
                found.append(Word(text=sql[opened : match.end()], start=opened, end=match.end()))
        elif depth == 0:
            found.append(Word(text=token, start=match.start(), end=match.end()))
    return found


def split(text: str) -> list[str]:
    """The text cut at the commas that stand outside of quotes and parentheses."""
    commas = [word.start for word in words_of(text) if word.text == ","]
    return [
        text[start:end].strip()
        for start, end in zip([0, *(at + 1 for at in commas)], [*commas, len(text)], strict=True)
    ]


def unquoted(text: str) -> str:
    """The name or the string that is written so."""
    if text[:1] == "`":
        return text[1:-1].replace("``", "`")
    if text[:1] == "'":
        return re.sub(r"\\(.)|''", _unescaped, text[1:-1], flags=re.DOTALL)
    return text


def _unescaped(match: re.Match[str]) -> str:
    return {None: "'", "n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}.get(match[1], match[1])


def _plain(sql: str) -> str:
    """Without the marks of comments that only some versions read: ``/*!80023 INVISIBLE */``."""
    return _VERSION_COMMENT.sub(lambda match: match[1] or "", sql) if "/*" in sql else sql


def _between(sql: str, words: Sequence[Word]) -> str:
    return sql[words[0].start : words[-1].end] if words else ""


def _options(sql: str, words: Sequence[Word], collations: Mapping[str, str]) -> dict[str, str]:
    """Engine, collation, comment, partitions and all other options; not the next value of AUTO_INCREMENT."""
    texts = [word.text for word in words]
    end = texts.index("PARTITION") if "PARTITION" in texts else len(words)
    options, rest = _assignments(words[:end])
    facts = {"engine": options.pop("ENGINE", "")}
    charset = options.pop("CHARSET", "")
    facts["collation"] = options.pop("COLLATE", "") or collations.get(charset, charset)
    options.pop("AUTO_INCREMENT", "")
    facts |= {name.lower().replace("_", " "): unquoted(value) for name, value in options.items()}
    if {"SYSTEM", "VERSIONING"} <= set(rest):
        facts["system versioning"] = "yes"
        rest = [word for word in rest if word not in {"WITH", "SYSTEM", "VERSIONING"}]
    facts["options"] = " ".join(rest)
    facts["partitions"] = re.sub(r"\s+", " ", _between(sql, words[end:])).removeprefix("PARTITION BY ")
    return {name: value for name, value in facts.items() if value}


def _assignments(words: Sequence[Word]) -> tuple[dict[str, str], list[str]]:
    """Each ``NAME=value``, and the words that are no part of one."""
    options: dict[str, str] = {}
    rest: list[str] = []
    following = iter(words)
    for word in following:
        if word.text == "=":
            options[unquoted(rest.pop())] = next(following).text
        elif word.text != "DEFAULT":
            rest.append(word.text)
    return options, rest


def _member(sql: str, table: str, collation: str, collations: Mapping[str, str], *, mariadb: bool) -> Object:
    """One line between the parentheses of CREATE TABLE."""
    words = words_of(sql)
    texts = [word.text for word in words]
    if sql[0] == "`":
        facts = _column(sql, words, collation, collations, mariadb=mariadb)
        return Object(kind="column", name=unquoted(texts[0]), table=table, facts=facts)
    if texts[0] == "PRIMARY":
        return Object(kind="primary key", name="PRIMARY", table=table, facts=_key(texts[2:]), generated=True)
    if "KEY" in texts[:2] and texts[0] != "CONSTRAINT":
        return _index(texts, table)
    if texts[0] == "CONSTRAINT":
        return _constraint(sql, words, table)
    return Object(kind=texts[0].lower(), name=unquoted(texts[2]), table=table, facts={"text": _between(sql, words[3:])})


def _column(
    sql: str, words: Sequence[Word], inherited: str, collations: Mapping[str, str], *, mariadb: bool
) -> dict[str, str]:
    head, clauses = _clauses(sql, words[1:])
    facts = {"type": head, "nullable": "no" if clauses.pop("NOT", "") else "yes"}
    clauses.pop("NULL", "")
    default = clauses.pop("DEFAULT", "")
    if "GENERATED" in clauses:
        how = next((word for word in ("STORED", "VIRTUAL", "PERSISTENT") if word in clauses), "")
        clauses.pop(how, "")
        facts["computed"] = f"{clauses.pop('GENERATED').removeprefix('ALWAYS AS ')} {how.lower()}".strip()
    elif facts["nullable"] == "yes":
        # Without a word, MySQL takes NULL; ALTER COLUMN DROP DEFAULT makes a column that INSERT has to name.
        silent = not mariadb and _WITHOUT_DEFAULT.match(head)
        facts["no default"] = "" if default or silent else "yes"
        default = "" if default == "NULL" else default
    charset = clauses.pop("CHARACTER", "").removeprefix("SET ")
    own = clauses.pop("COLLATE", "") or collations.get(charset, charset)
    facts["default"] = default if _WITHOUT_DEFAULT.match(head) else _plain_default(default)
    if _OF_NO_SCALE.match(head) and (number := _FRACTION.fullmatch(facts["default"])):
        facts["default"] = f"'{number[1].rstrip('0').rstrip('.')}'"  # MySQL keeps the zeros of 1.50
    facts["on update"] = clauses.pop("ON", "").removeprefix("UPDATE ")
    facts["autoincrement"] = "yes" if "AUTO_INCREMENT" in clauses else ""
    clauses.pop("AUTO_INCREMENT", "")
    facts["collation"] = (own or inherited) if _WITH_COLLATION.match(head) else own
    facts["comment"] = unquoted(clauses.pop("COMMENT", ""))
    facts["srid"] = clauses.pop("SRID", "") or clauses.pop("REF_SYSTEM_ID", "").removeprefix("=")
    facts |= {name.lower().replace("_", " "): text or "yes" for name, text in clauses.items()}
    return {name: text for name, text in facts.items() if text}


_OF_NO_SCALE, _FRACTION = re.compile(r"float|double"), re.compile(r"'(-?\d+\.\d+)'")
_NUMBER = re.compile(r"\((-?)\(?(\d+(?:\.\d+)?)\)?\)")
_NOW = re.compile(r"\((?:now|current_timestamp)\((\d*)\)\)", re.IGNORECASE)
_STRING = re.compile(r"\(_utf8mb[34]('[^'\\]*')\)")


def _plain_default(default: str) -> str:
    """The default as it is without needless parentheses: SQLAlchemy 2.1 writes (now()) and (-1), others do not."""
    if default[:1] != "(":
        return default
    if found := _NUMBER.fullmatch(default):
        return f"'{found[1]}{found[2]}'"
    if found := _NOW.fullmatch(default):
        return f"CURRENT_TIMESTAMP({found[1]})" if found[1] else "CURRENT_TIMESTAMP"
    if found := _STRING.fullmatch(default):
        return found[1]
    return {"(true)": "'1'", "(false)": "'0'"}.get(default, default)


def _clauses(sql: str, words: Sequence[Word]) -> tuple[str, dict[str, str]]:
    """The type, and what follows it: the text of each clause by its first word."""
    starts = [0]
    for at, word in enumerate(words):
        # The word after these belongs to them: NOT NULL, DEFAULT NULL, WITHOUT SYSTEM VERSIONING.
        follows = at - 1 == starts[-1] and words[at - 1].text in {"NOT", "DEFAULT", "WITHOUT"}
        if word.text in _CLAUSES and at and not follows:
            starts.append(at)
    ends = [*starts[1:], len(words)]
    clauses = {words[at].text: _between(sql, words[at + 1 : end]) for at, end in zip(starts[1:], ends[1:], strict=True)}
    return _between(sql, words[: ends[0]]), clauses


def _index(texts: Sequence[str], table: str) -> Object:
    at = list(texts).index("KEY")
    facts = _key(texts[at + 2 :])
    kind = texts[0].lower() if at else ""
    if kind == "unique":
        facts = {"columns": facts.pop("columns"), "unique": "yes", **facts}
    elif kind:
        facts["method"] = kind
    return Object(kind="index", name=unquoted(texts[at + 1]), table=table, facts=facts)


def _key(texts: Sequence[str]) -> dict[str, str]:
    """The facts of a key from its columns on."""
    facts = {"columns": _columns(texts[0])}
    following = iter(texts[1:])
    for word in following:
        if word == "USING":
            facts["using"] = next(following).lower()
        elif word in {"COMMENT", "KEY_BLOCK_SIZE"}:
            value = next(following)
            facts[word.lower().replace("_", " ")] = unquoted(next(following) if value == "=" else value)
        elif word == "PARSER":
            facts["parser"] = unquoted(next(following))
        elif word in {"INVISIBLE", "IGNORED"}:
            facts[word.lower()] = "yes"
        elif word != "WITH":
            facts["options"] = " ".join(filter(None, [facts.get("options"), word]))
    return facts


def _columns(group: str) -> str:
    """``(`a`, `b`(10) DESC)`` as a reader writes it: (a, b(10) DESC)."""
    return "(" + ", ".join(re.sub(r"\A`(\w+)`", r"\1", item) for item in split(group[1:-1])) + ")"


def _constraint(sql: str, words: Sequence[Word], table: str) -> Object:
    texts = [word.text for word in words]
    name = unquoted(texts[1])
    if texts[2] == "CHECK":
        kind, facts = "check constraint", {"text": texts[3][1:-1]}
        if texts[4:] == ["NOT", "ENFORCED"]:
            facts["not enforced"] = "yes"
    else:
        kind, at = "foreign key", texts.index("REFERENCES")
        columns = next(index for index in range(at, len(texts)) if texts[index][0] == "(")
        referenced = re.sub(r"`(\w+)`", r"\1", _between(sql, words[at + 1 : columns]))
        facts = {"columns": _columns(texts[4]), "references": f"{referenced} {_columns(texts[columns])}"}
        actions = re.finditer(
            r"ON (DELETE|UPDATE) (SET NULL|SET DEFAULT|NO ACTION|\w+)", " ".join(texts[columns + 1 :])
        )
        # "Specifying RESTRICT (or NO ACTION) is the same as omitting the clause"; one product writes the one all the
        # same, the other the other.
        facts |= {f"on {action[1].lower()}": action[2].lower() for action in actions if action[2] not in _NO_ACTION}
    generated = _MADE_UP[kind].fullmatch(name) is not None
    return Object(kind=kind, name=name, table=table, facts=facts, generated=generated)


def _with_made_up_indexes(objects: Sequence[Object]) -> Iterator[Object]:
    """The objects; an index is marked that a foreign key made, or that has no name in the statement that made it."""
    foreign = {item.name: item.facts["columns"] for item in objects if item.kind == "foreign key"}
    for item in objects:
        if item.kind == "index":
            yield replace(item, generated=foreign.get(item.name) == item.facts["columns"] or _is_made_up(item))
        else:
            yield item


def _is_made_up(index: Object) -> bool:
    """Whether it has the name that the server gives: its first column's, with a number when that is taken."""
    first = split(index.facts["columns"][1:-1])[0]
    stem = "functional_index" if first[0] == "(" else unquoted(words_of(first)[0].text)
    return re.fullmatch(rf"{re.escape(stem)}(_\d+)?", index.name, re.IGNORECASE) is not None
