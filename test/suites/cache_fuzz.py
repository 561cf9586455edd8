"""Differential fuzzing of the cache: a small project is changed at random, and every answer is compared with a fresh compile.

HG_FUZZ_SEED repeats a run, HG_FUZZ_STEPS makes it longer.
"""

import os
import random
import shutil
import threading
import unittest

from grid import settings
from grid.caching import World, close
from grid.case import note
from grid.running import run
from grid.sandbox import Sandbox

FOLDERS = ["i", "j", "k/deep", "src", "src/sub", "."]
HEADERS = ["x.h", "y.h", "z.h", "opt.h", "d/x.h", "d/n.h"]
SOURCES = ["src/one.c", "src/two.c", "src/sub/three.c", "four.c"]
ROOTS = ["i", "j", "k/deep", "src", "missing", "."]
FLAGS = [["-O1"], ["-O2"], ["-g"], ["-DP=1"], ["-DP=2"], ["-UP"], ["-Wall", "-Wextra"], ["-MD", "-MF", "out.d"],
         ["-MMD", "-MF", "out.d"], ["-include", "x.h"], ["-DH=<y.h>"], ["-DH=\"z.h\""], ["-std=c11"], ["-fPIC"], ["-pipe"],
         ["-iquote", "k/deep"], ["-isystem", "j"], ["-idirafter", "i"]]
LINES = ["#define X {n}", "#define Y {n}", "extern int v{n};", "/* comment {n} */", "", "#undef X", "static int s{n};",
         "#include \"x.h\"", "#include <y.h>", "#include \"z.h\"", "#include <d/x.h>", "#include \"d/n.h\"",
         "#if __has_include(<opt.h>)\n#define HAS_OPT {n}\n#endif", "#if __has_include(\"d/n.h\")\n#include \"d/n.h\"\n#endif",
         "#ifdef H\n#include H\n#endif", "#ifdef P\n#include \"opt.h\"\n#endif", "#include_next <x.h>",
         "#define HAS(f) __has_include(f)\n#if HAS(<opt.h>)\n#define Y 7\n#endif", "#if 0\n#include <z.h>\n#endif"]
GUARDS = ["#pragma once\n{}", "#ifndef G{n}\n#define G{n}\n{}\n#endif\n", "#ifndef G{n}\n#define G{n}\n{}\n#endif\n"]
DRIVERS = ["gcc", "clang", "g++", "clang++"]


