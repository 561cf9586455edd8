"""hg-meddler between two programs of a grid: see test/meddler."""

import contextlib
import subprocess

from grid import settings


class Meddler:
    """Relays to `target`; `address` is where it listens."""

    def __init__(self, target: str, meddling: str, percent: int = 100, seed: int = 1):
        self._child = subprocess.Popen([settings.program("hg-meddler"), "serve", "--next", target, "--meddling", meddling,
                                        "--percent", str(percent), "--seed", str(seed)],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self._child.pid
        self.address = "127.0.0.1:" + self._child.stdout.readline().strip().removeprefix("port=")

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.close()
        self._child.wait(20)
        self._child.stdout.close()
