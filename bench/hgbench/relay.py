"""What the coordinator adds to a bare gRPC relay: calls per second, bytes per second, time of one dispatch, memory."""

import contextlib
import statistics

from grid.waiting import wait_until

from hgbench import load
from hgbench.table import Table

_MIB = 1 << 20
# callers, calls, bytes of a source
_SMALL, _LARGE = (64, 6000, 512), (8, 200, _MIB)
_MANY_WORKERS, _MANY_CALLERS, _DISPATCHES = 1000, 256, 8000
_QUEUED, _NO_OP, _TINY = 10_000, 512, 7 * 1024  # bytes: of nothing, and of a C file that includes stdio.h


def measure(rounds: int, show) -> list[Table]:
    table = Table("relay/memory", f"Memory of hg-coord, {_MANY_WORKERS} workers, {_QUEUED} queued compiles, MiB",
                  ["bytes of each source", "a bare server that holds the calls", "with the workers", "with the queue"])
    table.rows = [_memory(size, show) for size in (_NO_OP, _TINY)]
    table.goal("resident, no-ops", table.rows[0]["with the queue"], 300.0, " MiB")
    return [_throughput(rounds, show), _dispatch(rounds, show), table]


def _turns(rounds: int, targets: dict[str, str], shape: tuple, show) -> dict[str, list[dict]]:
    """Both take turns; the first round warms up."""
    results: dict[str, list[dict]] = {name: [] for name in targets}
    for number in range(rounds + 1):
        order = list(targets) if number % 2 else list(reversed(targets))
        for name in order:
            show(f"round {number}/{rounds}  {name}")
            figures = load.call(targets[name], *shape)
            if number:
                results[name].append(figures)
    return results


def _rate(figures: dict) -> float:
    return figures["calls"] / figures["seconds"]


def _throughput(rounds: int, show) -> Table:
    table = Table("relay", "Relayed compiles against a bare two-hop gRPC echo",
                  ["", "echo", "hg-coord", "hg-coord / echo", "echo p99, ms", "hg-coord p99, ms"])
    with load.grid() as grid, contextlib.ExitStack() as stack:
        load.workers(stack, grid, 4, 64)
        targets = {"echo": load.two_hops(stack, grid.sandbox.root), "hg-coord": grid.address}
        for title, shape in (("no-ops per second, 64 callers", _SMALL), ("1 MiB sources, MiB per second, 8 callers", _LARGE)):
            results = _turns(rounds, targets, shape, lambda text, title=title: show(f"{title}  {text}"))
            rates = {name: [_rate(figures) for figures in each] for name, each in results.items()}
            ratio = statistics.median(ours / echo for ours, echo in zip(rates["hg-coord"], rates["echo"]))
            p99 = {name: statistics.median(figures["p99_us"] / 1e3 for figures in each) for name, each in results.items()}
            table.rows.append({"": title, "echo": statistics.median(rates["echo"]), "hg-coord": statistics.median(rates["hg-coord"]),
                               "hg-coord / echo": ratio, "echo p99, ms": p99["echo"], "hg-coord p99, ms": p99["hg-coord"]})
            table.goal(f"echo / hg-coord, {title}", 1 / ratio, 2.0)
    return table


def _dispatch(rounds: int, show) -> Table:
    table = Table("relay/dispatch", f"A dispatch among {_MANY_WORKERS} heartbeating workers, {_MANY_CALLERS} callers, ms",
                  ["", "p50", "p99", "per second"])
    with load.grid() as grid, contextlib.ExitStack() as stack:
        load.workers(stack, grid, _MANY_WORKERS, 4)
        targets = {"echo, two hops": load.two_hops(stack, grid.sandbox.root), "hg-coord": grid.address}
        results = _turns(rounds, targets, (_MANY_CALLERS, _DISPATCHES), show)
    for name, each in results.items():
        table.rows.append({"": name, "p50": statistics.median(f["p50_us"] / 1e3 for f in each),
                           "p99": statistics.median(f["p99_us"] / 1e3 for f in each),
                           "per second": statistics.median(map(_rate, each))})
    return table


def _memory(source: int, show) -> dict:
    with load.grid() as grid, contextlib.ExitStack() as stack:
        coordinator = grid.coordinator.pid
        load.workers(stack, grid, _MANY_WORKERS, 1, hang=True)
        calls = _QUEUED + _MANY_WORKERS
        row = {"bytes of each source": source, "with the workers": load.resident_mib(coordinator),
               "a bare server that holds the calls": load.bare_memory_mib(grid.sandbox.root, calls, source)}
        show("memory: sending")
        with load.held_calls(grid.address, calls, source):
            wait_until(lambda: grid.metrics().get("hybridgrid_queue_tasks", 0) >= _QUEUED, "a full queue", 120)
            row["with the queue"] = load.resident_mib(coordinator)
    return row
