"""hgbuild why: the true cause of each miss, and the place of each compile, told after real compiles."""

import json
import shutil
import time

from grid.caching import YOUNG_NS
from grid.case import SharedGridCase
from grid.waiting import wait_until

SOURCE = '#include "x.h"\nint f(void) { return X; }\n'


class Why(SharedGridCase):
    def setUp(self):
        self.folder = self.fresh_folder()
        (self.folder / "inc").mkdir()
        self.write("a.c", SOURCE)
        self.write("inc/x.h", "#define X 1\n")


    def hgbuild(self, *words: str, **env: str):
        ours = {"HG_CACHE": "write", "HG_CACHE_DIR": str(self.grid.sandbox.root / "stores" / self._testMethodName)}
        return self.grid.hgbuild(*words, cwd=self.folder, **ours | env)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def compile(self, *words: str, compiler: str = "gcc", code: int = 0, **env: str) -> dict:
        """Compiles, then asks why."""
        newest = max(path.lstat().st_ctime_ns for path in self.folder.rglob("*"))
        wait_until(lambda: time.time_ns() > newest + YOUNG_NS, "the files to be old enough")
        command = [compiler, "-Iinc", *words, "-c", "a.c", "-o", "a.o"]
        outcome = self.hgbuild(*command, **env)
        self.assertEqual(outcome.code, code, outcome)
        return self.why()

    def why(self) -> dict:
        answer = self.hgbuild("why", "a.c", "--json")
        self.assertEqual(answer.code, 0, answer)
        told = json.loads(answer.out)
        self.assertEqual(told["schema"], "hgbuild.why/1")
        self.assertEqual(told["source"], str(self.folder / "a.c"))
        return told

    def expect(self, told: dict, outcome: str, miss: str, *changes: tuple) -> None:
        self.assertEqual((told["outcome"], told["miss"]), (outcome, miss), told)
        self.assertEqual([(c["kind"], c["how"], c["before"], c["after"]) for c in told["changes"]], list(changes), told)

    def test_each_component_of_the_key_is_named(self):
        header = str(self.folder / "inc/x.h")
        self.expect(self.compile(), "compiled-by-worker", "first")
        self.expect(self.compile(), "hit-direct", "none")
        self.write("inc/x.h", "#define X 2\n")
        self.expect(self.compile(), "compiled-by-worker", "changed", ("header", "changed", header, header))
        self.write("inc/x.h", "#define X 2 // a comment\n")
        self.expect(self.compile(), "hit-by-text", "changed", ("header", "changed", header, header))
        self.expect(self.compile("-O2"), "compiled-by-worker", "changed", ("argument", "added", "", "-O2"))
        self.expect(self.compile("-O3"), "compiled-by-worker", "changed", ("argument", "changed", "-O2", "-O3"))
        self.write("inc/y.h", "#define Y 1\n")
        self.write("a.c", '#include "y.h"\n' + SOURCE)
        source, added = str(self.folder / "a.c"), str(self.folder / "inc/y.h")
        self.expect(self.compile("-O3"), "compiled-by-worker", "changed", ("source", "changed", source, source),
                    ("header", "added", "", added))
        self.expect(self.compile("-O3", CPATH="/nonexistent"), "hit-by-text", "changed",
                    ("variable", "added", "", "CPATH=/nonexistent"))
        told = self.compile("-O3", compiler="clang")
        self.assertEqual((told["outcome"], told["miss"]), ("compiled-by-worker", "changed"))
        self.assertIn("compiler", [change["kind"] for change in told["changes"]])

    def test_a_second_checkout_is_known_from_its_first_hit_on(self):
        self.compile()
        second = self.folder.with_name("second")
        shutil.rmtree(second, ignore_errors=True)
        shutil.copytree(self.folder, second)
        self.folder = second
        self.expect(self.compile(), "hit-direct", "none")
        self.write("inc/x.h", "#define X 3\n")
        header = str(second / "inc/x.h")
        self.expect(self.compile(), "compiled-by-worker", "changed", ("header", "changed", header, header))

    def test_the_working_directory_counts_with_debug_information(self):
        self.compile("-g")
        moved = self.folder.with_name("moved")
        shutil.rmtree(moved, ignore_errors=True)
        self.folder.rename(moved)
        moved.mkdir(exist_ok=True)
        self.folder = moved
        self.expect(self.compile("-g"), "compiled-by-worker", "first")

    def test_why_it_was_compiled_here(self):
        told = self.compile("-fplugin=nonexistent", code=1)
        self.expect(told, "compiled-here", "not-cacheable")
        self.assertEqual((told["reason"], told["detail"]), ("plugin", "-fplugin=nonexistent"))
        told = self.compile(HG_COORDINATOR="127.0.0.1:1")
        self.assertEqual((told["outcome"], told["reason"]), ("compiled-here", "coordinator-refused"))
        told = self.compile("-O1", HG_LOCAL="1")
        self.assertEqual((told["outcome"], told["reason"]), ("compiled-here", "forced-local"))

    def test_why_nothing_was_kept(self):
        self.expect(self.compile(HG_CACHE="off"), "compiled-by-worker", "no-cache")
        self.write("inc/x.h", "#define X (__TIME__[0])\n")
        told = self.compile()
        self.expect(told, "compiled-here", "not-cacheable")
        self.assertEqual((told["reason"], told["detail"]), ("source-not-plain", "__TIME__"))
        told = self.compile(HG_LOCAL="1")
        self.assertIn("__TIME__", told["not_kept"], told)
        self.expect(self.compile(HG_LOCAL="1"), "compiled-here", "not-kept")
        self.write("inc/x.h", "#define X oops oops\n")
        self.compile(code=1)
        told = self.compile(code=1)
        self.assertEqual((told["miss"], told["exit_code"]), ("failed-before", 1), told)

    def test_what_was_evicted_is_said_to_be_gone(self):
        self.compile()
        self.assertEqual(self.hgbuild("cache", "clear").code, 0)
        self.expect(self.compile(), "compiled-by-worker", "gone")

    def test_text_says_the_same(self):
        self.compile()
        self.compile("-O2")
        text = self.hgbuild("why", "a.c").out.decode()
        self.assertIn("-O2 is new", text)
        self.assertNotIn("\x1b", text)

    def test_no_journal_is_no_error_and_nothing_is_written(self):
        state = self.grid.sandbox.home / ".state/hybridgrid/journal"
        shutil.rmtree(state, ignore_errors=True)
        outcome = self.hgbuild("gcc", "-Iinc", "-c", "a.c", HG_JOURNAL="off")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertFalse(state.exists())
        answer = self.hgbuild("why", "a.c")
        self.assertEqual(answer.code, 1, answer)
        self.assertIn("no compile of a.c is on record", answer.errors())
