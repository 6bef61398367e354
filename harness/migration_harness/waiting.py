"""What is told of the chain's process where it takes long to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

# Seconds without an answer until it is told; then it is told at three times that, and so on.
PATIENCE = 20.0


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A request that has not been answered for so many seconds; ``url`` is what env.py was given last."""

    request: Mapping[str, Any]
    url: URL | None
    seconds: float

    @property
    def revision(self) -> str:
        """The id of the revision that is running, where it is known."""
        return str(self.request.get("revision", ""))

    def line(self, database: str, revision: str) -> str:
        """What is told of it: ``postgres:17: upgrade() of 0002_add_status has been running for 20 s``."""
        what = f"{self.what(revision)} has been running for {duration(self.seconds)}"
        return f"{database}: {what}" if database else what

    def what(self, revision: str) -> str:
        """What is running, in a reader's words; ``revision`` is the name of the one that it has come to."""
        of = f" of {revision}" if revision else ""
        if self.request["do"] == "step":
            return ("upgrade()" if self.request["up"] else "downgrade()") + of
        if self.request["do"] == "all":
            return f"upgrade(){of} in one run with all"
        if self.request["do"] == "write":
            return f"env.py with --sql for {self.request['product']}" + (f" at {revision}" if revision else "")
        return _DOES[self.request["do"]]


_DOES = {
    "describe": "the import of the revisions",
    "open": "env.py before the first migration",
    "close": "env.py after the last migration",
    "begin": "what builds the tables that the chain begins with (start = ...)",
    "create_all": "create_all() of the models",
    "autogenerate": "Alembic's autogenerate",
}

Tell = Callable[[Waiting], None]


def tell_nobody(_told: object) -> None:
    """Nobody has asked to be told."""


def duration(seconds: float) -> str:
    """``45 s``, ``3 min``."""
    return f"{seconds:.3g} s" if seconds < 120 else f"{seconds / 60:.0f} min"
