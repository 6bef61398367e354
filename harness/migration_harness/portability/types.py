"""Types that a product has not, or takes otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_harness.portability import product as products
from migration_harness.portability.judged import Problem, Statement

if TYPE_CHECKING:
    from migration_harness.portability.tokens import Token

PORTABLE = {
    "AUTO_INCREMENT": "sa.Identity()",
    "BIGSERIAL": "sa.BigInteger(), sa.Identity()",
    "BOOL": "sa.Boolean()",
    "BOOLEAN": "sa.Boolean()",
    "BYTEA": "sa.LargeBinary()",
    "BLOB": "sa.LargeBinary()",
    "LONGBLOB": "sa.LargeBinary()",
    "IMAGE": "sa.LargeBinary()",
    "CLOB": "sa.Text()",
    "TEXT": "sa.Text()",
    "LONGTEXT": "sa.Text()",
    "NTEXT": "sa.UnicodeText()",
    "DATETIME": "sa.DateTime()",
    "DATETIME2": "sa.DateTime()",
    "TIMESTAMPTZ": "sa.DateTime(timezone=True)",
    "DATETIMEOFFSET": "sa.DateTime(timezone=True)",
    "DOUBLE": "sa.Double()",
    "DOUBLE PRECISION": "sa.Double()",
    "ENUM": "sa.Enum(..., name=...)",
    "JSON": "sa.JSON()",
    "JSONB": "sa.JSON()",
    "MONEY": "sa.Numeric(19, 4)",
    "NUMBER": "sa.Numeric()",
    "NVARCHAR": "sa.Unicode(length)",
    "NVARCHAR2": "sa.Unicode(length)",
    "SERIAL": "sa.Integer(), sa.Identity()",
    "TIME": "sa.Time()",
    "TINYINT": "sa.SmallInteger()",
    "BIGINT": "sa.BigInteger()",
    "UUID": "sa.Uuid()",
    "UNIQUEIDENTIFIER": "sa.Uuid()",
    "VARCHAR": "sa.String(length)",
    "VARCHAR2": "sa.String(length)",
    "VARBINARY": "sa.LargeBinary()",
}


def types(statement: Statement) -> Iterator[Problem]:
    """Types that the product has not, or not in this version, and arguments that it does not take."""
    for item in statement.of("type"):
        yield from _type(statement, statement.tokens[item.start : item.end])


def _type(statement: Statement, tokens: tuple[Token, ...]) -> Iterator[Problem]:
    product, called = statement.product, statement.called
    if (tokens[1:] and tokens[1].upper == ".") or (tokens[0].kind == "quoted" and product.name != "mssql"):
        return  # a type that the chain has made
    if not product.types or tokens[0].upper == "INTERVAL":
        yield from _interval(statement, tokens)
        return
    name, arguments = _name_of(tokens), _arguments_of(tokens)
    known = product.types.get(name)
    portable = PORTABLE.get(name, "")
    if known is None and name in products.foreign_types(product.name):
        others = ", ".join(products.foreign_types(product.name)[name])
        yield Problem(message=f"{called} has no type {name} (it is one of {others}).", portable=portable)
    elif known is None and arguments:
        yield Problem(message=f"{called} has no type {name}.", portable=portable)
    elif known is not None:
        if statement.version < known.since:
            first = product.called(known.since)
            yield Problem(message=f"{called} has no type {name}: {first} is the first.", portable=portable)
        yield from _of_arguments(called, name, arguments, known, portable)
        yield from _zone(called, name, tokens, statement)


def _interval(statement: Statement, tokens: tuple[Token, ...]) -> Iterator[Problem]:
    if tokens[0].upper == "INTERVAL" and statement.product.name not in {"oracle", "postgres", "sqlite"}:
        yield Problem(message=f"{statement.called} has no type INTERVAL.", portable="sa.Interval()")
    elif tokens[0].upper == "INTERVAL" and statement.product.name == "oracle" and len(tokens) < 4:
        yield Problem(message="Oracle wants INTERVAL DAY TO SECOND or YEAR TO MONTH.", portable="sa.Interval()")


def _of_arguments(
    called: str, name: str, arguments: list[Token], known: products.TypeName, portable: str
) -> Iterator[Problem]:
    if len(arguments) < known.least:
        yield Problem(message=f"{called} wants a length for {name}.", portable=portable)
    elif len(arguments) > known.most:
        takes = "no arguments" if not known.most else f"{known.most} at most"
        yield Problem(message=f"{called} takes {takes} for {name}.", portable=portable)
    elif arguments and known.largest and arguments[0].kind == "number" and _number(arguments[0]) > known.largest:
        yield Problem(
            message=f"{name}({arguments[0].text}) is too large for {called}: {known.largest} at most.",
            portable=portable,
        )


def _number(token: Token) -> int:
    return int(token.text) if token.text.isdigit() else 0


def _zone(called: str, name: str, tokens: tuple[Token, ...], statement: Statement) -> Iterator[Problem]:
    words = [token.upper for token in tokens]
    if "ZONE" in words and statement.product.name not in {"oracle", "postgres"}:
        yield Problem(message=f"{called} knows no {name} WITH TIME ZONE.", portable="sa.DateTime(timezone=True)")
    elif "WITHOUT" in words and statement.product.name == "oracle":
        yield Problem(message=f"{called} knows no {name} WITHOUT TIME ZONE.", portable="sa.TIMESTAMP()")
    elif name == "TIMESTAMP" and "(" in words and statement.product.name == "mssql":
        yield Problem(message=f"{called} takes no length for TIMESTAMP, which numbers rows.", portable="sa.DateTime()")


def _name_of(tokens: tuple[Token, ...]) -> str:
    words = []
    for token in tokens:
        if token.upper == "(":
            break
        words.append(token.value.upper())
    text = " ".join(words)
    for zone in (" WITH LOCAL TIME ZONE", " WITH TIME ZONE", " WITHOUT TIME ZONE"):
        text = text.removesuffix(zone)
    return text


def _arguments_of(tokens: tuple[Token, ...]) -> list[Token]:
    opened = next((at for at, token in enumerate(tokens) if token.upper == "("), None)
    if opened is None:
        return []
    found = [tokens[opened + 1]]
    found += [tokens[at + 1] for at in range(opened, len(tokens)) if tokens[at].upper == ","]
    return found
