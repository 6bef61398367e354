"""upgrade: the revision goes up on an empty database, and the chain goes up in one run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import BLOCKED, IN_ONE_RUN, T_WITH_INDEX, UP_FAILED, T, failed, findings, step

from migration_harness.check import NotVerified
from migration_harness.process import Failure
from migration_harness.schema import Schema


def test_a_revision_that_goes_up_is_sound() -> None:
    """No finding."""
    assert [] == findings("upgrade")


def test_an_upgrade_that_fails_is_found() -> None:
    """The error, its place and the statement are the evidence."""
    passage = replace(UP_FAILED, up=step(up=True, failure=failed("disk is full", statement="DROP TABLE t")))

    (found,) = findings("upgrade", passed=passage)

    assert [
        "sqlite  upgrade  ab12_add_t",
        "  upgrade() fails.",
        "    OperationalError: disk is full",
        "    at versions/ab12_add_t.py:7",
        "        DROP TABLE t",
    ] == found.lines()


@pytest.mark.parametrize(
    "failure", [Failure(message="stopped before it connected to x", guard=True), Failure(message="it did not move")]
)
def test_what_the_harness_saw_is_the_message(failure: Failure) -> None:
    """What is no error of the revision's own needs no more words."""
    (found,) = findings("upgrade", passed=replace(UP_FAILED, up=step(up=True, failure=failure)))

    assert failure.message == found.message
    assert [] == [*found.evidence]


@pytest.mark.parametrize(
    ("failure", "hint"),
    [
        (Failure(message="env.py:7: stopped before it connected to x", guard=True), "url-env"),
        (Failure(message="app/db.py:7: stopped before it connected to x", guard=True), "url-env"),
        (Failure(message="stopped before it connected to x", where="ab12_add_t.py:7", guard=True), "op.get_bind()"),
    ],
)
def test_what_the_guard_stopped_is_told_with_the_right_way(failure: Failure, hint: str) -> None:
    """env.py and a revision have different ones."""
    (found,) = findings("upgrade", passed=replace(UP_FAILED, up=step(up=True, failure=failure)))

    assert hint in found.hint


@pytest.mark.parametrize(
    ("before", "parents", "says"), [(Schema(), (), True), (Schema(), ("0001",), True), (T, ("0001",), False)]
)
def test_a_chain_that_begins_with_tables_of_others_is_told_how(
    before: Schema, parents: tuple[str, ...], says: bool
) -> None:
    """Also where its first revisions make nothing; not where one of its own tables is missing."""
    revision = replace(UP_FAILED.revision, parents=parents)
    passage = replace(UP_FAILED, revision=revision, before=before)

    (found,) = findings("upgrade", passed=passage)

    assert says == ('start = "models"' in found.hint)


def test_types_of_parameters_are_told_apart_by_the_driver() -> None:
    """What passes under psycopg2 may fail under psycopg 3."""
    failure = failed("column n is of type integer", type="DatatypeMismatch", statement="UPDATE t SET n=%(n)s::VARCHAR")

    (found,) = findings("upgrade", passed=replace(UP_FAILED, up=step(up=True, failure=failure)))

    assert 'drivers = { postgres = "postgresql+psycopg2" }' in found.hint


@pytest.mark.parametrize(
    "message",
    [
        "canceling statement due to lock timeout",
        "Lock wait timeout exceeded; try restarting transaction",
        "database is locked",
    ],
)
def test_a_revision_that_waits_for_itself_is_told_so(message: str) -> None:
    """A lock in a scratch database is its own."""
    failure = failed(message)

    (found,) = findings("upgrade", passed=replace(UP_FAILED, up=step(up=True, failure=failure)))

    assert found.hint.startswith("nobody else uses the scratch database")


def test_an_async_env_py_without_its_driver_is_told_what_to_install() -> None:
    """SQLAlchemy names the driver that is there."""
    failure = failed("env.py does not run: ... requires an async driver to be used", type="")

    (found,) = findings("upgrade", passed=replace(UP_FAILED, up=step(up=True, failure=failure)))

    assert "in the Python in which the chain runs, type: pip install aiosqlite" == found.hint


def test_a_revision_that_is_not_reached_is_not_verified() -> None:
    """The reason is the one before it."""
    with pytest.raises(NotVerified, match="0001_first cannot go up"):
        findings("upgrade", passed=BLOCKED)


def test_going_up_in_one_run_is_sound() -> None:
    """It ends where one revision at a time ends."""
    assert [] == findings("upgrade", "head")


def test_going_up_in_one_run_ends_elsewhere() -> None:
    """Object by object."""
    (found,) = findings("upgrade", "head", in_one_run=replace(IN_ONE_RUN, migrated=T_WITH_INDEX))

    assert "upgrade heads in one run makes an index that one revision at a time does not make." == found.message
    assert ["+ index ix on t (a)"] == [*found.evidence]
    assert "index ix on t" == found.object


def test_env_py_fails_after_going_up_in_one_run() -> None:
    """No other way to commit would help."""
    at_once = replace(IN_ONE_RUN, failed=replace(step(up=True, failure=failed()), revision=""))

    (found,) = findings("upgrade", "head", in_one_run=at_once)

    assert "upgrade heads in one run fails at env.py, though each revision goes up by itself." == found.message
    assert "" == found.hint


def test_going_up_in_one_run_fails() -> None:
    """The revision that failed is named."""
    at_once = replace(IN_ONE_RUN, failed=step(up=True, failure=failed()))

    (found,) = findings("upgrade", "head", in_one_run=at_once)

    assert "upgrade heads in one run fails at ab12_add_t, though each revision goes up by itself." == found.message
