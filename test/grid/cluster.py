"""A whole grid on loopback: a coordinator, workers and the agent that hgbuild starts by itself."""

import contextlib
import http.client
import json
import pathlib
import signal
import sys

from grid import engine, ports, processes, settings
from grid.processes import Program
from grid.running import Outcome, run
from grid.sandbox import Sandbox
from grid.waiting import Deadline, wait_until


class Worker(Program):
    """A worker that knows where it listens and where its jobs live."""

    def __init__(self, name, command, log, env, address: str, http_port: int, jobs: pathlib.Path):
        super().__init__(name, command, log, env)
        self.address, self.http_port, self.jobs = address, http_port, jobs


class Grid:
    """Context manager. Everything started in it is ended by it, and nothing may be left: see __exit__."""

    def __init__(self, workers: int = 2, slots: int = 2, label: str = "grid", cache: tuple[str, ...] = ("--cache", "off"),
                 worker_cache: tuple[str, ...] = ("--cache", "off"), breaker_open: float = 30):
        self.sandbox = Sandbox(label)
        self.work = self.sandbox.work
        self._wanted, self.slots = workers, slots
        # Of the coordinator and of workers; off, because an answer from a cache would prove nothing.
        self._cache, self._worker_cache = cache, worker_cache
        self.breaker_open = breaker_open  # seconds for which the coordinator leaves a bad worker alone
        self._ports = [ports.reserve(), ports.reserve()]
        self.address = f"127.0.0.1:{self._ports[0].number}"
        self.http_port = self._ports[1].number
        self.coordinator: Program | None = None
        self.workers: list[Worker] = []
        self._programs: list[Program] = []

    # --- life ---

    def __enter__(self) -> "Grid":
        try:
            self.start_coordinator()
            for _ in range(self._wanted):
                self.start_worker(wait=False)
            self.wait_for_workers(self._wanted)
        except BaseException:
            self._abandon()
            raise
        return self

    def __exit__(self, kind, error, trace) -> None:
        if kind is not None:
            print(self.logs(), file=sys.stderr)
        try:
            self.shut_down()
            self.assert_clean()
        except BaseException:
            if kind is None:
                print(self.logs(), file=sys.stderr)
                raise
        finally:
            self._abandon()

    def start_coordinator(self) -> Program:
        command = [settings.program("hg-coord"), "serve", "--listen", "127.0.0.1",
                   "--grpc-port", str(self._ports[0].number), "--http-port", str(self.http_port),
                   "--breaker-open", f"{self.breaker_open:g}s", *self._cache]
        self.coordinator = self._start(Program, "coordinator", command, self.sandbox.environment())
        wait_until(self.healthy, "the coordinator's /health")
        return self.coordinator

    def restart_coordinator(self, *cache: str) -> None:
        """With other options of its cache; workers come back by themselves."""
        self.coordinator.terminate()
        self._cache = cache
        self.start_coordinator()

    def start_program(self, name: str, command: list[str]) -> Program:
        """Anything else that belongs to this grid and ends with it."""
        return self._start(Program, name, command, self.sandbox.environment())

    def start_worker(self, wait: bool = True, path: str | None = None, prefix: list[str] | None = None,
                     slots: int | None = None, coordinator: str = "", front=lambda port: f"127.0.0.1:{port}",
                     variables: dict[str, str] | None = None, options: tuple[str, ...] = ()) -> Worker:
        """`path` replaces PATH (which compilers it finds), `prefix` stands before its command (unshare …).

        Workers with a PATH of their own have compilers that write beside themselves and tell their process ids: no sandbox.
        `coordinator` and `front(port)` put something between: where it registers, and the address that it tells for its port.
        """
        grpc, web = ports.reserve(), ports.reserve()
        self._ports += [grpc, web]
        number = len([p for p in self._programs if isinstance(p, Worker)])
        jobs = self.sandbox.root / f"jobs{number}"
        jobs.mkdir(mode=0o700)
        home = self.sandbox.root / f"worker{number}"
        home.mkdir()
        extra = {"TMPDIR": str(jobs), "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
        extra |= {"PATH": path} if path else {}
        extra |= variables or {}
        address = front(grpc.number)
        command = [*(prefix or []), settings.program("hg-worker"), "serve", "--coordinator", coordinator or self.address,
                   "--listen", "127.0.0.1", "--grpc-port", str(grpc.number), "--http-port", str(web.number),
                   "--max-tasks", str(slots or self.slots), "--advertise-address", address, "--job-dir", str(jobs),
                   *self._worker_cache, *options, *(("--sandbox", "off", "--allow-unsandboxed") if path else ())]
        worker = self._start(Worker, f"worker{number}", command, self.sandbox.environment(**extra),
                             address=address, http_port=web.number, jobs=jobs)
        self.workers.append(worker)
        if wait:
            wait_until(lambda: worker.address in self.online(), f"{worker.name} to register", 60)
        return worker

    def remove_worker(self, worker: Worker) -> None:
        """kill -9."""
        worker.kill()
        self.workers.remove(worker)

    def _start(self, kind, name, command, env, **more):
        program = kind(name, command, self.sandbox.root / f"{name}.log", env, **more)
        self._programs.append(program)
        return program

    # --- what clients do ---

    def environment(self, **extra: str) -> dict[str, str]:
        return self.sandbox.environment(**{"HG_COORDINATOR": self.address} | extra)

    def hgbuild(self, *arguments, cwd=None, stdin: bytes = b"", seconds: float = 120, **env: str) -> Outcome:
        return run([settings.program("hgbuild"), *arguments], cwd=cwd or self.work, env=self.environment(**env),
                   stdin=stdin, seconds=seconds)

    # --- what the grid says of itself ---

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=2)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        return False

    def metrics(self) -> dict[str, float]:
        """The coordinator's /metrics: `name{labels}` -> value; empty while it cannot be asked."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
            return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[:1] != "#")}
        return {}

    def status(self) -> list[dict]:
        """The rows of `hgbuild workers --json`; empty while the coordinator cannot be asked."""
        outcome = self.hgbuild("workers", "--json", seconds=20)
        if outcome.code != 0:
            return []
        return json.loads(outcome.out)["workers"]

    def online(self) -> set[str]:
        return {row["address"] for row in self.status() if row["state"] == "online"}

    def finished(self) -> int:
        """Compiles that workers have finished for this coordinator, as it counts them."""
        return sum(row["finished_tasks"] for row in self.status())

    def finished_by(self, worker: Worker) -> int:
        return next((row["finished_tasks"] for row in self.status() if row["address"] == worker.address), 0)

    def wait_for_workers(self, count: int, seconds: float = 30) -> None:
        wait_until(lambda: len(self.online()) == count, f"{count} workers online", seconds)

    def agents(self) -> list[processes.Process]:
        """One for each runtime directory in use: there are two when a test has taken XDG_RUNTIME_DIR away."""
        return [p for p in processes.descendants() if p.program() == "hg-agent"]

    def agent(self) -> processes.Process | None:
        return next(iter(self.agents()), None)

    def strangers(self) -> list[processes.Process]:
        """Processes below us that are neither programs of this grid nor its agent: compilers, left-over clients."""
        known = {program.pid for program in self._programs}
        bystanders = ("hg-agent", *engine.PROGRAMS)
        return [p for p in processes.descendants() if p.pid not in known and p.program() not in bystanders]

    def logs(self) -> str:
        tails = [program.tail() for program in self._programs]
        for log in sorted(self.sandbox.root.glob("*/**/*.log")):
            tails.append(f"--- {log}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-40:]))
        return "\n".join(tails)

    # --- the end ---

    def shut_down(self) -> None:
        """SIGTERM to all; each must obey."""
        for agent in self.agents():
            agent.end()
        for program in reversed(self._programs):
            if program.running():
                program.terminate()

    def assert_clean(self, seconds: float = 2.0) -> None:
        """Within `seconds`: no process of ours runs, and no file of a job lies about."""
        with_files = [w.jobs for w in self._programs if isinstance(w, Worker) and not w.killed]
        with_files.append(self.sandbox.temporary)

        def leftovers() -> list:
            ours = [p for p in processes.descendants() if p.program() not in engine.PROGRAMS]
            return ours + [f for folder in with_files for f in folder.rglob("*") if f.is_file()]

        with contextlib.suppress(Deadline):
            wait_until(lambda: not leftovers(), "a clean end", seconds)
        if found := leftovers():
            raise AssertionError("left behind: " + "; ".join(map(str, found)))

    def _abandon(self) -> None:
        for program in self._programs:
            program.close()
        for process in processes.descendants():
            if process.program() not in engine.PROGRAMS:  # an engine may serve several grids
                process.end(signal.SIGKILL)
        for port in self._ports:
            port.close()
        self.sandbox.close()
