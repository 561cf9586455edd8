"""What is not plain C or C++ compiled for this machine: assembly, other languages, profiles, plugins, other targets. Each row is
compiled bare and through a grid with a real worker; the place and the reason are those of the table in docs/compiler-flags.md."""

import dataclasses
import os
import pathlib
import re
import shutil

from grid import settings
from grid.case import Case, SharedGridCase, both_ways
from grid.running import run

C = '#include "x.h"\nint f(int a) { return a > X ? a : X; }\n'
MAIN = "int main(int n, char **v) { (void)v; return n > 3; }\n"
ASSEMBLY = ".globl f\n.text\nf:\n\tret\n"
FILES = {"a.c": C, "x.h": "#define X 1\n", "main.c": MAIN, "b.txt": C, "low.s": ASSEMBLY, "cpp.S": '#include "x.h"\n' + ASSEMBLY,
         "a.m": "int f(void) { return 1; }\n", "ignored.txt": "fun:f\n", "pre.h": "#define PRE 1\n",
         "with_pre.c": '#include "pre.h"\nint g = PRE;\n'}
ARM = "aarch64-linux-gnu-gcc"
REMOTE = "on a worker"
PREPARED = ("main", ".gcda", ".gch", ".pch")  # made anew by both runs, with the time in them
DOCUMENT = settings.ROOT / "docs" / "compiler-flags.md"
BEGIN, END = "<!-- neighbours begin -->\n\n", "\n\n<!-- neighbours end -->"


@dataclasses.dataclass(frozen=True)
class Row:
    what: str
    command: str  # a compiler and its arguments
    place: str = REMOTE  # or the reason for which it stays
    before: tuple[str, ...] = ()  # commands that prepare the folder
    steady: bool = True  # does the compiler make the same object twice?


ROWS = [
    Row("assembly with preprocessor (`.S`)", "gcc -c cpp.S", "assembly-input"),
    Row("assembly (`.s`)", "gcc -c low.s", "assembly-input"),
    Row("assembly with preprocessor, clang", "clang -c cpp.S", "assembly-input"),
    Row("assembly out of C (`-S`)", "gcc -S a.c"),
    Row("Objective-C (`.m`)", "clang -c a.m"),
    Row("a language by name", "gcc -x c++ -c b.txt"),
    Row("a language by name, clang", "clang -x c++ -c b.txt"),
    Row("link-time optimisation", "gcc -O2 -flto -c a.c", "lto-nondeterministic", steady=False),
    Row("the same with a seed", "gcc -O2 -flto -frandom-seed=a -c a.c", "lto-nondeterministic"),
    Row("link-time optimisation, clang", "clang -O2 -flto -c a.c"),
    Row("debug information beside the object", "gcc -g -gsplit-dwarf -c a.c", "unsupported-flag"),
    Row("coverage", "gcc --coverage -frandom-seed=a -c a.c", "coverage"),
    Row("making a profile", "gcc -fprofile-generate -frandom-seed=a -c a.c", "profile"),
    Row("using a profile", "gcc -O2 -fprofile-use=. -c main.c", "profile",
        ("gcc -O2 -fprofile-generate=. -c main.c -o main.o", "gcc -fprofile-generate main.o -o main", "./main")),
    Row("using a precompiled header", "gcc -c with_pre.c", "precompiled-header", ("gcc -x c-header pre.h -o pre.h.gch",)),
    Row("using a precompiled header, clang", "clang -include-pch pre.pch -c with_pre.c", "precompiled-header",
        ("clang -x c-header pre.h -o pre.pch",)),
    Row("sanitizers", "gcc -fsanitize=address,undefined -c a.c"),
    Row("sanitizers, clang", "clang -fsanitize=address,undefined -c a.c"),
    Row("a sanitizer's list of what to ignore", "clang -fsanitize=address -fsanitize-ignorelist=ignored.txt -c a.c", "unsupported-flag"),
    Row("a plugin", "gcc -fplugin=./nothing.so -c a.c", "plugin"),
    Row("a plugin, clang", "clang -fplugin=./nothing.so -c a.c", "plugin"),
    Row("another target, with a compiler of its own", f"{ARM} -O2 -c a.c"),
    Row("another target, assembly of it", f"{ARM} -c low.s", "assembly-input"),
    Row("another target, clang", "clang --target=aarch64-linux-gnu -O2 -c a.c"),
    Row("another word size", "gcc -m32 -O2 -c a.c"),
]


def table() -> str:
    lines = ["| what | for example | where |", "|---|---|---|"]
    for row in ROWS:
        place = row.place if row.place == REMOTE else f"here (`{row.place}`)"
        lines.append(f"| {row.what} | `{row.command}` | {place} |")
    return "\n".join(lines)


def said(verbose: bytes) -> str:
    """Where HG_VERBOSE=1 says that it was compiled."""
    found = re.search(r"^hgbuild: .*: compiled here: ([a-z-]+)", verbose.decode(errors="replace"), re.M)
    return found[1] if found else REMOTE


class Neighbours(SharedGridCase):
    workers = 1

    def test_each_row(self):
        for number, row in enumerate(ROWS):
            with self.subTest(row.command):
                self.check(row, self.grid.work / f"row{number}")

    def check(self, row: Row, folder: pathlib.Path) -> None:
        words = row.command.split()
        settings.tool(words[0])
        bare, differences = both_ways(self.grid, words, folder, prepare=lambda at: self.prepare(row, at),
                                       same=lambda name, a, b: a == b or not row.steady or name.endswith(PREPARED))
        self.assert_none(differences, bare)
        if "nothing" not in row.command:
            self.assertEqual((bare.code, bare.err), (0, b""), "an example that works")
        before = self.grid.finished()
        outcome = self.grid.hgbuild(*words, cwd=folder, HG_VERBOSE="1")
        self.assertEqual(said(outcome.err), row.place, outcome)
        self.assertEqual(self.grid.finished() - before, int(row.place == REMOTE), "who compiled it")

    def prepare(self, row: Row, folder: pathlib.Path) -> None:
        for name, text in FILES.items():
            (folder / name).write_text(text)
        for command in row.before:
            done = run(command.split(), cwd=folder, env=self.grid.sandbox.environment())
            self.assertEqual(done.code, 0, done)

    def test_the_document_has_these_rows(self):
        text = DOCUMENT.read_text()
        self.assertEqual(text.partition(BEGIN)[2].partition(END)[0], table(), "put this there")


class OtherTargets(Case):
    """One worker, without cross-compilers: what is for another target stays, and says why."""

    def test_stays_without_a_worker_that_has_it(self):
        grid = self.new_grid(workers=0)
        tools = grid.sandbox.root / "tools"
        tools.mkdir()
        for name in ("gcc", "as", "ld"):
            os.symlink(shutil.which(name, path=settings.SYSTEM_PATH), tools / name)
        grid.start_worker(path=str(tools))
        for name, text in FILES.items():
            (grid.work / name).write_text(text)
        for driver, place in (("gcc", REMOTE), (ARM, "no-matching-toolchain"),
                              ("clang --target=aarch64-linux-gnu", "no-matching-toolchain")):
            with self.subTest(driver):
                words = driver.split()
                settings.tool(words[0])
                outcome = grid.hgbuild(*words, "-c", "a.c", HG_VERBOSE="1")
                self.assertEqual((outcome.code, said(outcome.err)), (0, place), outcome)
