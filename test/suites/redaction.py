"""A whole grid with tokens, well used and misused: not one of them is to be found in anything that it leaves or shows."""

import base64
import http.client
import os
import pathlib
import resource
import shutil
import signal
import subprocess

from grid import processes, settings
from grid.case import Case
from grid.running import run
from grid.trusted import JoinGrid
from grid.waiting import wait_until

_FOREIGN = "hgt_" + "0123abcd" + "_" + "f7" * 32
_LOUD = {"GRPC_VERBOSITY": "DEBUG", "GRPC_TRACE": "all"}  # gRPC's own traces show every header
_PAGES = ("/health", "/metrics", "/nothing", *(f"/api/v1/{name}" for name in (
    "status", "workers", "builds", "tasks", "files", "events", "cache", "live", "openapi.json", "nothing")))


class LoudGrid(JoinGrid):
    """Says all that it can say, and may leave cores."""

    def _start(self, kind, name, command, env, **more):
        there = [settings.tool("env"), "-C", str(self.sandbox.work)]  # where its core would be
        return super()._start(kind, name, [*there, *command, "--log-level", "debug"], env | _LOUD, **more)

    def environment(self, **extra: str) -> dict[str, str]:
        return super().environment(**_LOUD | {"HG_VERBOSE": "1", "HG_AGENT_LOG": str(self.sandbox.root / "agent.log")} | extra)


class Redaction(Case):
    def setUp(self):
        limits = resource.getrlimit(resource.RLIMIT_CORE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, limits)
        resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))
        self.grid = LoudGrid(label="redact")
        self.grid.__enter__()
        self.addCleanup(self._close, self.grid)
        self.said: dict[str, bytes] = {}  # by where it was found

    def test_no_token_is_in_a_log_a_page_a_trace_a_process_or_a_core(self):
        self.use_it()
        self.ask_pages()
        self.look_at_processes()
        self.crash()
        root = self.grid.sandbox.root
        self.said |= {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".token"}
        self.assertIn(str(self.grid.store), self.said)
        self.assertTrue(any(b"refused" in text for name, text in self.said.items() if name.endswith("coordinator.log")))
        secrets = {token.split("_")[2].encode() for token in [*self.grid.secrets.values(), _FOREIGN]}
        encoded = {base64.b64encode(b"anybody:" + token.encode())[24:80] for token in [*self.grid.secrets.values(), _FOREIGN]}
        for name, text in self.said.items():
            for secret in secrets:
                self.assertNotIn(secret[:16], text, name)
            for secret in encoded:
                self.assertNotIn(secret, text, name)

    def keep(self, name: str, outcome) -> None:
        self.said[f"{name} {len(self.said)}"] = outcome.out + outcome.err

    def use_it(self) -> None:
        """Workers and clients of every kind, good ones and bad ones."""
        grid = self.grid
        line = grid.line()
        grid.keep("line", line)
        for words, variables in (((), {"HG_JOIN": line}),
                                 (("--join", grid.keep("bad", line.split(",hgt_")[0] + "," + _FOREIGN)), {})):
            flags, grid._worker_cache = grid._worker_cache, ("--cache", "off", *words)
            worker = grid.start_worker(wait=False, variables=variables)
            grid._worker_cache = flags
        wait_until(lambda: worker.said("is not known here, or was revoked"), "the last worker to be refused")
        wait_until(lambda: len(grid.online()) == 2, "the others to register")
        (grid.work / "a.c").write_text("int a;\n")
        by_variable = grid.secrets[pathlib.Path(grid.token("client")).name]
        for env in ({}, {"HG_TOKEN": by_variable, "HG_TOKEN_FILE": ""}, {"HG_TOKEN_FILE": grid.token("worker")},
                    {"HG_TOKEN": _FOREIGN}, {"HG_TOKEN": _FOREIGN[:-1]}, {"HG_TOKEN_FILE": _FOREIGN}):
            for words in (("gcc", "-c", "a.c"), ("status", "--json"), ("workers",), ("workers", "drain", "nobody"), ("doctor",)):
                self.keep(words[0], grid.hgbuild(*words, **env))
        self.keep("list", run([settings.program("hg-coord"), "token", "list", "--tokens", str(grid.store)]))

    def ask_pages(self) -> None:
        admin = self.grid.secrets[pathlib.Path(self.grid.token("admin")).name]
        basic = "Basic " + base64.b64encode(f"anybody:{admin}".encode()).decode()
        for headers in ({}, {"Authorization": f"Bearer {admin}"}, {"Authorization": basic}, {"Cookie": f"hg_token={admin}"},
                        {"Authorization": f"Bearer {_FOREIGN}"}):
            for port in (self.grid.http_port, self.grid.workers[0].http_port):
                for page in _PAGES:
                    for method in ("GET", "POST"):
                        self.said[f"{method} {port}{page} {len(self.said)}"] = self.ask(port, method, page, headers)

    @staticmethod
    def ask(port: int, method: str, page: str, headers: dict[str, str]) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request(method, page, "{}" if method == "POST" else None, headers | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = str(answer.getheaders()).encode() + answer.read()
        connection.close()
        return text

    def look_at_processes(self) -> None:
        """Not only our daemons: whatever they have started, too. (An agent of a client that has HG_TOKEN is among them.)"""
        found = {process.program(): process for process in processes.descendants()}
        self.assertLessEqual({"hg-coord", "hg-worker", "hg-agent"}, set(found))
        for process in processes.descendants():
            for part in ("cmdline", "environ", "comm"):
                self.said[f"{process} {part}"] = pathlib.Path(f"/proc/{process.pid}/{part}").read_bytes()

    def crash(self) -> None:
        """Cores of the daemons: there are none, or they hold no memory."""
        agents = self.grid.agents()
        for agent in agents:
            os.kill(agent.pid, signal.SIGABRT)
        wait_until(lambda: not [agent for agent in self.grid.agents() if agent in agents], "the agents to be gone")
        for program in [*self.grid.workers, self.grid.coordinator]:
            program.signal(signal.SIGABRT)
            program.wait(10)
            program.killed = True
        self.grid.workers.clear()
        self.control()

    def control(self) -> None:
        """A program without our care: would its core have been found?"""
        there = self.grid.work / "control"
        there.mkdir()
        child = subprocess.Popen([settings.tool("sleep"), "60"], env={"HG_TOKEN": _FOREIGN}, cwd=there)
        wait_until(lambda: pathlib.Path(f"/proc/{child.pid}/comm").read_text() == "sleep\n", "exec")
        child.send_signal(signal.SIGABRT)
        child.wait(10)
        cores = [path.read_bytes() for path in there.iterdir()]
        if not pathlib.Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/")) and not cores:
            self.fail("no core of the control: this test proves nothing of cores")
        for core in cores:
            self.assertIn(_FOREIGN.encode(), core)
        shutil.rmtree(there)
