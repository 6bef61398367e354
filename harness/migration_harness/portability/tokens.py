"""The words of a statement, as each product takes a text apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "quoted", "string", "number", "parameter", "symbol", "bad", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as it is written, and without its quotes; ``upper`` is empty for all but bare words and symbols."""

    kind: Kind
    text: str
    value: str
    upper: str
    at: int


_SPACE = r"\s+|--[^\n]*|/\*.*?\*/"
_IN_COMMENT = r"[^*/]|\*(?!/)|/(?!\*)"
_NESTED = rf"/\*(?:{_IN_COMMENT}|/\*(?:{_IN_COMMENT}|/\*(?:{_IN_COMMENT})*\*/)*\*/)*\*/"
_NESTING = rf"\s+|--[^\n]*|{_NESTED}"  # as deep as anybody goes
_STRING = r"(?:N|n|U&|X|x|B|b)?'(?:[^']|'')*'"
_ORACLE_STRING = r"[nN]?[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<fence>[^\s\[{(<]).*?(?P=fence))'"
_DOLLARS = r"(?P<dollars>\$\w*\$).*?(?P=dollars)"
_BACKSLASHES = r"[xXbB]?'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\""
_WORD = r"[^\W\d][\w$#]*"
_NUMBER = r"0[xX][0-9a-fA-F]*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_PARAMETER = r"(?<![:\w]):\w+|@@?[\w$#]+|%s|%\(\w+\)s|\?"
_SYMBOL = r"\|\|=?|::|:=|=>|->>?|<=>|<>|!=|<=|>=|[-+*/%&|^]=|[^\s\w]"
_OPEN = r"['\"`].*|/\*.*"

_MYSQL = ("mysql", "mariadb")


def _pattern(product: str) -> re.Pattern[str]:
    string = {"oracle": f"{_ORACLE_STRING}|{_STRING}", "postgres": rf"[eE]'(?:[^'\\]|''|\\.)*'|{_STRING}|{_DOLLARS}"}
    quoted = r"\"(?:[^\"]|\"\")*\""
    if product == "sqlite":
        quoted += r"|`(?:[^`]|``)*`"
    if product in {"mssql", "sqlite"}:
        quoted += r"|\[(?:[^\]]|\]\])*\]"
    word = r"[#]{1,2}[\w$#]+|\$\w+|[^\W\d][\w$#@]*" if product == "mssql" else _WORD
    space = _NESTING if product in {"mssql", "postgres"} else rf"{_SPACE}|\#[^\n]*" if product in _MYSQL else _SPACE
    parts = {
        "space": space,
        "string": _BACKSLASHES if product in _MYSQL else string.get(product, _STRING),
        "quoted": r"`(?:[^`]|``)*`" if product in _MYSQL else quoted,
        "number": _NUMBER,
        "word": word,
        "parameter": _PARAMETER,
        "bad": _OPEN,
        "symbol": _SYMBOL,
    }
    return re.compile("|".join(f"(?P<{name}>{part})" for name, part in parts.items()), re.DOTALL)


_PATTERNS: dict[str, re.Pattern[str]] = {}  # compiled when the product is met first


def tokens_of(statement: str, product: str) -> tuple[Token, ...]:
    """The tokens of a statement, comments left out, and one that stands for its end."""
    pattern = _PATTERNS.get(product) or _PATTERNS.setdefault(product, _pattern(product))
    found = []
    for match in pattern.finditer(statement):
        kind, text = next(name for name in _KINDS if match[name] is not None), match.group()
        if kind != "space":
            value = text[1:-1] if kind == "quoted" else text
            upper = text.upper() if kind in {"word", "symbol"} else ""
            found.append(Token(kind, text, value, upper, match.start()))  # type: ignore[arg-type]
    return (*found, Token("end", "", "", "", len(statement)))


_KINDS = ("space", "string", "quoted", "number", "word", "parameter", "bad", "symbol")
