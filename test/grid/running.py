"""Running one command to its end, with everything that a caller could see of it."""

import concurrent.futures
import contextlib
import dataclasses
import os
import signal
import subprocess

from grid import settings


@dataclasses.dataclass
class Outcome:
    """What a caller sees of a command: exit code (negative: the signal), both streams."""

    code: int
    out: bytes
    err: bytes
    command: list[str] = dataclasses.field(compare=False, default_factory=list)

    def text(self) -> str:
        return self.out.decode(errors="replace")

    def errors(self) -> str:
        return self.err.decode(errors="replace")

    def __str__(self):
        return f"{' '.join(self.command)}\nexit {self.code}\nstdout: {self.out[:2000]!r}\nstderr: {self.err[:4000]!r}"


def run(command, *, cwd=None, env=None, stdin: bytes = b"", seconds: float = 120, pass_fds=()) -> Outcome:
    """Runs `command` in its own process group; one that does not end in `seconds` is killed and fails the test."""
    command = [os.fspath(word) for word in command]
    child = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, process_group=0, pass_fds=pass_fds)
    try:
        out, err = child.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired as expired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        out, err = child.communicate()
        raise AssertionError(f"hung for {seconds:g} s: {' '.join(command)}\n{out!r}\n{err!r}") from expired
    return Outcome(child.returncode, out, err, command)


def for_each(items, action, jobs: int | None = None) -> list:
    """action(item) for all items, a few at a time; the results in order; the first exception is raised."""
    with concurrent.futures.ThreadPoolExecutor(jobs or settings.jobs()) as pool:
        return list(pool.map(action, items))
