"""Rename sections.

A table renamed, and everything whose name comes from it: primary key, foreign key, index, sequence.

RENAME takes none of them along, and a database built from the models would have the new names. Foreign keys and
indexes are made anew (MySQL cannot rename a foreign key); for a primary key that would mean the whole table, so
it is renamed, in each product's own words. On MySQL and MariaDB it has no name.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RENAME_PRIMARY_KEY = {
    "postgresql": [
        "ALTER TABLE {new} RENAME CONSTRAINT pk_{old} TO pk_{new}",
        "ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq",
    ],
    "oracle": [
        "ALTER TABLE {new} RENAME CONSTRAINT pk_{old} TO pk_{new}",
        "ALTER INDEX pk_{old} RENAME TO pk_{new}",
    ],
    "mssql": ["EXEC sp_rename 'pk_{old}', 'pk_{new}', 'OBJECT'"],
}


def upgrade() -> None:
    _rename("sections", "categories")


def downgrade() -> None:
    _rename("categories", "sections")


def _rename(old: str, new: str) -> None:
    dialect = op.get_context().dialect.name
    op.rename_table(old, new)
    for statement in RENAME_PRIMARY_KEY.get(dialect, []):
        op.execute(statement.format(old=old, new=new))
    with op.batch_alter_table(new, copy_from=_renamed(old, new)) as table:
        # MySQL keeps an index for as long as a foreign key needs it.
        table.drop_constraint(f"fk_{old}_parent_id", type_="foreignkey")
        table.drop_index(f"ix_{old}_parent_id")
        table.create_index(f"ix_{new}_parent_id", ["parent_id"])
        table.create_foreign_key(f"fk_{new}_parent_id", new, ["parent_id"], ["id"])
        if dialect == "sqlite":
            table.drop_constraint(f"pk_{old}", type_="primary")
            table.create_primary_key(f"pk_{new}", ["id"])


def _renamed(old: str, new: str) -> sa.Table:
    return sa.Table(
        new,
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Unicode(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{old}"),
        sa.ForeignKeyConstraint(["parent_id"], [f"{new}.id"], name=f"fk_{old}_parent_id"),
        sa.Index(f"ix_{old}_parent_id", "parent_id"),
    )
