"""hgbuild with a cache and no grid, beside the bare compiler: was it a hit, and was it right?"""

import os
import time

from grid import compare, processes, settings
from grid.running import Outcome, run
from grid.sandbox import Sandbox
from grid.waiting import wait_until

# A file that is younger than this when a compile begins is not trusted to be what the compiler sees.
YOUNG_NS = 30_000_000
OURS = b"hgbuild: "


def close(sandbox: Sandbox) -> None:
    """Ends the agent that hands out the slots, and removes everything."""
    for process in processes.descendants():
        if process.program() == "hg-agent":
            process.end()
    sandbox.close()


class World:
    """A cache and a folder with sources, in a sandbox. Names in commands are relative to that folder."""

    def __init__(self, sandbox: Sandbox, name: str):
        self.sandbox = sandbox
        self.store = sandbox.root / "stores" / name
        self.folder = sandbox.work / name
        self.folder.mkdir()

    def environment(self, **more: str) -> dict[str, str]:
        ours = {"HG_CACHE": "write", "HG_CACHE_DIR": str(self.store), "HG_VERBOSE": "1"}
        return self.sandbox.environment(**ours | more)

    def write(self, files: dict[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def settle(self) -> None:
        """Until no file is young."""
        newest = max((os.lstat(os.path.join(base, name)).st_ctime_ns for base, folders, files in os.walk(self.folder)
                      for name in folders + files), default=0)
        wait_until(lambda: time.time_ns() > newest + YOUNG_NS, "the files to be old enough")

    def _run(self, command: list[str], outputs: list[str], cwd: str, env: dict) -> tuple[Outcome, dict]:
        for name in outputs:
            (self.folder / cwd / name).unlink(missing_ok=True)
        outcome = run(command, cwd=self.folder / cwd, env=self.environment(**env))
        files = {name: (self.folder / cwd / name).read_bytes() if (self.folder / cwd / name).exists() else None
                 for name in outputs}
        return outcome, files

    def compile(self, words: list[str], outputs: list[str], *, cwd: str = ".", patient: bool = True, hgbuild: str = "",
                **env: str) -> "Compiled":
        """Once through hgbuild (ours, if no other is named), once bare, in the same place; if patient, not before all files are old enough."""
        if patient:
            self.settle()
        ours, our_files = self._run([hgbuild or settings.program("hgbuild"), *words], outputs, cwd, env)
        lines = ours.err.splitlines(keepends=True)
        said = b"".join(line for line in lines if line.startswith(OURS))
        ours.err = b"".join(line for line in lines if not line.startswith(OURS))
        bare, bare_files = self._run(words, outputs, cwd, env)
        wrong = compare.outcome_differences(bare, ours)
        wrong += [f"{name} is another file" for name in outputs if our_files[name] != bare_files[name]]
        return Compiled(bare.code, b": from the cache\n" in said, wrong, f"{' '.join(words)}\n{said.decode()}{ours}")


class Compiled:
    def __init__(self, code: int, hit: bool, wrong: list[str], context: str):
        self.code, self.hit, self.wrong, self.context = code, hit, wrong, context
