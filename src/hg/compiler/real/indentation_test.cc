// Layouts of code, and what the real gcc says of them: where it warns, find_misleading() must say so.
#include "hg/compiler/indentation/misleading.h"

#include <gtest/gtest.h>

#include <array>

#include "hg/compiler/real/round_trip.h"
#include "hg/testing/temp_directory.h"

namespace hg::compiler::real {
namespace {

struct Layout {
  const char* name;
  const char* language;
  const char* text;
  const char* header = "";  // "h.h"
  enum Says { both, neither, only_we } says = both;
};

void PrintTo(const Layout& layout, std::ostream* out) {
  *out << layout.name;
}

constexpr const char* kDeclarations = "int a, b; void f(int); void g(void);\n";

const std::array kLayouts = {
    Layout{"if", "c", "void t(int x) {\n  if (x)\n    f(1);\n    f(2);\n}\n"},
    Layout{"else", "c", "void t(int x) {\n  if (x)\n    f(1);\n  else\n    f(3);\n    f(2);\n}\n"},
    Layout{"else_brace", "c", "void t(int x) {\n  if (x) {\n    f(1);\n  } else\n    f(3);\n    f(2);\n}\n"},
    Layout{"for", "c", "void t(int x) {\n  for (a = 0; a < 3; a++)\n    f(1);\n    f(2);\n}\n"},
    Layout{"while", "c", "void t(int x) {\n  while (x)\n    f(1);\n    f(2);\n}\n"},
    Layout{"nested", "c", "void t(int x) {\n  for (;;)\n    if (x)\n      f(1);\n    f(2);\n}\n"},
    Layout{"nested3", "c",
           "void t(int x) {\n  if (x)\n    if (a)\n      f(1);\n    else\n      f(2);\n    f(3);\n}\n"},
    Layout{"same_line", "c", "void t(int x) {\n  if (x) f(1); f(2);\n}\n"},
    Layout{"same_line2", "c", "void t(int x) {\n  if (x)\n    f(1); f(2);\n}\n"},
    Layout{"semicolon", "c", "void t(int x) {\n  while (x);\n    f(2);\n}\n"},
    Layout{"semicolon_brace", "c", "void t(int x) {\n  if (x);\n  {\n    f(2);\n  }\n}\n"},
    Layout{"semi_comment", "c", "void t(int x) {\n  if (x)\n    /* nothing */;\n    f(2);\n}\n"},
    Layout{"tabs", "c", "void t(int x) {\n        if (x)\n\tf(1);\n        f(2);\n}\n", "", Layout::neither},
    Layout{"tabs2", "c", "void t(int x) {\n\tif (x)\n\t    f(1);\n            f(2);\n}\n"},
    Layout{"block_body", "c", "void t(int x) {\n  if (x)\n    { f(1); }\n    f(2);\n}\n", "",
           Layout::neither},
    Layout{"do_body", "c", "void t(int x) {\n  if (x)\n    do { f(1); } while (a);\n    f(2);\n}\n"},
    Layout{"switch_body", "c", "void t(int x) {\n  if (x)\n    switch (a) { case 1: f(1); }\n    f(2);\n}\n"},
    Layout{"return", "c", "int t(int x) {\n  if (x)\n    return 1;\n    f(2);\n  return 2;\n}\n"},
    Layout{"multi_line_stmt", "c", "void t(int x) {\n  if (x)\n    f(1 +\n      2);\n    f(2);\n}\n"},
    Layout{"comment_between", "c",
           "void t(int x) {\n  if (x)\n    f(1); // one;\n    /* two { */\n    f(2);\n}\n"},
    Layout{"blank_between", "c", "void t(int x) {\n  if (x)\n    f(1);\n\n    f(2);\n}\n"},
    Layout{
        "macro_guard", "c",
        "#define EACH(i) for (int i = 0; i < 3; i++)\nvoid t(int x) {\n  EACH(k)\n    f(1);\n    f(2);\n}\n"},
    Layout{"macro_guard_noparen", "c",
           "#define FOREVER for (;;)\nvoid t(int x) {\n  FOREVER\n    f(1);\n    f(2);\n}\n"},
    Layout{"macro_guard_alias", "c",
           "#define each EACH\n#define EACH(i) for (int i = 0; i < 3; i++)\nvoid t(int x) {\n  each(k)\n    "
           "f(1);\n    f(2);\n}\n"},
    Layout{"macro_if", "c",
           "#define UNLESS(x) if (!(x))\nvoid t(int x) {\n  UNLESS(x)\n    f(1);\n    f(2);\n}\n"},
    Layout{"macro_else", "c",
           "#define OTHERWISE else\nvoid t(int x) {\n  if (x)\n    f(1);\n  OTHERWISE\n    f(3);\n    "
           "f(2);\n}\n"},
    Layout{"macro_body", "c",
           "#define CALL(x) f(x)\nvoid t(int x) {\n  if (x)\n    CALL(1);\n    f(2);\n}\n"},
    Layout{"macro_body_semi", "c",
           "#define CALL(x) f(x);\nvoid t(int x) {\n  if (x)\n    CALL(1)\n    f(2);\n}\n"},
    Layout{"macro_body_two", "c",
           "#define CALL f(1); f(2)\nvoid t(int x) {\n  if (x)\n    CALL;\n    f(2);\n}\n", "",
           Layout::only_we},
    Layout{"macro_next", "c",
           "#define CALL(x) f(x)\nvoid t(int x) {\n  if (x)\n    f(1);\n    CALL(2);\n}\n"},
    Layout{"macro_empty_body", "c", "#define LOG(x)\nvoid t(int x) {\n  if (x)\n    LOG(1);\n    f(2);\n}\n"},
    Layout{"macro_empty_body_odd", "c",
           "#define LOG(x)\nvoid t(int x) {\n  if (x)\n      LOG(1);\n    f(2);\n}\n"},
    Layout{"macro_empty_next", "c",
           "#define EMPTY\nvoid t(int x) {\n  if (x)\n    f(1);\n      EMPTY\n    f(2);\n}\n"},
    Layout{"macro_empty_next2", "c",
           "#define EMPTY\nvoid t(int x) {\n  if (x)\n    f(1);\n    EMPTY\n    f(2);\n}\n"},
    Layout{"macro_all_one", "c", "#define ALL(x) if (x) f(1); f(2);\nvoid t(int x) {\n  ALL(x)\n}\n", "",
           Layout::neither},
    Layout{"macro_arg", "c",
           "#define RUN(...) __VA_ARGS__\nvoid t(int x) {\n  RUN(if (x)\n    f(1);\n    f(2);)\n}\n", "",
           Layout::only_we},
    Layout{"macro_open_else", "c",
           "#define ELIF(x) else if (x)\nvoid t(int x) {\n  if (x)\n    f(1);\n  ELIF(a)\n    f(3);\n    "
           "f(2);\n}\n"},
    Layout{"macro_brace", "c",
           "#define BEGIN {\n#define END }\nvoid t(int x) {\n  if (x)\n    BEGIN f(1); END\n    f(2);\n}\n",
           "", Layout::only_we},
    Layout{"ifdef", "c",
           "void t(int x) {\n  if (x)\n    f(1);\n#if 1\n    f(2);\n#else\n    f(3);\n#endif\n}\n", "",
           Layout::only_we},
    Layout{
        "ifdef2", "c",
        "void t(int x) {\n#if 1\n  if (x)\n    f(1);\n#else\n  while (x)\n    f(5);\n#endif\n    f(2);\n}\n",
        "", Layout::only_we},
    Layout{"many_skipped", "c",
           "void t(int x) {\n  if (x)\n    f(1);\n#if "
           "0\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo"
           "\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\nfoo\n#endif\n    f(2);\n}\n",
           "", Layout::only_we},
    Layout{"label", "c", "void t(int x) {\n  if (x)\n    lab: f(1);\n    f(2);\n  goto lab;\n}\n"},
    Layout{"sys_macro", "c", "#include \"h.h\"\nvoid t(int x) {\n  EACH(k)\n    f(1);\n    f(2);\n}\n",
           "#pragma GCC system_header\n#define EACH(i) for (int i = 0; i < 3; i++)\n", Layout::neither},
    Layout{"sys_macro_body", "c", "#include \"h.h\"\nvoid t(int x) {\n  if (x)\n    EACH(k)\n    f(2);\n}\n",
           "#pragma GCC system_header\n#define EACH(i) g();\n"},
    Layout{"sys_macro_else", "c",
           "#include \"h.h\"\nvoid t(int x) {\n  if (x)\n    f(1);\n  ELSE\n    f(3);\n    f(2);\n}\n",
           "#pragma GCC system_header\n#define ELSE else\n", Layout::neither},
    Layout{"continuation", "c", "void t(int x) {\n  if (x \\\n   && a)\n    f(1);\n    f(2);\n}\n"},
    Layout{"trigraph_comment", "c", "void t(int x) {\n  if (x) // what\\\n more\n    f(1);\n    f(2);\n}\n"},
    Layout{"stmt_expr", "c", "void t(int x) {\n  if (x)\n    f(({ int q = 1; q; }));\n    f(2);\n}\n"},
    Layout{"compound_lit", "c",
           "void t(int x) {\n  struct s { int q; } v;\n  if (x)\n    v = (struct s){1};\n    f(2);\n}\n"},
    Layout{"pragma_omp", "c",
           "void t(int x) {\n  if (x)\n#pragma GCC unroll 2\n    while(a) f(1);\n    f(2);\n}\n", "",
           Layout::only_we},
    Layout{"likely", "c++", "void t(int x) {\n  if (x) [[likely]]\n    f(1);\n    f(2);\n}\n", "",
           Layout::neither},
    Layout{"constexpr", "c++", "void t(int x) {\n  if constexpr (true)\n    f(1);\n    f(2);\n}\n"},
    Layout{"range_for", "c++", "void t(int x) {\n  int v[3];\n  for (int q : v)\n    f(q);\n    f(2);\n}\n"},
    Layout{
        "lambda", "c++",
        "void t(int x) {\n  auto l = [&](int y) {\n    if (y)\n      f(1);\n      f(2);\n  };\n  l(1);\n}\n"},
    Layout{"lambda_body", "c++", "void t(int x) {\n  if (x)\n    [&] { f(1); }();\n    f(2);\n}\n"},
    Layout{"lambda_body2", "c++",
           "void t(int x) {\n  auto l = [] {};\n  if (x)\n    l = l, [&] {\n      f(1);\n    }();\n    "
           "f(2);\n}\n"},
    Layout{"lambda_arg", "c++",
           "template <class T> void r(T) {}\nvoid t(int x) {\n  r([&] {\n    while (x)\n      f(1);\n      "
           "f(2);\n  });\n}\n"},
    Layout{"try_body", "c++",
           "void t(int x) {\n  if (x)\n    try { f(1); } catch (...) { f(2); }\n    f(2);\n}\n"},
    Layout{"template", "c++", "template <class T> void t(T x) {\n  if (x)\n    f(1);\n    f(2);\n}\n"},
    Layout{"raw_string", "c++",
           "const char* s = R\"x(\n  if (a)\n \" )\" don't\n)x\";\nvoid t(int x) {\n  if (x)\n    f(1);\n    "
           "f(2);\n}\n"},
    Layout{"separator", "c++", "void t(int x) {\n  x = 1'000'000;\n  if (x)\n    f(1'0);\n    f(2);\n}\n"},
    Layout{"ternary_case", "c", "void t(int x) {\n  if (x)\n    a = b ? 1 : 2;\n    f(2);\n}\n"},
    Layout{"good", "c",
           "void t(int x) {\n  if (x)\n    f(1);\n  f(2);\n  for (;;)\n    f(1);\n  while (x) f(1);\n  "
           "f(3);\n  if (x) {\n    f(1);\n  } else if (a)\n    f(1);\n  else\n    f(2);\n  do f(1); while "
           "(x);\n  f(1);\n}\n",
           "", Layout::neither},
    Layout{"good_cast", "c", "void t(int x) {\n  if (x)\n    a = (int)\n      b;\n  f(2);\n}\n", "",
           Layout::neither},
    Layout{"column0", "c", "void t(int x) {\nif (x)\nf(1);\nf(2);\n}\n", "", Layout::neither},
    Layout{"else_if_chain", "c",
           "void t(int x) {\n  if (x)\n    f(1);\n  else if (a)\n    f(2);\n    f(3);\n}\n"},
    Layout{"empty_stmt_macro_end", "c",
           "#define CHECK(x) if (x) { f(1); }\nvoid t(int x) {\n  for (;;)\n    CHECK(x)\n    f(2);\n}\n"},
    Layout{"macro_in_expr", "c",
           "#define GET(x) k(x);\nint k(int);\nvoid t(int x) {\n  if (x)\n    a = "
           "GET(1)\n    f(2);\n}\n"},
    Layout{"objmacro_after", "c", "#define DONE ;\nvoid t(int x) {\n  if (x)\n    f(1) DONE\n    f(2);\n}\n"},
    Layout{"in_header", "c", "#include \"h.h\"\nint z;\n",
           "static void h(int x) {\n  if (x)\n    f(1);\n    f(2);\n}\n"},
    Layout{"in_system_header", "c", "#include \"h.h\"\nint z;\n",
           "#pragma GCC system_header\nstatic inline void h(int x) {\n  if (x)\n    f(1);\n    f(2);\n}\n",
           Layout::neither},
};

class Indentation : public hg::testing::TempDirectoryTest, public ::testing::WithParamInterface<Layout> {};

TEST_P(Indentation, GccWarnsOfNothingThatWeLetPass) {
  const auto& [name, language, code, header, says] = GetParam();
  const bool cxx = std::string_view(language) == "c++";
  const std::string compiler = cxx ? "g++" : "gcc";
  const std::string standard = cxx ? "-std=gnu++20" : "-std=gnu17";
  write("h.h", header);
  write("a.c", std::string(kDeclarations) + code);
  const Ran direct =
      run({compiler, standard, "-Wmisleading-indentation", "-x", language, "-fsyntax-only", "a.c"}, root());
  EXPECT_EQ(direct.exit_code, 0) << direct.err;
  const Ran text = run({compiler, standard, "-E", "-fdirectives-only", "-x", language, "a.c"}, root());
  const auto found = indentation::find_misleading(text.out, {});
  const bool warns = direct.err.find("-Wmisleading-indentation") != std::string::npos;
  EXPECT_EQ(warns, says == Layout::both) << direct.err;
  EXPECT_EQ(found.has_value(), says != Layout::neither) << found.value_or("nothing found");
}

INSTANTIATE_TEST_SUITE_P(Real, Indentation, ::testing::ValuesIn(kLayouts),
                         [](const auto& test) { return std::string(test.param.name); });

// The reason for all this: if gcc ever warns of text, the judgement can go.
class IndentationOfText : public hg::testing::TempDirectoryTest {};

TEST_F(IndentationOfText, GccIsSilentAboutText) {
  write("a.c", "void f(int x) {\n  if (x)\n    x++;\n    x++;\n}\n");
  EXPECT_NE(run({"gcc", "-Wall", "-fsyntax-only", "a.c"}, root()).err, "");
  const Ran text = run({"gcc", "-E", "-fdirectives-only", "a.c"}, root());
  write("a.c", text.out);
  EXPECT_EQ(run({"gcc", "-Wall", "-fpreprocessed", "-fdirectives-only", "-fsyntax-only", "a.c"}, root()).err,
            "");
}

}  // namespace
}  // namespace hg::compiler::real
