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
_NO_ELEMENTS = re.compile(r"ARRAY\[\]::.*\[\]")
_STRING = re.compile(r"text|character")
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


_NUMBERS = r"(?:smallint|integer|bigint|numeric|real|double precision)"
_STRINGS = r"(?:text|character varying|bpchar)"
_DIGITS = r"-?\d+(?:\.\d+)?"
_CALL = r"\w+\((?:[^()]|\([^()]*\))*\)"
_NO_RISK = r"(?:=|<>|<|>|<=|>=|\+|-|\*)"
_OF_A_NUMBER = re.compile(rf"(?:(?<![\w\"])\(({_DIGITS})\)|'({_DIGITS})')::{_NUMBERS}(?![\w(\[])")
_OF_NUMBERS = re.compile(rf"\((ARRAY\[{_DIGITS}(?:, {_DIGITS})*\])\)::{_NUMBERS}\[\]")
_OPERAND = rf"(?<![\w\"])\((\w+|\"(?:[^\"]|\"\")*\"|{_CALL})\)::{_NUMBERS}(?![\w(\[])"
_LEFT, _RIGHT = re.compile(rf"{_OPERAND}(?= {_NO_RISK} )"), re.compile(rf"(?<=[=<>+*-] ){_OPERAND}")
_COALESCED = re.compile(rf"\b(COALESCE|GREATEST|LEAST)\(\((\w+)\)::{_NUMBERS}(?=, )")
_STRING_CAST_AGAIN = re.compile(rf"\(({_LITERAL})::{_STRINGS}\)::({_STRINGS})(?![\w(\[])")


def plain_literals(condition: str) -> str:
    """The condition without the casts of its numbers, and with one cast of each string: 0 for (0)::bigint."""
    if "::" not in condition:
        return condition
    before = None
    while before != condition:
        before = condition
        condition = _OF_A_NUMBER.sub(lambda found: found[1] or found[2], condition)
        condition = _STRING_CAST_AGAIN.sub(r"\1::\2", _OF_NUMBERS.sub(r"\1", condition))
    return condition


def uncast(check: str) -> str:
    """The check without the casts that a change of the column's type leaves in it.

    What was c > 0 is (c)::numeric > (0)::numeric when an integer was a numeric for a while. Both compare the same
    numbers; where a cast decides, as under a division, it stays. An index is another matter: a query that says c > 0
    does not use one whose predicate has (c)::numeric.
    """
    plain = plain_literals(check)
    return _COALESCED.sub(r"\1(\2", _RIGHT.sub(r"\1", _LEFT.sub(r"\1", plain)))


def default_of(expression: str, type_: str) -> str | None:
    """The default of a column of this type; None where it is NULL, which is what no default is.

    The column casts it, whatever cast stands in the text: 0 and '0'::bigint are the same in a bigint.
    """
    # "These SQL-standard functions all return values based on the start time of the current transaction", and now() "is
    # a traditional PostgreSQL equivalent".
    if expression == "CURRENT_TIMESTAMP":
        return "now()"
    if _NO_ELEMENTS.fullmatch(expression):
        return "'{}'"
    cast = _CAST_LITERAL.fullmatch(expression) is not None
    literal = expression[: expression.rindex("::")] if cast else expression
    if literal == "NULL":
        return None
    if _NUMERIC.match(type_) and (number := _NUMBER.fullmatch(literal)):
        return _scaled(number[1], type_)
    if _STRING.match(type_) and _NUMBER.fullmatch(literal):
        return f"'{literal}'" if literal[0] != "'" else literal  # it was a number's default
    return literal


def _scaled(number: str, type_: str) -> str:
    if "." not in number or _OF_A_FIXED_SCALE.match(type_) is None:
        return number
    return number.rstrip("0").rstrip(".")
