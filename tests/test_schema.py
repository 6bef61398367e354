"""The difference of two pictures, object by object, as a reader sees it."""

from __future__ import annotations

import pytest

from migration_harness.schema import Change, Object, Part, Schema


def column(name: str, type_: str = "INTEGER", *, table: str = "t", **facts: str) -> Object:
    return Object(kind="column", name=name, table=table, facts={"type": type_, "nullable": "yes", **facts})


def unique(name: str, columns: str, *, generated: bool = False) -> Object:
    return Object(kind="unique constraint", name=name, table="t", facts={"columns": columns}, generated=generated)


def picture(*objects: Object, name: str = "t", **options: str) -> Schema:
    """A database with one table of these objects."""
    table = Object(kind="table", name=name, table=name, facts=options)
    columns = tuple(item.name for item in objects if item.kind == "column")
    return Schema(parts={name: Part(objects=(table, *objects), columns=columns)})


def alone(kind: str, name: str, **facts: str) -> Schema:
    return Schema(parts={name: Part(objects=(Object(kind=kind, name=name, facts=facts),))})


def together(*pictures: Schema) -> Schema:
    return Schema(parts={name: part for item in pictures for name, part in item.parts.items()})


A = column("a")

# before, after, what a reader sees
CHANGES = {
    "a table": (Schema(), picture(A, column("b", "TEXT")), ["+ table t (a INTEGER, b TEXT)"]),
    "no table": (picture(A), Schema(), ["- table t (a INTEGER)"]),
    "a table with options": (Schema(), picture(A, engine="InnoDB"), ["+ table t (a INTEGER), engine InnoDB"]),
    "a column": (picture(A), picture(A, column("b", default="0")), ["+ column t.b INTEGER, NULL, default 0"]),
    "a type": (picture(A), picture(column("a", "TEXT")), ["~ column t.a: type INTEGER -> TEXT"]),
    "a fact": (picture(A), picture(column("a", comment="x")), ["~ column t.a: comment none -> x"]),
    "two facts": (
        picture(column("a", default="0")),
        picture(Object(kind="column", name="a", table="t", facts={"type": "INTEGER", "nullable": "no"})),
        ["~ column t.a: nullable yes -> no", "~ column t.a: default 0 -> none"],
    ),
    "an option of the table": (picture(A), picture(A, strict="yes"), ["~ table t: strict none -> yes"]),
    "a constraint": (picture(A), picture(A, unique("uq", "(a)")), ["+ unique constraint uq on t (a)"]),
    "a constraint without a name": (
        picture(A),
        picture(A, unique("t_a_key", "(a)", generated=True)),
        ["+ unique constraint on t (a)"],
    ),
    "a name": (
        picture(A, unique("uq", "(a)")),
        picture(A, unique("qu", "(a)")),
        ["- unique constraint uq on t (a)", "+ unique constraint qu on t (a)"],
    ),
    "an object on its own": (
        Schema(),
        alone("enum type", "status", members="('new', 'paid')"),
        ["+ enum type status ('new', 'paid')"],
    ),
    "the kind of an object": (
        picture(A),
        alone("view", "t", text="select 1"),
        ["- table t (a INTEGER)", "+ view t select 1"],
    ),
}

# before, after: nothing differs
TWINS = {
    "made-up names": (
        picture(A, unique("t_a_key", "(a)", generated=True)),
        picture(A, unique("s_a_key", "(a)", generated=True)),
    ),
    "made-up names that changed places": (
        picture(unique("u1", "(a)", generated=True), unique("u2", "(b)", generated=True)),
        picture(unique("u1", "(b)", generated=True), unique("u2", "(a)", generated=True)),
    ),
    "the order of columns": (picture(A, column("b")), picture(column("b"), A)),
    "the order of objects": (
        picture(unique("u1", "(a)"), unique("u2", "(b)")),
        picture(unique("u2", "(b)"), unique("u1", "(a)")),
    ),
    "the order of tables": (together(picture(A), picture(name="s")), together(picture(name="s"), picture(A))),
    "the version of a part": (
        Schema(parts={"t": Part(objects=(A,), version=1)}),
        Schema(parts={"t": Part(objects=(A,), version=2)}),
    ),
}


@pytest.mark.parametrize(("before", "after", "lines"), CHANGES.values(), ids=CHANGES)
def test_a_difference_reads_well(before: Schema, after: Schema, lines: list[str]) -> None:
    """+ is there after, - is gone after, ~ is different."""
    difference = after - before

    assert difference
    assert lines == difference.lines()


@pytest.mark.parametrize(("before", "after", "_lines"), CHANGES.values(), ids=CHANGES)
def test_a_difference_has_two_directions(before: Schema, after: Schema, _lines: list[str]) -> None:
    """The same objects, the other way round."""
    forth = [(change.before, change.after) for change in (after - before).changes]
    back = [(change.after, change.before) for change in (before - after).changes]

    assert len(forth) == len(back)
    assert all(pair in back for pair in forth)


@pytest.mark.parametrize(("before", "after"), TWINS.values(), ids=TWINS)
def test_what_says_the_same_is_no_difference(before: Schema, after: Schema) -> None:
    """In either direction."""
    assert [] == (after - before).lines()
    assert [] == (before - after).lines()


def test_a_made_up_name_is_not_the_same_as_a_given_one() -> None:
    """But for the models: there any name will do, where they give none."""
    made_up, given = picture(unique("t_a_key", "(a)", generated=True)), picture(unique("uq", "(a)"))

    assert given - made_up
    assert made_up - given
    assert not given.since(made_up, models=True)
    assert made_up.since(given, models=True)


def test_two_alike_are_not_one() -> None:
    """Each constraint without a name has a partner of its own."""
    one = picture(unique("u1", "(a)", generated=True))
    two = picture(unique("u2", "(a)", generated=True), unique("u3", "(a)", generated=True))

    assert ["+ unique constraint on t (a)"] == (two - one).lines()
    assert ["- unique constraint on t (a)"] == (one - two).lines()


def test_another_order_of_columns_is_told_apart() -> None:
    """By table, and it is no difference."""
    difference = picture(column("b"), A) - picture(A, column("b"))

    assert ("t",) == difference.reordered
    assert not difference


def test_a_picture_without_a_table_is_the_rest() -> None:
    """Alembic's version table is left out so."""
    both = together(picture(A), picture(name="alembic_version"))

    assert not both.without(["alembic_version"]) - picture(A)
    assert both is both.without(["not there"])
    assert ("t",) == both.without(["alembic_version"]).tables


@pytest.mark.parametrize(
    ("item", "label"),
    [
        (A, "column t.a"),
        (column("a", table="audit.t"), "column audit.t.a"),
        (unique("uq", "(a)"), "unique constraint uq on t"),
        (unique("made", "(a)", generated=True), "unique constraint on t"),
        (Object(kind="table", name="t", table="t", facts={}), "table t"),
        (Object(kind="enum type", name="status", facts={}), "enum type status"),
    ],
)
def test_an_object_has_a_label(item: Object, label: str) -> None:
    """What messages and waivers call it."""
    assert label == item.label


def test_a_change_names_the_facts_that_differ() -> None:
    """Where the object is on both sides."""
    change = Change(before=A, after=column("a", "TEXT", default="0"))

    assert {"type", "default"} == change.facts
    assert frozenset() == Change(before=None, after=A).facts
