"""The walk of a long chain on a server: its upper part is walked meanwhile, on a scratch database of its own.

A step and its picture wait for each other; two scratch databases do not. The two can get in each other's way only with
what a server has once: a role, a tablespace, a lock by name. So a step that fails while both are under way proves
nothing: from there on one walk goes alone, and repeats that step first. Chains whose files name such things, or another
schema (which is a database of its own on MySQL and a user on Oracle), are not divided at all.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migration_harness.errors import ServerError
from migration_harness.walk import Walk
from migration_harness.walk_down import WalkDown

if TYPE_CHECKING:
    from migration_harness.chain import Chain, Revision
    from migration_harness.process import ChainProcess
    from migration_harness.server import Server
    from migration_harness.walk import Head, Passage, Place

# Revisions to look at. From here on a second process and scratch database cost less than they save.
LONG = 100
# The lower part of them. Whoever walks the upper one has to get there first.
_LOWER = 0.55


_OF_THE_SERVER = re.compile(
    r"\b(?:create|drop|alter)\s+(?:role|login|tablespace|database|schema)\b"
    r"|\b(?:create|drop|alter)\s+user\b(?!\s+(?:table|column|index|model)s?\b)"
    r"|\bschema\s*=(?!\s*None\b)",
    re.IGNORECASE,
)


def kind_of_walk(chain: Chain, server: Server, wanted: Collection[str]) -> type[Walk]:
    """The quickest that the chain allows. SQLite has no server to wait for, and pytest-xdist has divided already."""
    if chain.from_models:
        return WalkDown
    cores = 1 if "PYTEST_XDIST_WORKER" in os.environ else os.cpu_count() or 1
    is_file = server.backend.server_url is not None
    return Walk if is_file or cores < 2 or len(wanted) < LONG or _is_about_the_server(chain) else LongWalk


def _is_about_the_server(chain: Chain) -> bool:
    texts = (revision.path.read_text(encoding="utf-8", errors="replace") for revision in chain.revisions)
    return any(map(_OF_THE_SERVER.search, texts))


@dataclass(kw_only=True)
class LongWalk(Walk):
    """A walk that passes the lower part itself, and takes over what another has observed above.

    At the head it stands where that one has come to.
    """

    _divided: bool = False
    _above: _Above | None = None

    def close(self, *, keep: bool = False) -> None:
        """Both processes are gone, and the scratch databases unless they are to be kept."""
        self._give_up_above()
        super().close(keep=keep)

    def _pass(self, revision: Revision) -> Passage:
        if not self._divided:
            self._divided = True
            self._above = _Above.begin(self)
        if self._above is None or revision.id in self._lost:
            return super()._pass(revision)
        stood = {"_applied": list(self._applied), "_lost": dict(self._lost), "kept": self.kept, "_in_one_run": 0}
        if revision.id in self._above.part:
            passage = self._taken_over(revision, self._above)
        else:
            passage = super()._pass(revision)
        return passage if not _may_be_hindered(passage) else self._pass_alone(revision, stood)

    def _taken_over(self, revision: Revision, above: _Above) -> Passage:
        if self._place is not None:
            self._place.end_session()  # the other may wait for what env.py holds while it runs
        passage = above.observed(revision)
        if passage.up is not None and passage.up.failure is None:
            self._applied.append(revision)
        return passage

    def _pass_alone(self, revision: Revision, stood: Mapping[str, Any]) -> Passage:
        self._give_up_above()
        for name, value in stood.items():
            setattr(self, name, value)
        self._rebuild(failed=False)
        return super()._pass(revision)

    def _give_up_above(self) -> None:
        above, self._above = self._above, None
        if above is not None:
            above.stop()

    def _at_head(self) -> Head:
        for revision in self.chain.revisions:
            self.passage(revision.id)
        above, self._above = self._above, None
        if above is not None:
            super().close()
            self._place, self.process_at_hand = above.hand_over()
        return super()._at_head()


def _may_be_hindered(passage: Passage) -> bool:
    """Whether a step failed of what it met on the server, or could not be tried."""
    failures = [step.failure for step in (passage.up, passage.down, passage.again) if step and step.failure]
    return (
        bool(passage.blocked)
        or passage.in_one_run
        or any(not failure.declared and not failure.missing_extension for failure in failures)
    )


@dataclass(kw_only=True)
class _Above(Walk):
    """The walk of the upper part, in a thread. ``part`` are the ids of the revisions from its first one on."""

    part: frozenset[str]
    _thread: threading.Thread = field(default_factory=threading.Thread)
    _moved: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False
    _stopped: bool = False

    @classmethod
    def begin(cls, below: Walk) -> _Above:
        """It is under way."""
        ids = [revision.id for revision in below.chain.revisions]
        wanted = [name for name in ids if name in below.wanted]
        part = frozenset(ids[ids.index(wanted[int(len(wanted) * _LOWER)]) :])
        above = cls(chain=below.chain, server=below.server, wanted=below.wanted & part, part=part)
        above._thread = threading.Thread(target=above._run, name="upper part of the walk", daemon=True)
        above._thread.start()
        return above

    @property
    def process(self) -> ChainProcess:
        """As that of any walk. Raises ServerError when this one is to end."""
        self._go_on()
        return super().process

    def _rebuild(self, *, failed: bool) -> None:
        self._go_on()  # else the scratch database would be kept, as that of a failure
        super()._rebuild(failed=failed)

    def _go_on(self) -> None:
        if self._stopped:
            raise ServerError("the walk was stopped")

    def observed(self, revision: Revision) -> Passage:
        """What was observed at the revision, as soon as it was. Raises ServerError when the server went away."""
        with self._moved:
            while revision.id not in self.passages and not self._ended:
                self._moved.wait(0.2)  # in short pieces, so that Ctrl-C gets through
        if revision.id in self.passages:
            return self.passages[revision.id]
        return self.passage(revision.id)  # raises what ended the thread

    def hand_over(self) -> tuple[Place | None, ChainProcess | None]:
        """Where it stands at its end, and the process in which the chain ran."""
        self._thread.join()
        place, process = self._place, self.process_at_hand
        self._place = self.process_at_hand = None
        return place, process

    def stop(self) -> None:
        """The thread has ended, and nothing is left."""
        self._stopped = True
        if self.process_at_hand is not None:
            self.process_at_hand.process.kill()  # closing its pipes is for the thread that reads them
        self._thread.join(10)
        place, self._place = self._place, None
        if place is not None and self.server.answers():
            place.leave()  # also where its server goes with the run: the walk that goes on is to meet nothing of it
        self.close()

    def _run(self) -> None:
        try:
            with suppress(Exception):  # who asks for a passage that is missing meets it again
                self._go()
        finally:
            with self._moved:
                self._ended = True
                self._moved.notify_all()

    def _go(self) -> None:
        for revision in self.chain.revisions:
            self.passage(revision.id)
            with self._moved:
                self._moved.notify_all()
        if self._place is not None:
            self._place.end_session()
