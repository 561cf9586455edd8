"""Processes of ours: started, signalled, and found again however far they have run from their parents."""

import contextlib
import ctypes
import os
import pathlib
import select
import signal
import subprocess

from grid.waiting import Deadline, wait_until

_PR_SET_CHILD_SUBREAPER = 36
_started: set[int] = set()  # children that a Popen object of ours reaps


def adopt_orphans() -> None:
    """From now on every orphan below us becomes our child, so descendants() misses nobody who daemonised."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Process:
    """A line of /proc: enough to say who it is."""

    def __init__(self, pid: int, parent: int, state: str, name: str):
        self.pid, self.parent, self.state, self.name = pid, parent, state, name

    def command(self) -> str:
        with contextlib.suppress(OSError):
            raw = pathlib.Path(f"/proc/{self.pid}/cmdline").read_bytes()
            return raw.replace(b"\0", b" ").decode(errors="replace")[:200]
        return self.name

    def program(self) -> str:
        with contextlib.suppress(OSError):
            return os.path.basename(os.readlink(f"/proc/{self.pid}/exe"))
        return ""

    def end(self, number: int = signal.SIGTERM, seconds: float = 5.0) -> None:
        """Signals it and waits for its end; only for processes below us."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
        wait_until(lambda: all(p.pid != self.pid for p in descendants()), f"the end of {self}", seconds)

    def __repr__(self):
        return f"{self.pid} ({self.name}, {self.state}): {self.command()}"


def _snapshot() -> dict[int, Process]:
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            stat = pathlib.Path(f"/proc/{entry}/stat").read_text(errors="replace")
        except OSError:
            continue
        name = stat[stat.index("(") + 1 : stat.rindex(")")]
        state, parent = stat[stat.rindex(")") + 2 :].split()[:2]
        found[int(entry)] = Process(int(entry), int(parent), state, name)
    return found


def _reap_adopted(processes: dict[int, Process]) -> None:
    for process in processes.values():
        if process.parent == os.getpid() and process.state == "Z" and process.pid not in _started:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)


def descendants(root: int | None = None) -> list[Process]:
    """Every live process below `root` (ourselves by default)."""
    processes = _snapshot()
    _reap_adopted(processes)
    children: dict[int, list[Process]] = {}
    for process in processes.values():
        children.setdefault(process.parent, []).append(process)
    result, todo = [], [root or os.getpid()]
    while todo:
        for child in children.get(todo.pop(), []):
            todo.append(child.pid)
            if child.state not in "ZX":
                result.append(child)
    return result


class Program:
    """A started program with its own log; always in its own process group."""

    def __init__(self, name: str, command: list[str], log: pathlib.Path, env: dict, cwd: str | None = None):
        self.name, self.log = name, log
        self._start = {"args": command, "env": env, "cwd": cwd}
        self._launch()

    def _launch(self) -> None:
        with open(self.log, "ab") as sink:
            self._began = sink.tell()
            self._popen = subprocess.Popen(**self._start, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, process_group=0)
        self.pid = self._popen.pid
        self.killed = False  # by a test, with no chance to clean up behind itself
        _started.add(self.pid)
        self._pidfd = os.pidfd_open(self.pid)

    def start_again(self) -> None:
        """The same command once more, as systemd would."""
        self.close()
        self._launch()

    def running(self) -> bool:
        return self._popen.poll() is None

    def signal(self, number: int) -> None:
        if self.running():
            os.kill(self.pid, number)

    def stop(self) -> None:
        """Freezes it, as a hung machine would be."""
        self.signal(signal.SIGSTOP)
        wait_until(lambda: self._state() == "T", f"{self.name} to stop")

    def resume(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9: no farewell."""
        self.killed = True
        self.signal(signal.SIGKILL)
        self.wait(5)

    def terminate(self, seconds: float = 10.0) -> int:
        """SIGTERM, and its exit code; SIGKILL and a failure if it does not obey."""
        self.resume()
        self.signal(signal.SIGTERM)
        try:
            return self.wait(seconds)
        except Deadline:
            self.kill()
            raise

    def wait(self, seconds: float) -> int:
        if not select.select([self._pidfd], [], [], seconds)[0]:
            raise Deadline(f"{self.name} (pid {self.pid}) still runs after {seconds:g} s\n{self.tail()}")
        return self._popen.wait()

    def close(self) -> None:
        """Ends it unconditionally; for the clean-up path."""
        if self.running():
            os.kill(self.pid, signal.SIGKILL)
        self._popen.wait()
        with contextlib.suppress(OSError):
            os.close(self._pidfd)
        _started.discard(self.pid)

    def said(self, text: str) -> bool:
        """In its log, since it was last started."""
        with open(self.log, "rb") as log:
            log.seek(self._began)
            return text.encode() in log.read()

    def tail(self, lines: int = 40) -> str:
        text = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"--- {self.name} ({self.log})"] + text[-lines:])

    def _state(self) -> str:
        with contextlib.suppress(OSError):
            stat = pathlib.Path(f"/proc/{self.pid}/stat").read_text(errors="replace")
            return stat[stat.rindex(")") + 2]
        return ""
