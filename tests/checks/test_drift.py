"""drift: the chain ends exactly where the models are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import AT_HEAD, T_WITH_INDEX, failed, findings, index, schema, table, view

from migration_harness.check import NotVerified
from migration_harness.checks.drift import unmanaged
from migration_harness.schema import Object, Part, Schema
from migration_harness.walk import Head


def test_a_chain_that_ends_at_the_models_is_sound() -> None:
    """No finding."""
    assert [] == findings("drift", "head")


def test_what_only_the_migrations_have_is_found() -> None:
    """+ in the evidence."""
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, migrated=T_WITH_INDEX))

    assert ["+ index ix on t (a)"] == [*found.evidence]
    assert "index ix on t" == found.object
    assert 'op.drop_index("ix", table_name="t")' in found.hint


def test_what_only_the_models_have_is_found() -> None:
    """- in the evidence."""
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, twin=T_WITH_INDEX))

    assert ["- index ix on t (a)"] == [*found.evidence]
    assert 'op.create_index("ix", "t", ["a"])' in found.hint


def test_what_only_migrations_make_is_no_drift() -> None:
    """Views and the like are listed as unmanaged."""
    head = replace(AT_HEAD, migrated=schema(table("t"), view("v")))

    assert [] == findings("drift", "head", at_head=head)
    assert ["view v"] == unmanaged(head)


def test_a_view_that_the_models_make_is_compared() -> None:
    """An event of the models made it in the twin: its loss is drift."""
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, twin=schema(table("t"), view("v"))))

    assert "view v" == found.object


def test_the_order_of_columns_is_no_drift() -> None:
    """ALTER TABLE appends: told apart, never a failure."""
    one = Schema(parts={"t": Part(objects=(table("t"),), columns=("a", "b"))})
    other = Schema(parts={"t": Part(objects=(table("t"),), columns=("b", "a"))})

    assert [] == findings("drift", "head", at_head=replace(AT_HEAD, migrated=one, twin=other))


def test_a_name_that_the_models_do_not_give_may_be_any() -> None:
    """A constraint that the server named in the twin is the same under a name written by hand."""
    facts = {"columns": "(a)"}
    by_hand = Object(kind="unique constraint", name="uq_by_hand", table="t", facts=facts)
    made_up = Object(kind="unique constraint", name="sqlite_autoindex_t_1", table="t", facts=facts, generated=True)
    head = replace(AT_HEAD, migrated=schema(table("t"), by_hand), twin=schema(table("t"), made_up))

    assert [] == findings("drift", "head", at_head=head)


def test_a_name_that_the_models_give_must_be_that() -> None:
    """The other way round it is drift."""
    facts = {"columns": "(a)"}
    by_hand = Object(kind="unique constraint", name="uq_by_hand", table="t", facts=facts)
    made_up = Object(kind="unique constraint", name="sqlite_autoindex_t_1", table="t", facts=facts, generated=True)
    head = replace(AT_HEAD, migrated=schema(table("t"), made_up), twin=schema(table("t"), by_hand))

    (found,) = findings("drift", "head", at_head=head)

    assert "unique constraint uq_by_hand on t" in found.object


@pytest.mark.parametrize(
    "excluded", [("table", "u", ""), ("table", "u", "u")], ids=["by include_name", "by include_object"]
)
def test_a_table_that_env_py_leaves_out_is_left_out(excluded: tuple[str, str, str]) -> None:
    """With all that belongs to it."""
    head = replace(AT_HEAD, migrated=schema(table("t"), table("u"), index("iu", "u")), excluded=(excluded,))

    assert [] == findings("drift", "head", at_head=head)


def test_an_index_that_env_py_leaves_out_is_left_out_where_one_side_has_it() -> None:
    """A filter is no reason not to compare what both have."""
    excluded = (("index", "ix", "t"),)
    other = schema(table("t"), index("ix", "t", "(b)"))

    assert [] == findings("drift", "head", at_head=replace(AT_HEAD, migrated=T_WITH_INDEX, excluded=excluded))
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, migrated=T_WITH_INDEX, twin=other, excluded=excluded))
    assert ["~ index ix on t: columns (b) -> (a)"] == [*found.evidence]


def test_a_schema_that_env_py_does_not_look_at_is_left_out() -> None:
    """include_schemas is off, or a filter keeps it out."""
    audit = schema(table("t"), table("audit.log"))

    assert [] == findings("drift", "head", at_head=replace(AT_HEAD, migrated=audit, schemas=frozenset()))
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, migrated=audit, schemas=frozenset({"audit"})))
    assert "table audit.log" == found.object


def test_models_that_cannot_be_built_are_found() -> None:
    """The database's own word."""
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, twin=None, twin_failure="OperationalError: no"))

    assert "The models cannot build a database: OperationalError: no" == found.message


def test_an_env_py_that_fails_in_the_end_is_found() -> None:
    """After the last revision, where it commits."""
    (found,) = findings("drift", "head", at_head=replace(AT_HEAD, failure=failed()))

    assert "env.py fails after the last revision." == found.message


@pytest.mark.parametrize(
    ("head", "reason"),
    [(replace(AT_HEAD, blocked="x cannot go up"), "x cannot go up"), (replace(AT_HEAD, twin=None), "target_metadata")],
)
def test_without_both_sides_nothing_is_verified(head: Head, reason: str) -> None:
    """Never counted as passed."""
    with pytest.raises(NotVerified, match=reason):
        findings("drift", "head", at_head=head)
