"""The cache is never wrong: what changes a result misses, what does not hits, and every answer equals a fresh compile."""

import pathlib
import time
import unittest

from grid import settings
from grid.caching import YOUNG_NS, World, close
from grid.case import SharedGridCase
from grid.running import run
from grid.sandbox import Sandbox
from grid.terminal import run_on_terminal
from grid.waiting import wait_until
from suites import cache_rows
from suites.cache_rows import Row, copy_with_times, link

DRIVERS = {"gcc": {"c": "gcc", "c++": "g++"}, "clang": {"c": "clang", "c++": "clang++"}}


class Rows(unittest.TestCase):
    """Each row in a world of its own."""

    family = "gcc"

    @classmethod
    def setUpClass(cls):
        for driver in DRIVERS[cls.family].values():
            settings.tool(driver)
        cls.sandbox = Sandbox("rows")
        cls.addClassCleanup(close, cls.sandbox)

    def each(self, rows: list[Row], check) -> None:
        for number, row in enumerate(rows):
            if row.only in ("", self.family):
                with self.subTest(row.name):
                    check(row, World(self.sandbox, f"{self._testMethodName}-{number}"))

    def compile(self, row: Row, world: World, words: list[str], cwd: str, env: dict):
        driver = DRIVERS[self.family][row.driver]
        return world.compile([driver, *words], row.outputs, cwd=cwd, **env)

    def prepare(self, row: Row, world: World) -> dict[str, str]:
        world.write(row.files)
        env = dict(row.env)
        if "PREPARE" in env:
            name, source = env.pop("PREPARE").split()
            (world.folder / name).parent.mkdir(exist_ok=True)
            if source.startswith("copy:"):
                copy_with_times(source[5:], name)(world.folder)
            else:
                link(name, source)(world.folder)
        return env

    def good(self, compiled, hit: bool | None):
        self.assertEqual(compiled.wrong, [], compiled.context)
        if hit is not None:
            self.assertEqual(compiled.hit, hit, compiled.context)

    def both(self, row: Row, world: World, hit: bool):
        env = self.prepare(row, world)
        self.good(self.compile(row, world, row.command, row.cwd, env), False)
        self.good(self.compile(row, world, row.command, row.cwd, env), None)
        if row.change:
            row.change(world.folder)
        after = self.compile(row, world, row.after or row.command, row.cwd_after or row.cwd,
                             env if row.env_after is None else row.env_after)
        self.good(after, hit)

    def test_what_changes_the_result_misses(self):
        self.each(cache_rows.CHANGES, lambda row, world: self.both(row, world, hit=False))

    def test_what_does_not_hits(self):
        self.each(cache_rows.NEUTRAL, lambda row, world: self.both(row, world, hit=True))

    def test_what_must_not_be_stored_is_not(self):
        self.each(cache_rows.NEVER, self.never)

    def never(self, row: Row, world: World):
        env = self.prepare(row, world)
        for _ in range(2):
            self.good(self.compile(row, world, row.command, row.cwd, env), False)

    def twice(self, world: World, driver: str, words: list[str], hit: bool):
        self.good(world.compile([driver, *words], ["a.o"]), False)
        self.good(world.compile([driver, *words], ["a.o"]), hit)

    def test_a_compiler_that_is_replaced_misses(self):
        world = World(self.sandbox, self._testMethodName)
        world.write({"a.c": "int f(int x) { return x * 3; }\n"})
        name = DRIVERS[self.family]["c"]
        program = pathlib.Path(settings.tool(name)).resolve()
        (world.folder / "lib").symlink_to(program.parents[1] / "lib")  # gcc looks for its parts beside itself
        for tail in (b"", b"another"):
            # Behind the program's end: it works as before, and is not the same.
            world.write({f"bin/{name}": program.read_bytes() + tail})
            (world.folder / "bin" / name).chmod(0o755)
            self.twice(world, f"bin/{name}", cache_rows.OBJECT, hit=True)

    def test_a_compiler_that_is_a_script_is_never_stored(self):
        world = World(self.sandbox, self._testMethodName)
        name = DRIVERS[self.family]["c"]
        world.write({"a.c": "int f;\n", name: f'#!/bin/sh\nexec {settings.tool(name)} -DX=1 "$@"\n'})
        (world.folder / name).chmod(0o755)
        self.twice(world, f"./{name}", cache_rows.OBJECT, hit=False)

    def test_what_uses_a_precompiled_header_is_never_stored(self):
        driver = DRIVERS[self.family]["c"]
        uses = {"gcc": (["-include", "x.h"], "x.h.gch"), "clang": (["-include-pch", "x.pch"], "x.pch")}
        words, made = uses[self.family]
        world = World(self.sandbox, self._testMethodName)
        world.write({"x.h": cache_rows.X1, "a.c": "int f = X;\n", "b.c": cache_rows.C})
        done = run([driver, "-O1", "-x", "c-header", "x.h", "-o", made], cwd=world.folder, env=world.environment())
        self.assertEqual(done.code, 0, done)
        self.twice(world, driver, ["-O1", *words, *cache_rows.OBJECT], hit=False)
        if self.family == "gcc":
            self.twice(world, driver, ["-O1", "-c", "b.c", "-o", "a.o"], hit=False)

    def test_what_was_true_before_hits_again(self):
        world = World(self.sandbox, self._testMethodName)
        command = [DRIVERS[self.family]["c"], "-O2", "-c", "a.c", "-o", "a.o"]
        for text, hit in ((1, False), (2, False), (1, True), (2, True), (3, False), (1, True)):
            world.write({"a.c": cache_rows.C, "x.h": f"#define X {text}\n"})
            self.good(world.compile(command, ["a.o"]), hit)


