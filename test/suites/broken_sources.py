"""Broken sources: the caller reads exactly what the compiler says of the real source, once."""

from grid import settings
from grid.case import SharedGridCase, both_ways
from grid.running import for_each

# Name of the case, options, files. The file that is compiled is the first.
CASES = [
    ("missing header", [], {"a.c": '#include "nowhere.h"\nint x;\n'}),
    ("missing system header", [], {"a.c": "#include <stdio.h>\n#include <no/such/header.h>\n"}),
    ("missing header below another", [], {"a.c": '#include "b.h"\n', "b.h": '\n\n#include "c.h"\n'}),
    ("syntax error", [], {"a.c": "int f(void) {\n  return 1 +;\n}\n"}),
    ("syntax error in a header", [], {"a.c": '#include "b.h"\nint g;\n', "b.h": "struct s { int a b; };\n"}),
    ("undeclared name", [], {"a.c": "int f(void) { return no_such_name; }\n"}),
    ("unbalanced brace", [], {"a.c": "int f(void) {\n  if (1) {\n  return 0;\n}\n"}),
    ("type error in a macro", [], {"a.c": "#define CALL(x) take(&(x))\nvoid take(char *);\nint y;\nvoid f(void) { CALL(y.z); }\n"}),
    ("#error", [], {"a.c": "int x;\n#error this platform is not supported\nint y;\n"}),
    ("#error that is not reached", [], {"a.c": "#ifdef NO\n#error no\n#endif\nint y;\n"}),
    ("#warning", [], {"a.c": "#warning be careful\nint y;\n"}),
    ("#warning as error", ["-Werror"], {"a.c": "#warning be careful\nint y;\n"}),
    ("macro redefined", [], {"a.c": "#define A 1\n#define A 2\nint y = A;\n"}),
    ("unterminated conditional", [], {"a.c": "#if 1\nint y;\n"}),
    ("unterminated comment", [], {"a.c": "int y; /* to the end\nint z;\n"}),
    ("missing quote", [], {"a.c": 'const char *s = "abc;\nint y;\n'}),
    ("undefined macro", ["-Wundef"], {"a.c": "#if NOT_DEFINED\n#endif\nint y;\n"}),
    ("unused variable", ["-Wall"], {"a.c": "int f(void) { int unused = 1; return 2; }\n"}),
    ("unused variable as error", ["-Wall", "-Werror"], {"a.c": "int f(void) { int unused = 1; return 2; }\n"}),
    ("one warning as error", ["-Wall", "-Werror=unused-variable"], {"a.c": "int f(void) { int u = 1; return 2; }\n"}),
    ("unused macro", ["-Wunused-macros"], {"a.c": "#define NOBODY 1\nint y;\n"}),
    ("comments that silence", ["-Wextra"], {"a.c": "int f(int x) { switch (x) { case 1: x++; /* fall through */\n"
                                                   "case 2: return x; } return 0; }\n"}),
    ("fall through", ["-Wextra"], {"a.c": "int f(int x) { switch (x) { case 1: x++;\ncase 2: return x; } return 0; }\n"}),
    ("tautology in a macro", ["-Wall", "-Wextra"], {"a.c": "#define SAME(a, b) ((a) == (b))\n"
                                                            "int f(int x) { return SAME(x, x); }\n"}),
    ("misleading indentation", ["-Wall"], {"a.c": "int f(int x) {\n  if (x)\n    x++;\n    x++;\n  return x;\n}\n"}),
    ("format string", ["-Wall"], {"a.c": '#include <stdio.h>\nvoid f(void) { printf("%s\\n", 1); }\n'}),
    ("deprecated", [], {"a.c": "__attribute__((deprecated(\"use g\"))) void f(void);\nvoid h(void) { f(); }\n"}),
    ("pedantic", ["-pedantic", "-std=c99"], {"a.c": "int a[0];\nint f(void) { return ({ 1; }); }\n"}),
    ("pedantic errors", ["-pedantic-errors", "-std=c99"], {"a.c": "int a[0];\nint y;;\n"}),
    ("warning in a system header is silent", ["-Wall"], {"a.c": "#include <string.h>\nint f(void) { return 0; }\n"}),
    ("warning through a quoted header", ["-Wall"], {"a.c": '#include "b.h"\n',
                                                    "b.h": "static int nobody(void) { return 1; }\n"}),
    ("no newline at the end", ["-Weverything"], {"a.c": "int y;"}),
    ("tabs and wide characters", ["-Wall"], {"a.c": "int f(void) {\n\tint größe = 1;\t/* ü */ int b;\n\treturn größe;\n}\n"}),
    ("not ASCII at all", [], {"a.c": b"int a = '\xff\xfe';\nint b = \x01;\n"}),
    ("trigraphs", ["-Wall", "-trigraphs"], {"a.c": "int a??(3??);\n"}),
    ("backslash and spaces", ["-Wall"], {"a.c": "#define A 1 \\ \nint y;\n"}),
    ("many errors", [], {"a.c": "".join(f"int f{i}(void) {{ return x{i}; }}\n" for i in range(40))}),
    ("error limit", ["-fmax-errors=2"], {"a.c": "int a = b;\nint c = d;\nint e = f;\nint g = h;\n"}),
    ("colours", ["-fdiagnostics-color=always", "-Wall"], {"a.c": "int f(void) { int u = 1; return q; }\n"}),
    ("no carets", ["-fno-diagnostics-show-caret"], {"a.c": "int f(void) { return q; }\n"}),
    ("pragma message", [], {"a.c": '#pragma message "hello"\nint y;\n'}),
    ("pragma GCC error", [], {"a.c": '#pragma GCC error "no"\nint y;\n'}),
    ("pragma diagnostic", ["-Wall"], {"a.c": "#pragma GCC diagnostic ignored \"-Wunused-variable\"\n"
                                             "int f(void) { int u = 1; return 2; }\n"}),
    ("unknown pragma", ["-Wall"], {"a.c": "#pragma nobody knows this\nint y;\n"}),
    ("pragma poison", [], {"a.c": "#pragma GCC poison gets\nint gets(void);\n"}),
    ("bad inline assembly", [], {"a.c": 'void f(void) { __asm__("no_such_instruction %eax"); }\n'}),
    ("static assertion", ["-std=c11"], {"a.c": '_Static_assert(sizeof(int) == 1, "int is not a byte");\n'}),
    ("line directive", ["-Wall"], {"a.c": '#line 100 "other.c"\nint f(void) { int u = 1; return q; }\n'}),
    ("included twice", ["-Wall"], {"a.c": '#include "b.h"\n#include "b.h"\n', "b.h": "struct s { int a; };\n"}),
    ("include loop", [], {"a.c": '#include "a.c"\n'}),
    ("empty file", ["-pedantic"], {"a.c": ""}),
    ("empty file, and nothing quoted", ["-pedantic", "-fno-caret-diagnostics"], {"a.c": ""}),
    ("only directives", ["-pedantic"], {"a.c": '#define A 1\n#include "b.h"\n', "b.h": "#define B 2\n"}),
    ("only directives, and nothing quoted", ["-pedantic", "-fno-caret-diagnostics"],
     {"a.c": '#define A 1\n#include "b.h"\n', "b.h": "#define B 2\n"}),
    ("bad flag value", ["-std=c1999"], {"a.c": "int y;\n"}),
    ("unknown flag", ["-fno-such-flag-at-all"], {"a.c": "int y;\n"}),
    ("unknown warning", ["-Wno-such-warning-at-all", "-Wall"], {"a.c": "int f(void) { int u = 1; return 2; }\n"}),
    ("template error", [], {"a.cc": "template <class T> int f(T t) { return t.size(); }\nint g() { return f(1); }\n"}),
    ("template error in the library", [], {"a.cc": "#include <algorithm>\n#include <list>\n"
                                                   "void f() { std::list<int> l; std::sort(l.begin(), l.end()); }\n"}),
    ("no matching overload", [], {"a.cc": "void f(int*);\nvoid f(char*);\nvoid g() { f(1.5); }\n"}),
    ("missing return", ["-Wall"], {"a.cc": "int f() {}\n"}),
    ("constexpr failure", ["-std=c++17"], {"a.cc": "constexpr int f(int x) { return 1 / x; }\nconstexpr int y = f(0);\n"}),
    ("static assertion in C++", ["-std=c++17"], {"a.cc": "template <class T> struct S { static_assert(sizeof(T) > 100); };\n"
                                                         "S<int> s;\n"}),
    ("unused lambda capture", ["-Wall", "-Wextra"], {"a.cc": "int f() { int x = 1; return [x] { return 2; }(); }\n"}),
    ("shadowing", ["-Wshadow"], {"a.cc": "int f(int x) { { int x = 2; (void)x; } return x; }\n"}),
    ("suggestion", [], {"a.cc": "#include <vector>\nstd::vectr<int> v;\n"}),
    ("missing include hint", [], {"a.cc": "std::string s;\n"}),
    ("raw string", ["-Wall"], {"a.cc": 'const char* s = R"(#include <x>\n#define y\n)";\nint z = s;\n'}),
    ("has include", [], {"a.cc": "#if __has_include(<no/such>)\n#error yes\n#else\n#error no\n#endif\n"}),
]

# What is known to differ, with the reason; a case that is equal again must leave this table.
KNOWN = {
}


class BrokenSources(SharedGridCase):
    def test_gcc(self):
        self._all(("gcc", "g++"))

    def test_clang(self):
        self._all(("clang", "clang++"))

    def _all(self, drivers: tuple[str, str]):
        settings.tool(drivers[0])
        results = for_each(CASES, lambda case: self._one(drivers, *case))
        for (name, *_), (bare, differences) in zip(CASES, results):
            with self.subTest(name):
                if (drivers[0], name) in KNOWN:
                    self.assertTrue(differences, "equal by now: take it out of KNOWN")
                else:
                    self.assert_none(differences, bare)
        self.assertGreater(sum(bare.code != 0 for bare, _ in results), len(CASES) // 3, "too few of them are broken")

    def _one(self, drivers, name: str, options: list[str], files: dict):
        source = next(iter(files))

        def prepare(folder):
            for file, text in files.items():
                (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())

        driver = drivers[source.endswith(".cc")]
        folder = self.grid.work / driver / name.replace(" ", "_")
        words = [driver, *options, "-O1", "-c", source, "-o", "out.o", "-MMD", "-MF", "out.d"]
        return both_ways(self.grid, words, folder, prepare=prepare)
