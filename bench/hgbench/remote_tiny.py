"""What one small remote compile costs its user: wall time, and CPU of the client with everything that works for it."""

import os
import pathlib
import tempfile

from grid import settings
from grid.cluster import Grid

from hgbench.measure import Contestant, batch, median_ratio, spread, take_turns
from hgbench.peers import Distcc
from hgbench.table import Table

_PROGRAMS = {
    "tiny.c": "int twice(int x) { return x * 2; }\n",
    "hello.c": '#include <stdio.h>\nint main(void) { return printf("hello\\n") < 0; }\n',
}


def measure(rounds: int, show) -> list[Table]:
    # Not below the grid's private folder: distccd becomes a user of its own.
    with tempfile.TemporaryDirectory(prefix="hg-bench-") as folder, Grid(workers=1, slots=4, label="bench") as grid:
        os.chmod(folder, 0o777)
        with Distcc(pathlib.Path(folder), settings.SYSTEM_PATH, workers=1, slots=4) as distcc:
            return [_one_file(name, text, grid, distcc, rounds, show) for name, text in _PROGRAMS.items()]


def _one_file(name: str, text: str, grid: Grid, distcc: Distcc, rounds: int, show) -> Table:
    (grid.work / name).write_text(text)
    compile_it = ["-O2", "-c", name, "-o", "out.o"]
    contestants = [
        Contestant("gcc", ["gcc"], grid.environment()),
        Contestant("distcc gcc", distcc.command("gcc"), distcc.environment(grid.environment())),
        Contestant("hgbuild gcc", [settings.program("hgbuild"), "gcc"], grid.environment(HG_FALLBACK="0"),
                   background=lambda: [agent.pid] if (agent := grid.agent()) else []),
    ]

    def once(contestant):
        return batch(contestant, compile_it, str(grid.work), 10)

    take_turns(contestants, once, 1, show)  # everything started, every file in memory
    before = grid.finished()
    results = take_turns(contestants, once, rounds, lambda text: show(f"{name}  {text}"))
    if (remote := grid.finished() - before) != rounds * 10:
        raise RuntimeError(f"{rounds * 10} compiles were to be remote, {remote} were")

    table = Table(f"remote_tiny/{name}", f"Remote compile of {name}, ms", ["", "wall", "wall 25–75 %", "client CPU"])
    for contestant in contestants:
        costs = results[contestant.name]
        wall, low, high = spread([c.wall * 1e3 for c in costs])
        table.rows.append({"": contestant.name, "wall": wall, "wall 25–75 %": f"{low:.1f}–{high:.1f}",
                           "client CPU": spread([c.cpu * 1e3 for c in costs])[0]})
    ours, theirs = results["hgbuild gcc"], results["distcc gcc"]
    table.goal("wall time / distcc's", median_ratio([c.wall for c in ours], [c.wall for c in theirs]), 1.0)
    table.goal("client CPU / distcc's", median_ratio([c.cpu for c in ours], [c.cpu for c in theirs]), 1.0)
    return table
