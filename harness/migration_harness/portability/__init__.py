"""What products have against a statement, without any of them: pure functions over product, version and text."""

from __future__ import annotations

from migration_harness.portability.judged import Problem, judge

__all__ = ["Problem", "judge"]
