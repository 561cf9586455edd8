"""What a miss costs over the compile that it wraps, without a grid."""

from hgbench import cached
from hgbench.measure import median_ratio, spread, take_turns
from hgbench.table import Table


def measure(rounds: int, show) -> list[Table]:
    with cached.sandbox() as box:
        return [_program(cached.Program(box, *source), many, show)
                for source, many in ((cached.TINY, rounds * 10), (cached.HEAVY, rounds))]


def _program(program: cached.Program, rounds: int, show) -> Table:
    bare = program.bare()
    contestants = [bare, program.hgbuild("hgbuild, a miss"), program.hgbuild("hgbuild, a miss, -MMD", "-MMD"),
                   program.hgbuild("hgbuild, HG_CACHE=off", HG_CACHE="off"), program.ccache("ccache, a miss")]
    take_turns(contestants, program.run_new, 1, show)  # compilers are known, files in memory
    results = take_turns(contestants, program.run_new, rounds, lambda text: show(f"{program.name}  {text}"))
    table = Table(f"cache_miss/{program.name}", f"A miss: {program.name}, ms", ["", "wall", "wall 25–75 %", "CPU", "over bare"])
    for name, costs in results.items():
        wall, low, high = spread([c.wall * 1e3 for c in costs])
        over = median_ratio([c.wall for c in costs], [c.wall for c in results[bare.name]])
        table.rows.append({"": name, "wall": wall, "wall 25–75 %": f"{low:.1f}–{high:.1f}",
                           "CPU": spread([c.cpu * 1e3 for c in costs])[0], "over bare": f"{(over - 1) * 100:+.1f} %"})
    ours = results["hgbuild, a miss"]
    table.goal("wall time / bare", median_ratio([c.wall for c in ours], [c.wall for c in results[bare.name]]), 1.03)
    return table
