"""Who may speak: both ends of every connection prove themselves, or nothing is said; a refusal names its reason."""

import os
import random
import re
import shutil

from grid import processes, settings
from grid.case import Case, both_ways
from grid.running import run
from grid.sandbox import Sandbox
from grid.trusted import (Authority, JoinGrid, Listener, Relay, TokenGrid, TrustedGrid, certificate_of, first_words_of,
                          tls_flags)
from grid.waiting import wait_until

# Text that does not compress, so that a source that was sent would be seen by its size alone: 1.5 MB. Handshakes are some
# KB each, and an agent tries again several times a second.
_random = random.Random(1)
_SOURCE = "int f(void) { return 1; }\n" + "".join(
    f'const char* s{line} = "{_random.getrandbits(400):0100x}";\n' for line in range(30_000))
_SMALL = 1_000_000


class Trust(Case):
    def setUp(self):
        self.sandbox = Sandbox("trust")
        self.addCleanup(self._end)

    def _end(self) -> None:
        for process in processes.descendants():
            if process.program() == "hg-agent":
                process.end()
        self.sandbox.close()

    def compile_here(self, sandbox: Sandbox, reason: str, *mentions: str, **env: str) -> None:
        """A compile that is done here, because of `reason`, told with all of `mentions`."""
        (sandbox.work / "a.c").write_text(_SOURCE)
        outcome = run([settings.program("hgbuild"), "gcc", "-c", "a.c"], cwd=sandbox.work, seconds=30,
                      env=sandbox.environment(HG_VERBOSE="1", **env))
        self.assertEqual((outcome.code, outcome.out), (0, b""), outcome)
        for mention in (reason, *mentions):
            self.assertIn(mention, outcome.errors(), outcome)
        self.assertTrue((sandbox.work / "a.o").exists())


class Clients(Trust):
    """What a client does with a coordinator that does not prove itself."""

    def setUp(self):
        super().setUp()
        self.ours = Authority(self.sandbox.root / "tls")
        self.identity = self.ours.issue("client", "client")

    def refuse(self, coordinator: Listener, *mentions: str) -> None:
        self.addCleanup(coordinator.close)
        self.compile_here(self.sandbox, "coordinator-untrusted", *mentions, HG_COORDINATOR=coordinator.address,
                          HG_TLS_CA=self.ours.ca, HG_TLS_CERT=self.identity[0], HG_TLS_KEY=self.identity[1])
        self.assertGreater(coordinator.connections, 0)

    def test_each_bad_certificate_of_a_coordinator(self):
        theirs = Authority(self.sandbox.root / "theirs")
        for identity, mention in (
                (self.ours.issue("old", "coordinator", "127.0.0.1", hours=(-48, -1)), "its certificate expired on"),
                (self.ours.issue("young", "coordinator", "127.0.0.1", hours=(1, 48)), "its certificate is not valid before"),
                (theirs.issue("alien", "coordinator", "127.0.0.1"), "was not issued by an authority that is trusted here"),
                (self.ours.issue("other", "coordinator", "other.example"), "is for other.example, not for 127.0.0.1"),
                (self.ours.issue("guest", "client", "127.0.0.1"), "is a client's, not a coordinator's")):
            with self.subTest(mention):
                listener = Listener(identity)
                self.refuse(listener, mention)
                self.assertEqual(listener.heard, b"", "not one byte after the handshake")

    def test_a_coordinator_without_a_certificate(self):
        listener = Listener()
        self.addCleanup(listener.close)
        self.compile_here(self.sandbox, "coordinator-", HG_COORDINATOR=listener.address, HG_TLS_CA=self.ours.ca)
        self.assertLess(len(listener.heard), _SMALL)

    def test_plain_text_to_another_machine_needs_the_users_word(self):
        self.compile_here(self.sandbox, "not-configured", "HG_TLS_CA", HG_COORDINATOR="192.0.2.1:9000")

    def test_own_files_that_are_no_good(self):
        old = self.ours.issue("old", "client", hours=(-48, -1))
        missing = str(self.sandbox.root / "missing.pem")
        for env, mention in (({"HG_TLS_CA": missing}, missing), ({"HG_TLS_CERT": old[0], "HG_TLS_KEY": old[1]}, "expired on"),
                             ({"HG_TLS_KEY": old[1]}, "does not belong to"), ({"HG_TLS_KEY": ""}, "go together")):
            with self.subTest(mention):
                self.compile_here(self.sandbox, "not-configured", mention, HG_COORDINATOR="127.0.0.1:9",
                                  **{"HG_TLS_CA": self.ours.ca, "HG_TLS_CERT": self.identity[0],
                                     "HG_TLS_KEY": self.identity[1]} | env)


