"""Servers in containers: they answer, and nothing of them is left, however a run ends."""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from processes import eventually, python
from projects import ENV, Project
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from migration_harness import containers
from migration_harness.backend import Backend, Image, find
from migration_harness.config import Config, parse_database
from migration_harness.containers import engine_answers, image_name, remove_left_behind, start_container
from migration_harness.engine import connected
from migration_harness.errors import ServerError
from migration_harness.running import Running
from migration_harness.server import serve

TOKEN = uuid4().hex


def own(name: str, token: str = TOKEN) -> Backend:
    """The backend with a setting that is only of these tests: no server that somebody kept is taken for it."""
    backend = find(name)
    assert backend.image
    environment = {**backend.image.environment, "TOKEN": token}
    return replace(backend, image=replace(backend.image, environment=environment))


POSTGRES = own("postgres")
START = """
import sys
from test_containers import own, start_container
backend = own("postgres", sys.argv[1])
running = start_container(backend, image="postgres:17", tag="17", keep="keep" in sys.argv, log=print)
print(running.url.render_as_string(hide_password=False), flush=True)
sys.stdin.readline()
"""


def start(backend: Backend = POSTGRES, image: str = "postgres:17", *, keep: bool = False, **options: Any) -> Running:
    logged: list[str] = options.pop("logged", [])
    return start_container(backend, image=image, tag=image.partition(":")[2], keep=keep, log=logged.append, **options)


def with_arguments(*arguments: str) -> Backend:
    assert POSTGRES.image
    return replace(POSTGRES, image=replace(POSTGRES.image, arguments=lambda _tag: arguments))


def found(**labels: Any) -> list[dict[str, Any]]:
    """The containers with these labels, whatever they do."""
    wanted = [f"{containers.LABEL}.{name}={value}" for name, value in labels.items()]
    with connected() as docker:
        listed: list[dict[str, Any]] = docker.client.api.containers(all=True, filters={"label": wanted})
    return listed


def mine() -> list[dict[str, Any]]:
    return found(pid=containers.this_process().pid, started=containers.this_process().started)


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """The test leaves no container behind, and no volume."""
    with connected() as docker:
        before = {volume.name for volume in docker.client.volumes.list()}
    yield
    assert [] == mine()
    with connected() as docker:
        assert {volume.name for volume in docker.client.volumes.list()} <= before | volumes_of_others()


def volumes_of_others() -> set[str]:
    with connected() as docker:
        listed = docker.client.api.containers(all=True)
    return {mount["Name"] for one in listed for mount in one["Mounts"] if mount["Type"] == "volume"}


HUB = POSTGRES.image
MICROSOFT = replace(HUB, repository="mcr.microsoft.com/mssql/server", tag="2022-latest") if HUB else None


@pytest.mark.parametrize(
    ("image", "version", "registry", "override", "expected"),
    [
        (HUB, None, "", None, "postgres:17"),
        (HUB, "15", "", None, "postgres:15"),
        (HUB, "15", "mirror:5000/hub/", None, "mirror:5000/hub/postgres:15"),
        (MICROSOFT, None, "mirror:5000", None, "mcr.microsoft.com/mssql/server:2022-latest"),
        (HUB, None, "mirror", "corp:5000/pg", "corp:5000/pg:17"),
        (HUB, None, "mirror", "corp/pg:own", "corp/pg:own"),
        (HUB, "15", "", "corp/pg:own", "corp/pg:15"),
        (HUB, None, "", "corp/pg@sha256:0a", "corp/pg@sha256:0a"),
        (HUB, "15", "", "corp/pg:own@sha256:0a", "corp/pg:15"),
    ],
)
def test_image_is_the_official_one_unless_the_config_says_otherwise(
    image: Image, version: str | None, registry: str, override: str | None, expected: str
) -> None:
    """A prefix is for Docker Hub, an override for the whole name, and the version asked for comes first."""
    assert expected == image_name(image, version, registry, override)


def test_engine_that_does_not_answer_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says where it was looked for, why it is not there, and what to do."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")

    told = engine_answers()

    where = "no container engine answers at unix:///nowhere.sock (No such file or directory)"
    assert f"{where}; start Docker or Podman, or set DOCKER_HOST" == told


