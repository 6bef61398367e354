"""Throw-away servers from container images, through testcontainers' plain DockerContainer.

Each container carries labels that say which run it belongs to. testcontainers' reaper is not used: its image cannot be
had everywhere. Instead a container is removed by its run, at the latest when Python exits, and those of runs that were
killed are removed by a later run. Containers without these labels are never touched.

With ``keep`` a container stays. It serves later runs that ask for the same image and settings, those of the same
project and those with ``keep``, until the user removes it with the line that each of these runs logs.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from migration_harness.engine import command, connected, engine_answers, obtain, said, split
from migration_harness.errors import ServerError
from migration_harness.running import (
    Owner,
    Running,
    admin_url,
    host,
    last_lines,
    stop_once,
    this_process,
    wait_for_answer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy.engine import URL
    from testcontainers.core.docker_client import DockerClient

    from migration_harness.backend import Backend, Image

__all__ = ["engine_answers", "image_name", "obtain_image", "remove_left_behind", "start_container"]

LABEL = "org.migration-harness"
_UP = frozenset({"running", "paused", "restarting"})
_GONE = frozenset({404, 409})  # no such container, its removal is already in progress
_LOCK = threading.Lock()
_REAPER_DISABLED: list[bool] = []


def image_name(image: Image, version: str | None, registry: str, override: str | None) -> str:
    """The name of the image with its tag.

    ``registry`` is put before the names of Docker Hub. ``override`` replaces the name; the tag or digest that it has
    holds unless a version was asked for.
    """
    if override and version is None and "@" in override:
        return override
    repository, usual = image.name_of(version)
    name, tag = split(override or repository)
    if registry and not override and not _has_registry(name):
        name = f"{registry.rstrip('/')}/{name}"
    return f"{name}:{(tag or usual) if version is None else usual}"


def _has_registry(name: str) -> bool:
    # The rule of Docker: the part before the first slash is a registry when it looks like a host.
    first, slash, _ = name.partition("/")
    return bool(slash) and ("." in first or ":" in first or first == "localhost")


def obtain_image(image: str, *, log: Callable[[str], None]) -> None:
    """The image is on the engine's machine. Raises ServerError when it cannot be had, or no engine answers."""
    with connected() as docker:
        obtain(docker, image, log=log)


def start_container(  # noqa: PLR0913  each is a fact of its own
    backend: Backend,
    *,
    image: str,
    tag: str,
    keep: bool,
    log: Callable[[str], None],
    cancelled: threading.Event | None = None,
    project: str = "",
) -> Running:
    """A server runs in a container of the image and answers. Raises ServerError, and then nothing of it is left.

    ``image`` is the whole name, ``tag`` the version for the functions of the backend's Image, ``project`` whose run it
    is. Setting ``cancelled`` makes a start in another thread give up.
    """
    wanted = _Wanted(
        backend=backend,
        name=image,
        tag=tag,
        keep=keep,
        log=log,
        cancelled=cancelled or threading.Event(),
        project=_digest(project),
    )
    try:
        admin_url(backend)  # a missing driver is told before anything is started
        with connected() as docker:
            _has_memory(docker, backend.image.memory if backend.image else 0)
            settings = _settings(wanted, obtain(docker, image, log=log))
            return _kept(docker, wanted, settings) or _start(docker, wanted, settings)
    except ServerError as error:
        text = str(error).removeprefix(f"{backend.name}: ")
        raise ServerError(f"{backend.name}: {text}") from error.__cause__


