"""Ports that no other test of ours takes meanwhile, and that the kernel gives to nobody by itself."""

import fcntl
import os
import socket
import tempfile

_FIRST, _COUNT = 20100, 9000  # below the range of ephemeral ports


class Port:
    """A number reserved by a lock file until close()."""

    def __init__(self, number: int, lock: int):
        self.number, self._lock = number, lock

    def close(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
            return True
        except OSError:
            return False


def reserve() -> Port:
    folder = os.path.join(tempfile.gettempdir(), f"hg-test-ports-{os.getuid()}")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    start = (os.getpid() * 37) % _COUNT
    for step in range(_COUNT):
        number = _FIRST + (start + step) % _COUNT
        lock = os.open(os.path.join(folder, str(number)), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            continue
        if _free(number):
            return Port(number, lock)
        os.close(lock)
    raise RuntimeError("no free port")
