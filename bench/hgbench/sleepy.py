"""Builds sleepy_compiler.c into a folder for PATH, and writes sources worth preprocessing."""

import pathlib
import shutil
import subprocess

_SOURCE = pathlib.Path(__file__).with_name("sleepy_compiler.c")


def build(folder: pathlib.Path, sleep_ms: int) -> pathlib.Path:
    """A folder with `gcc` and `g++`, ELF programs that know their object by heart."""
    folder.mkdir(parents=True)
    real = shutil.which("gcc", path="/usr/bin")
    unit = folder / "object.c"
    unit.write_text("int answer(void) { return 42; }\n")
    subprocess.run([real, "-c", unit, "-o", folder / "object.o"], check=True)
    data = (folder / "object.o").read_bytes()
    (folder / "object.inc").write_text(",".join(map(str, data)) + "\n")
    for name in ("gcc", "g++"):
        subprocess.run([real, "-O1", f"-I{folder}", f'-DREAL="/usr/bin/{name}"', f"-DSLEEP_MS={sleep_ms}",
                        "-o", folder / name, _SOURCE], check=True)
    return folder


def write_sources(folder: pathlib.Path, count: int) -> list[str]:
    """`count` C files of ordinary size once preprocessed (about 100 kB of headers)."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"unit{number:03}.c" for number in range(count)]
    for number, name in enumerate(names):
        (folder / name).write_text("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <math.h>\n"
                                   f"int unit{number}(const char* s) {{ return printf(\"%s\", s) + {number}; }}\n")
    return names
