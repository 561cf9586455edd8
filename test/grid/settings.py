"""Where the programs under test are, and what this machine offers to test them with."""

import os
import pathlib
import shutil
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ("hgbuild", "hg-agent", "hg-coord", "hg-jail", "hg-worker")

# Compilers are taken from the system's own directories: a wrapper in the caller's PATH would be compared with itself.
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def bin_dir() -> pathlib.Path:
    """The folder of the programs under test; run.py and ctest set HG_TEST_BIN."""
    value = os.environ.get("HG_TEST_BIN")
    return pathlib.Path(value) if value else ROOT / "build" / "dev" / "bin"


def program(name: str) -> str:
    path = bin_dir() / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built; build it, or set HG_TEST_BIN to the folder that has it")
    return str(path)


def cache_dir() -> pathlib.Path:
    """Where fetched sources are kept between runs; outside the repository."""
    value = os.environ.get("HG_TEST_CACHE")
    base = pathlib.Path(value) if value else pathlib.Path.home() / ".cache" / "hybrid-grid-test"
    base.mkdir(parents=True, exist_ok=True)
    return base


def tool(name: str) -> str:
    """The absolute path of a system tool; the test is skipped, and counted as skipped, where it is missing."""
    path = shutil.which(name, path=SYSTEM_PATH)
    if path is None:
        raise unittest.SkipTest(f"{name} is not installed")
    return path


def compilers() -> list[tuple[str, str]]:
    """Pairs of C and C++ drivers that this machine has."""
    pairs = [("gcc", "g++"), ("clang", "clang++")]
    return [pair for pair in pairs if all(shutil.which(name, path=SYSTEM_PATH) for name in pair)]


def jobs() -> int:
    return min(4, os.cpu_count() or 2)
