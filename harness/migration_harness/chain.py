"""A chain: the Alembic history of a project and its models.

Nothing of the project is imported here: that is done in a process of its own (see ``process``), which answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

from migration_harness import backend as backends
from migration_harness.errors import ConfigError, MigrationError
from migration_harness.git import changed_since
from migration_harness.location import locate
from migration_harness.process import ChainProcess, Failure
from migration_harness.waiting import Tell, tell_nobody

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

    from migration_harness.backend import Backend
    from migration_harness.config import Config
    from migration_harness.server import Scratch


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One revision file."""

    id: str
    path: Path
    title: str = ""
    parents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a reader calls it: the file's stem."""
        return self.path.stem

    @property
    def needs(self) -> tuple[str, ...]:
        """The revisions that must have gone up before this one."""
        return (*self.parents, *self.depends_on)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The revisions of a project in the order in which ``alembic upgrade heads`` takes them.

    ``problems`` says in one sentence each what keeps Alembic from loading the history; there are no revisions then.
    ``labels`` are the branch labels of each head. ``not_downgraded`` are the revisions below ``minimum-downgrade``;
    ``from_models`` says that nobody has the chain's beginning any more; ``newer`` are the revisions newer than
    ``--since``, ``changed_after_release`` the names of those that its git ref has with another text. ``only_on`` names
    the databases that the chain is for, where it is not for all; ``engines`` are those that its env.py migrates one
    after the other, where it is written for several. ``tell`` is called with what takes long in a process.
    """

    root: Path
    folder: Path
    locations: tuple[Path, ...]
    settings: Mapping[str, Any]
    revisions: tuple[Revision, ...] = ()
    heads: tuple[str, ...] = ()
    labels: Mapping[str, list[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    not_downgraded: frozenset[str] = frozenset()
    from_models: bool = False
    newer: frozenset[str] = frozenset()
    changed_after_release: tuple[str, ...] = ()
    only_on: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    tell: Tell = field(default=tell_nobody, compare=False, repr=False)

    @property
    def env(self) -> Path:
        return self.folder / "env.py"

    @property
    def word(self) -> str:
        """What tells it from another in the same folder: its section or the end of ``module:function``, its engine."""
        word = self.settings.get("section") or self.settings.get("object", "").rpartition(":")[2]
        return "-".join(filter(None, (word, self.engine)))

    @property
    def engine(self) -> str:
        """The one of ``engines`` for which env.py is run."""
        return str(self.settings.get("engine", ""))

    def for_each_engine(self) -> tuple[Chain, ...]:
        """A chain for each of ``engines`` where none is chosen, else this one."""
        if self.engine or len(self.engines) < 2:
            return (self,)
        return tuple(replace(self, settings={**self.settings, "engine": name}) for name in self.engines)

    @cached_property
    def by_id(self) -> Mapping[str, Revision]:
        return {revision.id: revision for revision in self.revisions}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each revision, from 0."""
        return {revision.id: index for index, revision in enumerate(self.revisions)}

    @cached_property
    def by_path(self) -> Mapping[Path, Revision]:
        return {revision.path: revision for revision in self.revisions}

    @property
    def marks(self) -> frozenset[str]:
        """What the version table holds at the end: the heads, but those that ``depends_on`` of another tells."""
        told = {id_ for revision in self.revisions for needed in revision.depends_on for id_ in self.and_before(needed)}
        return frozenset(self.heads) - told

    def revision(self, name: str) -> Revision:
        """The revision of this id. Raises MigrationError: the history cannot be loaded, or has none of it."""
        if self.problems:
            raise MigrationError(f"the history of the chain in {self.folder} cannot be loaded: {self.problems[0]}")
        if name not in self.by_id:
            raise MigrationError(f"the chain in {self.folder} has no revision {name!r}")
        return self.by_id[name]

    def start(self) -> ChainProcess:
        """A process that has loaded nothing of the project yet."""
        return ChainProcess.start(self.root, self.settings, self.tell)

    def and_before(self, revision: str) -> frozenset[str]:
        """The ids of the revision and of all that must have gone up before it."""
        found: set[str] = set()
        left = [revision]
        while left:
            item = left.pop()
            if item not in found:
                found.add(item)
                left += self.by_id[item].needs
        return frozenset(found)


def load(config: Config, backend: Backend | None = None) -> Chain:
    """The chain that the configuration names, or that is found. Raises ConfigError when there is none."""
    chain, process = load_with_process(config, backend)
    process.end()
    return chain


def load_with_process(
    config: Config, backend: Backend | None = None, tell: Tell = tell_nobody
) -> tuple[Chain, ChainProcess]:
    """The chain, and the process that has loaded its revisions: a walk may go on in it. Raises ConfigError.

    Revisions that want an URL when they are loaded are given one of the ``backend``, SQLite's without.
    """
    located = locate(config)
    settings = {
        **located.settings,
        "x": dict(config.x),
        "url_env": list(config.url_env),
        "env": dict(config.env),
        "metadata": config.metadata or None,
        "start": None if config.start == "models" else _script(config),
        "python": python(config) if config.project_python else None,
        "step_timeout": config.step_timeout,
        "engine": config.engine,
    }
    process = ChainProcess.start(located.root, settings, tell)
    try:
        told = process.describe(backend or backends.find("sqlite"))
        return replace(_described(config, located.root, settings, told), tell=tell), process
    except MigrationError as error:
        process.end()
        what = f"project-python = {config.project_python!r}" if config.project_python else "this Python"
        raise ConfigError(f"the chain in {located.root} cannot be loaded with {what}: {error}") from error
    except BaseException:
        process.end()
        raise


