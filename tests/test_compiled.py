"""What a chain compiles to for each product: the reference chain for all, and small chains with something wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from projects import Project, with_offline_mode

from migration_harness.chain import Chain, load
from migration_harness.check import Case, Finding, NotVerified
from migration_harness.checks.portability import CHECKS
from migration_harness.compiled import Compiled, Target, parse_target, targets_of
from migration_harness.config import Config, parse_database
from migration_harness.config import load as load_config

ROOT = Path(__file__).parent.parent
(CHECK,) = CHECKS
VERSIONS = {
    "sqlite": ["3.40", "3.53"],
    "postgres": ["13", "14", "15", "16", "17", "18"],
    "mysql": ["8.4", "9"],
    "mariadb": ["10.6", "10.11", "11.4", "11.8"],
    "oracle": ["19", "21", "23"],
    "mssql": ["2019", "2022", "2025"],
}
OFFLINE = with_offline_mode("raise RuntimeError('it would connect')")
SOUND = 'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("n", sa.String(20)))'


@pytest.fixture(scope="module")
def reference() -> Iterator[Compiled]:
    compiled = Compiled(chain=load(load_config(ROOT, command_line={}, environment=os.environ)))
    yield compiled
    compiled.close()


@pytest.mark.parametrize(
    "target", [Target(product=name, version=v) for name in VERSIONS for v in VERSIONS[name]], ids=str
)
def test_no_product_has_anything_against_the_reference_chain(reference: Compiled, target: Target) -> None:
    """Every revision of it, up and down, on every version that is not out of support."""
    if target.product == "oracle" and sqlalchemy.__version__.startswith("2.0."):
        pytest.skip("SQLAlchemy writes JSON for Oracle from 2.1 on")
    judged = {item.name: reference.judged(target, item.id) for item in reference.chain.revisions}

    assert {} == {name: known for name, known in judged.items() if known.troubles or known.reason}


def portability(project: Project, *targets: Target) -> dict[str, list[Finding] | str]:
    """What the check says of each revision."""
    chain = project.chain()
    compiled = Compiled(chain=chain)
    try:
        return {item.id: _said(_case(project, chain, compiled, item.id, targets)) for item in chain.revisions}
    finally:
        compiled.close()


def _case(project: Project, chain: Chain, compiled: Compiled, revision: str, targets: tuple[Target, ...]) -> Case:
    return Case(
        database="sqlite",
        backend=project.server.backend,
        chain=chain,
        observed=None,
        revision=chain.by_id[revision],
        compiled=compiled,
        targets=targets,
    )


def _said(case: Case) -> list[Finding] | str:
    try:
        return CHECK.findings(case)
    except NotVerified as reason:
        return str(reason)


def test_what_a_product_refuses_names_it_and_the_revision(project: Project) -> None:
    """With the statement, why, and what to write instead; the products that take it are silent."""
    project.write("migrations/env.py", OFFLINE)
    project.revision("a1", SOUND, 'op.drop_table("t")')
    project.revision("b2", 'op.execute("UPDATE t SET n = now()")', after="a1")

    said = portability(project, Target(product="postgres"), Target(product="oracle", version="19"))

    assert [] == said["a1"]
    (found,) = said["b2"]
    assert isinstance(found, Finding)
    assert ("oracle:19", "b2") == (found.database, found.revision)
    assert found.message == "Oracle 19 has no function NOW (it is one of MariaDB, MySQL, PostgreSQL)."
    assert ("in upgrade(): UPDATE t SET n = now()",) == found.evidence
    assert found.hint == "sa.func.now(), or CURRENT_TIMESTAMP"


def test_what_cannot_be_compiled_is_a_finding(project: Project) -> None:
    """VARCHAR without a length on MySQL, ALTER of a constraint on SQLite."""
    project.write("migrations/env.py", OFFLINE)
    project.revision("a1", 'op.create_table("t", sa.Column("n", sa.String()))', 'op.drop_table("t")')
    project.revision("b2", 'op.create_check_constraint("c", "t", "n > 1")', after="a1")

    said = portability(project, Target(product="mysql", version="8.4"), Target(product="sqlite"))

    messages = {revision: [found.message for found in known] for revision, known in said.items()}  # type: ignore[union-attr]
    assert "VARCHAR requires a length on dialect mysql" in messages["a1"][0]
    assert messages["b2"][0].startswith("Alembic cannot write this for SQLite: No support for ALTER of constraints")
    assert {"mysql:8.4", "sqlite"} == {found.database for known in said.values() for found in known}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("up", "reason"),
    [
        (
            'op.get_bind().execute(sa.text("SELECT 1")).all()',
            "it reads from the database, and there is none with --sql",
        ),
        ('sa.inspect(op.get_bind()).has_table("t")', "it reads from the database, and there is none with --sql"),
        ('sa.create_engine("sqlite:///x.db").connect()', "it connects to a database"),
        ('raise RuntimeError("no")', "RuntimeError: no"),
    ],
)
def test_a_revision_that_wants_a_database_is_not_verified(project: Project, up: str, reason: str) -> None:
    """With the reason and the line; the revisions after it are judged."""
    project.write("migrations/env.py", OFFLINE)
    project.revision("a1", up)
    project.revision("b2", 'op.execute("SELECT 1 LIMIT 1")', after="a1")

    said = portability(project, Target(product="mssql"))

    assert str(said["a1"]).startswith(f"mssql: {reason}")
    assert "migrations/versions/a1.py:11" in str(said["a1"])
    assert 1 == len(said["b2"])


@pytest.mark.parametrize("product", ["postgres", "mariadb"])
def test_an_env_py_without_offline_mode_is_not_verified(project: Project, product: str) -> None:
    """It is told what is missing, and nothing is connected to, whether or not the product's driver is there."""
    project.table("a1")

    said = portability(project, Target(product=product))

    assert "env.py has no offline mode" in str(said["a1"])
    assert "context.is_offline_mode()" in str(said["a1"])


