"""What a kind of fault is, and how its tables are built on both sides.

Loaded by the tests and by the env.py and the revisions of the projects that they make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from alembic import op
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
)

from migration_harness.schema import UNMANAGED

EVERY = ("sqlite", "postgres", "mysql", "mariadb")
SQLITE, PG, MYSQL, MARIADB = (("sqlite",), ("postgres",), ("mysql",), ("mariadb",))
MY = ("mysql", "mariadb")
SERVERS = ("postgres", "mysql", "mariadb")

Items = Callable[[str], list[Any]]
Model = Callable[[MetaData, str], object]
Chain = Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Product:
    """The database of a run: its name, and its version as two numbers."""

    name: str
    version: tuple[int, ...]

    def has(self, on: Iterable[str], since: Mapping[str, tuple[int, ...]]) -> bool:
        return self.name in on and self.version >= since.get(self.name, (0,))


@dataclass(frozen=True, kw_only=True)
class Drift:
    """What the models make and what the chain makes under the name ``{t}``.

    ``found`` is how a line of the evidence begins, or what is in it when it begins with no sign; ``noted`` the label of
    what only the chain makes, where that is no failure. A sound twin has neither.
    """

    name: str
    model: Model
    chain: Chain
    found: str = ""
    noted: str = ""
    on: tuple[str, ...] = EVERY
    since: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def table(self) -> str:
        """The name of its table, and a part of all its other names."""
        return "d_" + self.name.replace(" ", "_")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A revision ``up`` on top of ``before``, and its downgrade with a fault (``down``) and without (``sound``).

    ``hinted`` says that the hint repairs it; of the others it says what is to be done by hand, or nothing.
    """

    name: str
    up: Chain
    down: Chain
    sound: Chain
    found: str
    hinted: bool = True
    before: Chain = lambda _t: None
    on: tuple[str, ...] = EVERY
    since: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def table(self) -> str:
        return "f_" + self.name.replace(" ", "_")


# Both sides of a drift


