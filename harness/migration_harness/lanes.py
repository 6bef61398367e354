"""A long chain on a server is walked by two walks side by side: each looks at every second revision.

A step and its picture wait for each other; two scratch databases do not. Each walk only goes through the revisions that
the other looks at, which costs one step without a picture instead of three with one.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migration_harness.errors import ServerError
from migration_harness.walk import Walk
from migration_harness.walk_down import WalkDown

if TYPE_CHECKING:
    from migration_harness.chain import Chain
    from migration_harness.process import ChainProcess
    from migration_harness.server import Server
    from migration_harness.walk import AtOnce, Base, Head, Passage
    from migration_harness.walk_script import Script

# From here on the second process, scratch database and walk cost less than they save.
LONG = 60


def walk_of(
    chain: Chain,
    server: Server,
    wanted: frozenset[str],
    *,
    process_at_hand: ChainProcess | None = None,
    models: ChainProcess | None = None,
) -> Walk | Lanes:
    """The walk that suits the chain, the server and the machine."""
    if chain.from_models:
        return WalkDown(chain=chain, server=server, wanted=wanted, process_at_hand=process_at_hand, models=models)
    first = Walk(chain=chain, server=server, wanted=wanted, process_at_hand=process_at_hand, models=models)
    is_file = (
        server.backend.server_url is not None
    )  # SQLite works in the chain's process, there is no server to wait for
    if is_file or len(wanted) < LONG or (os.cpu_count() or 1) < 2:
        return first
    in_order = [revision.id for revision in chain.revisions if revision.id in wanted]
    first.wanted = frozenset(in_order[::2])
    return Lanes(first=first, second=Walk(chain=chain, server=server, wanted=frozenset(in_order[1::2])))


@dataclass(kw_only=True)
class Lanes:
    """Two walks of one chain that observe as one. ``first`` goes on alone from the head."""

    first: Walk
    second: Walk
    _threads: list[threading.Thread] = field(default_factory=list)
    _moved: threading.Condition = field(default_factory=threading.Condition)
    _ended: dict[int, BaseException | None] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def kept(self) -> str:
        """The URL of a scratch database on which a failure was met."""
        return self.first.kept or self.second.kept

    def passage(self, revision: str) -> Passage:
        """What was observed at the revision, as soon as it is. Raises ServerError when the server goes away."""
        self._start()
        walk = self.second if revision in self.second.wanted else self.first
        with self._moved:
            while revision not in walk.passages and id(walk) not in self._ended:
                self._moved.wait(0.2)  # in short pieces, so that Ctrl-C gets through
        if revision in walk.passages:
            return walk.passages[revision]
        error = self._ended[id(walk)]
        raise error if error is not None else ServerError("the walk was stopped")

    def head(self) -> Head:
        """What was observed at the end of the chain."""
        return self._together().head()

    def base(self) -> Base:
        """What was observed after going all the way down."""
        return self._together().base()

    def at_once(self) -> AtOnce:
        """What was observed after going up in one run of env.py."""
        return self._together().at_once()

    def script(self) -> Script:
        """What was observed after running the script of ``--sql``."""
        return self._together().script()

    def close(self, *, keep: bool = False) -> None:
        """Both have stopped, and nothing of them is left but what is to be kept."""
        self._stopped.set()
        for walk in (self.first, self.second):
            walk.stop()
        for thread in self._threads:
            thread.join(10)
        self.second.close(keep=False)
        self.first.close(keep=keep)

    def _start(self) -> None:
        if not self._threads:
            for walk in (self.first, self.second):
                thread = threading.Thread(target=self._run, args=[walk], name="walk", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _run(self, walk: Walk) -> None:
        error: BaseException | None = None
        try:
            for revision in walk.chain.revisions:
                if self._stopped.is_set():
                    return
                walk.passage(revision.id)
                with self._moved:
                    self._moved.notify_all()
        except BaseException as found:  # noqa: BLE001  it is raised where somebody asks
            error = found
        finally:
            with self._moved:
                self._ended[id(walk)] = error
                self._moved.notify_all()

    def _together(self) -> Walk:
        """The first walk, which has come to the head and knows what both have seen."""
        for revision in self.first.chain.revisions:
            self.passage(revision.id)
        with self._moved:
            while len(self._ended) < len(self._threads):
                self._moved.wait(0.2)
        self.first.passages.update({name: self.second.passages[name] for name in self.second.wanted})
        with suppress(ServerError):
            self.second.close()
        return self.first
