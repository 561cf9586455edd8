"""Machines on one network find each other with no configuration; nobody is believed for having announced himself."""

import json
import pathlib
import time
import unittest

from grid import settings
from grid.case import Case
from grid.lan import Lan, Machine
from grid.running import run
from grid.trusted import Authority, tls_flags
from grid.waiting import wait_until

_PYTHON = "/usr/bin/python3"  # the one that Debian's packages are for
_GRID = pathlib.Path(__file__).resolve().parents[1] / "grid"


class Discovery(Case):
    def setUp(self):
        self.lan = Lan()
        self.lan.__enter__()
        self.addCleanup(lambda: self.lan.__exit__(*((AssertionError,) if self._failed() else (None,)), None, None))

    def wait_for(self, machine: Machine, addresses: set[str], seconds: float = 10, **env: str) -> None:
        def online() -> bool:
            return {a for a, state in machine.workers(**env).items() if state == "online"} == addresses
        wait_until(online, f"{addresses} online, as seen from {machine.name}", seconds)

    def here(self, machine: Machine, reason: str, *mentions: str, **env: str) -> None:
        """A compile that is done on the machine itself, because of `reason`, told with all of `mentions`."""
        outcome = machine.compile(**env)
        self.assertEqual(outcome.code, 0, outcome)
        for mention in (reason, *mentions):
            self.assertIn(mention, outcome.errors(), outcome)

    def remote(self, machine: Machine, name: str, **env: str) -> None:
        outcome = machine.compile(name, HG_FALLBACK="0", **env)
        self.assertEqual(outcome.code, 0, outcome)


class Grid(Discovery):
    """A coordinator, three workers and a client."""

    def test_they_find_each_other_build_and_survive(self):
        boss = self.lan.machine("boss", "10.99.0.1", "fd00:99::1")
        hosts = [self.lan.machine(f"w{n}", f"10.99.0.1{n}") for n in (1, 2, 3)]
        client = self.lan.machine("client", "10.99.0.50")
        addresses = {f"{host.address}:50052" for host in hosts}

        coordinator = boss.coordinator()
        workers = [host.worker() for host in hosts]
        # Looking at its compilers takes a new worker some seconds, which is another matter.
        for worker in workers:
            wait_until(lambda one=worker: "listening on" in one.tail(), f"{worker.name} to listen", 60)
        begin = time.monotonic()
        self.wait_for(client, addresses, 3)
        took = time.monotonic() - begin
        self.assertLess(took, 3)
        print(f"found each other in {took:.2f} s")
        self.remote(client, "first")

        # A goodbye, and an end without one: what is left of the grid goes on.
        workers[0].terminate()
        wait_until(lambda: client.workers().get(f"{hosts[0].address}:50052") != "online", "its leaving to be known")
        workers[1].kill()
        for name in ("second", "third", "fourth"):
            self.remote(client, name)

        # Another address of the coordinator: everybody follows.
        boss.move_to("10.99.0.2")
        wait_until(lambda: client.compile("fifth", HG_FALLBACK="0").code == 0, "compiles at the new address", 20)
        self.wait_for_one(client, f"{hosts[2].address}:50052")
        coordinator.terminate()
        self.here(client, "coordinator-")

    def wait_for_one(self, machine: Machine, address: str) -> None:
        wait_until(lambda: machine.workers().get(address) == "online", f"{address} online", 20)

    def heard(self, program) -> list[dict]:
        return [json.loads(line) for line in program.log.read_text().splitlines() if line.startswith("{")]

    def peer(self, machine: Machine):
        if run([_PYTHON, "-c", "import zeroconf"]).code != 0:
            raise unittest.SkipTest("python3-zeroconf is not installed")
        program = machine.start_command("zeroconf", [_PYTHON, str(_GRID / "mdns_peer.py")])
        wait_until(lambda: self.heard(program), "the peer")
        return program

    def test_zeroconf_sees_legal_records_changes_and_goodbyes(self):
        boss, watcher = self.lan.machine("boss", "10.99.0.1", "fd00:99::1"), self.lan.machine("watcher", "10.99.0.50")
        peer = self.peer(watcher)
        coordinator = boss.coordinator("--listen", "::", "--insecure")

        def last(*events: str) -> dict:
            return next((h for h in reversed(self.heard(peer)) if h["event"] in events), {})

        wait_until(lambda: last("add"), "its announcement")
        wait_until(lambda: last("add", "update").get("addresses"), "its addresses")
        told = last("add", "update")
        self.assertEqual((told["name"], told["port"], told["host"]), ("coordinator on boss", 9000, "boss-coordinator.local."))
        self.assertIn("10.99.0.1", told["addresses"])
        self.assertIn("fd00:99::1", told["addresses"])
        self.assertEqual(sorted(told["txt"]), ["http", "id", "role", "tls", "txtvers", "ver"])
        self.assertEqual({key: told["txt"][key] for key in ("txtvers", "role", "tls", "http")},
                         {"txtvers": "1", "role": "coordinator", "tls": "0", "http": "8080"})
        boss.move_to("10.99.0.2")
        wait_until(lambda: "10.99.0.2" in last("add", "update").get("addresses", []), "its new address")
        coordinator.terminate()
        wait_until(lambda: last("remove").get("name") == "coordinator on boss", "its goodbye")


