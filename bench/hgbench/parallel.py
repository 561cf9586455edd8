"""Many commands at once, as `make -jN` runs them, and the bound that nothing can beat."""

import heapq
import os
import select
import time

from hgbench.measure import Contestant, Cost, spawn, thread_seconds


class _Children:
    """Running processes, waited for by descriptor, so that nobody else's children are touched."""

    def __init__(self):
        self._poll, self._pids, self.cpu = select.poll(), {}, 0.0

    def __len__(self):
        return len(self._pids)

    def start(self, contestant: Contestant, extra: list[str], cwd: str) -> None:
        pid = spawn(contestant.command + extra, contestant.env, cwd)
        fd = os.pidfd_open(pid)
        self._pids[fd] = (pid, contestant.name, extra)
        self._poll.register(fd, select.POLLIN)

    def finished(self, seconds: float | None) -> int:
        """Waits for at least one to end, or until `seconds` have passed; how many ended."""
        ready = self._poll.poll(None if seconds is None else max(0.0, seconds * 1000))
        for fd, _ in ready:
            pid, name, extra = self._pids.pop(fd)
            self._poll.unregister(fd)
            os.close(fd)
            _, status, usage = os.wait4(pid, 0)
            self.cpu += usage.ru_utime + usage.ru_stime
            if status != 0:
                raise RuntimeError(f"{name}: {' '.join(extra)} ended with {os.waitstatus_to_exitcode(status)}")
        return len(ready)


def run_all(contestant: Contestant, work: list[list[str]], jobs: int, cwd: str) -> Cost:
    """Every argument list of `work` once, `jobs` at a time. Wall time of the whole, CPU of the client's side."""
    children, waiting = _Children(), list(reversed(work))
    pids = contestant.background()
    helpers = sum(map(thread_seconds, pids))
    begin = time.perf_counter()
    while waiting or children:
        while waiting and len(children) < jobs:
            children.start(contestant, waiting.pop(), cwd)
        children.finished(None)
    wall = time.perf_counter() - begin
    return Cost(wall, children.cpu + sum(map(thread_seconds, pids)) - helpers)


def bound(preprocess: Contestant, work: list[list[str]], jobs: int, cwd: str, sleep: float) -> Cost:
    """The same work with nothing but the preprocessor and a perfect grid: each of `jobs` slots preprocesses, then sleeps."""
    children, waiting, asleep = _Children(), list(reversed(work)), []
    begin = time.perf_counter()
    while waiting or children or asleep:
        now = time.perf_counter()
        while asleep and asleep[0] <= now:
            heapq.heappop(asleep)
        while waiting and len(children) + len(asleep) < jobs:
            children.start(preprocess, waiting.pop(), cwd)
        if not children and not asleep:
            break
        for _ in range(children.finished(asleep[0] - now if asleep else None)):
            heapq.heappush(asleep, time.perf_counter() + sleep)
    return Cost(time.perf_counter() - begin, children.cpu)
