#include "hg/compiler/counter_use.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace hg::compiler {
namespace {

std::string in_condition(std::initializer_list<std::string_view> directives) {
  CounterUse use;
  for (const auto directive : directives) use.on_directive(directive);
  return use.in_condition();
}

TEST(CounterUse, IsFoundInTheConditionItself) {
  EXPECT_EQ(in_condition({"#if __COUNTER__ > 3"}), "__COUNTER__ in #if __COUNTER__ > 3");
  EXPECT_NE(in_condition({"#  elif X && \\\n __COUNTER__"}), "");
  EXPECT_EQ(in_condition({"#if defined(__COUNTER__)", "#ifdef __COUNTER__", "#define A __COUNTER__"}), "");
}

TEST(CounterUse, IsFoundBehindMacrosInAnyOrder) {
  EXPECT_NE(in_condition({"#define A B", "#if A", "#define B(x) x + __COUNTER__"}), "");
  EXPECT_EQ(in_condition({"#define A B", "#define B A", "#define C __COUNTER__", "#if A"}), "");
  EXPECT_NE(in_condition({"#define A 1", "#undef A", "#define A __COUNTER__", "#if A"}), "");
}

TEST(CounterUse, IsFearedWhereWordsArePasted) {
  EXPECT_NE(in_condition({"#define CAT(a, b) a##b", "#define N __COUNTER__", "#if CAT(N, )"}), "");
  EXPECT_EQ(in_condition({"#define CAT(a, b) a##b", "#if CAT(N, )"}), "");
  EXPECT_EQ(in_condition({"#define USE(F) __USE_ ## F", "#define N __COUNTER__", "#if USE(IEC)"}), "");
  EXPECT_NE(in_condition({"#define USE(F) USE_ ## F", "#define USE_N __COUNTER__", "#if USE(N)"}), "");
  EXPECT_NE(in_condition({"#define J(a, b, c) a ## b ## c", "#define ON1X __COUNTER__", "#if J(ON, 1, X)"}),
            "");
  EXPECT_EQ(in_condition({"#define J(a, b, c) a ## b ## c", "#define N __COUNTER__", "#if J(ON, 1, X)"}), "");
  EXPECT_EQ(in_condition({"#define E(a, ...) f(a, ##__VA_ARGS__)", "#define N __COUNTER__", "#if E(1)"}), "");
}

TEST(CounterUse, IsFoundInAComputedInclude) {
  EXPECT_EQ(in_condition({"#define H <a.h>", "#define N __COUNTER__", "#include H", "#include \"N\""}), "");
  EXPECT_NE(in_condition({"#define H(n) <a.h>", "#define N __COUNTER__", "#include H(N)"}), "");
}

}  // namespace
}  // namespace hg::compiler
