"""Each option from the command line, the environment, pyproject.toml or its default, in that order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migration_harness.config import Config, databases, keys, load, of_each_chain, parse_database
from migration_harness.errors import ConfigError


def _load(root: Path, table: str = "", **sources: Any) -> Config:
    (root / "pyproject.toml").write_text(f"[tool.migration-harness]\n{table}\n")
    return load(root, command_line=sources.get("command_line", {}), environment=sources.get("environment", {}))


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    """A project with an alembic.ini needs no configuration."""
    config = load(tmp_path, command_line={}, environment={})

    assert Config(root=tmp_path) == config
    assert ("DATABASE_URL",) == config.url_env
    assert "auto" == config.db_source


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    """The nearest to the user wins."""
    table = 'db-source = "local"\nregistry = "file"\nmetadata = "file:metadata"'
    environment = {"MIGRATION_HARNESS_DB_SOURCE": "container", "MIGRATION_HARNESS_REGISTRY": "environment"}

    config = _load(tmp_path, table, environment=environment, command_line={"db_source": "auto"})

    assert ("auto", "environment", "file:metadata") == (config.db_source, config.registry, config.metadata)


def test_lists_and_pairs_may_be_texts_in_the_environment(tmp_path: Path) -> None:
    """With commas, and name=value."""
    environment = {"MIGRATION_HARNESS_URL_ENV": "A, B", "MIGRATION_HARNESS_X": "tenant=a,mode=b=c"}

    config = _load(tmp_path, environment=environment)

    assert ("A", "B") == config.url_env
    assert {"tenant": "a", "mode": "b=c"} == config.x


def test_every_key_says_what_it_means() -> None:
    """Words for the documentation, none empty, none twice."""
    means = list(keys().values())

    assert all(means)
    assert len(means) == len(set(means))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[[tool.migration-harness.waivers]]\ncheck = "drift"', "waiver 1 in [tool.migration-harness] gives no reason"),
        ('url-evn = ["A"]', "unknown key 'url-evn' in [tool.migration-harness]; did you mean 'url-env'?"),
        ('waiver = "x"', "unknown key 'waiver' in [tool.migration-harness]; did you mean 'waivers'?"),
        ('db = ["sqlite"]', "unknown key 'db' in [tool.migration-harness]; did you mean 'databases'?"),
        ("databases = 3", "databases in [tool.migration-harness] must be a list of strings, not 3"),
        ("databases = [3]", "databases in [tool.migration-harness] must be a list of strings, not [3]"),
        ("metadata = 3", "metadata in [tool.migration-harness] must be a string, not 3"),
        ('db-source = "cloud"', "unknown db-source 'cloud'; choose from auto, container, local"),
        ('step-timeout = "soon"', "step-timeout in [tool.migration-harness] must be a number of seconds, not 'soon'"),
        ('x = "tenant"', "x in [tool.migration-harness] must be"),
        ('waivers = "x"', "waivers in [tool.migration-harness] must be written as [[tool.migration-harness.waivers]]"),
        ('[[tool.migration-harness.chains]]\nchian = "a"', "unknown key 'chian' in [[tool.migration-harness.chains]]"),
        ("x = ", "pyproject.toml cannot be read: "),
    ],
)
def test_what_cannot_be_meant_is_an_error(tmp_path: Path, table: str, message: str) -> None:
    """It says what is wrong and what is possible."""
    with pytest.raises(ConfigError) as raised:
        of_each_chain(_load(tmp_path, table))

    assert message in str(raised.value)


def test_a_table_of_another_name_is_an_error(tmp_path: Path) -> None:
    """It would be read by nobody."""
    (tmp_path / "pyproject.toml").write_text("[tool.migration_harness]\n")

    with pytest.raises(ConfigError, match=r"is not read; it is called \[tool.migration-harness\]"):
        load(tmp_path, command_line={}, environment={})


def test_several_chains_share_what_they_do_not_say(tmp_path: Path) -> None:
    """A configuration for each of [[chains]]."""
    table = """
    url-env = ["SHARED"]
    [[tool.migration-harness.chains]]
    chain = "a"
    [[tool.migration-harness.chains]]
    chain = "b"
    url-env = ["OWN"]
    """

    first, second = of_each_chain(_load(tmp_path, table))

    assert ("a", ("SHARED",)) == (first.chain, first.url_env)
    assert ("b", ("OWN",)) == (second.chain, second.url_env)


@pytest.mark.parametrize(
    ("word", "label", "backend"),
    [
        ("sqlite", "sqlite", "sqlite"),
        ("SQLite", "sqlite", "sqlite"),
        ("postgres", "postgres", "postgres"),
        ("postgresql:17", "postgres:17", "postgres"),
        ("pg", "postgres", "postgres"),
        ("mysql:8.4", "mysql:8.4", "mysql"),
        ("postgresql+psycopg://u:secret@db.example:5432/x", "postgres@db.example:5432", "postgres"),
        ("postgresql://u@db.example/x", "postgres@db.example", "postgres"),
        ("mysql+pymysql://u@127.0.0.1:3306/", "mysql@127.0.0.1:3306", "mysql"),
        ("sqlite:///folder/x.db", "sqlite@folder/x.db", "sqlite"),
        ("sqlite://", "sqlite@file", "sqlite"),
    ],
)
def test_a_database_is_meant_by_name_alias_version_or_url(word: str, label: str, backend: str) -> None:
    """The label is what ids and reports show, without the password."""
    database = parse_database(word)

    assert (label, backend) == (database.label, database.backend.name)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("postgress", "unknown database 'postgress'; choose from mariadb, mssql, mysql, oracle, postgres, sqlite"),
        ("", "unknown database ''; choose from"),
        ("sqlite:3", "sqlite takes no version"),
        (
            "postgres://u:secret@h/x",
            "no backend takes postgres:// URLs; choose from mariadb://, mssql://, mysql://, oracle://, postgresql://, sqlite://",
        ),
        ("postgresql://u:secret@h:port/x", "is not an URL that SQLAlchemy understands"),
        ("://u:secret@h/x", "is not an URL that SQLAlchemy understands"),
    ],
)
def test_a_word_that_means_no_database_is_an_error(word: str, message: str) -> None:
    """With the choices, and without the password."""
    with pytest.raises(ConfigError) as raised:
        parse_database(word)

    assert message in str(raised.value)
    assert "secret" not in str(raised.value)


def test_all_is_what_the_configuration_names(tmp_path: Path) -> None:
    """Each once, in the order in which they were asked for."""
    config = Config(root=tmp_path, db=("sqlite", "all", "pg:17"), databases=("postgres:17", "sqlite"))

    assert ["sqlite", "postgres:17"] == [database.label for database in databases(config)]


def test_all_without_a_configuration_is_every_product(tmp_path: Path) -> None:
    """All that the harness knows."""
    config = Config(root=tmp_path, db=("all",))

    assert {"mariadb", "mysql", "postgres", "sqlite"} <= {database.label for database in databases(config)}
