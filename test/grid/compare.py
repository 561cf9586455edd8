"""Two runs of the same command in the same place, and every difference that their caller could notice."""

import os
import pathlib
import re
import stat

from grid.running import Outcome

# Names that a compiler makes up anew in each run, where -v, -### and -save-temps print them.
_TEMPORARY = re.compile(rb"(?:/tmp|[^\s\"']*/tmp)/(?:cc[A-Za-z0-9]{6}|[\w+.-]+-[0-9a-f]{6})(?=[\s\"'.]|$)")


def steady(text: bytes) -> bytes:
    """`text` without the random part of temporary names."""
    return _TEMPORARY.sub(b"/tmp/RANDOM", text)


def snapshot(folder: pathlib.Path) -> dict[str, tuple]:
    """Every entry below `folder`: kind, permissions and content."""
    entries = {}
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(base, name)
            info = os.lstat(path)
            if stat.S_ISREG(info.st_mode):
                content = pathlib.Path(path).read_bytes()
            elif stat.S_ISLNK(info.st_mode):
                content = os.readlink(path).encode()
            else:
                content = b""
            entries[os.path.relpath(path, folder)] = (stat.S_IFMT(info.st_mode), stat.S_IMODE(info.st_mode), content)
    return entries


def outcome_differences(expected: Outcome, got: Outcome) -> list[str]:
    found = []
    if expected.code != got.code:
        found.append(f"exit code {expected.code} became {got.code}")
    for stream in ("out", "err"):
        before, after = steady(getattr(expected, stream)), steady(getattr(got, stream))
        if before != after:
            found.append(f"std{stream} differs:\n  expected {before[:3000]!r}\n  got      {after[:3000]!r}")
    return found


def file_differences(expected: dict[str, tuple], got: dict[str, tuple], same=lambda name, a, b: a == b) -> list[str]:
    """`same(name, a, b)` may compare two contents more cleverly than byte for byte."""
    found = [f"missing file {name}" for name in sorted(expected.keys() - got.keys())]
    found += [f"extra file {name}" for name in sorted(got.keys() - expected.keys())]
    for name in sorted(expected.keys() & got.keys()):
        (kind, mode, content), (kind2, mode2, content2) = expected[name], got[name]
        if (kind, mode) != (kind2, mode2):
            found.append(f"{name}: mode {kind | mode:o} became {kind2 | mode2:o}")
        elif content != content2 and not same(name, content, content2):
            found.append(f"{name}: content differs ({len(content)} and {len(content2)} bytes)")
    return found
