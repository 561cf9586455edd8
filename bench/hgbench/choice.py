"""One choice among 10,000 workers: time and allocations, from the micro-benchmark that counts both."""

import json
import pathlib
import subprocess

from grid import settings

from hgbench.table import Table


def measure(rounds: int, show) -> list[Table]:
    program = pathlib.Path(settings.bin_dir()) / "hg_micro"
    if not program.exists():
        program = settings.ROOT / "build" / "bench" / "bin" / "hg_micro"
    if not program.exists():
        raise RuntimeError("no hg_micro: cmake --preset bench && cmake --build --preset bench --target hg_micro")
    done = subprocess.run([program, "--benchmark_filter=choose_a_worker", f"--benchmark_repetitions={max(5, rounds)}",
                           "--benchmark_format=json"], capture_output=True, text=True, check=True)
    table = Table("choice", "One choice of a worker, ns", ["workers", "time", "allocations"])
    for row in json.loads(done.stdout)["benchmarks"]:
        if row.get("aggregate_name") == "median":
            table.rows.append({"workers": row["run_name"].split("/")[1], "time": row["cpu_time"],
                               "allocations": row["allocations"]})
    table.goal("time among 10,000", table.rows[-1]["time"], 1000.0, " ns")
    table.goal("allocations", table.rows[-1]["allocations"], 0.0)
    return [table]
