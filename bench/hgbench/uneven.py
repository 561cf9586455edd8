"""A worker that is 20 times slower than the others must not make a build much longer than it would be without it."""

import os
import pathlib
import shutil
import tempfile

from grid import settings
from grid.cluster import Grid

from hgbench import sleepy
from hgbench.measure import Contestant, median_ratio, spread, take_turns
from hgbench.parallel import run_all
from hgbench.table import Table

_FILES, _WORKERS, _SLOTS, _SLEEP_MS, _TIMES = 160, 4, 8, 500, 20


def measure(rounds: int, show) -> list[Table]:
    with tempfile.TemporaryDirectory(prefix="hg-bench-") as top, Grid(workers=0, label=f"bench{os.getpid()}") as grid:
        folder = pathlib.Path(top)
        fast, other = sleepy.build(folder / "bin", _SLEEP_MS), sleepy.build(folder / "other", _SLEEP_MS - 1)
        slow = shutil.copytree(fast, folder / "slow")  # the same compiler to everybody
        (slow / "sleep_ms").write_text(str(_SLEEP_MS * _TIMES))
        names = sleepy.write_sources(folder / "src", _FILES)
        # Two compilers are two grids to their users, though one coordinator serves both.
        contestants = [_contestant(grid, "without it", [other] * (_WORKERS - 1)),
                       _contestant(grid, "with it", [fast] * (_WORKERS - 1) + [slow])]
        work = [["-O2", "-c", name, "-o", name[:-2] + ".o"] for name in names]

        def once(contestant: Contestant):
            return run_all(contestant, work, _WORKERS * _SLOTS, str(folder / "src"))

        take_turns(contestants, once, 1, show)
        return [_table(take_turns(contestants, once, rounds, show))]


def _contestant(grid: Grid, name: str, compilers: list[pathlib.Path]) -> Contestant:
    for compiler in compilers:
        grid.start_worker(wait=False, path=f"{compiler}:{settings.SYSTEM_PATH}", slots=_SLOTS)
    grid.wait_for_workers(len(grid.workers), 120)
    path = f"{compilers[0]}:{settings.SYSTEM_PATH}"
    return Contestant(name, [settings.program("hgbuild"), "gcc"], grid.environment(PATH=path, HG_BENCH_CLIENT="1"))


def _table(results: dict) -> Table:
    table = Table("uneven", f"{_FILES} compiles of {_SLEEP_MS / 1e3:g} s, {_WORKERS - 1} workers × {_SLOTS} slots and one that is "
                  f"{_TIMES} times slower, seconds", ["", "wall", "wall 25–75 %"])
    for name, costs in results.items():
        wall, low, high = spread([c.wall for c in costs])
        table.rows.append({"": name, "wall": wall, "wall 25–75 %": f"{low:.2f}–{high:.2f}"})
    ratio = median_ratio([c.wall for c in results["with it"]], [c.wall for c in results["without it"]])
    table.goal("wall with it / without it", ratio, 1.3)
    return table
