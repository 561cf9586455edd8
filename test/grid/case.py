"""Base classes: a test case with a grid of its own, or with one for the whole class."""

import os
import pathlib
import shutil
import sys
import unittest

from grid import compare, settings
from grid.cluster import Grid
from grid.running import run


class Case(unittest.TestCase):
    maxDiff = None

    def new_grid(self, **options) -> Grid:
        """A grid that lives for one test."""
        grid = Grid(label=self._testMethodName[5:15], **options)
        grid.__enter__()
        self.addCleanup(self._close, grid)
        return grid

    def _close(self, grid: Grid) -> None:
        grid.__exit__(*((AssertionError, None, None) if self._failed() else (None, None, None)))

    def _failed(self) -> bool:
        return any(error for _, error in self._outcome.result.errors + self._outcome.result.failures if self.id() in str(_))

    def assert_none(self, differences: list[str], context="") -> None:
        if differences:
            self.fail("\n".join([str(context), *differences]))


class SharedGridCase(Case):
    """All tests of the class use one grid; it must be clean at the end."""

    workers, slots = 2, 2
    grid: Grid

    @classmethod
    def setUpClass(cls):
        cls.grid = Grid(cls.workers, cls.slots, label=cls.__name__[:10].lower())
        cls.grid.__enter__()
        cls.addClassCleanup(cls._close_grid)

    @classmethod
    def _close_grid(cls):
        cls.grid.__exit__(None, None, None)

    def fresh_folder(self, name: str = "") -> pathlib.Path:
        folder = self.grid.work / (name or self._testMethodName)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def both_ways(grid: Grid, words: list[str], folder: pathlib.Path, *, cwd=None, prepare=None, stdin: bytes = b"",
              same=lambda name, a, b: a == b, env: dict | None = None, seconds: float = 120) -> tuple:
    """Runs the compiler command `words` bare and through hgbuild, each time in `folder` as `prepare` makes it.

    Returns (bare outcome, differences). Both runs see the same paths, so even what embeds a path must be equal.
    """
    environment = grid.environment(**(env or {}))
    results = []
    for launcher in ([], [settings.program("hgbuild")]):
        empty(folder)
        if prepare:
            prepare(folder)
        outcome = run([*launcher, *words], cwd=cwd or folder, env=environment, stdin=stdin, seconds=seconds)
        results.append((outcome, compare.snapshot(folder)))
    (bare, files), (ours, our_files) = results
    return bare, compare.outcome_differences(bare, ours) + compare.file_differences(files, our_files, same)


def empty(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            os.chmod(entry, 0o700)
            shutil.rmtree(entry)
        else:
            entry.unlink()


def note(text: str) -> None:
    """A line for the log of the run."""
    print(text, file=sys.stderr, flush=True)
