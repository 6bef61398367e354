"""Models with a naming convention, and the chain that makes them in the ways that chains do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

C = sa.Column

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WAYS = ("plain", "named", "later")


def models(product: str) -> sa.MetaData:
    """The same two tables for each way; on PostgreSQL one in a schema that the models make themselves."""
    metadata = sa.MetaData(naming_convention=CONVENTION)
    for way in WAYS:
        sa.Table(f"{way}_group", metadata, C("id", sa.Integer, primary_key=True), C("code", sa.String(9), unique=True))
        sa.Table(
            f"{way}_user",
            metadata,
            C("id", sa.Integer, primary_key=True),
            C("email", sa.String(40), index=True, nullable=False),
            C("age", sa.Integer),
            C("active", sa.Boolean(create_constraint=True, name="is_active")),
            C("kind", sa.Enum("a", "b", name=f"{way}_kind", native_enum=False, create_constraint=True)),
            C("group_id", sa.ForeignKey(f"{way}_group.id", ondelete="CASCADE")),
            sa.UniqueConstraint("email", "age"),
            sa.CheckConstraint("age > 0", name="age"),
        )
    if product == "postgres":
        sa.event.listen(metadata, "before_create", sa.DDL("CREATE SCHEMA apart"))
        sa.Table("log", metadata, C("id", sa.Integer, primary_key=True), schema="apart")
    return metadata


def upgrade() -> None:
    """Each way."""
    _plain("plain")
    _named("named")
    _later("later")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SCHEMA apart")
        op.create_table("log", C("id", sa.Integer, primary_key=True), schema="apart")


def _group(way: str) -> None:
    op.create_table(f"{way}_group", C("id", sa.Integer, primary_key=True), C("code", sa.String(9), unique=True))


def _plain(way: str) -> None:
    """Without names: Alembic takes the convention of the models."""
    _group(way)
    op.create_table(
        f"{way}_user",
        C("id", sa.Integer, primary_key=True),
        C("email", sa.String(40), index=True, nullable=False),
        C("age", sa.Integer),
        C("active", sa.Boolean(create_constraint=True, name="is_active")),
        C("kind", sa.Enum("a", "b", name=f"{way}_kind", native_enum=False, create_constraint=True)),
        C("group_id", sa.Integer, sa.ForeignKey(f"{way}_group.id", ondelete="CASCADE")),
        sa.UniqueConstraint("email", "age"),
        sa.CheckConstraint("age > 0", name="age"),
    )


def _named(way: str) -> None:
    """As autogenerate writes it."""
    op.create_table(
        f"{way}_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{way}_group")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{way}_group_code")),
    )
    op.create_table(
        f"{way}_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=40), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(create_constraint=True, name="is_active"), nullable=True),
        sa.Column(
            "kind", sa.Enum("a", "b", name=f"{way}_kind", native_enum=False, create_constraint=True), nullable=True
        ),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("age > 0", name=op.f(f"ck_{way}_user_age")),
        sa.ForeignKeyConstraint(
            ["group_id"], [f"{way}_group.id"], name=op.f(f"fk_{way}_user_group_id_{way}_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{way}_user")),
        sa.UniqueConstraint("email", "age", name=op.f(f"uq_{way}_user_email_age")),
    )
    op.create_index(op.f(f"ix_{way}_user_email"), f"{way}_user", ["email"], unique=False)


def _later(way: str) -> None:
    """Column by column, in batches."""
    _group(way)
    op.create_table(f"{way}_user", C("id", sa.Integer, primary_key=True))
    with op.batch_alter_table(f"{way}_user") as batch:
        batch.add_column(C("email", sa.String(40), nullable=False, server_default=""))
        batch.add_column(C("age", sa.Integer))
        batch.add_column(C("active", sa.Boolean))
        batch.add_column(C("kind", sa.String(1)))
        batch.add_column(C("group_id", sa.Integer))
    with op.batch_alter_table(f"{way}_user") as batch:
        batch.create_check_constraint("age", "age > 0")
        batch.create_check_constraint(f"{way}_kind", "kind IN ('a', 'b')")
        if op.get_bind().dialect.name != "postgresql":
            batch.create_check_constraint("is_active", "active IN (0, 1)")
        batch.create_unique_constraint(op.f(f"uq_{way}_user_email_age"), ["email", "age"])
        batch.create_foreign_key(
            op.f(f"fk_{way}_user_group_id_{way}_group"), f"{way}_group", ["group_id"], ["id"], ondelete="CASCADE"
        )
        batch.alter_column("email", server_default=None, existing_type=sa.String(40), existing_nullable=False)
    op.create_index(op.f(f"ix_{way}_user_email"), f"{way}_user", ["email"])
