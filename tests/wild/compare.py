"""Compare a JSON report with what is known of the project in this folder: ``python compare.py PROJECT REPORT``.

That each finding is known is what its waivers say; here it is counted, with what could not be verified and why not.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent


def totals(report: dict[str, list[dict[str, str]]]) -> dict[str, dict[str, int]]:
    """For each product the number of revisions that were passed, of findings, and of questions left open."""
    products = [run["database"] for run in report["runs"]]
    findings = Counter(found["database"] for found in report["findings"])
    unknown = Counter(question["database"] for question in report["not_verified"])
    return {
        name.partition("@")[0].partition(":")[0]: {"findings": findings[name], "not-verified": unknown[name]}
        for name in products
    }


def main(project: str, path: str) -> int:
    known = tomllib.loads((HERE / "totals.toml").read_text())[project]
    seen = totals(json.loads(Path(path).read_text()))
    wrong = {product: (known.get(product), told) for product, told in seen.items() if known.get(product) != told}
    for product, (expected, told) in wrong.items():
        print(f"{project} on {product}: {told}, known is {expected}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
