"""downgrade: the revision comes down."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from cases import BLOCKED, DECLARED, DOES_NOTHING, DOWN_FAILED, SOUND, UP_FAILED, T, findings

from migration_harness.check import NotVerified
from migration_harness.walk import Passage


def test_a_revision_that_comes_down_is_sound() -> None:
    """No finding."""
    assert [] == findings("downgrade")


def test_a_revision_that_changes_no_schema_may_do_nothing() -> None:
    """A migration of data: `pass` is no fault where upgrade() made nothing."""
    passage = replace(SOUND, before=T, after_up=T, after_down=T)

    assert [] == findings("downgrade", passed=passage)


def test_a_downgrade_that_fails_is_found() -> None:
    """With its error and its place."""
    (found,) = findings("downgrade", passed=DOWN_FAILED)

    assert "downgrade() fails." == found.message
    assert ["OperationalError: no such table: t", "at versions/ab12_add_t.py:7"] == [*found.evidence]


def test_a_downgrade_that_does_nothing_is_found() -> None:
    """All that is left is the evidence, and the hint is its body."""
    (found,) = findings("downgrade", passed=DOES_NOTHING)

    assert "downgrade() does nothing; all that upgrade() made is still there." == found.message
    assert ["+ table t ()"] == [*found.evidence]
    assert 'in downgrade():\nop.drop_table("t")' == found.hint


def test_a_downgrade_that_is_declared_impossible_is_found() -> None:
    """With the reason that the author gives, and the waiver to write."""
    (found,) = findings("downgrade", passed=DECLARED)

    assert "downgrade() is declared irreversible: data is gone." == found.message
    table = tomllib.loads(found.hint.partition("\n")[2])["tool"]["migration-harness"]["waivers"][0]
    assert {"check": "downgrade", "revision": "ab12", "reason": "..."} == table


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        (BLOCKED, "0001_first cannot go up"),
        (UP_FAILED, "its upgrade fails"),
        (replace(SOUND, down=None, after_down=None, again=None, after_again=None), "it is below minimum-downgrade"),
    ],
)
def test_what_was_not_tried_is_not_verified(passage: Passage, reason: str) -> None:
    """Never counted as passed."""
    with pytest.raises(NotVerified, match=reason):
        findings("downgrade", passed=passage)
