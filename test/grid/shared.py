"""What coordinators share results in: Redis, a Redis Cluster, a server of GET and PUT; and clients with homes of their own."""

import contextlib
import http.server
import pathlib
import shutil
import socket
import threading

from grid import ports, settings
from grid.cluster import Grid
from grid.processes import Program
from grid.running import Outcome, run
from grid.waiting import wait_until

_C = "static const int table[] = {{{n}, {v}, 3}};\nint lookup_{n}(unsigned i) {{ return table[i % 3] * {n} + {v}; }}\n"
_CXX = '#include "shared.h"\n#include <vector>\nint sum_{n}(const std::vector<int>& all) {{ return shared({n} + {v}) + int(all.size()); }}\n'
_MAKEFILE = "all: $(patsubst %,%.o,$(basename $(wildcard *.c *.cc)))\n%.o: %.c\n\t@$(CC) -O2 -c $< -o $@\n%.o: %.cc\n\t@$(CXX) -O2 -c $< -o $@\n"


class Checkout:
    """Sources at one path, made anew for each client."""

    def __init__(self, folder: pathlib.Path, count: int):
        self.folder, self.count, self.variant = folder, count, 0

    def fresh(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        (self.folder / "Makefile").write_text(_MAKEFILE)
        (self.folder / "shared.h").write_text("inline int shared(int x) { return x * 7; }\n")
        for n in range(self.count):
            text, suffix = (_CXX, "cc") if n % 6 == 5 else (_C, "c")
            (self.folder / f"f{n}.{suffix}").write_text(text.format(n=n, v=self.variant))

    def objects(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.o"))}


class Client:
    """A user with a home, an agent and a local cache of his own."""

    def __init__(self, grid: Grid, name: str, drivers: tuple[str, str], coordinator: str = ""):
        self.grid, self.drivers = grid, drivers
        root = grid.sandbox.root / name
        self._environment = {"HG_CACHE": "write", "HG_VERBOSE": "1", "HG_COORDINATOR": coordinator or grid.address}
        for variable, folder in (("HOME", "home"), ("XDG_RUNTIME_DIR", "run"), ("XDG_CACHE_HOME", "cache")):
            (root / folder).mkdir(mode=0o700, parents=True)
            self._environment[variable] = str(root / folder)

    def build(self, checkout: Checkout, ours: bool = True) -> Outcome:
        checkout.fresh()
        before = [settings.program("hgbuild")] if ours else []
        compilers = [f"{name}={' '.join([*before, driver])}" for name, driver in zip(("CC", "CXX"), self.drivers)]
        outcome = run(["make", "-k", "-j4", *compilers], cwd=checkout.folder,
                      env=self.grid.environment(**self._environment), seconds=120)
        assert outcome.code == 0, outcome
        assert len(checkout.objects()) == checkout.count, outcome
        return outcome


def start_coordinator(grid: Grid, name: str, *cache: str) -> str:
    """Another coordinator, without workers: what it answers, nobody compiles."""
    written = grid.sandbox.root / f"{name}.ports"
    command = [settings.program("hg-coord"), "serve", "--grpc-port", "0", "--http-port", "0", "--ports-file", str(written),
               "--cache-dir", str(grid.sandbox.root / f"{name}-results"), *cache]
    grid.start_program(name, command)
    wait_until(written.exists, f"{name} to serve")
    return "127.0.0.1:" + dict(line.split("=") for line in written.read_text().split())["grpc"]


class Redis:
    """A redis-server, and a connection to ask it."""

    def __init__(self, grid: Grid, name: str, *options: str):
        self.port = ports.reserve()
        self.url = f"redis://127.0.0.1:{self.port.number}"
        folder = grid.sandbox.root / name
        folder.mkdir()
        command = [settings.tool("redis-server"), "--port", str(self.port.number), "--bind", "127.0.0.1", "--save", "",
                   "--dir", str(folder), *options]
        self.program: Program = grid.start_program(name, command)
        wait_until(self.answers, f"{name} to answer")

    def ask(self, *words):
        with socket.create_connection(("127.0.0.1", self.port.number), timeout=5) as connection:
            encoded = [word if isinstance(word, bytes) else str(word).encode() for word in words]
            connection.sendall(b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in encoded))
            with connection.makefile("rb") as answer:
                return self._read(answer)

    def _read(self, answer):
        kind, rest = (line := answer.readline())[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else answer.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._read(answer) for _ in range(int(rest))]
        if kind == b"-":
            raise AssertionError(rest)
        return int(rest) if kind == b":" else rest

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return self.ask("PING") == b"PONG"
        return False

    def info(self, *words) -> dict[str, str]:
        lines = self.ask(*words).decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)


class RedisCluster:
    """Three masters, each with a replica, ready to serve."""

    def __init__(self, grid: Grid):
        self._buses = [ports.reserve() for _ in range(6)]
        self.nodes = [Redis(grid, f"redis{n}", "--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
                            "--cluster-port", str(self._buses[n].number), "--cluster-require-full-coverage", "no",
                            "--repl-diskless-sync-delay", "0") for n in range(6)]
        self.masters, self.replicas = self.nodes[:3], self.nodes[3:]
        for n, master in enumerate(self.masters):
            master.ask("CLUSTER", "ADDSLOTSRANGE", n * 5461, 16383 if n == 2 else n * 5461 + 5460)
        for node, bus in zip(self.nodes[1:], self._buses[1:]):
            self.nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", node.port.number, bus.number)
        for master, replica in zip(self.masters, self.replicas):
            name = master.ask("CLUSTER", "MYID")
            wait_until(lambda: name in replica.ask("CLUSTER", "NODES"), "the nodes to meet", 20)
            replica.ask("CLUSTER", "REPLICATE", name)
        for replica in self.replicas:
            wait_until(lambda: replica.info("INFO", "replication").get("master_link_status") == "up", "a replica", 20)
        for node in self.nodes:
            wait_until(lambda: node.info("CLUSTER", "INFO")["cluster_state"] == "ok", "the Cluster", 20)
        self.url = self.masters[0].url

    def fail_over(self, killed: Redis) -> None:
        """Waits until a replica has taken the place of a master that is gone."""
        place = self.masters.index(killed)
        wait_until(lambda: self.replicas[place].info("INFO", "replication")["role"] == "master", "the failover", 30)
        others = [node for node in self.nodes if node is not killed]
        for node in others:
            wait_until(lambda: node.info("CLUSTER", "INFO")["cluster_slots_ok"] == "16384", "all slots", 20)


class HttpStore:
    """GET, PUT and DELETE of whatever path, in memory; a context manager."""

    def __enter__(self) -> "HttpStore":
        values = self.values = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, code: int, body: bytes = b""):
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(200 if self.path in values else 404, values.get(self.path, b""))

            def do_PUT(self):
                values[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(201)

            def do_DELETE(self):
                self.answer(204 if values.pop(self.path, None) is not None else 404)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/results"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
