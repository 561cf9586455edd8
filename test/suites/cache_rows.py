"""What changes a result, and what does not: one row each. Every row is run with every compiler that it is for.

A row compiles `command` twice (the second time must hit, unless the row is about what is never stored), changes
something, and compiles again.
"""

import dataclasses
import os
import pathlib
import shutil
from typing import Callable

C = '#include "x.h"\nint f(void) { return X; }\n'
X1, X2 = "#define X 1\n", "#define X 2\n"
OBJECT = ["-c", "a.c", "-o", "a.o"]


@dataclasses.dataclass
class Row:
    name: str
    files: dict[str, str | bytes]
    command: list[str]
    change: Callable[[pathlib.Path], None] | None = None  # of the folder
    after: list[str] | None = None  # the command, if it is another one
    env: dict[str, str] = dataclasses.field(default_factory=dict)
    env_after: dict[str, str] | None = None
    cwd: str = "."
    cwd_after: str | None = None
    outputs: list[str] = dataclasses.field(default_factory=lambda: ["a.o"])
    only: str = ""  # gcc or clang
    driver: str = "c"  # or c++


def write(name: str, text: str) -> Callable[[pathlib.Path], None]:
    def change(folder: pathlib.Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return change


def touch(name: str) -> Callable[[pathlib.Path], None]:
    return lambda folder: os.utime(folder / name)


def remove(name: str) -> Callable[[pathlib.Path], None]:
    return lambda folder: (folder / name).unlink()


def link(name: str, target: str) -> Callable[[pathlib.Path], None]:
    def change(folder: pathlib.Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return change


def copy_with_times(source: str, target: str) -> Callable[[pathlib.Path], None]:
    return lambda folder: shutil.copy2(folder / source, folder / target)


def simple(name: str, **more) -> Row:
    return Row(name, {"a.c": C, "inc/x.h": X1}, ["-O2", "-Iinc", *OBJECT], **more)


# The output changes, or may: no hit.
CHANGES = [
    simple("header edited", change=write("inc/x.h", X2)),
    simple("source edited", change=write("a.c", C + "int g;\n")),
    simple("a header appears beside the source", change=write("x.h", X2)),
    simple("a macro", after=["-O2", "-Iinc", "-DUNUSED=1", *OBJECT]),
    simple("optimisation", after=["-O1", "-Iinc", *OBJECT]),
    simple("language by -x", after=["-O2", "-Iinc", "-xc++", *OBJECT]),
    simple("a precompiled form appears beside the header", change=write("inc/x.h.gch", "junk"), only="gcc"),
    simple("locale", env={"LC_ALL": "C"}, env_after={"LC_ALL": "C.UTF-8"}),
    simple("another name for the compiler's own messages", after=["-O2", "-Iinc", "-Wextra", *OBJECT]),
    Row("another -I", {"a.c": C, "i/x.h": X1, "j/x.h": X2}, ["-Ii", *OBJECT], after=["-Ij", *OBJECT]),
    Row("order of -I", {"a.c": C, "i/x.h": X1, "j/x.h": X2}, ["-Ii", "-Ij", *OBJECT], after=["-Ij", "-Ii", *OBJECT]),
    Row("CPATH", {"a.c": C, "i/x.h": X1, "j/x.h": X2}, OBJECT, env={"CPATH": "i"}, env_after={"CPATH": "j"}),
    Row("C_INCLUDE_PATH", {"a.c": C, "i/x.h": X1, "j/x.h": X2}, OBJECT, env={"C_INCLUDE_PATH": "i"},
        env_after={"C_INCLUDE_PATH": "j"}),
    Row("CPLUS_INCLUDE_PATH", {"a.cc": C, "i/x.h": X1, "j/x.h": X2}, ["-c", "a.cc", "-o", "a.o"], driver="c++",
        env={"CPLUS_INCLUDE_PATH": "i"}, env_after={"CPLUS_INCLUDE_PATH": "j"}),
    Row("a header appears earlier in the path", {"a.c": "#include <x.h>\nint f = X;\n", "i/y.h": "", "j/x.h": X1},
        ["-Ii", "-Ij", *OBJECT], write("i/x.h", X2)),
    Row("a directory of the path appears", {"a.c": "#include <x.h>\nint f = X;\n", "j/x.h": X1},
        ["-Ii", "-Ij", *OBJECT], write("i/x.h", X2)),
    Row("a nested directory of the path appears", {"a.c": "#include <d/x.h>\nint f = X;\n", "i/y.h": "", "j/d/x.h": X1},
        ["-Ii", "-Ij", *OBJECT], write("i/d/x.h", X2)),
    Row("a header appears for a header", {"a.c": '#include "d/y.h"\nint f = X;\n', "d/y.h": '#include "x.h"\n', "x.h": X1},
        ["-I.", *OBJECT], write("d/x.h", X2)),
    Row("include_next has something in between",
        {"a.c": "#include <x.h>\nint f = X + Y;\n", "i/x.h": "#include_next <x.h>\n#define Y 5\n", "j/y.h": "",
         "k/x.h": X1}, ["-Ii", "-Ij", "-Ik", *OBJECT], write("j/x.h", X2)),
    Row("the target of __has_include appears",
        {"a.c": "#if __has_include(<opt.h>)\nint f = 2;\n#else\nint f = 1;\n#endif\n", "i/y.h": ""},
        ["-Ii", *OBJECT], write("i/opt.h", "")),
    Row("the target of a question by another name appears",
        {"a.c": '#include "m.h"\n#if HAS(<opt.h>)\nint f = 2;\n#else\nint f = 1;\n#endif\n', "i/y.h": "",
         "m.h": "#define HAS(x) __has_include(x)\n"},
        ["-Ii", *OBJECT], write("i/opt.h", "")),
    Row("the target of __has_include goes",
        {"a.c": '#if __has_include("opt.h")\nint f = 2;\n#else\nint f = 1;\n#endif\n', "opt.h": ""}, OBJECT,
        remove("opt.h")),
    Row("a computed include has a new candidate",
        {"a.c": "#define H <x.h>\n#include H\nint f = X;\n", "i/y.h": "", "j/x.h": X1}, ["-Ii", "-Ij", *OBJECT],
        write("i/x.h", X2)),
    Row("-include is edited", {"a.c": "int f = X;\n", "x.h": X1}, ["-include", "x.h", *OBJECT], write("x.h", X2)),
    Row("-include is found earlier", {"a.c": "int f = X;\n", "i/x.h": X1}, ["-include", "x.h", "-Ii", *OBJECT],
        write("x.h", X2)),
    Row("a directory takes the name of a header no more",
        {"a.c": "#include <x.h>\nint f = X;\n", "i/x.h/y": "", "j/x.h": X1}, ["-Ii", "-Ij", *OBJECT],
        lambda folder: (shutil.rmtree(folder / "i/x.h"), write("i/x.h", X2)(folder))),
    Row("a link to nothing becomes one to something",
        {"a.c": "#include <x.h>\nint f = X;\n", "i/y.h": "", "k/y.h": "", "j/x.h": X1}, ["-Ii", "-Ij", *OBJECT],
        write("k/x.h", X2), env={"PREPARE": "i/x.h ../k/x.h"}),
    Row("a link is pointed elsewhere", {"a.c": C, "one.h": X1, "two.h": X2}, OBJECT, link("x.h", "two.h"),
        env={"PREPARE": "x.h one.h"}),
    Row("a copy of a header read once is edited",
        {"a.c": '#include "i/x.h"\n#include "j/x.h"\nint f = X;\n', "i/x.h": "#pragma once\n" + X1},
        OBJECT, write("j/x.h", "#pragma once\n#undef X\n" + X2), env={"PREPARE": "j/x.h copy:i/x.h"}),
    Row("same text in another directory", {"a/x.c": '#include "r.h"\nint f = X;\n', "a/r.h": X1,
                                           "b/x.c": '#include "r.h"\nint f = X;\n', "b/r.h": X2},
        ["-c", "a/x.c", "-o", "a.o"], after=["-c", "b/x.c", "-o", "a.o"]),
    Row("__FILE__", {"a.c": "const char *f = __FILE__;\n", "b.c": "const char *f = __FILE__;\n"}, OBJECT,
        after=["-c", "b.c", "-o", "a.o"]),
    Row("language by suffix", {"a.c": "int f = sizeof('a');\n", "a.cc": "int f = sizeof('a');\n"}, OBJECT,
        after=["-c", "a.cc", "-o", "a.o"]),
    Row("order of -O", {"a.c": C, "x.h": X1}, ["-O0", "-O2", *OBJECT], after=["-O2", "-O0", *OBJECT]),
    Row("order of -D", {"a.c": "int f = N;\n"}, ["-w", "-DN=1", "-UN", "-DN=2", *OBJECT],
        after=["-w", "-DN=2", "-UN", "-DN=1", *OBJECT]),
    Row("words that run together", {"a.c": "int f = 1;\n"}, ["-DA", "-DB=1", *OBJECT], after=["-DA-DB=1", *OBJECT]),
    Row("a response file is edited", {"a.c": "int f = N;\n", "r": "-DN=1"}, ["@r", *OBJECT], write("r", "-DN=2")),
    Row("working directory with -g", {"one/a.c": "int f;\n", "two/a.c": "int f;\n"}, ["-g", *OBJECT], cwd="one",
        cwd_after="two"),
    Row("a line above with -g", {"a.c": "int f(void) { return 1; }\n"}, ["-g", *OBJECT],
        write("a.c", "/* c */\n\nint f(void) { return 1; }\n")),
    Row("a comment decides about a warning",
        {"a.c": "int f(int x) { switch (x) { case 1: x = 2; /* fall through */\n case 2: return x; } return 0; }\n"},
        ["-Wextra", *OBJECT],
        write("a.c", "int f(int x) { switch (x) { case 1: x = 2; /* something */\n case 2: return x; } return 0; }\n")),
    Row("GCC_COLORS", {"a.c": "int f(void) { int unused; return 1; }\n"},
        ["-Wall", "-fdiagnostics-color=always", *OBJECT], env={"GCC_COLORS": "warning=01;31"},
        env_after={"GCC_COLORS": "warning=01;36"}, only="gcc"),
    Row("the target of .d", {"a.c": C, "x.h": X1}, ["-MMD", "-c", "a.c", "-o", "a.o"], outputs=["a.o", "a.d", "b.o", "b.d"],
        after=["-MMD", "-c", "a.c", "-o", "b.o"]),
    Row("-MT", {"a.c": C, "x.h": X1}, ["-MD", "-MT", "one", *OBJECT], outputs=["a.o", "a.d"],
        after=["-MD", "-MT", "two", *OBJECT]),
    Row("-MP", {"a.c": C, "x.h": X1}, ["-MD", *OBJECT], outputs=["a.o", "a.d"], after=["-MD", "-MP", *OBJECT]),
    Row("a .d is wanted", {"a.c": C, "x.h": X1}, OBJECT, outputs=["a.o", "a.d"], after=["-MD", *OBJECT]),
    Row("assembly is wanted", {"a.c": C, "x.h": X1}, OBJECT, outputs=["a.o", "a.s"], after=["-S", "a.c", "-o", "a.s"]),
    Row("system headers in .d", {"a.c": "#include <stddef.h>\nint f;\n"}, ["-MD", *OBJECT], outputs=["a.o", "a.d"],
        after=["-MMD", *OBJECT]),
]

# Nothing that matters changes: a hit.
NEUTRAL = [
    simple("nothing"),
    simple("a header is touched", change=touch("inc/x.h")),
    simple("a header is written again", change=write("inc/x.h", X1)),
    simple("a file of no interest appears", change=write("inc/other.h", X2)),
    simple("a file of no interest appears beside the source", change=write("other.h", X2)),
    simple("-pipe", after=["-pipe", "-O2", "-Iinc", *OBJECT]),
    simple("another -o", after=["-O2", "-Iinc", "-c", "a.c", "-o", "b.o"], outputs=["a.o", "b.o"]),
    simple("unrelated variables", env_after={"EDITOR": "ed", "CFLAGS": "-O3", "TZ": "UTC"}),
    simple("SOURCE_DATE_EPOCH without __DATE__", env_after={"SOURCE_DATE_EPOCH": "1"}),
    Row("another -MF", {"a.c": C, "x.h": X1}, ["-MD", "-MF", "a.d", *OBJECT], outputs=["a.o", "a.d", "other.d"],
        after=["-MD", "-MF", "other.d", *OBJECT]),
    Row("working directory without -g", {"one/a.c": C, "one/x.h": X1, "two/a.c": C, "two/x.h": X1}, OBJECT, cwd="one",
        cwd_after="two"),
    Row("a response file says the same", {"a.c": "int f = N;\n", "r": "-DN=1"}, ["@r", *OBJECT],
        after=["-DN=1", *OBJECT]),
    Row("warnings are shown again", {"a.c": "int f(void) { int unused; return 1; }\n"}, ["-Wall", *OBJECT]),
    Row("-grecord-gcc-switches", {"a.c": C, "x.h": X1}, ["-g", "-grecord-gcc-switches", *OBJECT], only="gcc"),
    Row("-MMD", {"a.c": "#include <stddef.h>\n" + C, "x.h": X1}, ["-MMD", *OBJECT], outputs=["a.o", "a.d"]),
    Row("C++", {"a.cc": "#include <vector>\nint f(std::vector<int> v) { return v.at(0); }\n"},
        ["-O1", "-c", "a.cc", "-o", "a.o"], driver="c++"),
    # Bug: a comment in <bits/types.h> was taken for a piece of a time.
    Row("the usual headers of C", {"a.c": "".join(f"#include <{name}.h>\n" for name in (
        "stdio stdlib string unistd time math pthread errno fcntl signal sys/types sys/stat sys/socket").split())}, OBJECT),
    Row("the usual headers of C++", {"a.cc": "".join(f"#include <{name}>\n" for name in (
        "algorithm chrono functional iostream map memory regex string thread unordered_map vector").split())},
        ["-std=c++17", "-c", "a.cc", "-o", "a.o"], driver="c++"),
    Row("a computed include", {"a.c": "#define H <x.h>\n#include H\nint f = X;\n", "i/y.h": "", "j/x.h": X1},
        ["-Ii", "-Ij", *OBJECT]),
    Row("a question by another name",
        {"a.c": '#include "m.h"\n#if HAS(<opt.h>)\nint f = 2;\n#else\nint f = 1;\n#endif\n', "i/y.h": "",
         "m.h": "#define HAS(x) __has_include(x)\n"}, ["-Ii", *OBJECT]),
    Row("spaces in names", {"a b.c": '#include "x y.h"\nint f = X;\n', "x y.h": X1}, ["-c", "a b.c", "-o", "a.o"]),
]

# What src/hg/compiler/key/grammar_test.cc says is neutral.
for words in (["-L/usr/lib"], ["--library-directory=/usr/lib"], ["-lm"], ["-Tscript"], ["-u", "f"], ["--force-link=f"], ["-e", "f"],
              ["--entry=f"], ["-z", "now"], ["-Wl,--as-needed"], ["-Xlinker", "-x"], ["--for-linker=-x"], ["-fuse-ld=gold"]):
    NEUTRAL.append(simple(f"a word for the linker: {words[0]}", after=[*words, "-O2", "-Iinc", *OBJECT], only="gcc"))
NEUTRAL.append(simple("--pipe", after=["--pipe", "-O2", "-Iinc", *OBJECT]))

# Bug: clang refuses it, and the compile was answered by one without it.
CHANGES.append(simple("an option that this clang does not know", after=["-parallel-jobs=2", "-O2", "-Iinc", *OBJECT], only="clang"))

# Never stored: not even the same again hits.
NEVER = [
    Row("__TIME__", {"a.c": "const char *f = sizeof(__TIME__) ? \"\" : \"\";\n"}, OBJECT),
    Row("__DATE__ in a header", {"a.c": C, "x.h": X1 + "/* __DATE__ */\n"}, OBJECT),
    Row("__TIMESTAMP__", {"a.c": "const char *f = __TIMESTAMP__;\n"}, OBJECT),
    Row("__DATE__ and SOURCE_DATE_EPOCH", {"a.c": "const char *f = __DATE__;\n"}, OBJECT, env={"SOURCE_DATE_EPOCH": "1"}),
    Row("a time on the command line", {"a.c": "int f = sizeof(NOW);\n"}, ["-DNOW=__TIME__", *OBJECT]),
    Row("a time pasted together", {"a.c": "#define CAT(a, b) a##b\nint f = sizeof CAT(__TI, ME__);\n"}, OBJECT),
    Row("a time pasted together in another file",
        {"a.c": '#include "x.h"\nint f = sizeof CAT(__D, ATE__);\n', "x.h": "#define CAT(a, b) a##b\n"}, OBJECT),
    Row("a time pasted of three pieces",
        {"a.c": '#include "x.h"\nint f = sizeof ATTR(DATE);\n', "x.h": "#define ATTR(x) __##x##__\n"}, OBJECT),
    Row("a time across two lines", {"a.c": "int f = sizeof __TI\\\nME__;\n"}, OBJECT),
    Row("a question on the command line", {"a.c": "#if HAS\nint f;\n#endif\n"}, ["-DHAS=__has_include(<x.h>)", "-I.", *OBJECT]),
    Row("hgbuild:nocache", {"a.c": "/* hgbuild:nocache */\n" + C, "x.h": X1}, OBJECT),
    Row("ccache:disable", {"a.c": "/* ccache:disable */\n" + C, "x.h": X1}, OBJECT),
    Row(".incbin", {"a.c": 'asm(".incbin \\"blob\\"");\n', "blob": "1"}, OBJECT),
    Row(".incbin of two strings", {"a.c": 'asm(".inc" "bin \\"blob\\"");\n', "blob": "1"}, OBJECT),
    Row(".incbin by a macro", {"a.c": '#define S(x) #x\nasm("." S(incbin) " \\"blob\\"");\n', "blob": "1"}, OBJECT),
    Row("assembler .include of two strings", {"a.c": 'asm("." "include \\"blob\\"");\n', "blob": "nop\n"}, OBJECT),
    Row("assembler .include", {"a.c": 'asm(".include \\"blob\\"");\n', "blob": "nop\n"}, OBJECT),
    Row(".S with .incbin", {"a.S": '.incbin "blob"\n', "blob": "1"}, ["-c", "a.S", "-o", "a.o"]),
    Row("-gsplit-dwarf", {"a.c": C, "x.h": X1}, ["-gsplit-dwarf", "-g", *OBJECT], outputs=["a.o", "a.dwo"]),
    Row("--coverage", {"a.c": C, "x.h": X1}, ["--coverage", *OBJECT], outputs=[]),  # gcc stamps it
    Row("--coverage elsewhere", {"one/a.c": "int f;\n"}, ["--coverage", "-c", "one/a.c", "-o", "one/a.o"], outputs=[]),
    Row("-fprofile-arcs", {"a.c": C, "x.h": X1}, ["-fprofile-arcs", *OBJECT], outputs=[]),
    Row("-ftest-coverage", {"a.c": C, "x.h": X1}, ["-ftest-coverage", *OBJECT], outputs=[]),
    Row("-fprofile-generate", {"a.c": C, "x.h": X1}, ["-fprofile-generate", *OBJECT], outputs=[]),
    Row("-fprofile-use", {"a.c": C, "x.h": X1}, ["-O2", "-fprofile-use", "-w", *OBJECT], only="gcc"),
    Row("COMPILER_PATH", {"a.c": C, "x.h": X1, "bin/y": ""}, OBJECT, env={"COMPILER_PATH": "bin"}),
    Row("GCC_EXEC_PREFIX", {"a.c": C, "x.h": X1}, OBJECT, env={"GCC_EXEC_PREFIX": "/usr/lib/gcc/"}, only="gcc"),
    Row("DEPENDENCIES_OUTPUT", {"a.c": C, "x.h": X1}, OBJECT, env={"DEPENDENCIES_OUTPUT": "deps"}, outputs=["a.o", "deps"]),
    Row("SUNPRO_DEPENDENCIES", {"a.c": C, "x.h": X1}, OBJECT, env={"SUNPRO_DEPENDENCIES": "deps"}, outputs=["a.o", "deps"]),
    Row("-specs", {"a.c": C, "x.h": X1, "s": ""}, ["-specs=s", *OBJECT], only="gcc"),
    Row("-B", {"a.c": C, "x.h": X1, "bin/y": ""}, ["-Bbin/", *OBJECT]),
    Row("-save-temps", {"a.c": C, "x.h": X1}, ["-save-temps", *OBJECT], outputs=["a.o", "a.s"]),
    Row("-fdump-tree-optimized", {"a.c": C, "x.h": X1}, ["-O1", "-fdump-tree-optimized=dump", *OBJECT], outputs=["a.o", "dump"],
        only="gcc"),
    Row("-ftime-trace", {"a.c": C, "x.h": X1}, ["-ftime-trace", *OBJECT], only="clang"),
    Row("-frecord-gcc-switches", {"a.c": C, "x.h": X1}, ["-frecord-gcc-switches", *OBJECT], only="gcc"),
    Row("-grecord-gcc-switches", {"a.c": C, "x.h": X1}, ["-g", "-grecord-gcc-switches", *OBJECT], only="clang"),
    Row("-grecord-command-line", {"a.c": C, "x.h": X1}, ["-g", "-grecord-command-line", *OBJECT], only="clang"),
    Row("-fverbose-asm", {"a.c": C, "x.h": X1}, ["-fverbose-asm", "-S", "a.c", "-o", "a.s"], outputs=["a.s"]),
    Row("-Wa,-a", {"a.c": C, "x.h": X1}, ["-Wa,-aln=list", *OBJECT], outputs=["a.o", "list"], only="gcc"),
    Row("-fplugin", {"a.c": C, "x.h": X1}, ["-fplugin=none.so", *OBJECT], outputs=[]),
    Row("two sources", {"a.c": "int f;\n", "b.c": "int g;\n"}, ["-c", "a.c", "b.c"], outputs=["a.o", "b.o"]),
    Row("-fmodules", {"a.c": C, "x.h": X1}, ["-fmodules", *OBJECT], only="clang", outputs=[]),
    Row("-E", {"a.c": C, "x.h": X1}, ["-E", "a.c"], outputs=[]),
    Row("-fmodules-ts", {"a.cc": "int f;\n"}, ["-std=c++20", "-fmodules-ts", "-c", "a.cc", "-o", "a.o"], only="gcc",
        driver="c++"),
    Row("an error", {"a.c": "int f = X;\n"}, OBJECT),
    Row("GCC dependency", {"a.c": '#pragma GCC dependency "y.h"\nint f;\n', "y.h": ""}, OBJECT, only="gcc"),
]