def python(config: Config) -> str:
    """The program that ``project-python`` names: a path from the project's folder, or a name on PATH."""
    given = config.project_python
    path = config.root / Path(given).expanduser()
    if not path.exists() and Path(given).name == given and (found := which(given)):
        return found
    if path.is_dir():
        inside = next((name for name in ("bin/python", "Scripts/python.exe") if (path / name).is_file()), "")
        better = f"; in it is {Path(given, inside)}" if inside else ""
        raise ConfigError(f"project-python = {given!r} is a folder, the program of a Python is needed{better}")
    if not path.is_file():
        raise ConfigError(f"project-python = {given!r} is not there: neither {path} nor a program on PATH")
    return str(path)  # not resolved: the link in a venv's bin is what makes it that venv's


def _described(config: Config, root: Path, settings: Mapping[str, Any], told: Mapping[str, Any]) -> Chain:
    if "error" in told:
        failure = Failure.from_answer(told["error"])
        raise ConfigError(f"the Alembic configuration in {root} cannot be loaded: {failure}")
    loaded = () if told["problems"] else told["revisions"]
    revisions = tuple(_revision(item, root) for item in loaded)
    found = Chain(
        root=root,
        folder=(root / told["dir"]).resolve(),
        locations=tuple((root / location).resolve() for location in told["locations"]),
        settings=settings,
        revisions=revisions,
        heads=tuple(told["heads"]) if loaded else (),
        labels=told.get("labels", {}),
        problems=tuple(told["problems"]),
        engines=tuple(told.get("engines", ())),
    )
    if not revisions and not found.problems:
        found = replace(found, problems=tuple(filter(None, map(_elsewhere, found.locations))))
    found = replace(found, from_models=config.start == "models", only_on=config.db)
    if config.minimum_downgrade and revisions:
        found = replace(found, not_downgraded=_not_downgraded(found, config.minimum_downgrade))
    return _since(found, config.since) if config.since and revisions else found


def _elsewhere(location: Path) -> str:
    """Where the revisions may be that Alembic does not find in the folder."""
    if not location.is_dir():
        return f"there is no revision file: no folder {location}"
    folders = sorted({file.parent.relative_to(location).as_posix() for file in location.glob("*/**/[!_]*.py")})
    return f"there is no revision file in {location}, but there are some in {', '.join(folders)}" if folders else ""


def _not_downgraded(chain: Chain, lowest: str) -> frozenset[str]:
    if lowest in {"head", "heads"}:
        return frozenset(chain.by_id)
    return chain.and_before(_named(chain, lowest, "minimum-downgrade"))


def _script(config: Config) -> str:
    if not config.start.endswith(".sql"):
        return config.start
    file = config.root / config.start
    if not file.is_file():
        raise ConfigError(f"start = {config.start!r}: there is no file {file}")
    return str(file)


def _since(chain: Chain, since: str) -> Chain:
    """The chain with what is newer than a revision, or than what a git ref has of it."""
    if any(item.id.startswith(since) or item.name == since for item in chain.revisions):
        older = chain.and_before(_named(chain, since, "--since"))
        return replace(chain, newer=frozenset(chain.by_id) - older)
    changed = changed_since(chain.root, since)
    newer = frozenset(item.id for item in chain.revisions if item.path in changed)
    released = tuple(item.name for item in chain.revisions if changed.get(item.path) == "changed")
    return replace(chain, newer=newer, changed_after_release=released)


def _named(chain: Chain, name: str, key: str) -> str:
    """The id of the revision that a user calls so: its id, the beginning of it, or its file's name."""
    found = [item.id for item in chain.revisions if item.id.startswith(name) or item.name == name]
    if len(found) != 1 and name not in found and not chain.problems:
        what = "names no revision of the chain" if not found else f"could be {', '.join(found)}"
        raise ConfigError(f"{key} = {name!r} {what}")
    return name if name in found else found[0]


def _revision(told: Mapping[str, Any], root: Path) -> Revision:
    return Revision(
        id=told["id"],
        path=(root / told["path"]).resolve(),
        title=told["title"],
        parents=tuple(told["parents"]),
        depends_on=tuple(told["depends_on"]),
    )


def needed_by(revisions: Iterable[Revision], lost: set[str]) -> set[str]:
    """The revisions that cannot be reached without those that are lost, and these themselves."""
    found = set(lost)
    for revision in revisions:  # parents come first
        if not found.isdisjoint(revision.needs):
            found.add(revision.id)
    return found


def upgrade(chain: Chain, process: ChainProcess, scratch: Scratch) -> None:
    """The scratch database is at head. Raises MigrationError for the first revision that does not go up."""
    for head in chain.heads or chain.problems:
        chain.revision(head)
    session = process.session(scratch.url, scratch.server.backend)
    for revision in chain.revisions:
        failure = session.step(revision.id, up=True).failure
        if failure is not None:
            raise MigrationError(f"{revision.name} cannot go up: {failure}")
    if (failure := session.close()) is not None:
        raise MigrationError(f"env.py fails after the migrations: {failure}")


def alembic_config(chain: Chain) -> AlembicConfig:
    """Alembic's own Config for the chain, without any database in it."""
    from migration_harness.project import alembic_config as made

    return made(chain.settings)
