"""Every kind of incomplete downgrade is found at its revision; the sound form of the same revision raises no alarm.

One chain for each database has a revision for each kind of ``downgrade_faults``; a second one has their sound forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import indent

import pytest
from corpus import Fault, Product
from downgrade_faults import ALL, of
from folders import Folder, Once, product_of

from migration_harness.check import Case, Finding, NotVerified, built_in, sections
from migration_harness.config import Database
from migration_harness.server import Server
from migration_harness.walk import Walk

KINDS = ALL
CHECKS = [check for check in built_in() if check.name in {"upgrade", "downgrade", "round-trip"}]
Findings = Mapping[str, list[Finding]]
Judged = Callable[[str], Findings]


@pytest.fixture(scope="session")
def judged(
    database: Database,
    server_of: Callable[[Database], Server],
    folder_for: Callable[[str], Folder],
    once: Once,
    request: pytest.FixtureRequest,
) -> Judged:
    """What the checks say of each revision of the chain whose downgrades are of this form, after one walk."""
    product = product_of(request.config, database)

    def judge(form: str) -> Findings:
        hints = _hints(judge("down")) if form == "hinted" else {}
        return once(
            f"{form} {database.label}", lambda: _judged(form, product, folder_for(form), server_of(database), hints)
        )

    return judge


def _hints(findings: Findings) -> dict[str, str]:
    """The lines to paste, by kind: those under the line that says where."""
    told = {name: sections(one for one in found if one.check == "round-trip") for name, found in findings.items()}
    return {name: "\n".join(found[0].hint.splitlines()[1:]) for name, found in told.items() if found}


def _judged(form: str, product: Product, folder: Folder, server: Server, hints: Mapping[str, str]) -> Findings:
    faults = of(product)
    _write(folder, form, product, hints)
    walk = folder.walk(server, [_id(number) for number in range(len(faults))])
    try:
        return {fault.name: _findings(walk, _id(number)) for number, fault in enumerate(faults)}
    finally:
        walk.close()


def _findings(walk: Walk, revision: str) -> list[Finding]:
    found: list[Finding] = []
    for check in CHECKS:
        case = Case(
            database="",
            backend=walk.server.backend,
            chain=walk.chain,
            observed=walk,
            revision=walk.chain.by_id[revision],
        )
        try:
            found += check.findings(case)
        except NotVerified as reason:
            found.append(Finding(check=check.name, message=f"not verified: {reason}"))
    return found


IMPORTS = """
import sqlalchemy as sa
from alembic import op
import corpus
import downgrade_faults
"""


def _write(folder: Folder, form: str, product: Product, hints: Mapping[str, str]) -> None:
    """Two revisions for each kind: what was there, and the one that is looked at.

    That one makes and drops a table too, so that no downgrade does nothing.
    """
    folder.env()
    folder.revision("0", "parents", after=None, imports=IMPORTS, up="corpus.make_parents()", down="pass")
    after = "0"
    for number, fault in enumerate(of(product)):
        told = f"corpus.Product(name={product.name!r}, version={product.version!r})"
        call, t = f"{IMPORTS}fault = downgrade_faults.named({fault.name!r}, {told})", fault.table
        up = f'op.create_table("{t}_mark", sa.Column("id", sa.Integer))\n    fault.up({t!r})'
        down = f'op.drop_table("{t}_mark")\n    fault.{"down" if form == "hinted" else form}({t!r})\n'
        folder.revision(f"{number}b", f"before_{t}", after=after, imports=call, up=f"fault.before({t!r})", down="pass")
        pasted = down + indent(hints.get(fault.name, ""), "    ")
        folder.revision(_id(number), t, after=f"{number}b", imports=call, up=up, down=pasted)
        after = _id(number)


def _id(number: int) -> str:
    return f"{number}f"


def test_fault_is_found(kind: Fault, judged: Judged) -> None:
    """The finding is of this revision, and its evidence says which object is left, lost or different."""
    expected = kind.found.format(t=kind.table)

    found = [one for one in judged("down")[kind.name] if one.check == "round-trip"]

    lines = [line for one in found for line in one.evidence]
    assert {one.revision for one in found} == {kind.table}
    assert any(line.startswith(expected) if expected[0] in "+-~" else expected in line for line in lines), found


def test_sound_form_raises_no_alarm(kind: Fault, judged: Judged) -> None:
    """Down and up again, all is as it was."""
    found = judged("sound")[kind.name]

    assert [line for one in found for line in one.lines()] == []


def test_hint_repairs_the_downgrade(kind: Fault, judged: Judged) -> None:
    """With the lines of the hint pasted at its end, the downgrade restores the schema."""
    found = judged("hinted")[kind.name]

    assert [line for one in found for line in one.lines()] == []


test_hint_repairs_the_downgrade.wanted = lambda kind: kind.hinted  # type: ignore[attr-defined]