def test_missing_testcontainers_is_told_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who installed the package without the extra is told its name."""
    monkeypatch.setitem(sys.modules, "testcontainers.core.docker_client", None)

    with pytest.raises(ServerError, match=re.escape("pip install 'migration-harness[containers]'")):
        start()


def test_missing_driver_is_told_before_anything_is_started() -> None:
    """No image is pulled for a server that cannot be talked to."""
    backend = replace(POSTGRES, drivers=(replace(POSTGRES.drivers[0], module="nothing_of_that_name"),))

    with pytest.raises(ServerError, match=r"postgres: no driver is installed, .*; type: pip install"):
        start(backend, "nothing:1")


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(("name", "image"), [("postgres", "postgres:17"), ("mariadb", "mariadb:11.8")])
def test_server_answers_until_it_is_stopped(name: str, image: str) -> None:
    """It is reached by its URL over TCP, keeps its data in memory, and is gone after stop(), which may be repeated."""
    running = start(own(name), image)
    engine = create_engine(running.url, poolclass=NullPool)
    with engine.connect() as connection:
        answer = connection.scalar(text("SELECT 1"))
    [container] = mine()
    with connected() as docker:
        mounts = docker.client.api.inspect_container(container["Id"])["HostConfig"]["Mounts"]
    running.stop()
    running.stop()

    assert 1 == answer
    assert f"container {image}" == running.source
    assert "localhost" != running.url.host
    assert ["tmpfs"] == [mount["Type"] for mount in mounts]
    assert [] == mine()


@pytest.mark.container
def test_nothing_is_printed_and_python_exit_stops_the_server() -> None:
    """Neither testcontainers nor a warning reaches the terminal; a server that nobody stopped ends with Python."""
    with python(START, TOKEN) as process:
        output, errors = process.communicate("\n", timeout=60)

    assert "" == errors
    assert re.fullmatch(r"postgresql\+psycopg://postgres:\S+/postgres\n", output)
    assert [] == found(pid=process.pid)


@pytest.mark.container
def test_server_is_published_on_the_loopback_interface_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engine is reached on this machine, nobody else reaches the server."""
    monkeypatch.setenv("TESTCONTAINERS_CONNECTION_MODE", "docker_host")

    with python(START, TOKEN) as process:
        assert process.stdout
        url = process.stdout.readline()
        [container] = found(pid=process.pid)
        process.communicate("\n", timeout=60)

    assert "@127.0.0.1:" in url
    assert {"127.0.0.1"} == {port["IP"] for port in container["Ports"] if "IP" in port}


@pytest.mark.container
@pytest.mark.parametrize("when", ["coming up", "answering"])
def test_ctrl_c_leaves_nothing(when: str) -> None:
    """Interrupted as soon as the container is there, or when the server answers, the run removes it."""
    with python(START, TOKEN) as process:
        if when == "answering":
            assert process.stdout
            process.stdout.readline()
        eventually(lambda: found(pid=process.pid))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

    assert "KeyboardInterrupt" in errors
    assert [] == found(pid=process.pid)


