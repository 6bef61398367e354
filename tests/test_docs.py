"""The pages of docs/checks are run: a chain of theirs gives the report that stands under it, its repair gives none.

A page's section is one example. A Python block whose info string names a file writes it (``python models.py``). One
that holds functions only replaces these in the file, or is a new revision without its head, after the one of the number
before. A text block that begins with ``$ pytest`` runs that line; the rest of it is what the checks report, word by
word. What the section ends with has to pass every check.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from migration_harness.plugin import ACTIVE
from migration_harness.server import Server

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs/checks").glob("*.md"))

PYPROJECT = """
[tool.alembic]
script_location = "%(here)s/migrations"
prepend_sys_path = ["%(here)s"]
"""
HEAD = """\
\"""{title}.\"""

import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = {after}


"""
ENV = """
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine

metadata = None
if Path(__file__).parent.with_name("models.py").exists():
    from models import Base

    metadata = Base.metadata

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=engine.name == "sqlite")
    with context.begin_transaction():
        context.run_migrations()
"""

_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_RUN = re.compile(r"\$ (?P<command>pytest [^\n]*)\n(?P<report>.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Block:
    """What stands between two fences, and what stands behind the first."""

    info: str
    text: str

    @property
    def file(self) -> str:
        """The file that it writes, if it is one."""
        language, _, name = self.info.partition(" ")
        return name.strip() if language in {"python", "toml"} else ""

    @property
    def run(self) -> tuple[list[str], str]:
        """The arguments of pytest and the report, if it runs."""
        match = _RUN.match(self.text)
        return (shlex.split(match["command"])[1:], match["report"].strip("\n")) if match else ([], "")


@dataclass(frozen=True, kw_only=True)
class Example:
    """One section of a page."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def products(self) -> list[str]:
        """The databases it runs on."""
        asked = [block.run[0] for block in self.blocks]
        found = [words[words.index("--db") + 1] for words in asked if "--db" in words]
        return list(dict.fromkeys(name.partition(":")[0] for name in found))


def examples(page: Path) -> Iterator[Example]:
    """The sections of the page that run something."""
    parts = _HEADING.split(page.read_text(encoding="utf-8"))
    for title, text in zip(parts[1::2], parts[2::2], strict=True):
        blocks = tuple(Block(info=match["info"], text=match["text"]) for match in _BLOCK.finditer(text))
        found = Example(name=f"{page.stem}: {title}", blocks=blocks)
        if found.products:
            yield found


EXAMPLES = {example.name: example for page in PAGES for example in examples(page)}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each example on each --db that it is about; those about SQLite run always."""
    if "database" not in metafunc.fixturenames:
        return
    active = metafunc.config.stash.get(ACTIVE, None)
    asked = {item.label: item.backend.name for item in active.databases} if active else {}
    asked = {"": "sqlite", **{label: name for label, name in asked.items() if name != "sqlite"}}
    pairs = [
        (label, name) for label, product in asked.items() for name in EXAMPLES if product in EXAMPLES[name].products
    ]
    ids = [f"{name}-{label}" if label else name for label, name in pairs]
    metafunc.parametrize(("database", "name"), pairs, ids=ids, indirect=["database"])


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Server | None:
    """The running server of a --db; none for SQLite."""
    return request.config.stash[ACTIVE].server(request.param) if request.param else None


# Its processes are not forked as in other tests: a fork while the thread of a starting server imports never gets on.
def test_page_reports_what_it_says(
    database: Server | None, name: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every report on the page is the one of the chain above it, and the chain at the end of the section is sound."""
    monkeypatch.delenv("MIGRATION_HARNESS_DB", raising=False)
    product = database.backend.name if database else "sqlite"
    url = database.url.render_as_string(hide_password=False) if database else "sqlite"
    write(pytester.path, "pyproject.toml", PYPROJECT)
    write(pytester.path, "migrations/env.py", ENV)
    said, found = [], []
    for block in EXAMPLES[name].blocks:
        arguments, report = block.run
        if block.file:
            write(pytester.path, block.file, block.text)
        elif arguments and arguments[arguments.index("--db") + 1].partition(":")[0] == product:
            label = arguments[arguments.index("--db") + 1]
            arguments[arguments.index("--db") + 1] = url
            said.append(report)
            found.append(reported(pytester, arguments, label))
    last = reported(pytester, ["--db", url], product)

    assert "\n\n".join(said) == "\n\n".join(found)
    assert last == ""


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if text.startswith("def "):
        text = with_functions(path.read_text(encoding="utf-8"), text) if path.exists() else head(path.stem) + text
    path.write_text(text, encoding="utf-8")


def head(name: str) -> str:
    """What stands above the functions of the revision, as Alembic writes it."""
    digits, _, title = name.partition("_")
    after = f'"{int(digits) - 1:04}"' if int(digits) > 1 else None
    return HEAD.format(title=title.replace("_", " ").capitalize(), number=int(digits), after=after)


def with_functions(module: str, functions: str) -> str:
    """The module with its functions of the same names replaced."""
    new = {item.name for item in ast.parse(functions).body if isinstance(item, ast.FunctionDef)}
    lines = module.splitlines()
    for item in reversed(ast.parse(module).body):
        if isinstance(item, ast.FunctionDef) and item.name in new:
            del lines[item.lineno - 1 : item.end_lineno]
    return "\n".join([*lines, functions])


def reported(pytester: pytest.Pytester, arguments: list[str], label: str) -> str:
    """What pytest prints of the findings, with the name that the page gives the database."""
    result = pytester.runpytest_inprocess(*arguments, "-p", "no:cacheprovider")
    assert result.ret in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}, result.stdout.str()
    lines = result.stdout.str().splitlines()
    starts = [index for index, line in enumerate(lines) if re.fullmatch(r"=+ FAILURES =+", line)]
    if not starts:
        return ""
    rest = range(starts[0] + 1, len(lines))
    end = next(index for index in rest if re.fullmatch(r"=+ .+ =+", lines[index]))
    parts = "\n".join(lines[starts[0] + 1 : end])
    findings = [part.strip("\n") for part in re.split(r"^_+ .+ _+$", parts, flags=re.MULTILINE)]
    named = re.compile(r"^\S+(?=  (?!portability)(?:[a-z-]+)(?:  |$))", re.MULTILINE)
    return "\n\n".join(named.sub(label, finding) for finding in findings if finding)


def test_every_check_has_a_page() -> None:
    """And every page a check."""
    from migration_harness.check import built_in

    assert {check.name for check in built_in()} == {page.stem for page in PAGES}


def test_pages_are_short() -> None:
    """A page is read at one go."""
    assert [] == [page.name for page in PAGES if len(page.read_text(encoding="utf-8").splitlines()) > 150]
