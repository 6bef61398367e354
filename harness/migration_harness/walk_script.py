"""The script of ``alembic upgrade heads --sql``, run statement by statement on a scratch database of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from migration_harness.compiled import no_offline_mode, why_not_written
from migration_harness.process import Failure
from migration_harness.schema import Schema
from migration_harness.sql import statements_of

if TYPE_CHECKING:
    from migration_harness.chain import Chain
    from migration_harness.process import ChainProcess
    from migration_harness.server import Server
    from migration_harness.walk import Head, Place


@dataclass(frozen=True, kw_only=True)
class Script:
    """What came of the script.

    ``blocked`` says why there is none, or nothing to compare it with. ``failed`` is why it could not be written (``at``
    the name of a revision) or which statement the server refused. ``pinned`` is how it would differ if the dialect knew
    what it learns on a connection.
    """

    blocked: str = ""
    failed: Failure | None = None
    at: str = ""
    migrated: Schema = field(default_factory=Schema)
    pinned: tuple[str, ...] = ()


def observe_script(
    head: Head, chain: Chain, process: ChainProcess, new_place: Callable[[], Place], server: Server
) -> Script:
    """The script as env.py writes it now, and what it builds."""
    if head.blocked:
        return Script(blocked=head.blocked)
    if chain.settings.get("start") or chain.from_models:
        return Script(blocked="the chain does not begin with an empty database (start = ...)")
    product = {"dialect": server.url.get_backend_name(), "product": server.product, "version": server.version}
    told = {**product, "revisions": []}
    written = process.write({**told, "pinned": False})
    if "error" in written and not written.get("offline"):
        return Script(blocked=no_offline_mode(written))
    pinned = process.write({**told, "pinned": True})
    if "error" in written:
        found = _not_written(written, chain)
        return replace(found, pinned=("the script can be written",)) if "error" not in pinned else found
    found = _run(list(_statements(written["script"], server.backend.name)), head, new_place)
    return replace(found, pinned=tuple(_difference(written["script"], pinned.get("script", ""))))


def _not_written(answer: dict[str, Any], chain: Chain) -> Script:
    error = answer["error"]
    at = chain.by_id[answer["revision"]].name if answer.get("revision") in chain.by_id else "env.py"
    why = why_not_written(error)
    if "with --sql" in why or "to a database" in why or "live database connection" in " ".join(why.split()):
        return Script(blocked=f"{at}: {why}")
    return Script(
        failed=Failure.from_answer({key: error[key] for key in error if key not in {"by_alembic", "kinds"}}), at=at
    )


def _run(statements: list[str], head: Head, new_place: Callable[[], Place]) -> Script:
    place = new_place()
    try:
        if head.configured is not None:
            place.stand_in_for(head.configured)
        connection = place.connection.execution_options(no_parameters=True)
        for statement in statements:
            try:
                connection.exec_driver_sql(statement)
            except DBAPIError as error:
                lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
                told = Failure(message=lines[0] if lines else "", type=type(error.orig).__name__, statement=statement)
                why = told.met_of_the_walk
                return Script(blocked=why) if why else Script(failed=told)
        place.look_afresh()
        return Script(migrated=place.picture())
    finally:
        place.leave()


_SEPARATORS = {"mssql": re.compile(r"^GO\s*$", re.MULTILINE), "oracle": re.compile(r"^/\s*$", re.MULTILINE)}
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


def _statements(script: str, product: str) -> Iterator[str]:
    """The statements of a script, taken apart as the product's own client does it."""
    if product in _SEPARATORS:
        for part in _SEPARATORS[product].split(_COMMENT.sub("", script)):
            if statement := part.strip():
                yield statement.removesuffix(";") if product == "mssql" else statement
    elif product == "sqlite":
        yield from _complete(script)
    else:
        yield from statements_of(script)


def _complete(script: str) -> Iterator[str]:
    """SQLite's shell waits for the END of a trigger."""
    from sqlite3 import complete_statement

    parts: list[str] = []
    for statement in statements_of(script):
        parts.append(statement)
        if complete_statement("; ".join(parts) + ";"):
            yield "; ".join(parts)
            parts = []
    yield from parts


def _difference(written: str, pinned: str) -> Iterator[str]:
    """The lines that only one of them has: the order of a table's indexes is Alembic's whim."""
    mine, theirs = (Counter(map(_lasting, script.splitlines())) for script in (written, pinned))
    yield from (f"- {line}" for line in mine - theirs)
    yield from (f"+ {line}" for line in theirs - mine)


# What a revision makes anew each time that it is run: a moment with its fractions, a UUID.
_MADE_ANEW = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d+|\b[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}\b"
)


def _lasting(line: str) -> str:
    return _MADE_ANEW.sub("...", line.strip())
