"""What the lints share: the files of the tree, our CMake declarations, and C++ text without comments and strings."""
import dataclasses
import pathlib
import re
import sys

NOT_OURS = {"build", ".git", "node_modules", "dist", "third_party"}
CPP = {".cc", ".h"}

_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/"""                            # comments
    r"""|R"(?P<raw>[^()\s\\]{0,16})\(.*?\)(?P=raw)\""""   # raw strings
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""",     # strings, characters
    re.S)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
_TEST = re.compile(r"\bhg_test\s*\([^)]*\)")
_IF_TESTING = re.compile(r"\bif\s*\(BUILD_TESTING\)(.*?)\bendif\s*\(", re.S)
_CALL = re.compile(r"\b(hg_library|hg_program|hg_protobuf)\s*\(([^)]*)\)")


def files(root, *folders, suffixes=CPP):
    """The files below these folders of the tree, in a fixed order."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not NOT_OURS & set(path.relative_to(root).parts):
                yield path


def code_of(text):
    """The text with comments and the insides of strings blanked; every character stays on its line."""
    def blank(match):
        kept = re.sub(r"[^\n]", " ", match.group())
        return kept if match.group()[0] == "/" else '"' + kept[1:-1] + '"'
    # 1'000'000 would look like a character literal.
    return _TOKEN.sub(blank, re.sub(r"(?<=[0-9A-Fa-f])'(?=[0-9A-Fa-f])", "_", text))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(text):
    """(line, '"' or '<', path) of each include that is not in a comment."""
    code = code_of(text)
    for match in _INCLUDE.finditer(text):
        if code[match.start() : match.end()].lstrip().startswith("#"):
            yield line_of(text, match.start()), match.group(1), match.group(2)


@dataclasses.dataclass
class Target:
    """A library or program as its CMakeLists.txt declares it."""
    name: str        # "client/agent", or a program's name
    layer: int       # 8 for programs
    deps: list       # folder names of ours
    program: bool


def cmake_text(path):
    return re.sub(r"#[^\n]*", "", path.read_text())


def targets(root):
    """Everything that hg_library, hg_protobuf and hg_program declare, by name. Programs are "cmd/NAME"; what any
    CMakeLists.txt in a program's folder links, except for tests, counts as linked by the program."""
    found = {}
    for path in [*(root / "src").rglob("CMakeLists.txt"), *(root / "cmd").rglob("CMakeLists.txt"),
                 *(root / "proto").rglob("CMakeLists.txt")]:
        for call, body in _CALL.findall(cmake_text(path)):
            name = re.search(r"\bNAME\s+(\S+)", body)
            layer = re.search(r"\bLAYER\s+(\d+)", body)
            if not name:
                continue
            program = call == "hg_program"
            key = f"cmd/{name.group(1)}" if program else name.group(1)
            texts = [body]
            if program:
                texts = [_TEST.sub("", cmake_text(inner)) for inner in path.parent.rglob("CMakeLists.txt")]
            found[key] = Target(key, 8 if program else int(layer.group(1)) if layer else 0,
                                [dep for text in texts for dep in re.findall(r"\bhg::(\w+)", text)], program)
    by_id = {name.replace("/", "_"): name for name in found}
    for target in found.values():
        target.deps = [by_id[dep] for dep in target.deps if dep in by_id]
    return found


def owner(names, path):
    """The name of the target whose folder holds `path` (relative to src/hg), the deepest one; or None."""
    parts = pathlib.PurePosixPath(path).parent.parts
    for size in range(len(parts), 0, -1):
        name = "/".join(parts[:size])
        if name in names:
            return name
    return None


def test_files(root):
    """The files that only test programs are built from: those that hg_test or a block of if(BUILD_TESTING) names, their
    headers, fakes and fixtures."""
    found = set()
    for path in [*(root / "src").rglob("CMakeLists.txt"), *(root / "cmd").rglob("CMakeLists.txt")]:
        text = cmake_text(path)
        for body in _TEST.findall(text) + _IF_TESTING.findall(text):
            for name in re.findall(r"[\w./-]+\.cc\b", body):
                found |= {path.parent / name, (path.parent / name).with_suffix(".h")}
    for path in files(root, "src", "cmd"):
        if re.search(r"^fakes?[_.]|_(fakes?|fixture)\.h$|_test\.(cc|h)$", path.name):
            found.add(path)
    return found


def run(title, problems_of):
    """The main of a lint: prints each problem as file:line: text; fails if there is one, or nothing to look at."""
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    looked_at = sum(1 for _ in files(root, "src", "cmd"))
    problems = list(problems_of(root))
    for path, line, text in problems:
        print(f"{path.relative_to(root)}:{line}: {text}")
    print(f"{title}: {looked_at} files, {len(problems)} problems")
    return 1 if problems or not looked_at else 0