class MutualTls(Trust):
    """A real grid in which everybody has a certificate."""

    @classmethod
    def setUpClass(cls):
        cls.grid = TrustedGrid()
        cls.grid.__enter__()
        cls.addClassCleanup(lambda: cls.grid.__exit__(None, None, None))

    def test_the_object_is_that_of_the_bare_compiler(self):
        before = self.grid.finished()
        folder = self.grid.work / "same"
        _, differences = both_ways(self.grid, ["gcc", "-O2", "-c", "a.c"], folder,
                                   prepare=lambda where: (where / "a.c").write_text("int f(int x) { return x * 7; }\n"))
        self.assert_none(differences)
        self.assertEqual(self.grid.finished(), before + 1)

    def test_each_bad_certificate_of_a_client(self):
        theirs = Authority(self.sandbox.root / "theirs")
        alien = theirs.issue("alien", "client")
        relay = Relay(self.grid.address)
        self.addCleanup(relay.close)
        finished = self.grid.finished()
        for identity, mention in ((("", ""), "it showed no certificate"), (alien, "was not issued by an authority")):
            with self.subTest(mention):
                self.compile_here(self.sandbox, "access-denied", "its log says why", HG_COORDINATOR=relay.address,
                                  HG_TLS_CA=self.grid.authority.ca, HG_TLS_CERT=identity[0], HG_TLS_KEY=identity[1])
                wait_until(lambda said=mention: self.grid.coordinator.said(said), f"the coordinator to log: {mention}")
        self.assertLess(len(relay.sent), _SMALL)
        self.assertEqual(self.grid.finished(), finished)

    def test_the_matrix_of_certificates_at_every_port(self):
        """Handshakes of a client's, a worker's and a coordinator's certificate; the port hangs up before its first word."""
        ours, theirs = self.grid.authority, Authority(self.sandbox.root / "theirs")
        ports = {"client": self.grid.coordinator, "worker": self.grid.coordinator, "coordinator": self.grid.workers[0]}
        addresses = {role: self.grid.workers[0].address if role == "coordinator" else self.grid.address for role in ports}
        bad = (("old", ours, (-48, -1), "its certificate expired on"), ("young", ours, (1, 48), "its certificate is not valid before"),
               ("alien", theirs, (-1, 24), "was not issued by an authority that is trusted here"),
               ("none", None, (), "it showed no certificate"))
        for role, program in ports.items():
            good = ours.issue(f"good-{role}", role, "127.0.0.1")
            self.assertNotEqual(first_words_of(addresses[role], good), b"", f"a good {role} is answered")
            for name, authority, hours, mention in bad:
                with self.subTest(role=role, certificate=name):
                    identity = authority.issue(f"{name}-{role}", role, "127.0.0.1", hours=hours) if authority else None
                    self.refused_at(addresses[role], program, identity, mention)
        for role in ("client", "worker"):
            with self.subTest("a worker's port", role=role):
                self.refused_at(addresses["coordinator"], self.grid.workers[0], ours.issue(f"guest-{role}", role),
                                f"is a {role}'s, not a coordinator's")

    def refused_at(self, address: str, program, identity: tuple[str, str] | None, mention: str) -> None:
        """Again and again until it says so anew: that it does once a second at most."""
        before = program.log.read_text(errors="replace").count(mention)

        def refused() -> bool:
            self.assertEqual(first_words_of(address, identity), b"")
            return program.log.read_text(errors="replace").count(mention) > before

        wait_until(refused, f"a refusal with the words: {mention}")

    def test_a_client_with_a_workers_certificate_sends_no_source(self):
        identity = self.grid.authority.issue("posing", "worker", "127.0.0.1")
        relay = Relay(self.grid.address)
        self.addCleanup(relay.close)
        finished = self.grid.finished()
        self.compile_here(self.sandbox, "access-denied", "the caller is a worker", HG_COORDINATOR=relay.address,
                          HG_TLS_CA=self.grid.authority.ca, HG_TLS_CERT=identity[0], HG_TLS_KEY=identity[1])
        self.assertLess(len(relay.sent), _SMALL)
        self.assertEqual(self.grid.finished(), finished)

    def test_plain_text_gets_no_answer(self):
        relay = Relay(self.grid.address)
        self.addCleanup(relay.close)
        self.compile_here(self.sandbox, "coordinator-refused", HG_COORDINATOR=relay.address)
        self.assertLess(len(relay.sent), _SMALL)

    def test_a_new_certificate_is_shown_without_a_restart(self):
        authority, pid = self.grid.authority, self.grid.coordinator.pid
        before = certificate_of(self.grid.address, authority.ca, self.grid.client)
        authority.issue("coord", "coordinator", "127.0.0.1")
        wait_until(lambda: certificate_of(self.grid.address, authority.ca, self.grid.client) != before, "the new certificate")
        self.assertEqual(self.grid.coordinator.pid, pid)
        (self.grid.work / "after.c").write_text("int g;\n")
        before_compile = self.grid.finished()
        self.assertEqual(self.grid.hgbuild("gcc", "-c", "after.c").code, 0)
        self.assertEqual(self.grid.finished(), before_compile + 1)


