"""What is run here and in CI: one session per database, named as it, and what holds the code together.

``nox -s postgres -- --db postgres:15 -k round-trip``: what stands after ``--`` goes to pytest, where a ``--db`` takes
the place of the session's own and a path that of all tests. ``nox --list --json -t db`` is the matrix of a CI.
"""

from __future__ import annotations

import ast
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "lint", "types"]

PROJECT = nox.project.load_toml("pyproject.toml")
# The package's own list, read as text: nox runs where the package is not installed.
BACKEND = Path("harness/migration_harness/backend.py").read_text()
BACKENDS = ast.literal_eval(BACKEND.partition("\nBUILT_IN = ")[2].partition(")")[0] + ")")
# What CI runs beside the newest of each.
VERSIONS = {
    "postgres": ["14", "15", "16", "17", "18"],
    "mysql": ["8.4", "9"],
    "mariadb": ["10.6", "10.11", "11.4", "11.8"],
    "oracle": ["21", "23"],
    "mssql": ["2019", "2022", "2025"],
}
# What runs on any --db, the chain's own files first; the facts about each product, on the versions that they name.
CHAIN = ("migrations", "tests/test_pytest_alembic.py", "harness/migration_harness/conformance.py")
ON_EACH = (*CHAIN, "tests/faults")
PRODUCTS = "tests/backends"
# How servers start and stop.
SERVERS = ("tests/test_containers.py", "tests/test_local.py")
WITHOUT_SERVER = (
    "tests",
    *(f"--ignore={path}" for path in ON_EACH),
    "-m",
    "not container and not firebird and not local_server and not server",
)
# Chains of others: each folder has what their maintainers would write, their versions, and what is known of them.
WILD = ("dstack", "glance", "jupyterhub", "meltano", "mlflow", "optuna")
OF_THE_WALK = "not portability and not offline"
LOWEST = [item.replace(">=", "==") for item in PROJECT["project"]["dependencies"] if not item.startswith("sqlalchemy")]
NOT_BY_THE_OLDEST = (
    # Alembic reads pyproject.toml, where this repository's own chain is configured, from 1.16 on.
    "--ignore=tests/test_reference_chain.py",
    "--deselect=tests/test_compiled.py::test_no_product_has_anything_against_the_reference_chain",
    # In a batch, SQLAlchemy before 2.0.45 takes several constraints in one line for one.
    "--deselect=tests/test_hints.py::test_hint_for_sqlite_repairs_the_difference",
)


def install(session: nox.Session, *groups: str, extras: str = "") -> None:
    """The package is installed as it stands here, with these dependency groups and extras."""
    project = f".[{extras}]" if extras else "."
    session.install("-e", project, *nox.project.dependency_groups(PROJECT, *groups))


def pytest(session: nox.Session, *paths: str, db: str = "") -> None:
    """Run pytest on these paths, and on this database, unless the words after ``--`` name others."""
    words = session.posargs
    named = any(not word.startswith("-") and Path(word.partition("::")[0]).exists() for word in words)
    asked = any(word.partition("=")[0] == "--db" for word in words)
    session.run("pytest", *(() if asked or not db else ("--db", db)), *(() if named else paths), *words)


def check(session: nox.Session, db: str) -> None:
    """The reference chain passes all checks and pytest-alembic's tests on this database."""
    name = db.partition(":")[0]
    # What a backend needs is the extra of its name.
    install(session, "test", extras="pytest-alembic" if name == "sqlite" else f"pytest-alembic,containers,{name}")
    pytest(session, *CHAIN, db=db)


def add_backend(name: str) -> None:
    """There is a session of this name."""

    def of_its_own(session: nox.Session) -> None:
        check(session, name)

    of_its_own.__doc__ = f"The reference chain passes all checks and pytest-alembic's tests on {name}."
    nox.session(of_its_own, name=name, tags=["db"])


for backend in BACKENDS:
    add_backend(backend)


@nox.session(tags=["version"])
@nox.parametrize("db", ["sqlite", *(f"{name}:{version}" for name in VERSIONS for version in VERSIONS[name])])
def version(session: nox.Session, db: str) -> None:
    """The same on one version of a database: the matrix of a CI."""
    check(session, db)


