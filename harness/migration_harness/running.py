"""What the ways to start a throw-away server share: who owns it, when it answers, that it is stopped once."""

from __future__ import annotations

import atexit
import os
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy import create_engine, literal_column, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from migration_harness.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.engine import Engine

    from migration_harness.backend import Backend

Answer = TypeVar("Answer")

ASKING = "migration-harness asks"  # the name of a thread that may wait for ever

_POLL = 0.1
_TELL_EVERY = 10.0
_ERROR = re.compile(r"\b(error|fatal|panic|ora-\d+)\b", re.IGNORECASE)
_ERRORS, _LINE = 3, 300


@dataclass(frozen=True, kw_only=True)
class Running:
    """A throw-away server that answers SELECT 1."""

    url: URL
    """The administrator's URL."""
    source: str
    """Where it comes from: ``container postgres:17``, ``local /usr/lib/postgresql/15/bin``."""
    stop: Callable[[], None]
    """Leaves nothing of the server behind, unless it is to be kept. May be called again, and from any thread."""
    kept: bool = False
    """Whether it outlives the run."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The process that started a server.

    ``host`` is where process ids mean the same; ``started`` tells the process from a later one of the same id.
    """

    host: str
    pid: int
    started: str

    @property
    def alive(self) -> bool:
        """False only when it is certain: the owner of another host, or one that cannot be looked at, is alive."""
        if self.host != host():
            return True
        started = start_time(self.pid)
        return started == self.started if started else is_alive(self.pid)


def this_process() -> Owner:
    return Owner(host=host(), pid=os.getpid(), started=start_time(os.getpid()))


@cache
def host() -> str:
    """The host name, and on Linux the namespace of the process ids: containers may share a name, or an engine."""
    with suppress(OSError):
        return f"{socket.gethostname()} {Path('/proc/self/ns/pid').readlink()}"
    return socket.gethostname()


def start_time(pid: int) -> str:
    """When the process started, as the system writes it; empty when there is none or it cannot be looked at."""
    if sys.platform == "linux":
        with suppress(OSError):
            # The name in parentheses may hold anything; state is the 3rd field, starttime (ticks since boot) the 22nd.
            fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
            return "ended" if fields[0] in "ZX" else f"{_boot()} {fields[19]}"
        return ""
    if sys.platform == "win32":
        return ""
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()


@cache
def _boot() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def is_alive(pid: int) -> bool:
    """Whether a process with this number runs; true where that is not certain."""
    # os.kill(pid, 0) ends the process on Windows, so nothing is ever certain there.
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def stop_once(remove: Callable[[], None]) -> Callable[[], None]:
    """``remove`` runs once, in this process and not in a fork of it, and at the latest when Python exits.

    A ``remove`` that was interrupted or failed is tried again by the next call.
    """
    owner, lock, done = os.getpid(), threading.RLock(), threading.Event()

    def stop() -> None:
        if os.getpid() != owner:
            return
        with lock:
            if not done.is_set():
                remove()
                done.set()
                atexit.unregister(at_exit)

    def at_exit() -> None:
        with suppress(ServerError):
            stop()

    atexit.register(at_exit)
    return stop


def admin_url(backend: Backend, **parts: str | int | Mapping[str, str] | None) -> URL:
    """The URL under the backend's first dialect and its installed driver. Raises ServerError when there is none."""
    return backend.complete(
        URL.create(f"{backend.dialects[0]}+{backend.driver.name}", **parts)  # type: ignore[arg-type]
    )


def wait_for_answer(
    url: URL,
    connect_args: Mapping[str, object],
    *,
    seconds: float,
    ended: Callable[[], str],
    cancelled: threading.Event,
    log: Callable[[str], None] = lambda _text: None,
) -> None:
    """The server has answered SELECT 1. Raises ServerError when it does not, without its name and its log.

    ``ended`` is empty while the server runs, then tells how it ended. ``log`` is told how long it takes.
    """
    began = told = time.monotonic()
    deadline = began + seconds
    engine = create_engine(url, poolclass=NullPool, connect_args=dict(connect_args))
    while why := _refusal(engine):
        if cancelled.is_set():
            raise ServerError("its start was cancelled")
        if how := ended():
            raise ServerError(f"the server ended while it was starting ({how})")
        if time.monotonic() > deadline:
            raise ServerError(f"no answer from {url.host}:{url.port} in {seconds:g} s ({why})")
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            log(f"{url.get_backend_name()}: no answer yet after {told - began:.0f} of {seconds:g} s")
        cancelled.wait(_POLL)


def within(
    seconds: float, ask: Callable[[], Answer], waiting: str = "", log: Callable[[str], None] = lambda _text: None
) -> Answer:
    """What ``ask`` returns or raises. Raises TimeoutError when it takes longer: some drivers wait for ever.

    ``log`` is told ``waiting`` and for how long it has been waited.
    """
    got: list[tuple[Answer | None, BaseException | None]] = []

    def run() -> None:
        try:
            got.append((ask(), None))
        except BaseException as error:  # noqa: BLE001
            got.append((None, error))

    thread = threading.Thread(target=run, name=ASKING, daemon=True)
    thread.start()
    began = time.monotonic()
    while thread.is_alive() and (passed := time.monotonic() - began) < seconds:
        thread.join(min(_TELL_EVERY, seconds - passed))
        if thread.is_alive() and waiting:
            log(f"{waiting} after {time.monotonic() - began:.0f} of {seconds:g} s")
    if not got:
        raise TimeoutError(f"no answer in {seconds:g} s")
    answer, error = got[0]
    if error is not None:
        raise error
    return cast("Answer", answer)


def _refusal(engine: Engine) -> str:
    """Empty when the server answers SELECT 1."""
    try:
        with engine.connect() as connection:
            connection.scalar(select(literal_column("1")))
    except Exception as error:  # noqa: BLE001  (each driver has its own for a server that is not there yet)
        return first_line(error)
    return ""


def first_line(error: BaseException) -> str:
    """What the database or the system says, in one line."""
    original = getattr(error, "orig", None) or error
    args = original.args
    told = (
        args[1] if len(args) > 1 and all(isinstance(arg, str) for arg in args) else original
    )  # pyodbc: SQLSTATE, text
    lines = [line.strip() for line in str(told).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(original).__name__


def last_lines(log: str) -> str:
    """The end of a log as a part of a sentence: its last errors, or its last line when it has none."""
    lines = [line.strip()[:_LINE] for line in log.splitlines() if line.strip()]
    if errors := [line for line in lines if _ERROR.search(line)][-_ERRORS:]:
        return f"last error{'s' if len(errors) > 1 else ''} of its log: {' / '.join(errors)}"
    return f"last line of its log: {lines[-1]}" if lines else "its log is empty"
