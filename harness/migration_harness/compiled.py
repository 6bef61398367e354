"""What a chain compiles to for each product, without any of them, and what they have against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from migration_harness.errors import MigrationError
from migration_harness.portability import product as products
from migration_harness.portability.judged import Problem
from migration_harness.portability.revisions import Trouble, judge_chain
from migration_harness.process import ChainProcess, Failure

if TYPE_CHECKING:
    from migration_harness.chain import Chain
    from migration_harness.config import Config, Database

_AS_ASKED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Target:
    """A product, in a version where one is named, that the chain has to run on.

    ``dialect`` is where SQLAlchemy calls it something else: many take MariaDB for MySQL.
    """

    product: str
    version: str = ""
    dialect: str = ""

    @property
    def label(self) -> str:
        """Its name in findings: ``oracle:19``."""
        return f"{self.product}:{self.version}" if self.version else self.product

    @property
    def names(self) -> frozenset[str]:
        """What the key ``db`` of a chain may call it."""
        return frozenset({self.product, self.dialect or self.product})


def targets_of(
    config: Config, databases: Iterable[Database], said: Mapping[str, str] = _AS_ASKED
) -> dict[str, tuple[Target, ...]]:
    """What is judged under each database that was asked for, by its label.

    The products are those of the key ``databases`` and those asked for. A product that was asked for is judged under
    its own name, in the version asked for, and those that were not under the first. ``said`` is what the servers
    behind URLs say that they are, by label.
    """
    asked = {database.label: _asked(config, database, said.get(database.label)) for database in databases}
    found = {label: [target] for label, target in asked.items() if products.find(target.product)}
    for target in (_as_driven(config, parse_target(text)) for text in config.databases):
        own = [item for item in asked.values() if item.product == target.product]
        if products.find(target.product) and target not in own and not (own and not target.version) and asked:
            label = next((name for name, item in asked.items() if item.product == target.product), next(iter(asked)))
            found.setdefault(label, []).append(target)
    return {label: tuple(dict.fromkeys(targets)) for label, targets in found.items()}


def _asked(config: Config, database: Database, product: str | None) -> Target:
    name = database.backend.name
    if database.url is None:
        return _as_driven(config, Target(product=name, version=database.version or ""))
    return Target(product=product or name, dialect=name if product not in {None, name} else "")


def _as_driven(config: Config, target: Target) -> Target:
    """With the dialect of the key ``drivers``: { mariadb = "mysql+pymysql" }."""
    driven = products.find(config.drivers.get(target.product, target.product).partition("+")[0])
    return replace(target, dialect=driven.name) if driven and driven.name != target.product else target


def parse_target(text: str) -> Target:
    """The product and version of ``NAME[:VERSION]`` or of an URL."""
    try:
        name, version = (make_url(text).get_backend_name(), "") if "://" in text else text.partition(":")[::2]
    except ArgumentError:
        name, version = text, ""
    known = products.find(name)
    return Target(product=known.name if known else name, version=version)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What is known of one revision on one product; ``reason`` says why it is not known whether that is all."""

    troubles: tuple[Trouble, ...] = ()
    reason: str = ""


@dataclass(kw_only=True)
class Compiled:
    """One chain, compiled and judged for each product once; in ``process_at_hand`` where it has begun already."""

    chain: Chain
    _judged: dict[Target, Mapping[str, Judged]] = field(default_factory=dict)
    process_at_hand: ChainProcess | None = None

    def judged(self, target: Target, revision: str) -> Judged:
        """What the product has against the revision."""
        if target not in self._judged:
            self._judged[target] = self._judge(target)
        return self._judged[target][revision]

    def close(self) -> None:
        """The process is gone."""
        if self.process_at_hand is not None:
            self.process_at_hand.end()

    def _judge(self, target: Target) -> Mapping[str, Judged]:
        ids = [revision.id for revision in self.chain.revisions]
        try:
            answer = self._ask(target, ids)
        except MigrationError as error:
            return dict.fromkeys(ids, Judged(reason=str(error)))
        if "error" in answer:
            return dict.fromkeys(ids, Judged(reason=no_offline_mode(answer)))
        return dict(_judge_each(target, ids, answer["revisions"]))

    def _ask(self, target: Target, ids: list[str]) -> dict[str, Any]:
        if self.process_at_hand is None or not self.process_at_hand.alive:
            self.process_at_hand = self.chain.start()
        told = {"dialect": target.dialect or target.product, "product": target.product, "version": target.version}
        return self.process_at_hand.write({**told, "pinned": True, "revisions": ids})


