"""The gRPC ports of coordinator and worker under clients that exhaust something: serving again within 5 s, memory bounded."""

import contextlib
import os
import pathlib
import resource
import socket
import threading
import time
import unittest

from grid import http2, settings
from grid.case import Case
from grid.waiting import wait_until

LONG = os.environ.get("HG_FAULTS") == "nightly"
MIB = 1 << 20


def resident(process) -> int:
    return int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * resource.getpagesize()


class Doors(Case):
    def setUp(self):
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))

    def coordinator(self, nofile: int = 20_000):
        """One of our own: its process and its port."""
        self.grid = self.new_grid(workers=0)
        ports = self.grid.sandbox.root / "ports"
        process = self.grid.start_program("door", ["prlimit", f"--nofile={nofile}:{nofile}", settings.program("hg-coord"), "serve",
                                                   "--grpc-port=0", "--http-port=0", "--cache=off", "--history=off", f"--ports-file={ports}"])
        wait_until(ports.exists, "the coordinator's ports", 20)
        return process, int(dict(line.split("=") for line in ports.read_text().split())["grpc"])

    def crowd(self, port: int, count: int, said: bytes = b"") -> contextlib.ExitStack:
        """So many connections, each of which says no more than this."""
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        for _ in range(count):
            with contextlib.suppress(OSError):
                sock = stack.enter_context(http2.connect(port))
                sock.sendall(said)
        return stack

    def assert_serves(self, port: int, seconds: float = 5) -> float:
        """A connection is taken and answered, at last after so long."""
        begun = time.monotonic()

        def answered() -> bool:
            with contextlib.suppress(OSError):
                http2.serves(port)
                return True
            return False

        wait_until(answered, "an answer to a new client", seconds)
        return time.monotonic() - begun


class Connections(Doors):
    def test_descriptors_run_out(self):
        """128 of them, 400 connections: gRPC's own listener never accepts again after this (CVE-2023-4785)."""
        process, port = self.coordinator(nofile=128)
        before = resident(process)
        crowd = self.crowd(port, 400, http2.OPENING)
        crowd.close()
        took = self.assert_serves(port)
        print(f"descriptors ran out: serving again {took:.2f} s after, {resident(process) / MIB:.0f} MiB, {before / MIB:.0f} before")

    def test_of_a_worker_run_out(self):
        self.grid = self.new_grid(workers=0)
        worker = self.grid.start_worker(prefix=["prlimit", "--nofile=128:128"])
        port = int(worker.address.rsplit(":", 1)[1])
        self.crowd(port, 400, http2.OPENING).close()
        self.assert_serves(port)

    def test_one_peer_leaves_room_for_others(self):
        process, port = self.coordinator(nofile=1024)
        self.crowd(port, 400, http2.OPENING)
        with socket.create_connection(("127.0.0.1", port), timeout=5, source_address=("127.0.0.2", 0)) as other:
            other.sendall(http2.OPENING)
            self.assertIn(b"\x04\0", other.recv(100), "no SETTINGS for another machine")
        self.assertTrue(process.said("it has its share of them"), process.tail())

    def test_idle_ones(self):
        process, port = self.coordinator()
        before = resident(process)
        begun = time.monotonic()
        count = 10_000 if LONG else 2_000
        self.crowd(port, count, http2.OPENING)
        opened = time.monotonic() - begun
        with socket.create_connection(("127.0.0.1", port), timeout=5, source_address=("127.0.0.2", 0)) as other:
            other.sendall(http2.OPENING)
            self.assertTrue(other.recv(100))
        after = resident(process)
        print(f"{count} idle connections in {opened:.1f} s: {after / MIB:.0f} MiB, {before / MIB:.0f} before")
        self.assertLess(after, 300 * MIB)

    def test_those_that_do_not_finish_their_handshake_are_cut(self):
        """In 5 s, whatever they have said until then, one byte a second included."""
        _, port = self.coordinator()
        said = [b"", http2.PREFACE[:10], http2.PREFACE, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"]
        socks = [http2.connect(port) for _ in said]
        slow = http2.connect(port)
        done = threading.Event()

        def drip():
            with contextlib.suppress(OSError):
                for byte in http2.OPENING:
                    slow.sendall(bytes([byte]))
                    if done.wait(1):
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        for sock, words in zip(socks, said, strict=True):
            with contextlib.suppress(OSError):
                sock.sendall(words)
        begun = time.monotonic()
        for sock, words in zip([*socks, slow], [*said, b"(slowly)"], strict=True):
            with self.subTest(words), sock:
                self.assertTrue(http2.is_cut(sock, 8), words)
        done.set()
        thread.join()
        self.assertLess(time.monotonic() - begun, 8)
        self.assert_serves(port)

    def test_half_written_prefaces(self):
        process, port = self.coordinator()
        before = resident(process)
        self.crowd(port, 2_000, http2.PREFACE[:10])
        self.assert_serves(port)
        self.assertLess(resident(process) - before, 100 * MIB)


class Resets(Doors):
    def test_calls_that_are_given_up_at_once(self):
        """CVE-2023-44487."""
        process, port = self.coordinator()
        before = resident(process)
        sent, most, slowest = self.attack(process, port, 20 if LONG else 2)
        took = self.assert_serves(port)
        print(f"{sent} streams reset: {before / MIB:.0f} MiB before, {most / MIB:.0f} at most, {resident(process) / MIB:.0f} after; "
              f"others waited {slowest:.2f} s at most, {took:.2f} s after")
        self.assertLess(most, 512 * MIB)

    def attack(self, process, port: int, seconds: float) -> tuple[int, int, float]:
        sent, most, slowest = 0, 0, 0.0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError), http2.connect(port) as sock:
                sock.sendall(http2.OPENING)
                for first in range(1, 1_000_000, 2_000):
                    sock.sendall(http2.resets(1_000, first))
                    sent += 1_000
                    most = max(most, resident(process))
                    if first % 20_000 == 1:
                        begun = time.monotonic()
                        http2.serves(port)
                        slowest = max(slowest, time.monotonic() - begun)
                    if time.monotonic() >= end:
                        break
        return sent, most, slowest


if __name__ == "__main__":
    unittest.main()
