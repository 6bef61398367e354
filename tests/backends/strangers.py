"""What may listen where a database is expected: nobody, or what does not speak as one."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[[socket.socket], None]


@contextmanager
def listening(answer: Answer) -> Iterator[int]:
    """Something listens on the port, and answers each connection so."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with suppress(OSError):
                threading.Thread(target=_answer, args=(answer, server.accept()[0], over), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        over.set()
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def _answer(answer: Answer, connection: socket.socket, over: threading.Event) -> None:
    with connection, suppress(OSError):
        answer(connection)
        if answer is say_nothing:
            over.wait()


@contextmanager
def nobody() -> Iterator[int]:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield int(probe.getsockname()[1])


def hang_up(_connection: socket.socket) -> None:
    """Close the connection at once."""


def speak_http(connection: socket.socket) -> None:
    """Answer as a web server does."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def say_nothing(_connection: socket.socket) -> None:
    """Keep the connection open."""


# SQL Server: "[MS-TDS] Tabular Data Stream Protocol", 2.2.6.5 PRELOGIN. The answer to it is a packet of type 4.
_PRELOGIN, _RESPONSE, _LAST = 0x12, 0x04, 0x01
ENCRYPT_OFF, ENCRYPT_ON, ENCRYPT_NOT_SUPPORTED, ENCRYPT_REQUIRED = range(4)


def without_tls(connection: socket.socket) -> None:
    """Answer as a SQL Server that has no TLS."""
    _packet(connection)
    connection.sendall(_prelogin(ENCRYPT_NOT_SUPPORTED))
    connection.recv(4096)


def with_own_certificate(folder: Path) -> Answer:
    """Answer as a SQL Server that wants TLS and has a certificate that it made itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))

    def answer(connection: socket.socket) -> None:
        _packet(connection)
        connection.sendall(_prelogin(ENCRYPT_REQUIRED))
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_side=True)
        with suppress(ssl.SSLError, OSError):
            while True:
                try:
                    tls.do_handshake()
                except ssl.SSLWantReadError:
                    _send(connection, outgoing.read())
                    incoming.write(_packet(connection))
                else:
                    _send(connection, outgoing.read())
                    connection.recv(4096)
                    return

    return answer


def _prelogin(encryption: int) -> bytes:
    version = struct.pack(">BBHH", 16, 0, 1000, 0)
    options = struct.pack(">BHHBHHB", 0, 11, len(version), 1, 11 + len(version), 1, 0xFF)
    return _framed(options + version + bytes([encryption]), _RESPONSE)


def _framed(data: bytes, kind: int) -> bytes:
    return struct.pack(">BBHHBB", kind, _LAST, len(data) + 8, 0, 1, 0) + data


def _send(connection: socket.socket, data: bytes) -> None:
    if data:
        connection.sendall(_framed(data, _PRELOGIN))


def _packet(connection: socket.socket) -> bytes:
    header = _exactly(connection, 8)
    return _exactly(connection, struct.unpack(">H", header[2:4])[0] - 8)


def _exactly(connection: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise OSError("the other side hung up")
        data += piece
    return data


def _certificate(folder: Path) -> Path:
    """A file with a key and a certificate that nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file
