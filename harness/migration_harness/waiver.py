"""Known findings, each with a reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from migration_harness.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from migration_harness.check import Finding

FILE = "migration-waivers.toml"
TO_DO = "TODO: say why this is left as it is"
_HEAD = """\
# Known findings: each is shown as XFAIL with its reason, and fails when it no longer occurs.
# pytest --db ... --waive adds what is found now.
"""


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """Findings of one check that are known; db, revision and object take wildcards."""

    check: str
    reason: str
    db: str = "*"
    revision: str = "*"
    object: str = "*"

    @classmethod
    def from_table(cls, table: Mapping[str, Any], called: str = "a waiver") -> Waiver:
        """The waiver written as a TOML table. Raises ConfigError for a missing reason or an unknown key."""
        known = {"check", "db", "object", "reason", "revision"}
        if unknown := set(table) - known:
            raise ConfigError(f"{called} has no key {min(unknown)!r}; choose from {', '.join(sorted(known))}")
        for key, value in table.items():
            if not isinstance(value, str):
                raise ConfigError(f"{called}: {key} must be a string, not {value!r}")
        for key in ("check", "reason"):
            if not table.get(key, "").strip():
                raise ConfigError(f'{called} gives no {key}; write {key} = "..."')
        return cls(**table)

    def is_about(self, *, check: str, databases: Sequence[str], revisions: Sequence[str]) -> bool:
        """Whether it may cover a finding of this check there; database and revision go by several names."""
        return (
            fnmatchcase(check, self.check)
            and any(fnmatchcase(name, self.db) for name in databases)
            and any(fnmatchcase(name, self.revision) for name in revisions)
        )

    def takes(self, label: str) -> bool:
        """Whether it covers the object of this label; a label with brackets in it also stands for itself."""
        return label == self.object or fnmatchcase(label, self.object)

    @property
    def out_of_date(self) -> str:
        """What is said of it when it matches nothing."""
        return f"The {self} no longer matches anything."

    def __str__(self) -> str:
        where = ", ".join(
            f"{key} = {value!r}"
            for key, value in (("db", self.db), ("revision", self.revision), ("object", self.object))
            if value != "*"
        )
        return f"waiver for {self.check}" + (f" ({where})" if where else "")


def read(file: Path) -> tuple[Waiver, ...]:
    """The waivers of the file, none when there is no file. Raises ConfigError."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    if unknown := set(found) - {"waivers"}:
        raise ConfigError(f"{file} has no key {min(unknown)!r}; write [[waivers]] tables")
    return from_tables(found.get("waivers", []), file.name, "waivers")


def from_tables(tables: Any, where: str, key: str) -> tuple[Waiver, ...]:
    """The waivers in the tables of this key; ``where`` says in which file or table it is. Raises ConfigError."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"waivers in {where} must be written as [[{key}]] tables")
    return tuple(Waiver.from_table(table, f"waiver {place} in {where}") for place, table in enumerate(tables, 1))


def write(file: Path, findings: Iterable[Finding]) -> int:
    """Add a waiver to the file for each finding that it does not name yet, sorted; how many were added.

    Written twice, the file stays the same; reasons that were filled in stay.
    """
    there = {_place(waiver): waiver for waiver in read(file)}
    new = {_place(waiver): waiver for waiver in map(_for, findings)}
    added = [place for place in new if place not in there]
    if added:
        text = "\n".join(_table(waiver) for _, waiver in sorted({**new, **there}.items()))
        file.write_text(f"{_HEAD}\n{text}", encoding="utf-8")
    return len(added)


def waivable(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> list[Finding]:
    """The findings without those that say that a waiver is to be deleted."""
    about_waivers = {waiver.out_of_date for waiver in waivers}
    return [finding for finding in findings if finding.message not in about_waivers]


def _for(finding: Finding) -> Waiver:
    """A waiver for this finding only: one about no object has the label "", which no object has."""
    revision = finding.revision or "*"
    return Waiver(check=finding.check, db=finding.database, revision=revision, object=finding.object, reason=TO_DO)


def _place(waiver: Waiver) -> tuple[str, str, str, str]:
    return waiver.revision, waiver.check, waiver.object, waiver.db


def _table(waiver: Waiver) -> str:
    lines = [f"{key} = {_quoted(getattr(waiver, key))}" for key in ("check", "db", "revision", "object", "reason")]
    return "\n".join(["[[waivers]]", *(line for line in lines if not line.endswith('= "*"')), ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