def kind(
    name: str,
    one: Items,
    other: Items,
    found: str,
    *,
    on: tuple[str, ...] = EVERY,
    late: tuple[str, ...] | None = None,
    bare: bool = False,
    since: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> list[Drift]:
    """Drifts and twins of tables of which one has the items ``one``, the other ``other``.

    Both directions drift, both sides are made alike by the chain, and on the products ``late`` (``on`` unless told)
    ``one`` is also made from a table that had none of it. With ``bare`` the items bring the primary key.
    """
    known: dict[str, Any] = {"on": on, "since": since}
    back = {"+": "-", "-": "+"}.get(found[0], found[0]) + found[1:].partition(": ")[0]
    made = [
        Drift(name=f"{name}", model=_model(one, bare), chain=_create(other, bare), found=found, **known),
        Drift(name=f"{name} back", model=_model(other, bare), chain=_create(one, bare), found=back, **known),
        Drift(name=f"{name} same", model=_model(one, bare), chain=_create(one, bare), **known),
        Drift(name=f"{name} same other", model=_model(other, bare), chain=_create(other, bare), **known),
    ]
    later = tuple(product for product in (on if late is None else late) if product in on)
    if later and not bare:
        known["on"] = later
        made.append(Drift(name=f"{name} late", model=_model(one, bare), chain=_late(one), **known))
    return made


def spoken(
    name: str,
    one: str,
    other: str,
    found: str,
    *,
    before: str = "",
    spelled: str = "",
    on: tuple[str, ...],
    since: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> list[Drift]:
    """The same of SQL on both sides; ``spelled`` is ``one`` in other words. Statements end with a line's ``;``."""
    known: dict[str, Any] = {"on": on, "since": since}
    one, other = f"{before};\n{one}", f"{before};\n{other}"
    back = {"+": "-", "-": "+"}.get(found[0], found[0]) + found[1:].partition(": ")[0]
    only_made_by_chains = back[0] == "+" and back[2:].partition(" {t}")[0] in UNMANAGED
    told = {"noted": back[2:]} if only_made_by_chains else {"found": back}
    made = [
        Drift(name=name, model=_says(one), chain=_does(other), found=found, **known),
        Drift(name=f"{name} back", model=_says(other), chain=_does(one), **told, **known),
        Drift(name=f"{name} same", model=_says(one), chain=_does(one), **known),
    ]
    if spelled:
        told = f"{before};\n{spelled}"
        made.append(Drift(name=f"{name} spelled", model=_says(one), chain=_does(told), **known))
    return made


def key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def parents(metadata: MetaData) -> None:
    """Two tables that foreign keys may reference."""
    for name in ("parent", "parent2"):
        Table(
            name,
            metadata,
            key(),
            Column("code", String(20), nullable=False),
            Column("other", Integer, nullable=False),
            UniqueConstraint("code", name=f"uq_{name}_code"),
            UniqueConstraint("id", "other", name=f"uq_{name}_id_other"),
        )


def make_parents() -> None:
    """The same in a chain."""
    stock = MetaData()
    parents(stock)
    for made in stock.sorted_tables:
        op.create_table(made.name, *(item._copy() for item in (*made.columns, *made.constraints)))


def table(name: str, metadata: MetaData, items: Iterable[Any]) -> Table:
    """The table of these items; a dict among them holds options."""
    listed = list(items)
    options = {key: value for item in listed if isinstance(item, dict) for key, value in item.items()}
    return Table(name, metadata, *(item for item in listed if not isinstance(item, dict)), **options)


def _with_key(items: Items, bare: bool) -> Items:
    return items if bare else lambda t: [key(), *items(t)]


def _model(items: Items, bare: bool) -> Model:
    return lambda metadata, t: table(t, metadata, _with_key(items, bare)(t))


def _create(items: Items, bare: bool) -> Chain:
    def chain(t: str) -> None:
        listed = _with_key(items, bare)(t)
        options = {key: value for item in listed if isinstance(item, dict) for key, value in item.items()}
        op.create_table(t, *(item for item in listed if not isinstance(item, (dict, Index))), **options)
        for index in (item for item in listed if isinstance(item, Index)):
            _create_index(t, index)

    return chain


def _create_index(t: str, index: Index) -> None:
    options = {f"{dialect}_{key}": value for dialect, kw in index.dialect_options.items() for key, value in kw.items()}
    told = {key: value for key, value in options.items() if key in index.dialect_kwargs}
    op.create_index(index.name, t, list(index.expressions), unique=index.unique, **told)


def _late(items: Items) -> Chain:
    """The table is made with its key alone, and all else added one by one."""

    def chain(t: str) -> None:
        listed = items(t)
        options = {key: value for item in listed if isinstance(item, dict) for key, value in item.items()}
        op.create_table(t, key(), **options)
        with op.batch_alter_table(t) as batch:
            for column in (item for item in listed if isinstance(item, Column)):
                batch.add_column(column)
        for item in listed:
            if isinstance(item, Index):
                _create_index(t, item)
            elif not isinstance(item, (Column, dict)):
                with op.batch_alter_table(t) as batch:
                    _add_constraint(batch, item)

    return chain


def _add_constraint(batch: Any, item: Any) -> None:
    timing = {key: getattr(item, key) for key in ("deferrable", "initially") if getattr(item, key) is not None}
    if isinstance(item, UniqueConstraint):
        batch.create_unique_constraint(item.name, list(item._pending_colargs), **timing, **item.dialect_kwargs)
    elif isinstance(item, CheckConstraint):
        batch.create_check_constraint(item.name, item.sqltext, **item.dialect_kwargs)
    elif isinstance(item, ForeignKeyConstraint):
        targets = [element._colspec.rpartition(".") for element in item.elements]
        actions = {"ondelete": item.ondelete, "onupdate": item.onupdate, "match": item.match}
        told = {key: value for key, value in actions.items() if value}
        columns = [target[2] for target in targets]
        batch.create_foreign_key(item.name, targets[0][0], item.column_keys, columns, **told, **timing)
    else:
        pytypes = type(item).__name__
        message = f"no operation for {pytypes}"
        raise NotImplementedError(message)


# SQL


def statements(sql: str) -> Iterator[str]:
    """The statements of a text, each ended by ``;`` at the end of a line."""
    for statement in sql.split(";\n"):
        if told := statement.strip().removesuffix(";"):
            yield told


def run(sql: str) -> None:
    """Run the statements as they are."""
    for statement in statements(sql):
        op.get_bind().exec_driver_sql(statement)


def _does(sql: str) -> Chain:
    return lambda t: run(sql.replace("{t}", t))


def does(sql: str) -> Chain:
    """A step of a chain in SQL."""
    return _does(sql)


def says(metadata: MetaData, sql: str) -> None:
    """The models make it by an event, after their tables."""

    def after_create(_target: MetaData, connection: Any, **_options: Any) -> None:
        for statement in statements(sql):
            connection.exec_driver_sql(statement)

    event.listen(metadata, "after_create", after_create)


def _says(sql: str) -> Model:
    return lambda metadata, t: says(metadata, sql.replace("{t}", t))