class RowsOfClang(Rows):
    family = "clang"


class Switches(unittest.TestCase):
    def setUp(self):
        sandbox = Sandbox("switches")
        self.addCleanup(close, sandbox)
        self.world = World(sandbox, "p")
        self.world.write({"a.c": cache_rows.C, "x.h": cache_rows.X1})

    def hit(self, **env) -> bool:
        compiled = self.world.compile(["gcc", "-c", "a.c", "-o", "a.o"], ["a.o"], **env)
        self.assertEqual(compiled.wrong, [], compiled.context)
        return compiled.hit

    def test_off_neither_reads_nor_writes(self):
        for off in ({"HG_CACHE": "off"}, {"CCACHE_DISABLE": "1"}, {"HG_CACHE": "nonsense"}):
            self.assertFalse(self.hit(**off))
        self.assertFalse(self.hit())
        self.assertTrue(self.hit())
        self.assertFalse(self.hit(HG_CACHE="off"))

    def test_read_does_not_write(self):
        self.assertFalse(self.hit(HG_CACHE="read"))
        self.assertFalse(self.hit(HG_CACHE="read"))
        self.assertFalse(self.hit())
        self.assertTrue(self.hit(HG_CACHE="read"))

    def test_recache_compiles_and_stores(self):
        for variable in ("HG_RECACHE", "CCACHE_RECACHE"):
            self.hit()
            self.assertFalse(self.hit(**{variable: "1"}))
            self.assertTrue(self.hit())

    def test_ccaches_variables_count(self):
        self.assertFalse(self.hit(CCACHE_READONLY="1"))
        self.assertFalse(self.hit(CCACHE_READONLY="1"))
        self.assertFalse(self.hit())
        self.assertTrue(self.hit(CCACHE_READONLY="1"))
        self.assertFalse(self.hit(CCACHE_DISABLE="1"))

    def test_a_cache_that_cannot_be_used_costs_nothing_but_a_miss(self):
        for place in ("/proc/nowhere", "relative", "/dev/null"):
            for _ in range(2):
                self.assertFalse(self.hit(HG_CACHE_DIR=place))


class OnATerminal(unittest.TestCase):
    """Messages are made for the terminal that they go to, and shown only on one like it."""

    def setUp(self):
        self.sandbox = Sandbox("terminal")
        self.addCleanup(close, self.sandbox)
        self.world = World(self.sandbox, "p")
        self.world.write({"a.c": "int f(void) { int unused; return " + " + ".join(map(str, range(40))) + " + g(); }\n"})
        self.world.settle()

    def show(self, command: list[str], columns: int) -> tuple[int, bytes]:
        return run_on_terminal(command, cwd=self.world.folder, env=self.world.environment(TERM="xterm"), columns=columns)

    def expect(self, compiler: str, columns: int, hit: bool):
        bare = self.show([compiler, "-Wall", "-c", "a.c"], columns)
        self.assertIn(b"\x1b[", bare[1], "a compiler without colours proves little")
        code, said = self.show([settings.program("hgbuild"), compiler, "-Wall", "-c", "a.c"], columns)
        lines = said.splitlines(keepends=True)
        self.assertEqual(any(b": from the cache" in line for line in lines), hit, said)
        self.assertEqual(bare, (code, b"".join(line for line in lines if not line.startswith(b"hgbuild: "))))

    def test_colours_and_width(self):
        for compiler in DRIVERS:
            settings.tool(compiler)
            for columns in (80, 60):
                self.expect(compiler, columns, hit=False)
                self.expect(compiler, columns, hit=True)
            self.expect(compiler, 80, hit=True)


class OnTheGrid(SharedGridCase):
    """What a worker has made is known here afterwards."""

    def compile(self, folder, *words: str, **env: str):
        wait_until(lambda: time.time_ns() > (folder / "a.c").stat().st_ctime_ns + YOUNG_NS, "the source to be old enough")
        (folder / "a.o").unlink(missing_ok=True)
        outcome = self.grid.hgbuild("gcc", "-O2", *words, "-c", "a.c", "-o", "a.o", cwd=folder, HG_CACHE="write",
                                    HG_VERBOSE="1", **env)
        self.assertEqual(outcome.code, 0, outcome)
        return outcome.errors(), (folder / "a.o").read_bytes()

    def test_a_second_compile_needs_no_worker_and_no_agent(self):
        folder = self.fresh_folder()
        (folder / "a.c").write_text("int f(int x) { return x * 3; }\n")
        said, first = self.compile(folder)
        self.assertIn("compiled on", said)
        before = self.grid.finished()
        said, second = self.compile(folder, HG_COORDINATOR="127.0.0.1:1", XDG_RUNTIME_DIR="/nonexistent")
        self.assertIn("from the cache", said)
        self.assertEqual(first, second)
        # Another command, the same text: known too.
        said, third = self.compile(folder, "-Iunused")
        self.assertIn("from the cache", said)
        self.assertEqual(first, third)
        self.assertEqual(self.grid.finished(), before)

    def test_a_build_counts_its_hits(self):
        folder = self.fresh_folder()
        (folder / "a.c").write_text("int f(int x) { return x * 5; }\n")
        self.compile(folder)
        (folder / "Makefile").write_text("a.o: a.c\n\tgcc -O2 -c a.c -o a.o\n")
        (folder / "a.o").unlink()
        outcome = self.grid.hgbuild("make", cwd=folder, HG_CACHE="write")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn("1 cached", outcome.errors())
