"""Arguments that made gcc 12 and clang 14 run code of others, or write outside of their directory, where nothing held them."""

import dataclasses
import pathlib
import subprocess

from grid import settings

_CODE = """
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void run(void) { close(open("%s", O_WRONLY | O_CREAT, 0666)); }
int plugin_is_GPL_compatible;
int plugin_init(void *a, void *b) { return 0; }
int onload(void *a) { return 0; }
"""


@dataclasses.dataclass
class Attack:
    family: str
    name: str
    spellings: list[list[str]]  # arguments, each with the same effect
    named: str                  # the flag that a refusal must name, of the first spelling


class Weapons:
    """Files that attacks use, in a folder that everybody may read, and the marker that none may make."""

    def __init__(self, folder: pathlib.Path):
        self.folder, self.marks = folder, folder / "marks"
        self.marks.mkdir(parents=True)
        folder.chmod(0o755)
        self.marks.chmod(0o777)
        self.marker = self.marks / "marker"
        self.secret = folder / "secret.h"
        self.secret.write_text("hidden words that nobody may read;\n")
        self.library = folder / "evil.so"
        source = folder / "evil.c"
        source.write_text(_CODE % self.marker)
        subprocess.run([settings.tool("gcc"), "-shared", "-fPIC", "-w", "-o", self.library, source], check=True)
        self.tools = folder / "tools"
        self.tools.mkdir()
        for name in ("as", "cc1", "cc1plus", "ld", "collect2", "clang", "wrapper"):
            script = self.tools / name
            script.write_text(f"#!/bin/sh\n: > {self.marker}\nexit 1\n")
            script.chmod(0o755)
        self.specs = folder / "evil.specs"
        self.specs.write_text(f"*cc1:\n+ %:getenv(PATH ) -wrapper\n\n*asm:\n--nothing\n\n%rename asm old\n\n*cc1_cpu:\n-fplugin={self.library}\n")
        self.config = folder / "evil.cfg"
        self.config.write_text(f"-fplugin={self.library}\n")

    def response(self, arguments: list[str]) -> str:
        path = self.folder / f"r{len(list(self.folder.glob('r*')))}.rsp"
        path.write_text("\n".join(arguments) + "\n")
        return f"@{path}"

    def made(self) -> list[str]:
        """What attacks have left; it is taken away."""
        found = sorted(path.name for path in self.marks.iterdir())
        for name in found:
            (self.marks / name).unlink()
        return found


def all_attacks(w: Weapons) -> list[Attack]:
    """The 31 of 36 that arguments can say; the other five are variables of the environment, which a request cannot name."""
    m, so, tools, mark = str(w.marker), str(w.library), str(w.tools), str(w.marks)
    shell = f"/bin/sh,-c,: > {m}; exit 1"
    table = {
        "gcc": {
            "-wrapper": [["-wrapper", shell], ["-wrapper", f"{tools}/wrapper"]],
            "-fplugin=": [[f"-fplugin={so}"]],
            "-specs=": [[f"-specs={w.specs}"], ["-specs", str(w.specs)]],
            "--specs": [["--specs", str(w.specs)], [f"--specs={w.specs}"]],
            "-B": [[f"-B{tools}/"], ["-B", f"{tools}/"], [f"--prefix={tools}/"], ["--prefix", f"{tools}/"]],
            "@": [[w.response([f"-fplugin={so}"])]],
            "-Wl,-plugin": [[f"-Wl,-plugin,{so}"], ["-Xlinker", "-plugin", "-Xlinker", so]],
            "-fuse-ld": [["-fuse-ld=gold", f"-B{tools}/"]],
            "-o": [["-o", m], [f"-o{m}"], [f"--output={m}"], ["--output", m]],
            "-fdump-tree": [[f"-fdump-tree-all={m}"]],
            "-fdump-go-spec": [[f"-fdump-go-spec={m}"]],
            "-fdump-ipa": [[f"-fdump-ipa-all={m}"]],
            "-fopt-info": [["-fopt-info-all=" + m, "-O2"]],
            "-aux-info": [["-aux-info", m]],
            "-fprofile-note": [[f"-fprofile-note={m}", "-ftest-coverage"]],
            "-dumpdir": [["-dumpdir", f"{mark}/", "-fstack-usage"], ["-dumpdir", f"{mark}/", "-gsplit-dwarf"],
                         ["-dumpdir", f"{mark}/", "-fsave-optimization-record"]],
            "-Wa,-a": [[f"-Wa,-a={m}"], ["-Xassembler", f"-a={m}"]],
            "-Wa,--MD": [[f"-Wa,--MD,{m}"], ["-Xassembler", "--MD", "-Xassembler", m]],
        },
        "clang": {
            "-fplugin=": [[f"-fplugin={so}"]],
            "-Xclang": [["-Xclang", "-load", "-Xclang", so]],
            "-fpass-plugin": [[f"-fpass-plugin={so}"]],
            "-cc1": [["-cc1", "-load", so]],
            "--config": [["--config", str(w.config)], [f"--config={w.config}"]],
            "@": [[w.response([f"-fplugin={so}"])]],
            "-B": [[f"-B{tools}/", "-fno-integrated-as"], ["-B", f"{tools}/", "-fno-integrated-as"]],
            "-Wl,-plugin": [[f"-Wl,-plugin,{so}"], ["-Xlinker", "-plugin", "-Xlinker", so], [f"-fuse-ld={tools}/ld"]],
            "-o": [["-o", m], [f"-o{m}"], [f"--output={m}"], ["--output", m]],
            "--serialize-diagnostics": [["--serialize-diagnostics", m]],
            "-foptimization-record": [[f"-foptimization-record-file={m}", "-fsave-optimization-record"]],
        },
    }
    attacks = []
    for family, rows in table.items():
        for name, spellings in rows.items():
            named = spellings[0][0]
            # Behind a response file each of them is the response file's.
            attacks.append(Attack(family, name, [*spellings, *([w.response(s)] for s in spellings)], named))
    return attacks


def reading_sources(w: Weapons) -> dict[str, str]:
    """Sources that read without any flag."""
    secret = w.secret
    return {
        ".incbin": f'__asm__(".incbin \\"{secret}\\"");\n',
        ".include": f'__asm__(".include \\"{secret}\\"");\n',
        "linemarker": f'# 1 "{secret}"\nint *p = 1.5;\n',
        "#include": f'#include "{secret}"\n',
        "environ": '#include "/proc/self/environ"\n',
        "environ by .incbin": '__asm__(".incbin \\"/proc/self/environ\\"");\n',
        "shadow": '__asm__(".incbin \\"/etc/shadow\\"");\n# 1 "/etc/shadow"\nint *p = 1.5;\n',
        "passwd": '__asm__(".incbin \\"/etc/passwd\\"");\n',
        "zero": '#include "/dev/zero"\n',
        "zero by .incbin": '__asm__(".incbin \\"/dev/zero\\"");\n',
    }
