"""What a backend has to do, as tests that its author runs: ``pytest --pyargs migration_harness.conformance --db NAME``.

A trait that the product, its dialect or its reader does not have stands in ``Backend.lacks`` with the reason. It is
expected to fail then, and one that holds nevertheless is a failure: the list stays true.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from migration_harness.config import Config, Database
from migration_harness.errors import ServerError
from migration_harness.runs import Run
from migration_harness.server import Scratch, Server, serve

if TYPE_CHECKING:
    from migration_harness.report.report import Answer
    from migration_harness.schema import Difference, Schema

# PostgreSQL before 18 has no other.
pytestmark = pytest.mark.filterwarnings("ignore:Computed column .* is being created as 'STORED'")

# What models say


@dataclass(frozen=True, kw_only=True)
class Trait:
    """Something that two databases may differ in.

    ``before`` and ``after`` put one and the other into a MetaData, with a table of the given name. The difference has
    to show an object of one of these ``kinds``, and on both sides where a ``fact`` is what differs.
    """

    name: str
    kinds: Sequence[str]
    fact: str = ""
    before: Callable[[sa.MetaData, str], object]
    after: Callable[[sa.MetaData, str], object]


Items = Callable[[str], Sequence[Any]]


def _table(items: Items, **options: Any) -> Callable[[sa.MetaData, str], object]:
    """A table with two numbers and a word; ``items`` are given its name and stand beside them or in their place."""

    def build(metadata: sa.MetaData, name: str) -> object:
        given = items(name)
        taken = {item.name for item in given if isinstance(item, sa.Column)}
        usual = sa.Column("a", sa.Integer, nullable=False), sa.Column("b", sa.Integer), sa.Column("word", sa.String(20))
        return sa.Table(name, metadata, *(item for item in usual if item.name not in taken), *given, **options)

    return build


def _trait(name: str, kind: str, before: Items, after: Items, fact: str = "") -> Trait:
    return Trait(name=name, kinds=[kind], fact=fact, before=_table(before), after=_table(after))


def _nothing(_name: str) -> Sequence[Any]:
    return ()


def _columns(*columns: Callable[[], sa.Column[Any]]) -> Items:
    return lambda _name: [column() for column in columns]


def _word(*arguments: Any, **options: Any) -> Items:
    return lambda _name: [sa.Column("word", *(arguments or (sa.String(20),)), **options)]


def _key(*columns: str) -> Items:
    return lambda name: [
        *(sa.Column(column, sa.Integer, nullable=False, autoincrement=False) for column in "ab"),
        sa.PrimaryKeyConstraint(*columns, name=f"pk_{name}"),
    ]


def _check(text: str) -> Items:
    return lambda name: [sa.CheckConstraint(text, name=f"ck_{name}")]


def _index(*entries: Any, **options: Any) -> Items:
    return lambda name: [sa.Index(f"ix_{name}", *entries, **options)]


def _reference(**options: Any) -> Callable[[sa.MetaData, str], object]:
    def build(metadata: sa.MetaData, name: str) -> object:
        sa.Table(f"{name}_of", metadata, sa.Column("id", sa.Integer, primary_key=True))
        key = sa.ForeignKeyConstraint(["a"], [f"{name}_of.id"], name=f"fk_{name}", **options)
        return _table(lambda _: [key])(metadata, name)

    return build


def _without_reference(metadata: sa.MetaData, name: str) -> object:
    sa.Table(f"{name}_of", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return _table(_nothing)(metadata, name)


def _sequence(**options: Any) -> Callable[[sa.MetaData, str], object]:
    return lambda metadata, name: sa.Sequence(f"s_{name}", metadata=metadata, **options)


def _view(condition: str) -> Callable[[sa.MetaData, str], object]:
    def build(metadata: sa.MetaData, name: str) -> object:
        create = f"CREATE VIEW v_{name} AS SELECT a FROM {name} WHERE {condition}"
        event.listen(metadata, "after_create", lambda _, connection, **_options: connection.exec_driver_sql(create))
        drop = f"DROP VIEW v_{name}"
        event.listen(metadata, "before_drop", lambda _, connection, **_options: connection.exec_driver_sql(drop))
        return _table(_nothing)(metadata, name)

    return build


def _no_table(_metadata: sa.MetaData, _name: str) -> object:
    return None


def _comment(text: str) -> Callable[[sa.MetaData, str], object]:
    return _table(_nothing, comment=text)


def _words(*words: str) -> Items:
    return lambda name: [sa.Column("word", sa.Enum(*words, name=f"e_{name}", create_constraint=True))]


def _computed(text: str) -> Items:
    return _columns(lambda: sa.Column("more", sa.Integer, sa.Computed(text)))


def _identity(*identity: Any) -> Items:
    return lambda _name: [sa.Column("a", sa.Integer, *(item() for item in identity), nullable=False)]


TRAITS = (
    Trait(name="table", kinds=["table"], before=_no_table, after=_table(_nothing)),
    _trait("column", "column", _nothing, _columns(lambda: sa.Column("more", sa.Date))),
    _trait("type", "column", _word(), _word(sa.String(30)), "type"),
    _trait("scale", "column", _word(sa.Numeric(10, 2)), _word(sa.Numeric(10, 4)), "type"),
    _trait("nullable", "column", _word(), _word(nullable=False), "nullable"),
    _trait("default", "column", _word(server_default="x"), _word(server_default="y"), "default"),
    _trait("identity", "column", _identity(), _identity(sa.Identity), "identity"),
    _trait("computed", "column", _computed("b + 1"), _computed("b + 2"), "computed"),
    _trait("column comment", "column", _word(comment="one"), _word(comment="two"), "comment"),
    Trait(name="table comment", kinds=["table"], fact="comment", before=_comment("one"), after=_comment("two")),
    _trait("primary key", "primary key", _nothing, _key("a")),
    _trait("primary key order", "primary key", _key("a", "b"), _key("b", "a"), "columns"),
    Trait(
        name="unique constraint",
        kinds=["unique constraint", "index"],
        before=_table(_nothing),
        after=_table(lambda name: [sa.UniqueConstraint("a", name=f"uq_{name}")]),
    ),
    Trait(name="foreign key", kinds=["foreign key"], before=_without_reference, after=_reference()),
    Trait(
        name="on delete",
        kinds=["foreign key"],
        fact="on delete",
        before=_reference(),
        after=_reference(ondelete="CASCADE"),
    ),
    Trait(
        name="deferrable",
        kinds=["foreign key"],
        fact="deferrable",
        before=_reference(),
        after=_reference(deferrable=True, initially="DEFERRED"),
    ),
    _trait("check constraint", "check constraint", _nothing, _check("a > 0")),
    _trait("check text", "check constraint", _check("a > 0"), _check("a > 1"), "text"),
    _trait("index", "index", _nothing, _index("a")),
    _trait("unique index", "index", _index("a"), _index("a", unique=True), "unique"),
    _trait("index order", "index", _index("a", "b"), _index("b", "a"), "columns"),
    _trait("index expression", "index", _index(sa.text("(lower(word))")), _index(sa.text("(upper(word))")), "columns"),
    Trait(
        name="enum",
        kinds=["enum type", "column", "check constraint"],
        before=_table(_words("one", "two")),
        after=_table(_words("one", "two", "six")),
    ),
    Trait(name="sequence", kinds=["sequence"], before=_no_table, after=_sequence()),
    Trait(name="sequence increment", kinds=["sequence"], before=_sequence(), after=_sequence(increment=5)),
    Trait(name="view", kinds=["view"], before=_table(_nothing), after=_view("a > 0")),
    Trait(name="view text", kinds=["view"], before=_view("a > 0"), after=_view("a > 1")),
)


# A chain

_ENV = """
from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from migration_harness.backend import for_dialect
from models import metadata

