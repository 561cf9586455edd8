"""hgbuild in front of a compiler is the compiler: for 200 command lines and more, whatever state the grid is in."""

import pathlib
import re
import shlex
import tomllib

from grid import compare, objects, settings
from grid.case import Case, empty
from grid.running import Outcome, for_each, run

FILES = {
    "a.c": '#include "b.h"\n#ifdef NAME\nconst char *name = NAME;\n#endif\nint a(int x) { return x * ONE_MORE; }\n',
    "b.h": "#ifndef ONE_MORE\n#define ONE_MORE 2\n#endif\n",
    "b.c": '#include "b.h"\nint b(void) { return ONE_MORE; }\n',
    "main.c": "int main(void) { return 0; }\n",
    "a.cc": "#include <cstddef>\ntemplate <class T> T twice(T t) { return t + t; }\nint f(int x) { return twice(x); }\n",
    "upper.C": "int upper(int x) { return x; }\n",
    "a.txt": "int text;\n",
    "a.i": '# 1 "a.c"\nint preprocessed;\n',
    "a.s": ".globl s\ns: nop\n",
    "a.S": "#define NAME s\n.globl NAME\nNAME: nop\n",
    "bad.c": "int f(void) {\n  return undeclared;\n}\n",
    "warn.c": "int f(void) { int unused; return 1; }\n",
    "empty.c": "",
    "with space.c": '#include "b.h"\nint spaced = ONE_MORE;\n',
    "ünï.c": "int unicode;\n",
    "missing_header.c": '#include "generated.h"\nint x;\n',
    "incbin.c": '__asm__(".globl blob\\nblob: .incbin \\"a.txt\\"\\n");\n',
    "date.c": "int date = __DATE__;\n",
    "counter.c": "int c1 = __COUNTER__, c2 = __COUNTER__;\nconst char *file = __FILE__; int line = __LINE__;\n",
    "self.c": "#ifndef SELF\n#define SELF\n#include __FILE__\nint self = __INCLUDE_LEVEL__;\n#else\nint inner = __INCLUDE_LEVEL__;\n#endif\n",
    "sub/b.h": "#define ONE_MORE 3\n",
    "plain.rsp": "-c a.c -o a.o\n",
    "plain_c.rsp": "a.c\n-O2\n",
    "nested.rsp": "-O1 @plain.rsp\n",
    "quoted.rsp": "-c 'with space.c' \"-DNAME=\\\"x y\\\"\" -o 'out put.o'\n",
    "with space.rsp": "-c a.c\n",
    "escapes.rsp": "-c with\\ space.c -o a\\\\b.o\n",
    "empty.rsp": "",
    "loop.rsp": "-c a.c @loop.rsp\n",
}


