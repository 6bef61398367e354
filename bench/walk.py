"""What a walk costs against plain Alembic, as a ratio in one run.

``python bench/walk.py --db sqlite --db postgres:17`` generates a chain (chain.py) and takes the same steps (up, down
and up again at each revision) three times on each database:

plain     Alembic's own MigrationSteps in one run of env.py, without looking: the least that anyone can pay
walk      the harness: the same steps with a picture after each; a long chain is walked in two halves at once, and the
          share of the pictures is that of both, added up
stairway  a test written by hand, three Alembic commands at each revision; it grows with the square of the length, so it
          is measured on short chains only

Each time includes the start of the process that runs the chain and the making of the scratch database.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import chain as chains_of_any_length

from migration_harness import chain as chains
from migration_harness.config import Config, parse_database, split
from migration_harness.long_walk import kind_of_walk
from migration_harness.server import Server, serve

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from migration_harness.schema import Schema

HEADER = ("database", "revisions", "plain s", "walk s", "pictures", "ms a revision", "walk/plain", "stairway/plain")
ALONE = Path(__file__).with_name("alembic_alone.py")


@dataclass(kw_only=True)
class Stopwatch:
    """Runs a function and adds up how long it takes."""

    run: Callable[[Connection, Schema | None], Schema]
    seconds: float = field(default=0.0)

    def __call__(self, connection: Connection, last: Schema | None) -> Schema:
        began = time.perf_counter()
        try:
            return self.run(connection, last)
        finally:
            self.seconds += time.perf_counter() - began


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was measured on one chain and one database, in seconds; ``stairway`` is None where it takes too long."""

    plain: list[float]
    walk: list[float]
    pictures: list[float]
    stairway: float | None

    def cells(self, database: str, length: int) -> tuple[str, ...]:
        """The line of the table. A walk is compared with the plain run just before it: a busy machine slows both."""
        plain, walk = median(self.plain), median(self.walk)
        return (
            database,
            str(length),
            f"{plain:.2f}",
            f"{walk:.2f}",
            f"{median(self.pictures) / walk:.0%}",
            f"{1000 * walk / length:.1f}",
            f"{median(after / before for before, after in zip(self.plain, self.walk, strict=True)):.2f}",
            f"{self.stairway / plain:.1f}" if self.stairway is not None else "-",
        )


def measure(folder: Path, server: Server, *, stairway: bool, repeat: int) -> Measured:
    """``repeat`` runs of each, in turns."""
    measured = Measured(plain=[], walk=[], pictures=[], stairway=None)
    for _ in range(repeat):
        measured.plain.append(by_alembic_alone("steps", folder, server))
        total, pictures = by_walk(folder, server)
        measured.walk.append(total)
        measured.pictures.append(pictures)
    return replace(measured, stairway=by_alembic_alone("stairway", folder, server) if stairway else None)


def by_alembic_alone(how: str, folder: Path, server: Server) -> float:
    """Seconds from the start of the process until it ended."""
    began = time.perf_counter()
    with server.scratch() as scratch:
        url = scratch.url.render_as_string(hide_password=False)
        subprocess.run([sys.executable, str(ALONE), how, url], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def by_walk(folder: Path, server: Server) -> tuple[float, float]:
    """Seconds of the whole walk, and of the pictures in it."""
    watch = Stopwatch(run=server.backend.read)
    watched = replace(server, backend=replace(server.backend, read=watch))
    chain = chains.load(Config(root=folder))
    began = time.perf_counter()
    wanted = frozenset(chain.by_id)
    walk = kind_of_walk(chain, watched, wanted)(chain=chain, server=watched, wanted=wanted)
    for revision in chain.revisions:
        passage = walk.passage(revision.id)
        if passage.after_again is None:
            raise SystemExit(f"{revision.name} was not passed: {passage}")
    walk.close()
    return time.perf_counter() - began, watch.seconds


def print_line(cells: tuple[str, ...]) -> None:
    print("  ".join(cell.rjust(len(title)) for cell, title in zip(cells, HEADER, strict=True)), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", action="append", metavar="NAME[:VERSION]|URL", help="repeatable; sqlite without it")
    parser.add_argument("--db-source", choices=("auto", "container", "local"), default="auto")
    parser.add_argument("--revisions", type=int, action="append", help="repeatable; 75, 150 and 300 without it")
    parser.add_argument("--stairway", type=int, default=75, metavar="N", help="longest chain for the stairway (75)")
    parser.add_argument("--repeat", type=int, default=3, help="the median of so many runs counts (3)")
    options = parser.parse_args()
    print_line(HEADER)
    for database in map(parse_database, split(options.db or ["sqlite"])):
        server = serve(database, Config(root=Path.cwd(), db_source=options.db_source))
        try:
            for length in options.revisions or (75, 150, 300):
                with tempfile.TemporaryDirectory() as folder:
                    chains_of_any_length.write(Path(folder), length)
                    measured = measure(Path(folder), server, stairway=length <= options.stairway, repeat=options.repeat)
                print_line(measured.cells(database.label, length))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
