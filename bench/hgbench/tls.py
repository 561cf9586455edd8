"""What mutual TLS adds to a compile: it should cost a connection, which the agent keeps, and not a compile."""

import contextlib

from grid import ports, settings
from grid.trusted import TrustedGrid
from grid.waiting import wait_until

from hgbench.measure import Contestant, batch, median_ratio, spread, take_turns
from hgbench.table import Table

_SOURCE = '#include <stdio.h>\nint main(void) { return printf("hello\\n") < 0; }\n'
_COMPILES = 10
_PLAIN = {"HG_TLS_CA": "", "HG_TLS_CERT": "", "HG_TLS_KEY": ""}


def measure(rounds: int, show) -> list[Table]:
    with contextlib.ExitStack() as stack:
        grid = stack.enter_context(TrustedGrid(workers=1, slots=4, label="bench"))
        address = _plain_grid(grid, stack)
        (grid.work / "hello.c").write_text(_SOURCE)
        command = [settings.program("hgbuild"), "gcc"]

        def agent() -> list[int]:
            return [process.pid for process in grid.agents()]

        contestants = [
            Contestant("plain text", command, grid.environment(HG_FALLBACK="0", HG_COORDINATOR=address, **_PLAIN), background=agent),
            Contestant("mutual TLS", command, grid.environment(HG_FALLBACK="0"), background=agent)]

        def once(contestant: Contestant):
            return batch(contestant, ["-O2", "-c", "hello.c", "-o", "out.o"], str(grid.work), _COMPILES)

        take_turns(contestants, once, 1, show)  # connections are made
        before = grid.finished()
        results = take_turns(contestants, once, rounds, show)
        if (remote := grid.finished() - before) != rounds * _COMPILES:
            raise RuntimeError(f"{rounds * _COMPILES} compiles were to be remote, {remote} were")
        return [_table(results)]


def _plain_grid(grid: TrustedGrid, stack: contextlib.ExitStack) -> str:
    """A coordinator and a worker in plain text beside those of `grid`, which ends them; the coordinator's address."""
    reserved = [stack.enter_context(contextlib.closing(ports.reserve())).number for _ in range(4)]
    address = f"127.0.0.1:{reserved[0]}"
    serve = ["serve", "--cache", "off", "--grpc-port"]
    grid.start_program("plain-coord", [settings.program("hg-coord"), *serve, str(reserved[0]), "--http-port", str(reserved[1])])
    grid.start_program("plain-worker", [settings.program("hg-worker"), *serve, str(reserved[2]), "--http-port", str(reserved[3]),
                                        "--coordinator", address, "--max-tasks", "4"])
    wait_until(lambda: b"online" in grid.hgbuild("workers", "--json", HG_COORDINATOR=address, **_PLAIN).out, "the plain worker", 30)
    return address


def _table(results: dict) -> Table:
    table = Table("tls", "Remote compile of hello.c, ms", ["", "wall", "wall 25–75 %", "client CPU"])
    for name, costs in results.items():
        wall, low, high = spread([c.wall * 1e3 for c in costs])
        table.rows.append({"": name, "wall": wall, "wall 25–75 %": f"{low:.1f}–{high:.1f}",
                           "client CPU": spread([c.cpu * 1e3 for c in costs])[0]})
    plain, tls = results["plain text"], results["mutual TLS"]
    table.goal("wall time / that of plain text", median_ratio([c.wall for c in tls], [c.wall for c in plain]), 1.03)
    table.goal("client CPU / that of plain text", median_ratio([c.cpu for c in tls], [c.cpu for c in plain]), 1.05)
    return table
