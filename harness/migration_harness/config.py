"""Each option once: its key, its default, what it means; read from command line, environment and pyproject.toml.

The command line wins over the environment (``MIGRATION_HARNESS_URL_ENV`` for ``url-env``), that over
``[tool.migration-harness]`` in pyproject.toml, that over the default.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from math import inf
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from migration_harness import backend as backends
from migration_harness import waiver as waivers
from migration_harness.drivers import has_dialect
from migration_harness.errors import ConfigError

if TYPE_CHECKING:
    from migration_harness.backend import Backend
    from migration_harness.waiver import Waiver

TABLE = "tool.migration-harness"
_PREFIX = "MIGRATION_HARNESS_"
SOURCES = ("auto", "container", "local")


def _option(default: Any, *, read: Callable[[str, Any], Any], means: str) -> Any:
    return field(default_factory=lambda: default, metadata={"read": read, "means": means})


_NO_PAIRS: Mapping[str, str] = MappingProxyType({})


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key} in [{TABLE}] must be a string, not {value!r}")
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return split([value])
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{key} in [{TABLE}] must be a list of strings, not {value!r}")
    return tuple(part for item in value for part in _texts(key, item))


def _pairs(key: str, value: Any) -> Mapping[str, str]:
    if isinstance(value, str) and all("=" in pair for pair in split([value])):
        return dict(pair.split("=", 1) for pair in split([value]))
    if not isinstance(value, dict):
        raise ConfigError(f"{key} in [{TABLE}] must be a table such as {{ name = 'value' }}, not {value!r}")
    return {str(name): str(item) for name, item in value.items()}


WORDS = ("url", "driver", "user", "password", "host", "port", "database", "server_version")


def _pairs_with_words(key: str, value: Any) -> Mapping[str, str]:
    """Pairs in whose values a word in braces stands for a part of the scratch database's URL."""
    pairs = _pairs(key, value)
    for text in pairs.values():
        try:
            found = {word for _, word, _, _ in Formatter().parse(text) if word is not None}
        except ValueError as error:
            raise ConfigError(
                f"{key} in [{TABLE}]: {text!r} is no text with words in braces ({error}); a brace itself is doubled"
            ) from error
        for word in sorted(found.difference(WORDS)):
            choice = ", ".join(f"{{{known}}}" for known in WORDS)
            raise ConfigError(f"{key} in [{TABLE}]: unknown word {{{word}}}; choose from {choice}")
    return pairs


def _by_database(key: str, value: Any) -> Mapping[str, str]:
    """Pairs whose names are those of databases; an alias counts as the name itself."""
    try:
        return {backends.find(name).name: text for name, text in _pairs(key, value).items()}
    except ConfigError as error:
        raise error if key in str(error) else ConfigError(f"{key} in [{TABLE}]: {error}") from error


def _seconds(key: str, value: Any) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = 0.0
    if not 0 < seconds < inf or isinstance(value, bool):
        raise ConfigError(f"{key} in [{TABLE}] must be a number of seconds, not {value!r}")
    return seconds


def _source(key: str, value: Any) -> str:
    if value not in SOURCES:
        raise ConfigError(f"unknown {key} {value!r}; choose from {', '.join(SOURCES)}")
    return str(value)


