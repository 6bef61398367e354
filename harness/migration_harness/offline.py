"""What the chain writes with ``--sql``: env.py in Alembic's offline mode, where the chain runs.

Nothing is connected to: the guard lets nothing through. A revision that fails does not end the run, because no
database is left in the middle: the next one is asked.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import wraps
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import alembic
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from sqlalchemy.engine import make_url

from migration_harness.dialects import numbers, pin
from migration_harness.project import surroundings

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy.engine import URL

    from migration_harness.worker import Worker


@dataclass(kw_only=True)
class OfflineRun:
    """One run of env.py that writes SQL for one product in one version.

    ``product`` is what ``dialect`` speaks to: that may be MySQL's for MariaDB. ``pinned`` says whether the dialect is
    told the version as a connection would tell it; without, the script is what ``alembic upgrade heads --sql`` writes.
    ``revisions`` are those to write apart, up and down; none of them for one script of all. ``foreign`` is
    the dialect for which env.py writes instead, when it takes its URL from elsewhere.
    """

    worker: Worker
    dialect: str
    product: str
    version: str
    pinned: bool
    revisions: list[str]
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    collected: list[str] | None = None
    started: bool = False
    online: bool = False
    foreign: str = ""
    running: str = ""
    error: BaseException | None = None

    def answer(self) -> dict[str, Any]:
        """What was written, or why env.py cannot write SQL."""
        buffer = StringIO()
        try:
            self._run_env(buffer)
        except BaseException as raised:  # noqa: BLE001  SystemExit, too: only the chain raises it here
            self.error = raised
        stopped = None if self.started and not self.online else self.worker.guard.stopped
        error = stopped or self.error
        if self.foreign:
            return {"error": {"message": f"it writes for {self.foreign}"}, "foreign": self.foreign}
        if not self.started or self.online or (error is not None and not self.revisions):
            told = self._told(error) if error else {"message": "env.py ended without calling context.run_migrations()"}
            offline = not self.online and (self.started or not (told.get("guard") or _wants_a_driver(error)))
            return {"error": told, "offline": offline, "revision": self.running}
        return {"ok": True, "revisions": self.written, "script": buffer.getvalue()}

    def _run_env(self, buffer: StringIO) -> None:
        worker, url = self.worker, self._url
        worker.guard.allow(None)
        worker._export(url)  # noqa: SLF001
        config = worker.config()
        worker._hand_over(url, config, server_version=".".join(map(str, self._numbers)))  # noqa: SLF001
        config.cmd_opts.sql = True  # type: ignore[union-attr]
        config.output_buffer = buffer
        fn = self.steps if self.revisions else self.all_steps
        environment = EnvironmentContext(config, worker.script, fn=fn, as_sql=True, destination_rev="heads")
        worker.limit(environment)
        _write_into_the_buffer(environment)
        worker.script.dir = str(Path(worker.script.dir).absolute())
        folder = _elsewhere() if worker.settings.get("engine") else nullcontext()
        with surroundings(Path(worker.script.dir) / "env.py"), environment, folder:
            worker.script.run_env()

    @property
    def _url(self) -> URL:
        name = _DIALECT_NAMES.get(self.dialect, self.dialect)
        return make_url(_URLS.get(name, f"{name}://"))

    @property
    def _numbers(self) -> tuple[int, ...]:
        return numbers(self.version, _DIALECT_NAMES.get(self.product, self.product))

    def _begin(self, context: MigrationContext) -> bool:
        self.started, self.online = True, not context.as_sql
        names = {context.dialect.name, self._url.get_backend_name()}
        if context.as_sql and len(names) > 1 and names != _ALIKE:
            self.foreign = context.dialect.name
        elif context.as_sql and self.pinned:
            pin(context.dialect, self._numbers, mariadb=self.product == "mariadb")
        return context.as_sql and not self.foreign

    def all_steps(self, _heads: Any, context: MigrationContext) -> Iterator[MigrationStep]:
        """Up through the whole chain, as Alembic goes."""
        if self._begin(context):
            for revision in list(self.worker.script.walk_revisions("base", "heads"))[::-1]:
                self.running = revision.revision
                self.worker.comes_to(self.running)
                yield MigrationStep.upgrade_from_script(self.worker.script.revision_map, revision)

    def steps(self, _heads: Any, context: MigrationContext) -> Iterator[MigrationStep]:
        """Each revision up and down, and its mark up again."""
        if not self._begin(context):
            return
        collect = context.impl.static_output
        context.impl.static_output = lambda text: self._collect(context, text, collect)  # type: ignore[method-assign]
        for revision in self.revisions:
            script = self.worker.script.revision_map.get_revision(revision)
            for way in ("up", "down", "again"):
                make = MigrationStep.downgrade_from_script if way == "down" else MigrationStep.upgrade_from_script
                step = make(self.worker.script.revision_map, script)  # type: ignore[arg-type]
                step.migration_fn = _nothing if way == "again" else self._noting(revision, way, step.migration_fn)
                context.impl.memo.clear()
                self.running = revision
                self.worker.comes_to(revision)
                yield step

    def _collect(self, context: MigrationContext, text: str, write: Any) -> None:
        separator = getattr(context.impl, "batch_separator", None)
        if self.collected is None:
            write(text)
        elif text != separator and text.strip():
            self.collected.append(text.removesuffix(context.impl.command_terminator).strip())

    def _noting(self, revision: str, way: str, run: Any) -> Any:
        """The revision's function: what it writes is noted, and its error, which ends nothing."""
        noted: dict[str, Any] = {"statements": []}
        self.written.setdefault(revision, {})[way] = noted

        @wraps(run)
        def migrate(**options: Any) -> None:
            self.collected = noted["statements"]
            try:
                run(**options)
                self.worker.guard.raise_what_was_stopped()
            except Exception as error:  # noqa: BLE001
                noted["error"] = self._told(error)
                self.worker.guard.stopped = None
            finally:
                self.collected = None

        return migrate

    def _told(self, error: BaseException) -> dict[str, Any]:
        frames = traceback.extract_tb(error.__traceback__)
        return {
            **self.worker.told(error),
            "by_alembic": bool(frames) and frames[-1].filename.startswith(_ALEMBIC),
            "kinds": [kind.__name__ for kind in type(error).__mro__],
        }


def _write_into_the_buffer(environment: EnvironmentContext) -> None:
    """The SQL goes where the Config says, though env.py may have a file of its own for each database."""
    configure = environment.configure

    def configured(*args: Any, **options: Any) -> None:
        options.pop("output_buffer", None)
        configure(*args, **options)

    environment.configure = configured  # type: ignore[method-assign]


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Meanwhile the files that an env.py opens to write are no files of the project."""
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _nothing(**_options: Any) -> None:
    """Stands for a revision of which only the mark is moved."""


_ALEMBIC = str(Path(alembic.__file__).parent)
_ALIKE = {"mysql", "mariadb"}
_DIALECT_NAMES = {"postgres": "postgresql"}
_URLS = {
    "sqlite": "sqlite:///database",
    "postgresql": "postgresql://user:password@localhost/database",
    "mysql": "mysql://user:password@localhost/database",
    "mariadb": "mariadb://user:password@localhost/database",
    "oracle": "oracle://user:password@localhost/?service_name=database",
    "mssql": "mssql://user:password@localhost/database",
}


def _wants_a_driver(error: BaseException | None) -> bool:
    """Whether an engine was to be made for which no driver is installed here: env.py was about to connect."""
    if not isinstance(error, ImportError):
        return False
    return any(frame.name in {"import_dbapi", "dbapi"} for frame in traceback.extract_tb(error.__traceback__))
