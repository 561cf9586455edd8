"""The peers, from Debian's packages, each with a server of its own on loopback. Context managers; all end what they start."""

import contextlib
import pathlib
import shutil
import socket
import subprocess

from grid import ports
from grid.processes import Program
from grid.waiting import wait_until


class Missing(Exception):
    """The peer cannot be measured here; the message says why."""


def _need(program: str, package: str) -> str:
    path = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if path is None:
        raise Missing(f"{program} is not installed (apt-get install {package})")
    return path


def listening(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _two_in_a_row() -> tuple[ports.Port, ports.Port]:
    """icecc-scheduler also takes the port after its own."""
    spare, first = [], ports.reserve()
    while (second := ports.reserve()).number != first.number + 1:
        spare.append(first)
        first = second
    for port in spare:
        port.close()
    return first, second


class Distcc:
    """`workers` distccd with `slots` each. environment() makes `distcc gcc …` use them and nothing else."""

    def __init__(self, folder: pathlib.Path, path: str, workers: int = 1, slots: int = 4):
        self._daemon, self._client = _need("distccd", "distcc"), _need("distcc", "distcc")
        self._folder, self._path, self._slots = folder, path, slots
        self._ports = [ports.reserve() for _ in range(workers)]
        self._running: list[Program] = []

    def __enter__(self):
        for number, port in enumerate(self._ports):
            command = [self._daemon, "--daemon", "--no-detach", "--listen", "127.0.0.1", "--allow", "127.0.0.1",
                       "--port", str(port.number), "--jobs", str(self._slots), "--enable-tcp-insecure",
                       "--log-level", "error", "--log-stderr", "--nice", "0"]
            env = {"PATH": self._path, "TMPDIR": str(self._folder), "HOME": str(self._folder)}
            self._running.append(Program(f"distccd{number}", command, self._folder / f"distccd{number}.log", env))
        for port in self._ports:
            wait_until(lambda port=port: listening(port.number), "distccd to listen")
        return self

    def __exit__(self, *_):
        for program in self._running:
            program.terminate()
            program.close()
        for port in self._ports:
            port.close()

    def command(self, compiler: str) -> list[str]:
        return [self._client, compiler]

    def environment(self, base: dict[str, str]) -> dict[str, str]:
        hosts = " ".join(f"127.0.0.1:{port.number}/{self._slots}" for port in self._ports)
        state = self._folder / "state"
        state.mkdir(exist_ok=True)
        return base | {"DISTCC_HOSTS": hosts, "DISTCC_FALLBACK": "0", "DISTCC_DIR": str(state), "PATH": self._path,
                       "DISTCC_NO_REWRITE_CROSS": "1"}  # else gcc becomes x86_64-linux-gnu-gcc, another program


class Icecream:
    """A scheduler, one daemon that only submits and `workers` daemons with `slots` each, as icecream's own tests do it.

    Needs root: its workers enter a chroot. The compiler is shipped to them as a tarball made from `compiler`.
    """

    def __init__(self, folder: pathlib.Path, path: str, compiler: pathlib.Path, workers: int = 4, slots: int = 16):
        self._scheduler, self._daemon = _need("icecc-scheduler", "icecc"), _need("iceccd", "icecc")
        self._client, self._create = _need("icecc", "icecc"), _need("icecc-create-env", "icecc")
        self._folder, self._path, self._compiler, self._slots = folder, path, compiler, slots
        self._port, self._telnet = _two_in_a_row()
        self._submit = ports.reserve()
        self._ports = [ports.reserve() for _ in range(workers)]
        self._running: list[Program] = []

    def __enter__(self):
        try:
            self._make_tarball()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _make_tarball(self) -> None:
        made = subprocess.run([self._create, "--gcc", str(self._compiler / "gcc"), str(self._compiler / "g++")],
                              cwd=self._folder, capture_output=True, text=True, check=False)
        tarballs = list(self._folder.glob("*.tar.*"))
        if made.returncode != 0 or not tarballs:
            raise Missing(f"icecc-create-env failed: {(made.stderr or made.stdout).strip().splitlines()[-1:]}")
        self._tarball = tarballs[0]

    def _start(self) -> None:
        scheduler = f"127.0.0.1:{self._port.number}"
        # -u: the scheduler refuses to run as root without an account to become.
        self._spawn("icecc-scheduler", [self._scheduler, "-n", "hgbench", "-p", str(self._port.number), "-u", "icecc", "-vv"], {})
        log = self._folder / "icecc-scheduler.log"
        # Told by its log: a connection that says nothing would block the scheduler for half a minute.
        wait_until(lambda: "scheduler ready" in log.read_text(errors="replace"), "icecc-scheduler to listen")
        common = ["-n", "hgbench", "-s", scheduler, "-u", "icecc", "-vv"]
        self.socket = self._folder / "submit.socket"
        self._spawn("iceccd-submit", [self._daemon, *common, "--no-remote", "-m", "2", "-N", "submit",
                                      "-b", str(self._folder / "envs-submit"), "-p", str(self._submit.number)], self._test(self.socket))
        for number, port in enumerate(self._ports):
            name = f"worker{number}"
            self._spawn(name, [self._daemon, *common, "-m", str(self._slots), "-N", name, "-p", str(port.number),
                               "-b", str(self._folder / f"envs-{name}")], self._test(self._folder / f"{name}.socket"))
        for daemon in self._running[1:]:
            wait_until(lambda daemon=daemon: "Connected to scheduler" in daemon.log.read_text(errors="replace"),
                       f"{daemon.name} to find the scheduler", 60)

    def _test(self, where: pathlib.Path) -> dict[str, str]:
        return {"ICECC_TESTS": "1", "ICECC_TEST_SOCKET": str(where)}

    def _spawn(self, name: str, command: list[str], more: dict[str, str]) -> None:
        env = {"PATH": self._path, "HOME": str(self._folder), "TMPDIR": str(self._folder)} | more
        self._running.append(Program(name, command, self._folder / f"{name}.log", env))

    def __exit__(self, *_):
        for program in reversed(self._running):
            with contextlib.suppress(AssertionError):
                program.terminate(5)
            program.close()
        for port in [self._port, self._telnet, self._submit, *self._ports]:
            port.close()

    def command(self, compiler: str) -> list[str]:
        return [self._client, compiler]

    def environment(self, base: dict[str, str]) -> dict[str, str]:
        # Loopback is one host to icecream; the first setting says that its own tests run, the second forbids a local run.
        return base | self._test(self.socket) | {"ICECC_TEST_REMOTEBUILD": "1", "ICECC_VERSION": str(self._tarball),
                                                 "PATH": self._path}