url = make_url(context.config.get_main_option("sqlalchemy.url"))
for_dialect(url.get_backend_name())  # what tells Alembic of a dialect stands beside the backend
with create_engine(url).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
_MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
    sa.Column("town", sa.String(50)),
    sa.UniqueConstraint("name", name="uq_customers_name"),
    sa.Index("ix_customers_town", "town"),
)
sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_orders_customer"),
)
"""
_REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = {id!r}, {after!r}


def upgrade():
    {up}


def downgrade():
    {down}
"""
_CUSTOMERS = (
    """op.create_table(
        "customers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.UniqueConstraint("name", name="uq_customers_name"),
    )""",
    "op.drop_table('customers')",
)
_ORDERS = (
    """op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_orders_customer"),
    )""",
    "op.drop_table('orders')",
)
_TOWN = ("op.add_column('customers', sa.Column('town', sa.String(50)))", "op.drop_column('customers', 'town')")
_FORGOTTEN = ("op.create_index('ix_customers_town', 'customers', ['town'])", "pass")


def _judged(folder: Path, revisions: Sequence[tuple[str, str]], server: Server) -> list[Answer]:
    """What the checks of the walk say of a chain of these revisions on the running server."""
    (folder / "migrations/versions").mkdir(parents=True)
    (folder / "migrations/env.py").write_text(_ENV)
    (folder / "models.py").write_text(_MODELS)
    (folder / "pyproject.toml").write_text('[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    for number, (up, down) in enumerate(revisions, 1):
        text = _REVISION.format(id=f"000{number}", after=f"000{number - 1}" if number > 1 else None, up=up, down=down)
        (folder / f"migrations/versions/000{number}.py").write_text(text)
    run = Run(config=Config(root=folder, db=(server.backend.name,)))
    run.checks = [check for check in run.checks if check.needs != "nothing" and check.name != "offline"]
    run.start(given={server.backend.name: server.told()})
    try:
        questions = sorted(run.questions(), key=run.order)
        run.select(questions)
        return [run.ask(question)[1] for question in questions]
    finally:
        run.stop()


# Scratch databases


@contextmanager
def _seen(scratch: Scratch) -> Iterator[Callable[[], Schema]]:
    """What takes pictures through one connection, as a walk does."""
    last: list[Schema] = []
    with scratch.engine(isolation_level="AUTOCOMMIT").connect() as connection:

        def picture() -> Schema:
            last[:] = [scratch.server.backend.read(connection, last[0] if last else None)]
            return last[0]

        yield picture


@contextmanager
def _built(scratch: Scratch, build: Callable[[sa.MetaData, str], object], name: str) -> Iterator[None]:
    """The models' tables are there, for the length of the block."""
    metadata, engine = sa.MetaData(), scratch.engine()
    build(metadata, name)
    try:
        metadata.create_all(engine)
        yield
    finally:
        metadata.drop_all(engine)


_USUAL = _table(_nothing)


@pytest.fixture(scope="module")
def shared(server: Server) -> Iterator[Scratch]:
    """One scratch database for all traits: each leaves it as it was."""
    with server.scratch() as made:
        yield made


@pytest.fixture(autouse=True)
def _not_everywhere(request: pytest.FixtureRequest, server: Server) -> None:
    """What the backend lacks is expected to fail."""
    if reason := server.backend.lacks.get(_name(request)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))


