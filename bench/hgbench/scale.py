"""A grid larger than this machine: compilers that sleep, 256 compiles, 64 slots on 4 workers."""

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

_FILES, _JOBS, _WORKERS, _SLOTS = 256, 64, 4, 16


def measure(rounds: int, show, sleep_ms: int = 1000) -> list[Table]:
    # Not below a private folder: distcc and icecream run their compilers as users of their own.
    with tempfile.TemporaryDirectory(prefix="hg-bench-") as top, contextlib.ExitStack() as stack:
        os.chmod(top, 0o755)
        compiler = sleepy.build(pathlib.Path(top) / "bin", sleep_ms)
        path = f"{compiler}:{settings.SYSTEM_PATH}"
        contestants, missing = _contestants(stack, pathlib.Path(top), compiler, path)
        names = sleepy.write_sources(pathlib.Path(top) / "src", _FILES)
        race = _Race(contestants, names, pathlib.Path(top) / "src", (compiler / "object.o").read_bytes(), sleep_ms / 1000)
        return [race.run(missing, rounds, show)]


def _contestants(stack, top: pathlib.Path, compiler: pathlib.Path, path: str):
    grid = stack.enter_context(Grid(workers=0, label="bench"))
    for _ in range(_WORKERS):
        grid.start_worker(path=path, slots=_SLOTS)
    client = grid.environment(PATH=path, HG_BENCH_CLIENT="1")
    found = [Contestant("hgbuild", [settings.program("hgbuild"), "gcc"], client | {"HG_FALLBACK": "0"},
                        background=lambda: [agent.pid] if (agent := grid.agent()) else [])]
    missing = {}
    for name, make in (("distcc", lambda home: Distcc(home, path, _WORKERS, _SLOTS)),
                       ("icecream", lambda home: Icecream(home, path, compiler, _WORKERS, _SLOTS))):
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

    def __init__(self, contestants: list[Contestant], names: list[str], source: pathlib.Path, canned: bytes, sleep: float):
        self._contestants, self._source, self._canned, self._sleep = contestants, source, canned, sleep
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
            return bound(contestant, self._preprocess, _JOBS, str(self._source), self._sleep)
        for path in self._objects:
            path.unlink(missing_ok=True)
        cost = run_all(contestant, self._compile, _JOBS, str(self._source))
        local = sum(path.read_bytes() != self._canned for path in self._objects)
        self._local[contestant.name] = self._local.get(contestant.name, 0) + local
        return cost

    def _table(self, results, missing: dict[str, str], rounds: int) -> Table:
        table = Table("scale", f"{_FILES} compiles of {self._sleep:g} s, -j{_JOBS}, {_WORKERS} workers × {_SLOTS} slots, seconds",
                      ["", "wall", "wall 25–75 %", "wall / bound", "client CPU", "not remote, of all"])
        base = [c.wall for c in results["bound"]]
        for contestant in self._contestants:
            costs = results[contestant.name]
            wall, low, high = spread([c.wall for c in costs])
            local = self._local.get(contestant.name)
            table.rows.append({"": contestant.name, "wall": wall, "wall 25–75 %": f"{low:.2f}–{high:.2f}",
                               "wall / bound": median_ratio([c.wall for c in costs], base),
                               "client CPU": spread([c.cpu for c in costs])[0],
                               "not remote, of all": None if local is None else f"{local} of {rounds * _FILES}"})
        table.rows += [{"": f"{name}: {why}"} for name, why in missing.items()]
        ours = [c.wall for c in results["hgbuild"]]
        table.goal("wall / bound", median_ratio(ours, base), 1.05)
        if "icecream" in results:
            table.goal("wall / icecream's", median_ratio(ours, [c.wall for c in results["icecream"]]), 1.0)
        return table
