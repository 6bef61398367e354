"""The chain has one head and a history that Alembic can load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.check import Case, Check, Finding

if TYPE_CHECKING:
    from migration_harness.chain import Chain


_ELSEWHERE = (
    "recursive_version_locations = true, or version_locations = ..., in Alembic's configuration; where env.py"
    ' chooses them at run time: for each a [[tool.migration-harness.chains]] with chain = "module:function", a'
    " function that makes a Config with its version_locations, and db"
)


def judge(case: Case) -> Iterator[Finding]:
    """More than one head, a missing parent, a cycle, a duplicate id, a revision that cannot be imported."""
    for problem in case.chain.problems:
        yield Finding(message=problem, hint=_hint(problem))
    yield from _changed_history(case.chain)
    if len(case.chain.heads) > 1 and not _on_purpose(case.chain):
        names = [case.chain.by_id[head].name for head in case.chain.heads]
        yield Finding(
            message=f"The chain has {len(names)} heads.",
            evidence=[f"head {name}" for name in names],
            hint=f'alembic merge heads -m "merge {" and ".join(case.chain.heads)}"',
        )


def _changed_history(chain: Chain) -> Iterator[Finding]:
    """A revision whose file was changed after it was released, as ``--since GIT_REF`` knows."""
    for name in chain.changed_after_release:
        yield Finding(
            message=f"{name} was changed after it was released.",
            object=name,
            hint="databases that have passed it will not see the change: put it into a new revision",
        )


def _on_purpose(chain: Chain) -> bool:
    """Whether each head is the end of a branch with a label of its own."""
    labels = [tuple(chain.labels.get(head, ())) for head in chain.heads]
    return all(labels) and len(set(labels)) == len(labels)


def _hint(problem: str) -> str:
    if "no revision file" in problem:
        where = "alembic revision makes it; where the files are elsewhere: " if "no folder" in problem else ""
        return where + _ELSEWHERE
    if "is not present" in problem:
        return "restore the revision file that is missing, or correct down_revision in the one that names it"
    if "more than once" in problem:
        return "give one of the two files another revision id, and correct the down_revision of those after it"
    if "ycle" in problem:
        return "correct the down_revision of one of these files: a revision cannot come after itself"
    if "determine revision id from" in problem:
        return "move that file elsewhere: Alembic takes every .py file in the folder of the revisions for one"
    if re.search(r"\b(ModuleNotFound|Import)Error: ", problem):
        return (
            "it has to import where the chain runs: install what it needs there, or name the Python that has it,"
            " --project-python .venv/bin/python"
        )
    return ""


CHECKS = (Check(name="heads", asked_of="chain", judge=judge),)
