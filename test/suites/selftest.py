"""The fixtures themselves: a comparison that cannot fail, or a search that finds nobody, would prove nothing."""

import itertools
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from grid import compare, objects, ports, processes, settings
from grid.fake_compiler import FakeCompiler
from grid.running import Outcome, run
from grid.waiting import Deadline, wait_until

SOURCE = "int twice(int x) {\n  return x + x;\n}\n"
SHIFTED = "int twice(int x) {\n\n  return x + x;\n}\n"


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="hg-self-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def compile(self, name: str, text: str, *flags: str, compiler="gcc") -> pathlib.Path:
        """All objects come from one source name, as they do in the suites."""
        (self.folder / "a.c").write_text(text)
        outcome = run([settings.tool(compiler), *flags, "-c", "a.c", "-o", name], cwd=self.folder)
        self.assertEqual(outcome.code, 0, outcome)
        return self.folder / name


class ComparingOutcomes(unittest.TestCase):
    def test_equal_outcomes_have_no_difference(self):
        self.assertEqual(compare.outcome_differences(Outcome(1, b"o", b"e"), Outcome(1, b"o", b"e")), [])

    def test_every_part_counts(self):
        good = Outcome(0, b"out", b"err")
        for other in (Outcome(1, b"out", b"err"), Outcome(0, b"out\n", b"err"), Outcome(0, b"out", b"")):
            self.assertEqual(len(compare.outcome_differences(good, other)), 1, other)

    def test_only_random_names_are_forgiven(self):
        self.assertEqual(compare.steady(b"as -o /tmp/ccAbC12x.o x"), compare.steady(b"as -o /tmp/ccQQQQQQ.o x"))
        self.assertEqual(compare.steady(b'"/tmp/a-1f2e3d.o"'), compare.steady(b'"/tmp/a-aaaaaa.o"'))
        self.assertNotEqual(compare.steady(b"/tmp/dir/a.c:1"), compare.steady(b"/tmp/dir/b.c:1"))


class ComparingFiles(Folder):
    def test_missing_extra_changed_and_mode(self):
        before = {"a": (1, 0o644, b"x"), "b": (1, 0o644, b"x"), "c": (1, 0o644, b"x")}
        after = {"b": (1, 0o644, b"y"), "c": (1, 0o600, b"x"), "d": (1, 0o644, b"")}
        self.assertEqual(len(compare.file_differences(before, after)), 4)

    def test_snapshot_sees_below_folders(self):
        (self.folder / "sub").mkdir()
        (self.folder / "sub" / "f").write_text("1")
        self.assertEqual(set(compare.snapshot(self.folder)), {"sub", os.path.join("sub", "f")})


class ComparingObjects(Folder):
    def test_equal_objects(self):
        one, two = self.compile("1.o", SOURCE, "-g"), self.compile("2.o", SOURCE, "-g")
        self.assertEqual(objects.debug_differences(one, two) + objects.same_entries(one, two), [])

    def test_other_code_is_found(self):
        one, two = self.compile("1.o", SOURCE, "-g"), self.compile("2.o", SOURCE.replace("+ x", "+ 7"), "-g")
        self.assertIn("section .text differs", objects.debug_differences(one, two))

    def test_other_lines_are_found_for_both_compilers(self):
        for compiler in (pair[0] for pair in settings.compilers()):
            one = self.compile("1.o", SOURCE, "-g", compiler=compiler)
            two = self.compile("2.o", SHIFTED, "-g", compiler=compiler)
            self.assertTrue(any("line tables" in d for d in objects.debug_differences(one, two)), compiler)

    def test_a_row_that_repeats_the_one_before_is_no_difference(self):
        listing = '.file 1 "a.c"\nf: .loc 1 5 3\n nop\n {}\n nop\n .loc 1 6 1\n ret\n'
        made = []
        for number, row in enumerate(("", ".loc 1 5 3", ".loc 1 5 4")):
            (self.folder / "a.s").write_text(listing.format(row))
            run([settings.tool("gcc"), "-c", "a.s", "-o", f"{number}.o"], cwd=self.folder)
            made.append(self.folder / f"{number}.o")
        self.assertEqual(objects.debug_differences(made[0], made[1]), [])
        self.assertTrue(any("line tables" in d for d in objects.debug_differences(made[0], made[2])))

    def test_an_object_without_code_needs_no_lines(self):
        for compiler, text in itertools.product((pair[0] for pair in settings.compilers()), ("int x = 1;\n", "int f();\n")):
            one = self.compile("1.o", text, "-g", compiler=compiler)
            self.assertEqual(objects.debug_differences(one, one), [], compiler)

    def test_other_call_is_found_in_relocations(self):
        one = self.compile("1.o", "int f(void); int g(void); int h(void) { return f(); }", "-g")
        two = self.compile("2.o", "int f(void); int g(void); int h(void) { return g(); }", "-g")
        self.assertIn("relocations of code or data differ", objects.code_differences(one, two))

    def test_an_object_without_lines_is_no_proof(self):
        one = self.compile("1.o", SOURCE)
        self.assertTrue(objects.debug_differences(one, one))


class FindingProcesses(Folder):
    def test_a_daemon_is_found_and_ended(self):
        processes.adopt_orphans()
        script = "import os,time\nif os.fork()==0:\n os.setsid()\n if os.fork()==0: time.sleep(600)\n os._exit(0)\nos.wait()"
        subprocess.run([sys.executable, "-c", script], check=True)
        (daemon,) = processes.descendants()
        daemon.end(signal.SIGKILL)
        self.assertEqual(processes.descendants(), [])

    def test_a_frozen_program_can_be_resumed_and_ended(self):
        program = processes.Program("sleeper", ["sleep", "600"], self.folder / "log", dict(os.environ))
        self.addCleanup(program.close)
        program.stop()
        self.assertTrue(program.running())
        self.assertEqual(program.terminate(), -signal.SIGTERM)


class Waiting(unittest.TestCase):
    def test_a_deadline_names_what_was_waited_for(self):
        with self.assertRaisesRegex(Deadline, "the moon"):
            wait_until(lambda: False, "the moon", 0.01)

    def test_ports_are_reserved(self):
        one, two = ports.reserve(), ports.reserve()
        self.assertNotEqual(one.number, two.number)
        one.close(), two.close()


class Faking(Folder):
    def test_it_is_the_real_compiler_until_ordered(self):
        fake = FakeCompiler(self.folder / "bin")
        twin = fake.twin(self.folder / "twin")
        real = self.compile("real.o", SOURCE)
        for each in (fake, twin):
            run([each.folder / "gcc", "-c", "a.c", "-o", "fake.o"], cwd=self.folder)
            self.assertEqual((self.folder / "fake.o").read_bytes(), real.read_bytes())
        fake.order("segv")
        self.assertEqual(run([fake.folder / "gcc", "-c", "a.c"], cwd=self.folder).code, -signal.SIGSEGV)
        self.assertEqual(run([twin.folder / "gcc", "-c", "a.c"], cwd=self.folder).code, 0)
        self.assertEqual(len(fake.started()), 1)
        client = dict(os.environ) | fake.client_environment()
        self.assertEqual(run([fake.folder / "gcc", "-c", "a.c"], cwd=self.folder, env=client).code, 0)
