"""Servers and scratch databases, on SQLite: what is made, found again, kept and removed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import make_url, text

from migration_harness.backend import find
from migration_harness.config import Config, Database, parse_database
from migration_harness.errors import ConfigError, ServerError
from migration_harness.running import first_line, is_alive
from migration_harness.server import Scratch, Server, Starting, _version_of, serve


@pytest.fixture
def given(tmp_path: Path) -> Server:
    """A folder that a user gives as an URL, with a database of his own in it."""
    (tmp_path / "own.db").write_text("precious")
    return serve(parse_database(f"sqlite:///{tmp_path}/own.db"), Config(root=tmp_path))


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_scratch_database_is_empty_and_then_gone(sqlite: Server) -> None:
    """Nothing is left of it, whatever SQLite puts beside its file."""
    with sqlite.scratch() as scratch:
        with scratch.engine().connect() as connection:
            connection.execute(text("PRAGMA journal_mode = WAL"))
            connection.execute(text("CREATE TABLE t (a INT)"))
            connection.commit()
        file = Path(str(scratch.url.database))
        was_there = file.exists()

    assert was_there
    assert not list(file.parent.glob(f"{file.stem}*"))


def test_mariadb_is_called_so_behind_the_url_of_mysql(sqlite: Server) -> None:
    """MySQL's dialect speaks to both, and many projects take one for the other."""
    url = make_url("mysql+pymysql://user@there/")
    server = replace(sqlite, backend=find("mysql"), url=url, version="11.8.9-MariaDB-log")

    assert "mariadb" == server.product
    assert server.title.startswith("MariaDB 11.8.9-MariaDB-log")


def test_scratch_databases_have_names_of_their_own(sqlite: Server) -> None:
    """Runs side by side do not meet."""
    with sqlite.scratch() as one, sqlite.scratch() as other:
        assert one.url != other.url


def test_a_kept_scratch_database_stays(given: Server) -> None:
    """Its URL is told."""
    with given.scratch() as scratch:
        url = scratch.keep()

    assert scratch.url.render_as_string(hide_password=False) == url
    assert Path(str(scratch.url.database)).exists()


@pytest.mark.parametrize(("throw_away", "shown"), [(True, "postgresql://me:secret@there"), (False, "me:***@there")])
def test_the_password_of_a_users_server_is_not_told(sqlite: Server, throw_away: bool, shown: str) -> None:
    """That of one that the harness has started is no secret."""
    server = replace(sqlite, throw_away=throw_away)
    scratch = Scratch(name="mh", url=make_url("postgresql://me:secret@there/mh"), server=server)

    assert shown in scratch.keep()


def test_the_users_files_are_left_alone(given: Server, tmp_path: Path) -> None:
    """An URL names the folder in which scratch files are made; nothing else in it is touched."""
    with given.scratch() as scratch:
        made_in = Path(str(scratch.url.database)).parent
    given.stop()

    assert tmp_path == made_in
    assert ["own.db"] == [path.name for path in tmp_path.iterdir()]
    assert "precious" == (tmp_path / "own.db").read_text()


