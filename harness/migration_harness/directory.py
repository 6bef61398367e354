"""The directory of a throw-away server that runs on this machine, and how it ends.

It holds the server's data, its log and ``owner.json``. The directory belongs to whoever runs the harness, only the data
in it to the account that the server runs under: nobody else can make one that this user would clean up.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration_harness.errors import ServerError
from migration_harness.running import Owner, start_time, this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_NAME = re.compile(r"migration-harness-([a-z]\w*)-(\d+)-\w+")
_ROOM = 512 * 2**20
_ENDS_WITHIN = 5.0
_GROUP_ENDS_WITHIN = 2.0


@dataclass(frozen=True, kw_only=True)
class Account:
    """The system account that a server runs under when root starts it."""

    name: str
    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        """What subprocess takes to run something under it."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account(*names: str) -> Account | None:
    """The first of these accounts that the machine has; None when the user is not root, and needs none."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in names:
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(name=name, uid=found.pw_uid, gid=found.pw_gid)
    raise ServerError(f"root cannot run it, and this machine has no account {' or '.join(names)}")


@dataclass(frozen=True, kw_only=True)
class Directory:
    """One server's directory."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def log(self) -> Path:
        return self.path / "log"

    def record(self, *, pid: int = 0, **facts: str | int) -> None:
        """``owner.json`` says that this process owns it, which process of the server runs, and the other facts."""
        process = {"pid": pid, "started": start_time(pid) if pid else ""}
        text = json.dumps({"owner": asdict(this_process()), "process": process, **facts})
        new = self.path / "owner.new"
        new.write_text(text)
        new.replace(self.path / "owner.json")

    def recorded(self) -> Mapping[str, Any]:
        """What ``owner.json`` says; nothing when it is not there yet."""
        with suppress(OSError, ValueError):
            found = json.loads((self.path / "owner.json").read_text())
            return found if isinstance(found, dict) else {}
        return {}

    @property
    def running(self) -> bool:
        """Whether the recorded process of the server runs."""
        process = self.recorded().get("process") or {}
        return bool(process.get("pid")) and start_time(process["pid"]) == process["started"]

    def end(self) -> None:
        """The server has ended and the directory is gone."""
        if self.running:
            end_group(self.recorded()["process"]["pid"], gone=lambda: not self.running)
        self.delete()

    def delete(self) -> None:
        """The directory is gone; what is still being written by a server that ends is waited for."""
        deadline = time.monotonic() + _ENDS_WITHIN
        while True:
            try:
                shutil.rmtree(self.path)
            except FileNotFoundError:
                if not self.path.exists():
                    return
            except OSError as error:
                if time.monotonic() > deadline:
                    raise ServerError(f"{self.path} cannot be removed ({error.strerror})") from error
                time.sleep(0.05)
            else:
                return


def end_group(pid: int, *, gone: Callable[[], bool]) -> None:
    """The process and its group have ended: the process is asked, then what is left is killed.

    SIGQUIT is the quickest way that every product cleans up after: PostgreSQL's immediate shutdown, and the same as
    SIGTERM to mysqld and mariadbd. Killed at once, PostgreSQL leaves shared memory behind, and so do the servers that
    initdb runs, which end by themselves when initdb does.
    """
    _signal(os.kill, pid, signal.SIGQUIT)
    if _within(_ENDS_WITHIN, gone) and _within(_GROUP_ENDS_WITHIN, lambda: not _signal(os.killpg, pid, 0)):
        return
    _signal(os.killpg, pid, signal.SIGKILL)
    _within(_ENDS_WITHIN, gone)


def _signal(send: Callable[[int, int], None], pid: int, number: int) -> bool:
    """Whether there was a process to send it to."""
    try:
        send(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


MEMORY = Path("/dev/shm")


def bases() -> Sequence[Path]:
    """Where directories are made, the best first: in memory, then where the system keeps what is temporary.

    Raises ServerError when nothing can be written to anywhere.
    """
    try:
        return (MEMORY, Path(tempfile.gettempdir()))
    except FileNotFoundError as error:
        raise ServerError(f"there is no folder for temporary files ({error.strerror}); set TMPDIR") from error


def make_directory(
    backend: str, among: Sequence[Path], server: Account | None, *, executable: bool = False
) -> Directory:
    """A new directory, in the first place that can be written to and has room; the server's account owns its data.

    Raises ServerError.
    """
    path = make_folder(f"migration-harness-{backend}-{os.getpid()}-", among, room=_ROOM, executable=executable)
    directory = Directory(path=path)
    _fill(directory, server)
    return directory


def make_folder(prefix: str, among: Sequence[Path], *, room: int, executable: bool = False) -> Path:
    """A new folder, in the first place that can be written to and has that many bytes free. Raises ServerError."""
    reasons = []
    for base in among:
        try:
            _check(base, room, executable=executable)
            return Path(tempfile.mkdtemp(prefix=prefix, dir=base))
        except OSError as error:
            reasons.append(f"{base}: {error.strerror}")
    raise ServerError(f"there is no place for its data ({', '.join(reasons)}); make room, or set TMPDIR")


def _check(base: Path, room: int, *, executable: bool) -> None:
    if (free := shutil.disk_usage(base).free) < room:
        raise OSError(0, f"{free // 2**20} of {room // 2**20} MB free")
    if executable and os.statvfs(base).f_flag & os.ST_NOEXEC:
        raise OSError(0, "programs cannot be run there")


def _fill(directory: Directory, server: Account | None) -> None:
    try:
        directory.record()
        directory.data.mkdir(0o700)
        if server:
            os.chown(directory.data, server.uid, server.gid)
            directory.path.chmod(0o711)
    except OSError as error:
        directory.delete()
        raise ServerError(f"{directory.path} cannot be written to ({error.strerror})") from error


def directories(backend: str, among: Sequence[Path]) -> Iterator[Directory]:
    """The user's directories of servers of the backend; of all backends when it is empty."""
    for base in among:
        with suppress(OSError):
            for path in sorted(base.glob("migration-harness-*")):
                found = _NAME.fullmatch(path.name)
                if found and backend in {"", found[1]} and _is_ours(path):
                    yield Directory(path=path)


def _is_ours(path: Path) -> bool:
    with suppress(OSError):
        return path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.geteuid()
    return False


def is_left_behind(directory: Directory) -> bool:
    """Whether the run that made it has ended, and did not keep a server that runs."""
    recorded = directory.recorded()
    if recorded.get("kept") and directory.running:
        return False
    if owner := recorded.get("owner"):
        return not Owner(**owner).alive
    found = _NAME.fullmatch(directory.path.name)
    return found is not None and start_time(int(found[2])) == "" and not Path(f"/proc/{found[2]}").exists()
