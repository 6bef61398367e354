"""The tables that a chain has made so far, from the statements alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_harness.portability.grammar import Noted
    from migration_harness.portability.judged import Statement

CASCADES = ("CASCADE", "SET NULL", "SET DEFAULT")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column, as far as it matters later. ``default_name`` is the constraint that SQL Server keeps it as."""

    type: str
    not_null: bool = False
    default: str = ""
    default_name: str = ""
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A reference from a table to another, with what happens to its rows."""

    name: str
    table: str
    refers_to: str
    on_delete: str = ""
    on_update: str = ""


@dataclass(kw_only=True)
class Tables:
    """The columns of each table by name, and the foreign keys; names are as the product compares them."""

    columns: dict[str, dict[str, Column]] = field(default_factory=dict)
    foreign_keys: list[ForeignKey] = field(default_factory=list)

    def copy(self) -> Tables:
        """The same tables, to go another way from here."""
        columns = {table: dict(known) for table, known in self.columns.items()}
        return Tables(columns=columns, foreign_keys=list(self.foreign_keys))

    def follow(self, statement: Statement) -> None:
        """The tables are what they are after the statement."""
        for table in statement.of("create_table"):
            self._create(statement, table)
        for table in statement.of("alter_table"):
            self._alter(statement, table)
        self._follow_words(statement)

    def _create(self, statement: Statement, table: Noted) -> None:
        name = _last_name(statement, statement.of("new_table", within=table)[0])
        self.columns[name] = dict(_columns(statement, table))
        self.foreign_keys += foreign_keys(statement, table, name)

    def _alter(self, statement: Statement, table: Noted) -> None:
        name = _last_name(statement, statement.of("altered_table", within=table)[0])
        columns = self.columns.setdefault(name, {})
        columns.update(_columns(statement, table))
        self.foreign_keys += foreign_keys(statement, table, name)
        for item in statement.of("altered_column", within=table):
            types = statement.of("type", within=item)
            column = columns.get(name_of(statement, item.start))
            if column and types:
                not_null = bool(statement.of("not_null", within=item))
                changed = replace(column, type=statement.text(types[0]), not_null=not_null)
                columns[name_of(statement, item.start)] = changed

    def _follow_words(self, statement: Statement) -> None:
        """What is said in few words on every product: names dropped and changed."""
        text = " ".join(token.value for token in statement.tokens)
        for pattern, change in (
            (_DROP_TABLE, self._drop_table),
            (_DROP_COLUMN, self._drop_column),
            (_DROP_CONSTRAINT, self._drop_constraint),
            (_RENAME_TABLE, self._rename_table),
            (_SP_RENAME, self._sp_rename),
            (_RENAME_COLUMN, self._rename_column),
            (_DROP_DEFAULT, self._drop_default),
        ):
            if match := pattern.search(text):
                change(*(part.strip("'[]\"`").lower() for part in match.groups()))

    def _drop_table(self, name: str) -> None:
        self.columns.pop(name, None)
        self.foreign_keys = [key for key in self.foreign_keys if name not in {key.table, key.refers_to}]

    def _drop_column(self, table: str, name: str) -> None:
        self.columns.get(table, {}).pop(name, None)

    def _drop_constraint(self, table: str, name: str) -> None:
        self.foreign_keys = [key for key in self.foreign_keys if (key.table, key.name) != (table, name)]
        columns = self.columns.get(table, {})
        for column, known in columns.items():
            if known.default_name == name:
                columns[column] = replace(known, default="", default_name="")

    def _drop_default(self, table: str, name: str) -> None:
        """As Alembic's ``mssql_drop_default`` writes it."""
        columns = self.columns.get(table, {})
        if name in columns:
            columns[name] = replace(columns[name], default="")

    def _rename_table(self, old: str, new: str) -> None:
        if old in self.columns:
            self.columns[new] = self.columns.pop(old)
        names = {old: new}
        self.foreign_keys = [
            replace(key, table=names.get(key.table, key.table), refers_to=names.get(key.refers_to, key.refers_to))
            for key in self.foreign_keys
        ]

    def _sp_rename(self, old: str, new: str, _kind: str) -> None:
        table, _, column = old.replace("[", "").replace("]", "").rpartition(".")
        if table:
            self._rename_column(table.rpartition(".")[2], column, new)
        else:
            self._rename_table(column, new)

    def _rename_column(self, table: str, old: str, new: str) -> None:
        columns = self.columns.get(table, {})
        if old in columns:
            columns[new] = columns.pop(old)