def test_what_a_killed_run_left_is_removed(given: Server, tmp_path: Path, dead: int) -> None:
    """By the process that made it: those of living ones, of other machines and of other names stay."""
    with given.scratch() as scratch:
        ours = Path(str(scratch.url.database)).name
        of_the_dead = ours.replace(str(os.getpid()), str(dead))
        machine = ours.split("_")[1]
        others = [of_the_dead.replace(machine, "00000000"), "mh_own.db", f"my_{machine}_{dead}_ab12.db"]
        for name in (of_the_dead, *others):
            (tmp_path / name).touch()

        removed = given.remove_left_behind()

    assert [Path(of_the_dead).stem] == removed
    assert {*others, "own.db"} == {path.name for path in tmp_path.iterdir()}


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Told before anything is run."""
    with pytest.raises(
        ServerError, match=r"there is no folder .*gone for scratch databases; make it, or leave the URL"
    ):
        serve(parse_database(f"sqlite:///{tmp_path}/gone/own.db"), Config(root=tmp_path))


@pytest.mark.parametrize("driver", ["sqlite+aiosqlite", "sqlite"])
def test_the_harness_waits_for_its_answers_whatever_the_driver(tmp_path: Path, driver: str) -> None:
    """Under the URL of an async application it takes a driver of its own that is not async."""
    server = serve(parse_database(f"{driver}:///{tmp_path}/own.db"), Config(root=tmp_path))

    with server.scratch() as scratch, scratch.engine().connect() as connection:
        assert 1 == connection.scalar(text("SELECT 1"))


def test_an_async_driver_in_the_configuration_is_that_of_env_py(tmp_path: Path) -> None:
    """The harness takes another one."""
    server = serve(parse_database("sqlite"), Config(root=tmp_path, drivers={"sqlite": "sqlite+aiosqlite"}))

    assert not server.url.get_dialect().is_async


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    """One sentence."""
    (tmp_path / "gone").mkdir()
    server = serve(parse_database(f"sqlite:///{tmp_path}/gone/own.db"), Config(root=tmp_path))
    (tmp_path / "gone").rmdir()

    with pytest.raises(ServerError, match=r"created on sqlite:///.*gone.*; the folder in the URL must be there"):
        server.make_scratch()


@pytest.mark.parametrize("name", ["postgres", "mysql", "mariadb"])
def test_nobody_waits_for_ever_on_a_server_of_ours(name: str) -> None:
    """A revision that waits for a lock of its own other connection fails, and the run goes on."""
    image = find(name).image
    assert image is not None

    assert any(re.search(r"lock[-_](wait-)?timeout=10s?$", word) for word in image.arguments("17"))


def test_another_process_of_the_run_uses_the_same_server(sqlite: Server) -> None:
    """What it is told makes the server again; it does not stop it."""
    other = Server.from_told(sqlite.backend, sqlite.told())

    other.stop()

    assert sqlite.title == other.title
    with other.scratch() as scratch:
        assert Path(str(scratch.url.database)).parent == Path(str(sqlite.url.database))


def test_another_process_of_the_run_is_told_the_error(sqlite: Server) -> None:
    """The same sentence."""
    with pytest.raises(ServerError, match="no engine answers"):
        Server.from_told(sqlite.backend, {"error": "no engine answers"})


def test_a_missing_driver_is_told_before_an_engine_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who has neither is told the first of the two."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
    postgres = find("postgres")
    without = replace(postgres, drivers=(replace(postgres.drivers[0], module="nothing_of_that_name"),))

    with pytest.raises(ServerError, match="postgres: no driver is installed, nothing_of_that_name is needed"):
        serve(Database(label="postgres", backend=without), Config(root=tmp_path))


def _in_the_background(start: object) -> Starting:
    return Starting.begin(parse_database("sqlite"), start)  # type: ignore[arg-type]


def test_a_server_comes_up_in_the_background(sqlite: Server) -> None:
    """wait() gives it, each time."""
    starting = _in_the_background(lambda _database, _cancelled: sqlite)

    assert sqlite is starting.wait()
    assert sqlite is starting.wait()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ServerError("no engine answers"), r"\Ano engine answers\Z"),
        (ConfigError("no such tag"), r"\Ano such tag\Z"),
        (ZeroDivisionError("x"), r"\Asqlite: ZeroDivisionError: x \(unforeseen: please report it\)\Z"),
    ],
)
def test_what_kept_a_server_from_starting_is_raised(error: Exception, message: str) -> None:
    """Each time that it is waited for."""

    def start(_database: Database, _cancelled: threading.Event) -> NoReturn:
        raise error

    starting = _in_the_background(start)

    for _ in range(2):
        with pytest.raises((ServerError, ConfigError), match=message):
            starting.wait()


def test_stopping_cancels_what_is_coming_up() -> None:
    """Ctrl-C does not wait for a server that will not be used."""

    def start(_database: Database, cancelled: threading.Event) -> NoReturn:
        assert cancelled.wait(60)
        raise ServerError("cancelled")

    starting = _in_the_background(start)

    starting.stop()

    assert starting.done.is_set()


def test_a_process_is_alive_or_not(dead: int) -> None:
    """Also one of another user."""
    assert is_alive(os.getpid())
    assert is_alive(1)
    assert not is_alive(dead)


@pytest.mark.parametrize(
    ("error", "line"),
    [(ValueError("one\ntwo"), "one"), (ValueError("\n  one.  \n"), "one"), (ValueError(), "ValueError")],
)
def test_the_first_line_of_an_error_is_told(error: Exception, line: str) -> None:
    """A driver's five lines are not a message."""
    assert line == first_line(error)


def test_the_version_of_a_module_is_that_of_the_package_it_comes_from() -> None:
    """psycopg2 may come from psycopg2-binary; what comes from no package is no error."""
    assert pytest.__version__ == _version_of("_pytest")
    assert "(of an unknown version)" == _version_of("nothing")
