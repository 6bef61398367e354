"""The server programs on this machine."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migration_harness.backend import Backend, Program


def find_program(backend: Backend, version: str | None) -> tuple[Path, str] | None:
    """The folder and the exact version of the newest server program, or of the newest that is of that version.

    ``17`` is the version of 17 and 17.2, not of 170.
    """
    found = [(folder, exact) for folder, exact in _programs(backend) if _is_version(exact, version)]
    return max(found, key=lambda program: _numbers(program[1]), default=None)


def _programs(backend: Backend) -> Iterator[tuple[Path, str]]:
    program = backend.program
    folders = program.find() if program else ()
    for folder in dict.fromkeys(_real(folder, program.server) for folder in folders if program):
        if program and (exact := _version(program, folder)):
            yield folder, exact


def _real(folder: Path, server: str) -> Path:
    """The folder that the server is in, where the given one only links to it."""
    file = folder / server
    return file.resolve().parent if file.is_symlink() and file.resolve().name == server else folder


def _version(program: Program, folder: Path) -> str:
    """Empty when there is no such program, or it is another product's."""
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        done = subprocess.run(
            [folder / program.server, *program.ask],
            capture_output=True,
            check=True,
            env=environment(folder, folder),
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=10,
        )
        return program.version(done.stdout)
    return ""


def _is_version(exact: str, wanted: str | None) -> bool:
    return wanted is None or (exact.startswith(wanted) and not exact[len(wanted) :][:1].isdigit())


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def environment(folder: Path, home: Path) -> dict[str, str]:
    """Nothing of the user's: no PG* or MYSQL_* variable, no option file of the home directory, English messages."""
    return {"PATH": f"{folder}{os.pathsep}{os.defpath}", "HOME": str(home), "LC_ALL": "C"}
