"""Every kind of drift is found where it exists; what is the same by another road raises no alarm.

The models and the chain of one project differ in all the ways of ``drift_kinds`` at once, each under names of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from conftest import Folder, product_of
from corpus import Drift
from drift_kinds import ALL

from migration_harness.checks.drift import drift_of
from migration_harness.config import Database
from migration_harness.schema import Change
from migration_harness.server import Server

KINDS = ALL
Changes = Mapping[str, list[Change]]


@pytest.fixture(scope="session")
def drifted(
    database: Database,
    server_of: Callable[[Database], Server],
    folder_for: Callable[[str], Folder],
    request: pytest.FixtureRequest,
) -> Changes:
    """What the drift check finds, by the kind's name; under the empty name what belongs to none."""
    product = product_of(request.config, database)
    call = f"({product.name!r}, {product.version!r})"
    folder = folder_for("drift")
    folder.env("import drift_kinds", f"target_metadata=drift_kinds.models{call}")
    folder.revision("r1", after=None, imports="import drift_kinds", up=f"drift_kinds.upgrade{call}", down="pass")
    walk = folder.walk(server_of(database))
    try:
        passed = walk.passage("r1")
        assert passed.up is not None
        assert passed.up.failure is None, str(passed.up.failure)
        head = walk.head()
        assert (head.blocked, head.twin_failure) == ("", "")
        found: dict[str, list[Change]] = {}
        for change in drift_of(head).changes:
            found.setdefault(_owner(change), []).append(change)
        return found
    finally:
        walk.close()


BY_TABLE = {drift.table: drift.name for drift in ALL}
LONGEST_FIRST = sorted(BY_TABLE, key=len, reverse=True)


def _owner(change: Change) -> str:
    """The kind whose table, or a part of whose names, the change names."""
    item = change.object
    return BY_TABLE.get(item.table) or next((BY_TABLE[table] for table in LONGEST_FIRST if table in item.name), "")


def _lines(changes: Changes, kind: Drift) -> list[str]:
    return [line for change in changes.get(kind.name, ()) for line in change.lines()]


def test_drift_is_found(kind: Drift, drifted: Changes) -> None:
    """The evidence has a line that says what differs, under the object's own name."""
    expected = kind.found.format(t=kind.table)

    lines = _lines(drifted, kind)

    assert [line for line in lines if line.startswith(expected) or (expected[0] not in "+-~" and expected in line)], lines


def test_twin_raises_no_alarm(kind: Drift, drifted: Changes) -> None:
    """What the chain made by another road is as the models say."""
    lines = _lines(drifted, kind)

    assert lines == []


test_drift_is_found.wanted = lambda kind: kind.found  # type: ignore[attr-defined]
test_twin_raises_no_alarm.wanted = lambda kind: not kind.found  # type: ignore[attr-defined]
