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

from migration_harness.check import NotVerified, sections
from migration_harness.schema import Object, Schema
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
        (
            T_WITH_INDEX,
            schema(table("t"), index("iy", "t")),
            "downgrade() leaves an index under another name.",
            ["- index ix on t (a)", "+ index iy on t (a)"],
            'op.drop_index("iy", table_name="t")\nop.create_index("ix", "t", ["a"])',
        ),
    ],
)
def test_what_is_not_as_it_was_is_found(
    before: Schema, after_down: Schema, message: str, evidence: list[str], hint: str
) -> None:
    """Object by object, with the line to paste."""
    up = schema(table("other"))
    passage = replace(SOUND, before=before, after_up=up, after_down=after_down, after_again=up)

    (found,) = findings("round-trip", passed=passage)

    assert message == found.message
    assert evidence == [*found.evidence]
    assert found.hint.startswith("at the end of downgrade():\n")
    assert hint in found.hint


def test_each_object_is_a_finding() -> None:
    """So that a waiver is for one; their hints are one for all of them, in an order that works."""
    before, after_down = schema(table("t"), view("v")), schema(table("t"), table("u"), index("ix", "t"))
    passage = replace(SOUND, before=before, after_down=after_down, after_up=T, after_again=T)

    found = findings("round-trip", passed=passage)

    assert ["index ix on t", "view v", "table u"] == [one.object for one in found]
    (section,) = sections(found)
    assert [
        "at the end of downgrade():",
        'op.drop_index("ix", table_name="t")',
        'op.execute("CREATE VIEW v AS select 1")',
        'op.drop_table("u")',
    ] == section.hint.splitlines()


def test_what_only_follows_from_another_name_is_no_finding_of_its_own() -> None:
    """An index is on a column that has another name."""
    old, new = (Object(kind="column", name=name, table="t", facts={"type": "INTEGER"}) for name in "ab")
    before = schema(table("t"), old, index("ix", "t", "(a)"))
    after_down = schema(table("t"), new, index("ix", "t", "(b)"))
    passage = replace(SOUND, before=before, after_down=after_down, after_up=T, after_again=T)

    (found,) = findings("round-trip", passed=passage)

    assert "downgrade() leaves a column under another name." == found.message
    assert ["- column t.a INTEGER", "+ column t.b INTEGER", "~ index ix on t: columns (a) -> (b)"] == [*found.evidence]
    assert 'at the end of downgrade():\nop.alter_column("t", "b", new_column_name="a")' == found.hint


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

    assert "The second upgrade() makes an index that the first did not make." == found.message
    assert "index ix on t" == found.object


def test_what_did_not_come_back_is_told_once() -> None:
    """The index is lost on the way down, and so it is after the second up; the other one is new there."""
    passage = replace(
        SOUND,
        before=T_WITH_INDEX,
        after_up=T_WITH_INDEX,
        after_down=T,
        after_again=schema(table("t"), index("iy", "t", "(b)")),
    )

    lost, new = findings("round-trip", passed=passage)

    assert ("index ix on t", "downgrade() does not bring an index back.") == (lost.object, lost.message)
    assert ("index iy on t", "The second upgrade() makes an index that the first did not make.") == (
        new.object,
        new.message,
    )


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
