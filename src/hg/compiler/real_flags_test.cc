// For a list of flags and four compilers: a compile that goes elsewhere leaves what a direct one leaves.
#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "hg/compiler/round_trip.h"

namespace hg::compiler {
namespace {

const std::map<std::string, std::string> kFiles = {
    {"src/unit.c", R"c(
#include "unit.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#if __has_include(<stdlib.h>)
#include <stdlib.h>
#endif
#define SQUARE(x) ((x) * (x))
#define TEXT(x) TEXT_(x)
#define TEXT_(x) #x
static int counted = __COUNTER__;
int counted_again = __COUNTER__;
#pragma pack(push, 1)
struct Packed { char a; int b; };
#pragma pack(pop)
/* a comment over
   two lines */
__attribute__((constructor)) static void early(void) { counted += 3; }
int fall(int x) {
  switch (x) {
    case 1: x = 2; /* fall through */
    case 2: x = 4;
  }
  return SQUARE(x) + from_header(x) + (int)sizeof(struct Packed) + counted;
}
int unit_main(int argc, char** argv) {
  char buffer[32];
  double sum = 0;
  assert(argc > 0);
  for (int i = 0; i < argc; ++i) sum += i * 0.5;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < 100; ++i) sum += i;
  strcpy(buffer, TEXT(__LINE__ unit));
  printf("%s:%d %s %s %f\n", __FILE__, __LINE__, buffer, argv[0], sum);
  return fall(argc);
}
)c"},
    {"src/unit.cpp", R"c(
#include "unit.h"
#include <cassert>
#include <new>
namespace {
struct Hidden { int v = __COUNTER__; };
int hidden() { return Hidden{}.v; }
struct Early { Early() { value = hidden(); } int value; };
Early early;
}
const char* raw = R"x(line
#define not_a_macro 1
// no comment " )x";
template <typename T> T twice(T t) { return t + t; }
inline int once() { static int n = __LINE__; return ++n; }
struct Base { virtual ~Base() = default; virtual int get() const { return 1; } };
struct Derived : Base { int get() const override { return from_header(2); } };
int use(int n) {
  assert(n > 0);
  int v[4] = {};
  const Base* p = new Derived;
  auto add = [&](int x) { v[x & 3] += x + p->get(); };
  add(once());
  long sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < 100; ++i) sum += i;
  add(twice(n));
#ifdef __EXCEPTIONS
  try { add(n); } catch (...) { return -1; }
#endif
  delete p;
  return v[0] + early.value + raw[0] + __FILE__[0] + static_cast<int>(sum);
}
)c"},
    {"include/unit.h", R"c(
#pragma once
#define HEADER_ADD(a, b) ((a) + (b))
static inline int from_header(int x) { return HEADER_ADD(x, __LINE__) + __INCLUDE_LEVEL__; }
static const char* const header_name __attribute__((unused)) = __FILE__;
#ifndef FROM_FLAGS
#define FROM_FLAGS 7
#endif
enum { kFromFlags = FROM_FLAGS };
)c"},
    {"include/forced.h", "#define FORCED 1\nstruct Forced { int x; };\n"},
    {"include/macros.h", "#define FROM_MACROS(x) x\n"},
    {"flags.rsp", "-O1 -DQUOTED='\"a b\"' -DESCAPED=\\\"x\\\"\n"},
};

