"""What hgbuild adds to a compile that stays here: it is in front of every command, also of those it can do nothing for."""

import statistics

from grid import ports, settings
from grid.cluster import Grid

from hgbench.measure import Contestant, batch, spread, take_turns
from hgbench.table import Table

_COMPILE = ["-O2", "-c", "hello.c", "-o", "out.o"]
_MODES = [
    # name, arguments, environment, goal in ms
    ("HG_DISABLE=1", _COMPILE, {"HG_DISABLE": "1"}, 2.0),
    ("HG_LOCAL=1", _COMPILE, {"HG_LOCAL": "1"}, 2.0),
    ("-E", ["-E", "hello.c", "-o", "out.i"], {}, 2.0),
    ("--version", ["--version"], {}, 2.0),
    ("no coordinator configured", _COMPILE, {"HG_COORDINATOR": ""}, 2.0),
    ("coordinator dead", _COMPILE, {"HG_COORDINATOR": "dead"}, 5.0),
]


def measure(rounds: int, show) -> list[Table]:
    table = Table("fallthrough", "What hgbuild adds to a local command, ms",
                  ["", "gcc", "hgbuild gcc", "added", "added CPU"])
    nobody = ports.reserve()  # held, but nobody listens there
    try:
        with Grid(workers=1, slots=2, label="bench") as grid:
            (grid.work / "hello.c").write_text('#include <stdio.h>\nint main(void) { return printf("hello\\n") < 0; }\n')
            for mode in _MODES:
                _one_mode(table, mode, grid, f"127.0.0.1:{nobody.number}", rounds, show)
    finally:
        nobody.close()
    return [table]


def _one_mode(table: Table, mode, grid: Grid, dead: str, rounds: int, show) -> None:
    name, arguments, env, limit = mode
    env = {key: dead if value == "dead" else value for key, value in env.items()}
    contestants = [
        Contestant("gcc", ["gcc"], grid.environment()),
        Contestant("hgbuild", [settings.program("hgbuild"), "gcc"], grid.environment() | env,
                   background=lambda: [agent.pid] if (agent := grid.agent()) else []),
    ]

    def once(contestant):
        return batch(contestant, arguments, str(grid.work), 10)

    take_turns(contestants, once, 1, show)
    results = take_turns(contestants, once, rounds, lambda text: show(f"{name}  {text}"))
    plain, ours = results["gcc"], results["hgbuild"]
    added = statistics.median((b.wall - a.wall) * 1e3 for a, b in zip(plain, ours))
    table.rows.append({"": name, "gcc": spread([c.wall * 1e3 for c in plain])[0],
                       "hgbuild gcc": spread([c.wall * 1e3 for c in ours])[0], "added": added,
                       "added CPU": statistics.median((b.cpu - a.cpu) * 1e3 for a, b in zip(plain, ours))})
    table.goal(f"{name}: added", added, limit, " ms")
