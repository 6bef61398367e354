"""Known findings, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from migration_harness.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """Findings of one check that are known; db, revision and object take wildcards."""

    check: str
    reason: str
    db: str = "*"
    revision: str = "*"
    object: str = "*"

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Waiver:
        """The waiver written as a TOML table. Raises ConfigError for a missing reason or an unknown key."""
        known = {"check", "db", "object", "reason", "revision"}
        if unknown := set(table) - known:
            raise ConfigError(f"a waiver has no key {min(unknown)!r}; choose from {', '.join(sorted(known))}")
        for key in ("check", "reason"):
            if not str(table.get(key, "")).strip():
                raise ConfigError(f'the waiver {dict(table)!r} gives no {key}; write {key} = "..."')
        return cls(**{key: str(value) for key, value in table.items()})

    def covers(self, *, check: str, databases: Sequence[str], revision: str, object: str) -> bool:  # noqa: A002
        """Whether a finding is one of these; ``databases`` are the names its database goes by."""
        return (
            fnmatchcase(check, self.check)
            and any(fnmatchcase(name, self.db) for name in databases)
            and fnmatchcase(revision, self.revision)
            and fnmatchcase(object, self.object)
        )

    def __str__(self) -> str:
        where = ", ".join(
            f"{key} = {value!r}"
            for key, value in (("db", self.db), ("revision", self.revision), ("object", self.object))
            if value != "*"
        )
        return f"waiver for {self.check}" + (f" ({where})" if where else "")


def find(waivers: Iterable[Waiver], **finding: Any) -> Waiver | None:
    """The first waiver that covers the finding."""
    return next((waiver for waiver in waivers if waiver.covers(**finding)), None)
