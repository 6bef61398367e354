"""The revision goes up on an empty database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.differences import Words, each, object_by_object
from migration_harness.drivers import WANTS_ASYNC

if TYPE_CHECKING:
    from migration_harness.process import Failure
    from migration_harness.walk import Passage

_NO_TABLE = re.compile(
    r"no such table|relation .* does not exist|table .* doesn't exist|NoSuchTableError", re.IGNORECASE
)
_IN_ENV = (
    'take the URL from config.get_main_option("sqlalchemy.url") or the connection from config.attributes["connection"];'
    ' or name the environment variable that it is read from: url-env = ["..."] in [tool.migration-harness], or the -x'
    ' argument: x = { url = "{url}" }'
)
# In the words of PostgreSQL, of MySQL and MariaDB, and of SQLite.
_LOCKED = re.compile(r"due to lock timeout|Lock wait timeout exceeded|database (table )?is locked")
_ITS_OWN_LOCK = (
    "nobody else uses the scratch database: another connection of the revision or of env.py holds the lock;"
    " op.get_bind() is the one on which the revision runs"
)
_TYPE_ERRORS = frozenset({"DatatypeMismatch", "UndefinedFunction", "AmbiguousFunction", "CannotCoerce"})
# psycopg 3 has SQLAlchemy write the type of each parameter into the statement.
_TYPED = re.compile(r"\$\d+::[A-Z]|%\(\w+\)s::[A-Z]")
_IN_ONE_RUN = (
    "in one run with the revisions before it, as on an empty database, it goes up (a type, for one, is made once in a"
    " run); a database that stands before it does not get past it"
)
_PER_MIGRATION = "with transaction_per_migration=True in context.configure() env.py commits after each revision"
_IN_A_REVISION = "op.get_bind() is the connection on which the revision runs"


def judge(case: Case) -> Iterator[Finding]:
    """An upgrade that fails, or that says it went up and did not."""
    passage = case.passage
    if passage.blocked:
        raise NotVerified(passage.blocked)
    if passage.up is None:
        raise NotVerified("its downgrade fails, so that it cannot go up again")
    if passage.up.failure is not None:
        failure = passage.up.failure
        if failure.missing_extension:
            raise NotVerified(f"the server does not have the extension {failure.missing_extension!r}")
        message = str(failure) if failure.guard or not failure.type else "upgrade() fails."
        evidence = tuple(failure.lines())[message != "upgrade() fails." :]
        yield Finding(message=message, evidence=evidence, hint=_hint(passage, failure))


def _hint(passage: Passage, failure: Failure) -> str:
    """What keeps a chain from its very first step: other tables that it expects, or another name of the dialect."""
    if passage.in_one_run:
        return _IN_ONE_RUN
    if WANTS_ASYNC in failure.message:
        drivers = [driver.install for driver in passage.backend.drivers if driver.is_async]
        return f"in the Python in which the chain runs, type: pip install {' or '.join(drivers)}" if drivers else ""
    if failure.guard:
        return _IN_A_REVISION if failure.where else _IN_ENV
    if failure.type in _TYPE_ERRORS and _TYPED.search("\n".join(failure.lines())):
        return (
            "psycopg 3 tells the server the type of each parameter, psycopg2 does not: if the project uses that,"
            ' drivers = { postgres = "postgresql+psycopg2" } in [tool.migration-harness]'
        )
    if _LOCKED.search(str(failure)):
        return _ITS_OWN_LOCK
    if passage.revision.parents and (passage.before is None or passage.before.tables):
        return ""
    if failure.type and _NO_TABLE.search(str(failure)):
        return (
            'if the chain begins with tables made elsewhere: start = "module:Base.metadata.create_all", or a .sql file,'
            ' in [tool.migration-harness]; if nobody has that beginning any more: start = "models"'
        )
    if passage.backend.name == "mariadb":
        return (
            'if the project takes MariaDB for MySQL: drivers = { mariadb = "mysql+pymysql" } in'
            " [tool.migration-harness], or --db mysql+pymysql://..."
        )
    return ""


def judge_at_once(case: Case) -> Iterator[Finding]:
    """``alembic upgrade heads`` on an empty database fails, or ends elsewhere than one revision at a time."""
    if case.at_once.blocked:
        raise NotVerified(case.at_once.blocked)
    failed = case.at_once.failed
    if not case.chain.revisions and failed is not None and failed.failure is not None:
        yield Finding(message=str(failed.failure))  # there is no revision to tell it
        return
    if case.head.blocked and failed is not None:
        raise NotVerified(case.head.blocked)
    if case.head.blocked:
        yield Finding(
            message=f"upgrade heads in one run passes, but one revision at a time {case.head.blocked}.",
            hint="a database that stands at an earlier revision does not get past it",
        )
        return
    if failed is not None and failed.failure is not None:
        at = case.chain.by_id[failed.revision].name if failed.revision else "env.py"
        yield Finding(
            message=f"upgrade heads in one run fails at {at}, though each revision goes up by itself.",
            object=at,
            evidence=tuple(failed.failure.lines()),
            hint="" if at == "env.py" else _PER_MIGRATION,
        )
    else:
        yield from object_by_object(each(case.at_once.migrated - case.head.migrated), _WORDS)


_WORDS = Words(
    left="upgrade heads in one run makes {it} that one revision at a time does not make.",
    lost="upgrade heads in one run does not make {it} that one revision at a time makes.",
    other="upgrade heads in one run makes {it} different (one revision at a time -> in one run).",
)

CHECKS = (
    Check(name="upgrade", asked_of="revision", judge=judge),
    Check(name="upgrade", asked_of="head", judge=judge_at_once),
)
