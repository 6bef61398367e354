"""heads: the chain has one head and a history that Alembic can load."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import CHAIN, REVISION, findings

from migration_harness.chain import Revision

TWO = replace(
    CHAIN, revisions=(REVISION, Revision(id="cd34", path=Path("versions/cd34_other.py"))), heads=("ab12", "cd34")
)


def test_one_head_is_sound() -> None:
    """No finding."""
    assert [] == findings("heads", "chain")


def test_no_revision_at_all_is_sound() -> None:
    """A project on its first day."""
    assert [] == findings("heads", "chain", chain=replace(CHAIN, revisions=(), heads=()))


def test_two_heads_are_found() -> None:
    """By the names of their files, with the command to type."""
    (found,) = findings("heads", "chain", chain=TWO)

    assert "The chain has 2 heads." == found.message
    assert ["head ab12_add_t", "head cd34_other"] == [*found.evidence]
    assert 'alembic merge heads -m "merge ab12 and cd34"' == found.hint


def test_heads_of_branches_with_labels_of_their_own_are_meant() -> None:
    """Two chains in one history."""
    chain = replace(TWO, labels={"ab12": ["shop"], "cd34": ["audit"]})

    assert [] == findings("heads", "chain", chain=chain)


@pytest.mark.parametrize("labels", [{"ab12": ["shop"]}, {"ab12": ["shop"], "cd34": ["shop"]}])
def test_heads_of_one_branch_are_not(labels: dict[str, list[str]]) -> None:
    """A label without the other, or the same twice."""
    (found,) = findings("heads", "chain", chain=replace(TWO, labels=labels))

    assert "The chain has 2 heads." == found.message


@pytest.mark.parametrize(
    ("problem", "hint"),
    [
        ("Revision x referenced from x -> y, is not present", "restore the revision file that is missing"),
        ("Revision x is present more than once", "give one of the two files another revision id"),
        ("Cycle is detected in revisions (x, y)", "correct the down_revision of one of these files"),
        ("there is no revision file in versions, but there are some in mysql", "recursive_version_locations = true"),
        ("there is no revision file: no folder versions", "alembic revision makes it"),
        ("Could not determine revision id from filename helper.py.", "move that file elsewhere"),
        ("versions/x.py:3: ModuleNotFoundError: No module named 'x'", "it has to import where the chain runs"),
        ("versions/x.py:3: SyntaxError: invalid syntax", ""),
    ],
)
def test_a_history_that_cannot_be_loaded_is_found(problem: str, hint: str) -> None:
    """Alembic's word, and what to do."""
    (found,) = findings("heads", "chain", chain=replace(CHAIN, revisions=(), heads=(), problems=(problem,)))

    assert problem == found.message
    assert found.hint.startswith(hint)
    assert bool(hint) == bool(found.hint)


def test_a_revision_that_was_changed_after_its_release_is_found() -> None:
    """As --since GIT_REF knows."""
    (found,) = findings("heads", "chain", chain=replace(CHAIN, changed_after_release=("ab12_add_t",)))

    assert "ab12_add_t was changed after it was released." == found.message
