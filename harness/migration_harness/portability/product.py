"""What a product knows: its types, its functions, the words that are no names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import MappingProxyType

Version = tuple[int, ...]
NEWEST: Version = (999,)


@dataclass(frozen=True, kw_only=True)
class TypeName:
    """A type of a product: how many arguments it takes, the largest first one, since when there is one."""

    least: int = 0
    most: int = 0
    largest: int = 0
    since: Version = ()


@dataclass(frozen=True, kw_only=True)
class Product:
    """One database product, as far as its SQL can be judged without it.

    ``grammar`` names the files of its grammar; where it is not ``strict`` only tables and indexes are looked at, and
    the product takes every statement that is not another product's; ``ddl`` are the files of the grammar that its
    statements have to fit which make, change and drop. ``all_functions`` says that a function that is not
    among ``functions`` does not exist, where its name has no schema before it. ``no_values`` are bare words that other
    products have as values. ``versions`` gives the server's version for the number in the product's name.
    """

    name: str
    title: str
    dialect: str
    types: Mapping[str, TypeName]
    functions: Mapping[str, Version]
    reserved: frozenset[str] = frozenset()
    no_aliases: frozenset[str] = frozenset()
    no_values: frozenset[str] = frozenset()
    grammar: tuple[str, ...] = ("open",)
    ddl: tuple[str, ...] = ()
    strict: bool = False
    all_functions: bool = False
    longest_name: int = 0
    versions: Mapping[Version, Version] = field(default_factory=lambda: MappingProxyType({}))
    titles: Mapping[Version, str] = field(default_factory=lambda: MappingProxyType({}))

    def version(self, text: str | int | None) -> Version:
        """The version that a user means by ``2019``, ``19c``, ``8.4.3`` or an image tag; the newest without one."""
        numbers = re.findall(r"\d+", str(text or "").partition("-")[0])
        found = tuple(int(number) for number in numbers[:3])
        return self.versions.get(found[:1], found) or NEWEST

    def called(self, version: Version) -> str:
        """``Oracle 19``, ``SQL Server 2019``; only the product's name for the newest."""
        if version == NEWEST:
            return self.title
        return f"{self.title} {self.titles.get(version[:1], '.'.join(map(str, version)))}"


def types(text: str) -> Mapping[str, TypeName]:
    """The types of a text such as ``CHAR:0-1<2000 NUMBER:0-2 BOOLEAN@23``; a dot in a name stands for a space."""
    found = {}
    for name, least, most, largest, since in _TYPE.findall(text):
        found[name.replace(".", " ")] = TypeName(
            least=int(least or 0), most=int(most or 0), largest=int(largest or 0), since=_numbers(since)
        )
    return found


def names_since(text: str) -> Mapping[str, Version]:
    """The names of a text such as ``ABS JSON_OBJECT@16``, each with the version that brought it."""
    words = (word.partition("@") for word in text.split())
    return {name: _numbers(since) for name, _, since in words}


_TYPE = re.compile(r"([A-Z][A-Z_0-9.]*)(?::(\d)-(\d))?(?:<(\d+))?(?:@([\d.]+))?")


def _numbers(text: str) -> Version:
    return tuple(int(number) for number in text.split(".") if number)


NAMES = ("mariadb", "mssql", "mysql", "oracle", "postgres", "sqlite")
ALIASES = MappingProxyType({"postgresql": "postgres", "pg": "postgres", "sqlserver": "mssql", "tsql": "mssql"})


@cache
def find(name: str) -> Product | None:
    """The product of this name or alias, where there is one whose SQL can be judged."""
    name = ALIASES.get(name.lower(), name.lower())
    if name not in NAMES:
        return None
    product = import_module(f"migration_harness.portability.products.{name}").PRODUCT
    assert isinstance(product, Product)
    return product


@cache
def foreign_types(name: str) -> Mapping[str, tuple[str, ...]]:
    """The types that other products have and this one has not, each with their titles."""
    own = find(name)
    assert own is not None
    return _of_others(name, {other: product.types for other in NAMES if (product := find(other))}, own.types)


@cache
def foreign_functions(name: str) -> Mapping[str, tuple[str, ...]]:
    """The functions that other products have and this one has not, each with their titles."""
    own = find(name)
    assert own is not None
    return _of_others(name, {other: product.functions for other in NAMES if (product := find(other))}, own.functions)


def _of_others(
    name: str, all_of: Mapping[str, Mapping[str, object]], own: Mapping[str, object]
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for other, names in all_of.items():
        product = find(other)
        assert product is not None
        for item in names:
            if other != name and item not in own:
                found[item] = (*found.get(item, ()), product.title)
    return found
