"""MariaDB: https://mariadb.com/kb/en/sql-statements/."""

from __future__ import annotations

from migration_harness.portability.product import Product, names_since, types
from migration_harness.portability.products.mysql import FUNCTIONS, RESERVED, TYPES

# The words that 10.11 refused as a column's name, beside MySQL's.
_RESERVED = """
CURRENT_ROLE DO_DOMAIN_IDS IGNORE_DOMAIN_IDS MASTER_SSL_VERIFY_SERVER_CERT OFFSET PAGE_CHECKSUM PARSE_VCOL_EXPR
REF_SYSTEM_ID RETURNING STATS_AUTO_RECALC STATS_PERSISTENT STATS_SAMPLE_PAGES
"""

PRODUCT = Product(
    name="mariadb",
    title="MariaDB",
    dialect="mariadb",
    types=types(TYPES + "UUID@10.7 INET6 INET4@10.10 VECTOR:1-1@11.7 XMLTYPE@12.3"),
    functions=names_since(
        FUNCTIONS
        + "NEXTVAL LASTVAL SETVAL NVL NVL2 LENGTHB TO_CHAR CHR JSON_DETAILED UUID_V4@11.7 UUID_V7@11.7"
        + " JSON_TABLE@10.6 ADD_MONTHS JSON_QUERY SYS_GUID"
    ),
    ddl=("ddl", "mysql", "mariadb"),
    reserved=frozenset((RESERVED + _RESERVED).split()),
    longest_name=64,
)