def _tables(key: str, value: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ConfigError(f"{key} in [{TABLE}] must be written as [[{TABLE}.{key}]] tables")
    return tuple(value)


def _waivers(key: str, value: Any) -> tuple[Waiver, ...]:
    return waivers.from_tables(value, f"[{TABLE}]", f"{TABLE}.{key}")


@dataclass(frozen=True, kw_only=True)
class Config:
    """What the harness was told; ``root`` is the folder of pyproject.toml, ``environment`` what the user has set."""

    root: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    db: tuple[str, ...] = _option((), read=_texts, means="the databases asked for: NAME[:VERSION], an URL, or all")
    databases: tuple[str, ...] = _option((), read=_texts, means="what --db all means; without it, all products")
    db_source: str = _option("auto", read=_source, means="where a server comes from when no URL is given")
    chain: str = _option(
        "", read=_text, means="where the chain is: a folder with an env.py, an ini file, package:folder, module:object"
    )
    name: str = _option("", read=_text, means="the section of the ini file, as alembic --name takes it")
    engine: str = _option("", read=_text, means="the one of several databases that an env.py migrates, by its name")
    chains: tuple[Mapping[str, Any], ...] = _option((), read=_tables, means="several chains, a table of keys for each")
    url_env: tuple[str, ...] = _option(
        ("DATABASE_URL",), read=_texts, means="environment variables from which env.py takes its URL"
    )
    env: Mapping[str, str] = _option(
        _NO_PAIRS,
        read=_pairs_with_words,
        means="more environment variables for env.py; {url}, {driver}, {user}, {password}, {host}, {port} and"
        " {database} are those of the scratch database",
    )
    x: Mapping[str, str] = _option(
        _NO_PAIRS, read=_pairs_with_words, means="-x arguments for env.py, with the same words in braces"
    )
    start: str = _option(
        "",
        read=_text,
        means="what builds the tables that the chain begins with: a .sql file, or module:function, called with the"
        ' connection; "models" is for a chain whose beginning nobody has any more',
    )
    minimum_downgrade: str = _option(
        "", read=_text, means="the revision down to which the chain promises to go; heads: it goes up only"
    )
    metadata: str = _option("", read=_text, means="module:object of the models, where env.py does not tell")
    drivers: Mapping[str, str] = _option(
        _NO_PAIRS, read=_by_database, means='SQLAlchemy driver by database, such as { mariadb = "mysql+pymysql" }'
    )
    images: Mapping[str, str] = _option(
        _NO_PAIRS, read=_by_database, means="container image by database, where it is not the official one"
    )
    registry: str = _option("", read=_text, means="a registry mirror, put before the image names")
    step_timeout: float = _option(
        0.0, read=_seconds, means="the seconds after which a step, or a run of env.py before one, has failed"
    )
    since: str = _option("", read=_text, means="a revision or a git ref: only what is newer is checked")
    project_python: str = _option("", read=_text, means="the Python in which the chain runs, where it is another one")
    waivers: tuple[Waiver, ...] = _option((), read=_waivers, means="known findings")


def keys() -> dict[str, str]:
    """Every key of ``[tool.migration-harness]`` and what it means."""
    return {_key(item.name): item.metadata["means"] for item in fields(Config) if item.metadata and item.name != "db"}


def _key(name: str) -> str:
    return name.replace("_", "-")


def split(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a repeatable option that takes lists with commas."""
    return tuple(part.strip() for word in words for part in word.split(",") if part.strip())


def load(root: Path, *, command_line: Mapping[str, Any], environment: Mapping[str, str]) -> Config:
    """The configuration of the project in ``root``. Raises ConfigError; for an unknown key it names the nearest."""
    table = _known(_table(root), keys(), f"[{TABLE}]")
    _known_variables(environment)
    found: dict[str, Any] = {}
    for item in fields(Config):
        if not item.metadata:
            continue
        key = _key(item.name)
        variable = _variable(item.name)
        given = command_line.get(item.name) or environment.get(variable) or table.get(key)
        if given is not None and given != "":
            found[item.name] = item.metadata["read"](key, given)
    found["waivers"] = (*found.get("waivers", ()), *waivers.read(root / waivers.FILE))
    return Config(root=root, environment=environment, **found)


def _variable(name: str) -> str:
    return f"{_PREFIX}{name.upper()}"


def _known_variables(environment: Mapping[str, str]) -> None:
    known = [_variable(item.name) for item in fields(Config) if item.metadata]
    for name in environment:
        if name.startswith(_PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0)[0]
            raise ConfigError(f"unknown environment variable {name}; did you mean {near}?")


_OF_A_CHAIN = ("db", "chain", "name", "engine", "url_env", "env", "x", "metadata", "start", "minimum_downgrade")


def of_each_chain(config: Config) -> tuple[Config, ...]:
    """A configuration for each of ``[[chains]]``, or the one for the only chain.

    ``db`` is what a chain is limited to, such as one of several folders of revisions, each for its database.
    """
    config = replace(config, db=())
    read = {_key(item.name): item for item in fields(Config) if item.name in _OF_A_CHAIN}
    found = []
    for table in config.chains:
        _known(table, read, f"[[{TABLE}.chains]]")
        own = {read[key].name: read[key].metadata["read"](key, value) for key, value in table.items()}
        found.append(replace(config, chains=(), **own))
    return tuple(found) or (config,)


def _known(table: Mapping[str, Any], known: Iterable[str], where: str) -> Mapping[str, Any]:
    names = list(known)
    for key in table:
        if key not in names:
            near = "databases" if key == "db" else get_close_matches(key, names, n=1, cutoff=0)[0]
            raise ConfigError(f"unknown key {key!r} in {where}; did you mean {near!r}?")
    return table


def has_table(folder: Path) -> bool:
    """Whether the folder's pyproject.toml has a table of the harness. Raises ConfigError."""
    return bool(_table(folder))


def _table(root: Path) -> dict[str, Any]:
    file = root / "pyproject.toml"
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    tools = found.get("tool", {})
    if "migration_harness" in tools:
        raise ConfigError(f"the table [tool.migration_harness] in {file} is not read; it is called [{TABLE}]")
    table = tools.get("migration-harness", {})
    if not isinstance(table, dict):
        raise ConfigError(f"[{TABLE}] in {file} must be a table")
    return table


@dataclass(frozen=True, kw_only=True)
class Database:
    """One database that was asked for. ``label`` is its name in ids, messages and reports."""

    label: str
    backend: Backend
    version: str | None = None
    url: URL | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What a waiver may call it."""
        return (self.label, self.backend.name)


def databases(config: Config) -> tuple[Database, ...]:
    """What ``--db`` asks for, each once, in that order."""
    asked: list[str] = []
    for name in config.db:
        asked += (config.databases or backends.names()) if name == "all" else [name]
    found = {database.label: database for database in map(parse_database, asked)}
    for database in found.values():
        if database.url is None and (driver := config.drivers.get(database.backend.name)):
            _must_have_dialect(URL.create(driver), database.backend)
    return tuple(found.values())


def _must_have_dialect(url: URL, backend: Backend) -> None:
    if not has_dialect(url):
        choice = [f"{dialect}+{driver.name}" for dialect in backend.dialects for driver in backend.drivers]
        usable = [name for name in choice if has_dialect(URL.create(name))] or backend.dialects
        raise ConfigError(
            f"SQLAlchemy {sqlalchemy.__version__} has no dialect {url.drivername}; choose from {', '.join(usable)}"
        )


def parse_database(text: str) -> Database:
    """The database meant by ``NAME[:VERSION]`` or by an URL."""
    if "://" in text:
        return _from_url(text)
    name, _, version = text.partition(":")
    backend = backends.find(name)
    if version and backend.image is None:
        raise ConfigError(f"{backend.name} takes no version, {text!r} names one; it is what Python's driver brings")
    label = f"{backend.name}:{version}" if version else backend.name
    return Database(label=label, backend=backend, version=version or None)


def _from_url(text: str) -> Database:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        shown = re.sub(r"://.*@", "://***@", text)
        form = "dialect+driver://user:password@host:port/database"
        raise ConfigError(f"--db {shown!r} is not an URL that SQLAlchemy understands; write {form}") from error
    backend = backends.for_dialect(url.get_backend_name())
    _must_have_dialect(url, backend)
    place = f"{url.host}:{url.port}" if url.port else url.host or url.database or "file"
    return Database(label=f"{backend.name}@{place}", backend=backend, url=url)