def _has_memory(docker: DockerClient, needed: int) -> None:
    """The engine's machine has that many MB. Raises ServerError."""
    found = int(docker.client.info().get("MemTotal") or 0) // 1_000_000 if needed else 0
    if 0 < found < needed:
        raise ServerError(
            f"the server needs {needed} MB of memory and the machine of the container engine has {found}; give it more"
            " (Docker Desktop: Settings, Resources; Podman: podman machine set --memory)"
        )


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What start_container() was called with."""

    backend: Backend
    name: str
    tag: str
    keep: bool
    log: Callable[[str], None]
    cancelled: threading.Event
    project: str

    @property
    def image(self) -> Image:
        if self.backend.image is None:
            raise ServerError("it has no container image")
        return self.backend.image


def _settings(wanted: _Wanted, image_id: str) -> str:
    """What a kept container must have been started with to serve in place of a new one."""
    image = wanted.image
    access = [image.port, image.user, image.password, image.database, sorted(image.environment.items())]
    return _digest([image_id, *access, list(image.arguments(wanted.tag)), image.tmpfs(wanted.tag)])


def _digest(value: object) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()[:12]


def _labels(wanted: _Wanted, settings: str) -> dict[str, str]:
    owner = this_process()
    facts = {
        "run": _digest([owner.host, owner.pid, owner.started]),
        "host": owner.host,
        "pid": str(owner.pid),
        "started": owner.started,
        "backend": wanted.backend.name,
        "settings": settings,
        "project": wanted.project,
        "kept": "yes" if wanted.keep else "no",
    }
    return {f"{LABEL}.{name}": value for name, value in facts.items()}


def _start(docker: DockerClient, wanted: _Wanted, settings: str) -> Running:
    name = f"migration-harness-{wanted.backend.name}-{uuid4().hex[:8]}"
    stays = threading.Event()
    stop = stop_once(lambda: None if stays.is_set() else remove(name))
    try:
        _run(docker, wanted, name, _labels(wanted, settings))
        url = _answering(docker, wanted, name)
    except BaseException as error:
        if not isinstance(error, Exception):
            _wait_until_created(docker, name)
        with suppress(ServerError):
            stop()
        raise
    if wanted.keep:
        stays.set()
        stop()
        _tell_how_to_remove(docker, wanted, name, url)
    return Running(url=url, source=f"container {wanted.name}", stop=stop, kept=wanted.keep)


def _run(docker: DockerClient, wanted: _Wanted, name: str, labels: dict[str, str]) -> None:
    """The container runs."""
    from docker.types import Mount
    from testcontainers.core.container import DockerContainer

    image = wanted.image
    container = DockerContainer(wanted.name).with_name(name).with_envs(**image.environment, **image.accepts)
    container.image = wanted.name  # without the prefix that testcontainers has an environment variable for
    container.with_command(list(image.arguments(wanted.tag)))
    container.ports = {f"{image.port}/tcp": _published(docker)}
    data = image.tmpfs(wanted.tag)
    mounts = [Mount(target=data, source=None, type="tmpfs")] if data else []
    container.with_kwargs(labels=labels, mounts=mounts)
    try:
        with _without_reaper(), said(f"a container of {wanted.name} cannot be started"):
            container.start()
    finally:
        container.get_docker_client().client.close()


@contextmanager
def _without_reaper() -> Iterator[None]:
    """testcontainers starts no reaper for what is started inside; afterwards its setting is the user's again."""
    from testcontainers.core.config import testcontainers_config

    with _LOCK:
        _REAPER_DISABLED.append(testcontainers_config.ryuk_disabled)
        testcontainers_config.ryuk_disabled = True
    try:
        yield
    finally:
        with _LOCK:
            before = _REAPER_DISABLED.pop()
            if not _REAPER_DISABLED:
                testcontainers_config.ryuk_disabled = before


def _published(docker: DockerClient) -> Any:
    """The loopback interface where the server is reached through it; all of them from elsewhere or a container."""
    from testcontainers.core.config import ConnectionMode

    mode = docker.get_connection_mode()
    loopback = mode is ConnectionMode.docker_host and docker.host() in {"localhost", "127.0.0.1"}
    return ("127.0.0.1",) if loopback else None


# Asked for by testcontainers' name of the mode: its own functions know Docker's names of networks, not Podman's.
_OF_MODE = {"gateway_ip": "Gateway", "bridge_ip": "IPAddress"}


def _in_network(container: Mapping[str, Any], key: str) -> str:
    settings = container["NetworkSettings"]
    return next((str(network[key]) for network in settings["Networks"].values() if network.get(key)), "localhost")


def _address(docker: DockerClient, name: str, port: int) -> tuple[str, int]:
    """Where testcontainers would reach the port of the container. Raises ServerError when it has ended already."""
    mode = docker.get_connection_mode()
    container = docker.client.api.inspect_container(name)
    where = docker.host() if mode.value == "docker_host" else _in_network(container, _OF_MODE[mode.value])
    if not mode.use_mapped_port:
        return where, port
    # With IPv6 there is a second, often different port: the loopback address is the one of IPv4, not "localhost".
    for published in (container["NetworkSettings"]["Ports"] or {}).get(f"{port}/tcp") or ():
        if ":" not in published["HostIp"]:
            return "127.0.0.1" if where == "localhost" else where, int(published["HostPort"])
    raise ServerError(f"the server ended while it was starting ({_ended(docker, name) or 'its port is not published'})")


