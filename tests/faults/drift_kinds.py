"""All kinds of drift, and what a project made of them consists of."""

from __future__ import annotations

from contextlib import nullcontext

import drift_objects
import drift_roads
import drift_tables
from alembic import op
from corpus import Drift, Product, make_parents, parents
from sqlalchemy import MetaData

ALL: list[Drift] = [*drift_tables.ALL, *drift_objects.ALL, *drift_roads.ALL]


def _of(product: Product) -> list[Drift]:
    found = [drift for drift in ALL if product.has(drift.on, drift.since)]
    names = [drift.name for drift in found]
    assert not (twice := {name for name in names if names.count(name) > 1}), twice
    return found


def models(name: str, version: tuple[int, ...]) -> MetaData:
    """The models' side of all that the product has."""
    metadata = MetaData()
    parents(metadata)
    for drift in _of(Product(name=name, version=version)):
        drift.model(metadata, drift.table)
    return metadata


def upgrade(name: str, version: tuple[int, ...]) -> None:
    """The chain's side."""
    make_parents()
    failed = [told for drift in _of(Product(name=name, version=version)) if (told := _failure(drift))]
    if failed:
        raise RuntimeError(" ;; ".join(one.replace("\n", " ") for one in failed))


def _failure(drift: Drift) -> str:
    """What keeps the chain from making it, so that all such are told at once."""
    nested = op.get_bind().begin_nested() if op.get_bind().dialect.name == "postgresql" else nullcontext()
    try:
        with nested:
            drift.chain(drift.table)
    except Exception as error:  # noqa: BLE001
        return f"{drift.name}: {error!s:.300}"
    return ""