def lay_out(folder: pathlib.Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (folder / "x").mkdir()
    (folder / "unwritable").mkdir(mode=0o500)


def probes(family: str) -> list[tuple[str, bytes]]:
    """Pairs of a command line and its standard input."""
    table = tomllib.loads(pathlib.Path(__file__).with_name("probes.toml").read_text())
    found = [(line, b"") for group in ("queries", "preprocess", "dependencies", "inputs", "flags", "response_files")
             for line in table[group]]
    found += [(entry["command"], entry["text"].encode()) for entry in table["stdin"]]
    found += [(line, b"") for group in (f"{family}_queries", f"{family}_flags") for line in table[group]]
    return found


def same_as(words: list[str]):
    """A comparison of two files that the command `words` made."""
    debug = any(re.fullmatch(r"-g|-g[1-3]|-ggdb.*|-gdwarf.*", word) for word in words)

    def same(name: str, before: bytes, after: bytes) -> bool:
        if name.endswith((".gch", ".lst")):
            return True  # the time of day is in them: they must be there, but no two runs make the same
        # A compiler writes into debug information how it was called: docs/debug-info.md.
        return debug and name.endswith(".o") and not objects.debug_byte_differences(words[0], before, after)

    return same


def words_of(line: str, family: str) -> list[str]:
    drivers = {"CC": family, "CXX": "g++" if family == "gcc" else "clang++"}
    return [drivers.get(word, word) for word in shlex.split(line)]


class Transparency(Case):
    """One bare run of each probe is compared with a run in every state of the grid."""

    family = "gcc"

    def setUp(self):
        settings.tool(self.family)
        self.grid = self.new_grid(workers=1)
        self.probes = probes(self.family)
        self.assertGreaterEqual(len(self.probes), 200)
        self.bare = for_each(range(len(self.probes)), lambda n: self._run(n, []))

    def test_all_states(self):
        self._compare("up")
        self.grid.coordinator.stop()
        self._compare("hung")
        self.grid.coordinator.resume()
        self.grid.coordinator.kill()
        self._compare("down")

    def _compare(self, state: str) -> None:
        launcher = [settings.program("hgbuild")]
        ours = for_each(range(len(self.probes)), lambda n: self._run(n, launcher))
        for (line, _), (bare, files), (got, our_files) in zip(self.probes, self.bare, ours):
            with self.subTest(state=state, line=line):
                found = compare.outcome_differences(bare, got)
                same = same_as(words_of(line, self.family))
                self.assert_none(found + compare.file_differences(files, our_files, same), bare)

    def _run(self, number: int, launcher: list[str]) -> tuple[Outcome, dict]:
        line, stdin = self.probes[number]
        folder = self.grid.work / str(number)
        empty(folder)
        lay_out(folder)
        outcome = run([*launcher, *words_of(line, self.family)], cwd=folder, env=self.grid.environment(), stdin=stdin)
        return outcome, compare.snapshot(folder)


class TransparencyOfClang(Transparency):
    family = "clang"


class OtherForms(Case):
    """The other ways to be called: masquerade, cc and c++, and a bare option as CMake passes it."""

    def setUp(self):
        self.grid = self.new_grid(workers=1)
        self.folder = self.grid.work / "forms"
        lay_out_again(self.folder)
        self.links = self.grid.work / "links"
        self.links.mkdir()
        self.hgbuild = settings.program("hgbuild")

    def same(self, bare: list[str], ours: list[str], **env: str) -> Outcome:
        """Runs both in folders that are laid out alike; returns the bare outcome."""
        lay_out_again(self.folder)
        expected = run(bare, cwd=self.folder, env=self.grid.environment())
        files = compare.snapshot(self.folder)
        lay_out_again(self.folder)
        got = run(ours, cwd=self.folder, env=self.grid.environment(**env))
        found = compare.outcome_differences(expected, got) + compare.file_differences(files, compare.snapshot(self.folder))
        self.assert_none(found, expected)
        return expected

    def link(self, name: str) -> str:
        link = self.links / name
        link.symlink_to(self.hgbuild)
        return f"{self.links}:{settings.SYSTEM_PATH}"

    def test_masquerade(self):
        for name in ("gcc", "g++", "cc", "c++", "gcc-12", "clang", "clang++", "clang-14"):
            path = self.link(name)
            source = "a.cc" if "+" in name else "a.c"
            for words in (["-c", source, "-o", "a.o"], ["--version"], ["-print-search-dirs"], ["-v", "-c", source],
                          ["-c", "bad.c"], [], ["main.c", "-o", "prog"]):
                with self.subTest(name=name, words=words):
                    self.same([name, *words], ["env", name, *words], PATH=path)

    def test_masquerade_compiles_go_to_the_grid(self):
        before, path = self.grid.finished(), self.link("gcc")
        self.same(["gcc", "-c", "a.c", "-o", "a.o"], ["env", "gcc", "-c", "a.c", "-o", "a.o"], PATH=path)
        self.assertEqual(self.grid.finished() - before, 1)

    def test_cc_and_cxx(self):
        for name, source in (("cc", "a.c"), ("c++", "a.cc")):
            for words in (["-c", source, "-o", "a.o"], ["--version"], ["-v"], ["-C", "-E", source], ["-c", "bad.c"]):
                with self.subTest(name=name, words=words):
                    self.same([name, *words], [self.hgbuild, name, *words])

    def test_cc_follows_the_environment(self):
        self.same(["clang", "-v"], [self.hgbuild, "cc", "-v"], HG_CC="clang")
        self.same(["clang++", "-c", "a.cc"], [self.hgbuild, "c++", "-c", "a.cc"], HG_CXX="clang++")

    def test_bare_option(self):
        for option in ("-print-sysroot", "-dumpmachine", "-print-prog-name=ld"):
            with self.subTest(option):
                self.same(["cc", option], [self.hgbuild, option])

    def test_absolute_compiler(self):
        self.same(["/usr/bin/gcc", "-c", "a.c"], [self.hgbuild, "/usr/bin/gcc", "-c", "a.c"])
        self.same(["/usr/bin/gcc", "-v"], [self.hgbuild, "/usr/bin/gcc", "-v"])

    def test_relative_compiler(self):
        self.same(["../../../../../usr/bin/../bin/gcc", "-c", "a.c"], [self.hgbuild, "../../../../../usr/bin/../bin/gcc", "-c", "a.c"])

    def test_hgbuild_twice(self):
        self.same(["gcc", "-c", "a.c"], [self.hgbuild, self.hgbuild, "gcc", "-c", "a.c"])

    def test_disabled(self):
        before = self.grid.finished()
        self.same(["gcc", "-c", "a.c"], [self.hgbuild, "gcc", "-c", "a.c"], HG_DISABLE="1")
        self.same(["gcc", "-c", "a.c"], [self.hgbuild, "gcc", "-c", "a.c"], HG_LOCAL="1")
        self.assertEqual(self.grid.finished(), before)

    def test_umask_and_modes(self):
        for mask in ("022", "077", "002"):
            with self.subTest(mask):
                shell = f'umask {mask}; exec "$@"'
                self.same(["sh", "-c", shell, "sh", "gcc", "-c", "a.c", "-MD"],
                          ["sh", "-c", shell, "sh", self.hgbuild, "gcc", "-c", "a.c", "-MD"])

    def test_outputs_that_exist(self):
        for state in ("touch a.o; chmod 600 a.o", "ln -s elsewhere.o a.o", "mkdir a.o", "touch b.o; ln b.o a.o", "mkfifo a.o"):
            with self.subTest(state):
                # A fifo is read, so that whoever writes to it does not wait for ever.
                shell = f'{state}; [ -p a.o ] && (cat a.o > fifo.out &) ; "$@"; code=$?; exec 0<&-; exit $code'
                self.same(["sh", "-c", shell, "sh", "gcc", "-c", "a.c", "-o", "a.o"],
                          ["sh", "-c", shell, "sh", self.hgbuild, "gcc", "-c", "a.c", "-o", "a.o"])

    def test_closed_streams(self):
        for redirection in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
            with self.subTest(redirection):
                shell = f'"$@" {redirection}'
                self.same(["sh", "-c", shell, "sh", "gcc", "-c", "bad.c"],
                          ["sh", "-c", shell, "sh", self.hgbuild, "gcc", "-c", "bad.c"])

    def test_nobody_reads(self):
        shell = '"$@" | true; test ${PIPESTATUS[0]} -ne 99'
        self.same(["bash", "-c", shell, "sh", "gcc", "-E", "a.c"], ["bash", "-c", shell, "sh", self.hgbuild, "gcc", "-E", "a.c"])


def lay_out_again(folder: pathlib.Path) -> None:
    empty(folder)
    lay_out(folder)