def _answering(docker: DockerClient, wanted: _Wanted, name: str) -> URL:
    """The administrator's URL of the server, which answers at it."""
    try:
        return _wait(docker, wanted, name)
    except ServerError as error:
        if wanted.cancelled.is_set():
            raise
        give = f"give --db {admin_url(wanted.backend).drivername}://... for a running one"
        raise ServerError(f"{error}; {last_lines(_log(docker, name))}; {give}") from error.__cause__


def _wait(docker: DockerClient, wanted: _Wanted, name: str) -> URL:
    image = wanted.image
    where, port = _address(docker, name, image.port)
    access = {"username": image.user, "password": image.password, "database": image.database or None}
    url = admin_url(wanted.backend, host=where, port=port, query=image.query(wanted.tag), **access)
    wait_for_answer(
        url,
        wanted.backend.arguments(url),
        seconds=image.ready_within,
        ended=lambda: _ended(docker, name),
        cancelled=wanted.cancelled,
        log=wanted.log,
    )
    return url


def _ended(docker: DockerClient, name: str) -> str:
    from docker.errors import NotFound

    try:
        state = docker.client.api.inspect_container(name)["State"]
    except NotFound:
        return "its container was removed"
    return "" if state["Status"] in _UP else f"exit code {state['ExitCode']}"


def _log(docker: DockerClient, name: str) -> str:
    from docker.errors import APIError

    with suppress(APIError):
        return str(docker.client.api.logs(name, tail=50), errors="replace")
    return ""


def _wait_until_created(docker: DockerClient, name: str) -> None:
    """The container is there, unless its creation was not on its way when it was interrupted."""
    from docker.errors import NotFound

    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        with suppress(NotFound):
            docker.client.api.inspect_container(name)
            return
        time.sleep(0.05)


def _kept(docker: DockerClient, wanted: _Wanted, settings: str) -> Running | None:
    """A server that an earlier run left running, with the same settings, and that answers; see the module."""
    facts = {"settings": settings, "kept": "yes", "host": host()}
    if not wanted.keep:
        facts["project"] = wanted.project
    labels = [f"{LABEL}.{name}={value}" for name, value in facts.items()]
    for found in docker.client.api.containers(filters={"label": labels, "status": "running"}):
        with suppress(ServerError):
            name = _name(found)
            _tell_how_to_remove(docker, wanted, name, url := _answering(docker, wanted, name))
            return Running(url=url, source=f"container {wanted.name} (kept)", stop=lambda: None, kept=True)
    return None


def _tell_how_to_remove(docker: DockerClient, wanted: _Wanted, name: str, url: URL) -> None:
    shown = url.render_as_string(hide_password=False)
    wanted.log(
        f"{wanted.backend.name}: {shown} is kept for later runs of this project, and for those with --db-keep;"
        f" to remove it: {command(docker)} rm -f -v {name}"
    )


def remove(name: str) -> None:
    """No container of that name is left, nor its anonymous volumes."""
    with connected() as docker:
        _remove(docker, name)


def _remove(docker: DockerClient, name: str) -> bool:
    from docker.errors import APIError

    try:
        docker.client.api.remove_container(name, v=True, force=True)
    except APIError as error:
        if error.status_code not in _GONE:
            raise
        return False
    return True


def remove_left_behind() -> list[str]:
    """No container of a run that has ended is left, but for those that it kept and that run; the names of the others.

    Raises ServerError when no engine answers.
    """
    with connected() as docker:
        found = docker.client.api.containers(all=True, filters={"label": f"{LABEL}.run"})
        return [_name(one) for one in found if _left_behind(one) and _remove(docker, _name(one))]


def _name(found: Mapping[str, Any]) -> str:
    return str((found["Names"] or [found["Id"]])[0]).removeprefix("/")


def _left_behind(found: Mapping[str, Any]) -> bool:
    labels = {key.removeprefix(f"{LABEL}."): value for key, value in found["Labels"].items()}
    if labels.get("kept") == "yes" and found["State"] in _UP:
        return False
    pid = labels.get("pid", "")
    owner = Owner(host=labels.get("host", ""), pid=int(pid) if pid.isdigit() else 0, started=labels.get("started", ""))
    return not owner.alive
