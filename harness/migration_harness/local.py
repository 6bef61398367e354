"""Throw-away servers from a program on this machine.

Each has a directory of its own, in memory where the system has room there, and runs in a session of its own: the
terminal's Ctrl-C reaches the harness, which then stops it. Started by root, it runs under an unprivileged account.

With ``keep`` the server stays. It serves later runs that ask for the same program and settings, those of the same
project and those with ``keep``, until the user ends it with the line that each of these runs logs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import TYPE_CHECKING

from migration_harness.directory import (
    Account,
    Directory,
    account,
    bases,
    directories,
    end_group,
    is_left_behind,
    make_directory,
)
from migration_harness.errors import ServerError
from migration_harness.program import environment, find_program
from migration_harness.running import Running, admin_url, last_lines, stop_once, wait_for_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.engine import URL

    from migration_harness.backend import Backend, Program

__all__ = ["find_program", "remove_left_behind", "start_local"]

_PREPARED_WITHIN = 120
_READY_WITHIN = 60
_KEPT_ANSWERS_WITHIN = 2
_COPIED = 200 * 2**20
_TRIES = 3
_TAKEN = re.compile(r"address already in use", re.IGNORECASE)


def start_local(  # noqa: PLR0913  each is a fact of its own
    backend: Backend,
    folder: Path,
    *,
    keep: bool,
    log: Callable[[str], None],
    cancelled: threading.Event | None = None,
    places: Sequence[Path] = (),
    project: str = "",
) -> Running:
    """The server program of the folder runs and answers. Raises ServerError, and then nothing of it is left.

    ``places`` is where its directory may be made, the best first, ``project`` whose run it is. Setting ``cancelled``
    makes a start in another thread give up.
    """
    wanted = _Wanted(
        backend=backend,
        folder=folder,
        keep=keep,
        log=log,
        cancelled=cancelled or threading.Event(),
        places=places or bases(),
        project=project,
    )
    try:
        admin_url(backend)  # a missing driver is told before anything is started
        return _kept(wanted) or _start(wanted)
    except ServerError as error:
        text = str(error).removeprefix(f"{backend.name}: ")
        raise ServerError(f"{backend.name}: {text}") from error.__cause__


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What start_local() was called with."""

    backend: Backend
    folder: Path
    keep: bool
    log: Callable[[str], None]
    cancelled: threading.Event
    places: Sequence[Path]
    project: str

    @property
    def program(self) -> Program:
        if self.backend.program is None:
            raise ServerError("it has no program to run on this machine")
        return self.backend.program

    @property
    def settings(self) -> str:
        """What a kept server must have been started with to serve in place of a new one."""
        data = Path("data")
        return repr([self.program.prepare(self.folder, data), self.program.start(self.folder, data, 0)])

    def url(self, port: int) -> URL:
        program = self.program
        access = {"username": program.user, "password": program.password, "database": program.database}
        return admin_url(self.backend, host="127.0.0.1", port=port, **access)


@dataclass(frozen=True, kw_only=True)
class _Launch:
    """A server that is being started: from which folder, in which directory, under which account, which processes."""

    wanted: _Wanted
    folder: Path
    directory: Directory
    runs_as: Account | None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def end(self) -> None:
        """Nothing of it is left."""
        for process in self.processes:
            if not _has_ended(process):
                end_group(process.pid, gone=partial(_has_ended, process))
        self.directory.delete()


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def _start(wanted: _Wanted) -> Running:
    launch, stays = _launch(wanted), threading.Event()
    stop = stop_once(lambda: None if stays.is_set() else launch.end())
    try:
        _prepare(launch)
        port = _serve(launch)
    except BaseException:
        with suppress(ServerError):
            stop()
        raise
    if wanted.keep:
        launch.directory.record(pid=launch.processes[-1].pid, kept=wanted.settings, project=wanted.project, port=port)
        launch.processes[-1].returncode = 0  # nobody waits for it: without, Popen warns that it still runs
        stays.set()
        stop()
        _tell_how_to_remove(wanted, launch.directory, port)
    return Running(url=wanted.url(port), source=f"local {wanted.folder}", stop=stop, kept=wanted.keep)


def _launch(wanted: _Wanted) -> _Launch:
    """Its directory is made; the program is copied into it where the account cannot reach it."""
    runs_as = account(wanted.program.account, "nobody")
    if runs_as is None or _is_in_reach(wanted.folder / wanted.program.server, wanted.program.ask, runs_as):
        directory = make_directory(wanted.backend.name, wanted.places, runs_as)
        return _Launch(wanted=wanted, folder=wanted.folder, directory=directory, runs_as=runs_as)
    _refuse_to_copy_much(wanted.folder, runs_as)
    directory = make_directory(wanted.backend.name, wanted.places, runs_as, executable=True)
    return _Launch(wanted=wanted, folder=_copy(wanted.folder, directory), directory=directory, runs_as=runs_as)


def _is_in_reach(server: Path, ask: Sequence[str], runs_as: Account) -> bool:
    """Whether the account can run the program: root's own folders are closed to it."""
    try:
        subprocess.run([server, *ask], capture_output=True, check=False, cwd="/", **runs_as.options)
    except PermissionError:
        return False
    return True


def _refuse_to_copy_much(folder: Path, runs_as: Account) -> None:
    # The binaries of a wheel are 35 MB (copied in 0.05 s), the tar file of a MySQL server is over 1 GB.
    size = sum(file.lstat().st_size for file in folder.parent.rglob("*"))
    if size > _COPIED:
        closed = next(parent for parent in reversed(folder.parents) if not parent.stat().st_mode & 0o001)
        raise ServerError(
            f"the account {runs_as.name}, which runs it for root, cannot enter {closed}; type: chmod o+x {closed}"
        )


