"""Translation units of real projects: listed in projects.toml, fetched when they are not there."""

import dataclasses
import fcntl
import fnmatch
import pathlib
import shutil
import subprocess
import tomllib

from grid import settings

_CXX = {".cc", ".cpp", ".cxx"}


@dataclasses.dataclass(frozen=True)
class Unit:
    """One translation unit: compiled in `root`, with the project's own flags."""

    project: str
    root: pathlib.Path
    source: str
    flags: tuple[str, ...]

    @property
    def cxx(self) -> bool:
        return pathlib.PurePath(self.source).suffix in _CXX

    def name(self) -> str:
        return f"{self.project}/{self.source}"


class Unavailable(Exception):
    """The project's sources can be had neither here nor from the registry."""


def _tables() -> dict:
    return tomllib.loads(pathlib.Path(__file__).with_name("projects.toml").read_text())


def names() -> list[str]:
    return list(_tables())


def stays(project: str, driver: str) -> bool:
    """Is most of it known to be compiled locally with `driver`, for a reason that docs/compiler-flags.md gives?"""
    return driver in _tables()[project].get("stays", [])


def units(project: str, sample: bool) -> list[Unit]:
    """The project's units; raises Unavailable when its sources cannot be had."""
    table = _tables()[project]
    root = pathlib.Path(table["root"])
    if "npm" in table:
        root = _fetched(table["npm"]) / root
    if not root.is_dir():
        raise Unavailable(f"{root} does not exist: install its Debian package")
    sources = table["sample"] if sample else _matching(root, table["sources"], table.get("exclude", []))
    return [Unit(project, root, source, tuple(table["flags"])) for source in sources]


def _matching(root: pathlib.Path, globs: list[str], exclude: list[str]) -> list[str]:
    found = sorted({str(path.relative_to(root)) for pattern in globs for path in root.glob(pattern)})
    return [source for source in found if not any(fnmatch.fnmatch(source, pattern) for pattern in exclude)]


def _fetched(package: str) -> pathlib.Path:
    """The unpacked npm package, fetched once and kept; nothing of it is run."""
    cache = settings.cache_dir()
    target = cache / package.replace("/", "_")
    with open(cache / f"{target.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            _fetch(package, cache, target)
    return target


def _fetch(package: str, cache: pathlib.Path, target: pathlib.Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable(f"{package}: npm is not installed")
    draft = cache / f"{target.name}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        done = subprocess.run([npm, "pack", "--silent", package], cwd=draft, capture_output=True, text=True, timeout=180)
        archives = list(draft.glob("*.tgz"))
        if done.returncode != 0 or not archives:
            raise Unavailable(f"{package}: npm pack failed: {done.stderr.strip()[-200:]}")
        subprocess.run(["tar", "-xzf", archives[0].name, "--no-same-owner"], cwd=draft, check=True)
        (top,) = (entry for entry in draft.iterdir() if entry.is_dir())  # most name it "package"
        top.rename(target)
    except subprocess.TimeoutExpired as expired:
        raise Unavailable(f"{package}: npm pack took too long") from expired
    finally:
        shutil.rmtree(draft, ignore_errors=True)
