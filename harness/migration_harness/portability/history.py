"""What is wrong with a statement because of those before it: cascades, index keys, what a change loses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from migration_harness.portability.judged import Problem, Statement
from migration_harness.portability.tables import (
    CASCADES,
    Column,
    ForeignKey,
    Tables,
    columns_of_keys,
    foreign_keys,
    name_of,
)

Rule = Callable[[Statement, Tables], Iterator[Problem]]


def cascade_paths(statement: Statement, tables: Tables) -> Iterator[Problem]:
    """SQL Server: no delete or update may reach a table by two ways, or itself (error 1785)."""
    if statement.product.name != "mssql":
        return
    for table in statement.of("create_table", "alter_table"):
        named = statement.of("new_table", "altered_table", within=table)[0]
        there = list(tables.foreign_keys)
        for key in foreign_keys(statement, table, name_of(statement, named.end - 1)):
            there.append(key)
            if twice := _reached_twice(there, key):
                yield Problem(
                    message=f"{statement.called} refuses {key.name or 'the foreign key'}: a delete or update of"
                    f" {twice[0]} would reach {twice[1]} by more than one way (error 1785).",
                    portable="no ondelete= (and onupdate=) on one of the ways; the application deletes those rows",
                )


def _reached_twice(keys: Sequence[ForeignKey], new: ForeignKey) -> tuple[str, str] | None:
    for event in ("on_delete", "on_update"):
        if getattr(new, event) not in CASCADES:
            continue
        edges = [key for key in keys if getattr(key, event) in CASCADES]
        for root in {key.refers_to for key in edges}:
            reached: list[str] = []
            _follow(root, edges, event, reached)
            twice = next((name for name in reached if reached.count(name) > 1 or name == root), None)
            if twice and new.table in {*reached, root}:
                return root, twice
    return None


def _follow(table: str, edges: Sequence[ForeignKey], event: str, reached: list[str]) -> None:
    """Note each table that is reached, as often as it is; the rows of SET NULL stay, so that nothing follows."""
    for key in edges:
        if key.refers_to == table and len(reached) < 100:
            seen = key.table in reached
            reached.append(key.table)
            if getattr(key, event) == "CASCADE" and not seen:
                _follow(key.table, edges, event, reached)


# Index keys: bytes of a character, and of a key at most; SQL Server counts 900 for what it clusters by.
_LIMITS = {"mysql": (4, 3072), "mariadb": (4, 3072), "oracle": (4, 6398), "mssql": (1, 1700)}
_LONG = re.compile(r"\b(TINY|MEDIUM|LONG)?(TEXT|BLOB)\b|\b(N?CLOB|JSON|XML|IMAGE|NTEXT)\b|\(\s*MAX\s*\)", re.IGNORECASE)


def index_keys(statement: Statement, tables: Tables) -> Iterator[Problem]:
    """An index over a long text, or over more bytes than a key may have."""
    name = statement.product.name
    keys = list(columns_of_keys(statement)) if name in _LIMITS else []
    if keys:
        tables = tables.copy()
        tables.follow(statement)  # a table may be made with its keys
    for kind, table, columns in keys:
        types = {
            column: tables.columns[table][column].type for column in columns if column in tables.columns.get(table, {})
        }
        if long := next((column for column, type_ in types.items() if _LONG.search(type_)), None):
            if not (name == "mariadb" and kind == "unique"):
                yield Problem(
                    message=f"{statement.called} makes no index over {table}.{long}, which is {types[long]}.",
                    portable='sa.String(length), or a prefix for MySQL alone: mysql_length={"' + long + '": 191}',
                )
            continue
        yield from _too_wide(statement, kind, table, types)


def _too_wide(statement: Statement, kind: str, table: str, types: dict[str, str]) -> Iterator[Problem]:
    name = statement.product.name
    if name == "mariadb" and kind == "unique":
        return  # it keeps a hash of the values
    width, most = _LIMITS[name]
    most = 900 if name == "mssql" and kind == "primary key" else most
    size = sum(_bytes(type_, width, name) for type_ in types.values())
    if size > most:
        what = f"{table} ({', '.join(types)})"
        does = "refuses it"
        if name == "mssql":
            does = "takes it with a warning, and refuses rows that are longer"
        elif name == "mariadb" and kind == "index":
            does = "cuts it silently to a prefix"
        yield Problem(
            message=f"The key {what} has {size} bytes, {most} is what {statement.called} has room for: it {does}.",
            portable="a shorter sa.String(length), or a hash of the value in a column of its own",
        )


def _bytes(type_: str, width: int, product: str) -> int:
    found = re.match(
        r"(N?(?:VAR)?CHAR(?:2|ACTER VARYING)?|VARBINARY|BINARY|RAW)\s*\(\s*(\d+)(\s+BYTE)?", type_, re.IGNORECASE
    )
    if not found:
        return 8
    length = int(found[2])
    if found[1].upper() in {"VARBINARY", "BINARY", "RAW"} or found[3]:
        return length
    if product == "mssql":
        return length * (2 if found[1].upper().startswith("N") else 1)
    if product == "oracle" and "CHAR" not in type_.upper().partition("(")[2] and not found[1].upper().startswith("N"):
        return length  # bytes, unless it says CHAR
    return length * width


def long_defaults(statement: Statement, _tables: Tables) -> Iterator[Problem]:
    """MySQL: no literal default for TEXT, BLOB, JSON (error 1101)."""
    for column in statement.of("column_definition") if statement.product.name == "mysql" else ():
        types, defaults = statement.of("type", within=column), statement.of("default", within=column)
        if types and defaults and _LONG.search(statement.text(types[0])):
            value = statement.tokens[defaults[0].start + 1]
            if value.upper not in {"(", "NULL"}:
                yield Problem(
                    message=f"MySQL takes no default for {name_of(statement, column.start)}, which is"
                    f" {statement.text(types[0])} (error 1101).",
                    portable="sa.String(length), or sa.text(\"('...')\") in parentheses for MySQL alone",
                )


def what_a_change_loses(statement: Statement, tables: Tables) -> Iterator[Problem]:
    """NOT NULL, a default or a comment that a change of the column's type does not repeat."""
    for table in statement.of("alter_table"):
        columns = tables.columns.get(name_of(statement, statement.of("altered_table", within=table)[0].end - 1), {})
        for item in statement.of("altered_column", within=table) if statement.product.name == "mssql" else ():
            column = columns.get(name_of(statement, item.start))
            says_null = statement.tokens[item.end - 1].upper == "NULL"
            if column and column.not_null and statement.of("type", within=item) and not says_null:
                yield _lost(statement, name_of(statement, item.start), "NOT NULL", "existing_nullable=False")
        for item in statement.of("modified_column", "changed_column", within=table):
            definition = statement.of("column_definition", within=item)[0]
            old = definition.start - (item.rule == "changed_column")
            if column := columns.get(name_of(statement, old)):
                yield from _of_modify(statement, column, definition_name=name_of(statement, old), within=definition)


