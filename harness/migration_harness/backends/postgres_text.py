"""PostgreSQL's texts of expressions in one form, where it has several for the same. Opens nothing.

Which one it writes depends on what a column was when the expression was read, and on how that was typed.
"""

from __future__ import annotations

import re

_LITERAL = r"'(?:[^']|'')*'"
_VARCHAR = rf"{_LITERAL}::character varying"
_LIST = re.compile(rf"\(ARRAY\[({_VARCHAR}(?:, {_VARCHAR})*)\]\)::text\[\]")
_OF_A_LIST, _AS_TEXT = re.compile(rf"({_LITERAL})::character varying"), r"\1::text"
_CAST_TWICE = re.compile(rf"\(({_LITERAL})::character varying\)::text")
# A literal under one cast, as a whole: '0'::bigint, '{}'::integer[], '1 day'::interval, NULL::character varying.
_CAST_LITERAL = re.compile(rf"({_LITERAL}|NULL)::[\w\".]+(?: [a-z]+)*(?:\([\d,]+\))?(?:\[\])*")
_NUMBER = re.compile(r"'?([+-]?\d+(?:\.\d+)?)'?")
_NUMERIC = re.compile(r"smallint|integer|bigint|numeric|real|double precision")
# A numeric of no scale keeps the zeros of 0.00; all others have what the column or the format says.
_OF_A_FIXED_SCALE = re.compile(r"numeric\(|real|double precision")


# From 14 on each is written as it was typed.
_AT_TIME_ZONE = re.compile(rf"\(([\w.\"]+(?:\(\))?) AT TIME ZONE ({_LITERAL}::text)\)")


def settled(expression: str) -> str:
    """The text with timezone() as a call, and with strings as they are in a column of type text.

    ALTER COLUMN TYPE makes checks and predicates anew from their own text, and the parser reads what was written for a
    varchar otherwise when it comes back: (ARRAY['a'::character varying])::text[] becomes
    ARRAY[('a'::character varying)::text], and what was written for a text stays ARRAY['a'::text].
    """
    if " AT TIME ZONE " in expression:
        expression = _AT_TIME_ZONE.sub(r"timezone(\2, \1)", expression)
    if "'::character varying" not in expression:
        return expression
    plain = _LIST.sub(lambda found: f"ARRAY[{_OF_A_LIST.sub(_AS_TEXT, found[1])}]", expression)
    return _CAST_TWICE.sub(_AS_TEXT, plain)


def default_of(expression: str, type_: str) -> str | None:
    """The default of a column of this type; None where it is NULL, which is what no default is.

    The column casts it, whatever cast stands in the text: 0 and '0'::bigint are the same in a bigint.
    """
    # "These SQL-standard functions all return values based on the start time of the current transaction", and now() "is
    # a traditional PostgreSQL equivalent".
    if expression == "CURRENT_TIMESTAMP":
        return "now()"
    cast = _CAST_LITERAL.fullmatch(expression) is not None
    literal = expression[: expression.rindex("::")] if cast else expression
    if literal == "NULL":
        return None
    if _NUMERIC.match(type_) and (number := _NUMBER.fullmatch(literal)):
        return _scaled(number[1], type_)
    return literal


def _scaled(number: str, type_: str) -> str:
    if "." not in number or _OF_A_FIXED_SCALE.match(type_) is None:
        return number
    return number.rstrip("0").rstrip(".")
