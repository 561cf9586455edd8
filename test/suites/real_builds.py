"""Whole projects built through hgbuild: configured alike, distributed, and their own tests pass."""

import pathlib
import re
import shutil

from grid import compare, projects, settings
from grid.case import SharedGridCase
from grid.running import Outcome, run

MINI = pathlib.Path(__file__).resolve().parents[1] / "projects" / "mini"
MINI_UNITS = 7  # translation units of the mini project


class Build(SharedGridCase):
    """One build tree at one path, made bare first and then with us: what embeds a path must be equal too."""

    def setUp(self):
        self.hgbuild = settings.program("hgbuild")
        self.tree = self.fresh_folder()

    def mini(self, *without: str) -> None:
        """A fresh copy of the mini project in the tree."""
        shutil.rmtree(self.tree)
        shutil.copytree(MINI, self.tree, ignore=shutil.ignore_patterns(*without))

    def go(self, *words, **env: str) -> Outcome:
        outcome = run(words, cwd=self.tree, env=self.grid.environment(**env), seconds=300)
        self.assertEqual(outcome.code, 0, outcome)
        return outcome

    def distributes(self, *words, at_least: int, **env: str) -> Outcome:
        before = self.grid.finished()
        outcome = self.go(*words, **env)
        self.assertGreaterEqual(self.grid.finished() - before, at_least, f"too few compiles were remote: {outcome}")
        return outcome

    def objects(self) -> dict[str, tuple]:
        """Objects, libraries and programs of the tree."""
        kept = re.compile(r"\.(o|a|so|lo)$|_test$|^squares\.h$")
        return {name: entry for name, entry in compare.snapshot(self.tree).items()
                if kept.search(name) and ".libs" not in name and "CompilerId" not in name and "CMakeTmp" not in name}

    def assert_same_objects(self, expected: dict) -> None:
        self.assertGreaterEqual(len([name for name in expected if name.endswith(".o")]), MINI_UNITS)
        self.assert_none(compare.file_differences(expected, self.objects()))


class PlainMakefile(Build):
    def bare(self) -> dict:
        self.mini("CMakeLists.txt")
        self.go("make", "-j4", "check")
        expected = self.objects()
        self.mini("CMakeLists.txt")
        return expected

    def test_hgbuild_make(self):
        expected = self.bare()
        outcome = self.distributes(self.hgbuild, "make", "-j4", "check", at_least=MINI_UNITS)
        self.assertIn("calc ok", outcome.text())
        self.assert_same_objects(expected)

    def test_compiler_variables(self):
        expected = self.bare()
        self.distributes("make", "-j4", f"CC={self.hgbuild} cc", f"CXX={self.hgbuild} c++", "check", at_least=MINI_UNITS)
        self.assert_same_objects(expected)

    def test_the_users_compiler_is_kept(self):
        settings.tool("clang")
        self.mini("CMakeLists.txt")
        self.distributes(self.hgbuild, "make", "-j4", "CC=clang", "CXX=clang++", "check", at_least=MINI_UNITS)
        self.assertIn(b"clang", (self.tree / "src" / "split.o").read_bytes())

    def test_hgbuild_run(self):
        expected = self.bare()
        self.distributes(self.hgbuild, "run", "--", "sh", "-c", "make -j4 check", at_least=MINI_UNITS)
        self.assert_same_objects(expected)

    def test_masquerade(self):
        expected = self.bare()
        links = self.grid.work / "masquerade"
        links.mkdir()
        for name in ("cc", "gcc", "g++", "c++"):
            (links / name).symlink_to(self.hgbuild)
        self.distributes("make", "-j4", "check", at_least=MINI_UNITS, PATH=f"{links}:{settings.SYSTEM_PATH}")
        self.assert_same_objects(expected)

    def test_a_broken_build_fails_as_it_does_bare(self):
        self.mini("CMakeLists.txt")
        with open(self.tree / "src" / "join.cc", "a") as source:
            source.write("int broken() { return undeclared; }\n")
        environment = self.grid.environment()
        bare = run(["make", "-k"], cwd=self.tree, env=environment)
        run(["make", "clean"], cwd=self.tree, env=environment)
        ours = run(["make", "-k", f"CC={self.hgbuild} cc", f"CXX={self.hgbuild} g++"], cwd=self.tree, env=environment)
        self.assertEqual((bare.code, ours.code), (2, 2))
        self.assertEqual(ours.errors(), bare.errors())

    def test_second_build_does_nothing(self):
        self.mini("CMakeLists.txt")
        self.go(self.hgbuild, "make", "-j4", "all")
        before = self.grid.finished()
        self.assertIn("Nothing to be done", self.go(self.hgbuild, "make", "-j4", "all").text())
        (self.tree / "src" / "words.h").touch()  # the .d files must say who includes it
        self.go(self.hgbuild, "make", "-j4", "all")
        self.assertEqual(self.grid.finished() - before, 3)


