"""Workers that compile in containers, on a real Docker Engine of our own (grid/engine.py)."""

import json
import pathlib
import subprocess
import tempfile

from grid import settings
from grid.case import Case, both_ways
from grid.engine import Engine, Podman, root_file_system
from grid.running import for_each, run
from grid.waiting import wait_until

IMAGE = "dockcross/linux-arm64:latest"
ARM = "aarch64-linux-gnu-gcc"
SOURCE = """#include <stdio.h>
#include <string.h>
static int twice(int a) { return 2 * a; }
int main(void) { printf("%zu %d\\n", strlen("hello"), twice((int)sizeof(void*))); return 3; }
"""
# Compiles for minutes, or until somebody stops it.
ENDLESS = """constexpr unsigned long f(unsigned long n) { unsigned long s = 0; for (unsigned long i = 0; i < n; ++i) s += i * s; return s; }
constexpr unsigned long x = f(1UL << 31);
"""
LARGE = "int a[] = {" + "1234567," * 1_500_000 + "};\n"


class WithEngine(Case):
    engine: Engine
    archive: pathlib.Path
    make_engine: type = Engine

    @classmethod
    def setUpClass(cls):
        cls.engine = cls.make_engine()
        cls.addClassCleanup(cls.engine.close)
        cls.archive = cls.engine.root / "image.tar"
        root_file_system(cls.archive)
        cls.engine.import_image(IMAGE, cls.archive)

    def docker_worker(self, grid, *options: str, how: str = "docker", **more):
        return grid.start_worker(options=("--executor", how, "--docker-host", self.engine.socket, *options), **more)

    def write(self, grid, name: str, text: str = SOURCE) -> pathlib.Path:
        (grid.work / name).write_text(text)
        return grid.work / name

    def slow_compile(self, grid) -> subprocess.Popen:
        """A compile that is running in a container when this returns."""
        self.write(grid, "slow.cpp", ENDLESS)
        command = [settings.program("hgbuild"), "g++", "-std=c++20", "-fconstexpr-ops-limit=9999999999", "-fconstexpr-loop-limit=2147483647",
                   "-c", "slow.cpp"]
        popen = subprocess.Popen(command, cwd=grid.work, env=grid.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        self.addCleanup(popen.wait)
        self.addCleanup(popen.kill)
        wait_until(lambda: self.engine.containers("--filter", "status=running"), "a container that compiles", 30)
        return popen

    def wait_for_no_container(self) -> None:
        wait_until(lambda: not self.engine.containers(), "the end of every container", 30)


class Compiles(WithEngine):
    def test_objects_equal_those_made_by_hand_in_the_image(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid)
        source = self.write(grid, "a.c")
        self.write(grid, "b.cpp", "#include <vector>\nint g(std::vector<int> v) { return v.at(1); }\n")
        for count, (driver, name) in enumerate([("gcc", "a.c"), ("g++", "b.cpp"), (ARM, "a.c")], start=1):
            outcome = grid.hgbuild(driver, "-O2", "-c", name, "-o", "grid.o")
            self.assertEqual((outcome.code, outcome.err), (0, b""))
            self.assertEqual(grid.finished(), count, "compiled by the worker")
            self.engine.by_hand(IMAGE, source.parent, driver, "-O2", "-c", name, "-o", "hand.o")
            self.assertEqual((source.parent / "grid.o").read_bytes(), (source.parent / "hand.o").read_bytes(), driver)
        self.assertEqual(self.engine.containers(), [])

    def test_arm64_runs(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid)
        self.write(grid, "a.c")
        self.assertEqual(grid.hgbuild(ARM, "-O2", "-c", "a.c").code, 0)
        self.assertEqual(grid.hgbuild(ARM, "-static", "a.o", "-o", "a").code, 0)
        ran = subprocess.run([settings.tool("qemu-aarch64"), grid.work / "a"], check=False, capture_output=True)
        self.assertEqual((ran.returncode, ran.stdout), (3, b"5 16\n"))

    def test_warnings_and_errors_are_the_compilers(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid)
        for name, text in (("warns", "int f(void) { int unused; return 1; }\n"), ("fails", "int f(void) { return nothing; }\n")):
            for driver in ("gcc", ARM):
                with self.subTest(name, driver=driver):
                    _, differences = both_ways(grid, [driver, "-Wall", "-c", "a.c"], grid.work / name,
                                               prepare=lambda folder, text=text: (folder / "a.c").write_text(text))
                    self.assert_none(differences)

    def test_probe_shows_what_is_registered(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid)
        answer = subprocess.run([settings.program("hg-worker"), "probe", "--json", "--docker-host", self.engine.socket], check=True,
                                capture_output=True, env=grid.sandbox.environment())
        containers = json.loads(answer.stdout)["containers"]
        self.assertIn("Engine", containers["engine"])
        (image,) = containers["images"]
        self.assertEqual((image["target"], image["problem"]), ("linux-arm64", ""))
        native = {t["id"] for t in json.loads(answer.stdout)["toolchains"]}
        inside = {t["id"] for t in image["toolchains"]}
        self.assertLessEqual(inside, native, "the same compilers, in the image and here, have the same ids")
        self.assertIn(ARM, " ".join(t["driver"] for t in image["toolchains"]))


class CompilesOfPodman(Compiles):
    make_engine = Podman


class Mixed(WithEngine):
    """One worker with this machine's compilers, one with an image's, one with both: a project for two targets at once."""

    SOURCES = 6

    def test_builds_for_two_targets_at_once(self):
        grid = self.new_grid(workers=0)
        workers = [grid.start_worker(), self.docker_worker(grid), self.docker_worker(grid, how="both")]
        for number in range(self.SOURCES):
            self.write(grid, f"s{number}.c", f"int f{number}(int a) {{ return a * {number}; }}\n")
        compiles = [(driver, number) for driver in ("gcc", ARM) for number in range(self.SOURCES)]
        outcomes = for_each(compiles, lambda one: grid.hgbuild(one[0], "-O2", "-c", f"s{one[1]}.c", "-o", f"{one[0]}{one[1]}.o"))
        for (driver, number), outcome in zip(compiles, outcomes):
            self.assertEqual((outcome.code, outcome.err), (0, b""))
            run([settings.tool(driver), "-O2", "-c", f"s{number}.c", "-o", "here.o"], cwd=grid.work)
            self.assertEqual((grid.work / f"{driver}{number}.o").read_bytes(), (grid.work / "here.o").read_bytes(), (driver, number))
        self.assertEqual(grid.finished(), len(compiles), "every one by a worker")
        self.assertGreater(len([w for w in workers if grid.finished_by(w)]), 1, "more than one has worked")
        self.wait_for_no_container()


class Failures(WithEngine):
    def test_one_without_memory_is_compiled_elsewhere(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid, "--job-memory", "64M")
        self.write(grid, "a.c", LARGE)
        outcome = grid.hgbuild("gcc", "-c", "a.c", HG_VERBOSE="1")
        self.assertEqual(outcome.code, 0, outcome.err)
        self.assertIn(b"memory", outcome.err)
        self.wait_for_no_container()

    def test_one_that_is_cancelled_leaves_no_container(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid)
        self.slow_compile(grid).kill()
        self.wait_for_no_container()

    def test_a_killed_worker_is_swept_by_the_next(self):
        grid = self.new_grid(workers=0)
        worker = self.docker_worker(grid)
        compiling = self.slow_compile(grid)
        grid.remove_worker(worker)
        compiling.kill()
        self.assertTrue(self.engine.containers(), "nobody has removed it yet")
        worker.start_again()
        self.wait_for_no_container()

    def test_an_image_that_was_deleted_is_offered_no_more(self):
        grid = self.new_grid(workers=0)
        worker = self.docker_worker(grid)
        self.write(grid, "a.c")
        self.engine.docker("rmi", "-f", IMAGE)
        self.addCleanup(self.engine.import_image, IMAGE, self.archive)
        outcome = grid.hgbuild(ARM, "-c", "a.c")
        self.assertEqual((outcome.code, outcome.err), (0, b""), "compiled here")
        wait_until(lambda: b"0 compilers" in worker.log.read_bytes().splitlines()[-1], "the worker to say so", 30)

    def test_an_engine_that_dies_and_comes_back(self):
        grid = self.new_grid(workers=0)
        self.docker_worker(grid)
        compiling = self.slow_compile(grid)
        self.engine.kill()
        wait_until(lambda: any(p.program() == "cc1plus" for p in grid.strangers()), "the compile to go on here", 30)
        compiling.kill()
        self.engine.start()
        self.write(grid, "a.c")
        done = grid.finished()

        def compiled_there() -> bool:
            self.assertEqual(grid.hgbuild(ARM, "-O2", "-c", "a.c").code, 0)
            return grid.finished() > done

        wait_until(compiled_there, "the worker to compile again", 60)
        self.wait_for_no_container()
