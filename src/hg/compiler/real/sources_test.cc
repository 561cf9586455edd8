// Sources that make preprocessed text compile to something else: each goes elsewhere unharmed or stays here.
#include <gtest/gtest.h>

#include <array>

#include "hg/compiler/real/round_trip.h"

namespace hg::compiler::real {
namespace {

struct Source {
  const char* name;
  const char* text;
  std::array<const char*, 2> went;  // gcc, clang: "" = elsewhere, else the reason's code
  const char* flags = "-O1";
};

void PrintTo(const Source& source, std::ostream* out) {
  *out << source.name;
}

// The compiles that would be wrong elsewhere, found by compiling them elsewhere.
const std::array kSources = {
    Source{"pop_macro",
           "#define X 1\n#pragma push_macro(\"X\")\n#undef X\n#define X 2\n#pragma pop_macro(\"X\")\nint x = "
           "X;\n",
           {"source-not-plain", ""}},
    Source{"pop_macro_in_header", "#include \"pop.h\"\nint x = LIMIT;\n", {"source-not-plain", ""}},
    Source{"pragma_operator_push",
           "#define X 1\n_Pragma(\"push_macro(\\\"X\\\")\")\n#undef "
           "X\n_Pragma(\"pop_macro(\\\"X\\\")\")\nint x = X;\n",
           {"source-not-plain", ""}},
    Source{"poison", "#pragma GCC poison bad\nint x;\n", {"source-not-plain", ""}},
    Source{"message",
           "#pragma message \"hello\"\nint x = __LINE__;\n",
           {"source-not-plain", "preprocessor-output"}},
    Source{"redefine_extname",
           "#pragma redefine_extname foo bar\nvoid foo(void); void f(void) { foo(); }\n",
           {"source-not-plain", ""}},
    Source{
        "foreign_message", "#ifdef _MSC_VER\n#pragma message(\"x\")\n#endif\nint x = __LINE__;\n", {"", ""}},
    Source{"line",
           "int a = __LINE__;\n#line 100 \"x.y\"\nconst char* f = __FILE__;\n#if 1\nint b = "
           "__LINE__;\n#endif\nint c = __LINE__;\n",
           {"", "source-not-plain"}},
    Source{"counter", "int a = __COUNTER__;\n#define N __COUNTER__\nint b = N, c = N;\n", {"", ""}},
    Source{"counter_in_condition",
           "#if __COUNTER__ == 0\n#endif\nint a = __COUNTER__;\n",
           {"preprocessor-output", "source-not-plain"}},
    Source{"counter_hidden_in_condition",
           "#define N __COUNTER__\n#if N == 0\n#endif\nint a = __COUNTER__;\n",
           {"preprocessor-output", "source-not-plain"}},
    Source{"counter_defined_later",
           "#define A B\n#define B C\n#define C __COUNTER__\n#if 0\n#elif A \\\n == 0\n#endif\nint a = "
           "__COUNTER__;\n",
           {"preprocessor-output", "source-not-plain"}},
    Source{"counter_not_in_condition",
           "#define N __COUNTER__\n#if defined(N) && !defined N2\nint a = N;\n#endif\n",
           {"", ""}},
    Source{"raw_marker",
           "int a = __LINE__;\n# 77 \"raw.c\"\nconst char* f = __FILE__;\n#if 1\nint b = __LINE__;\n#endif\n",
           {"", "source-not-plain"}},
    Source{"raw_marker_of_same_name",
           "int a = __LINE__;\n#if 1\n# 77 \"src/unit.c\"\nint b = __LINE__;\n#endif\nint c = __LINE__;\n",
           {"", "source-not-plain"}},
    Source{"raw_marker_in_header",
           "#include \"marked.h\"\nint b = __LINE__;\n#ifdef X\n#endif\nint c = __LINE__;\n",
           {"", "source-not-plain"}},
    Source{"counter_defined", "#if defined(__COUNTER__)\nint a = __COUNTER__;\n#endif\n", {"", ""}},
    Source{"date",
           "const char* d = __DATE__ __TIME__ __TIMESTAMP__;\n",
           {"source-not-plain", "source-not-plain"}},
    Source{"base_file", "const char* b = __BASE_FILE__;\n", {"source-not-plain", ""}},
    Source{"include_level", "#include \"level.h\"\nint a = __INCLUDE_LEVEL__;\n", {"", ""}},
    Source{"incbin", "__asm__(\".incbin \\\"unit.c\\\"\");\n", {"source-not-plain", "source-not-plain"}},
    Source{"asm_include",
           "__asm__(\".include \\\"/dev/null\\\"\");\n",
           {"source-not-plain", "source-not-plain"}},
    Source{"has_include",
           "#if __has_include(\"level.h\") && !__has_include(\"none.h\")\nint a;\n#endif\n",
           {"", ""}},
    Source{"computed_include", "#define H \"level.h\"\n#include H\nint a;\n", {"", ""}},
    Source{"include_twice",
           "#include \"level.h\"\n#include \"once.h\"\n#include \"once.h\"\nint a = ONCE;\n",
           {"", ""}},
    Source{"continuation",
           "#define A 1 \\\n  + 2\nint a = A; \\\nint b = __LINE__;\n/* c \\\n */ int c = __LINE__;\n",
           {"", ""}},
    Source{"carriage_returns",
           "int a = 1;\r\n#define B 2\r\nint b = B;\r\n/* x\r\n y */\r\nint c = __LINE__;\r\n",
           {"", ""}},
    Source{"byte_order_mark", "\xef\xbb\xbfint a = 1;\nint b = __LINE__;", {"", ""}},
    Source{"no_newline", "int a = __LINE__; // end", {"", ""}},
    Source{"form_feed", "int a;\n\f\nint b = __LINE__;\n", {"", ""}},
    Source{"trigraphs", "int a[] = ?\?< 1 ?\?>;\n", {"", "preprocessor-output"}, "-std=c99"},
    Source{"digraphs", "%:define A <% 1 %>\nint a<::> = A;\n", {"", ""}},
    Source{"universal_names", "int \\u00e9t\\u00e9 = 1; int p\xc3\xa8re = 2;\n", {"", ""}},
    Source{
        "pragma_pack",
        "#pragma pack(push, 1)\nstruct P { char a; int b; };\n#pragma pack(pop)\nint s = sizeof(struct P);\n",
        {"", ""}},
    Source{"pragma_weak", "int f(void) { return 1; }\n#pragma weak g = f\n", {"", ""}},
    Source{"pragma_visibility",
           "#pragma GCC visibility push(hidden)\nint f(void) { return 1; }\n#pragma GCC visibility pop\n",
           {"", ""}},
    Source{"pragma_optimize", "#pragma GCC optimize(\"O3\")\nint f(int x) { return x * 7; }\n", {"", ""}},
    Source{"pragma_target",
           "#pragma GCC push_options\n#pragma GCC target(\"avx2\")\nint f(int x) { return x * 7; }\n#pragma "
           "GCC pop_options\n",
           {"", ""}},
    Source{"pragma_diagnostic",
           "#pragma GCC diagnostic push\n#pragma GCC diagnostic ignored \"-Wunused-variable\"\nint f(void) { "
           "int x; return 1; }\n#pragma GCC diagnostic pop\n",
           {"", ""},
           "-Wall"},
    Source{"system_header", "#include \"system.h\"\nint a = __LINE__;\n", {"", ""}, "-Wall -Wextra"},
    Source{"pragma_omp",
           "int f(int* a) { int s = 0;\n#pragma omp parallel for reduction(+:s)\nfor (int i = 0; i < 99; "
           "++i) s += a[i];\nreturn s + _OPENMP; }\n",
           {"", ""},
           "-fopenmp -O2"},
    Source{"pragma_omp_macro",
           "#define N 4\nvoid g(int);\nvoid f(void) {\n#pragma omp parallel "
           "num_threads(N)\ng(1);\n_Pragma(\"omp barrier\")\n}\n",
           {"", ""},
           "-fopenmp"},
    Source{"pragma_omp_simd",
           "int f(int* a) { int s = 0;\n#pragma omp simd reduction(+:s)\nfor (int i = 0; i < 99; ++i) s += "
           "a[i];\nreturn s; }\n",
           {"", ""},
           "-fopenmp-simd -O2"},
    Source{"ident", "#ident \"my own\"\nint a;\n", {"", ""}},
    Source{"warning_in_body", "int f(int x) { if (x = 3) return 1; return 0; }\n", {"", ""}, "-Wall"},
    Source{"warning_in_header", "#include \"careless.h\"\nint a;\n", {"", ""}, "-Wall -Wextra"},
    Source{"warning_directive", "#warning careful\nint a;\n", {"preprocessor-output", "preprocessor-output"}},
    Source{"error_in_body", "int f(void) { return undeclared; }\n", {"", ""}},
    Source{"error_in_include", "#include \"missing.h\"\n", {"preprocessor-output", "preprocessor-output"}},
    Source{"fallthrough_comment",
           "int f(int x) { switch (x) { case 1: x = 2; /* fall through */ case 2: x = 3; } return x; }\n",
           {"", ""},
           "-Wall -Wextra"},
    Source{"macro_tautology",
           "#define A 4\n#define B 4\nint f(void) { return A == B; }\n",
           {"", ""},
           "-Wall -Wextra"},
    Source{"undefined_in_condition",
           "#if NOT_THERE\n#endif\nint a;\n",
           {"preprocessor-output", "preprocessor-output"},
           "-Wundef"},
    Source{"everything",
           "#include \"level.h\"\n#define UNUSED 1\nint a;\n",
           {"unsupported-flag", "unsupported-flag"},
           "-Wunused-macros"},
};

class Sources : public testing::TestWithParam<std::tuple<Source, const char*>> {};

TEST_P(Sources, GoUnharmedOrStay) {
  const auto& [source, compiler] = GetParam();
  const bool clang = std::string_view(compiler) == "clang";
  RoundTrip trip{compiler, split(std::string(source.flags) + " -g0 -c src/unit.c -o unit.o"), {}};
  trip.files = {
      {"src/unit.c", source.text},
      {"src/pop.h",
       "#define LIMIT 1\n#pragma push_macro(\"LIMIT\")\n#undef LIMIT\n#pragma pop_macro(\"LIMIT\")\n"},
      {"src/level.h",
       "#include \"once.h\"\nstatic int level __attribute__((unused)) = __INCLUDE_LEVEL__ + __LINE__;\n"},
      {"src/marked.h",
       "# 5 \"other.h\" 1\nint m = __LINE__;\n# 3 \"src/marked.h\" 2\n#if 1\nint n = __LINE__;\n#endif\n"},
      {"src/once.h", "#pragma once\n#define ONCE __INCLUDE_LEVEL__\n"},
      {"src/system.h", "#pragma GCC system_header\nstatic int quiet(int a) { int b; return a; }\n"},
      {"src/careless.h", "static inline int careless(int a) { int b; return a; }\n"},
  };
  const Outcome outcome = round_trip(trip);
  EXPECT_EQ(describe(outcome), "");
  const std::string went = outcome.went == Went::elsewhere ? "" : std::string(model::code(outcome.reason));
  EXPECT_EQ(went, source.went[clang ? 1 : 0]) << outcome.detail;
}

INSTANTIATE_TEST_SUITE_P(Odd, Sources,
                         testing::Combine(testing::ValuesIn(kSources), testing::Values("gcc", "clang")),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param).name) + "_" + std::get<1>(test.param);
                         });

TEST(PrecompiledHeader, OfTheFirstIncludeIsNotMissed) {
  RoundTrip trip{"gcc", split("-O1 -c src/unit.c"), {}};
  trip.files = {{"src/unit.c", "#include \"all.h\"\nint a = ALL;\n"},
                {"src/all.h", "#define ALL 1\n"},
                {"src/all.h.gch", "x"}};
  EXPECT_EQ(round_trip(trip).reason, model::Reason::precompiled_header);
}

}  // namespace
}  // namespace hg::compiler::real
