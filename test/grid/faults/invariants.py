"""I1 to I9: what must hold after every fault, whatever it was. docs/reliability.md says them in prose."""

import os
import pathlib
import re

from grid.faults.world import JOBS, World
from grid.running import Outcome
from grid.waiting import Deadline, wait_until

CLEAN = 2.0  # seconds until nothing may be left
RECOVER = 5.0  # seconds beyond those for which a breaker is open
LEAKED = 5  # descriptors or threads more than before
MEMORY_MIB = 400  # the most that one of our programs may ever have held
_LINE = re.compile(r"hgbuild: f\d+\.c: (?:compiled here: (?P<reason>[\w-]+)|compiled on (?P<worker>\S+)|from the cache)")
_NEWS = re.compile(r'hybridgrid_(retries_total|task_failures_total\{.*|worker_tasks_total\{.*result="failed".*)$')


def reasons(outcome: Outcome) -> dict[str, int]:
    """Why compiles of a build were local: reason code -> how many."""
    found: dict[str, int] = {}
    for match in map(_LINE.match, outcome.errors().splitlines()):
        if match and match["reason"]:
            found[match["reason"]] = found.get(match["reason"], 0) + 1
    return found


def on_workers(outcome: Outcome) -> dict[str, int]:
    """Address of a worker -> how many compiles of a build it did."""
    found: dict[str, int] = {}
    for match in map(_LINE.match, outcome.errors().splitlines()):
        if match and match["worker"]:
            found[match["worker"]] = found.get(match["worker"], 0) + 1
    return found


def _count(pid: int, what: str) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/{what}"))
    except OSError:
        return 0


def _files_below(folder: pathlib.Path) -> list[str]:
    """Folders that vanish meanwhile are passed over: jobs end while we look."""
    return [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]


def _peak_mib(pid: int) -> float:
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def news(world: World) -> float:
    """Grows when the coordinator noticed that something went wrong."""
    return sum(value for name, value in world.grid.metrics().items() if _NEWS.match(name))


class Invariants:
    """Made in a world at rest; every method returns what is violated, each in a line that begins with its number."""

    def __init__(self, world: World):
        self._world = world
        self._recovery = RECOVER + world.grid.breaker_open
        self._held = {what: max(_count(pid, what) for pid in world.programs().values()) for what in ("fd", "task")}

    def of_build(self, outcome: Outcome, complete: bool = True) -> list[str]:
        """`complete` is off for builds that were interrupted."""
        found = [f"I{6 if 'belong' in text else 1}: {text}" for text in self._world.project.wrong(complete)]
        if not complete:
            return found
        strange = [line for line in outcome.errors().splitlines() if not _LINE.match(line)]
        if outcome.code != 0 or outcome.out or strange:
            found.append(f"I2: exit {outcome.code}, stdout {outcome.out[:200]!r}, stderr {strange[:5]}")
        told = sum(reasons(outcome).values()) + sum(on_workers(outcome).values())
        if outcome.code == 0 and told != self._world.files:
            found.append(f"I7: {told} of {self._world.files} compiles said where they were done")
        return found

    def of_bad_source(self) -> list[str]:
        bare, ours = self._world.bad_source()
        same = (bare.code, bare.out, bare.err) == (ours.code, ours.out, ours.err)
        return [] if same else [f"I2: a broken source ends otherwise: {bare} {ours}"]

    def clean(self) -> list[str]:
        """I4, within its 2 seconds."""
        grid = self._world.grid
        jobs = [worker.jobs for worker in grid.workers if worker.running()] + [grid.sandbox.temporary]

        def left() -> list[str]:
            found = [f"process {p}" for p in grid.strangers()]
            found += [f"file {f}" for folder in jobs for f in _files_below(folder) if not f.endswith(".lock")]
            for name, pid in self._world.programs().items():
                found += [f"{name} holds {_count(pid, what)} of {what}, {most} before" for what, most in self._held.items()
                          if _count(pid, what) > most + LEAKED]
            return found

        try:
            wait_until(lambda: not left(), "a clean end", CLEAN)
        except Deadline:
            return [f"I4: {text}" for text in left()]
        return []

    def cache(self) -> list[str]:
        outcome = self._world.grid.hgbuild("cache", "verify", **self._world.environment())
        return [] if outcome.code == 0 and b" 0 damaged" in outcome.out else [f"I5: {outcome}"]

    def bounded(self) -> list[str]:
        peaks = {name: _peak_mib(pid) for name, pid in self._world.programs().items()}
        return [f"I9: {name} held {mib:.0f} MiB" for name, mib in peaks.items() if mib > MEMORY_MIB]

    def recovers(self) -> list[str]:
        """I8: within the time for which a breaker is open, a build comes from the grid again, from every worker."""
        try:
            wait_until(lambda: not self._throughput(), "the grid as before", self._recovery)
        except Deadline:
            return [f"I8: after {self._recovery:g} s {text}" for text in self._throughput()]
        return []

    def _throughput(self) -> list[str]:
        world = self._world
        try:
            world.all_online(35)
        except Deadline as late:
            return [str(late)]
        files = world.files // 4
        world.project.forget()
        outcome = world.project.start(jobs=JOBS, targets=files, **world.environment()).finish(120)
        remote = on_workers(outcome)
        if sum(remote.values()) >= 0.9 * files and len(remote) == len(world.grid.workers):
            return []
        return [f"{remote} of {files} compiles came from workers, the others were local: {reasons(outcome)}"]

    def served(self) -> list[str]:
        """I5 again: what the faults left in the cache is what a compiler makes."""
        outcome = self._world.start(HG_RECACHE="").finish(120)
        return [text.replace("I1", "I5") for text in self.of_build(outcome) if not text.startswith("I7")]
