"""Objects with debug information: what must be equal although the compiler saw preprocessed text.

gcc writes its options into DW_AT_producer, and clang 14 numbers the file table of the line program differently when its
input has line markers. So code and data are compared byte for byte, and debug information as a debugger reads it.
"""

import dataclasses
import pathlib
import re
import tempfile

from grid import settings
from grid.running import run


@dataclasses.dataclass(frozen=True)
class Section:
    name: str
    allocated: bool
    empty: bool


def sections(path: pathlib.Path) -> list[Section]:
    listing = run([settings.tool("readelf"), "--wide", "--sections", path]).text()
    rows = re.findall(r"^\s*\[ *\d+\] (\S+)\s+\S+\s+\S+ \S+ (\S+) \S+ +([A-Za-z]*)\s+\d+ +\d+ +\d+$", listing, re.M)
    return [Section(name, "A" in flags, int(size, 16) == 0) for name, size, flags in rows]


def _content(path: pathlib.Path, name: str) -> str:
    """Bytes and relocations of a section, as text."""
    readelf = settings.tool("readelf")
    return run([readelf, "--wide", f"--hex-dump={name}", path]).text().replace(str(path), "")


def _relocations(path: pathlib.Path) -> dict[str, list[str]]:
    """Relocations of allocated sections, with symbols by name: indexes move when debug sections do."""
    listing = run([settings.tool("readelf"), "--wide", "--relocs", path]).text()
    result: dict[str, list[str]] = {}
    for block in listing.split("\nRelocation section ")[1:]:
        name = block.split("'")[1]
        if ".debug" not in name:
            result[name] = [" ".join(line.split()[:1] + line.split()[2:]) for line in block.splitlines()[2:] if line]
    return result


def code_differences(expected: pathlib.Path, got: pathlib.Path) -> list[str]:
    """Code, data, unwind tables and their relocations, byte for byte."""
    before, after = sections(expected), sections(got)
    names = [s.name for s in before if s.allocated]
    if names != [s.name for s in after if s.allocated]:
        return [f"allocated sections differ: {before} and {after}"]
    found = [f"section {name} differs" for name in dict.fromkeys(names)
             if _content(expected, name) != _content(got, name)]
    if _relocations(expected) != _relocations(got):
        found.append("relocations of code or data differ")
    return found


def line_rows(path: pathlib.Path) -> list[str]:
    """The rows of all line programs, with the number of the file replaced by its full name, after a title for each program.

    A row that says of its address what the row before says of an earlier one tells nobody anything. gcc 12 writes more of
    them for text: there, a header that is included twice is two files of the same name to it.
    """
    dump = run([settings.tool("llvm-dwarfdump-14"), "--debug-line", path]).text()
    rows, folders, files, number, last = [], {}, {}, 0, ""
    for line in dump.splitlines():
        if line.startswith("debug_line["):
            rows.append("line program")
            folders, files, last = {}, {}, ""
        elif match := re.match(r'include_directories\[ *(\d+)\] = "(.*)"', line):
            folders[int(match[1])] = match[2]
        elif match := re.match(r"file_names\[ *(\d+)\]:", line):
            number = int(match[1])
        elif match := re.match(r'\s+name: "(.*)"', line):
            files[number] = match[1]
        elif match := re.match(r"\s+dir_index: (\d+)", line):
            files[number] = _joined(folders, int(match[1]), files[number])
        elif match := re.match(r"(0x[0-9a-f]{16}) +(\d+) +(\d+) +(\d+) +(.*)", line):
            place = f"{match[2]}:{match[3]} {files.get(int(match[4]), '?')} {match[5]}".strip()
            if place != last:
                rows.append(f"{match[1]} {place}")
            last = "" if "end_sequence" in place else place
    return rows


def _joined(folders: dict[int, str], index: int, name: str) -> str:
    if name.startswith("/"):
        return name
    folder = folders.get(index, "")
    if folder and not folder.startswith("/"):
        folder = f"{folders.get(0, '')}/{folder}"
    return f"{folder}/{name}"


def debug_entries(path: pathlib.Path) -> list[str]:
    """The tree of debug entries with resolved strings and files, without the producer."""
    dump = run([settings.tool("llvm-dwarfdump-14"), "--debug-info", "--debug-types", path], seconds=300).text()
    lines = dump.splitlines()[1:]  # the first names the file
    return [line for line in lines if "DW_AT_producer" not in line]


def debug_differences(expected: pathlib.Path, got: pathlib.Path) -> list[str]:
    """For objects compiled with -g."""
    found = code_differences(expected, got)
    rows, other = line_rows(expected), line_rows(got)
    has_code = any(section.name.startswith(".text") and not section.empty for section in sections(expected))
    if has_code and not rows:
        found.append("the expected object has no line table: nothing was compared")
    if rows != other:
        at = next((pair for pair in zip(rows, other) if pair[0] != pair[1]), (len(rows), len(other)))
        found.append(f"line tables differ: {at}")
    return found


def debug_byte_differences(driver: str, expected: bytes, got: bytes) -> list[str]:
    """Two objects that `driver` made with -g, by content: every difference that docs/debug-info.md does not name."""
    with tempfile.TemporaryDirectory(prefix="hg-dwarf-") as folder:
        one, two = pathlib.Path(folder, "1.o"), pathlib.Path(folder, "2.o")
        one.write_bytes(expected), two.write_bytes(got)
        return debug_differences(one, two) + (same_entries(one, two) if driver.startswith("g") else [])


def same_entries(expected: pathlib.Path, got: pathlib.Path) -> list[str]:
    """For gcc: all of .debug_info but the producer."""
    before, after = debug_entries(expected), debug_entries(got)
    if before == after:
        return []
    at = next((pair for pair in zip(before, after) if pair[0] != pair[1]), (len(before), len(after)))
    return [f"debug entries differ: {at}"]
