"""The same build under the same faults with Debian's distcc beside hgbuild: who recovers, who hangs, who fails."""

import contextlib
import shutil
import signal

from grid import ports, settings
from grid.case import Case, note
from grid.cluster import Grid
from grid.faults.proxy import Proxy
from grid.faults.record import Record, save
from grid.faults.scale import nightly
from grid.faults.world import JOBS, SLOTS, World
from grid.many_files import Running
from grid.processes import Program, descendants
from grid.waiting import wait_until

_LIMIT = 45.0  # seconds; the undisturbed build takes 5


class _Distcc:
    """Three distccd, each behind a proxy and with the compilers of one of the world's workers."""

    def __init__(self, world: World):
        self._world, self._client = world, settings.tool("distcc")
        self._root = world.grid.sandbox.root
        self._root.chmod(0o755)  # distccd becomes a user of its own
        self.servers, self.proxies, self._ports = [], [], []
        for number, fake in enumerate(world.fakes.values()):
            port = ports.reserve()
            self._ports.append(port)
            home = self._root / f"distccd{number}"
            home.mkdir()
            home.chmod(0o777)
            command = [settings.tool("distccd"), "--daemon", "--no-detach", "--listen", "127.0.0.1", "--allow", "127.0.0.1",
                       "--port", str(port.number), "--jobs", str(SLOTS), "--enable-tcp-insecure", "--log-stderr",
                       "--log-level", "error", "--nice", "0"]
            env = {"PATH": fake.path(), "TMPDIR": str(home), "HOME": str(home)}
            self.servers.append(Program(f"distccd{number}", command, self._root / f"distccd{number}.log", env))
            self.proxies.append(Proxy(f"127.0.0.1:{port.number}"))
        self._makefile = self._root / "distcc.mk"
        names = " ".join(f"f{n}.o" for n in range(world.files))
        self._makefile.write_text(f"all: {names}\n%.o: %.c\n\t@{self._client} gcc -O2 -c $< -o $@\n")

    def start(self) -> Running:
        world, state = self._world, self._root / "distcc-state"  # fresh: no server is still avoided
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir()
        world.project.forget()
        hosts = " ".join(f"{proxy.address}/{SLOTS}" for proxy in self.proxies)
        env = world.grid.environment(**world.first.client_environment(), DISTCC_HOSTS=hosts, DISTCC_DIR=str(state),
                                     DISTCC_NO_REWRITE_CROSS="1")
        return Running([settings.tool("make"), f"-j{JOBS}", "-f", str(self._makefile)], world.project.folder, env)

    def close(self) -> None:
        for proxy in self.proxies:
            proxy.close()
        for server in self.servers:
            _end(server)
        for port in self._ports:
            port.close()


class Beside(Case):
    """hgbuild must recover each time; what distcc does is written down."""

    def test_faults(self):
        settings.tool("distcc")
        grid = Grid(workers=0, label="beside")
        with contextlib.ExitStack() as stack:
            stack.enter_context(grid)
            world = stack.enter_context(contextlib.closing(World(grid, ("workers",))))
            world.start().finish(300)
            distcc = stack.enter_context(contextlib.closing(_Distcc(world)))
            sides = {"hgbuild": (world.start, grid.workers, [world.proxy_of(worker) for worker in grid.workers]),
                     "distcc": (distcc.start, distcc.servers, distcc.proxies)}
            for number, title, count, begin, end in _FAULTS:
                for who, side in sides.items():
                    self._row(Record(number, title, who=who), world, side, count * (5 if nightly() else 1), begin, end)

    def _row(self, record: Record, world: World, side: tuple, count: int, begin, end) -> None:
        start, servers, proxies = side
        for turn in range(count):
            running = start()
            wait_until(lambda: world.done() >= 20 + 10 * turn or running.ended(), "some objects", 120)
            place = turn % len(servers)
            begin(servers[place], proxies[place])
            self._judge(record, world, running)
            end(servers[place], proxies[place])
            if record.who == "hgbuild":
                world.all_online()
        save(record)
        note(f"{record}, {record.hung} hung, {record.failed} failed")
        if record.who == "hgbuild":
            self.assertEqual(record.passed, record.injections, record)

    def _judge(self, record: Record, world: World, running: Running) -> None:
        record.injections += 1
        try:
            outcome = running.finish(_LIMIT)
        except AssertionError:
            record.hung += 1
            return
        if outcome.code == 0 and not world.project.wrong():
            record.passed += 1
        else:
            record.failed += 1


def _end(server: Program) -> None:
    """With what it has forked: distccd's children would keep its port."""
    children = descendants(server.pid)
    server.kill()
    for child in children:
        child.end(signal.SIGKILL)


# row, what happens to one of three servers in the midst of a build, how often, its beginning and its end
_FAULTS = [
    (1, "one server is killed with -9", 3, lambda server, proxy: _end(server), lambda server, proxy: server.start_again()),
    (6, "one server hangs (SIGSTOP)", 2, lambda server, proxy: server.stop(), lambda server, proxy: server.resume()),
    (7, "the link to one server becomes a black hole", 2, lambda server, proxy: proxy.black_hole(),
     lambda server, proxy: proxy.heal()),
    (11, "RST on all connections to one server", 3, lambda server, proxy: proxy.reset(), lambda server, proxy: None),
]
