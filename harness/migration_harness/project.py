"""Alembic's Config of a chain, and what its env.py expects around itself; used where the chain runs."""

from __future__ import annotations

import logging.config
import os
import re
import sys
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from contextlib import contextmanager, nullcontext
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from migration_harness.errors import ConfigError


def alembic_config(settings: Mapping[str, Any]) -> Config:
    """Alembic's Config for the settings that ``location`` found. Raises ConfigError."""
    if settings.get("object"):
        return _named(settings["object"], settings.get("section") or "alembic")
    if settings.get("folder"):
        return _of_folder(Path(settings["folder"]), settings["folder"], settings.get("section") or "alembic")
    ini, toml = settings.get("ini"), settings.get("toml")
    section = settings.get("section") or "alembic"
    options = settings.get("options", {})
    try:
        config = Config(ini, toml_file=toml, ini_section=section)
    except TypeError:  # Alembic before 1.16 does not read pyproject.toml
        config = Config(ini, ini_section=section)
        options = settings.get("options_of_toml", options)
    return _with_options(config, options)


def engines(config: Config) -> list[str]:
    """The names of the databases that env.py migrates one after the other, as the multidb template has them."""
    names = re.split(r",\s*", config.get_main_option("databases") or "")
    return [name for name in names if name and config.file_config.has_section(name)]


def _with_options(config: Config, options: Mapping[str, Any]) -> Config:
    for name, value in options.items():
        config.set_main_option(name, str(value).replace("%", "%%"))
    return config


def _named(where: str, section: str) -> Config:
    """``package:folder`` of a chain, else ``module:object`` of a Config or of a function that makes one."""
    module, _, name = where.partition(":")
    try:
        for place in _folders(module):
            if (place / name / "env.py").is_file():
                return _of_folder(place / name, where, section)
        found = getattr(import_module(module), name, None)
    except ImportError as error:
        raise ConfigError(f"chain = {where!r}: {error}") from error
    made = found() if callable(found) and not isinstance(found, Config) else found
    if isinstance(made, Config):
        return made
    if made is not None:
        raise ConfigError(f"chain = {where!r} is a {type(made).__name__}; an Alembic Config is needed")
    raise ConfigError(
        f"chain = {where!r}: {module} has neither a folder {name!r} with an env.py nor an object {name!r}"
    )


def _folders(module: str) -> list[Path]:
    spec = find_spec(module)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def _of_folder(folder: Path, location: str, section: str) -> Config:
    """The chain of a folder, with the alembic.ini that lies in it or beside it, where one does.

    An env.py reads its own options in there, and gives the file to ``logging.config``.
    """
    near = (place / "alembic.ini" for place in (folder, folder.parent))
    ini = next((file for file in near if _has_section(file, section)), None)
    return _with_options(Config(str(ini) if ini else None, ini_section=section), {"script_location": location})


def _has_section(ini: Path, section: str) -> bool:
    parser = ConfigParser(interpolation=None)
    try:
        return bool(parser.read(ini, encoding="utf-8")) and parser.has_section(section)
    except Exception:  # noqa: BLE001  it is no ini file of Alembic's
        return False


def leave_out_logging_without_file() -> None:
    """From now on ``fileConfig(None)`` does nothing: env.py files call it with the ini file, and here may be none."""
    configure = logging.config.fileConfig

    @wraps(configure)
    def file_config(fname: Any, *args: Any, **options: Any) -> None:
        if fname is not None:
            configure(fname, *args, **options)

    logging.config.fileConfig = file_config


@contextmanager
def surroundings(env: Path) -> Iterator[None]:
    """What a framework's own command puts around env.py: Flask's application context, where env.py asks for it.

    ``flask db upgrade`` finds the application by FLASK_APP, or as app.py or wsgi.py; so does this.
    """
    with _flask_context() if "current_app" in _text(env) and find_spec("flask") else nullcontext():
        yield


@contextmanager
def _without_migrations() -> Iterator[None]:
    """Meanwhile Alembic's commands run no env.py: an application may upgrade its database when it is made."""
    run_env = ScriptDirectory.run_env
    ScriptDirectory.run_env = lambda self: None  # type: ignore[method-assign]  # noqa: ARG005
    try:
        yield
    finally:
        ScriptDirectory.run_env = run_env  # type: ignore[method-assign]


def _flask_context() -> Any:
    from flask import has_app_context
    from flask.cli import NoAppException, ScriptInfo

    if has_app_context():
        return nullcontext()
    if not sys.path or sys.path[0] != str(Path.cwd()):
        sys.path.insert(0, str(Path.cwd()))
    named = os.environ.get("FLASK_APP")
    try:
        with _without_migrations():
            return ScriptInfo(app_import_path=named).load_app().app_context()
    except NoAppException as error:
        if named:
            raise
        raise ConfigError(
            "there is no Flask application in app.py or wsgi.py; name it as for flask db upgrade:"
            ' env = { FLASK_APP = "module:create_app" } in [tool.migration-harness]'
        ) from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
