"""The module that whoever writes a backend runs against it: it passes, it fails, it keeps the list of gaps true."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

_BACKEND = """
from migration_harness.backend import Backend, Driver
from migration_harness.backends import sqlite

BACKEND = Backend(
    name="little",
    title="Little",
    dialects=("sqlite",),
    drivers=(Driver(name="pysqlite", module="sqlite3", install="python"),),
    create=sqlite.create,
    drop={drop},
    scratches=sqlite.BACKEND.scratches,
    server_url=sqlite.BACKEND.server_url,
    lacks={lacks},
)
"""
_ENTRY_POINT = "[migration_harness.backends]\nlittle = little:BACKEND\n"
_OF_SQLITE = dict.fromkeys(("identity", "column comment", "table comment", "sequence", "sequence increment"), "none")
_LACKS = {**_OF_SQLITE, "copy is the same": "none", "index expression": "SQLAlchemy skips it"}

Conformance = Callable[..., pytest.RunResult]


@pytest.fixture
def conformance(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Conformance:
    """Runs the module in a folder without a chain, on a backend that comes in by an entry point and has no reader."""
    monkeypatch.delenv("MIGRATION_HARNESS_DB", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(pytester.path))
    folder = pytester.mkdir("little-1.dist-info")
    (folder / "entry_points.txt").write_text(_ENTRY_POINT)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: little\nVersion: 1\n")

    def run(*words: str, lacks: Mapping[str, str] = _LACKS, drop: str = "sqlite.drop") -> pytest.RunResult:
        pytester.makepyfile(little=_BACKEND.format(lacks=repr(dict(lacks)), drop=drop))
        asked = ("--pyargs", "migration_harness.conformance", "--db", "little", "-p", "no:xdist", *words)
        return pytester.runpytest_subprocess(*asked)

    return run


def test_backend_of_few_lines_conforms(conformance: Conformance) -> None:
    """Three functions and SQLAlchemy's Inspector are enough."""
    result = conformance()

    result.assert_outcomes(passed=31, xfailed=7)


def test_gap_that_is_none_fails(conformance: Conformance) -> None:
    """What is said to be lacking and works is no gap any more."""
    result = conformance("-k", "lacks or index-order", lacks={**_LACKS, "index order": "long ago"})

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*XPASS(strict)* long ago*"])


def test_gap_that_nobody_knows_fails(conformance: Conformance) -> None:
    """A name that is misspelt would never be looked at."""
    result = conformance("-k", "lacks", lacks={**_LACKS, "index odrer": "long ago"})

    result.assert_outcomes(failed=1)


def test_gap_that_nobody_told_fails(conformance: Conformance) -> None:
    """A picture that does not show what the models say is no picture to prove anything by."""
    result = conformance("-k", "comment", lacks={})

    result.assert_outcomes(failed=2)


def test_scratch_that_is_not_dropped_fails(conformance: Conformance) -> None:
    """A backend that leaves databases behind is told so, by what drops them and by what finds those of killed runs."""
    result = conformance("-k", "dropped", drop="lambda server, name: None")

    result.assert_outcomes(failed=2)