class CmakeBuild(Build):
    generator = "Ninja"

    def configure(self, *how: str, **env: str) -> dict[str, tuple]:
        """Configures from nothing; returns what CMake found out: its cache and what it knows of the compilers."""
        self.mini("Makefile")
        launcher = list(how) or [settings.tool("cmake")]
        self.go(*launcher, "-G", self.generator, "-S", ".", "-B", "out", "-DCMAKE_BUILD_TYPE=Release", **env)
        return self.findings()

    def findings(self) -> dict[str, tuple]:
        found = {}
        for name, (kind, mode, content) in compare.snapshot(self.tree / "out").items():
            if re.search(r"CMakeCache\.txt$|CMake(C|CXX)Compiler\.cmake$", name):
                lines = [line for line in content.splitlines()
                         if line and not line.startswith((b"//", b"#")) and b"COMPILER_LAUNCHER" not in line]
                found[name] = (kind, mode, b"\n".join(lines))
        self.assertGreaterEqual(len(found), 3)
        return found

    def bare(self) -> tuple[dict, dict]:
        findings = self.configure()
        self.go("cmake", "--build", "out", "-j4")
        self.go("ctest", "--test-dir", "out")
        return findings, self.objects()

    def test_hgbuild_cmake(self):
        findings, objects = self.bare()
        self.assert_none(compare.file_differences(findings, self.configure(self.hgbuild, "cmake")))
        self.distributes("cmake", "--build", "out", "-j4", at_least=MINI_UNITS)
        self.go("ctest", "--test-dir", "out")
        self.assert_same_objects(objects)

    def test_launcher_variables(self):
        findings, objects = self.bare()
        launchers = {f"CMAKE_{language}_COMPILER_LAUNCHER": self.hgbuild for language in ("C", "CXX")}
        self.assert_none(compare.file_differences(findings, self.configure(**launchers)))
        self.distributes("cmake", "--build", "out", "-j4", at_least=MINI_UNITS)
        self.assert_same_objects(objects)

    def test_tree_that_was_configured_without_us(self):
        """CC= does nothing there: the compiler's absolute path is in the build files."""
        _, objects = self.bare()
        self.configure()
        tool = {"Ninja": ["ninja", "-C", "out"], "Unix Makefiles": ["make", "-C", "out"]}[self.generator]
        self.distributes(self.hgbuild, *tool, "-j4", at_least=MINI_UNITS)
        self.go("ctest", "--test-dir", "out")
        self.assert_same_objects(objects)

    def test_hgbuild_cmake_build(self):
        _, objects = self.bare()
        self.configure()
        self.distributes(self.hgbuild, "cmake", "--build", "out", "-j4", at_least=MINI_UNITS)
        self.assert_same_objects(objects)

    def test_compiler_variables(self):
        """The worst way, but people do it: CMake then asks the launcher itself questions."""
        self.configure(CC=f"{self.hgbuild} cc", CXX=f"{self.hgbuild} c++")
        self.distributes("cmake", "--build", "out", "-j4", at_least=MINI_UNITS)
        self.go("ctest", "--test-dir", "out")


class CmakeAndMake(CmakeBuild):
    generator = "Unix Makefiles"


class Googletest(Build):
    """googletest as Debian ships it, with its samples' tests."""

    def test_cmake_and_ninja(self):
        units = projects.units("googletest", sample=True)
        source = units[0].root / "googletest"
        self.go(self.hgbuild, "cmake", "-G", "Ninja", "-S", source, "-B", "out", "-Dgtest_build_samples=ON")
        self.distributes(self.hgbuild, "ninja", "-C", "out", "-j4", at_least=12)
        for number in range(1, 11):
            name = f"sample{number}_unittest"
            with self.subTest(name):
                self.assertIn("PASSED", self.go(self.tree / "out" / name).text())


class Autotools(Build):
    def prepare(self) -> None:
        """A package with its configure script, as people unpack it."""
        for name in ("autoreconf", "automake", "libtoolize"):
            settings.tool(name)
        self.mini("Makefile", "CMakeLists.txt")
        self.go("autoreconf", "--install", "--force")

    def configured(self, *variables: str, **env: str) -> dict[str, tuple]:
        self.go("./configure", *variables, **env)
        kept = ("config.h", "Makefile", "libtool")
        return {name: entry for name, entry in compare.snapshot(self.tree).items() if name in kept}

    def test_configure_finds_the_same(self):
        self.prepare()
        # configure's own -g -O2, and what docs/debug-info.md says to add where bytes must be equal.
        flags = [f"{name}=-g -O2 -gno-record-gcc-switches" for name in ("CFLAGS", "CXXFLAGS")]
        bare = self.configured(*flags, CC="gcc", CXX="g++")
        self.go("make", "-j4", "check")
        objects = self.objects()
        self.go("make", "distclean")
        ours = self.configured(*flags, CC=f"{self.hgbuild} gcc", CXX=f"{self.hgbuild} g++")
        self.assertEqual(bare.keys(), ours.keys())
        for name in bare:
            with self.subTest(name):
                text = ours[name][2].replace(f"{self.hgbuild} ".encode(), b"")
                self.assertEqual(_without_hints(bare[name][2]), _without_hints(text))
        self.distributes("make", "-j4", "check", at_least=MINI_UNITS)
        self.assert_same_objects(objects)

    def test_hgbuild_make_in_a_configured_tree(self):
        self.prepare()
        self.configured()
        self.distributes(self.hgbuild, "make", "-j4", "check", at_least=MINI_UNITS)


def _without_hints(text: bytes) -> bytes:
    """libtool and automake keep the name of the compiler as tags and in tests of $host: nothing else may differ."""
    return b"\n".join(line for line in text.splitlines() if b"compiler" not in line.lower() and b"CC=" not in line)
