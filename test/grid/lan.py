"""A local network of its own: machines are network namespaces with a host name each, joined by a bridge."""

import itertools
import json
import os
import pathlib
import subprocess
import sys
import unittest

from grid import processes, settings
from grid.processes import Program
from grid.running import Outcome, run
from grid.sandbox import Sandbox
from grid.waiting import Deadline, wait_until

_IP = "/usr/sbin/ip"
_count = itertools.count()
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>{address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_destination="*"/>
<allow receive_sender="*"/></policy></busconfig>
"""


def _ip(*words: str) -> None:
    subprocess.run([_IP, *words], check=True, capture_output=True, text=True)


class Machine:
    """One host: an address, a user with a home, and programs that are started on it."""

    def __init__(self, lan: "Lan", name: str, address: str, v6: str):
        self.lan, self.name, self.address, self.v6 = lan, name, address, v6
        self.space = f"{lan.prefix}-{name}"
        self.sandbox = Sandbox(name)
        _ip("netns", "add", self.space)
        _ip("link", "add", "eth0", "netns", self.space, "type", "veth", "peer", "name", name, "netns", lan.switch)
        _ip("-n", lan.switch, "link", "set", name, "master", "br0", "up")
        _ip("-n", self.space, "link", "set", "lo", "up")
        _ip("-n", self.space, "link", "set", "eth0", "up")
        if address:
            _ip("-n", self.space, "addr", "add", f"{address}/24", "dev", "eth0")
        if v6:
            _ip("-n", self.space, "addr", "add", f"{v6}/64", "dev", "eth0", "nodad")

    def move_to(self, address: str) -> None:
        """Another address, as from another lease."""
        _ip("-n", self.space, "addr", "del", f"{self.address}/24", "dev", "eth0")
        _ip("-n", self.space, "addr", "add", f"{address}/24", "dev", "eth0")
        self.address = address

    def command(self, words: list[str]) -> list[str]:
        """`words` as run on this machine; the process that is started becomes the program."""
        there = 'hostname "$1" && shift && exec "$@"'
        return [_IP, "netns", "exec", self.space, settings.tool("unshare"), "--uts", "sh", "-c", there, "sh", self.name,
                *map(str, words)]

    def environment(self, **extra: str) -> dict[str, str]:
        return self.sandbox.environment(**{"HG_DISCOVERY": "mdns"} | extra)

    def run(self, *words, seconds: float = 60, **env: str) -> Outcome:
        return run(self.command(list(words)), cwd=self.sandbox.work, env=self.environment(**env), seconds=seconds)

    def start(self, program: str, *words: str, **env: str) -> Program:
        return self.start_command(program, [settings.program(program), *words], **env)

    def start_command(self, name: str, command: list[str], **env: str) -> Program:
        log = self.sandbox.root / f"{name}{next(_count)}.log"
        started = Program(f"{name} on {self.name}", self.command(command), log, self.environment(**env),
                          cwd=str(self.sandbox.work))
        self.lan.programs.append(started)
        return started

    def avahi_daemon(self) -> str:
        """Starts one with a D-Bus of its own, and returns the address of that."""
        daemons = [path for path in ("/usr/sbin/avahi-daemon", "/usr/bin/dbus-daemon") if pathlib.Path(path).exists()]
        if len(daemons) < 2:
            raise unittest.SkipTest("avahi-daemon or dbus-daemon is not installed")
        bus = f"unix:path={self.sandbox.root}/bus"
        (self.sandbox.root / "bus.conf").write_text(_BUS.format(address=bus))
        (self.sandbox.root / "avahi.conf").write_text("[server]\nhost-name=%s\n[rlimits]\n" % self.name)
        self.start_command("dbus", [daemons[1], "--nofork", f"--config-file={self.sandbox.root}/bus.conf"])
        wait_until((self.sandbox.root / "bus").exists, "the bus")
        # Its own folder in /run, which it insists on, is the machine's.
        mounts = ["sh", "-c", 'mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && exec "$@"', "sh"]
        daemon = self.start_command("avahi", [settings.tool("unshare"), "--mount", *mounts, daemons[0], "--no-drop-root",
                                              "--no-chroot", "--no-rlimits", "-f", f"{self.sandbox.root}/avahi.conf"],
                                    DBUS_SYSTEM_BUS_ADDRESS=bus)
        wait_until(lambda: "Server startup complete" in daemon.tail(), "avahi-daemon")
        return bus

    def coordinator(self, *flags: str, **env: str) -> Program:
        return self.start("hg-coord", "serve", "--cache", "off", "--history", "off",
                          *(flags or ("--listen", "0.0.0.0", "--insecure")), **env)

    def worker(self, *flags: str, **env: str) -> Program:
        return self.start("hg-worker", "serve", "--cache", "off", "--max-tasks", "2",
                          *(flags or ("--listen", "0.0.0.0", "--insecure")), **env)

    def hgbuild(self, *words: str, **env: str) -> Outcome:
        return self.run(settings.program("hgbuild"), *words, **{"HG_INSECURE": "1"} | env)

    def workers(self, **env: str) -> dict[str, str]:
        """Address -> state, as `hgbuild workers` on this machine says."""
        outcome = self.hgbuild("workers", "--json", **env)
        if outcome.code != 0:
            return {}
        return {row["address"]: row["state"] for row in json.loads(outcome.out)["workers"]}

    def compile(self, name: str = "a", **env: str) -> Outcome:
        """One compile; what hgbuild says of it is on stderr."""
        (self.sandbox.work / f"{name}.c").write_text(f"int {name}(void) {{ return 1; }}\n")
        return self.hgbuild("gcc", "-c", f"{name}.c", HG_VERBOSE="1", **env)


class Lan:
    """Context manager. Skips the test, with the reason, where namespaces are refused."""

    def __init__(self):
        self.prefix = f"hgl{os.getpid()}x{next(_count)}"
        self.switch = f"{self.prefix}-sw"
        self.machines: list[Machine] = []
        self.programs: list[Program] = []

    def __enter__(self) -> "Lan":
        if not pathlib.Path(_IP).exists():
            raise unittest.SkipTest("ip is not installed")
        try:
            _ip("netns", "add", self.switch)
        except subprocess.CalledProcessError as why:
            raise unittest.SkipTest(f"no network namespaces: {why.stderr.strip()}") from why
        try:
            _ip("-n", self.switch, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
            _ip("-n", self.switch, "link", "set", "br0", "up")
        except subprocess.CalledProcessError as why:
            self.close()
            raise unittest.SkipTest(f"no bridge in a namespace: {why.stderr.strip()}") from why
        return self

    def machine(self, name: str, address: str, v6: str = "") -> Machine:
        made = Machine(self, name, address, v6)
        self.machines.append(made)
        return made

    def logs(self) -> str:
        return "\n".join(program.tail() for program in self.programs)

    def close(self) -> None:
        for process in processes.descendants():
            if process.program() == "hg-agent":
                process.end()
        for program in self.programs:
            program.close()
        for machine in self.machines:
            subprocess.run([_IP, "netns", "del", machine.space], check=False, capture_output=True)
            machine.sandbox.close()
        subprocess.run([_IP, "netns", "del", self.switch], check=False, capture_output=True)

    def __exit__(self, kind, error, trace) -> None:
        if kind is not None:
            print(self.logs(), file=sys.stderr)
        leftovers: list = []
        try:
            for program in self.programs:
                if program.running():
                    program.terminate()
        finally:
            self.close()
            try:
                wait_until(lambda: not processes.descendants(), "a clean end", 2)
            except Deadline:
                leftovers = processes.descendants()
        if leftovers and kind is None:
            raise AssertionError(f"left behind: {leftovers}")
