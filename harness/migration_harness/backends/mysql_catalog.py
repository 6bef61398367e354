"""The picture of a MySQL or MariaDB database: two round trips, whatever its size.

The first lists what there is, the second asks SHOW CREATE for each. That text is the proof that a part did not change
(``Part.version``) as well as the source of its facts, so nothing can change behind it. It is also cheaper than
information_schema, which lacks some of it: a DEFAULT that was dropped, the parser of an index, periods of time.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from migration_harness.backends import mysql_packets
from migration_harness.backends.mysql_ddl import parse_table
from migration_harness.schema import Object, Part, Schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Rows = Sequence[Sequence[Any]]
Ask = Callable[[Sequence[str]], list[Rows]]

# The last one is what CREATE DATABASE ... CHARACTER SET utf8mb4 takes.
_SETTINGS = "SELECT DATABASE(), @@sql_mode, CURRENT_USER(), COLLATION(CONVERT('' USING utf8mb4))"
_ROUTINES = "SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = DATABASE()"
# An event that is not told when to start starts when it is made.
_EVENTS = (
    "SELECT event_name, starts IN (created, last_altered) FROM information_schema.events"
    " WHERE event_schema = DATABASE()"
)
_LIST = (_SETTINGS, "SHOW FULL TABLES", "SHOW TRIGGERS", _ROUTINES, _EVENTS)
# MariaDB builds these two of information_schema anew for each question, which takes as long as all the rest.
_LIST_OF_MARIADB = (
    *_LIST[:3],
    "SELECT type, name FROM mysql.proc WHERE db = DATABASE()",
    f"IF EXISTS (SELECT * FROM mysql.event WHERE db = DATABASE()) THEN {_EVENTS}; END IF",
)
_MAY_READ_THEM = "SELECT 1 FROM mysql.proc, mysql.event LIMIT 0"
_SHOW = {"BASE TABLE": "TABLE", "SYSTEM VERSIONED": "TABLE", "SEQUENCE": "SEQUENCE", "VIEW": "VIEW"}
# Modes that change how SHOW CREATE writes.
_ODD_MODE = re.compile(r"ANSI|NO_BACKSLASH_ESCAPES|ORACLE|MSSQL|DB2|MAXDB|MYSQL|POSTGRESQL|NO_\w+_OPTIONS")
_DEFINER = r"DEFINER=(?P<definer>`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?) "
_VIEW = re.compile(
    rf"CREATE (?:ALGORITHM=(?P<algorithm>\w+) )?(?:{_DEFINER})?(?:SQL SECURITY (?P<security>\w+) )?VIEW `(?:[^`]|``)*`"
    r" (?P<columns>\([^)]*\) )?AS (?P<text>.*?)(?: WITH (?P<check_option>CASCADED|LOCAL) CHECK OPTION)?",
    re.DOTALL,
)
_ROUTINE = re.compile(rf"CREATE (?:{_DEFINER})?\w+(?: BODY)? (?:`(?:[^`]|``)*` ?)?(?P<text>.*)", re.DOTALL)
_STARTS = re.compile(r" STARTS '[^']*'")
_DEFAULT_CHARSET = re.compile(r"CHARSET=\w+(?! COLLATE)|CHARACTER SET \w+(?! COLLATE)")
# The command of the protocol, and its two values.
_COM_SET_OPTION = 0x1B
_MULTI_STATEMENTS_ON, _MULTI_STATEMENTS_OFF = 0, 1


@dataclass(frozen=True, kw_only=True)
class Place:
    """The database that a picture is taken of, and who looks."""

    database: str
    sql_mode: str
    user: str
    mariadb: bool

    def plain(self, text: object) -> str:
        """The text without the database's own name, which is another for each scratch."""
        told = text.decode() if isinstance(text, (bytes, bytearray)) else str(text or "")
        return told.replace(f"{quoted(self.database)}.", "")

    def common(self, definer: str, sql_mode: str = "") -> dict[str, str]:
        """Who made it and under which mode, where that is not as it is for us."""
        name = definer.replace("`", "")
        facts = {"definer": "" if name == self.user else name}
        facts["sql mode"] = "" if sql_mode == self.sql_mode else sql_mode
        return facts


def quoted(name: str) -> str:
    """The name as SQL writes it."""
    return "`" + name.replace("`", "``") + "`"


# What is kept with the connection, and the same as long as it lasts.
_COLLATIONS = "migration_harness collations"
_LISTING = "migration_harness list"
_PARSED = "migration_harness parsed"


