"""As much of HTTP/2 as it takes to be a bad client of a gRPC server, and to ask whether it still serves others."""

import contextlib
import socket
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _RST, _SETTINGS = 0, 1, 3, 4
_END_STREAM, _ACK, _END_HEADERS = 1, 1, 4


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload


OPENING = PREFACE + frame(_SETTINGS, 0, 0)


def _literal(name: bytes, value: bytes) -> bytes:
    """Of HPACK: never indexed, no Huffman code; both shorter than 127."""
    return b"\x10" + bytes([len(name)]) + name + bytes([len(value)]) + value


def headers(path: bytes) -> bytes:
    fields = ((b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"), (b"te", b"trailers"),
              (b"content-type", b"application/grpc"))
    return b"".join(_literal(name, value) for name, value in fields)


HEALTH = b"/hybridgrid.v1.BuildService/HealthCheck"


def connect(port: int, seconds: float = 5) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def resets(count: int, first: int = 1) -> bytes:
    """So many calls, each begun and given up at once."""
    block = headers(HEALTH)
    return b"".join(frame(_HEADERS, _END_HEADERS, first + 2 * i, block) + frame(_RST, 0, first + 2 * i, b"\0\0\0\x08")
                    for i in range(count))


def serves(port: int, seconds: float = 5) -> float:
    """How long a new connection and one call on it took. Raises OSError when nothing is answered in that time."""
    begun = time.monotonic()
    with connect(port, seconds) as sock:
        sock.sendall(OPENING + frame(_HEADERS, _END_HEADERS, 1, headers(HEALTH)) + frame(_DATA, _END_STREAM, 1, b"\0" * 5))
        answer = b""
        while time.monotonic() < begun + seconds:
            more = sock.recv(65536)
            if not more:
                raise ConnectionError(f"closed after {answer!r}")
            answer += more
            if _has_headers(answer):
                return time.monotonic() - begun
    raise TimeoutError(f"no answer: {answer!r}")


def _has_headers(answer: bytes) -> bool:
    while len(answer) >= 9:
        length = int.from_bytes(answer[:3], "big")
        if answer[3] == _HEADERS:
            return True
        answer = answer[9 + length:]
    return False


def is_cut(sock: socket.socket, seconds: float) -> bool:
    """Does the other side end it in that time, whatever it says before?"""
    end = time.monotonic() + seconds
    with contextlib.suppress(ConnectionError):
        while (left := end - time.monotonic()) > 0:
            sock.settimeout(left)
            try:
                if not sock.recv(65536):
                    return True
            except TimeoutError:
                return False
        return False
    return True
