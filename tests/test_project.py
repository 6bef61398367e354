"""What is said in more than one place agrees, and imports point one way."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_harness import backend as backends
from migration_harness import config
from migration_harness.check import built_in

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "harness" / "migration_harness"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

# From the bottom up: a module imports at run time only what stands in a line above its own. A name is a module or
# a folder, whose modules may import each other. Backends and checks are loaded by name, from backend and check.
LAYERS = (
    {"errors", "python_text", "schema"},
    {"backend", "engine", "guard", "location", "models", "program", "running", "waiver"},
    {"backends", "config", "containers", "directory", "process", "worker"},
    {"chain", "local"},
    {"server"},
    {"walk"},
    {"check", "hints"},
    {"checks", "run"},
    {"plugin"},
)
# These judge what was seen: they open no file, no process, no connection.
PURE = {"check", "checks", "errors", "schema", "waiver"}
OPENS = {"os", "shutil", "signal", "socket", "sqlalchemy", "subprocess", "tempfile", "threading"}
# What only these modules import.
ONLY = {
    "alembic": {"models", "worker"},
    "docker": {"containers", "engine"},
    "pytest": {"plugin"},
    "testcontainers": {"containers", "engine"},
    "xdist": {"plugin"},
}
# The compose file of a product where it has the product's own name.
COMPOSE = {"postgres": "postgresql"}


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    """Each module's name, that of its layer, and its text."""
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        yield name, name.partition(".")[0], ast.parse(file.read_text())


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names that are imported at run time, in functions too, but not what only types need."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield from imported(node)


def layer(name: str) -> int:
    return next(index for index, names in enumerate(LAYERS) if name in names)


def test_every_module_has_its_layer() -> None:
    """A new module is put in a line of LAYERS, and one that is gone is taken out."""
    found = {top for _, top, _ in modules() if top != "__init__"}

    assert set().union(*LAYERS) == found


def test_imports_point_downwards() -> None:
    """No module imports one of its own layer or of one above it."""
    wrong = [
        f"{name} imports {target}"
        for name, top, tree in modules()
        if top != "__init__"
        for full in imported(tree)
        if full.startswith("migration_harness.")
        for target in [full.split(".")[1]]
        if target != top and layer(target) >= layer(top)
    ]

    assert [] == wrong


def test_what_is_pure_opens_nothing() -> None:
    """Checks and what they judge import nothing that reaches the machine or a database."""
    wrong = [
        f"{name} imports {full}"
        for name, top, tree in modules()
        if top in PURE
        for full in imported(tree)
        if full.partition(".")[0] in OPENS
    ]

    assert [] == wrong


@pytest.mark.parametrize("library", ONLY)
def test_library_is_imported_by_few(library: str) -> None:
    """Only the modules named in ONLY know this library."""
    users = {name for name, _, tree in modules() if library in {full.partition(".")[0] for full in imported(tree)}}

    assert ONLY[library] == users


def test_base_install_is_enough_for_the_rest() -> None:
    """Whatever else is imported is of Python, or a dependency of the package."""
    own = {re.split(r"[<>=\[]", line)[0] for line in PROJECT["project"]["dependencies"]}
    known = {*sys.stdlib_module_names, *own, "migration_harness", *ONLY, "requests"}

    assert {"sqlalchemy", "alembic", "pytest"} == own
    assert set() == {full.partition(".")[0] for _, _, tree in modules() for full in imported(tree)} - known


def test_each_backend_has_a_file_a_session_and_an_extra() -> None:
    """The list of the package, the sessions of nox, and the extras agree."""
    files = {file.stem for file in (PACKAGE / "backends").glob("*.py") if "\nBACKEND = " in file.read_text()}
    extras = {name for name in PROJECT["project"]["optional-dependencies"] if name in files}

    assert set(backends.BUILT_IN) == files
    assert files == set(noxfile("BACKENDS"))
    assert files - {"sqlite"} == extras


def noxfile(name: str) -> tuple[str, ...]:
    """The value of a constant of noxfile.py, which cannot be imported without nox."""
    for node in ast.parse((ROOT / "noxfile.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            found: tuple[str, ...] = ast.literal_eval(node.value)
            return found
    raise AssertionError(name)


def test_extra_installs_the_driver_that_the_backend_prefers() -> None:
    """``pip install migration-harness[mysql]`` brings what ``--db mysql`` uses first."""
    extras = PROJECT["project"]["optional-dependencies"]
    for backend in map(backends.find, backends.BUILT_IN):
        first = backend.drivers[0]
        if backend.image is not None:
            assert first.module in " ".join(extras[backend.name])


def test_extra_all_is_all() -> None:
    """Nobody has to type the names of all extras."""
    extras = dict(PROJECT["project"]["optional-dependencies"])
    (everything,) = extras.pop("all")

    assert set(extras) == set(everything.partition("[")[2].rstrip("]").split(","))


@pytest.mark.parametrize("name", [name for name in backends.BUILT_IN if backends.find(name).image])
def test_compose_file_runs_the_image_of_the_backend(name: str) -> None:
    """``docker compose -f docker-compose/postgresql.yml up`` starts what ``--db postgres`` starts."""
    image = backends.find(name).image
    assert image is not None

    text = (ROOT / "docker-compose" / f"{COMPOSE.get(name, name)}.yml").read_text()

    assert [f"{image.repository}:{image.tag}"] == re.findall(r"^\s+image: (\S+)$", text, re.MULTILINE)


def test_default_databases_are_the_backends() -> None:
    """``pytest --db all`` in this repository means every product of the package."""
    assert set(PROJECT["tool"]["migration-harness"]["databases"]) == set(backends.BUILT_IN)


def test_each_check_has_its_page() -> None:
    """docs/checks tells of every check, and of no other."""
    pages = {page.stem for page in (ROOT / "docs" / "checks").glob("*.md")}

    assert {check.name for check in built_in()} == pages


def test_each_key_is_documented() -> None:
    """Every key of [tool.migration-harness] stands in the README or in docs/."""
    text = "".join(page.read_text() for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

    assert [] == [key for key in sorted(config.keys()) if f"`{key}`" not in text]


def test_pre_commit_has_the_ruff_of_nox() -> None:
    """What is formatted at a commit is not found wrong by ``nox -s lint``."""
    (pinned,) = [line for line in PROJECT["dependency-groups"]["lint"] if line.startswith("ruff==")]
    text = (ROOT / ".pre-commit-config.yaml").read_text()

    assert {pinned} == set(re.findall(r"ruff==[\d.]+", text))


def test_each_exclusion_of_ruff_says_why() -> None:
    """Wherever a rule is switched off in pyproject.toml, a comment stands behind it."""
    text = (ROOT / "pyproject.toml").read_text()
    excluded = [line for line in text.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line)]

    assert [] == [line for line in excluded if "# " not in line]
    assert excluded


def test_changelog_tells_of_this_version() -> None:
    """Whoever releases has said what is new."""
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def test_readme_has_the_commands_that_ci_runs() -> None:
    """What a reader is told to type is what is tried on a bare machine."""
    setup = "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox -s"
    readme = (ROOT / "README.md").read_text()

    assert f"{setup} tests" in (ROOT / ".ci" / "run").read_text()
    assert f"{setup} sqlite" in readme
    assert f"{setup} tests" in readme
