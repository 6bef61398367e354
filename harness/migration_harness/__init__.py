"""A multi-database migration test harness for SQLAlchemy models and Alembic chains.

The public names are loaded when they are asked for: the process in which a chain runs needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migration_harness.backend import Backend
    from migration_harness.chain import Chain
    from migration_harness.check import Case, Check, Finding, NotVerified
    from migration_harness.config import Config, Database
    from migration_harness.errors import ConfigError, GuardError, HarnessError, MigrationError, ServerError
    from migration_harness.report.report import Report
    from migration_harness.runs import run
    from migration_harness.schema import Schema
    from migration_harness.server import Server, serve

__all__ = [
    "Backend",
    "Case",
    "Chain",
    "Check",
    "Config",
    "ConfigError",
    "Database",
    "Finding",
    "GuardError",
    "HarnessError",
    "MigrationError",
    "NotVerified",
    "Report",
    "Schema",
    "Server",
    "ServerError",
    "run",
    "serve",
]

_WHERE = {
    "backend": ["Backend"],
    "chain": ["Chain"],
    "check": ["Case", "Check", "Finding", "NotVerified"],
    "config": ["Config", "Database"],
    "errors": ["ConfigError", "GuardError", "HarnessError", "MigrationError", "ServerError"],
    "report.report": ["Report"],
    "runs": ["run"],
    "schema": ["Schema"],
    "server": ["Server", "serve"],
}


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"migration_harness.{module}"), name)
    raise AttributeError(f"module 'migration_harness' has no attribute {name!r}")
