#!/usr/bin/env python3
"""No source file is longer than 500 lines: then it does two things."""
import sys

import tree

LIMIT = 500
SUFFIXES = {".cc", ".h", ".c", ".py", ".sh", ".cmake", ".proto", ".ts", ".tsx", ".css", ".txt", ""}
FOLDERS = ("src", "cmd", "proto", "cmake", "test", "bench", "fuzz", "scripts", "web")


def is_source(path):
    """A file without a suffix counts if it is a script."""
    if path.suffix == ".txt":
        return path.name == "CMakeLists.txt"
    if path.suffix:
        return True
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def problems(root):
    for path in tree.files(root, *FOLDERS, suffixes=SUFFIXES):
        if not is_source(path):
            continue
        lines = len(path.read_bytes().splitlines())
        if lines > LIMIT:
            yield path, LIMIT + 1, f"{lines} lines, more than {LIMIT}: split it"


if __name__ == "__main__":
    sys.exit(tree.run("sizes", problems))
