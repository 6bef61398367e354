"""Settings for every test of this repository."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep pytest-alembic from collecting by itself: tests/test_pytest_alembic.py names its tests.

    Its release 0.13.1 aborts the collection under pytest 9.2 wherever a tests/conftest.py exists. And who types
    ``pytest --db mysql`` asks about the models and the chain: the harness's own tests are asked for by their path.
    """
    if getattr(config.option, "pytest_alembic_tests_path", "") is None:
        config.option.pytest_alembic_tests_path = "nowhere"
    if config.option.migration_db and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args[:] = [str(Path(__file__).parent / "tests/test_pytest_alembic.py")]
