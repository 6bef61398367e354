"""The tests of pytest-alembic run on every --db, through the harness's fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from alembic.config import Config

# SQLAlchemy says so of each index on an expression that it meets on SQLite.
pytestmark = pytest.mark.filterwarnings("ignore:.*expression-based index")

pytest_alembic = pytest.importorskip(
    "pytest_alembic", reason="it is an extra: pip install migration-harness[pytest-alembic]"
)

from pytest_alembic.tests import (  # noqa: E402  it may be missing
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)

__all__ = [
    "test_model_definitions_match_ddl",
    "test_single_head_revision",
    "test_up_down_consistency",
    "test_upgrade",
]


@pytest.fixture
def alembic_config(alembic_config: Config) -> pytest_alembic.Config:
    """The chain's own configuration; revision 0022 is declared irreversible."""
    return pytest_alembic.Config(alembic_config=alembic_config, minimum_downgrade_revision="0022")
