"""The guides are run from top to bottom, as a reader would: each file is written, each command gives what is shown.

A block whose info string names a file writes it; ``file: line`` replaces that line in it. A console block runs its
commands; below each stand lines that its output has to have, in this order, where ``...`` stands for anything. A
command fails exactly where a finding or FAILED is shown.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

GUIDES = Path(__file__).parent.parent / "docs/guides"
_BLOCK = re.compile(
    r"^```(?P<language>\w+) ?(?P<file>[^\n:]*)(?:: (?P<line>[^\n]*))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_REVISION = """
import sqlalchemy as sa
from alembic import op

revision = {id!r}
down_revision = {after!r}


def upgrade():
    op.create_table("t_{id}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50)))


def downgrade():
    op.drop_table("t_{id}")
"""
_ENV = """
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


def _nothing(_folder: Path) -> None:
    """The guide starts from an empty folder."""


def _old_chain(folder: Path) -> None:
    """200 revisions, three of them with a fault."""
    versions = folder / "migrations/versions"
    versions.mkdir(parents=True)
    (folder / "migrations/env.py").write_text(_ENV)
    (folder / "pyproject.toml").write_text('[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    for number in range(1, 201):
        name, after = f"{number:04}", f"{number - 1:04}" if number > 1 else None
        (versions / f"{name}.py").write_text(_REVISION.format(id=name, after=after))
    _change(versions / "0040.py", '    op.drop_table("t_0040")', '    raise NotImplementedError("rows were merged")')
    _change(versions / "0120.py", '    op.drop_table("t_0120")', "    pass")
    (versions / "0070.py").write_text(_REVISION.format(id="0070", after="0069").partition("def upgrade")[0] + _FORGETS)


_FORGETS = """def upgrade():
    op.add_column("t_0069", sa.Column("note", sa.String(50)))
    op.create_index("ix_t_0069_name", "t_0069", ["name"])


def downgrade():
    op.drop_column("t_0069", "note")
"""
PAGES: dict[str, Callable[[Path], None]] = {
    "add-it-to-your-project": _nothing,
    "an-old-chain": _old_chain,
    "another-database": _nothing,
}
NEEDS = {"another-database": [pytest.mark.firebird]}
EXAMPLE = Path(__file__).parent.parent / "examples/migration-harness-firebird"


def test_all_guides_are_run() -> None:
    """A new guide is a line in PAGES."""
    assert set(PAGES) == {page.stem for page in GUIDES.glob("*.md")}


def test_guide_to_another_database_quotes_its_example() -> None:
    """What the page shows of the package stands in it, word for word."""
    page = (GUIDES / "another-database.md").read_text(encoding="utf-8")
    files = [*EXAMPLE.glob("*/*.py"), EXAMPLE / "pyproject.toml"]
    package = "".join(file.read_text(encoding="utf-8") for file in files)
    quoted = [block["text"] for block in _BLOCK.finditer(page) if block["language"] != "console" and not block["file"]]

    assert [] == [text for text in quoted if text not in package and not text.startswith("apt-get")]
    assert quoted


@pytest.mark.parametrize("page", [pytest.param(page, marks=NEEDS.get(page, [])) for page in PAGES])
def test_a_guide_does_what_it_says(page: str, tmp_path: Path) -> None:
    """From the first block to the last, in one folder."""
    PAGES[page](tmp_path)

    for block in _BLOCK.finditer((GUIDES / f"{page}.md").read_text(encoding="utf-8")):
        if block["language"] == "console":
            for command, shown in _commands(block["text"]):
                _run(command, shown, tmp_path)
        elif block["line"]:
            _change(tmp_path / block["file"], block["line"], block["text"].rstrip("\n"))
        elif block["file"]:
            path = tmp_path / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")


def _change(path: Path, line: str, text: str) -> None:
    """One line of the file is another now."""
    before = path.read_text(encoding="utf-8")
    assert 1 == before.count(line), f"{path.name} has no line {line!r}"
    path.write_text(before.replace(line, text), encoding="utf-8")


def _commands(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each command and the lines shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield shlex.split(command), shown


def _run(command: list[str], shown: list[str], folder: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COLUMNS": "200"}
    for name in [name for name in environment if name.startswith(("PYTEST_", "DATABASE_URL", "MIGRATION_HARNESS"))]:
        del environment[name]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr

    assert _fails(shown) == bool(done.returncode), said
    _has_in_order(said.splitlines(), shown)


def _fails(shown: list[str]) -> bool:
    return any(line.startswith("FAILED") or re.match(r"\w+  [\w-]+  \d{4}", line) for line in shown)


def _has_in_order(said: list[str], shown: list[str]) -> None:
    left = iter(said)
    for line in shown:
        if line == "...":
            continue
        pattern = line.replace("[", "[[]").replace("...", "*")
        assert any(fnmatchcase(other.rstrip(), pattern) for other in left), f"not there: {line!r} in\n" + "\n".join(
            said
        )
