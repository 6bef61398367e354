"""The parts of a grammar that are not written as rules: names, types, and what nobody looks into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from migration_harness.portability.grammar import NO, Match, Noted, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from migration_harness.portability.product import Product
    from migration_harness.portability.tokens import Token

# Words that begin the next part of an expression, where a product lets them be names.
_NO_VALUES = frozenset("CASE WHEN THEN ELSE END BETWEEN AND OR NOT IN IS LIKE".split())


def hooks(product: Product, all_types: frozenset[str]) -> Mapping[str, Match]:
    """The functions that the product's grammar may name as rules."""
    return {
        "name": _kind(lambda token: _is_name(token, product), "a name"),
        "alias": _kind(lambda token: _is_name(token, product) and token.upper not in product.no_aliases, "a name"),
        "value_name": _kind(lambda token: _is_name(token, product) and token.upper not in _NO_VALUES, "a value"),
        "identifier": _kind(lambda token: token.kind in {"word", "quoted"}, "a name"),
        "identifier_any": _kind(lambda token: token.kind in {"word", "quoted"}, "a name"),
        "any_word": _kind(lambda token: token.kind not in {"symbol", "end"}, "a word"),
        "system_procedure": _kind(lambda token: token.value.lower().startswith(("sp_", "xp_")), "a procedure"),
        "string": _kind(lambda token: token.kind == "string", "a string"),
        "number": _kind(lambda token: token.kind == "number", "a number"),
        "parameter": _kind(lambda token: token.kind == "parameter", "a parameter"),
        "type": _type(all_types, product.reserved),
        "link": _kind(lambda token: token.kind == "parameter" and token.text.startswith("@"), "a database link"),
        "any_token": _kind(lambda token: token.kind != "end", "a word"),
        "words_of_option": _word_of_option,
        "parens": _parens,
        "nothing": lambda _state, at: at,
        "any_words": _until({";"}),
        "any_words_in_clause": _until({";", ",", ")"}),
        "any_words_inside": _until({";", ")"}),
        "any_words_to_as": _until({";", "AS"}),
        "any_words_to_for": _until({";", "FOR"}),
        "any_words_to_on": _until({";", "ON", "TO", "FROM"}),
        "any_words_to_is": _until({";", "IS"}),
        "any_words_to_loop": _until({";", "LOOP"}),
        "any_words_to_begin": _until({";", "BEGIN"}),
        "any_words_to_execute": _until({";", "EXECUTE"}),
        "any_words_to_query": _until({";", "AS", "SELECT", "WITH", "IGNORE", "REPLACE"}),
        "any_words_to_dml": _until({";", "INSERT", "UPDATE", "DELETE", "MERGE", "EXECUTE", "SAVE"}),
        "words_of_default": _words_of_default,
        "words_of_expression": _words_of_expression,
    }


def _is_name(token: Token, product: Product) -> bool:
    return token.kind == "quoted" or (token.kind == "word" and token.upper not in product.reserved)


def _kind(fits: Callable[[Token], bool], what: str) -> Match:
    def match(state: State, at: int) -> int:
        return at + 1 if fits(state.tokens[at]) else state.miss(at, what)

    return match


def _type(all_types: frozenset[str], reserved: frozenset[str]) -> Match:
    """A type's name of one or more words, the longest that any product knows, with its arguments."""

    def match(state: State, at: int) -> int:
        end = _type_name(state, at, all_types, reserved)
        if end == NO:
            return state.miss(at, "a type")
        if state.tokens[end].upper == "(":
            end = _parens(state, end)
        if end != NO:
            end = _with_zone(state, end)
            state.noted.append(Noted("type", at, end))
        return end

    return match


def _may_be_a_type(token: Token, all_types: frozenset[str], reserved: frozenset[str]) -> bool:
    if token.kind != "word" or token.upper in _NO_TYPES:
        return False
    return token.upper in all_types or token.upper not in reserved


def _type_name(state: State, at: int, all_types: frozenset[str], reserved: frozenset[str]) -> int:
    tokens = state.tokens
    for length in (4, 3, 2):
        words = tokens[at : at + length]
        if all(token.kind == "word" for token in words) and " ".join(token.upper for token in words) in all_types:
            return at + length
    if tokens[at].upper == "INTERVAL":  # Oracle: INTERVAL DAY(2) TO SECOND(6)
        return _interval(state, at)
    if tokens[at].kind == "quoted" or _may_be_a_type(tokens[at], all_types, reserved):
        end = at + 1
        while tokens[end].upper == "." and tokens[end + 1].kind in {"word", "quoted"}:
            end += 2
        return end
    return NO


