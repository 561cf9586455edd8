"""What the sandbox adds to a compile on a worker: the compiler bare, in hg-jail and in bubblewrap, with what a worker gives them."""

import pathlib
import shutil
import statistics
import subprocess
import tempfile

from grid import settings
from grid.waiting import wait_until

from hgbench.measure import Contestant, batch, spread, take_turns
from hgbench.table import Table

_SHOWN = ("/bin", "/etc/alternatives", "/etc/ld.so.cache", "/lib", "/lib32", "/lib64", "/opt", "/sbin", "/usr")
_GOAL = 3.0


def measure(rounds: int, show) -> list[Table]:
    table = Table("sandbox", "What the sandbox adds to one compile, ms", ["", "bare", "hg-jail", "added", "bubblewrap", "added by it"])
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        job = pathlib.Path(folder)
        job.chmod(0o777)  # under root the job is somebody else's
        (job / "tiny.i").write_text("int main(void) { return 0; }\n")
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent", "TMPDIR": folder}
        jail = [settings.program("hg-jail"), *(f"--read={path}" for path in _SHOWN), f"--filter={_filter(job)}", "--processes=256", "--"]
        contestants = [Contestant("bare", [], env), Contestant("hg-jail", [str(word) for word in jail], env)]
        if bwrap := shutil.which("bwrap"):
            binds = [word for path in _SHOWN for word in ("--ro-bind-try", path, path)]
            contestants.append(Contestant("bubblewrap", [
                bwrap, "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent",
                "--cap-drop", "ALL", "--dev", "/dev", *binds, "--bind", folder, folder, "--chdir", folder, "--"], env))
        for name, command in (("true", ["/bin/true"]), ("gcc -c tiny.i", ["/usr/bin/gcc", "-c", "tiny.i", "-o", "tiny.o"])):
            _one(table, name, command, contestants, folder, rounds, show)
    return [table]


def _filter(folder: pathlib.Path) -> pathlib.Path:
    """The seccomp program that a worker loads: one that looks for a coordinator writes it."""
    jobs = folder / "jobs"
    jobs.mkdir()
    worker = subprocess.Popen([settings.program("hg-worker"), "serve", "--coordinator=127.0.0.1:1", "--grpc-port=0", "--http-port=0",
                               "--cache=off", f"--job-dir={jobs}"], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: list(jobs.glob("**/filter")), "the worker's seccomp program", 20)
        return shutil.copy(next(jobs.glob("**/filter")), folder / "filter")
    finally:
        worker.terminate()
        worker.wait()


def _one(table: Table, name: str, command: list[str], contestants: list[Contestant], folder: str, rounds: int, show) -> None:
    def once(contestant):
        (pathlib.Path(folder) / "tiny.o").unlink(missing_ok=True)
        return batch(contestant, command, folder, 10)

    take_turns(contestants, once, 1, show)
    results = take_turns(contestants, once, rounds, lambda text: show(f"{name}  {text}"))

    def added(other: str) -> float:
        return statistics.median((b.wall - a.wall) * 1e3 for a, b in zip(results["bare"], results[other]))

    row = {"": name} | {who: spread([cost.wall * 1e3 for cost in costs])[0] for who, costs in results.items()}
    row["added"] = added("hg-jail")
    if "bubblewrap" in results:
        row["added by it"] = added("bubblewrap")
    table.rows.append(row)
    table.goal(f"{name}: added by hg-jail", row["added"], _GOAL, " ms")
