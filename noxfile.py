"""What is run here and in CI: one session per database, named as it, and what holds the code together.

``nox -s postgres -- --db postgres:15 -k round-trip``: what stands after ``--`` goes to pytest, and a ``--db`` there
takes the place of the session's own. ``nox --list --json --tags db`` is the matrix of a CI.
"""

from __future__ import annotations

from functools import partial

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["tests", "lint", "types"]

PROJECT = nox.project.load_toml("pyproject.toml")
# The package's own list; the extra that each takes has its name. A test compares them.
BACKENDS = ("sqlite", "postgres", "mysql", "mariadb")
# The files of the chain, and tests that need a server: tests/backends holds the facts about one product in one file.
CHAIN = "migrations"
BY_PRODUCT = "tests/backends"
ON_EVERY_DATABASE = "tests/databases"
PAGES = "tests/test_docs.py"


def install(session: nox.Session, *groups: str, extras: str = "") -> None:
    """The package is installed as it stands in this folder, with these extras and dependency groups."""
    project = f".[{extras}]" if extras else "."
    session.install("-e", project, *nox.project.dependency_groups(PROJECT, *groups))


def pytest(session: nox.Session, *arguments: str) -> None:
    """Run pytest with these arguments and those after ``--``."""
    session.run("pytest", *arguments, *session.posargs)


def check(session: nox.Session, backend: str) -> None:
    """The reference chain, pytest-alembic's tests and the product's own tests pass on this database."""
    extras = ["pytest-alembic"] if backend == "sqlite" else ["pytest-alembic", "containers", backend]
    install(session, "test", extras=",".join(extras))
    asked = [] if any(word.startswith("--db=") or word == "--db" for word in session.posargs) else ["--db", backend]
    pytest(session, *asked, CHAIN, ON_EVERY_DATABASE, f"{BY_PRODUCT}/test_{backend}.py")


for _backend in BACKENDS:
    nox.session(partial(check, backend=_backend), name=_backend, tags=["db"])


@nox.session
def databases(session: nox.Session) -> None:
    """The same in one run for all databases given with ``--db`` (or all): their servers start side by side."""
    install(session, "test", extras="all")
    asked = [] if any(word.startswith("--db=") or word == "--db" for word in session.posargs) else ["--db", "all"]
    pytest(session, *asked, CHAIN, ON_EVERY_DATABASE, BY_PRODUCT)


@nox.session
def tests(session: nox.Session) -> None:
    """The tests that need no server pass."""
    install(session, "test", extras="all")
    pytest(session, "tests")


@nox.session
def oldest(session: nox.Session) -> None:
    """The same with the lowest versions that pyproject.toml promises."""
    lowest = [dependency.replace(">=", "==") for dependency in PROJECT["project"]["dependencies"]]
    session.install("-e", ".", *lowest, *nox.project.dependency_groups(PROJECT, "test"))
    pytest(session, "tests")


@nox.session
def docs(session: nox.Session) -> None:
    """The pages in docs/ and the README say what happens."""
    install(session, "test", extras="all")
    pytest(session, PAGES)


@nox.session
def lint(session: nox.Session) -> None:
    """The code has the one form; what pre-commit runs."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict has nothing to say about the package."""
    install(session, "types", extras="all")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """What a walk costs against plain Alembic, on the databases after ``--`` or SQLite."""
    install(session, extras="all")
    session.run("python", "bench/walk.py", *(session.posargs or ["--db", "sqlite"]))
