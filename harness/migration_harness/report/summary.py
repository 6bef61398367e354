"""What a run says at its end: how much was found and left open, and what to do about a lot of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_harness.report.report import Answer

_MOST_REASONS = 10
_LONGEST = 200
_MANY = 10


def totals(answers: Sequence[Answer]) -> Iterator[str]:
    """A line for each database: its findings by check, what is waived, what was not verified."""
    for database in dict.fromkeys(answer.database for answer in answers):
        own = [answer for answer in answers if answer.database == database]
        states = Counter(answer.state for answer in own)
        if set(states) == {"passed"}:
            continue
        waived = sum(len(answer.findings) - len(answer.failed) for answer in own)
        counted = [
            _found([answer for answer in own if answer.failed]),
            *([f"{waived} waived"] if waived else []),
            *([f"{states['not verified']} not verified"] if states["not verified"] else []),
        ]
        yield f"{database}: {', '.join(counted)}; {states['passed']} passed"


def _found(failed: Sequence[Answer]) -> str:
    found: Counter[str] = Counter()
    at: Counter[str] = Counter()
    for answer in failed:
        found[answer.check] += len(answer.failed)
        at[answer.check] += bool(answer.revision)
    if not found:
        return "nothing found"
    checks = [f"{check} {count}{_revisions(at[check])}" for check, count in found.most_common()]
    return f"{_counted(found.total(), 'finding')} ({', '.join(checks)})"


def _revisions(count: int) -> str:
    return f" at {_counted(count, 'revision')}" if count else ""


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


_PLACE = re.compile(r" at [^\s;]+:\d+(?=;|$)")


def reasons(answers: Sequence[Answer]) -> Iterator[str]:
    """Why something was not verified, the most frequent first; where in the chain that is has no part in it."""
    unknown = Counter(_reason(answer) for answer in answers if answer.state == "not verified")
    if unknown:
        yield f"{unknown.total()} not verified:"
    for reason, count in unknown.most_common(_MOST_REASONS):
        yield f"{count:5d}  {reason}"
    if (more := len(unknown) - _MOST_REASONS) > 0:
        yield f"       and {more} more reasons: pytest -rs shows them"


def _reason(answer: Answer) -> str:
    """It without the product that is judged, in which every part stands once."""
    text = _PLACE.sub("", answer.reason.removeprefix(f"{answer.database}: "))
    text = "; ".join(dict.fromkeys(text.split("; ")))
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " ..."


def next_steps(answers: Sequence[Answer], ids: Mapping[str, str]) -> Iterator[str]:
    """What a maintainer may type who is not going to repair all of it.

    ``ids`` are the ids of the chain's revisions by their names, the oldest first; none where there are several chains.
    """
    if sum(len(answer.failed) for answer in answers) >= _MANY:
        yield from _up_only(answers, list(ids), ids)
        yield (
            "a chain whose revisions are released: --waive writes what is found now into migration-waivers.toml, to be"
            " given reasons; from then on only what is new fails. --since takes a revision or a git ref"
        )


def _up_only(answers: Sequence[Answer], names: list[str], ids: Mapping[str, str]) -> Iterator[str]:
    """``minimum-downgrade``, where most of the revisions up to the newest that does not come down do not either."""
    stuck = {answer.revision for answer in answers if answer.check == "downgrade" and answer.failed}
    at = [place for place, name in enumerate(names) if name in stuck]
    if len(at) < _MANY // 2 or 2 * len(at) < at[-1] + 1:
        return
    lowest = "heads" if at[-1] == len(names) - 1 else ids[names[at[-1]]]
    yield (
        f"{len(at)} of {_counted(len(names), 'revision')} do not come down: where nobody goes back that far,"
        f' minimum-downgrade = "{lowest}" in [tool.migration-harness]'
        + (" says that the chain goes up only" if lowest == "heads" else " says how far the chain goes")
    )