class Project:
    """The project's files, and the changes that may be made to them."""

    def __init__(self, world: World, chance: random.Random):
        self.root, self.chance, self.world = world.folder, chance, world
        self.flags: list[list[str]] = []
        self.roots = ["i", "j"]
        self.before: list[tuple[str, bytes]] = []
        for _ in range(8):
            self.new_header()
        for source in SOURCES:
            self.write(source, self.text("int f(void) { return 1; }\n"))

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        for parent in reversed(path.relative_to(self.root).parents):
            if (self.root / parent).is_file():
                (self.root / parent).unlink()
        if path.is_symlink():
            path.unlink()
        if path.is_file():
            self.before.append((name, path.read_bytes()))
            del self.before[:-30]
        self.world.write({name: text})

    def text(self, end: str = "") -> str:
        lines = self.chance.choices(LINES, k=self.chance.randint(1, 4))
        return "\n".join(line.replace("{n}", str(self.chance.randint(1, 3))) for line in lines) + "\n" + end

    def header_name(self) -> str:
        return os.path.normpath(f"{self.chance.choice(FOLDERS)}/{self.chance.choice(HEADERS)}")

    def some_file(self) -> str | None:
        names = sorted(os.path.relpath(os.path.join(base, name), self.root)
                       for base, _, files in os.walk(self.root) for name in files if name.endswith((".h", ".c")))
        return self.chance.choice(names) if names else None

    def guarded(self) -> str:
        """Every header is guarded: one that includes itself twice would keep any compiler busy for ever."""
        guard = self.chance.choice(GUARDS).replace("{n}", str(self.chance.randint(1, 9)))
        return guard.replace("{}", self.text())

    def new_header(self) -> None:
        self.write(self.header_name(), self.guarded())

    def edit(self) -> None:
        name = self.some_file()
        self.write(name, self.text("int f(void) { return 1; }\n") if name.endswith(".c") else self.guarded())

    def use_macros(self) -> None:
        name = self.chance.choice(SOURCES)
        self.write(name, self.text("#ifndef X\n#define X 0\n#endif\n#ifndef Y\n#define Y 0\n#endif\n"
                                   "#ifdef HAS_OPT\nint opt = HAS_OPT;\n#endif\n"
                                   f"int f(void) {{ int u{self.chance.randint(1, 3)}; return X * 10 + Y; }}\n"
                                   "const char *name = __FILE__;\n"))

    def revert(self) -> None:
        if self.before:
            self.write(*self.chance.choice(self.before))

    def move(self) -> None:
        name, target = self.some_file(), self.header_name()
        if name.endswith(".h") and not (self.root / target).is_dir():
            (self.root / target).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.root / name, self.root / target)

    def copy(self) -> None:
        name, target = self.some_file(), self.header_name()
        if name.endswith(".h") and not (self.root / target).exists():
            (self.root / target).parent.mkdir(parents=True, exist_ok=True)
            (self.root / target).unlink(missing_ok=True)
            shutil.copy2(self.root / name, self.root / target)

    def remove(self) -> None:
        name = self.some_file()
        if name.endswith(".h"):
            (self.root / name).unlink()

    def link(self) -> None:
        target, name = self.header_name(), self.header_name()
        if name != target and not (self.root / name).is_dir():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).unlink(missing_ok=True)
            (self.root / name).symlink_to(self.root / target)

    def folder(self) -> None:
        path = self.root / self.chance.choice(["missing", "missing/d", "i/d", "j/d", "i/x.h", "k/deep/y.h"])
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif not path.exists() and not path.is_symlink():
            path.mkdir(parents=True)

    def touch(self) -> None:
        os.utime(self.root / self.some_file())

    def change_flags(self) -> None:
        self.flags = self.chance.sample(FLAGS, self.chance.randint(0, 4))
        self.roots = self.chance.sample(ROOTS, self.chance.randint(1, 4))

    def change(self) -> str:
        action = self.chance.choice([self.edit, self.edit, self.use_macros, self.use_macros, self.new_header, self.revert,
                                     self.revert, self.move, self.copy, self.remove, self.link, self.folder, self.touch,
                                     self.change_flags, self.change_flags, lambda: None, lambda: None])
        try:
            action()
        except OSError:
            pass  # the change does not fit what is there
        return getattr(action, "__name__", "nothing")

    def command(self) -> list[str]:
        words = [self.chance.choice(DRIVERS), *[f"-I{root}" for root in self.roots]]
        for flags in self.flags:
            words += flags
        return [*words, "-c", self.chance.choice(SOURCES), "-o", "out.o"]


class Fuzz(unittest.TestCase):
    steps = 250

    def setUp(self):
        for driver in DRIVERS:
            settings.tool(driver)
        self.sandbox = Sandbox("fuzz")
        self.addCleanup(close, self.sandbox)

    def disturb(self, project: Project, command: list[str]) -> None:
        """A compile while the project is changed under it: any result is right, as long as it is not kept."""
        change = threading.Thread(target=project.change)
        change.start()
        run([settings.program("hgbuild"), *command], cwd=project.root, env=project.world.environment())
        change.join()

    def test_every_answer_equals_a_fresh_compile(self):
        seed = int(os.environ.get("HG_FUZZ_SEED", random.SystemRandom().randrange(1 << 32)))
        steps = int(os.environ.get("HG_FUZZ_STEPS", self.steps))
        chance = random.Random(seed)
        project = Project(World(self.sandbox, "p"), chance)
        hits = good = 0
        command, history = project.command(), []
        for step in range(steps):
            history.append(project.change())
            if chance.random() < 0.5:
                command = project.command()
            if chance.random() < 0.05:
                self.disturb(project, command)
            compiled = project.world.compile(command, ["out.o", "out.d"], patient=chance.random() < 0.8)
            hits += compiled.hit
            good += compiled.code == 0
            if compiled.wrong:
                self.fail(f"HG_FUZZ_SEED={seed}, step {step}, after {history[-8:]}: {compiled.wrong}\n{compiled.context}")
        note(f"cache_fuzz: seed {seed}, {steps} steps, {good} compiled without error, {hits} hits, no difference")
        self.assertGreater(hits, steps // 50, f"HG_FUZZ_SEED={seed}: hardly a hit, so little was tested")


class LongFuzz(Fuzz):
    steps = 5000
