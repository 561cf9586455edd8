"""Running commands and telling what they cost; contestants take turns, so a busy minute hurts them all alike."""

import collections
import contextlib
import os
import pathlib
import shutil
import statistics
import time
from dataclasses import dataclass, field


@dataclass
class Cost:
    """Of one command, or the mean of several: seconds of wall time, seconds of CPU (user + system)."""

    wall: float
    cpu: float


@dataclass
class Contestant:
    """Something that runs a command. `background` are long-lived helpers of the client whose CPU counts as its own."""

    name: str
    command: list[str]
    env: dict[str, str]
    background: "callable" = field(default=lambda: [])


def thread_seconds(pid: int) -> float:
    """CPU time of a live process, from the scheduler's own nanoseconds where the kernel tells them."""
    total = 0
    with contextlib.suppress(OSError):
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9
    return 0.0


def run_once(contestant: Contestant, extra: list[str], cwd: str) -> Cost:
    """Raises RuntimeError if the command does not end with 0."""
    argv = contestant.command + extra
    before = time.perf_counter()
    pid = spawn(argv, contestant.env, cwd)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - before
    if status != 0:
        raise RuntimeError(f"{contestant.name}: {' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def spawn(argv: list[str], env: dict[str, str], cwd: str) -> int:
    """posix_spawn, because fork of a large interpreter would be measured too; it has no working directory of its own."""
    os.chdir(cwd)
    program = shutil.which(argv[0], path=env["PATH"])  # the command's PATH, not ours
    devnull = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    return os.posix_spawn(program, argv, env, file_actions=devnull)


def batch(contestant: Contestant, extra: list[str], cwd: str, count: int) -> Cost:
    """The mean of `count` runs in a row, with the CPU of background helpers shared among them."""
    pids = contestant.background()
    before = sum(map(thread_seconds, pids))
    costs = [run_once(contestant, extra, cwd) for _ in range(count)]
    helpers = sum(map(thread_seconds, pids)) - before
    return Cost(sum(c.wall for c in costs) / count, (sum(c.cpu for c in costs) + helpers) / count)


def take_turns(contestants: list[Contestant], once, rounds: int, show=lambda text: None) -> dict[str, list]:
    """rounds × contestants calls of once(contestant); the order rotates, so nobody is always first."""
    results = collections.defaultdict(list)
    for number in range(rounds):
        turn = number % len(contestants)
        for contestant in contestants[turn:] + contestants[:turn]:
            show(f"round {number + 1}/{rounds}  {contestant.name}")
            results[contestant.name].append(once(contestant))
    return results


def median_ratio(ours: list[float], theirs: list[float]) -> float:
    """Of the ratios of one round each: what both met in that round cancels out."""
    return statistics.median(a / b for a, b in zip(ours, theirs))


def spread(values: list[float]) -> tuple[float, float, float]:
    """Median, and the quartiles around it."""
    low, middle, high = statistics.quantiles(values, n=4)
    return middle, low, high
