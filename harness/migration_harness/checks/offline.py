"""The script of ``alembic upgrade heads --sql`` builds what going online builds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.differences import Words, each, object_by_object


def judge(case: Case) -> Iterator[Finding]:
    """A script that cannot be written, that the server refuses, or that builds something else."""
    head = case.head
    if head.blocked:
        raise NotVerified(head.blocked)
    script = case.script
    if script.blocked:
        raise NotVerified(script.blocked)
    hint = _pin(script.pinned)
    if script.failed is not None and script.at:
        yield Finding(
            message=f"alembic upgrade heads --sql fails at {script.at}.",
            object=script.at,
            evidence=tuple(script.failed.lines()),
            hint=hint,
        )
    elif script.failed is not None:
        yield Finding(
            message="The script of alembic upgrade heads --sql fails where going online passes.",
            evidence=tuple(script.failed.lines()),
            hint=hint or _known(script.failed.statement),
        )
    else:
        yield from object_by_object(each(script.migrated - head.migrated), _WORDS, lambda _part: hint)


_WORDS = Words(
    left="The script of --sql makes {it} that going online does not make.",
    lost="The script of --sql does not make {it} that going online makes.",
    other="The script of --sql makes {it} different (online -> script).",
)


def _pin(pinned: tuple[str, ...]) -> str:
    """Alembic tells the dialect nothing of a server that it will not see."""
    if not pinned:
        return ""
    return "\n".join([*_PIN, "it would then write:", *pinned[:6]])


_PIN = (
    "without a connection the dialect does not know the server; tell it in env.py, behind context.configure():",
    "dialect = context.get_context().dialect",
    'dialect.server_version_info = ...  # and what it derives from that: see "offline" in the documentation',
)


def _known(statement: str) -> str:
    """Faults of Alembic and SQLAlchemy that have nothing to do with the chain."""
    words = statement.upper()
    if words.startswith("BEGIN TRANSACTION") and _FIRST.search(words):
        return "Alembic writes no GO behind BEGIN TRANSACTION: impl.emit_begin in env.py, or two revisions"
    if "SET IDENTITY_INSERT" in words:
        return "op.bulk_insert() writes it for every table with --sql: use op.execute(sa.insert(...)) for this one"
    if "RETURNING" in words and " INTO :" in words:
        return "dialect.insert_returning = False in env.py: a script has no variable to return into"
    return ""


_FIRST = re.compile(r"CREATE\s+(?:OR\s+ALTER\s+)?(?:VIEW|TRIGGER|FUNCTION|PROC|SCHEMA)")

CHECKS = (Check(name="offline", asked_of="head", judge=judge),)
