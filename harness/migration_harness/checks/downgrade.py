"""The revision comes down."""

from __future__ import annotations

from collections.abc import Iterator

from migration_harness.check import Case, Check, Finding, NotVerified
from migration_harness.hints import restore

_WAIVE = """\
if that is meant, in pyproject.toml:
[[tool.migration-harness.waivers]]
check = "downgrade"
revision = "{revision}"
reason = "..."\
"""
_GOES_UP_ONLY = (
    'write one; for a chain that goes up only: minimum-downgrade = "heads" in [tool.migration-harness], or the revision'
    " down to which it goes"
)


def judge(case: Case) -> Iterator[Finding]:
    """A downgrade that fails, is missing (``pass``) or is declared impossible."""
    passage = case.passage
    if passage.blocked:
        raise NotVerified(passage.blocked)
    if passage.up is not None and passage.up.failure is not None:
        raise NotVerified("its upgrade fails")
    if passage.down is None:
        raise NotVerified("it is below minimum-downgrade")
    failure = passage.down.failure
    if failure is not None and failure.declared:
        reason = f": {failure.message.rstrip('.')}" if failure.message not in {"", failure.type} else ""
        yield Finding(
            message=f"downgrade() is declared irreversible{reason}.",
            hint=_GOES_UP_ONLY if "no downgrade()" in reason else _WAIVE.format(revision=passage.revision.id),
        )
    elif failure is not None:
        yield Finding(message="downgrade() fails.", evidence=tuple(failure.lines()))
    elif passage.downgrade_is_missing:
        assert passage.before is not None
        assert passage.after_up is not None
        left = passage.after_up - passage.before
        yield Finding(
            message="downgrade() does nothing; all that upgrade() made is still there.",
            evidence=tuple(left.lines()),
            hint=restore(left, passage.backend, at="in downgrade()"),
        )


CHECKS = (Check(name="downgrade", asked_of="revision", judge=judge),)
