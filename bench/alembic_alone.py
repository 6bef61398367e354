"""The same steps as a walk takes, without the harness: a process of its own, started by walk.py.

``python alembic_alone.py steps|stairway URL`` in the folder of the chain; prints the seconds, from its first line on.
"""

from __future__ import annotations

import sys
import time

BEGAN = time.perf_counter()

from collections.abc import Iterator  # noqa: E402
from typing import Any  # noqa: E402

from alembic import command  # noqa: E402
from alembic.config import Config  # noqa: E402
from alembic.runtime.environment import EnvironmentContext  # noqa: E402
from alembic.runtime.migration import MigrationStep  # noqa: E402
from alembic.script import ScriptDirectory  # noqa: E402


def steps(config: Config) -> None:
    """Each revision goes up, down and up in one run of env.py: the least that Alembic can do."""
    script = ScriptDirectory.from_config(config)

    def take(_heads: Any, _context: Any) -> Iterator[MigrationStep]:
        for revision in reversed(list(script.walk_revisions())):
            yield MigrationStep.upgrade_from_script(script.revision_map, revision)
            yield MigrationStep.downgrade_from_script(script.revision_map, revision)
            yield MigrationStep.upgrade_from_script(script.revision_map, revision)

    with EnvironmentContext(config, script, fn=take, destination_rev="heads"):
        script.run_env()


def stairway(config: Config) -> None:
    """Each revision goes up, down and up by Alembic's commands, as a test written by hand does it."""
    for revision in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        command.upgrade(config, revision.revision)
        command.downgrade(config, revision.down_revision or "base")
        command.upgrade(config, revision.revision)


def main(how: str, url: str) -> None:
    """Run one of the two on the database of the URL."""
    config = Config("alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    {"steps": steps, "stairway": stairway}[how](config)
    print(time.perf_counter() - BEGAN)


if __name__ == "__main__":
    main(*sys.argv[1:])
