"""A grid larger than this machine: compilers that sleep, 8 to 128 slots on 4 workers."""

import contextlib
import os
import pathlib
import tempfile

from grid import settings
from grid.cluster import Grid

from hgbench import sleepy
from hgbench.measure import Contestant, median_ratio, spread, take_turns
from hgbench.parallel import bound, run_all
from hgbench.peers import Distcc, Icecream, Missing
from hgbench.table import Table

_WORKERS, _MOST_FILES = 4, 256


def measure(rounds: int, show, jobs: int = 64, sleep_ms: int = 1000) -> list[Table]:
    """`jobs`: slots of the grid, and compiles at a time. Each slot has four compiles, as long as that is not too many."""
    # Not below a private folder: distcc and icecream run their compilers as users of their own.
    with tempfile.TemporaryDirectory(prefix="hg-bench-") as top, contextlib.ExitStack() as stack:
        os.chmod(top, 0o755)
        compiler = sleepy.build(pathlib.Path(top) / "bin", sleep_ms)
        path = f"{compiler}:{settings.SYSTEM_PATH}"
        contestants, missing = _contestants(stack, pathlib.Path(top), compiler, path, jobs // _WORKERS)
        names = sleepy.write_sources(pathlib.Path(top) / "src", min(4 * jobs, _MOST_FILES))
        race = _Race(contestants, names, pathlib.Path(top) / "src", (compiler / "object.o").read_bytes(), sleep_ms / 1000, jobs)
        return [race.run(missing, rounds, show)]


def _contestants(stack, top: pathlib.Path, compiler: pathlib.Path, path: str, slots: int):
    grid = stack.enter_context(Grid(workers=0, label="bench"))
    for _ in range(_WORKERS):
        grid.start_worker(path=path, slots=slots)
    client = grid.environment(PATH=path, HG_BENCH_CLIENT="1")
    found = [Contestant("hgbuild", [settings.program("hgbuild"), "gcc"], client | {"HG_FALLBACK": "0"},
                        background=lambda: [agent.pid] if (agent := grid.agent()) else [])]
    missing = {}
    for name, make in (("distcc", lambda home: Distcc(home, path, _WORKERS, slots)),
                       ("icecream", lambda home: Icecream(home, path, compiler, _WORKERS, slots))):
        home = top / name
        home.mkdir()
        home.chmod(0o777)
        try:
            peer = stack.enter_context(make(home))
            found.append(Contestant(name, peer.command("gcc"), peer.environment(client)))
        except (Missing, AssertionError) as why:
            missing[name] = str(why).splitlines()[0]
    found.append(Contestant("bound", ["gcc"], client))
    return found, missing


class _Race:
    """All contestants over the same files. A compile that did not come from a worker has another object, and is told."""

    def __init__(self, contestants: list[Contestant], names: list[str], source: pathlib.Path, canned: bytes, sleep: float, jobs: int):
        self._contestants, self._source, self._canned, self._sleep = contestants, source, canned, sleep
        self._jobs = jobs
        self._objects = [source / (name[:-2] + ".o") for name in names]
        self._compile = [["-O2", "-c", name, "-o", name[:-2] + ".o"] for name in names]
        self._preprocess = [["-O2", "-E", "-fdirectives-only", name] for name in names]
        self._local: dict[str, int] = {}

    def run(self, missing: dict[str, str], rounds: int, show) -> Table:
        take_turns(self._contestants, self._once, 1, show)  # toolchains told, tarballs shipped, files in memory
        self._local.clear()
        return self._table(take_turns(self._contestants, self._once, rounds, show), missing, rounds)

    def _once(self, contestant: Contestant):
        if contestant.name == "bound":
            return bound(contestant, self._preprocess, self._jobs, str(self._source), self._sleep)
        for path in self._objects:
            path.unlink(missing_ok=True)
        cost = run_all(contestant, self._compile, self._jobs, str(self._source))
        local = sum(path.read_bytes() != self._canned for path in self._objects)
        self._local[contestant.name] = self._local.get(contestant.name, 0) + local
        return cost

    def _table(self, results, missing: dict[str, str], rounds: int) -> Table:
        table = Table(f"scale:{self._jobs}", f"{len(self._compile)} compiles of {self._sleep:g} s, -j{self._jobs}, "
                      f"{_WORKERS} workers × {self._jobs // _WORKERS} slots, seconds",
                      ["", "wall", "wall 25–75 %", "wall / bound", "client CPU", "not remote, of all"])
        base = [c.wall for c in results["bound"]]
        for contestant in self._contestants:
            costs = results[contestant.name]
            wall, low, high = spread([c.wall for c in costs])
            local = self._local.get(contestant.name)
            table.rows.append({"": contestant.name, "wall": wall, "wall 25–75 %": f"{low:.2f}–{high:.2f}",
                               "wall / bound": median_ratio([c.wall for c in costs], base),
                               "client CPU": spread([c.cpu for c in costs])[0],
                               "not remote, of all": None if local is None else f"{local} of {rounds * len(self._compile)}"})
        table.rows += [{"": f"{name}: {why}"} for name, why in missing.items()]
        ours = [c.wall for c in results["hgbuild"]]
        table.goal("wall / bound", median_ratio(ours, base), 1.05)
        if "icecream" in results:
            table.goal("wall / icecream's", median_ratio(ours, [c.wall for c in results["icecream"]]), 1.0)
        return table
