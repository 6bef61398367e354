"""Cases of plain values: what a walk would have seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migration_harness import backend as backends
from migration_harness.chain import Chain, Revision
from migration_harness.check import AskedOf, Case, Finding, built_in
from migration_harness.process import Failure, Step
from migration_harness.schema import Object, Part, Schema
from migration_harness.walk import AtOnce, Base, Head, Passage

SQLITE = backends.find("sqlite")
REVISION = Revision(id="ab12", path=Path("versions/ab12_add_t.py"))
CHAIN = Chain(root=Path(), folder=Path("migrations"), locations=(), settings={}, revisions=(REVISION,), heads=("ab12",))


def schema(*objects: Object) -> Schema:
    """A picture with a part for each table and for each object on its own."""
    parts: dict[str, list[Object]] = {}
    for item in objects:
        parts.setdefault(item.table or item.name, []).append(item)
    return Schema(parts={name: Part(objects=tuple(found)) for name, found in parts.items()})


def table(name: str) -> Object:
    return Object(kind="table", name=name, table=name, facts={})


def index(name: str, on: str, columns: str = "(a)") -> Object:
    return Object(kind="index", name=name, table=on, facts={"columns": columns})


def view(name: str) -> Object:
    return Object(kind="view", name=name, facts={"text": "select 1"})


T = schema(table("t"))
T_WITH_INDEX = schema(table("t"), index("ix", "t"))


def step(*, up: bool, failure: Failure | None = None) -> Step:
    return Step(revision="ab12", up=up, failure=failure)


def failed(message: str = "no such table: t", **more: Any) -> Failure:
    return Failure(message=message, **{"type": "OperationalError", "where": "versions/ab12_add_t.py:7", **more})


SOUND = Passage(
    revision=REVISION,
    backend=SQLITE,
    before=Schema(),
    up=step(up=True),
    after_up=T,
    down=step(up=False),
    after_down=Schema(),
    again=step(up=True),
    after_again=T,
)
UP_FAILED = replace(
    SOUND, up=step(up=True, failure=failed()), after_up=None, down=None, after_down=None, again=None, after_again=None
)
DOWN_FAILED = replace(SOUND, down=step(up=False, failure=failed()), after_down=None, again=None, after_again=None)
DECLARED = replace(
    DOWN_FAILED, down=step(up=False, failure=failed("data is gone.", type="NotImplementedError", declared=True))
)
DOES_NOTHING = replace(SOUND, after_down=T, again=None, after_again=None)
BLOCKED = Passage(revision=REVISION, backend=SQLITE, blocked="0001_first cannot go up")
AT_HEAD = Head(backend=SQLITE, migrated=T, twin=T)
AT_BASE = Base(backend=SQLITE)
IN_ONE_RUN = AtOnce(migrated=T)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the walk has seen, already."""

    passed: Passage = SOUND
    at_head: Head = AT_HEAD
    at_base: Base = AT_BASE
    in_one_run: AtOnce = IN_ONE_RUN

    def passage(self, _revision: str) -> Passage:
        return self.passed

    def head(self) -> Head:
        return self.at_head

    def base(self) -> Base:
        return self.at_base

    def at_once(self) -> AtOnce:
        return self.in_one_run


def findings(name: str, asked_of: AskedOf = "revision", *, chain: Chain = CHAIN, **seen: Any) -> Sequence[Finding]:
    """What the check of this name finds. Raises NotVerified."""
    (check,) = [check for check in built_in() if (check.name, check.asked_of) == (name, asked_of)]
    revision = REVISION if asked_of == "revision" else None
    return check.findings(
        Case(database="sqlite", backend=SQLITE, chain=chain, observed=Seen(**seen), revision=revision)
    )