class Workers(Trust):
    def test_a_worker_of_another_authority_does_not_join(self):
        grid = self.new_grid_of(TrustedGrid(workers=0))
        theirs = Authority(grid.sandbox.root / "theirs")
        grid._worker_cache = ("--cache", "off", *tls_flags(theirs.issue("worker", "worker", "127.0.0.1"), grid.authority.ca))
        grid.start_worker(wait=False)
        wait_until(lambda: grid.coordinator.said("was not issued by an authority that is trusted here"), "the refusal")
        self.assertEqual(grid.status(), [])

    def test_a_worker_with_a_clients_certificate_does_not_join(self):
        grid = self.new_grid_of(TrustedGrid(workers=0))
        posing = grid.authority.issue("posing", "client", "127.0.0.1")
        grid._worker_cache = ("--cache", "off", *tls_flags(posing, grid.authority.ca))
        worker = grid.start_worker(wait=False)
        wait_until(lambda: worker.said("the caller is a client") or worker.said("is a client's, not a"), "the refusal")
        self.assertEqual(grid.status(), [])

    def test_a_worker_that_is_not_whom_it_says_gets_no_source(self):
        grid = self.new_grid_of(TrustedGrid(workers=0))
        relays = []
        wrong = grid.authority.issue("wrong", "worker", "other.example")
        grid._worker_cache = ("--cache", "off", *tls_flags(wrong, grid.authority.ca))

        def front(port: int) -> str:
            relays.append(Relay(f"127.0.0.1:{port}"))
            self.addCleanup(relays[0].close)
            return relays[0].address

        grid.start_worker(front=front)
        self.compile_here(grid.sandbox, "", **{k: v for k, v in grid.environment().items() if k.startswith("HG_")})
        self.assertTrue(grid.coordinator.said("is for other.example, not for 127.0.0.1"))
        self.assertLess(len(relays[0].sent), _SMALL)

    def new_grid_of(self, grid: TrustedGrid) -> TrustedGrid:
        grid.__enter__()
        self.addCleanup(self._close, grid)
        return grid


class Tokens(Trust):
    """A real grid in which everybody needs a token."""

    @classmethod
    def setUpClass(cls):
        cls.grid = TokenGrid()
        cls.grid.__enter__()
        cls.addClassCleanup(lambda: cls.grid.__exit__(None, None, None))

    def refused(self, mention: str, **env: str) -> None:
        """With `env`: compiled here, the reason told, nothing of the source said to the coordinator."""
        relay = Relay(self.grid.address)
        self.addCleanup(relay.close)
        finished = self.grid.finished()
        self.compile_here(self.sandbox, "access-denied", mention, HG_COORDINATOR=relay.address, **env)
        self.assertLess(len(relay.sent), _SMALL)
        self.assertEqual(self.grid.finished(), finished)

    def test_a_token_of_the_right_role_opens(self):
        (self.grid.work / "good.c").write_text("int f(void) { return 1; }\n")
        before = self.grid.finished()
        self.assertEqual(self.grid.hgbuild("gcc", "-c", "good.c").code, 0)
        self.assertEqual(self.grid.finished(), before + 1)

    def test_no_token_a_wrong_role_and_a_revoked_one(self):
        self.refused("a token is needed")
        self.refused("this is for a client, and the caller is a worker", HG_TOKEN_FILE=self.grid.token("worker"))
        gone = self.grid.token("client")
        self.grid.revoke(gone)
        self.refused("is not known here, or was revoked", HG_TOKEN_FILE=gone)

    def test_a_token_that_is_revoked_while_it_is_used(self):
        client = self.grid.token("client")
        (self.grid.work / "a.c").write_text("int a;\n")
        before = self.grid.finished()
        self.assertEqual(self.grid.hgbuild("gcc", "-c", "a.c", HG_TOKEN_FILE=client).code, 0)
        self.assertEqual(self.grid.finished(), before + 1)
        self.grid.revoke(client)
        outcome = self.grid.hgbuild("gcc", "-c", "a.c", HG_TOKEN_FILE=client, HG_VERBOSE="1")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn("was revoked", outcome.errors())
        self.assertEqual(self.grid.finished(), before + 1)

    def test_only_an_admin_drains(self):
        address = self.grid.workers[0].address
        refused = self.grid.hgbuild("workers", "drain", address)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("this is for an admin, and the caller is a client", refused.errors())
        admin = {"HG_TOKEN_FILE": self.grid.token("admin")}
        for word in ("drain", "undrain"):
            done = self.grid.hgbuild("workers", word, address, **admin)
            self.assertEqual(done.code, 0, done)

    def test_a_clients_token_registers_no_worker(self):
        flags = self.grid._worker_cache
        self.addCleanup(lambda: setattr(self.grid, "_worker_cache", flags))
        self.grid._worker_cache = (*flags[:-1], self.grid.token("client"))
        worker = self.grid.start_worker(wait=False)
        wait_until(lambda: worker.said("this is for a worker, and the caller is a client"), "the worker to be refused")
        self.grid.remove_worker(worker)
        self.assertEqual(len(self.grid.online()), 1)


