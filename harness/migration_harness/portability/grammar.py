"""Grammars as the vendors' manuals write them, and the machine that follows them.

A grammar is a text. A rule begins at the margin: ``name = ...``; with ``:=`` its matches are noted. In it stand

* ``CREATE``: this word; ``'('``: this symbol; ``name``: the rule of that name, or a function of ``Hooks``
* ``[x]`` perhaps, ``{x}`` any number of times, ``(x | y)`` one of them, the first that fits
* ``x ,...`` one or more with commas between them; ``!x`` no x follows
* ``x @23`` from that version of the product on; ``x @@23`` the same, and not worth a word in a message

The first alternative that fits is taken, and nothing is tried again behind it (a parsing expression grammar).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_harness.portability.tokens import Token


Version = tuple[int, ...]
NO = -1


@dataclass(frozen=True, slots=True)
class Noted:
    """A match of a noted rule: the tokens from ``start`` to before ``end``. Inner ones come before outer ones."""

    rule: str
    start: int
    end: int


@dataclass(slots=True)
class State:
    """What is known while one statement is followed.

    ``noted`` is undone where an alternative is left; ``far`` is the first token that nothing fitted, ``expected`` what
    would have; ``too_new`` are the places that only a later version of the product takes.
    """

    tokens: tuple[Token, ...]
    version: Version
    noted: list[Noted] = field(default_factory=list)
    far: int = 0
    expected: dict[str, None] = field(default_factory=dict)
    too_new: list[tuple[int, int, Version]] = field(default_factory=list)
    memory: dict[tuple[str, int], tuple[int, tuple[Noted, ...]]] = field(default_factory=dict)

    def miss(self, at: int, what: str) -> int:
        if at > self.far:
            self.far, self.expected = at, {}
        if at == self.far:
            self.expected[what] = None
        return NO

    def undo(self, mark: int) -> None:
        del self.noted[mark:]


Match = Callable[[State, int], int]
"""From a place in the tokens to the place behind the match, or NO."""


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """The rules of one product, ready to be followed."""

    rules: Mapping[str, Match]

    def follow(self, tokens: tuple[Token, ...], version: Version) -> tuple[bool, State]:
        """Whether all tokens fit the rule ``statement``; what was noted on the way, or how far it came."""
        state = State(tokens=tokens, version=version)
        end = self.rules["statement"](state, 0)
        if end != NO and tokens[end].kind != "end":
            state.miss(end, "the end")
        return end != NO and tokens[end].kind == "end", state


def load(names: tuple[str, ...], hooks: Mapping[str, Match]) -> Grammar:
    """The grammar of these files; a rule of a later one takes the place of an earlier one's."""
    rules: dict[str, Match] = dict(hooks)
    for name in names:
        text = (Path(__file__).parent / "grammars" / f"{name}.ebnf").read_text(encoding="utf-8")
        for rule, noted, body in _rules_of(text):
            rules[rule] = _Body(rules=rules, tokens=_TOKEN.findall(body)).rule(rule, noted=noted)
    return Grammar(rules=rules)


_RULE = re.compile(r"^(\w+) (:?=)((?:.*\n)(?:[ \t].*\n|\n)*)", re.MULTILINE)
_TOKEN = re.compile(r"'[^']+'|,\.\.\.|@@?[\d.]+|\w+|[\[\]{}()|!]")
_REMEMBERED = frozenset({"expr", "condition", "query", "value"})


def _rules_of(text: str) -> list[tuple[str, bool, str]]:
    bare = re.sub(r"^#.*\n|\s+# .*$", "", text, flags=re.MULTILINE) + "\n"
    return [(name, sign == ":=", body) for name, sign, body in _RULE.findall(bare)]


