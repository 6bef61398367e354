"""Python as hints write it: strings, names of columns, calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_QUOTES = {"'": "'", '"': '"', "`": "`"}


def quoted(text: str) -> str:
    """The text as a string literal: between double quotes, or otherwise where it has some or is long."""
    if "\n" in text and "\r" not in text and '"""' not in text and not text.endswith(('"', "\\")):
        return f'r"""{text}"""' if "\\" in text else f'"""{text}"""'
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    if '"' in text and "'" not in text:
        return f"'{escaped}'"
    return '"' + escaped.replace('"', '\\"') + '"'


def call(name: str, /, *arguments: str, **named: str) -> str:
    """``name(a, b, c=d)``; named arguments without a text are left out."""
    told = [*arguments, *(f"{key}={text}" for key, text in named.items() if text)]
    return f"{name}({', '.join(told)})"


def execute(statement: str) -> str:
    """The statement, run by Alembic."""
    return call("op.execute", quoted(without_parameters(statement)))


def split(listed: str) -> list[str]:
    """The entries of ``(a, lower(b), c DESC)``."""
    inner = listed.strip()
    inner = inner[1:-1] if inner.startswith("(") and inner.endswith(")") else inner
    return [entry.strip() for entry in _entries(inner) if entry.strip()]


def _entries(text: str) -> Iterator[str]:
    depth, quote, current = 0, "", ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character == "," and depth == 0:
            yield current
            current = ""
            continue
        else:
            depth += (character == "(") - (character == ")")
        current += character
    yield current


def unquoted(entry: str) -> str:
    """The name that SQL writes so; empty when it is no plain name."""
    if re.fullmatch(r"[^\W\d][\w$]*", entry):
        return entry
    if len(entry) > 1 and entry[0] in '"`' and entry[-1] == entry[0]:
        inner = entry[1:-1]
        return "" if entry[0] in inner.replace(entry[0] * 2, "") else inner.replace(entry[0] * 2, entry[0])
    return ""


def is_wrapped(text: str) -> bool:
    """Whether the first parenthesis is closed by the last one."""
    depth, quote = 0, ""
    for index, character in enumerate(text):
        if quote or character in _QUOTES:
            quote = "" if character == quote else quote or character
            continue
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def entries(listed: str) -> list[str]:
    """Each entry as Python: a column's name, or ``sa.text`` for what is more than that."""
    return [quoted(name) if (name := unquoted(entry)) else sql(entry) for entry in split(listed)]


def sql(text: str) -> str:
    """``sa.text("...")``."""
    return call("sa.text", quoted(without_parameters(text)))


def without_parameters(text: str) -> str:
    """The SQL as text() of SQLAlchemy takes it."""
    # A colon before a word is a parameter to text(), which op.execute() too makes of a string.
    return re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", text)


def listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def literal(default: str, *, strings: bool = True) -> str:
    """A server default: the plain string where SQL has a string literal, else ``sa.text``."""
    inner = default[1:-1]
    if strings and re.fullmatch(r"'(?:[^'\\]|'')*'", default) and "'" not in inner.replace("''", ""):
        return quoted(inner.replace("''", "'"))
    return sql(default)