_NAME = r"(?:[\w$\[\]\"`]+ \. )*([\w$\[\]\"`#]+)"
_IF = r"(?:IF EXISTS )?"
_DROP_TABLE = re.compile(rf"^DROP TABLE {_IF}{_NAME}", re.IGNORECASE)
_DROP_COLUMN = re.compile(
    rf"^ALTER TABLE {_NAME} DROP (?:COLUMN )?{_IF}(?!CONSTRAINT|PRIMARY|FOREIGN){_NAME}", re.IGNORECASE
)
_DROP_CONSTRAINT = re.compile(
    rf"^ALTER TABLE {_NAME} DROP (?:CONSTRAINT|FOREIGN KEY|INDEX) {_IF}{_NAME}", re.IGNORECASE
)
_RENAME_TABLE = re.compile(rf"^(?:ALTER TABLE|RENAME TABLE|RENAME) {_NAME} (?:RENAME )?TO {_NAME}$", re.IGNORECASE)
_RENAME_COLUMN = re.compile(rf"^ALTER TABLE {_NAME} RENAME (?:COLUMN )?{_NAME} TO {_NAME}", re.IGNORECASE)
_SP_RENAME = re.compile(r"sp_rename N?('[^']*'|\S+) , N?('[^']*'|\S+)((?: , N?'\w+')?)", re.IGNORECASE)
_DROP_DEFAULT = re.compile(
    r"sys \. default_constraints where parent_object_id = object_id \( '([^']*)' \) and col_name \( parent_object_id ,"
    r" parent_column_id \) = '([^']*)'",
    re.IGNORECASE,
)


def name_of(statement: Statement, at: int) -> str:
    """The name that a token is, in small letters."""
    return statement.tokens[at].value.strip("`").lower()


def _last_name(statement: Statement, item: Noted) -> str:
    return name_of(statement, item.end - 1)


def _columns(statement: Statement, table: Noted) -> Iterator[tuple[str, Column]]:
    for item in statement.of("column_definition", within=table):
        types = statement.of("type", within=item)
        default = statement.of("default", within=item)
        comment = statement.of("comment", within=item)
        named = [
            name for name in statement.of("constraint_name", within=item) if default and name.end == default[0].start
        ]
        yield (
            name_of(statement, item.start),
            Column(
                type=statement.text(types[0]) if types else "",
                not_null=bool(statement.of("not_null", "primary_key", within=item)),
                default=statement.text(default[0]) if default else "",
                default_name=name_of(statement, named[0].end - 1) if named else "",
                comment=statement.text(comment[0]) if comment else "",
            ),
        )


def foreign_keys(statement: Statement, table: Noted, name: str) -> list[ForeignKey]:
    """The foreign keys that the statement makes on the table of that name."""
    found = []
    for item in statement.of("reference", within=table):
        words = [token.upper or token.value for token in statement.tokens[item.start : item.end]]
        text = " ".join(words)
        path = item.start + 1
        while statement.tokens[path + 1].upper == "." and path + 2 < item.end:
            path += 2
        names = [key for key in statement.of("constraint_name", within=table) if key.end <= item.start]
        found.append(
            ForeignKey(
                name=name_of(statement, names[-1].end - 1) if names else "",
                table=name,
                refers_to=name_of(statement, path),
                on_delete=_action(text, "ON DELETE"),
                on_update=_action(text, "ON UPDATE"),
            )
        )
    return found


def _action(text: str, event: str) -> str:
    after = text.partition(event)[2].strip()
    return next((action for action in CASCADES if after.startswith(action)), "")


def columns_of_keys(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """The keys and indexes that the statement makes: their kind, table and columns."""
    for item in statement.of("create_index"):
        words = [token.upper for token in statement.tokens[item.start : item.start + 3]]
        for indexed in statement.of("indexed_table", within=item):
            kind = "unique" if "UNIQUE" in words else "index"
            yield kind, _last_name(statement, indexed), _key_columns(statement, item)
    for table in statement.of("create_table", "alter_table"):
        name = _last_name(statement, statement.of("new_table", "altered_table", within=table)[0])
        for key in statement.of("table_key", "plain_index", within=table):
            if not _is_fulltext(statement, key):
                yield _kind(statement, key), name, _key_columns(statement, key)
        for column in statement.of("column_definition", within=table):
            for key in statement.of("unique", "primary_key", within=column):
                yield _kind(statement, key), name, [name_of(statement, column.start)]


def _kind(statement: Statement, key: Noted) -> str:
    """What limit the key has: SQL Server's other one holds where the rows do not lie in the key's order."""
    words = [token.upper for token in statement.tokens[key.start : key.end]]
    if "PRIMARY" in words and "NONCLUSTERED" not in words:
        return "primary key"
    return "index" if key.rule == "plain_index" and "UNIQUE" not in words else "unique"


def _is_fulltext(statement: Statement, key: Noted) -> bool:
    return statement.tokens[key.start].upper in {"FULLTEXT", "SPATIAL"}


def _key_columns(statement: Statement, item: Noted) -> list[str]:
    """The names in the first list; an expression, or a column with the length of its prefix, is left out."""
    lists = statement.of("index_columns", "index_expressions", "columns", within=item)
    if not lists:
        return []
    found, depth = [], 0
    for at in range(lists[0].start, lists[0].end):
        word = statement.tokens[at].upper
        depth += {"(": 1, ")": -1}.get(word, 0)
        before, after = statement.tokens[at - 1].upper, statement.tokens[at + 1].upper
        if depth == 1 and before in {"(", ","} and after != "(" and statement.tokens[at].kind in {"word", "quoted"}:
            found.append(name_of(statement, at))
    return found
