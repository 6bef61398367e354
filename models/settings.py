"""Where the database is."""

import os

# The server of docker-compose/postgresql.yml.
DEFAULT_URL = "postgresql+psycopg://postgres:1234@localhost:5432/postgres"


def database_url() -> str:
    """The URL in DATABASE_URL, else that of the compose file's PostgreSQL server."""
    return os.environ.get("DATABASE_URL", DEFAULT_URL)
