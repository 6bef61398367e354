"""Settings for every test of this repository."""

import pytest

pytest_plugins = ["pytester"]


def pytest_configure(config: pytest.Config) -> None:
    """Keep pytest-alembic from collecting by itself: tests/test_pytest_alembic.py names its tests.

    Its release 0.13.1 aborts the collection under pytest 9.2 wherever a tests/conftest.py exists.
    """
    if getattr(config.option, "pytest_alembic_tests_path", "") is None:
        config.option.pytest_alembic_tests_path = "nowhere"
