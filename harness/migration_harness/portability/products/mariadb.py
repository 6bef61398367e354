"""MariaDB: https://mariadb.com/kb/en/sql-statements/."""

from __future__ import annotations

from migration_harness.portability.product import Product, names_since, types
from migration_harness.portability.products.mysql import FUNCTIONS, TYPES

PRODUCT = Product(
    name="mariadb",
    title="MariaDB",
    dialect="mariadb",
    types=types(TYPES + "UUID@10.7 INET6 INET4@10.10 VECTOR:1-1@11.7 XMLTYPE@12.3"),
    functions=names_since(
        FUNCTIONS + "NEXTVAL LASTVAL SETVAL NVL NVL2 LENGTHB TO_CHAR CHR JSON_DETAILED UUID_V4@11.7 UUID_V7@11.7"
    ),
    longest_name=64,
)
