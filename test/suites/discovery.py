"""Machines on one network find each other with no configuration; nobody is believed for having announced himself."""

import time

from grid import settings
from grid.case import Case
from grid.lan import Lan, Machine
from grid.trusted import Authority, tls_flags
from grid.waiting import wait_until


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


class Trust(Discovery):
    """Who was found must still prove himself."""

    def test_plain_text_is_refused_unless_the_user_says_so(self):
        boss, client = self.lan.machine("boss", "10.99.0.1"), self.lan.machine("client", "10.99.0.50")
        boss.coordinator()
        wait_until(lambda: "in plain text" in client.compile(HG_INSECURE="").errors(), "the refusal")
        self.here(client, "not-configured", "10.99.0.1", "in plain text", "HG_INSECURE=1", HG_INSECURE="")

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
