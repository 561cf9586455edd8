"""What the faults meet: three workers with compilers that take a while, and a project of many small files."""

import contextlib
import os
import re
import time

from grid import processes, settings
from grid.cluster import Grid, Worker
from grid.fake_compiler import FakeCompiler
from grid.faults.proxy import Proxy
from grid.faults.scale import scale
from grid.many_files import ManyFiles, Running
from grid.running import Outcome, run
from grid.waiting import Deadline, wait_until

WORKERS, SLOTS, JOBS = 3, 4, 12
COMPILE_MS = 200  # what a compile takes on a worker, asleep, so that a fault meets compiles under way
_BAD = "int broken(void) { return undeclared_name; }\n"


class Hit:
    """One injection: when, and which compiles were under way."""

    def __init__(self, world: "World"):
        self.at, self.files = time.time(), world.in_flight()
        self.seconds: float | None = None  # until all of these were done


class World:
    """A grid with a project. `proxied`: "workers" puts a proxy before each worker, "coordinator" one before the client."""

    def __init__(self, grid: Grid, proxied: tuple[str, ...] = (), files: int = 0, workers: int = WORKERS,
                 order: str = f"slow {COMPILE_MS}"):
        self.grid, self.files, self.proxies = grid, files or scale().files, []
        self.first = FakeCompiler(grid.sandbox.root / "fake0")
        self.fakes: dict[str, FakeCompiler] = {}  # by the worker's name
        self._behind = "workers" in proxied
        for _ in range(workers):
            self.add_worker(order)
        self.all_online(120)  # a worker looks at every compiler before it registers
        self.front = self._proxy(grid.address) if "coordinator" in proxied else None
        self.project = ManyFiles(grid, self.files, self.first)

    def add_worker(self, order: str) -> Worker:
        fake = self.first.twin(self.grid.sandbox.root / f"fake{len(self.fakes) + 1}")
        fake.order(order)
        front = (lambda port: self._proxy(f"127.0.0.1:{port}").address) if self._behind else (lambda port: f"127.0.0.1:{port}")
        worker = self.grid.start_worker(wait=False, path=fake.path(), slots=SLOTS, front=front)
        self.fakes[worker.name] = fake
        return worker

    def _proxy(self, target: str) -> Proxy:
        self.proxies.append(Proxy(target))
        return self.proxies[-1]

    def proxy_of(self, worker: Worker) -> Proxy:
        return next(proxy for proxy in self.proxies if proxy.address == worker.address)

    def order(self, behaviour: str) -> None:
        for fake in self.fakes.values():
            fake.order(behaviour)

    def close(self) -> None:
        for proxy in self.proxies:
            proxy.close()

    # --- builds ---

    def environment(self, **more: str) -> dict[str, str]:
        """Everything is compiled anew and kept in a cache, whose content is looked at afterwards."""
        ours = {"HG_VERBOSE": "1", "HG_CACHE": "write", "HG_RECACHE": "1",
                "HG_CACHE_DIR": str(self.grid.sandbox.root / "kept")}
        return ours | ({"HG_COORDINATOR": self.front.address} if self.front else {}) | more

    def start(self, **more: str) -> Running:
        self.project.forget()
        return self.project.start(jobs=JOBS, **self.environment(**more))

    def measure(self) -> None:
        """How long the build takes, bare here alone, and on the unhurt grid: the longer of the two is `usual`."""
        self.project.forget()
        begin = time.monotonic()
        self.project.start(jobs=os.cpu_count(), HG_DISABLE="1").finish(300)
        self.local = time.monotonic() - begin
        begin = time.monotonic()
        self.start().finish(300)
        self.clean = time.monotonic() - begin
        self.usual = max(self.local, self.clean)

    def done(self) -> int:
        return sum(name.endswith(".o") for name in os.listdir(self.project.folder))

    def in_flight(self) -> list[str]:
        """Objects whose hgbuild is under way."""
        found = (re.search(r"hgbuild gcc .* -o (f\d+\.o)", p.command()) for p in processes.descendants() if p.name == "hgbuild")
        return [match[1] for match in found if match]

    def await_hit(self, hit: Hit, seconds: float) -> None:
        """Until the compiles that the fault met are done; or not, after `seconds`: that is for others to judge."""
        with contextlib.suppress(Deadline):
            wait_until(lambda: all((self.project.folder / name).exists() for name in hit.files), "the compiles hit", seconds)

    def settle(self, hit: Hit) -> None:
        """After the build: when the last of the compiles that the fault met was done."""
        ends = [os.stat(self.project.folder / name).st_ctime for name in hit.files if (self.project.folder / name).exists()]
        hit.seconds = max([end - hit.at for end in ends] + [0.0])

    def bad_source(self) -> tuple[Outcome, Outcome]:
        """A broken source, compiled bare and through hgbuild."""
        source = self.grid.work / "bad.c"
        source.write_text(_BAD)
        environment = self.grid.environment(**self.first.client_environment(), **self.environment(HG_VERBOSE="0"))
        words = ["gcc", "-c", "bad.c", "-o", "bad.o"]
        return tuple(run([*before, *words], cwd=self.grid.work, env=environment) for before in ([], [settings.program("hgbuild")]))

    # --- workers ---

    def all_online(self, seconds: float = 30) -> None:
        """Every worker has registered since it was last started, and the coordinator counts it."""
        wait_until(self._all_online, "every worker to be registered", seconds)

    def _all_online(self) -> bool:
        online = self.grid.metrics().get('hybridgrid_workers{state="online"}', 0)
        return online >= len(self.grid.workers) and all(worker.said("registered with") for worker in self.grid.workers)

    def programs(self) -> dict[str, int]:
        """Name -> pid of everything long-lived."""
        alive = [self.grid.coordinator, *self.grid.workers]
        found = {program.name: program.pid for program in alive if program.running()}
        return found | {f"agent{n}": agent.pid for n, agent in enumerate(self.grid.agents())}