// A line per compile: flags, without -c, the source and -Iinclude.
constexpr std::array kDistributed = {
    "-O0",
    "-O1",
    "-O2",
    "-O3",
    "-Os",
    "-Ofast",
    "-O2 -DNDEBUG",
    "-O2 -Wall -Wextra",
    "-Wall -Wextra -pedantic -O1",
    "-O2 -fPIC",
    "-O2 -fPIE",
    "-O1 -fvisibility=hidden",
    "-O2 -ffunction-sections -fdata-sections",
    "-O2 -pthread",
    "-O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection",
    "-O1 -pipe",
    "-O2 -fno-exceptions",
    "-O1 -fno-strict-aliasing -fwrapv",
    "-O2 -funroll-loops -ffast-math",
    "-O2 -march=x86-64-v2",
    "-O2 -mtune=generic -msse4.2",
    "-O2 -march=native",
    "-O2 -march=native -mno-avx2",
    "-O1 -mtune=native",
    "-O2 -mcmodel=medium -fno-pic",
    "-DFROM_FLAGS=9",
    "-D FROM_FLAGS=8 -U FOO -UBAR",
    "-DTEXTUAL=\"x\" -DEMPTY=",
    "-include forced.h",
    "-includeforced.h",
    "-imacros macros.h",
    "-include forced.h -imacros macros.h -DX",
    "-isystem include",
    "-iquote include -idirafter include",
    "-Wp,-DFROM_FLAGS=5",
    "-Wp,-D_FORTIFY_SOURCE=2,-DOTHER -O2",
    "-w -O1",
    "-Werror -O1",
    "-O2 -fopenmp",
    "-O2 -fopenmp-simd",
    "-O1 -fno-common -fno-asynchronous-unwind-tables",
    "-O2 -finstrument-functions",
    "-pg -O1",
    "-O1 -fsanitize=undefined",
    "-O1 -fsanitize=thread",
    "-O1 -fno-plt -fno-semantic-interposition",
    "-O1 -Wa,--noexecstack",
    "-Wa,--noexecstack,--compress-debug-sections",
    "-fno-ident -O1",
    "-fmax-errors=3 -O1",
    "-O1 -fdiagnostics-color=always",
    "-O1 -fdiagnostics-color=auto",
    "-O1 -ffile-prefix-map=src=there",
    "-O1 -fmacro-prefix-map=src/=",
    "-O2 -fno-builtin --param inline-unit-growth=20",
    "-frandom-seed=abc -O1",
    "@flags.rsp",
    "-g0 -O2",
    "-g -gno-record-gcc-switches -O1",
    "-g",
    "-g -O2",
    "-g1 -O2",
    "-ggdb -O1",
    "-gdwarf-4 -O2",
    "-g -fdebug-prefix-map=src=there -O1",
    "-g -ffile-prefix-map=src=there -O1",
    "-gz -g -O1",
    "-g -fPIC -pthread -O2",
    "-S -O1",
};

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  std::string word;
  while (in >> word) words.push_back(word);
  return words;
}

RoundTrip trip_for(const std::string& compiler, const std::string& flags) {
  RoundTrip trip{compiler, words(flags), kFiles};
  const bool cxx = compiler.ends_with("++");
  for (const char* word : {"-Iinclude", "-c", cxx ? "src/unit.cpp" : "src/unit.c"})
    trip.arguments.emplace_back(word);
  if (flags.find("-o ") == std::string::npos)
    trip.arguments.insert(trip.arguments.end(), {"-o", "src/unit.o"});
  return trip;
}

std::string text_of(const Outcome& outcome) {
  std::string text = outcome.went == Went::stayed
                         ? "stayed: " + std::string(model::code(outcome.reason)) + " " + outcome.detail + "\n"
                         : "";
  for (const std::string& difference : outcome.differences) text += difference + "\n";
  return text;
}

using Case = std::tuple<const char*, const char*>;

class Distributed : public testing::TestWithParam<Case> {};

TEST_P(Distributed, LeavesWhatADirectCompileLeaves) {
  const auto& [compiler, flags] = GetParam();
  SCOPED_TRACE(std::string(compiler) + " " + flags);
  const Outcome outcome = round_trip(trip_for(compiler, flags));
  EXPECT_EQ(outcome.direct.exit_code, 0) << outcome.direct.err;
  EXPECT_EQ(outcome.went, Went::elsewhere) << text_of(outcome);
  EXPECT_EQ(text_of(outcome), "");
}

constexpr std::array kCompilers = {"gcc", "g++", "clang", "clang++"};

INSTANTIATE_TEST_SUITE_P(Flags, Distributed,
                         testing::Combine(testing::ValuesIn(kCompilers), testing::ValuesIn(kDistributed)));

}  // namespace
}  // namespace hg::compiler