@pytest.mark.container
def test_container_of_a_killed_run_is_removed_by_the_next() -> None:
    """A run that could not clean up is found by the labels; its container is named."""
    with python(START, TOKEN) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    [left] = found(pid=process.pid)

    removed = remove_left_behind()

    assert left["Names"][0].removeprefix("/") in removed
    assert [] == found(pid=process.pid)


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_containers_of_living_runs_and_of_others_are_left_alone() -> None:
    """Only what carries the labels of a run that has ended is removed."""
    running = start()
    [living] = mine()
    with connected() as docker:
        foreign = docker.client.containers.create("postgres:17", labels={"org.example.run": "1"})
        try:
            removed = remove_left_behind()
            left = {one["Id"] for one in docker.client.api.containers(all=True)}
        finally:
            foreign.remove(v=True)
            running.stop()

    assert living["Names"][0].removeprefix("/") not in removed
    assert {living["Id"], foreign.id} <= left


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_image_that_cannot_be_had_is_told_with_those_that_are_there() -> None:
    """One sentence: the image, the reason, the command, the choice."""
    logged: list[str] = []

    with pytest.raises(ServerError) as raised:
        start(image="postgres:0.1-nowhere", logged=logged)

    told = str(raised.value)
    assert told.startswith("postgres: the image postgres:0.1-nowhere is not on this machine and cannot be pulled (")
    assert re.search(r"; type: \w+ pull postgres:0.1-nowhere, or ask for one that is here: .*postgres:17", told)
    assert ["pulling postgres:0.1-nowhere"] == logged


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_server_that_ends_while_starting_is_told_with_the_end_of_its_log() -> None:
    """The reason that the server wrote is in the sentence, at once and not after the time that it is given."""
    with pytest.raises(ServerError) as raised:
        start(with_arguments("-c", "nonsense=1"))

    assert re.fullmatch(
        r"postgres: the server ended while it was starting \(exit code 1\); last error of its log: .*FATAL:  "
        r'unrecognized configuration parameter "nonsense"; give --db postgresql\+psycopg://\.\.\. for a running one',
        str(raised.value),
    )


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_server_that_does_not_answer_is_told_with_the_time_it_had() -> None:
    """A server that listens elsewhere is given up after ready_within."""
    assert POSTGRES.image
    deaf = replace(POSTGRES, image=replace(POSTGRES.image, port=1, ready_within=0))

    with pytest.raises(ServerError, match=r"^postgres: no answer from \S+:\d+ in 0 s \(.*; give --db"):
        start(deaf)


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_program_that_the_image_lacks_is_told() -> None:
    """What the engine itself refuses to start is told, too, and its container does not stay."""
    with connected() as docker:
        docker.client.images.get("postgres:17")
    backend = with_arguments("/nothing/of/that/name")

    with pytest.raises(ServerError, match=r"^postgres: .*/nothing/of/that/name"):
        start(backend)


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_cancelled_start_gives_up_and_leaves_nothing() -> None:
    """A start in another thread, which Ctrl-C does not reach, is ended by the event."""
    cancelled, raised = threading.Event(), list[ServerError]()

    def starts() -> None:
        try:
            start(cancelled=cancelled)
        except ServerError as error:
            raised.append(error)

    thread = threading.Thread(target=starts)
    thread.start()
    eventually(mine)
    cancelled.set()
    thread.join()

    assert ["postgres: its start was cancelled"] == [str(error) for error in raised]


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_kept_server_serves_the_next_runs() -> None:
    """With keep the container outlives its run; the next takes it, with keep or without, and tells how to remove it."""
    with python(START, TOKEN, "keep") as process:
        output, _ = process.communicate("\n", timeout=60)
    told, url = output.splitlines()
    [kept] = found(pid=process.pid)
    name, logged = kept["Names"][0].removeprefix("/"), list[str]()
    try:
        again = start(logged=logged)
        again.stop()
        removed = remove_left_behind()
        left = found(pid=process.pid)
    finally:
        containers.remove(name)

    assert url == again.url.render_as_string(hide_password=False)
    assert "container postgres:17 (kept)" == again.source
    assert again.kept
    assert [told] == logged
    kept_for = "is kept for later runs of this project, and for those with --db-keep"
    assert told.endswith(f"{kept_for}; to remove it: docker rm -f -v {name}")
    assert name not in removed
    assert [kept["Id"]] == [one["Id"] for one in left]


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_kept_server_with_other_settings_is_not_taken() -> None:
    """Whoever asks for other arguments gets a server that was started with them."""
    kept = start(with_arguments("-c", "fsync=off", "-c", "work_mem=5MB"), keep=True)
    [container] = mine()
    try:
        other = start(with_arguments("-c", "fsync=off", "-c", "work_mem=6MB"))
        other.stop()
    finally:
        containers.remove(container["Names"][0].removeprefix("/"))

    assert "container postgres:17" == other.source
    assert kept.url != other.url


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_kept_server_is_not_taken_by_another_project() -> None:
    """Nobody who did not ask for it runs on a server of somebody else; with keep, it may be anybody's."""
    kept = start(keep=True, project="a")
    [container] = mine()
    try:
        of_another = start(project="b")
        of_another.stop()
        of_its_own = start(project="a")
        with_keep = start(project="b", keep=True)
    finally:
        containers.remove(container["Names"][0].removeprefix("/"))

    assert kept.url != of_another.url
    assert "container postgres:17" == of_another.source
    assert kept.url == of_its_own.url == with_keep.url


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_user_keeps_the_reaper_for_containers_of_their_own() -> None:
    """Starting ours does not change the setting of testcontainers for the rest of the process."""
    from testcontainers.core.config import testcontainers_config

    before = testcontainers_config.ryuk_disabled
    start().stop()

    assert before == testcontainers_config.ryuk_disabled


ALL_CONNECTIONS_END = """
op.execute(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " ORDER BY pid = pg_backend_pid()"
)
"""


@pytest.mark.container
@pytest.mark.usefixtures("nothing_left")
def test_server_that_restarts_in_the_middle_is_no_finding(tmp_path: Path) -> None:
    """The harness's own connection is gone, too: the revision is not to blame, and nothing is said of it."""
    running = start()
    url = running.url.render_as_string(hide_password=False)
    project = Project(folder=tmp_path, server=serve(parse_database(url), Config(root=tmp_path)))
    project.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
    project.write("migrations/env.py", ENV)
    project.table("a")
    project.revision("b", ALL_CONNECTIONS_END, after="a")
    walk = project.walk()

    with pytest.raises(ServerError, match=r"^postgres: the server went away at b: "):
        walk.passage("b")

    walk.close()
    running.stop()
