"""What git knows of the files of a chain."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Literal

from migration_harness.errors import ConfigError


def changed_since(folder: Path, ref: str) -> dict[Path, Literal["new", "changed"]]:
    """The files below the folder's repository that are not as the merge base of the ref and HEAD has them.

    Raises ConfigError when the ref is not known, or there is no git.
    """
    top = Path(_git(folder, ref, "rev-parse", "--show-toplevel"))
    base = _git(folder, ref, "merge-base", ref, "HEAD")
    found: dict[Path, Literal["new", "changed"]] = {}
    for line in _git(top, ref, "diff", "--name-status", "--no-renames", base).splitlines():
        state, _, name = line.partition("\t")
        if state in {"A", "M"}:
            found[(top / name).resolve()] = "new" if state == "A" else "changed"
    for name in _git(top, ref, "ls-files", "--others", "--exclude-standard").splitlines():
        found[(top / name).resolve()] = "new"
    return found


def _git(folder: Path, ref: str, *words: str) -> str:
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise ConfigError(f"--since {ref}: is no revision of the chain, and git is not installed") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["git says nothing"])[-1]
        raise ConfigError(f"--since {ref}: is no revision of the chain and no git ref here ({said})")
    return done.stdout.strip()
