"""empty: going all the way down leaves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import AT_BASE, T, failed, findings, schema, step, table, view

from migration_harness.check import NotVerified, sections
from migration_harness.walk import Base


def test_an_empty_database_is_sound() -> None:
    """No finding."""
    assert [] == findings("empty", "base")


def test_what_was_there_before_is_no_fault() -> None:
    """A new database of some products is not empty."""
    assert [] == findings("empty", "base", at_base=replace(AT_BASE, empty=T, left=T))


def test_what_is_left_is_found() -> None:
    """With the revision that made it, and the line to paste there."""
    left = schema(table("t"), view("v"))
    made_by = {"table t": "0001_first", "view v": "0002_second"}

    found = findings("empty", "base", at_base=replace(AT_BASE, left=left, made_by=made_by))

    assert [
        "After going all the way down a table is still there.",
        "After going all the way down a view is still there.",
    ] == [one.message for one in found]
    assert ["+ table t ()", "  made by 0001_first"] == [*found[0].evidence]
    assert ["table t", "view v"] == [one.object for one in found]
    assert ['at the end of downgrade() of 0001_first:\nop.drop_table("t")'] == [found[0].hint]


def test_the_hint_goes_down_revision_by_revision() -> None:
    """What was made later goes first."""
    left = schema(table("a"), table("b"), table("c"))
    made_by = {"table b": "0001_first", "table a": "0002_second", "table c": "0002_second"}

    (section,) = sections(findings("empty", "base", at_base=replace(AT_BASE, left=left, made_by=made_by)))

    assert [
        "at the end of downgrade() of 0002_second:",
        'op.drop_table("a")',
        'op.drop_table("c")',
        "at the end of downgrade() of 0001_first:",
        'op.drop_table("b")',
    ] == section.hint.splitlines()


def test_a_downgrade_that_only_fails_from_head_is_found() -> None:
    """It is named."""
    base = replace(AT_BASE, failed=step(up=False, failure=failed()))

    (found,) = findings("empty", "base", at_base=base)

    assert (
        "On the way down from head the downgrade of ab12_add_t fails; right after its upgrade it works."
        == found.message
    )


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        (replace(AT_BASE, blocked="the chain has no revisions"), "the chain has no revisions"),
        (replace(AT_BASE, skipped=("ab12_add_t",)), "no revision comes down"),
    ],
)
def test_what_never_comes_down_is_not_verified(base: Base, reason: str) -> None:
    """Never counted as passed."""
    with pytest.raises(NotVerified, match=reason):
        findings("empty", "base", at_base=base)
