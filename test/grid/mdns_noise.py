"""mDNS packets that no responder would send, sent to the group from the machine on which this is run: noise.py SECONDS."""

import random
import socket
import struct
import sys
import time

_GROUP = ("224.0.0.251", 5353)
_TYPE = b"\x0b_hybridgrid\x04_tcp\x05local\x00"
_PTR, _TXT, _SRV, _A = 12, 16, 33, 1


def _label(text: bytes) -> bytes:
    return bytes([len(text)]) + text


def _record(name: bytes, kind: int, data: bytes, seconds: int = 120, length: int | None = None) -> bytes:
    return name + struct.pack(">HHIH", kind, 0x8001 if kind != _PTR else 1, seconds,
                              len(data) if length is None else length) + data


def _answer(*records: bytes, count: int | None = None) -> bytes:
    return struct.pack(">HHHHHH", 0, 0x8400, 0, len(records) if count is None else count, 0, 0) + b"".join(records)


def service(name: bytes, address: str, txt: list[bytes], port: int = 9000) -> bytes:
    instance, host = _label(name) + _TYPE, _label(b"noise-" + name[:20].replace(b" ", b"-")) + b"\x05local\x00"
    return _answer(_record(_TYPE, _PTR, instance), _record(instance, _SRV, struct.pack(">HHH", 0, 0, port) + host),
                   _record(instance, _TXT, b"".join(map(_label, txt)) or b"\0"), _record(host, _A, socket.inet_aton(address)))


def packets(chance: random.Random):
    """Broken in every way that there is a field for; then services that are none of ours."""
    whole = service(b"coordinator on nobody", "10.99.0.77", [b"txtvers=1", b"role=coordinator", b"id=x"])
    for length in range(0, len(whole), 3):
        yield whole[:length]
    for _ in range(300):
        flipped = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            flipped[chance.randrange(12, len(flipped))] = chance.randrange(256)
        # What was flipped must not become a good record of a coordinator: its id and role are spoilt first.
        yield bytes(flipped).replace(b"txtvers=1", b"txtvers=7")
    yield _answer(_record(b"\xc0\x0c", _PTR, b"\xc0\x0c"))  # a name that points to itself
    yield _answer(_record(b"\xc0\xff", _PTR, b"\xc0\x00"))
    yield _answer(_record(_TYPE, _PTR, b"", length=65535))
    yield _answer(count=65535)
    yield bytes(9000)
    for _ in range(200):
        yield chance.randbytes(chance.randrange(1, 1400))
    role = b"role=coordinator"
    for number, txt in enumerate(([], [b"txtvers=2", role, b"id=x"], [b"txtvers=1", b"role=king", b"id=x"], [b"txtvers=1", role],
                                  [b"txtvers=1", role, b"id=" + b"x" * 200], [b"txtvers=1", role, b"id=\x1b[2J\n"],
                                  [b"\xff" * 255] * 4, [b"txtvers=1", role, b"id=x", b"http=99999"])):
        yield service(b"coordinator on liar%d" % number, "10.99.0.77", txt)
    for number, address in enumerate(("127.0.0.1", "0.0.0.0", "224.0.0.1")):
        yield service(b"coordinator on nowhere%d" % number, address, [b"txtvers=1", role, b"id=n%d" % number])
    for number in range(1500):
        yield service(b"worker on flood%d" % number, "10.99.0.77", [b"txtvers=1", b"role=worker", b"id=f%d" % number])


def main() -> None:
    chance = random.Random(7)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(sys.argv[1]))
        out.bind(("", 5353))
        sent = 0
        for packet in packets(chance):
            try:
                out.sendto(packet, _GROUP)
            except BlockingIOError:
                continue
            sent += 1
        print(f"{sent} packets in {time.process_time():.1f} s of work")


if __name__ == "__main__":
    main()