class Joining(Trust):
    """A worker that has nothing but the line that `hg-coord token create --role worker` prints."""

    @classmethod
    def setUpClass(cls):
        cls.grid = JoinGrid()
        cls.grid.__enter__()
        cls.addClassCleanup(lambda: cls.grid.__exit__(None, None, None))

    def joining(self, line: str = "", **variables: str):
        """A further worker, by a file that holds `line` or by its environment."""
        flags = self.grid._worker_cache
        self.grid._worker_cache = ("--cache", "off", *(("--join", self.grid.keep("join", line)) if line else ()))
        worker = self.grid.start_worker(wait=False, variables=variables)
        self.grid._worker_cache = flags
        self.addCleanup(self.grid.remove_worker, worker)
        return worker

    def test_the_line_is_all_it_needs(self):
        (self.grid.work / "a.c").write_text("int f(void) { return 1; }\n")
        before = self.grid.finished()
        outcome = self.grid.hgbuild("gcc", "-c", "a.c", HG_VERBOSE="1")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(self.grid.finished(), before + 1, outcome)
        self.assertTrue(self.grid.workers[0].said("(mutual TLS)"))

    def test_its_own_port_is_for_the_coordinator(self):
        worker = self.grid.workers[0]
        for identity, mention in ((self.grid.authority.issue("alice", "client"), "is a client's, not a coordinator's"),
                                  (self.grid.authority.issue("other", "worker"), "is a worker's, not a coordinator's"),
                                  (None, "it showed no certificate")):
            with self.subTest(mention):
                # Again and again: it says so once a second at most.
                wait_until(lambda who=identity, said=mention: first_words_of(worker.address, who) != b"" or worker.said(said),
                           f"the worker to log: {mention}")
                self.assertEqual(first_words_of(worker.address, identity), b"")

    def test_the_line_may_stand_in_the_environment(self):
        worker = self.joining(HG_JOIN=self.grid.line())
        wait_until(lambda: worker.address in self.grid.online(), "the worker to register", 30)

    def test_a_coordinator_of_another_authority_gets_no_token(self):
        theirs = Authority(self.sandbox.root / "theirs")
        theirs.issue("coord", "coordinator", "127.0.0.1")
        worker = self.joining(self.grid.line(theirs.ca))
        wait_until(lambda: worker.said("was not issued by an authority that is trusted here"), "the worker to refuse")
        self.assertNotIn(worker.address, self.grid.online())

    def test_a_line_that_was_revoked(self):
        line = self.grid.line()
        self.grid.revoke(self.grid.keep("gone", line))
        worker = self.joining(line)
        wait_until(lambda: worker.said("is not known here, or was revoked"), "the worker to be refused")

    def test_what_is_refused_at_the_start_names_no_secret(self):
        line = self.grid.line()
        secret = line.split("_")[-1]
        open_file = self.sandbox.root / "open"
        open_file.write_text(line)
        for words, env, mention in ((("--join", line), {}, "the name of a file is wanted"),
                                    (("--token-file", line.split(",")[-1]), {}, "the name of a file is wanted"),
                                    (("--join", str(open_file)), {}, "chmod 600"),
                                    ((), {"HG_JOIN": line[:-1]}, "copy all of it"),
                                    (("--listen", "0.0.0.0", "--tls-cert", "c", "--tls-key", "k", "--tls-ca", "a"), {},
                                     "anybody could give this worker tasks")):
            with self.subTest(mention):
                refused = run([settings.program("hg-worker"), "serve", "--ports-file", "/dev/null", *words],
                              env=self.sandbox.environment(**env), cwd=self.sandbox.work, seconds=20)
                self.assertIn(refused.code, (1, 2), refused)
                self.assertIn(mention, refused.errors(), refused)
                self.assertNotIn(secret[:16].encode(), refused.out + refused.err)


