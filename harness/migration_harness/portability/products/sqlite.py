"""SQLite: https://www.sqlite.org/lang.html. It takes any type name: ``types`` is only what others have from it."""

from __future__ import annotations

from migration_harness.portability.product import Product, names_since

_FUNCTIONS = """
DATE TIME DATETIME JULIANDAY UNIXEPOCH@3.38 STRFTIME TIMEDIFF@3.43 IFNULL IIF@3.32 INSTR LENGTH SUBSTR SUBSTRING@3.34
REPLACE HEX UNHEX@3.41 RANDOM RANDOMBLOB ZEROBLOB TYPEOF LAST_INSERT_ROWID CHANGES TOTAL GROUP_CONCAT STRING_AGG@3.44
PRINTF FORMAT@3.38 CHAR UNICODE QUOTE GLOB LIKE JSON JSON_EXTRACT JSON_OBJECT JSON_ARRAY JSON_SET JSON_GROUP_ARRAY
JSON_EACH CONCAT@3.44 CONCAT_WS@3.44 CEIL CEILING FLOOR LN LOG MOD POW POWER SQRT TRUNC
"""

PRODUCT = Product(name="sqlite", title="SQLite", dialect="sqlite", types={}, functions=names_since(_FUNCTIONS))