def _copy(folder: Path, directory: Directory) -> Path:
    """The folder of the programs in a copy of all that belongs to them, which everyone can read."""
    copy = directory.path / "program"
    root, parts = _belongs_to(folder)
    try:
        for part in parts:
            ignored = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(part, copy / part.relative_to(root), symlinks=True, ignore=ignored)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    except OSError as error:
        directory.delete()
        raise ServerError(f"{folder.parent} cannot be copied to {copy} ({error.strerror or error})") from error
    return copy / folder.relative_to(root)


def _belongs_to(folder: Path) -> tuple[Path, list[Path]]:
    """What the programs of the folder need, and the folder in which these keep their places."""
    for package in folder.parents:
        # Where auditwheel puts the libraries of a wheel: beside the package, found relative to the program.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            return package.parent, [folder.parent, libraries]
    return folder.parent.parent, [folder.parent]


def _run(launch: _Launch, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The command runs in a session of its own and writes to the log; ``owner.json`` knows it."""
    options = launch.runs_as.options if launch.runs_as else {}
    try:
        with launch.directory.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=launch.directory.data,
                env=environment(launch.folder, launch.directory.data),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **options,
            )
            launch.processes.append(process)
            launch.directory.record(pid=process.pid)
    except OSError as error:
        raise ServerError(f"{command[0]} cannot be run ({error.strerror})") from error
    return process


def _prepare(launch: _Launch) -> None:
    """The data directory is made."""
    command = launch.wanted.program.prepare(launch.folder, launch.directory.data)
    process, deadline = _run(launch, command), time.monotonic() + _PREPARED_WITHIN
    while not _has_ended(process):
        if launch.wanted.cancelled.wait(0.01):
            raise ServerError("its start was cancelled")
        if time.monotonic() > deadline:
            raise ServerError(f"{command[0]} has not ended in {_PREPARED_WITHIN} s; {last_lines(_log(launch))}")
    if process.returncode:
        raise ServerError(f"{command[0]} failed (exit code {process.returncode}); {last_lines(_log(launch))}")


def _log(launch: _Launch, start: int = 0) -> str:
    with launch.directory.log.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace")


def _serve(launch: _Launch) -> int:
    """The server answers; its port. When another process takes the port before the server does, another is tried."""
    for more in reversed(range(_TRIES)):
        logged = launch.directory.log.stat().st_size
        with _free_port(held=more == _TRIES - 1) as port:
            process = _run(launch, launch.wanted.program.start(launch.folder, launch.directory.data, port))
            try:
                _wait(launch.wanted, port, process)
            except ServerError as error:
                told = _log(launch, logged)
                if more and _has_ended(process) and _TAKEN.search(told):
                    continue
                if launch.wanted.cancelled.is_set():
                    raise
                raise ServerError(f"{error}; {last_lines(told)}") from error.__cause__
            return port
    raise AssertionError


def _wait(wanted: _Wanted, port: int, process: subprocess.Popen[bytes]) -> None:
    def ended() -> str:
        return f"exit code {process.returncode}" if _has_ended(process) else ""

    image = wanted.backend.image
    seconds = image.ready_within if image else _READY_WITHIN
    url = wanted.url(port)
    wait_for_answer(url, wanted.backend.arguments(url), seconds=seconds, ended=ended, cancelled=wanted.cancelled)
    if how := ended():  # then another server has answered on the port
        raise ServerError(f"the server ended while it was starting ({how})")


@contextmanager
def _free_port(*, held: bool) -> Iterator[int]:
    """A free port of the loopback interface.

    On Linux it is ``held`` for the server: to a port that is bound and does not listen, a server can bind that sets
    SO_REUSEADDR, as PostgreSQL, MySQL and MariaDB do, but the system gives it to nobody else.
    """
    with socket(AF_INET, SOCK_STREAM) as holder:
        holder.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port = int(holder.getsockname()[1])
        if not held or sys.platform != "linux":
            holder.close()
        yield port


def _kept(wanted: _Wanted) -> Running | None:
    """A server that an earlier run left running, with the same settings, and that answers; see the module."""
    for directory in directories(wanted.backend.name, wanted.places):
        recorded = directory.recorded()
        meant = wanted.keep or recorded.get("project") == wanted.project
        if meant and recorded.get("kept") == wanted.settings and directory.running:
            with suppress(ServerError):
                return _reuse(wanted, directory, recorded["port"])
    return None


def _reuse(wanted: _Wanted, directory: Directory, port: int) -> Running:
    def ended() -> str:
        return "" if directory.running else "it was ended"

    url = wanted.url(port)
    wait_for_answer(
        url, wanted.backend.arguments(url), seconds=_KEPT_ANSWERS_WITHIN, ended=ended, cancelled=wanted.cancelled
    )
    _tell_how_to_remove(wanted, directory, port)
    return Running(url=url, source=f"local {wanted.folder} (kept)", stop=lambda: None, kept=True)


def _tell_how_to_remove(wanted: _Wanted, directory: Directory, port: int) -> None:
    shown, pid = wanted.url(port).render_as_string(hide_password=False), directory.recorded()["process"]["pid"]
    wanted.log(
        f"{wanted.backend.name}: {shown} is kept for later runs of this project, and for those with --db-keep;"
        f" to remove it: kill -QUIT {pid} && rm -r {directory.path}"
    )


def remove_left_behind(places: Sequence[Path] = ()) -> list[str]:
    """No directory of a run that has ended is left, nor its server, but for those that it kept; the paths removed."""
    found = [directory for directory in directories("", places or bases()) if is_left_behind(directory)]
    for directory in found:
        directory.end()
    return [str(directory.path) for directory in found]
