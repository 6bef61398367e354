"""Where a project keeps its chain."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration_harness.errors import ConfigError

if TYPE_CHECKING:
    from migration_harness.config import Config


@dataclass(frozen=True, kw_only=True)
class Location:
    """The folder in which the chain has to run, and what its process needs to build Alembic's Config there."""

    root: Path
    settings: Mapping[str, Any]


def locate(config: Config) -> Location:
    """Where the chain is that the configuration names, or that is found in its folder. Raises ConfigError."""
    section = {"section": config.name} if config.name else {}
    if config.chain:
        return _named(config, section)
    if found := _in_pyproject(config.root / "pyproject.toml"):
        return Location(root=config.root, settings={**found, **section})
    inis = [config.root / "alembic.ini", *sorted(config.root.glob("*/alembic.ini"))]
    for ini in inis:
        if _has_location(ini, config.name or "alembic"):
            return Location(root=ini.parent, settings={"ini": str(ini), **section})
    if config.name and (others := [section for ini in inis for section in _with_location(ini)]):
        raise ConfigError(
            f"name = {config.name!r} is no section with a script_location; choose from {', '.join(others)}"
        )
    if folders := _folders(config.root):
        return _only(folders, config.root, section)
    raise ConfigError(
        f"no Alembic chain in {config.root}: no [tool.alembic] in pyproject.toml, no alembic.ini there or one level"
        f' down; type alembic init migrations, or name it as chain = "folder" in [tool.migration-harness]'
    )


def has_chain(folder: Path) -> bool:
    """Whether the folder has Alembic's configuration in a file of its own."""
    return bool(_in_pyproject(folder / "pyproject.toml")) or (folder / "alembic.ini").is_file()


def _named(config: Config, section: dict[str, str]) -> Location:
    """``chain`` is an ini file, a folder with an env.py, ``package:folder``, or ``module:object`` of a Config."""
    given = config.root / config.chain
    if given.suffix in {".ini", ".cfg", ".toml"} and given.is_file():
        kind = "toml" if given.suffix == ".toml" else "ini"
        return Location(root=given.parent, settings={kind: str(given), **section})
    if (given / "env.py").is_file():
        return Location(root=config.root, settings={"folder": str(given), **section})
    if (given / "alembic.ini").is_file():
        return Location(root=given, settings={"ini": str(given / "alembic.ini"), **section})
    if ":" in config.chain and not given.exists():
        return Location(root=config.root, settings={"object": config.chain, **section})
    raise ConfigError(
        f"chain = {config.chain!r} is not in {config.root}; it may be an ini file, a folder with an env.py,"
        " package:folder, or module:object of an Alembic Config"
    )


def _folders(root: Path) -> list[Path]:
    """The folders of chains without an ini file of their own, as Flask-Migrate and those who use code have them."""
    found = [env.parent for level in ("*", "*/*", "*/*/*") for env in sorted(root.glob(f"{level}/env.py"))]
    hidden = {"site-packages", "node_modules", "templates", "venv"}
    return [
        folder
        for folder in found
        if (folder / "versions").is_dir()
        and not any(part in hidden or part.startswith(".") for part in folder.relative_to(root).parts)
    ]


def _only(folders: list[Path], root: Path, section: dict[str, str]) -> Location:
    if len(folders) > 1:
        names = [str(folder.relative_to(root)) for folder in folders]
        raise ConfigError(
            f"several chains in {root}: {', '.join(names)}; name one as chain = {names[0]!r} in"
            " [tool.migration-harness], or each in a [[tool.migration-harness.chains]]"
        )
    return Location(root=root, settings={"folder": str(folders[0]), **section})


def _in_pyproject(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("alembic", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    if not isinstance(table, dict):
        raise ConfigError(f"[tool.alembic] in {file} must be a table")
    if "script_location" not in table:
        return {}
    if not isinstance(table["script_location"], str):
        raise ConfigError(f"script_location in [tool.alembic] of {file} must be a string")
    # Alembic before 1.16 does not read this table: then the main options are set by hand.
    here = str(file.parent)
    options = {
        "script_location": table["script_location"].replace("%(here)s", here),
        "prepend_sys_path": os.pathsep.join(_listed(table.get("prepend_sys_path", "."))).replace("%(here)s", here),
    }
    ini = file.parent / "alembic.ini"
    return {"toml": str(file), "ini": str(ini) if ini.is_file() else None, "options_of_toml": options}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _has_location(ini: Path, section: str) -> bool:
    parser = ConfigParser(interpolation=None)
    try:
        return bool(parser.read(ini, encoding="utf-8")) and parser.has_option(section, "script_location")
    except (OSError, UnicodeDecodeError):
        return False
    except ConfigParserError as error:
        raise ConfigError(f"{ini} cannot be read: {' '.join(str(error).split())}") from error


def _with_location(ini: Path) -> list[str]:
    parser = ConfigParser(interpolation=None)
    parser.read(ini, encoding="utf-8")
    return [section for section in parser.sections() if parser.has_option(section, "script_location")]