def test_an_env_py_that_does_not_run_is_not_taken_for_one_without_offline_mode(project: Project) -> None:
    """What fails is told."""
    project.write("migrations/env.py", f"import nothing_of_that_name\n{OFFLINE}")
    project.table("a1")

    said = portability(project, Target(product="postgres"))

    assert "env.py fails in offline mode" in str(said["a1"])
    assert "No module named 'nothing_of_that_name'" in str(said["a1"])


OWN_URL = 'url=context.config.get_main_option("sqlalchemy.url")'
SETTINGS = 'import os\n\nURL = os.environ.get("SHOP_URL", "sqlite:///shop.db")\n'


def test_an_env_py_that_writes_for_another_product_is_not_verified(project: Project) -> None:
    """It takes its URL from the application: PostgreSQL has nothing against what is written for SQLite."""
    project.write("migrations/env.py", OFFLINE.replace(OWN_URL, 'url="sqlite:///shop.db"'))
    project.revision("a1", 'op.create_table("t", sa.Column("n", sa.DateTime()))')

    said = portability(project, Target(product="sqlite"), Target(product="postgres"))

    assert str(said["a1"]).startswith("postgres: with --sql env.py writes for sqlite")
    assert 'url-env = ["..."]' in str(said["a1"])


def test_settings_that_are_read_once_are_read_for_each_product(project: Project) -> None:
    """The application is imported anew where it remembers the URL of the product before."""
    project.write("settings.py", SETTINGS)
    project.write("migrations/env.py", OFFLINE.replace(OWN_URL, "url=__import__('settings').URL"))
    project.revision("a1", 'op.create_table("t", sa.Column("n", sa.DateTime()))', "op.drop_table('t')")
    chain = project.chain(url_env=("SHOP_URL",))
    compiled = Compiled(chain=chain)
    targets = tuple(Target(product=name) for name in ("sqlite", "postgres", "mysql"))

    said = _said(_case(project, chain, compiled, "a1", targets))
    compiled.close()

    assert [] == said


def test_batch_mode_and_a_declared_end_are_meant(project: Project) -> None:
    """On SQLite batch mode looks at the table; a downgrade that raises NotImplementedError says what it does."""
    project.write("migrations/env.py", OFFLINE)
    project.revision("a1", SOUND, 'raise NotImplementedError("no way back")')
    project.revision(
        "b2", 'with op.batch_alter_table("t") as t:\n    t.alter_column("n", type_=sa.String(30))', after="a1"
    )

    said = portability(project, Target(product="sqlite"), Target(product="postgres"))

    assert {"a1": [], "b2": []} == said


def test_products_are_judged_under_the_databases_asked_for(tmp_path: Path) -> None:
    """Each product once: under its own name where it is asked for, else under the first."""
    config = Config(root=tmp_path, databases=("sqlite", "postgres", "oracle:19", "mysql:8.4"))
    asked = [parse_database(name) for name in ("sqlite", "postgres:17")]

    found = targets_of(config, asked)

    assert ["sqlite", "oracle:19", "mysql:8.4"] == [target.label for target in found["sqlite"]]
    assert ["postgres:17"] == [target.label for target in found["postgres:17"]]


def test_only_what_was_asked_for_is_judged_where_the_configuration_names_none(tmp_path: Path) -> None:
    """Nobody is told of products that he does not ship to."""
    found = targets_of(Config(root=tmp_path), [parse_database("sqlite")])

    assert [item.label for item in found["sqlite"]] == ["sqlite"]


def test_a_url_names_a_product() -> None:
    """The key databases may have URLs."""
    assert Target(product="postgres") == parse_target("postgresql+psycopg://host/x")
    assert Target(product="mssql", version="2022") == parse_target("sqlserver:2022")


def test_mariadb_under_the_url_of_mysql_is_judged_as_mariadb(tmp_path: Path) -> None:
    """By what the server behind the URL says; the dialect stays MySQL's, as the project has it."""
    asked = [parse_database("mysql+pymysql://user@there/")]

    found = targets_of(Config(root=tmp_path), asked, {"mysql@there": "mariadb"})

    assert (Target(product="mariadb", dialect="mysql"),) == found["mysql@there"]


def test_a_project_that_takes_mariadb_for_mysql_is_judged_with_its_dialect(tmp_path: Path) -> None:
    """The key drivers says so."""
    drivers = {"mariadb": "mysql+pymysql"}
    config = Config(root=tmp_path, databases=("sqlite", "mariadb:10.11"), drivers=drivers)

    found = targets_of(config, [parse_database("sqlite"), parse_database("mariadb:11.8")])

    versions = [Target(product="mariadb", version=version, dialect="mysql") for version in ("11.8", "10.11")]
    assert tuple(versions) == found["mariadb:11.8"]


def test_the_revision_sees_the_dialect_of_mysql_and_what_it_writes_is_judged_as_mariadb(project: Project) -> None:
    """SQLAlchemy writes for MariaDB then, too, as it does on a connection."""
    project.write("migrations/env.py", OFFLINE)
    table = 'op.create_table("t", sa.Column("id", sa.Uuid(), nullable=False), sa.Column("n", sa.String(20)))'
    index = 'op.create_index("i", "t", [sa.text("(lower(n))")])'
    project.revision("a1", f'if op.get_context().dialect.name == "mysql":\n    {table}\n    {index}')

    said = portability(project, Target(product="mariadb", dialect="mysql"))

    (found,) = said["a1"]
    assert isinstance(found, Finding)
    assert ("mariadb", "index i") == (found.database, found.object)