class Commands(Trust):
    """hg-coord tls."""

    def test_a_workers_token_is_not_made_for_plain_text(self):
        refused = run([settings.program("hg-coord"), "token", "create", "--role", "worker", "--name", "b", "--address", "h:9000"],
                      env=self.sandbox.environment(), seconds=20)
        self.assertEqual((refused.code, refused.out), (1, b""), refused)
        self.assertIn("hg-coord tls ca", refused.errors())

    def coord(self, *words: str):
        return run([settings.program("hg-coord"), "tls", *words], env=self.sandbox.environment(), cwd=self.sandbox.work, seconds=20)

    def test_an_authority_and_a_certificate(self):
        made = self.coord("ca")
        self.assertEqual(made.code, 0, made)
        folder = self.sandbox.home / ".hybridgrid" / "tls"
        self.assertEqual((folder / "ca.key").stat().st_mode & 0o777, 0o600)
        again = self.coord("ca")
        self.assertEqual((again.code, again.out), (1, b""), again)
        self.assertIn("--force", again.errors())
        made = self.coord("cert", "--role", "worker", "--name", "build7", "--hosts", "build7.example,10.0.0.7")
        self.assertEqual(made.code, 0, made)
        self.assertEqual((folder / "build7.key").stat().st_mode & 0o777, 0o600)

    def test_what_cannot_be_made(self):
        for words, mention in ((["cert", "--name", "x"], "hg-coord tls ca"), (["cert"], "--name"), (["c"], "ca"),
                               (["cert", "--name", "x", "--role", "worker"], "--hosts"),
                               (["cert", "--name", "x", "--role", "boss"], "must be coordinator, worker, client or admin"),
                               (["ca", "--days", "0"], "--days"), (["ca", "--dir", "/proc/nowhere"], "/proc/nowhere")):
            with self.subTest(words):
                refused = self.coord(*words)
                self.assertIn(refused.code, (1, 2), refused)
                self.assertEqual(refused.out, b"")
                self.assertEqual(len(refused.errors().splitlines()), 1, refused)
                self.assertIn(mention, refused.errors())
        shutil.rmtree(self.sandbox.home / ".hybridgrid", ignore_errors=True)


class Document(Trust):
    """docs/operations/security.md, command by command, on a network of its own that has the page's addresses."""

    def test_its_ten_commands_make_a_grid(self):
        text = (settings.ROOT / "docs" / "operations" / "security.md").read_text()
        commands = [line.strip() for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
                    for line in block.splitlines()]
        self.assertEqual(len(commands), 10, commands)
        network = [settings.tool("unshare"), "--net", *(["--map-root-user"] if os.geteuid() else [])]
        settings.tool("ip")
        if run([*network, "true"], seconds=10).code != 0:
            self.skipTest("this machine gives nobody a network of their own")
        (self.sandbox.work / "hello.c").write_text("int main(void) { return 0; }\n")
        environment = self.sandbox.environment(PATH=f"{settings.bin_dir()}:{settings.SYSTEM_PATH}:/usr/sbin:/sbin")
        outcome = run([*network, "bash", "-c", self.script(commands)], cwd=self.sandbox.work, env=environment, seconds=90)
        logs = "".join(log.read_text() for log in sorted(self.sandbox.work.glob("*.log")))
        self.assertEqual(outcome.code, 0, f"{outcome}\n{logs}")
        self.assertTrue((self.sandbox.work / "hello.o").exists())
        self.assertNotIn("compiled here", outcome.errors())
        self.assertRegex(outcome.text(), r'"finished_tasks": *1')
        self.assertEqual(logs.count("(mutual TLS)"), 2, logs)

    @staticmethod
    def script(commands: list[str]) -> str:
        lines = ["set -e", "ip link set lo up", "for a in 192.0.2.10 192.0.2.21; do ip address add $a/32 dev lo; done",
                 "trap 'kill $(jobs -p); wait' EXIT"]
        for command in commands:
            if " serve " in command:  # goes on until it is ended
                lines.append(f"{command} 2>{command.split()[0]}.log &")
                continue
            if command == "hgbuild workers":
                lines.append("until hgbuild workers 2>/dev/null | grep -q 192.0.2.21; do [ $SECONDS -lt 60 ]; sleep 0.1; done")
            lines.append(command)
        return "\n".join([*lines, "hgbuild workers --json"])