def _name(request: pytest.FixtureRequest) -> str:
    """The trait's name, or that of the test as words."""
    trait = getattr(request.node, "callspec", None) and request.node.callspec.params.get("trait")
    return trait.name if isinstance(trait, Trait) else _words_of(request.function.__name__)


def _words_of(test: str) -> str:
    return test.removeprefix("test_").replace("_", " ")


def test_backend_lacks_only_what_is_asked_for(server: Server, request: pytest.FixtureRequest) -> None:
    """No name in ``Backend.lacks`` is misspelt."""
    tests = {_words_of(name) for name in vars(request.module) if name.startswith("test_")}

    assert set() == set(server.backend.lacks) - {trait.name for trait in TRAITS} - tests


def test_scratch_is_empty(server: Server) -> None:
    """Each is, every time it is looked at."""
    with server.scratch() as one, server.scratch() as other, _seen(one) as first, _seen(other) as second:
        pictures = [first(), first(), second()]

    assert [[], [], []] == [list(picture) for picture in pictures]


def test_scratches_are_apart(server: Server) -> None:
    """What is made in one is not in the other."""
    with server.scratch() as one, server.scratch() as other, _built(one, _USUAL, "t"), _seen(other) as picture:
        found = list(picture())

    assert [] == found
    assert one.name != other.name


def test_scratch_is_listed_until_it_is_dropped(server: Server) -> None:
    """It is dropped although somebody is still connected to it."""
    scratch = server.make_scratch()
    connection = scratch.engine().connect()
    before = _listed(server)
    scratch.drop()
    after = _listed(server)
    connection.invalidate()

    assert (True, False) == (scratch.name in before, scratch.name in after)


def _listed(server: Server) -> list[str]:
    return [name.lower() for name in server.backend.scratches(server.url)]


def test_two_are_connected(server: Server) -> None:
    """What one commits, the other sees while both are connected."""
    with server.scratch() as scratch:
        metadata = sa.MetaData()
        _USUAL(metadata, "t")
        with scratch.engine().connect() as one, scratch.engine().connect() as other:
            metadata.create_all(one)
            one.commit()
            one.execute(metadata.tables["t"].insert().values(a=1))
            one.commit()
            found = other.scalars(sa.select(metadata.tables["t"].c.a)).all()

    assert [1] == found


