"""The names that PostgreSQL makes up for constraints and indexes that were given none.

The rules are those of makeObjectName, ChooseIndexNameAddition and AddRelationNewConstraints in its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_LONGEST = 63
_LABELS = {
    "primary key": "pkey",
    "unique constraint": "key",
    "exclusion constraint": "excl",
    "foreign key": "fkey",
    "check constraint": "check",
    "index": "idx",
}


def made_up(kind: str, name: str, table: str, columns: Sequence[str]) -> bool:
    """The server would have given this name, or it with a number behind, to such an object on such a table."""
    found = re.search(_LABELS[kind] + r"\d*\Z", name)
    return found is not None and name == _made(table, _addition(kind, columns), found[0])


def entries(numbers: Sequence[int], names: Sequence[str], columns: Mapping[int, str]) -> list[str]:
    """What an index is named for: its columns, and for an expression the name that the server gave it."""
    return [columns.get(number, name) for number, name in zip(numbers, names, strict=False)]


def _addition(kind: str, columns: Sequence[str]) -> str:
    if kind == "primary key":
        return ""
    if kind == "check constraint":
        return columns[0] if len(columns) == 1 else ""
    addition = ""
    for column in columns:
        addition += ("_" if addition else "") + column
        if len(addition.encode()) > _LONGEST:
            break
    return addition


def _made(table: str, addition: str, label: str) -> str:
    first, second = table.encode(), addition.encode()
    room = _LONGEST - len(label) - 1 - (1 if second else 0)
    longer, shorter = len(first), len(second)
    while longer + shorter > room:
        if longer > shorter:
            longer -= 1
        else:
            shorter -= 1
    cut = [part for part in (_clipped(first, longer), _clipped(second, shorter)) if part]
    return "_".join([*cut, label])


def _clipped(name: bytes, length: int) -> str:
    """At most so many bytes, and no half character."""
    return name[:length].decode(errors="ignore")
