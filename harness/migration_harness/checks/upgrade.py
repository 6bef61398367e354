"""The revision goes up on an empty database."""

from __future__ import annotations

from collections.abc import Iterator

from migration_harness.check import Case, Check, Finding, NotVerified


def judge(case: Case) -> Iterator[Finding]:
    """An upgrade that fails, or that says it went up and did not."""
    passage = case.passage
    if passage.blocked:
        raise NotVerified(passage.blocked)
    assert passage.up is not None
    if passage.up.failure is not None:
        failure = passage.up.failure
        message = str(failure) if failure.guard or not failure.type else "upgrade() fails."
        yield Finding(message=message, evidence=tuple(failure.lines()) if message == "upgrade() fails." else ())


CHECK = Check(name="upgrade", asked_of="revision", judge=judge)
