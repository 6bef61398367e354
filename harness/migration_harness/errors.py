"""Who must act, told by the class of the error.

* HarnessError
  * ConfigError: the command line or the configuration has to change.
  * ServerError: the machine has to change (a server, an engine, a driver, a disk).
  * MigrationError: the chain has to change; it becomes a finding.
    * GuardError: the chain tried to reach a database that is not its scratch.

Each message is one sentence that says what was tried, what is wrong, and what to type.
"""

from __future__ import annotations


class HarnessError(Exception):
    """Any error that the harness raises on purpose."""


class ConfigError(HarnessError):
    """The command line or the configuration has to change."""


class ServerError(HarnessError):
    """The machine has to change: a server, a container engine, a driver, a disk."""


class MigrationError(HarnessError):
    """The chain has to change; becomes a finding."""


class GuardError(MigrationError):
    """The chain tried to reach a database that is not its scratch."""