class Alone(Discovery):
    """What must not happen, or cost time."""

    def test_without_a_coordinator_no_compile_waits(self):
        client = self.lan.machine("client", "10.99.0.50")
        plain = client.compile("warm", HG_DISCOVERY="off", HG_COORDINATOR="")
        self.assertEqual(plain.code, 0, plain)
        begin = time.monotonic()
        self.here(client, "not-configured", "is being looked for")
        self.assertLess(time.monotonic() - begin, 0.9)  # less than a look round takes
        wait_until(lambda: "no coordinator announces itself" in client.compile().errors(), "the end of the first look")
        status = client.hgbuild("status")
        self.assertIn("no coordinator announces itself", status.text(), status)

        # Later one comes, and the agent has kept looking.
        boss = self.lan.machine("boss", "10.99.0.1")
        boss.coordinator()
        boss.worker()
        wait_until(lambda: client.compile("later", HG_FALLBACK="0").code == 0, "the first compile on the grid")

    def test_what_was_said_wins_and_off_is_off(self):
        boss, client = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("client", "10.99.0.50")
        boss.coordinator()
        boss.worker("--listen", "10.99.0.1", "--insecure")
        self.wait_for(client, {"10.99.0.1:50052"})
        self.here(client, "coordinator-refused", HG_COORDINATOR="127.0.0.1:1")
        self.here(client, "not-configured", "HG_COORDINATOR is not set", HG_DISCOVERY="off")
        silent = self.lan.machine("silent", "10.99.0.60")
        worker = silent.worker("--listen", "0.0.0.0", "--insecure", "--discovery", "off")
        wait_until(lambda: "127.0.0.1:9000" in worker.tail(), "it to try the one that is near")

    def test_a_coordinator_on_loopback_is_nobodys_business(self):
        boss, client = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("client", "10.99.0.50")
        boss.coordinator("--listen", "127.0.0.1")
        wait_until(lambda: "no coordinator announces itself" in client.compile().errors(), "the end of the first look")


class Several(Discovery):
    """Fails now and then: a client that has heard of one of them only when its first look ends takes that one, and stays with it."""

    def test_of_two_coordinators_none_is_taken_and_both_are_named(self):
        boss, rogue = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("rogue", "10.99.0.66")
        first, second = boss.coordinator(), rogue.coordinator()
        for coordinator in (first, second):
            wait_until(lambda one=coordinator: "announced as" in one.tail(), "its announcement")
        client = self.lan.machine("client", "10.99.0.50")
        wait_until(lambda: "several coordinators" in client.compile().errors(), "the end of the first look")
        self.here(client, "not-configured", "'coordinator on boss' (10.99.0.1:9000)",
                  "'coordinator on rogue' (10.99.0.66:9000)")
        worker = self.lan.machine("w1", "10.99.0.11").worker()
        wait_until(lambda: "several coordinators" in worker.tail(), "the worker's refusal")
        # A goodbye leaves one, which is then taken.
        second.terminate()
        self.wait_for(client, {"10.99.0.11:50052"})


