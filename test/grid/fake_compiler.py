"""Compilers that are slow, crash or hang on order: fake_compiler.c, built with the compiler that it stands for.

A worker and a client that both find it in PATH see one toolchain; the worker's compiles misbehave, the client's do not.
"""

import pathlib
import shutil
import subprocess

from grid import settings
from grid.waiting import wait_until

_SOURCE = pathlib.Path(__file__).with_name("fake_compiler.c")


class FakeCompiler:
    """A folder for PATH with a `gcc` and a `g++`; copies made with twin() are the same toolchain elsewhere."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("gcc", "g++"):
            real = settings.tool(name)
            subprocess.run([settings.tool("gcc"), "-O1", f'-DREAL="{real}"', "-o", folder / name, _SOURCE], check=True)

    def twin(self, folder: pathlib.Path) -> "FakeCompiler":
        """The same programs in another folder, with orders of its own."""
        copy = object.__new__(FakeCompiler)
        copy.folder = folder
        folder.mkdir(parents=True)
        for name in ("gcc", "g++"):
            shutil.copy2(self.folder / name, folder / name)
        return copy

    def path(self) -> str:
        return f"{self.folder}:{settings.SYSTEM_PATH}"

    def client_environment(self) -> dict[str, str]:
        return {"PATH": self.path(), "HG_TEST_CLIENT": "1"}

    def order(self, behaviour: str, where: str = "remote") -> None:
        """"slow MS", "hang", "segv", "killed" (as the OOM killer does it), "endless" (stderr), "ice", "litter" (processes left
        behind); "" = be good.

        `where`: "remote" for compiles that a worker starts, "local" for a client's own.
        """
        target, draft = self.folder / where, self.folder / f"{where}.new"
        draft.write_text(behaviour)
        draft.replace(target)

    def started(self) -> list[int]:
        """Process ids of the compiles that have obeyed an order."""
        log = self.folder / "started"
        return [int(line) for line in log.read_text().split()] if log.exists() else []

    def wait_started(self, count: int = 1, seconds: float = 30) -> None:
        wait_until(lambda: len(self.started()) >= count, f"{count} compiles to start in {self.folder}", seconds)