@dataclass(kw_only=True)
class _Body:
    """The right side of a rule, on its way to a function."""

    rules: Mapping[str, Match]
    tokens: list[str]

    def rule(self, name: str, *, noted: bool) -> Match:
        match = self._choice()
        assert not self.tokens, f"the rule {name} ends before {self.tokens[:5]}"
        match = _noting(name, match) if noted else match
        return _remembering(name, match) if name in _REMEMBERED else match

    def _choice(self) -> Match:
        found = [self._sequence()]
        while self.tokens and self.tokens[0] == "|":
            self.tokens.pop(0)
            found.append(self._sequence())
        return found[0] if len(found) == 1 else _one_of(found)

    def _sequence(self) -> Match:
        found = []
        while self.tokens and self.tokens[0] not in {"|", ")", "]", "}"}:
            found.append(self._item())
        return found[0] if len(found) == 1 else _all_of(found)

    def _item(self) -> Match:
        match = self._atom()
        while self.tokens and self.tokens[0].startswith((",...", "@")):
            word = self.tokens.pop(0)
            match = _list_of(match) if word == ",..." else _from(word, match)
        return match

    def _atom(self) -> Match:
        word = self.tokens.pop(0)
        if word == "!":
            return _without(self._atom())
        if word in "([{":
            inner = self._choice()
            assert self.tokens.pop(0) == {"(": ")", "[": "]", "{": "}"}[word]
            return {"(": inner, "[": _perhaps(inner), "{": _any_number_of(inner)}[word]
        if word.startswith("'"):
            return _word(word[1:-1])
        return _word(word) if word.isupper() else _named(self.rules, word)


def _word(word: str) -> Match:
    def match(state: State, at: int) -> int:
        return at + 1 if state.tokens[at].upper == word else state.miss(at, word)

    return match


def _named(rules: Mapping[str, Match], name: str) -> Match:
    def match(state: State, at: int) -> int:
        return rules[name](state, at)

    return match


def _all_of(items: list[Match]) -> Match:
    def match(state: State, at: int) -> int:
        for item in items:
            at = item(state, at)
            if at == NO:
                return NO
        return at

    return match


def _one_of(items: list[Match]) -> Match:
    def match(state: State, at: int) -> int:
        mark = len(state.noted)
        for item in items:
            end = item(state, at)
            if end != NO:
                return end
            state.undo(mark)
        return NO

    return match


def _perhaps(item: Match) -> Match:
    def match(state: State, at: int) -> int:
        mark = len(state.noted)
        end = item(state, at)
        if end == NO:
            state.undo(mark)
            return at
        return end

    return match


def _any_number_of(item: Match) -> Match:
    once = _perhaps(item)

    def match(state: State, at: int) -> int:
        while (end := once(state, at)) != at:
            at = end
        return at

    return match


def _list_of(item: Match) -> Match:
    more = _any_number_of(_all_of([_word(","), item]))
    return _all_of([item, more])


def _without(item: Match) -> Match:
    def match(state: State, at: int) -> int:
        mark, far, expected = len(state.noted), state.far, dict(state.expected)
        end = item(state, at)
        state.undo(mark)
        state.far, state.expected = far, expected
        return at if end == NO else NO

    return match


def _from(word: str, item: Match) -> Match:
    since = tuple(int(part) for part in word.lstrip("@").split("."))

    def match(state: State, at: int) -> int:
        mark = len(state.noted)
        end = item(state, at)
        if end != NO and state.version < since:
            state.undo(mark)
            if not word.startswith("@@"):
                state.too_new.append((at, end, since))
            return NO
        return end

    return match


def _noting(name: str, item: Match) -> Match:
    def match(state: State, at: int) -> int:
        end = item(state, at)
        if end != NO:
            state.noted.append(Noted(name, at, end))
        return end

    return match


def _remembering(name: str, item: Match) -> Match:
    """Looked at once at each place: nested parentheses would be looked at again and again."""

    def match(state: State, at: int) -> int:
        known = state.memory.get((name, at))
        if known is None:
            mark = len(state.noted)
            end = item(state, at)
            known = state.memory[name, at] = end, tuple(state.noted[mark:])
            state.undo(mark)
        state.noted.extend(known[1] if known[0] != NO else ())
        return known[0]

    return match