def _judge_each(target: Target, ids: list[str], written: Mapping[str, Any]) -> Iterator[tuple[str, Judged]]:
    ways = {revision: written.get(revision, {}) for revision in ids}
    statements = {revision: (_statements(way, "up"), _statements(way, "down")) for revision, way in ways.items()}
    troubles = list(judge_chain(statements, target.product, target.version))
    for revision, way in ways.items():
        reasons = []
        for name in ("up", "down"):
            error = way.get(name, {}).get("error")
            if error is not None and (problem := _refused(target, error)):
                troubles.append(Trouble(revision=revision, up=name == "up", statement="", problem=problem))
            elif error is not None and not _is_meant(target, error, up=name == "up"):
                reasons.append(why_not_written(error))
        own = tuple(trouble for trouble in troubles if trouble.revision == revision)
        yield revision, Judged(troubles=own, reason="; ".join(dict.fromkeys(reasons)))


def _statements(way: Mapping[str, Any], name: str) -> list[str]:
    return list(way.get(name, {}).get("statements", ()))


def no_offline_mode(answer: Mapping[str, Any]) -> str:
    error = answer["error"]
    if foreign := answer.get("foreign"):
        return f"with --sql env.py writes for {foreign}: {_ELSEWHERE}"
    if answer.get("offline"):
        return f"env.py fails in offline mode, in which nothing is to connect: {why_not_written(error)}"
    said = f" ({error['message']})" if error.get("message") else ""
    return f"env.py has no offline mode, it wants to connect where context.is_offline_mode() is true{said}"


_ELSEWHERE = (
    "it takes its URL from somewhere else; name the environment variable that it is read from:"
    ' url-env = ["..."] in [tool.migration-harness]'
)
_BATCH = "batch mode with dialect sqlite requires a live database connection"


def _refused(target: Target, error: Mapping[str, Any]) -> Problem | None:
    """The problem, where SQLAlchemy or Alembic refuse to write it for the product."""
    product = products.find(target.product)
    assert product is not None
    called, where = product.called(product.version(target.version)), f" (at {error['where']})" if error["where"] else ""
    if "CompileError" in error["kinds"]:
        return Problem(message=f"SQLAlchemy cannot write this for {called}: {error['message'].rstrip('.')}{where}.")
    if error["by_alembic"] and "NotImplementedError" in error["kinds"]:
        portable = "op.batch_alter_table()" if target.product == "sqlite" else ""
        return Problem(
            message=f"Alembic cannot write this for {called}: {error['message'].rstrip('.')}{where}.", portable=portable
        )
    return None


def _is_meant(target: Target, error: Mapping[str, Any], *, up: bool) -> bool:
    """A downgrade declared impossible; batch mode, which copies the table on SQLite and has to see it for that."""
    declared = error["declared"] and not error["by_alembic"] and not up
    return declared or (target.product == "sqlite" and _BATCH in " ".join(error["message"].split()))


_READS = re.compile(r"'NoneType' object|NoneType|No inspection system")


def why_not_written(error: Mapping[str, Any]) -> str:
    """Why a revision could not be written as SQL, in the words of the project where it is the revision's own doing."""
    failure = Failure.from_answer({key: error[key] for key in error if key not in {"by_alembic", "kinds"}})
    where = f" at {failure.where}" if failure.where else ""
    if failure.guard:
        return f"it connects to a database{where}"
    if _READS.search(failure.message):
        return f"it reads from the database, and there is none with --sql{where}"
    return f"{failure}{where}"
