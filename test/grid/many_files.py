"""A build of many small files, started in the background while something happens to the grid."""

import contextlib
import os
import pathlib
import signal
import subprocess

from grid import settings
from grid.cluster import Grid
from grid.fake_compiler import FakeCompiler
from grid.running import Outcome, for_each, run

_SOURCE = """#include <stddef.h>
static const int table_{n}[] = {{{n}, {n} + 1, {n} + 2}};
int lookup_{n}(size_t i) {{ return table_{n}[i % 3] * {n}; }}
"""


class ManyFiles:
    """`count` C files, a makefile that compiles them through hgbuild with `gcc`, and the objects that must come of it."""

    def __init__(self, grid: Grid, count: int, fake: FakeCompiler | None = None):
        self.grid, self.count = grid, count
        self.folder = grid.work / "many"
        self.folder.mkdir()
        self._extra = fake.client_environment() if fake else {}
        for n in range(count):
            (self.folder / f"f{n}.c").write_text(_SOURCE.format(n=n))
        rule = "\t@{} gcc -O2 -c $< -o $@\n".format(settings.program("hgbuild"))
        names = " ".join(f"f{n}.o" for n in range(count))
        (self.folder / "Makefile").write_text(f"all: {names}\n%.o: %.c\n{rule}")
        self.expect()

    def expect(self) -> None:
        """Compiles everything here; to be called again when a test has changed the sources."""
        self._expected = dict(for_each(range(self.count), self._expect))

    def _expect(self, n: int) -> tuple[str, bytes]:
        path = self.folder / f"expected{n}.o"
        run([settings.tool("gcc"), "-O2", "-c", f"f{n}.c", "-o", path], cwd=self.folder)
        content = path.read_bytes()
        path.unlink()
        return f"f{n}.o", content

    def start(self, jobs: int = 8, targets: int = 0, **env: str) -> "Running":
        """`targets`: only so many of the files."""
        command = [settings.tool("make"), f"-j{jobs}", *(f"f{n}.o" for n in range(targets))]
        environment = self.grid.environment(**self._extra, **env)
        return Running(command, self.folder, environment)

    def compile(self, name: str = "f0", seconds: float = 60, **env: str) -> Outcome:
        """One compile, to its end."""
        return run(self.command(name), cwd=self.folder, env=self.grid.environment(**self._extra, **env), seconds=seconds)

    def start_one(self, name: str = "f0", **env: str) -> "Running":
        return Running(self.command(name), self.folder, self.grid.environment(**self._extra, **env))

    def command(self, name: str) -> list[str]:
        return [settings.program("hgbuild"), "gcc", "-O2", "-c", f"{name}.c", "-o", f"{name}.o"]

    def wrong(self, complete: bool = True) -> list[str]:
        """Objects that are missing (unless a build was interrupted), partial or wrong, and files that do not belong."""
        found = []
        for name, content in self._expected.items():
            path = self.folder / name
            if path.exists():
                found += [] if path.read_bytes() == content else [f"{name} is wrong"]
            elif complete:
                found.append(f"{name} is missing")
        belongs = set(self._expected) | {f"f{n}.c" for n in range(self.count)} | {"Makefile"}
        return found + [f"{name} does not belong" for name in sorted(set(os.listdir(self.folder)) - belongs)]

    def forget(self) -> None:
        for name in self._expected:
            (self.folder / name).unlink(missing_ok=True)


class Running:
    """A command under way, in a process group of its own as a shell would start it."""

    def __init__(self, command: list[str], folder: pathlib.Path, env: dict):
        self._command = command
        self._child = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, process_group=0)
        self.pid = self._child.pid

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """To the whole group, as a terminal does it."""
        os.killpg(self.pid, number)

    def kill(self) -> None:
        self._child.kill()

    def ended(self) -> bool:
        return self._child.poll() is not None

    def give_up(self) -> None:
        """The whole group; for a build that nobody waits for any more."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._child.communicate()

    def finish(self, seconds: float = 60) -> Outcome:
        try:
            out, err = self._child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as expired:
            os.killpg(self.pid, signal.SIGKILL)
            out, err = self._child.communicate()
            raise AssertionError(f"hung for {seconds:g} s: {self._command}\n{out!r}\n{err!r}") from expired
        return Outcome(self._child.returncode, out, err, self._command)
