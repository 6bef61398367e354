"""Small chains in a folder of their own, and the processes in which tests run them."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent, indent
from typing import IO, Any

from migration_harness import worker
from migration_harness.chain import Chain, load
from migration_harness.check import Case, Finding, NotVerified, built_in
from migration_harness.config import Config
from migration_harness.process import ChainProcess
from migration_harness.server import Server
from migration_harness.waiting import Tell, tell_nobody
from migration_harness.walk import Walk
from migration_harness.walk_down import WalkDown

ENV = """
from alembic import context
from sqlalchemy import create_engine

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

_OFFLINE = """
from alembic import context

if context.is_offline_mode():
    context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
"""


def with_offline_mode(env: str) -> str:
    """The env.py, which writes SQL too when it is asked to."""
    return _OFFLINE + indent(env, "    ")


REVISION = '''"""{id}"""
import sqlalchemy as sa
from alembic import op
{imports}
revision = {id!r}
down_revision = {after!r}
depends_on = {depends_on!r}


def upgrade():
{up}


def downgrade():
{down}
'''


@dataclass(frozen=True, kw_only=True)
class Project:
    """A chain in a folder. Code is given as Python text, without indentation."""

    folder: Path
    server: Server

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def revision(
        self,
        id: str,  # noqa: A002
        up: str = "pass",
        down: str = "pass",
        *,
        after: str | tuple[str, ...] | None = None,
        depends_on: str | None = None,
        imports: str = "",
    ) -> Path:
        code = {"up": indent(dedent(up).strip(), "    "), "down": indent(dedent(down).strip(), "    ")}
        text = REVISION.format(id=id, after=after, depends_on=depends_on, imports=dedent(imports), **code)
        return self.write(f"migrations/versions/{id}.py", text)

    def table(self, id: str, *, after: str | tuple[str, ...] | None = None, depends_on: str | None = None) -> Path:  # noqa: A002
        """A sound revision that makes a table of its own."""
        up, down = f'op.create_table("t_{id}", sa.Column("id", sa.Integer))', f'op.drop_table("t_{id}")'
        return self.revision(id, up, down, after=after, depends_on=depends_on)

    def chain(self, **options: Any) -> Chain:
        return load(Config(root=self.folder, **options))

    def walk(self, **options: Any) -> Walk:
        chain = self.chain(**options)
        kind = WalkDown if chain.from_models else Walk
        return kind(chain=chain, server=self.server, wanted=frozenset(chain.by_id))

    def judged(self, **options: Any) -> Mapping[str, list[Finding] | str]:
        """What each check says, by ``revision::check`` (``::check`` at the ends): findings, or why not verified."""
        walk = self.walk(**options)
        try:
            return dict(_judged(walk))
        finally:
            walk.close()

    def faults(self, **options: Any) -> dict[str, list[str]]:
        """The messages of the checks that found something, by ``revision::check``."""
        judged = self.judged(**options)
        return {
            name: [found.message for found in told] for name, told in judged.items() if isinstance(told, list) and told
        }


def _judged(walk: Walk) -> Iterator[tuple[str, list[Finding] | str]]:
    stages = ("chain", "revision", "head", "base")
    # What is written without a database has tests of its own: the env.py of these chains has no offline mode.
    walked = [check for check in built_in() if check.name not in {"offline", "portability"}]
    for check in sorted(walked, key=lambda check: stages.index(check.asked_of)):
        for revision in walk.chain.revisions if check.asked_of == "revision" else [None]:
            case = Case(
                database="sqlite", backend=walk.server.backend, chain=walk.chain, observed=walk, revision=revision
            )
            name = f"{revision.id if revision else ''}::{check.name}"
            try:
                yield name, check.findings(case)
            except NotVerified as reason:
                yield name, str(reason)


def fork(root: Path, settings: Mapping[str, Any], tell: Tell = tell_nobody) -> ChainProcess:
    log = tempfile.TemporaryFile()  # noqa: SIM115
    theirs, ours = os.pipe(), os.pipe()
    # A fork copies the locks of SQLite, but not the thread that holds one: servers that are starting come first.
    for thread in threading.enumerate():
        if thread.name.startswith("start "):
            thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from Python 3.12 on, fork() warns of the threads of other tests
        pid = os.fork()
    if pid == 0:
        _be_the_process(root, theirs[0], ours[1], log.fileno())
    os.close(theirs[0])
    os.close(ours[1])
    process = Forked(pid=pid, stdin=os.fdopen(theirs[1], "w"), stdout=os.fdopen(ours[0]))
    started = ChainProcess(process=process, log=log, root=root, settings=settings, tell=tell)  # type: ignore[arg-type]
    started._send(settings)
    return started


def _be_the_process(root: Path, requests: int, answers: int, log: int) -> None:
    code = 1
    try:
        os.setsid()
        os.chdir(root)
        for number, file in enumerate((requests, answers, log)):
            os.dup2(file, number)
        os.closerange(3, 200)
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
        _forget_this_repository()
        logging.root.handlers.clear()
        warnings.resetwarnings()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        worker.main()
        code = 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        os._exit(code)


def _forget_this_repository() -> None:
    """A project imports its own ``models``, not those that another test has imported from here."""
    here = str(Path(__file__).parent.parent)
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != Path(here)]
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if file.startswith((f"{here}/models/", f"{here}/migrations/")):
            del sys.modules[name]


@dataclass(kw_only=True)
class Forked:
    """As much of subprocess.Popen as a chain needs."""

    pid: int
    stdin: IO[str]
    stdout: IO[str]
    returncode: int | None = field(default=None)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float = 60) -> int:
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                self.kill()
            time.sleep(0.002)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
