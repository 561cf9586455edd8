"""hg-load: simulated workers, callers and bare relays, as programs that end with their context."""

import contextlib
import json
import os
import pathlib
import subprocess

from grid import settings
from grid.cluster import Grid


class Server:
    """One hg-load that serves until its standard input ends; `said` is its first line."""

    def __init__(self, *arguments: str, log: pathlib.Path):
        with open(log, "ab") as sink:
            self._child = subprocess.Popen([settings.program("hg-load"), *arguments], stdin=subprocess.PIPE,
                                           stdout=subprocess.PIPE, stderr=sink, text=True)
        self.pid = self._child.pid
        self.said = self.line()
        if not self.said:
            self.close()
            raise RuntimeError(f"hg-load {' '.join(arguments)}: {log.read_text()}")

    def line(self) -> str:
        """The next that it prints."""
        return self._child.stdout.readline().strip()

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.close()
        try:
            self._child.wait(20)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()


def two_hops(stack: contextlib.ExitStack, folder: pathlib.Path) -> str:
    """Where a caller finds a bare relay with an answering end behind it."""
    end = stack.enter_context(contextlib.closing(Server("hop", log=folder / "end.log")))
    relay = stack.enter_context(contextlib.closing(Server("hop", "--next", _address(end), log=folder / "relay.log")))
    return _address(relay)


@contextlib.contextmanager
def held_calls(target: str, count: int, payload: int):
    """So many calls that are sent and wait for their answers."""
    holder = subprocess.Popen([settings.program("hg-load"), "callers", "--target", target, "--calls", str(count),
                               "--payload", str(payload), "--hold"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()


def bare_memory_mib(folder: pathlib.Path, count: int, payload: int) -> float:
    """What a gRPC server holds that does nothing with so many calls but not answer them."""
    with contextlib.closing(Server("hop", "--hold", str(count), log=folder / "holder.log")) as server:
        with held_calls(_address(server), count, payload):
            server.line()
            return resident_mib(server.pid)


def _address(server: Server) -> str:
    return "127.0.0.1:" + server.said.removeprefix("port=")


def workers(stack: contextlib.ExitStack, grid: Grid, count: int, slots: int, hang: bool = False) -> Server:
    command = ["workers", "--coordinator", grid.address, "--count", str(count), "--slots", str(slots)]
    command += ["--hang"] if hang else []
    server = stack.enter_context(contextlib.closing(Server(*command, log=grid.sandbox.root / "workers.log")))
    grid.wait_for_workers(count)
    return server


def call(target: str, callers: int, calls: int, payload: int = 512) -> dict:
    """One closed loop: its figures. A call that failed fails the benchmark."""
    done = subprocess.run([settings.program("hg-load"), "callers", "--target", target, "--callers", str(callers),
                           "--calls", str(calls), "--payload", str(payload)], capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    if figures["failed"]:
        raise RuntimeError(f"{figures['failed']} of {figures['calls']} calls to {target} failed: {done.stderr.strip()}")
    return figures


def resident_mib(pid: int) -> float:
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def allow_many_files() -> None:
    """A thousand workers are a thousand connections, for the coordinator and for who plays the workers."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))


def grid() -> Grid:
    allow_many_files()
    return Grid(workers=0, label=f"bench{os.getpid()}")
