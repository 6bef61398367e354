"""round-trip: down restores what was before, and up again makes what up made the first time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import (
    BLOCKED,
    DECLARED,
    DOES_NOTHING,
    DOWN_FAILED,
    SOUND,
    T_WITH_INDEX,
    UP_FAILED,
    T,
    failed,
    findings,
    index,
    schema,
    step,
    table,
    view,
)

from migration_harness.check import NotVerified
from migration_harness.schema import Schema
from migration_harness.walk import Passage


def test_a_round_trip_is_sound() -> None:
    """No finding."""
    assert [] == findings("round-trip")


@pytest.mark.parametrize(
    ("before", "after_down", "message", "evidence", "hint"),
    [
        (
            T,
            T_WITH_INDEX,
            "downgrade() leaves an index behind.",
            ["+ index ix on t (a)"],
            'op.drop_index("ix", table_name="t")',
        ),
        (
            T_WITH_INDEX,
            T,
            "downgrade() does not bring an index back.",
            ["- index ix on t (a)"],
            'op.create_index("ix", "t", ["a"])',
        ),
        (
            T_WITH_INDEX,
            schema(table("t"), index("ix", "t", "(a, b)")),
            "downgrade() brings an index back different from what it was.",
            ["~ index ix on t: columns (a) -> (a, b)"],
            'op.create_index("ix", "t", ["a"])',
        ),
        (Schema(), schema(view("v"), view("w")), "downgrade() leaves 2 objects behind.", None, 'op.execute("DROP VIEW'),
        (T, schema(view("v")), "downgrade() does not restore the schema: 2 differences.", None, "DROP VIEW"),
    ],
)
def test_what_is_not_as_it_was_is_found(
    before: Schema, after_down: Schema, message: str, evidence: list[str] | None, hint: str
) -> None:
    """Object by object, with the line to paste."""
    up = schema(table("other"))
    passage = replace(SOUND, before=before, after_up=up, after_down=after_down, after_again=up)

    (found,) = findings("round-trip", passed=passage)

    assert message == found.message
    assert evidence in (None, [*found.evidence])
    assert found.hint.startswith("at the end of downgrade():\n")
    assert hint in found.hint


def test_going_up_again_fails() -> None:
    """Apart from what is left, which is a finding of its own."""
    passage = replace(SOUND, after_down=T, after_up=T_WITH_INDEX, again=step(up=True, failure=failed("t exists")))

    left, again = findings("round-trip", passed=replace(passage, after_again=None))

    assert "downgrade() leaves a table behind." == left.message
    assert "upgrade() fails when the revision goes up again." == again.message
    assert "OperationalError: t exists" in again.evidence


def test_going_up_again_makes_something_else() -> None:
    """The first up and the second are compared."""
    (found,) = findings("round-trip", passed=replace(SOUND, after_again=T_WITH_INDEX))

    assert "After up, down and up again the schema is not what it was after the first up." == found.message
    assert "index ix on t" == found.object


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        (BLOCKED, "0001_first cannot go up"),
        (UP_FAILED, "its upgrade fails"),
        (DOWN_FAILED, "its downgrade fails"),
        (DECLARED, "its downgrade is declared irreversible"),
        (DOES_NOTHING, "its downgrade does nothing"),
        (replace(SOUND, down=None, after_down=None, again=None, after_again=None), "it is below minimum-downgrade"),
    ],
)
def test_what_did_not_come_down_is_not_verified(passage: Passage, reason: str) -> None:
    """Another check has told it; here it is never counted as passed."""
    with pytest.raises(NotVerified, match=reason):
        findings("round-trip", passed=passage)
