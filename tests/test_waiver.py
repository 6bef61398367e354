"""Waivers: which findings they cover, and the file that they are written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migration_harness.check import Finding
from migration_harness.errors import ConfigError
from migration_harness.waiver import FILE, TO_DO, Waiver, read, write

PLACE: dict[str, Any] = {"check": "round-trip", "databases": ["mysql:8.4", "mysql"], "revisions": ["ab12", "0003_add"]}


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"db": "mysql"},
        {"db": "mysql:8.4"},
        {"db": "mysql:*"},
        {"revision": "ab12"},
        {"revision": "0003_add"},
        {"revision": "0003*"},
        {"check": "round-*"},
    ],
)
def test_a_waiver_is_about_what_its_keys_say(keys: dict[str, str]) -> None:
    """Database and revision under each of their names, with wildcards."""
    waiver = Waiver(**{"check": "round-trip", "reason": "known", **keys})

    assert waiver.is_about(**PLACE)


@pytest.mark.parametrize(
    "keys", [{"check": "drift"}, {"db": "mariadb"}, {"db": "mysql:9"}, {"revision": "ab"}, {"revision": "0004*"}]
)
def test_a_waiver_is_about_nothing_else(keys: dict[str, str]) -> None:
    """Every key must agree."""
    waiver = Waiver(**{"check": "round-trip", "reason": "known", **keys})

    assert not waiver.is_about(**PLACE)


@pytest.mark.parametrize(
    ("pattern", "label", "taken"),
    [
        ("*", "index ix on t", True),
        ("index ix on t", "index ix on t", True),
        ("index * on t", "index ix on t", True),
        ("index ix on t", "index iy on t", False),
        ("index ix[1] on t", "index ix[1] on t", True),
    ],
)
def test_a_waiver_takes_objects_by_label(pattern: str, label: str, *, taken: bool) -> None:
    """With wildcards; a label with brackets in it stands for itself, too."""
    waiver = Waiver(check="drift", reason="known", object=pattern)

    assert taken == waiver.takes(label)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"check": "drift"}, "gives no reason; write reason ="),
        ({"check": "drift", "reason": "  "}, "gives no reason"),
        ({"reason": "known"}, "gives no check"),
        ({"check": "drift", "reason": "x", "revision": 3}, "a waiver: revision must be a string, not 3"),
        ({"check": "drift", "reason": "x", "table": "t"}, "a waiver has no key 'table'; choose from check, db, object"),
    ],
)
def test_a_waiver_without_a_reason_is_an_error(table: dict[str, object], message: str) -> None:
    """Whoever reads it later wants to know why."""
    with pytest.raises(ConfigError) as raised:
        Waiver.from_table(table)

    assert message in str(raised.value)


FINDINGS = [
    Finding(check="round-trip", database="mysql:9", revision="0002_b", object="index ix on t", message="m"),
    Finding(check="round-trip", database="mysql:9", revision="0002_b", message="m"),
    Finding(check="drift", database="mysql:9", object='check "c" on t', message="m"),
]


def test_what_is_written_covers_what_was_found(tmp_path: Path) -> None:
    """One waiver for each finding, whatever stands in its label, and for no other; the reasons are to be filled in."""
    added = write(tmp_path / FILE, FINDINGS)

    found = read(tmp_path / FILE)
    assert 3 == added == len(found)
    assert {"index ix on t", "", 'check "c" on t'} == {waiver.object for waiver in found}
    assert [1, 1, 1] == [sum(waiver.takes(finding.object) for waiver in found) for finding in FINDINGS]
    assert {TO_DO} == {waiver.reason for waiver in found}


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    """Reasons that were filled in stay."""
    file = tmp_path / FILE
    write(file, FINDINGS)
    file.write_text(file.read_text().replace(TO_DO, "an old sin"))
    before = file.read_text()

    added = write(file, FINDINGS)

    assert 0 == added
    assert before == file.read_text()


def test_a_new_finding_is_added_and_sorted_in(tmp_path: Path) -> None:
    """The file is the same whatever the order in which findings came."""
    write(tmp_path / "a", FINDINGS[:1])
    write(tmp_path / "a", FINDINGS)
    write(tmp_path / "b", FINDINGS[::-1])

    assert (tmp_path / "b").read_text() == (tmp_path / "a").read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[waiver]]\ncheck = 'x'", "has no key 'waiver'; write [[waivers]] tables"),
        ("waivers = [", "migration-waivers.toml cannot be read: "),
        ("waivers = 3", "waivers in migration-waivers.toml must be written as [[waivers]] tables"),
        (
            "[[waivers]]\ncheck = 'x'\nreason = 'y'\n[[waivers]]\ncheck = 'x'",
            "waiver 2 in migration-waivers.toml gives no reason",
        ),
    ],
)
def test_a_file_that_cannot_be_meant_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    """It says which waiver of which file it is."""
    (tmp_path / FILE).write_text(text)

    with pytest.raises(ConfigError) as raised:
        read(tmp_path / FILE)

    assert message in str(raised.value)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    """Most projects have none."""
    assert () == read(tmp_path / FILE)