@nox.session
def databases(session: nox.Session) -> None:
    """The same, the facts about each product and the kinds of faults, in one run; the servers start side by side."""
    install(session, "test", extras="all")
    pytest(session, PRODUCTS, *ON_EACH, db="all")


@nox.session
def servers(session: nox.Session) -> None:
    """Servers start and stop in every way; needs a container engine, and PostgreSQL and MariaDB on this machine."""
    install(session, "test", extras="all")
    pytest(session, *SERVERS)


@nox.session
def firebird(session: nox.Session) -> None:
    """The example of a backend in a package of its own does what its guide says; needs Firebird on this machine."""
    install(session, "test")
    session.install("-e", "examples/migration-harness-firebird")
    pytest(session, "tests/test_guides.py", "-m", "firebird")


@nox.session(tags=["wild"])
@nox.parametrize("project", WILD)
def wild(session: nox.Session, project: str) -> None:
    """A released chain as it is on PyPI: it has the findings that are known of it, on each database, and no others."""
    folder = Path("tests/wild", project)
    install(session, extras="all")
    session.install("-r", str(folder / "requirements.txt"))
    report = Path(session.create_tmp(), "report.json").resolve()
    asked = session.posargs or ["--db", "sqlite,postgres:17,mysql:9,mariadb:11.8"]
    with session.chdir(folder):
        session.run("pytest", "--migration-report", str(report), "-k", OF_THE_WALK, *asked)
    session.run("python", "tests/wild/compare.py", project, str(report))


@nox.session
def tests(session: nox.Session) -> None:
    """All tests that need no server pass."""
    install(session, "test", extras="all")
    pytest(session, *WITHOUT_SERVER)


@nox.session
def oldest(session: nox.Session) -> None:
    """They pass with the lowest versions that pyproject.toml allows, with SQLAlchemy 2.0.0 where it allows 1.4."""
    lowest = [*LOWEST, "sqlalchemy==2.0.0"]
    session.install(
        "-e", ".[postgres,mysql,oracle,mssql,containers]", *lowest, *nox.project.dependency_groups(PROJECT, "test")
    )
    pytest(session, *WITHOUT_SERVER, *NOT_BY_THE_OLDEST)


@nox.session
def sqlalchemy_1_4(session: nox.Session) -> None:
    """Beside SQLAlchemy 1.4 the kinds of incomplete downgrade are found, on SQLite or the databases after ``--``."""
    session.install("-e", ".[mysql,containers]", *LOWEST, "sqlalchemy==1.4.54", "psycopg2-binary")
    pytest(session, "tests/test_chain.py", "tests/faults/test_downgrade_faults.py", db="sqlite")


@nox.session
@nox.parametrize("sqlalchemy", ["1.4.54", "2.0.0"])
def project_python(session: nox.Session, sqlalchemy: str) -> None:
    """A chain runs in a Python of its own with an old SQLAlchemy and Alembic, the harness beside it with new ones."""
    install(session, "test")
    folder = Path(session.create_tmp(), "project").resolve()
    session.run("python", "-m", "venv", "--clear", str(folder))
    python = str(folder / "bin" / "python")
    theirs = (f"sqlalchemy=={sqlalchemy}", "alembic==1.14.0", "aiosqlite", "greenlet")
    session.run(python, "-m", "pip", "install", "--quiet", *theirs, external=True)
    session.run("pytest", "tests/test_project_python.py", *session.posargs, env={"PROJECT_PYTHON": python})


@nox.session
def docs(session: nox.Session) -> None:
    """What the pages in docs/ and the README show is what happens."""
    install(session, "test", extras="all")
    pytest(session, "tests/test_docs.py")


@nox.session
def lint(session: nox.Session) -> None:
    """ruff has nothing to say, and CI's files are what GitHub and GitLab take; pre-commit runs the same."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml")
    session.run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml")


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict has nothing to say about the package."""
    install(session, "types", extras="all")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """What a walk costs against plain Alembic, on SQLite or the databases after ``--``."""
    install(session, extras="all")
    session.run("python", "bench/walk.py", *(session.posargs or ["--db", "sqlite"]))
