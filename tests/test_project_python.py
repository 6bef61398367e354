"""A chain in another Python than that of the harness, with ``--project-python``.

The other Python is a venv into which some of the packages installed here are linked, or the one that the environment
variable PROJECT_PYTHON names: ``nox -s project_python`` makes some with other versions.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from projects import ENV, Project, with_offline_mode
from sqlalchemy.engine import make_url

from migration_harness import backend as backends
from migration_harness.chain import Chain, load
from migration_harness.config import Config
from migration_harness.errors import ConfigError, ServerError
from migration_harness.server import Server

ALEMBIC = ("alembic", "mako", "markupsafe", "sqlalchemy", "typing_extensions")
MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
"""
WITH_MODELS = ENV.replace("(connection=connection)", "(connection=connection, target_metadata=models.metadata)")
ASYNC = """
import asyncio
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine
import models

def migrate(connection):
    context.configure(connection=connection, target_metadata=models.metadata)
    with context.begin_transaction():
        context.run_migrations()

async def main():
    engine = create_async_engine(context.config.get_main_option("sqlalchemy.url"))
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()

asyncio.run(main())
"""


def make_python(folder: Path, *packages: str) -> Path:
    """A Python that has these packages and no others."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/*/site-packages")
    for name in packages:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        found = Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
        (site / found.name).symlink_to(found)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with Alembic, in a folder with a space in its name."""
    if "PROJECT_PYTHON" in os.environ:
        return Path(os.environ["PROJECT_PYTHON"])
    return make_python(tmp_path_factory.mktemp("other") / "with a space", *ALEMBIC, "aiosqlite", "greenlet")


@pytest.fixture
def shop(tmp_path: Path, sqlite: Server) -> Project:
    """A sound chain of two revisions, with models and an offline mode."""
    made = Project(folder=tmp_path / "my shop", server=sqlite)
    made.write("pyproject.toml", '[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    made.write("models.py", MODELS)
    made.write("migrations/env.py", "import models\n" + with_offline_mode(WITH_MODELS))
    columns = 'sa.Column("id", sa.Integer, primary_key=True)'
    made.revision("0001", f'op.create_table("a", {columns})', 'op.drop_table("a")')
    column = 'sa.Column("name", sa.String(20))'
    made.revision("0002", f'op.add_column("a", {column})', 'op.drop_column("a", "name")', after="0001")
    return made


def chain(project: Project, python: object) -> Chain:
    return load(Config(root=project.folder, project_python=str(python)))


def test_a_sound_chain_passes_in_another_python(shop: Project, other: Path) -> None:
    """Its own SQLAlchemy, Alembic and models are used; the models are compared, too."""
    judged = shop.judged(project_python=str(other))

    assert [] == judged["::drift"]
    assert {} == {name: told for name, told in judged.items() if told}


def test_an_asynchronous_env_py_passes_in_another_python(shop: Project, other: Path) -> None:
    """The asynchronous driver is one that this Python has."""
    shop.write("migrations/env.py", ASYNC)

    assert {} == shop.faults(project_python=str(other))


def test_a_fault_is_found_in_another_python(shop: Project, other: Path) -> None:
    """What the revision says wrong is a finding as anywhere."""
    shop.revision("0003", 'op.create_table("b", sa.Column("id", sa.Integer))', "undefined()", after="0002")

    assert {"0003::downgrade", "::drift"} <= shop.faults(project_python=str(other)).keys()


@pytest.mark.parametrize("options", [("-n", "2"), ("--since", "0001", "-k", "upgrade or portability or offline")])
def test_the_options_go_with_it(
    shop: Project, other: Path, pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    """A path on the command line is one from the folder where it is typed."""
    pytester.path.joinpath("python").symlink_to(other.parent.parent)
    ran = pytester.runpytest_subprocess(
        "--rootdir", str(shop.folder), "--db", "sqlite", "--project-python", "python/bin/python", *options
    )

    outcomes = ran.parseoutcomes()
    assert 0 == ran.ret
    assert {"passed", "deselected"} >= outcomes.keys()


def test_findings_in_another_python_are_waived(shop: Project, other: Path, pytester: pytest.Pytester) -> None:
    """``--waive`` writes them down, and the next run passes."""
    shop.revision("0003", "pass", 'raise ValueError("no")', after="0002")
    shop.write("pyproject.toml", f'{Path(shop.folder, "pyproject.toml").read_text()}[tool.migration-harness]\n'
               f'project-python = "{other}"\n')  # fmt: skip
    arguments = ("--rootdir", str(shop.folder), "--db", "sqlite")

    pytester.runpytest_subprocess(*arguments, "--waive")
    file = shop.folder / "migration-waivers.toml"
    file.write_text(file.read_text().replace("TODO", "known"))
    ran = pytester.runpytest_subprocess(*arguments)

    assert 0 == ran.ret
    assert ran.parseoutcomes()["xfailed"]


def test_a_path_in_the_configuration_begins_at_the_project(shop: Project, other: Path) -> None:
    """So it means the same wherever pytest is typed; the link of a venv is not followed."""
    (shop.folder / ".venv").symlink_to(other.parent.parent)

    assert ("0001", "0002") == tuple(chain(shop, ".venv/bin/python").by_id)


NO_PYTHON = {
    "is not there": ("nowhere/python", "project-python = 'nowhere/python' is not there: neither .* nor a program"),
    "is a venv": ("venv", "'venv' is a folder, the program of a Python is needed; in it is venv/bin/python"),
    "is a folder": ("migrations", "'migrations' is a folder, the program of a Python is needed$"),
    "is a text": ("models.py", "models.py cannot be run in .*: Permission denied"),
    "has no Alembic": ("venv/bin/python", "'venv/bin/python': .* No module named 'alembic': the Python of the chain"),
    "is too old": ("old", "'old': .* it is Python 3.9, a chain can run in 3.10 or newer"),
    "is another program": ("/bin/cat", "'/bin/cat': the process that runs the chain ended with code 1: "),
    "says something": ("/bin/echo", "'/bin/echo': the process that runs the chain says '-c' where an answer is"),
}


@pytest.mark.parametrize(("python", "sentence"), NO_PYTHON.values(), ids=NO_PYTHON)
def test_what_cannot_run_the_chain_is_told_in_one_sentence(shop: Project, python: str, sentence: str) -> None:
    """It is the configuration that has to change: a usage error."""
    make_python(shop.folder / "venv", "mako")
    # A Python that says it is an old one: what begins the process is run with another version told.
    old = shop.write("old", '#!/bin/sh\nexec venv/bin/python -c "import sys; sys.version_info = (3, 9); exec(sys.argv.pop(1))" "$2" "$3"\n')  # noqa: E501  # fmt: skip
    old.chmod(0o755)

    with pytest.raises(ConfigError, match=sentence) as raised:
        chain(shop, python)

    assert "\n" not in str(raised.value)


def test_a_driver_that_the_other_python_lacks_is_told_with_what_to_type(shop: Project, tmp_path: Path) -> None:
    """The machine has to change: an error, not a finding. No connection is tried."""
    python = make_python(tmp_path / "bare", *ALEMBIC)
    url = make_url("postgresql+psycopg://nobody:nothing@127.0.0.1:1/nowhere")

    sentence = (
        f"^postgres: {python}, in which the chain runs, has none of the drivers .*; type: {python} -m pip install"
    )
    with chain(shop, python).start() as process, pytest.raises(ServerError, match=sentence):
        process.session(url, backends.find("postgres"))