def read(connection: Connection, _last: Schema | None) -> Schema:
    """Everything that SHOW CREATE says about the database the connection is on.

    The connection is in autocommit: MySQL shows an open transaction the list of tables as it was when that began.
    """
    with _asking(connection) as ask:
        (row,), tables, triggers, routines, *events = ask(_listing(connection, ask))
        database, mode, user, usual = map(_text, row)
        place = Place(database=database, sql_mode=mode, user=user, mariadb=_is_mariadb(connection))
        listed = [(_SHOW[kind], name) for name, kind in map(_texts, tables) if kind in _SHOW]
        listed += [(kind, name) for kind, name in map(_texts, routines)]
        new_events = {_text(name): _text(new) == "1" for rows in events for name, new in rows}
        listed += [("EVENT", name) for name in new_events]
        # Not @@collation_database: that is what it was when this session came to the database.
        of_database, *shown = _show(ask, [("DATABASE", database), *listed], mode)
        collations = connection.info.get(_COLLATIONS) or _default_collations(ask, [of_database, *shown])
        connection.info[_COLLATIONS] = collations
    versions = _versions(place, listed, shown, triggers, new_events)
    parts = _database(_text(of_database[1]), usual, collations)
    parse = partial(_part, place, collations=collations)
    for (kind, name), version in versions.items():
        parts[name if kind == "TABLE" else f"{kind.lower()} {name}"] = _once(connection, parse, kind, name, version)
    return Schema(parts=parts)


def _once(connection: Connection, parse: Callable[..., Part], kind: str, name: str, version: tuple[str, ...]) -> Part:
    """The part that these texts make. A revision goes up, down and up again: most texts come back."""
    parsed: dict[object, Part] = connection.info.setdefault(_PARSED, {})
    key = kind, name, version
    if key not in parsed:
        parsed[key] = parse(kind, name, version)
    return parsed[key]


def _is_mariadb(connection: Connection) -> bool:
    return bool(getattr(connection.dialect, "is_mariadb", False))


def _listing(connection: Connection, ask: Ask) -> Sequence[str]:
    """The statements that list what there is, in the form that this server answers soonest."""
    if _LISTING not in connection.info:
        of_product = _of_mariadb if _is_mariadb(connection) else _prepared
        connection.info[_LISTING] = of_product(connection, ask)
    listing: Sequence[str] = connection.info[_LISTING]
    return listing


def _of_mariadb(connection: Connection, ask: Ask) -> Sequence[str]:
    if connection.dialect.is_async:
        return _LIST  # statements one by one: no IF
    try:
        ask([_MAY_READ_THEM])
    except connection.dialect.loaded_dbapi.Error:  # the user of a shared server
        return _LIST
    return _LIST_OF_MARIADB


def _prepared(_connection: Connection, ask: Ask) -> Sequence[str]:
    """MySQL's views of its dictionary take longer to parse than to read."""
    names = [f"migration_harness_{number}" for number in range(len(_LIST))]
    for name, statement in zip(names, _LIST, strict=True):
        escaped = statement.replace("'", "''")
        ask([f"PREPARE {name} FROM '{escaped}'"])
    return [f"EXECUTE {name}" for name in names]


def _show(ask: Ask, listed: Sequence[tuple[str, str]], mode: str) -> list[Sequence[Any]]:
    """The row of SHOW CREATE for each; in a session whose mode writes it otherwise, under the usual one."""
    statements = [f"SHOW CREATE {kind} {quoted(name)}" for kind, name in listed]
    if statements and _ODD_MODE.search(mode):
        statements = ["SET SESSION sql_mode = ''", *statements, f"SET SESSION sql_mode = '{mode}'"]
    return [rows[0] for rows in ask(statements)] if statements else []


def _default_collations(ask: Ask, shown: Sequence[Sequence[Any]]) -> Mapping[str, str]:
    """The default collation of each character set, when SHOW CREATE leaves one out."""
    if not any(_DEFAULT_CHARSET.search(_text(row[1])) for row in shown):
        return {}
    (rows,) = ask(["SELECT character_set_name, default_collate_name FROM information_schema.character_sets"])
    return dict(map(_texts, rows))


def _versions(
    place: Place,
    listed: Sequence[tuple[str, str]],
    shown: Sequence[Sequence[Any]],
    triggers: Rows,
    new_events: Mapping[str, bool],
) -> dict[tuple[str, str], tuple[str, ...]]:
    """What each part is made of, in texts."""
    versions: dict[tuple[str, str], tuple[str, ...]] = {}
    for (kind, name), row in zip(listed, shown, strict=True):
        if kind in {"TABLE", "VIEW", "SEQUENCE"}:
            told = [place.plain(row[1])]
        elif kind == "EVENT":
            told = [place.plain(row[3]), _text(row[1]), _text(row[2])]
            told[0] = _STARTS.sub("", told[0], count=1) if new_events[name] else told[0]
        else:
            told = [place.plain(row[2]), _text(row[1])]
        versions[kind, name] = tuple(told)
    for trigger, event, table, statement, timing, _, mode, definer, *_ in triggers:
        owner = ("TABLE", _text(table))
        texts = (trigger, f"{timing} {_text(event)}", place.plain(statement), mode, definer)
        versions[owner] += tuple(map(_text, texts))
    return versions


def _part(place: Place, kind: str, name: str, version: tuple[str, ...], collations: Mapping[str, str]) -> Part:
    if kind == "TABLE":
        table = parse_table(version[0], collations, mariadb=place.mariadb)
        objects = (*table.objects, *_triggers(place, name, version[1:]))
        return Part(objects=objects, version=version, columns=table.columns)
    facts = _facts(place, kind, version)
    kind, name = ("PACKAGE", f"{name} body") if kind == "PACKAGE BODY" else (kind, name)
    told = {fact: text for fact, text in facts.items() if text}
    return Part(objects=(Object(kind=kind.lower(), name=name, facts=told),), version=version)


