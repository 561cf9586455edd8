"""A network namespace for one test: its loopback can lose packets, and nobody else's does."""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import unittest

from grid import settings

_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS, _IFF_UP_RUNNING = 0x8914, 0x41
_TABLE = "inet hgtest"


def _tool() -> str:
    for path in ("/usr/sbin/nft", "/sbin/nft"):
        if os.path.exists(path):
            return path
    return settings.tool("nft")


class Namespace:
    """Context manager: the calling thread, and all that it starts, lives in a fresh namespace with nothing but lo.

    Skips the test, with the reason, where that is refused.
    """

    def __enter__(self) -> "Namespace":
        self._nft = _tool()
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        if self._libc.unshare(_CLONE_NEWNET) != 0:
            raise unittest.SkipTest(f"no network namespace: {os.strerror(ctypes.get_errno())} (needs root)")
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
                fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP_RUNNING))
            self._rules(f"add table {_TABLE}; add chain {_TABLE} in {{ type filter hook input priority 0; }}")
        except (OSError, subprocess.CalledProcessError) as why:
            self.__exit__()
            raise unittest.SkipTest(f"no packet filter in a namespace: {why}") from why
        return self

    def __exit__(self, *_) -> None:
        self._libc.setns(self._home, _CLONE_NEWNET)
        os.close(self._home)

    def lose(self, percent: int) -> None:
        """Of all TCP packets, at random."""
        self.heal()
        self._rules(f"add rule {_TABLE} in meta l4proto tcp numgen random mod 100 < {percent} drop")

    def black_hole(self, port: int) -> None:
        """Nothing to or from this port arrives any more."""
        self._rules(f"add rule {_TABLE} in tcp dport {port} drop; add rule {_TABLE} in tcp sport {port} drop")

    def heal(self) -> None:
        self._rules(f"flush chain {_TABLE} in")

    def _rules(self, text: str) -> None:
        subprocess.run([self._nft, text], check=True, capture_output=True)
