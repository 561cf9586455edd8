#include "hg/compiler/real/unit.h"

namespace hg::compiler::real {
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

}  // namespace

RoundTrip trip_for(const std::string& compiler, const std::string& flags) {
  RoundTrip trip{compiler, split(flags), kFiles};
  const bool cxx = compiler.ends_with("++");
  for (const char* word : {"-Iinclude", "-c", cxx ? "src/unit.cpp" : "src/unit.c"})
    trip.arguments.emplace_back(word);
  if (flags.find("-o ") == std::string::npos)
    trip.arguments.insert(trip.arguments.end(), {"-o", "src/unit.o"});
  return trip;
}

}  // namespace hg::compiler::real
