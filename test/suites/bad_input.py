"""What cannot work is refused at once, with one line that says what is wrong and what to do."""

import os
import shutil
import socket

from grid import ports, settings
from grid.case import Case
from grid.running import Outcome, run
from grid.sandbox import Sandbox

USAGE = 2


class BadInput(Case):
    def setUp(self):
        self.sandbox = Sandbox("bad")
        self.addCleanup(self.sandbox.close)

    def refused(self, words: list, *mentions: str, code: int = USAGE, lines: int = 2, **env: str) -> Outcome:
        """Ends soon with `code`, nothing on stdout, at most `lines` lines that mention all of `mentions`."""
        outcome = run([settings.program(words[0]), *words[1:]], cwd=self.sandbox.work,
                      env=self.sandbox.environment(**env), seconds=20)
        self.assertEqual(outcome.code, code, outcome)
        self.assertEqual(outcome.out, b"", outcome)
        message = outcome.errors()
        self.assertTrue(1 <= len(message.splitlines()) <= lines, outcome)
        self.assertTrue(message.startswith(words[0]), f"says who speaks: {outcome}")
        for mention in mentions:
            self.assertIn(mention.lower(), message.lower(), outcome)
        return outcome


class OfHgbuild(BadInput):
    def test_no_arguments(self):
        self.refused(["hgbuild"], "usage", lines=40)

    def test_unknown_commands_and_flags(self):
        for words, mention in ((["--nonsense"], "--nonsense"), (["frobnicate"], "frobnicate"), (["worker"], "workers"),
                               (["workers", "--jsno"], "--json"), (["status", "--bogus"], "--bogus"),
                               (["version", "extra"], "extra"), (["workers", "--json", "extra"], "extra")):
            with self.subTest(words):
                self.refused(["hgbuild", *words], mention)

    def test_wrapping_nothing(self):
        self.refused(["hgbuild", "run"], "hgbuild run")
        self.refused(["hgbuild", "run", "--"], "hgbuild run")
        self.refused(["hgbuild", "run", "--", "no-such-command"], "no-such-command", code=127)

    def test_missing_build_tool(self):
        empty = self.sandbox.work / "empty"
        empty.mkdir()
        for tool in ("make", "ninja", "cmake"):
            with self.subTest(tool):
                self.refused(["hgbuild", tool, "all"], tool, code=127, PATH=str(empty))

    def test_missing_compiler(self):
        self.refused(["hgbuild", "gcc-999", "-c", "a.c"], "gcc-999", code=127)
        self.refused(["hgbuild", "/no/such/gcc", "-c", "a.c"], "/no/such/gcc", code=127)
        self.refused(["hgbuild", "cc", "-c", "a.c"], "no-such-cc", code=127, HG_CC="no-such-cc")
        self.refused(["hgbuild", "c++", "-c", "a.c"], "no-such-cxx", code=127, HG_CXX="no-such-cxx")

    def test_a_compiler_that_is_hgbuild_itself(self):
        link = self.sandbox.work / "gcc"
        link.symlink_to(settings.program("hgbuild"))
        self.refused(["hgbuild", "gcc", "-c", "a.c"], "gcc", code=127, PATH=str(self.sandbox.work))

    def test_not_executable(self):
        plain = self.sandbox.work / "plain"
        plain.write_text("no program")
        self.refused(["hgbuild", str(plain), "-c", "a.c"], "plain", code=126)

    def test_bad_coordinator_addresses(self):
        for address in ("host:99999", "host:", ":9000x", "[::1", "host:0", "a b:9000", "host:-1", "x" * 300 + ":9000",
                        "http://host:9000", "host:9000:9000"):
            with self.subTest(address):
                self.refused(["hgbuild", "workers"], address[:40], HG_COORDINATOR=address)

    def test_bad_address_never_stops_a_compile(self):
        (self.sandbox.work / "a.c").write_text("int x;\n")
        for address in ("host:99999", "[::1", "x" * 300, "no.such.host.invalid:9000", "0.0.0.0:1"):
            with self.subTest(address):
                outcome = run([settings.program("hgbuild"), "gcc", "-c", "a.c"], cwd=self.sandbox.work, seconds=20,
                              env=self.sandbox.environment(HG_COORDINATOR=address))
                self.assertEqual((outcome.code, outcome.out, outcome.err), (0, b"", b""), outcome)
        self._end_agent()

    def test_coordinator_that_cannot_be_reached(self):
        port = ports.reserve()
        self.addCleanup(port.close)
        address = f"127.0.0.1:{port.number}"
        self.refused(["hgbuild", "workers"], address, code=3, HG_COORDINATOR=address)
        self.refused(["hgbuild", "workers", "--json"], address, code=3, HG_COORDINATOR=address)
        self._end_agent()

    def test_no_coordinator_configured(self):
        self.refused(["hgbuild", "workers"], "HG_COORDINATOR", code=3)
        self._end_agent()

    def test_a_coordinator_that_speaks_something_else(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = f"127.0.0.1:{server.getsockname()[1]}"
            self.refused(["hgbuild", "workers"], address, code=3, HG_COORDINATOR=address)
        self._end_agent()

    def test_compiles_in_a_world_without_homes(self):
        """HOME, TMPDIR, XDG_* missing, unwritable or absurd: the compile works, and says nothing."""
        (self.sandbox.work / "a.c").write_text("int x;\n")
        for env in ({"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"}, {"TMPDIR": "/nonexistent"},
                    {"XDG_RUNTIME_DIR": "/nonexistent"}, {"XDG_RUNTIME_DIR": "/" + "x" * 200}, {"HG_CACHE_DIR": "/proc"},
                    {"HOME": "", "XDG_CACHE_HOME": "", "XDG_RUNTIME_DIR": "", "TMPDIR": ""}):
            with self.subTest(env):
                outcome = run([settings.program("hgbuild"), "gcc", "-c", "a.c"], cwd=self.sandbox.work, seconds=20,
                              env=self.sandbox.environment(**env))
                self.assertEqual((outcome.code, outcome.out, outcome.err), (0, b"", b""), outcome)
        self._end_agent()

    def _end_agent(self) -> None:
        from grid import processes

        for process in processes.descendants():
            if process.program() == "hg-agent":
                process.end()


class OfCompiles(Case):
    """Command lines that cannot work, or look as if they could not: text, code and files are those of the bare compiler."""

    def setUp(self):
        self.grid = self.new_grid(workers=1)
        self.folder = self.grid.work / "here"

    def same(self, *words, stdin: bytes = b"") -> Outcome:
        """Both in a folder that looks alike."""
        answers = []
        for start in (["gcc"], [settings.program("hgbuild"), "gcc"]):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.prepare()
            outcome = run([*start, *words], cwd=self.folder, env=self.grid.environment(), seconds=60, stdin=stdin)
            files = {path.name: path.read_bytes() for path in sorted(self.folder.iterdir()) if path.is_file()}
            answers.append((outcome, files))
        (bare, its_files), (ours, our_files) = answers
        self.assertEqual((bare.code, bare.out, bare.err), (ours.code, ours.out, ours.err), words)
        self.assertEqual(its_files, our_files, words)
        return ours

    def prepare(self) -> None:
        self.folder.mkdir()
        for name in ("a.c", "b.c", "with blank.c", "with\nnewline.c", "-dash.c", "größe.c", os.fsdecode(b"not-\xff-utf8.c"), "n" * 250 + ".c"):
            (self.folder / name).write_text("int answer(int a) { return a * 42; }\n")
        (self.folder / "ring.rsp").write_text("-O2 @ring.rsp\n")
        (self.folder / "good.rsp").write_text("-O2 -c a.c\n")
        with open(self.folder / "huge.rsp", "wb") as huge:
            huge.write(b"-O2 -c a.c " + b" " * (17 << 20))
        (self.folder / "plain").write_text("")

    def test_sources_that_are_not_there(self):
        self.assertEqual(self.same("-c", "missing.c").code, 1)
        self.assertEqual(self.same("-c", "a.c/b.c").code, 1)
        self.assertEqual(self.same("-c", "n" * 4096 + ".c").code, 1)
        self.assertEqual(self.same().code, 1)

    def test_several_sources_and_one_output(self):
        self.assertEqual(self.same("-c", "a.c", "b.c", "-o", "x.o").code, 1)
        self.assertEqual(self.same("-c", "a.c", "b.c").code, 0)

    def test_response_files(self):
        self.assertEqual(self.same("@good.rsp").code, 0)
        self.assertEqual(self.same("-c", "a.c", "@missing.rsp").code, 1)
        self.assertEqual(self.same("-c", "a.c", "@ring.rsp").code, 1)
        self.assertEqual(self.same("@huge.rsp").code, 0)

    def test_names_of_every_kind(self):
        for name in ("with blank.c", "with\nnewline.c", "./-dash.c", "größe.c", os.fsdecode(b"not-\xff-utf8.c"), "n" * 250 + ".c"):
            with self.subTest(name):
                self.same("-c", name, "-o", "x.o")

    def test_outputs_that_cannot_be(self):
        for output in ("no/such/folder/x.o", "plain/x.o", "/proc/x.o", "n" * 300):
            with self.subTest(output):
                self.assertEqual(self.same("-c", "a.c", "-o", output).code, 1)

    def test_streams_and_devices_in_place_of_files(self):
        self.same("-c", "a.c", "-o", "/dev/null")
        self.same("-S", "a.c", "-o", "-")
        self.same("-c", "-", stdin=b"int x;\n")
        self.same("-x", "c", "-c", "-", "-o", "x.o", stdin=b"int x;\n")


class OfDaemons(BadInput):
    """hg-coord and hg-worker."""

    def test_help_and_version(self):
        for program in settings.PROGRAMS:
            for flag in ("--help", "--version"):
                with self.subTest(program=program, flag=flag):
                    outcome = run([settings.program(program), flag], env=self.sandbox.environment(), seconds=20)
                    self.assertEqual((outcome.code, outcome.err), (0, b""), outcome)
                    self.assertIn(program, outcome.text())

    def test_unknown_commands_and_flags(self):
        for program in ("hg-coord", "hg-worker"):
            for words, mention in (([], "--help"), (["sevre"], "serve"), (["serve", "--bogus"], "--bogus"),
                                   (["serve", "extra"], "extra"), (["serve", "--grpc-prot", "1"], "--grpc-port"),
                                   (["serve", "--grpc-port"], "--grpc-port")):
                with self.subTest(program=program, words=words):
                    self.refused([program, *words], mention)

    def test_bad_ports_and_addresses(self):
        for program in ("hg-coord", "hg-worker"):
            for flag, value in (("--grpc-port", "99999"), ("--grpc-port", "-1"), ("--grpc-port", "abc"), ("--grpc-port", ""),
                                ("--http-port", "65536"), ("--http-port", "80x"), ("--listen", "no host"),
                                ("--listen", ""), ("--log-level", "loud"), ("--listen", "1.2.3.4:80")):
                with self.subTest(program=program, flag=flag, value=value):
                    self.refused([program, "serve", f"{flag}={value}"], flag)

    def test_bad_worker_options(self):
        for flag, value in (("--coordinator", "host:"), ("--coordinator", "host:99999"), ("--coordinator", "[::1"),
                            ("--coordinator", "nowhere"), ("--max-tasks", "0"), ("--max-tasks", "-3"),
                            ("--max-tasks", "abc"), ("--max-tasks", "1000000"), ("--advertise-address", "a b"),
                            ("--advertise-address", "host:99999"), ("--job-dir", "")):
            with self.subTest(flag=flag, value=value):
                self.refused(["hg-worker", "serve", f"{flag}={value}"], flag)

    def test_plain_text_off_loopback(self):
        for program in ("hg-coord", "hg-worker"):
            with self.subTest(program):
                self.refused([program, "serve", "--listen", "0.0.0.0"], "--insecure")

    def test_busy_ports(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            busy = str(taken.getsockname()[1])
            for program in ("hg-coord", "hg-worker"):
                for flag, other in (("--grpc-port", "--http-port"), ("--http-port", "--grpc-port")):
                    with self.subTest(program=program, flag=flag):
                        self.refused([program, "serve", "--listen", "127.0.0.1", flag, busy, other, "0"], busy, "in use",
                                     code=1)

    def test_address_of_another_machine(self):
        for program in ("hg-coord", "hg-worker"):
            with self.subTest(program):
                self.refused([program, "serve", "--listen", "192.0.2.1", "--insecure", "--grpc-port", "0", "--http-port", "0"],
                             "192.0.2.1", code=1)

    def test_bad_configuration_files(self):
        for name, text, mention in (("tab.yaml", "\tgrpc-port: 1\n", "tab.yaml:1"), ("open.yaml", "a: [1, 2\n", "open.yaml"),
                                    ("key.yaml", "grpc-prot: 9000\n", "grpc-port"), ("value.yaml", "grpc-port: many\n", "many"),
                                    ("list.yaml", "- grpc-port\n", "list.yaml"), ("nested.yaml", "grpc-port:\n  a: 1\n", "grpc-port"),
                                    ("twice.yaml", "log-level: info\nlog-level: warn\n", "log-level")):
            path = self.sandbox.work / name
            path.write_text(text)
            for program in ("hg-coord", "hg-worker"):
                with self.subTest(program=program, name=name):
                    self.refused([program, "serve", "--config", str(path)], mention)

    def test_unreadable_configuration_files(self):
        for path in ("/no/such/file.yaml", str(self.sandbox.work), "/proc/self/mem"):
            for program in ("hg-coord", "hg-worker"):
                with self.subTest(program=program, path=path):
                    self.refused([program, "serve", "--config", path], path)

    def test_job_directory_that_cannot_be_used(self):
        plain = self.sandbox.work / "plain"
        plain.write_text("")
        candidates = [str(plain), "/proc/jobs", f"{plain}/below"]
        if os.geteuid() != 0:
            locked = self.sandbox.work / "locked"
            locked.mkdir(mode=0o500)
            candidates.append(str(locked))
        for candidate in candidates:
            with self.subTest(candidate):
                self.refused(["hg-worker", "serve", "--grpc-port", "0", "--http-port", "0", "--job-dir", candidate],
                             candidate, code=1)

    def test_ports_file_that_cannot_be_written(self):
        for program in ("hg-coord", "hg-worker"):
            with self.subTest(program):
                self.refused([program, "serve", "--grpc-port", "0", "--http-port", "0", "--ports-file", "/no/such/folder/f"],
                             "/no/such/folder", code=1)

    def test_no_compiler_to_offer(self):
        empty = self.sandbox.work / "empty"
        empty.mkdir()
        self.refused(["hg-worker", "serve", "--grpc-port", "0", "--http-port", "0"], "compiler", code=1, PATH=str(empty))
