"""What a product makes of a statement, without the product."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from migration_harness.portability import product as products
from migration_harness.portability.grammar import Grammar, Noted, State, Version, load
from migration_harness.portability.hooks import hooks
from migration_harness.portability.phrases import PHRASES, Phrase
from migration_harness.portability.tokens import Token, tokens_of

if TYPE_CHECKING:
    from migration_harness.portability.product import Product


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a product refuses or changes a statement, in one sentence, and the form that all products take."""

    message: str
    portable: str = ""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement as the product's grammar takes it apart. ``noted`` is empty where the product has no grammar."""

    product: Product
    version: Version
    tokens: tuple[Token, ...]
    noted: tuple[Noted, ...] = ()

    @property
    def called(self) -> str:
        return self.product.called(self.version)

    def text(self, item: Noted) -> str:
        """The statement's own words for it."""
        return " ".join(token.text for token in self.tokens[item.start : item.end])

    def of(self, *rules: str, within: Noted | None = None) -> list[Noted]:
        """What was noted under these rules, in the order of the text."""
        found = [item for item in self.noted if item.rule in rules and (within is None or _is_in(item, within))]
        return sorted(found, key=lambda item: item.start)


def _is_in(item: Noted, outer: Noted) -> bool:
    return outer.start <= item.start and item.end <= outer.end and item is not outer


def judge(statement: str, product: str, version: str | int | None = None) -> list[Problem]:
    """All that the product, in that version (``19``, ``2019``, ``8.4``; the newest without one), has against it.

    One statement, or for SQL Server one batch. Nothing is said of names: whether a table or column is there is not
    known here. An unknown product has nothing against anything.
    """
    from migration_harness.portability.history import RULES
    from migration_harness.portability.tables import Tables

    known = products.find(product)
    if known is None:
        return []
    found, taken = judge_alone(statement, product, version), read(statement, known.name, known.version(version))
    if isinstance(taken, Statement):
        found += [problem for rule in RULES for problem in rule(taken, Tables())]
    return list(dict.fromkeys(found))


def judge_alone(statement: str, product: str, version: str | int | None = None) -> list[Problem]:
    """The same, without what could depend on the statements before it."""
    known = products.find(product)
    return list(_judged(statement, known.name, known.version(version))) if known else []


@lru_cache(maxsize=4096)
def _judged(statement: str, name: str, version: Version) -> tuple[Problem, ...]:
    from migration_harness.portability.rules import RULES

    taken = read(statement, name, version)
    if isinstance(taken, Problem):
        return (taken,)
    problems = [problem for rule in RULES for problem in rule(taken)]
    if not problems and (refusal := _refused_as_ddl(taken)):
        problems = [refusal]
    return tuple(dict.fromkeys(problems))


@lru_cache(maxsize=4096)
def read(statement: str, name: str, version: Version) -> Statement | Problem:
    """The statement taken apart as the product of that name does it, or why that is not possible."""
    product = products.find(name)
    assert product is not None
    tokens = tokens_of(statement, product.name)
    if bad := next((token for token in tokens if token.kind == "bad"), None):
        return Problem(message=_bad(bad, product.called(version)), portable=_portable_quotes(bad))
    if len(tokens) == 1:
        return Statement(product=product, version=version, tokens=tokens)
    fits, state = grammar_of(product.name).follow(tokens, version)
    if fits or not product.strict:
        return Statement(product=product, version=version, tokens=tokens, noted=tuple(state.noted) if fits else ())
    return _refusal(product, version, tokens, state, grammar_of(product.name))


def _refused_as_ddl(statement: Statement) -> Problem | None:
    """Why the statement does not fit the grammar of what makes, changes and drops: asked where no rule knows more."""
    product, version, tokens = statement.product, statement.version, statement.tokens
    if not product.ddl:
        return None
    fits, state = ddl_of(product.name).follow(tokens, version)
    return None if fits else _refusal(product, version, tokens, state, ddl_of(product.name))


@cache
def ddl_of(name: str) -> Grammar:
    """The grammar of what makes, changes and drops, for a product whose other statements are not followed."""
    product = products.find(name)
    assert product is not None
    return load(product.ddl, hooks(product, frozenset({*product.types, *products.foreign_types(name)})))


@cache
def grammar_of(name: str) -> Grammar:
    """The grammar of a product that has one, loaded once."""
    product = products.find(name)
    assert product is not None
    known = {*product.types, *products.foreign_types(name)}
    return load(product.grammar, hooks(product, frozenset(known)))


def _bad(token: Token, called: str) -> str:
    if token.text.startswith("`"):
        return f"{called} knows no backticks."
    what = "comment" if token.text.startswith("/*") else "string" if token.text[0] == "'" else "quoted name"
    return f"The {what} that begins with {token.text[:20]} has no end."