class Trust(Discovery):
    """Who was found must still prove himself."""

    def test_plain_text_is_refused_unless_the_user_says_so(self):
        boss, client = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("client", "10.99.0.50")
        boss.coordinator()
        wait_until(lambda: "in plain text" in client.compile(HG_INSECURE="").errors(), "the refusal")
        self.here(client, "not-configured", "10.99.0.1", "in plain text", "HG_INSECURE=1", HG_INSECURE="")

    def test_a_rogue_coordinator_gets_nothing(self):
        rogue, client = self.lan.machine("rogue", "10.99.0.66"), self.lan.machine("client", "10.99.0.50")
        ours, theirs = Authority(client.sandbox.root / "tls"), Authority(rogue.sandbox.root / "tls")
        bad = theirs.issue("coord", "coordinator", "10.99.0.66")
        rogue.coordinator("--listen", "0.0.0.0", *tls_flags(bad, theirs.ca))
        ours.issue("client", "client")
        wait_until(lambda: "not-configured" not in client.compile(HG_TLS_CA=ours.ca).errors(), "somebody found")
        self.here(client, "coordinator-untrusted", HG_TLS_CA=ours.ca)
        victim = self.lan.machine("w1", "10.99.0.11")
        mine = ours.issue("worker", "worker", "10.99.0.11")
        worker = victim.worker("--listen", "0.0.0.0", *tls_flags(mine, ours.ca, ours.ca))
        wait_until(lambda: "not trusted" in worker.tail(), "the worker's refusal")

    def test_malformed_packets_do_no_harm(self):
        boss, client = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("client", "10.99.0.50")
        liar = self.lan.machine("liar", "10.99.0.77")
        coordinator = boss.coordinator()
        worker = boss.worker("--listen", "10.99.0.1", "--insecure")
        self.wait_for(client, {"10.99.0.1:50052"}, 60)
        noise = liar.run(_PYTHON, _GRID / "mdns_noise.py", liar.address)
        self.assertEqual(noise.code, 0, noise)
        self.remote(client, "after")
        self.assertTrue(coordinator.running() and worker.running())
        # Who comes later, into all that, chooses the one that is there, too.
        later = self.lan.machine("later", "10.99.0.51")
        liar.run(_PYTHON, _GRID / "mdns_noise.py", liar.address)
        self.wait_for(later, {"10.99.0.1:50052"}, 20)
        self.remote(later, "later")


class Daemon(Discovery):
    """Where avahi-daemon runs."""

    def test_avahi_daemon_speaks_for_us_and_avahi_browse_sees_it(self):
        boss, client = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("client", "10.99.0.50")
        bus = boss.avahi_daemon()
        coordinator = boss.coordinator(DBUS_SYSTEM_BUS_ADDRESS=bus)
        wait_until(lambda: "through avahi-daemon" in coordinator.tail(), "its way to the daemon")
        worker = boss.worker("--listen", "10.99.0.1", "--insecure", DBUS_SYSTEM_BUS_ADDRESS=bus)
        wait_until(lambda: "announced as" in worker.tail(), "the worker's announcement", 60)
        self.wait_for(client, {"10.99.0.1:50052"})
        self.remote(client, "one")
        seen = boss.run(settings.tool("avahi-browse"), "-rpt", "_hybridgrid._tcp", DBUS_SYSTEM_BUS_ADDRESS=bus).text()
        resolved = [line.split(";") for line in seen.splitlines() if line.startswith("=")]
        self.assertEqual({row[3].replace(r"\032", " ") for row in resolved}, {"coordinator on boss", "worker on boss"}, seen)
        self.assertIn('"txtvers=1"', seen)
