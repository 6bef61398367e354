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
    ADD_MONTHS ANY_VALUE ARRAY_AGG ARRAY_LENGTH ARRAY_TO_STRING BIN_TO_UUID BTRIM CHARINDEX CHAR_LENGTH CONCAT
    CONCAT_WS CONVERT_TZ CURDATE CURRVAL CURTIME DATALENGTH DATEADD DATEDIFF DATEFROMPARTS DATENAME DATEPART DATE_ADD
    DATE_BIN DATE_FORMAT DATE_PART DATE_SUB DATE_TRUNC EOMONTH FIND_IN_SET FROM_BASE64 FROM_UNIXTIME GENERATE_SERIES
    GEN_RANDOM_UUID GETDATE GETUTCDATE GREATEST GROUP_CONCAT HASHBYTES HEXTORAW IFNULL IIF INET_ATON INITCAP INSTR
    ISJSON ISNULL ISNUMERIC JSONB_AGG JSONB_ARRAY_ELEMENTS JSONB_BUILD_OBJECT JSONB_OBJECT_AGG JSONB_SET JSON_AGG
    JSON_ARRAYAGG JSON_ARRAY_LENGTH JSON_BUILD_OBJECT JSON_CONTAINS JSON_EXTRACT JSON_GROUP_ARRAY JSON_LENGTH
    JSON_MERGE_PATCH JSON_MODIFY JSON_OBJECT JSON_OBJECTAGG JSON_QUERY JSON_REMOVE JSON_SET JSON_TABLE JSON_UNQUOTE
    JSON_VALUE JULIANDAY LAST_INSERT_ID LCASE LEAST LEFT LEN LISTAGG LOCATE LPAD MAKE_DATE MAKE_INTERVAL MD5
    MONTHS_BETWEEN NEWID NEWSEQUENTIALID NEXTVAL NOW NUMTODSINTERVAL NVL NVL2 OPENJSON PATINDEX PG_GET_SERIAL_SEQUENCE
    QUOTENAME QUOTE_IDENT RAND RAWTOHEX REGEXP_LIKE REGEXP_MATCHES REGEXP_REPLACE REGEXP_SPLIT_TO_ARRAY REGEXP_SUBSTR
    REPLICATE RIGHT RPAD SCOPE_IDENTITY SETVAL SPLIT_PART STARTS_WITH STRFTIME STRING_AGG STRING_SPLIT STRING_TO_ARRAY
    STRPOS STR_TO_DATE STUFF SUBSTRING_INDEX SYSDATETIME SYSDATETIMEOFFSET SYSTIMESTAMP SYSUTCDATETIME SYS_GUID
    TIMESTAMPADD TIMESTAMPDIFF TO_BASE64 TO_CHAR TO_CLOB TO_DATE TO_DAYS TO_JSON TO_JSONB TO_NUMBER TO_TIMESTAMP
    TO_TSVECTOR TRY_CAST TRY_CONVERT UCASE UNHEX UNIXEPOCH UNIX_TIMESTAMP UNNEST UUID UUIDV7 UUID_GENERATE_V4
    UUID_TO_BIN WEEKDAY
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


_MAKES = frozenset(
    {".", "FUNCTION", "TABLE", "ON", "INTO", "EXISTS", "REFERENCES", "INDEX", "KEY", "PROCEDURE", "UNIQUE"}
)


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