def _portable_quotes(token: Token) -> str:
    return 'double quotes, or none: sa.quoted_name("x", quote=True)' if token.text.startswith("`") else ""


# Why a statement does not fit


def _refusal(product: Product, version: Version, tokens: tuple[Token, ...], state: State, grammar: Grammar) -> Problem:
    called = product.called(version)
    if since := _newer(product, version, tokens, state, grammar):
        return since
    at, token = state.far, tokens[state.far]
    if product.name == "oracle" and token.upper == "FROM" and "INTO" in state.expected:
        return Problem(message="A SELECT in PL/SQL needs INTO and variables behind its columns.")
    phrase = _phrase_at(product, version, tokens, at)
    if token.upper in product.reserved and _NAMES & set(state.expected) and not (phrase and len(phrase.words) > 1):
        return Problem(
            message=f"{token.text} is a reserved word of {product.title}'s and no name without quotes.",
            portable=f'another name, or "{token.text}" in quotes, as SQLAlchemy writes it',
        )
    if phrase:
        return Problem(message=f"{called} does not take {phrase.shown}: {phrase.why}.", portable=phrase.portable)
    if token.kind == "string" and token.text[0] == '"' and _NAMES & set(state.expected):
        return Problem(message=f"{called} takes {token.text} for a text, not a name.", portable=_NO_QUOTES)
    if product.name == "mssql" and any(item.upper == "GO" for item in tokens[max(0, at - 1) : at + 1]):
        message = f"{called} does not take GO: it separates batches in a script, and is no SQL."
        return Problem(message=message, portable="one op.execute() for each batch")
    before = f" after {' '.join(item.text for item in tokens[max(0, at - 3) : at])}" if at else ""
    if token.kind == "end":
        return Problem(message=f"{called} expects more{before}: {_listed(state.expected)}.")
    return Problem(message=f"{called} does not take {token.text}{before}; it expects {_listed(state.expected)}.")


_NAMES = {"a name", "a value"}
_NO_QUOTES = "no quotes, or SQLAlchemy's"


def _newer(
    product: Product, version: Version, tokens: tuple[Token, ...], state: State, grammar: Grammar
) -> Problem | None:
    """The problem where only a later version takes the statement."""
    for since in sorted({since for _, _, since in state.too_new}):
        if grammar.follow(tokens, since)[0]:
            places = [(start, end) for start, end, first in state.too_new if first == since]
            start, end = max((place for place in places if place[1] > place[0]), default=places[-1])
            return _too_new(product.called(version), product.called(since), tokens, start, end)
    return None


def _too_new(called: str, first: str, tokens: tuple[Token, ...], start: int, end: int) -> Problem:
    words = " ".join(token.text for token in tokens[start:end])
    if not words:
        return Problem(message=f"{called} has no SELECT without FROM: {first} is the first.", portable="FROM dual")
    if tokens[start - 1].upper in _BEFORE_CONDITIONS and tokens[start].upper not in {"TRUE", "FALSE"}:
        message = f"{called} takes no value as a condition, {words[:60]}: {first} is the first."
        return Problem(message=message, portable="a comparison: column.is_(sa.true()), or = 1")
    message = f"{called} does not take {words[:60]}: {first} is the first."
    return Problem(message=message, portable=_portable_of(tokens[start:end]))


_BEFORE_CONDITIONS = frozenset("WHERE AND OR NOT ON WHEN HAVING (".split())


def _portable_of(tokens: tuple[Token, ...]) -> str:
    return _PORTABLE.get(tokens[0].upper, "")


_IF = "op.create_table() and op.drop_table() without if_exists: the chain knows what is there"
_PORTABLE = {
    "TRUE": "sa.true() and sa.false()",
    "FALSE": "sa.true() and sa.false()",
    "IF": _IF,
    "||": "concat(a, b), or SQLAlchemy's + of two strings",
    "(": "an INSERT for each row: op.bulk_insert()",
    "FROM": "UPDATE ... SET x = (SELECT ...) WHERE EXISTS (SELECT ...)",
}


def _phrase_at(product: Product, version: Version, tokens: tuple[Token, ...], at: int) -> Phrase | None:
    """The longest phrase of another product that covers the place, or ends right before it."""
    words = [token.upper or token.text for token in tokens]
    found = [
        phrase
        for start in range(max(0, at - 6), at + 1)
        for phrase in PHRASES
        if start + len(phrase.words) > (at - 2 if phrase.everywhere else at)
        and phrase.lacking(product.name, version)
        and phrase.stands_at(words, start)
    ]
    return max(found, key=lambda phrase: len(phrase.words), default=None)


def _listed(expected: dict[str, None]) -> str:
    words = list(expected)
    return ", ".join(words[:6]) + (", ..." if len(words) > 6 else "")