def _of_modify(statement: Statement, column: Column, *, definition_name: str, within: object) -> Iterator[Problem]:
    from migration_harness.portability.grammar import Noted

    assert isinstance(within, Noted)
    if (
        column.not_null
        and not statement.of("not_null", "primary_key", within=within)
        and "NULL" not in statement.text(within).upper().split()
    ):
        yield _lost(statement, definition_name, "NOT NULL", "existing_nullable=False")
    if column.default and not statement.of("default", within=within):
        yield _lost(statement, definition_name, column.default, "existing_server_default=...")
    if column.comment and not statement.of("comment", within=within):
        yield _lost(statement, definition_name, column.comment, "existing_comment=...")


def _lost(statement: Statement, column: str, what: str, argument: str) -> Problem:
    return Problem(
        message=f"{statement.called} writes the column {column} anew: its {what} is lost.",
        portable=f"op.alter_column(..., {argument})",
    )


_DROPPED = re.compile(r"^ALTER TABLE (?:\S+ \. )*(\S+) DROP COLUMN (?:IF EXISTS )?(\S+)", re.IGNORECASE)


def dropped_defaults(statement: Statement, tables: Tables) -> Iterator[Problem]:
    """SQL Server keeps a default as a constraint, and drops no column that has one."""
    if statement.product.name == "mssql" and (
        match := _DROPPED.match(" ".join(token.value for token in statement.tokens))
    ):
        column = tables.columns.get(match[1].lower(), {}).get(match[2].lower())
        if column and column.default:
            yield Problem(
                message=f"{statement.called} does not drop {match[2]}: its default is a constraint that is in the way.",
                portable="op.drop_column(..., mssql_drop_default=True)",
            )


def added_columns(statement: Statement, _tables: Tables) -> Iterator[Problem]:
    """SQLite adds no column that is unique; to a table with rows none without a default, or whose is no constant."""
    for item in statement.of("added_column") if statement.product.name == "sqlite" else ():
        defaults = statement.of("default", within=item)
        value = statement.tokens[defaults[0].start + 1] if defaults else None
        portable = "op.batch_alter_table(), which copies the table"
        if statement.of("not_null", within=item) and (value is None or value.upper == "NULL"):
            yield Problem(
                message="SQLite adds no NOT NULL column without a default to a table that has rows.",
                portable="a server_default, or nullable first",
            )
        elif statement.of("unique", "primary_key", within=item):
            yield Problem(message="SQLite adds no column that is unique or a primary key.", portable=portable)
        elif value is not None and (value.upper == "(" or value.upper.startswith("CURRENT_")):
            yield Problem(
                message="SQLite adds no column whose default is not a constant to a table that has rows.",
                portable=portable,
            )


RULES: tuple[Rule, ...] = (
    cascade_paths,
    index_keys,
    long_defaults,
    what_a_change_loses,
    dropped_defaults,
    added_columns,
)
