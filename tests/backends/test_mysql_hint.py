"""The lines to paste for what only MySQL and MariaDB leave or lose."""

from __future__ import annotations

import pytest

from migration_harness.backend import find
from migration_harness.backends.mysql_hint import hint
from migration_harness.hints import faults, operations
from migration_harness.schema import Change, Difference, Object, Part, Schema


def column(**facts: str) -> Object:
    return Object(
        kind="column", name="c", table="t", facts={name.replace("_", " "): text for name, text in facts.items()}
    )


INDEX = Object(kind="index", name="fk_a", table="t", facts={"columns": "(a)"})
VIEW = Object(kind="view", name="v", facts={"text": "select 1 AS `x`", "security": "invoker"})
TRIGGER = Object(kind="trigger", name="tr", table="t", facts={"timing": "before insert", "text": "SET NEW.b = 'x'"})
FULL = column(type="varchar(20)", nullable="no", default="'x'", comment='say "hi"')
TIME = column(type="timestamp", nullable="no", default="current_timestamp()", on_update="current_timestamp()")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            None,
            INDEX,
            'op.drop_index("fk_a", table_name="t")  # MySQL keeps the index that the foreign key made',
        ),
        (None, Object(kind="index", name="ix_t_a", table="t", facts={"columns": "(a)"}), ""),
        (None, Object(kind="sequence", name="sq", facts={"text": "start with 1"}), 'op.execute("DROP SEQUENCE `sq`")'),
        (None, VIEW, 'op.execute("DROP VIEW `v`")'),
        (VIEW, None, 'op.execute("CREATE SQL SECURITY INVOKER VIEW `v` AS select 1 AS `x`")'),
        (None, TRIGGER, 'op.execute("DROP TRIGGER `tr`")'),
        (TRIGGER, None, "op.execute(\"CREATE TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.b = 'x'\")"),
        (
            FULL,
            column(type="varchar(20)", nullable="yes"),
            'op.alter_column("t", "c", existing_type=sa.String(20), nullable=False, server_default="x",'
            " comment='say \"hi\"')  # MODIFY loses the comment and the default and the NOT NULL unless it is told",
        ),
        (
            FULL,
            column(type="varchar(20)", nullable="no", default="'x'"),
            'op.alter_column("t", "c", existing_type=sa.String(20), existing_nullable=False,'
            ' existing_server_default="x", comment=\'say "hi"\')'
            "  # MODIFY loses the comment unless it is told",
        ),
        (
            column(type="int unsigned", nullable="yes"),
            column(type="int", nullable="yes"),
            'op.alter_column("t", "c", type_=mysql.INTEGER(unsigned=True), existing_nullable=True)',
        ),
        (
            column(type="enum('a','b''c')", nullable="yes"),
            column(type="enum('a')", nullable="yes"),
            'op.alter_column("t", "c", type_=sa.Enum("a", "b\'c"), existing_nullable=True)',
        ),
        (
            TIME,
            column(type="timestamp", nullable="no", default="current_timestamp()"),
            'op.execute("ALTER TABLE `t` MODIFY `c` timestamp NOT NULL DEFAULT current_timestamp()'
            ' ON UPDATE current_timestamp()")',
        ),
        (
            Object(kind="table", name="t", table="t", facts={"engine": "InnoDB", "comment": "x"}),
            Object(kind="table", name="t", table="t", facts={"engine": "MyISAM"}),
            'op.execute("ALTER TABLE `t` ENGINE=InnoDB")\nop.create_table_comment("t", "x")',
        ),
        (None, column(type="int", nullable="yes"), ""),
    ],
)
def test_hint_is_the_line_that_brings_the_earlier_side_back(
    before: Object | None, after: Object | None, expected: str
) -> None:
    """What one difference needs is written with the reader's own names, nothing where every product is alike."""
    assert hint(Difference(changes=(Change(before=before, after=after),))) == expected


def pictured(collation: str, *, of_d: str = "") -> Schema:
    facts = {"type": "varchar(20)", "nullable": "yes", "collation": collation}
    table = Object(kind="table", name="t", table="t", facts={"engine": "InnoDB", "collation": collation})
    columns = [Object(kind="column", name=name, table="t", facts=facts) for name in ("a", "b")]
    more = [Object(kind="column", name="d", table="t", facts={**facts, "collation": of_d})] if of_d else []
    return Schema(parts={"t": Part(objects=(table, *columns, *more))})


def test_another_collation_of_a_whole_table_is_one_fault() -> None:
    """All its columns go along, and one statement brings them back."""
    difference = pictured("utf8mb4_bin") - pictured("utf8mb4_general_ci")

    (fault,) = faults(difference)
    lines, unsaid = operations(difference, find("mysql"))

    assert fault.lines() == [
        "~ table t: collation utf8mb4_general_ci -> utf8mb4_bin",
        "  and with it 2 columns: a, b",
    ]
    converts = "ALTER TABLE `t` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
    assert ([f'op.execute("{converts}")'], []) == (lines, unsaid)


def test_a_column_with_a_collation_of_its_own_keeps_the_table_from_being_converted() -> None:
    """It would lose it."""
    before = pictured("utf8mb4_general_ci", of_d="utf8mb4_unicode_ci")
    difference = pictured("utf8mb4_bin", of_d="utf8mb4_unicode_ci") - before

    lines, _ = operations(difference, find("mysql"))

    assert ["table t", "column t.a", "column t.b"] == [fault.change.object.label for fault in faults(difference)]
    assert lines[0] == 'op.execute("ALTER TABLE `t` COLLATE=utf8mb4_general_ci")'
