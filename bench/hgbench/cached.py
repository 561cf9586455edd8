"""The programs that are compiled again and again, and the two caches in front of the same compiler."""

import contextlib
import pathlib
import subprocess

from grid import processes, settings
from grid.sandbox import Sandbox
from grid.waiting import wait_until

from hgbench.measure import Contestant, run_once

TINY = ("gcc", "tiny.c", '#include <stdio.h>\nint main(void) { return printf("hello\\n") < 0; }\n')
HEAVY = ("g++", "heavy.cpp", "".join(f"#include <{name}>\n" for name in (
    "algorithm array chrono functional iostream map memory regex "
    "string thread unordered_map vector").split()) + "int f(const std::string& s) { return std::regex_match(s, std::regex(\"a+\")) ? 1 : 0; }\n")


@contextlib.contextmanager
def sandbox():
    box = Sandbox("cached")
    try:
        yield box
    finally:
        for process in processes.descendants():
            if process.program() == "hg-agent":
                process.end()
        box.close()


class Program:
    """One source in a folder of its own."""

    def __init__(self, box: Sandbox, compiler: str, name: str, text: str):
        self.compiler, self.name = compiler, name
        self.folder = box.work / name.replace(".", "-")
        self.folder.mkdir()
        (self.folder / name).write_text(text + "#ifdef NEW\nint number = NEW;\n#endif\n")
        self.compiles = 0
        self.words = ["-std=c++20" if name.endswith("pp") else "-std=c17", "-O2", "-c", name, "-o", "out.o"]
        self.ours = box.environment(HG_CACHE="write", HG_CACHE_DIR=str(box.root / "store"))
        self.theirs = box.environment(CCACHE_DIR=str(box.root / "ccache"))

    def headers(self) -> list[str]:
        made = subprocess.run([self.compiler, "-M", *self.words[:1], self.name], cwd=self.folder, check=True, capture_output=True)
        return made.stdout.decode().replace("\\\n", " ").split()[1:]

    def bare(self) -> Contestant:
        return Contestant(self.compiler, [self.compiler], self.ours)

    def hgbuild(self, name: str, *words: str, **env: str) -> Contestant:
        return Contestant(name, [settings.program("hgbuild"), self.compiler, *words], self.ours | env)

    def ccache(self, name: str, **env: str) -> Contestant:
        return Contestant(name, [settings.tool("ccache"), self.compiler], self.theirs | env)

    def floor(self) -> Contestant:
        program = self.folder / "floor"
        subprocess.run(["gcc", "-O2", "-static", str(pathlib.Path(__file__).with_name("floor.c")), "-o", str(program)], check=True)
        names = self.folder / "names"
        names.write_text("\n".join(self.headers()) + "\n")
        return Contestant("start and stat", [str(program), str(names)], self.ours)

    def run(self, contestant: Contestant):
        words = [] if contestant.command[0].endswith("floor") else self.words
        return run_once(contestant, words, str(self.folder))

    def run_new(self, contestant: Contestant):
        """A compile that nobody has done before."""
        self.compiles += 1
        return run_once(contestant, [f"-DNEW={self.compiles}", *self.words], str(self.folder))

    def fill(self, contestant: Contestant, is_hit) -> None:
        """Until a run is a hit: a file must have some age before a cache trusts it."""
        wait_until(lambda: (self.run(contestant), is_hit())[1], f"a hit of {contestant.name}", 60)
