"""Functions that a product has not."""

from __future__ import annotations

from collections.abc import Iterator

from migration_harness.portability import product as products
from migration_harness.portability.judged import Problem, Statement

_NOW = "sa.func.now(), or CURRENT_TIMESTAMP"
_UUID = "uuid.uuid4() in Python"
PORTABLE = {
    "NOW": _NOW,
    "GETDATE": _NOW,
    "GETUTCDATE": _NOW,
    "SYSDATETIME": _NOW,
    "CURDATE": "CURRENT_DATE",
    "NEWID": _UUID,
    "UUID": _UUID,
    "SYS_GUID": _UUID,
    "GEN_RANDOM_UUID": _UUID,
    "UUID_GENERATE_V4": _UUID,
    "IFNULL": "coalesce(a, b)",
    "ISNULL": "coalesce(a, b)",
    "NVL": "coalesce(a, b)",
    "NVL2": "CASE WHEN a IS NULL THEN c ELSE b END",
    "IF": "CASE WHEN a THEN b ELSE c END",
    "IIF": "CASE WHEN a THEN b ELSE c END",
    "DECODE": "CASE a WHEN b THEN c END",
    "LEN": "sa.func.length(), or sa.func.char_length(), by dialect",
    "LENGTH": "sa.func.length(), or sa.func.len(), by dialect",
    "SUBSTR": "sa.func.substring(), which SQLAlchemy writes for each product",
    "SUBSTRING": "sa.func.substr(), by dialect",
    "NEXTVAL": "sa.Sequence(name).next_value()",
    "STRING_AGG": "sa.func.aggregate_strings()",
    "GROUP_CONCAT": "sa.func.aggregate_strings()",
    "LISTAGG": "sa.func.aggregate_strings()",
    "DATE_TRUNC": "sa.extract(), or the moment computed in Python",
    "LN": "sa.func.log(), by dialect",
}

# Those that tell: in other names a chain may have functions of its own.
_TELLING = frozenset(
    """
    NOW GETDATE GETUTCDATE SYSDATETIME CURDATE NEWID GEN_RANDOM_UUID UUID_GENERATE_V4 SYS_GUID IFNULL ISNULL NVL
    NVL2 LEN DATEADD DATEDIFF DATEPART DATE_TRUNC DATE_PART DATE_SUB DATE_FORMAT STR_TO_DATE STRFTIME GROUP_CONCAT
    LISTAGG SUBSTRING_INDEX IIF CHARINDEX JSON_EXTRACT JSONB_SET JSONB_BUILD_OBJECT UNIX_TIMESTAMP ARRAY_AGG
    SPLIT_PART STRING_AGG TO_CHAR TO_DATE NEXTVAL CURRVAL SETVAL ADD_MONTHS SYSUTCDATETIME RAND TIMESTAMPDIFF UUIDV7
    CONCAT CONCAT_WS
    """.split()
)


def functions(statement: Statement) -> Iterator[Problem]:
    """Functions that other products have, and on SQL Server all that are not built in and have no schema."""
    for name in _called(statement):
        yield from _function(statement, name)


def _called(statement: Statement) -> Iterator[str]:
    tokens = statement.tokens
    if statement.product.strict:
        for item in statement.of("function"):
            if item.end == item.start + 1 and tokens[item.start].kind == "word":
                yield tokens[item.start].upper
        return
    for at, token in enumerate(tokens[:-1]):
        if token.upper in _TELLING and tokens[at + 1].upper == "(" and tokens[at - 1].upper not in _MAKES:
            yield token.upper


_MAKES = frozenset({".", "FUNCTION", "TABLE", "ON", "INTO", "EXISTS", "REFERENCES", "INDEX", "KEY", "PROCEDURE"})


def _function(statement: Statement, name: str) -> Iterator[Problem]:
    product, called, portable = statement.product, statement.called, PORTABLE.get(name, "")
    since = product.functions.get(name)
    others = ", ".join(products.foreign_functions(product.name).get(name, ()))
    if since is not None and statement.version < since:
        yield Problem(
            message=f"{called} has no function {name}: {product.called(since)} is the first.", portable=portable
        )
    elif since is None and others:
        yield Problem(message=f"{called} has no function {name} (it is one of {others}).", portable=portable)
    elif since is None and product.all_functions:
        yield Problem(
            message=f"{called} has no function {name}, and its own have their schema before them.", portable=portable
        )
