"""Every kind of drift is found where it exists; what is the same by another road raises no alarm.

The models and the chain of one project differ in all the ways of ``drift_kinds`` at once, each under names of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from corpus import Drift, Product
from drift_kinds import ALL
from folders import Folder, Once, product_of

from migration_harness.checks.drift import drift_of, unmanaged
from migration_harness.config import Database
from migration_harness.schema import Change
from migration_harness.server import Server

KINDS = ALL


@dataclass(frozen=True, kw_only=True)
class Drifted:
    """The changes that the drift check finds, by the kind's name (the empty one where they belong to none); notes."""

    changes: Mapping[str, list[Change]]
    noted: list[str]

    def lines(self, kind: Drift) -> list[str]:
        return [line for change in self.changes.get(kind.name, ()) for line in change.lines()]


@pytest.fixture(scope="session")
def drifted(
    database: Database,
    server_of: Callable[[Database], Server],
    folder_for: Callable[[str], Folder],
    once: Once,
    request: pytest.FixtureRequest,
) -> Drifted:
    """What the check says about the project, after one walk."""
    product = product_of(request.config, database)
    return once(f"drift {database.label}", lambda: _drifted(product, folder_for("drift"), server_of(database)))


def _drifted(product: Product, folder: Folder, server: Server) -> Drifted:
    call = f"({product.name!r}, {product.version!r})"
    folder.env("import drift_kinds", f"target_metadata=drift_kinds.models{call}")
    folder.revision("1", "all", after=None, imports="import drift_kinds", up=f"drift_kinds.upgrade{call}", down="pass")
    walk = folder.walk(server)
    try:
        passed = walk.passage("1")
        assert passed.up is not None
        assert passed.up.failure is None, str(passed.up.failure)
        head = walk.head()
        assert (head.blocked, head.twin_failure) == ("", "")
        changes: dict[str, list[Change]] = {}
        for change in drift_of(head).changes:
            changes.setdefault(_owner(change), []).append(change)
        return Drifted(changes=changes, noted=unmanaged(head))
    finally:
        walk.close()


BY_TABLE = {drift.table: drift.name for drift in ALL}
LONGEST_FIRST = sorted(BY_TABLE, key=len, reverse=True)


def _owner(change: Change) -> str:
    """The kind whose table, or a part of whose names, the change names."""
    item = change.object
    told = f"{item.table} {item.name}"
    return BY_TABLE.get(item.table) or next((BY_TABLE[table] for table in LONGEST_FIRST if table in told), "")


def test_drift_is_found(kind: Drift, drifted: Drifted) -> None:
    """The evidence has a line that says what differs, under the object's own name."""
    expected = kind.found.format(t=kind.table)

    lines = drifted.lines(kind)

    assert any(line.startswith(expected) if expected[0] in "+-~" else expected in line for line in lines), lines


def test_twin_raises_no_alarm(kind: Drift, drifted: Drifted) -> None:
    """What the chain made by another road is as the models say."""
    lines = drifted.lines(kind)

    assert lines == []


def test_what_only_the_chain_makes_is_a_note(kind: Drift, drifted: Drifted) -> None:
    """A view, a trigger or a function of which the models know nothing is told, and does not fail."""
    expected = kind.noted.format(t=kind.table)

    lines = drifted.lines(kind)

    assert lines == []
    assert any(label.startswith(expected) for label in drifted.noted)


def test_models_and_chain_agree(
    database: Database, server_of: Callable[[Database], Server], folder_for: Callable[[str], Folder]
) -> None:
    """Names by convention are the same, whoever wrote them; models may make their schema themselves."""
    folder = folder_for("conventions")
    folder.env("import conventions", f"target_metadata=conventions.models({database.backend.name!r})")
    folder.revision("1", "all", after=None, imports="import conventions", up="conventions.upgrade()", down="pass")
    walk = folder.walk(server_of(database))

    head = walk.head()
    walk.close()

    assert (head.blocked, head.twin_failure) == ("", "")
    assert drift_of(head).lines() == []


test_drift_is_found.wanted = lambda kind: kind.found  # type: ignore[attr-defined]
test_twin_raises_no_alarm.wanted = lambda kind: not kind.found and not kind.noted  # type: ignore[attr-defined]
test_what_only_the_chain_makes_is_a_note.wanted = lambda kind: kind.noted  # type: ignore[attr-defined]
