"""What to type to give back and to take away PostgreSQL's privileges. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness import python_text as python

if TYPE_CHECKING:
    from migration_harness.schema import Object

_ENTRY = re.compile(
    r"(?:(?P<word>granted|revoked) )?(?P<privilege>[A-Z ]+) to (?P<role>.+?)(?P<option> with grant option)?"
)
_OWNER = re.compile(r"owner (.+)")
# What GRANT calls the object that a picture calls so; a relation has its name only.
_KINDS = {
    "function": "FUNCTION ",
    "schema": "SCHEMA ",
    "sequence": "SEQUENCE ",
    "enum type": "TYPE ",
    "domain": "TYPE ",
    "range type": "TYPE ",
}
_ALTERED = {**_KINDS, "domain": "DOMAIN "}

Entry = tuple[str, str, str, str]


def lines(before: Object | None, after: Object | None) -> Iterator[str]:
    """The statements that lead from what is allowed ``after`` to what was ``before``."""
    item = before or after
    assert item is not None
    wanted, found = _read(before), _read(after)
    for entry in [*found, *wanted]:
        if (entry in found) != (entry in wanted):
            yield python.execute(_statement(item, entry, back=entry in found))


def _read(item: Object | None) -> list[Entry]:
    """Word, privilege, role and option of each entry; the owner's word is ``owner``."""
    entries: list[Entry] = []
    word = ""
    for told in item.facts["text"].split(", ") if item else ():
        if owner := _OWNER.fullmatch(told):
            entries.append(("owner", "", owner[1], ""))
        elif match := _ENTRY.fullmatch(told):
            word = match["word"] or word
            entries.append((word, match["privilege"], match["role"], match["option"] or ""))
    return entries


def _statement(item: Object, entry: Entry, *, back: bool) -> str:
    word, privilege, role, option = entry
    kind, name, columns = _place(item)
    if word == "owner":
        of = _ALTERED.get(kind, "TABLE ")
        return f"ALTER {of}{name} OWNER TO {'CURRENT_USER' if back else role}"
    on = f"{privilege}{columns} ON {_KINDS.get(kind, '')}{name}"
    if (word == "granted") == back:
        return f"REVOKE {on} FROM {role}"
    return f"GRANT {on} TO {role}{option.upper()}"


def _place(item: Object) -> tuple[str, str, str]:
    """The kind of what the privileges are on, its name, and its column in parentheses where they are on one."""
    told = item.name.removeprefix("on ")
    if told.startswith("column "):
        table, _, column = told.removeprefix("column ").rpartition(".")
        return "", _quoted(table), f" ({_quoted(column)})"
    kind = next((kind for kind in _KINDS if told.startswith(f"{kind} ")), "")
    name = told.removeprefix(f"{kind} ")
    return kind, name if kind == "function" else _quoted(name), ""


def _quoted(name: str) -> str:
    parts = (
        part if re.fullmatch(r"[a-z_][a-z0-9_$]*", part) else '"' + part.replace('"', '""') + '"'
        for part in name.split(".")
    )
    return ".".join(parts)
