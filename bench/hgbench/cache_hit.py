"""What a hit costs, against ccache in direct mode."""

from grid.running import run

from hgbench import cached
from hgbench.measure import median_ratio, spread, take_turns
from hgbench.table import Table


def measure(rounds: int, show) -> list[Table]:
    with cached.sandbox() as box:
        return [_program(cached.Program(box, *source), box, rounds * 10, show) for source in (cached.TINY, cached.HEAVY)]


def _program(program: cached.Program, box, rounds: int, show) -> Table:
    memo = box.root / "store" / "digests-1"
    floor, ccache = program.floor(), program.ccache("ccache")
    hot, cold = program.hgbuild("hgbuild"), program.hgbuild("hgbuild, no memo yet")
    show(f"{program.name}  filling the caches")
    program.fill(hot, lambda: b"from the cache" in run(
        [*hot.command, *program.words], cwd=program.folder, env=hot.env | {"HG_VERBOSE": "1"}).err)
    program.fill(ccache, lambda: b"direct_cache_hit\t0" not in run(
        [ccache.command[0], "--print-stats"], env=ccache.env).out)

    def once(contestant):
        if contestant is cold:
            memo.unlink(missing_ok=True)  # it makes a new one, reads every file, and remembers them
        elif contestant is hot:
            program.run(hot)  # what the cold one has forgotten
        return program.run(contestant)

    results = take_turns([floor, hot, cold, ccache], once, rounds, lambda text: show(f"{program.name}  {text}"))
    table = Table(f"cache_hit/{program.name}", f"A hit: {program.name}, {len(program.headers())} files, ms",
                  ["", "wall", "wall 25–75 %", "CPU"])
    for name, costs in results.items():
        wall, low, high = spread([c.wall * 1e3 for c in costs])
        table.rows.append({"": name, "wall": wall, "wall 25–75 %": f"{low:.2f}–{high:.2f}",
                           "CPU": spread([c.cpu * 1e3 for c in costs])[0]})
    ours, theirs = results[hot.name], results[ccache.name]
    table.goal("wall time / ccache's", median_ratio([c.wall for c in ours], [c.wall for c in theirs]), 0.5)
    table.goal("CPU / ccache's", median_ratio([c.cpu for c in ours], [c.cpu for c in theirs]), 0.5)
    return table