def test_copy_is_the_same(server: Server) -> None:
    """Where the product has a quick way to copy a scratch database, all of it is there."""
    assert server.backend.copy is not None
    with server.scratch() as original:
        metadata = sa.MetaData()
        _USUAL(metadata, "t")
        metadata.create_all(original.engine())
        with _seen(original) as picture:
            expected = picture()
        copy = server.copy_of(original)
        try:
            with _seen(copy) as picture:
                found = picture()
        finally:
            copy.drop()

    assert [] == (found - expected).lines()
    assert list(found)


def test_scratch_of_a_run_that_has_ended_is_dropped(server: Server, shared: Scratch) -> None:
    """That of a run which still goes on stays."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    prefix, machine, _, number = shared.name.split("_")
    name = f"{prefix}_{machine}_{ended.pid}_{number}"
    server.backend.create(server.url, name)
    try:
        server.remove_left_behind()
        found = _listed(server)
    finally:
        server.backend.drop(server.url, name)

    assert (True, False) == (shared.name in found, name in found)


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name.replace(" ", "-"))
def test_trait_is_seen(shared: Scratch, trait: Trait) -> None:
    """A picture shows it where it is, not where it is not, and the same models build the same."""
    name = f"t_{trait.name.replace(' ', '_')}"
    with _seen(shared) as picture:
        with _built(shared, trait.before, name):
            before = picture()
        with _built(shared, trait.after, name):
            after = picture()
        with _built(shared, trait.before, name):
            again = picture()
        left = picture()

    assert [] == list(left)
    assert [] == (again - before).lines()
    assert [] == [found.lines() for found in (after - before, again - after) if not _shows(found, trait)]


def _shows(difference: Difference, trait: Trait) -> bool:
    of_kind = [change for change in difference.changes if change.object.kind in trait.kinds]
    return any(not trait.fact or trait.fact in change.facts for change in of_kind)


def test_twin_is_the_same(server: Server) -> None:
    """The same models build the same in two scratch databases: the check ``drift`` rests on it."""
    metadata = sa.MetaData()
    for trait in (trait for trait in TRAITS if trait.name not in server.backend.lacks):
        trait.after(metadata, f"t_{trait.name.replace(' ', '_')}")
    with server.scratch() as one, server.scratch() as other, _seen(one) as first, _seen(other) as second:
        metadata.create_all(one.engine())
        metadata.create_all(other.engine())
        migrated, twin = first(), second()

    assert [] == migrated.since(twin, models=True).lines()
    assert list(migrated)


def test_chain_is_judged(tmp_path: Path, server: Server) -> None:
    """Three revisions that go up, down and up again pass, one that leaves an index behind fails, the models agree."""
    answers = _judged(tmp_path, (_CUSTOMERS, _ORDERS, _TOWN, _FORGOTTEN), server)
    left_behind = [line for item in answers if item.revision == "0004" for line in item.lines()]
    others = [item for item in answers if item.revision != "0004" or item.check == "upgrade"]

    assert "" == "\n".join(_told(item) for item in others if item.state != "passed")
    assert any("ix_customers_town" in line for line in left_behind), left_behind


def _told(answer: Answer) -> str:
    return "\n".join([f"{answer.check} {answer.revision} {answer.state} {answer.reason}", *answer.lines()])


# Servers that do not answer


@pytest.mark.parametrize("fault", ["login", "port"])
def test_what_does_not_answer_is_one_sentence(server: Server, tmp_path: Path, fault: str) -> None:
    """Whoever gives an URL that leads nowhere, or lets nobody in, is told so."""
    if server.backend.server_url is not None:
        url = server.url.set(database=str(tmp_path / "nowhere" / "of"))
    elif fault == "login":
        url = server.url.set(username="mh_nobody", password="wrong-word")
    else:
        url = server.url.set(host="127.0.0.1", port=_free_port())
    database = Database(label=server.backend.name, backend=server.backend, url=url)

    with pytest.raises(ServerError) as told:
        serve(database, Config(root=tmp_path)).make_scratch()

    assert str(told.value).startswith(f"{server.backend.name}: ")
    assert "\n" not in str(told.value)
    assert "wrong-word" not in str(told.value)


def _free_port() -> int:
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
