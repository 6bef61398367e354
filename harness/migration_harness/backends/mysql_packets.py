"""Many small results in one pass, as PyMySQL does not read them: docs/decisions/mysql-packets.md says why.

The protocol is MySQL's and MariaDB's, text results of the classic one:
https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NoReturn

_COM_QUERY = 0x03
_OK, _EOF, _ERROR, _NULL = 0x00, 0xFE, 0xFF, 0xFB
_LENGTHS = {0xFC: 2, 0xFD: 3, 0xFE: 8}
_WHOLE = 0xFFFFFF
_MORE_RESULTS_EXIST = 0x0008

Row = Sequence[str | None]
Packet = Callable[[], bytes]


def results(raw: Any, statement: str) -> list[Sequence[Row]]:
    """The rows of each result of the statement that has some, every value as text. Raises PyMySQL's errors."""
    raw._execute_command(_COM_QUERY, statement)  # noqa: SLF001  there is no public way

    packet = partial(_packet, raw._rfile.read)  # noqa: SLF001
    found: list[Sequence[Row]] = []
    while True:
        first = packet()
        if first[0] == _OK:
            status = _status(first)
        else:
            for _ in range(first[0] + 1):  # the columns are known; behind them stands an EOF
                packet()
            rows, status = _rows(packet, columns=first[0])
            found.append(rows)
        if not status & _MORE_RESULTS_EXIST:
            return found


def _packet(read: Callable[[int], bytes]) -> bytes:
    """The next packet. Raises OperationalError when the connection is gone, and what the server says is wrong."""
    header = read(4)
    length = int.from_bytes(header[:3], "little")
    content = read(length)
    if length == _WHOLE:
        content += _packet(read)
    if not content or content[0] == _ERROR:
        _fail(content)
    return content


def _fail(content: bytes) -> NoReturn:
    from pymysql import err

    if content:
        err.raise_mysql_exception(content)
    raise err.OperationalError(2013, "Lost connection to MySQL server during query")


def _status(ok: bytes) -> int:
    """The server's status, behind the number of rows and the last id."""
    _, at = _length(ok, 1)
    _, at = _length(ok, at)
    return int.from_bytes(ok[at : at + 2], "little")


def _rows(packet: Packet, *, columns: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    while True:
        content = packet()
        if content[0] == _EOF and len(content) < 9:
            return rows, int.from_bytes(content[3:5], "little")
        rows.append(list(_values(content, columns)))


def _values(row: bytes, columns: int) -> Iterator[str | None]:
    at = 0
    for _ in range(columns):
        if row[at] == _NULL:
            at += 1
            yield None
        else:
            length, at = _length(row, at)
            yield row[at : at + length].decode()
            at += length


def _length(content: bytes, at: int) -> tuple[int, int]:
    """A number of one, three, four or nine bytes, and where it ends."""
    size = _LENGTHS.get(content[at], 0)
    end = at + 1 + size
    return (int.from_bytes(content[at + 1 : end], "little") if size else content[at]), end