# After a column's name that comes without a type.
_NO_TYPES = frozenset("NOT NULL DEFAULT PRIMARY UNIQUE CHECK REFERENCES CONSTRAINT GENERATED AS COLLATE SET".split())


def _interval(state: State, at: int) -> int:
    end = at + 1
    for word in (("DAY", "YEAR"), ("TO",), ("SECOND", "MONTH")):
        if state.tokens[end].upper in word:
            end += 1
            if state.tokens[end].upper == "(" and word != ("TO",):
                end = _parens(state, end)
    return end


def _with_zone(state: State, at: int) -> int:
    words = [token.upper for token in state.tokens[at : at + 4]]
    for zone in (["WITH", "LOCAL", "TIME", "ZONE"], ["WITH", "TIME", "ZONE"], ["WITHOUT", "TIME", "ZONE"]):
        if words[: len(zone)] == zone:
            return at + len(zone)
    return at


def _parens(state: State, at: int) -> int:
    """Balanced parentheses and all that is in them."""
    if state.tokens[at].upper != "(":
        return state.miss(at, "(")
    return _balanced(state, at, "(", ")")


def _balanced(state: State, at: int, opening: str, closing: str) -> int:
    """All up to the word that closes what is open here."""
    depth = 0
    for place in range(at, len(state.tokens)):
        depth += {opening: 1, closing: -1}.get(state.tokens[place].upper, 0)
        if depth == 0:
            return place + 1
    return state.miss(len(state.tokens) - 1, closing)


def _word_of_option(state: State, at: int) -> int:
    """One word of a list's item, or what is in parentheses there."""
    token = state.tokens[at]
    if token.upper in _PAIRS:
        return _balanced(state, at, token.upper, _PAIRS[token.upper])
    return NO if token.kind == "end" or token.upper in {",", ")", ";"} else at + 1


_PAIRS = {"(": ")", "[": "]"}
# What may stand behind a column's default, and in none.
_BEHIND_DEFAULTS = frozenset(
    """
    AFTER AT AUTO_INCREMENT CHECK COLLATE COLUMN_FORMAT COMMENT CONSTRAINT DEFERRABLE FIRST GENERATED INITIALLY
    INVISIBLE KEY NOT NULL ON PRIMARY REFERENCES STORAGE UNIQUE VISIBLE
    """.split()
)


def _words_of_default(state: State, at: int) -> int:
    """One word at least, up to the next part of the column."""
    start = at
    while at != NO and (at == start or state.tokens[at].upper not in _BEHIND_DEFAULTS):
        end = _word_of_option(state, at)
        if end == NO:
            break
        at = end
    return at if at > start else state.miss(at, "a value")


# What begins or ends a statement of PL/SQL, and so stands in no expression of its own.
_STATEMENT = frozenset(
    """
    BEGIN CLOSE COMMIT CREATE DECLARE DELETE DROP ELSE ELSIF END EXCEPTION EXECUTE EXIT FETCH FORALL IF INSERT LOOP
    MERGE OPEN RAISE RETURN ROLLBACK SELECT THEN UPDATE WHEN WHILE
    """.split()
)


def _words_of_expression(state: State, at: int) -> int:
    """An expression of PL/SQL, at least one word: up to the word or semicolon that has to stand behind it."""
    start, tokens = at, state.tokens
    while (token := tokens[at]).kind != "end" and token.upper not in {";", ")"}:
        if token.upper == "(":
            at = _parens(state, at)
        elif token.upper == "CASE":
            at = _case(state, at)
        elif token.upper in _STATEMENT and tokens[at - 1].upper != ".":
            break
        else:
            at += 1
        if at == NO:
            return NO
    return at if at > start else state.miss(at, "a value")


def _case(state: State, at: int) -> int:
    """CASE and all up to its END."""
    return _balanced(state, at, "CASE", "END")


def _until(ends: set[str]) -> Match:
    """Any words, with what is in parentheses between them, until one of these or the end."""

    def match(state: State, at: int) -> int:
        while (token := state.tokens[at]).kind != "end" and token.upper not in ends:
            if token.upper == ")":
                return at
            if token.upper in _PAIRS:
                end = _balanced(state, at, token.upper, _PAIRS[token.upper])
                if end == NO:
                    return NO
                at = end
            else:
                at += 1
        return at

    return match
