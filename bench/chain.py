"""A chain of any length, always the same: tables, columns, indexes and foreign keys, up and down."""

from __future__ import annotations

from pathlib import Path

ENV = '''\
"""Migrates the connection that it is handed, else the database of sqlalchemy.url."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


def run(connection):
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=NullPool).connect() as connection:
        run(connection)
'''

REVISION = '''\
"""{title}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {parent!r}


def upgrade():
    {up}


def downgrade():
    {down}
'''

CREATE_TABLE = """op.create_table(
        "t{n}",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False, server_default="none"),
        sa.Column("price", sa.Numeric(12, 2)),
        sa.Column("made_at", sa.DateTime),
        sa.Column("parent_id", sa.Integer),
        sa.CheckConstraint("price >= 0", name="ck_t{n}_price"),
    )"""

# SQLite has no ALTER TABLE for a constraint; elsewhere a batch is the plain statement.
ADD_FOREIGN_KEY = """with op.batch_alter_table("t{n}") as batch:
        batch.create_foreign_key("fk_t{n}_parent", "t{parent}", ["parent_id"], ["id"], ondelete="CASCADE")"""
DROP_FOREIGN_KEY = """with op.batch_alter_table("t{n}") as batch:
        batch.drop_constraint("fk_t{n}_parent", type_="foreignkey")"""

# Six revisions for each table: title, up, down.
KINDS = (
    ("create table t{n}", CREATE_TABLE, 'op.drop_table("t{n}")'),
    (
        "add a column to t{n}",
        'op.add_column("t{n}", sa.Column("note", sa.String(100)))',
        'op.drop_column("t{n}", "note")',
    ),
    (
        "index t{n}",
        'op.create_index("ix_t{n}_name", "t{n}", ["name", "made_at"])',
        'op.drop_index("ix_t{n}_name", table_name="t{n}")',
    ),
    ("give t{n} its parent", ADD_FOREIGN_KEY, DROP_FOREIGN_KEY),
    (
        "add a column with a default to t{n}",
        'op.add_column("t{n}", sa.Column("amount", sa.Integer, nullable=False, server_default="0"))',
        'op.drop_column("t{n}", "amount")',
    ),
    (
        "index t{n} once more",
        'op.create_index("ix_t{n}_amount", "t{n}", ["amount"], unique=False)',
        'op.drop_index("ix_t{n}_amount", table_name="t{n}")',
    ),
)


def write(folder: Path, length: int) -> None:
    """A project with an alembic.ini and a chain of this many revisions is in the folder."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (folder / "migrations" / "env.py").write_text(ENV)
    for index in range(length):
        (versions / f"{name(index)}.py").write_text(revision(index))


def name(index: int) -> str:
    """The id of a revision, counted from 0."""
    return f"{index + 1:04d}"


def revision(index: int) -> str:
    """The text of a revision file. A table's parent is the table in the middle of those before it."""
    table, kind = divmod(index, len(KINDS))
    words = {"n": table, "parent": table // 2}
    title, up, down = (text.format(**words) for text in KINDS[kind])
    return REVISION.format(
        title=title, revision=name(index), parent=name(index - 1) if index else None, up=up, down=down
    )