def _facts(place: Place, kind: str, version: tuple[str, ...]) -> dict[str, str]:
    if kind == "SEQUENCE":
        return {"text": re.sub(r"\ACREATE SEQUENCE `(?:[^`]|``)*` ", "", version[0])}
    if kind == "VIEW":
        return _view(place, version[0])
    zone = "" if version[2:] in {(), ("SYSTEM",)} else version[2]
    match = _ROUTINE.fullmatch(version[0])
    if match is None:
        return {"text": version[0], "sql mode": version[1], "time zone": zone}
    return {"text": match["text"], **place.common(match["definer"] or "", version[1]), "time zone": zone}


def _view(place: Place, sql: str) -> dict[str, str]:
    match = _VIEW.fullmatch(sql)
    if match is None:
        return {"text": sql}
    return {
        "text": f"{match['columns'] or ''}{match['text']}",
        "algorithm": (match["algorithm"] or "").lower().replace("undefined", ""),
        "security": (match["security"] or "").lower().replace("definer", ""),
        "check option": (match["check_option"] or "").lower(),
        **place.common(match["definer"] or "", place.sql_mode),
    }


def _triggers(place: Place, table: str, texts: Sequence[str]) -> Iterator[Object]:
    """The table's triggers; where several fire at the same moment, with their place in the order."""
    moments: dict[str, int] = defaultdict(int)
    for name, moment, statement, mode, definer in zip(*(texts[at::5] for at in range(5)), strict=True):
        moments[moment] += 1
        order = str(moments[moment]) if texts[1::5].count(moment) > 1 else ""
        facts = {"timing": moment.lower(), "text": statement, "order": order, **place.common(definer, mode)}
        told = {fact: text for fact, text in facts.items() if text}
        yield Object(kind="trigger", name=name, table=table, facts=told)


_OF_DATABASE = re.compile(r"DEFAULT CHARACTER SET (\w+)(?: COLLATE (\w+))?")


def _database(shown: str, usual: str, collations: Mapping[str, str]) -> dict[str, Part]:
    """What ALTER DATABASE changed: new tables take it over."""
    match = _OF_DATABASE.search(shown)
    collation = (match[2] or collations.get(match[1], match[1])) if match else usual
    if collation == usual:
        return {}
    return {"database": Part(objects=(Object(kind="database", name="default", facts={"collation": collation}),))}


def _text(value: object) -> str:
    return value.decode() if isinstance(value, (bytes, bytearray)) else "" if value is None else str(value)


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(value) for value in row]


@contextmanager
def _asking(connection: Connection) -> Iterator[Ask]:
    """A function that runs statements in as few round trips as server and driver allow; the rows of each that has some.

    It goes past SQLAlchemy: no transaction begins, no event handler sees the statements, `%` needs no care.
    """
    cursor: Any = connection.connection.cursor()
    raw: Any = connection.connection.dbapi_connection
    errors = connection.dialect.loaded_dbapi.Error
    by_pymysql = connection.dialect.driver == "pymysql"
    run = partial(mysql_packets.results, raw) if by_pymysql else partial(_run, cursor)
    try:
        if connection.dialect.is_async:
            # SQLAlchemy's cursors over asynchronous drivers have the first result only.
            yield lambda statements: [rows for one in statements for rows in _run_one(cursor, one)]
        elif _is_mariadb(connection):
            # A compound statement is one statement to the protocol.
            yield lambda statements: run(f"BEGIN NOT ATOMIC {'; '.join(statements)}; END")
        elif by_pymysql:
            with _multi_statements(raw):
                yield lambda statements: run("; ".join(statements))
        else:
            yield lambda statements: [rows for one in statements for rows in run(one)]
    except errors as error:
        raise DBAPIError.instance("SHOW CREATE", None, error, errors, dialect=connection.dialect) from error
    finally:
        with suppress(errors):
            cursor.close()


def _run_one(cursor: Any, statement: str) -> list[Rows]:
    cursor.execute(statement)
    return [cursor.fetchall()] if cursor.description else []


def _run(cursor: Any, statement: str) -> list[Rows]:
    cursor.execute(statement)
    results: list[Rows] = []
    while True:
        if cursor.description:
            results.append(cursor.fetchall())
        if not cursor.nextset():
            return results


@contextmanager
def _multi_statements(raw: Any) -> Iterator[None]:
    """PyMySQL sets the server's option only at connecting: a chain on the connection would have it too."""
    _set_option(raw, _MULTI_STATEMENTS_ON)
    try:
        yield
    finally:
        _set_option(raw, _MULTI_STATEMENTS_OFF)


def _set_option(raw: Any, option: int) -> None:
    raw._execute_command(_COM_SET_OPTION, struct.pack("<H", option))  # noqa: SLF001  there is no public way
    raw._read_packet()  # noqa: SLF001
