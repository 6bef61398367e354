"""The container engine, Docker or Podman, as testcontainers finds it, and what it says in one sentence.

testcontainers and docker take about 0.3 s to import; they are imported by whoever starts a container, not before.
"""

from __future__ import annotations

import re
import socket
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from migration_harness.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from testcontainers.core.docker_client import DockerClient

_ANSWERS_WITHIN = 3
_TELL_EVERY = 5.0


def engine_answers() -> str:
    """Empty when a container engine answers, else one sentence that says why not."""
    try:
        with connected(timeout=_ANSWERS_WITHIN) as docker:
            docker.client.ping()
    except ServerError as error:
        return str(error)
    return ""


@contextmanager
def connected(**options: Any) -> Iterator[DockerClient]:
    """The engine that testcontainers would take. Raises ServerError when none answers, and for what it refuses."""
    address = _address()
    try:
        with said(f"no container engine answers at {address}"):
            docker = _connect(address, options)
    except ServerError as error:
        raise ServerError(f"{error}; start Docker or Podman, or set DOCKER_HOST") from error.__cause__
    try:
        with said("the container engine refuses"):
            yield docker
    finally:
        docker.client.close()


def _address() -> str:
    """Where the engine is looked for. Raises ServerError when testcontainers is not installed."""
    try:
        from docker.constants import DEFAULT_UNIX_SOCKET
        from testcontainers.core.docker_client import get_docker_host
    except ImportError as error:
        raise ServerError(
            f"containers are started with testcontainers, which is not installed ({error}); type:"
            " pip install 'migration-harness[containers]'"
        ) from error
    return get_docker_host() or str(DEFAULT_UNIX_SOCKET).removeprefix("http+")


def _connect(address: str, options: Mapping[str, Any]) -> DockerClient:
    from testcontainers.core.docker_client import DockerClient

    if address.startswith("unix:") and sys.platform != "win32":
        # docker leaves its socket open when nobody listens, which becomes a warning in a test of the user's.
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(address.removeprefix("unix:").removeprefix("//"))
    return DockerClient(**options)


@contextmanager
def said(what: str) -> Iterator[None]:
    """What the engine, or the way to it, says against something becomes a ServerError: ``what (reason)``."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        yield
    except (DockerException, RequestException, OSError) as error:
        raise ServerError(f"{what} ({reason(error)})") from error


def reason(error: BaseException) -> str:
    """The words of the engine or of the system, without the layers of HTTP around them."""
    if text := getattr(error, "explanation", None):
        return str(text).strip()
    deepest: BaseException | None = error
    while deepest:
        if isinstance(deepest, OSError) and deepest.strerror:
            return deepest.strerror
        deepest = deepest.__cause__ or deepest.__context__
    return str(error).strip() or type(error).__name__


def obtain(docker: DockerClient, image: str, *, log: Callable[[str], None]) -> str:
    """The image is on the engine's machine; its id. It is pulled when it is not there. Raises ServerError."""
    from docker.errors import ImageNotFound

    with suppress(ImageNotFound):
        return str(docker.client.images.get(image).id)
    log(f"pulling {image}")
    try:
        with said("cannot be pulled"):
            _pull(docker, image, log)
    except ServerError as error:
        raise ServerError(
            f"the image {image} is not on this machine and {error}; {_what_to_type(docker, image)}"
        ) from error
    return str(docker.client.images.get(image).id)


def _pull(docker: DockerClient, image: str, log: Callable[[str], None]) -> None:
    name, tag = split(image)
    layers: dict[str, tuple[int, int]] = {}
    told = time.monotonic()
    for event in docker.client.api.pull(name, tag=tag, stream=True, decode=True):
        if "error" in event:
            raise OSError(event["error"])
        progress = event.get("progressDetail") or {}
        if event.get("status") == "Downloading" and "total" in progress:
            layers[event["id"]] = progress["current"], progress["total"]
        if layers and time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            log(f"pulling {image}: {_progress(layers.values())}")


def _progress(layers: Iterable[tuple[int, int]]) -> str:
    done, total = (sum(part) // 1_000_000 for part in zip(*layers, strict=True))
    return f"{done} of {total} MB"


def _what_to_type(docker: DockerClient, image: str) -> str:
    name, _ = split(image)
    here = sorted(tag for local in docker.client.images.list(name=name) for tag in local.tags)
    choice = f", or ask for one that is here: {', '.join(here)}" if here else ""
    return f"type: {command(docker)} pull {image}{choice}"


def split(reference: str) -> tuple[str, str]:
    """Name and tag of ``registry:5000/name:tag@digest``."""
    found = re.fullmatch(r"(.+?)(?::([^/:@]+))?(?:@.+)?", reference)
    return (found[1], found[2] or "") if found else (reference, "")


def command(docker: DockerClient) -> str:
    """The program that the user types: docker or podman."""
    components = docker.client.version().get("Components") or ()
    return "podman" if any("podman" in part.get("Name", "").lower() for part in components) else "docker"
