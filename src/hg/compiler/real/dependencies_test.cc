// Every spelling of a dependency file: the one that we make is the one that a direct compile makes.
#include <gtest/gtest.h>

#include <array>

#include "hg/compiler/real/round_trip.h"

namespace hg::compiler::real {
namespace {

// '~' stands for a blank inside a word. A leading '!' marks what has to stay here.
constexpr std::array kSpellings = {
    "-MD",
    "-MMD",
    "-MD -o out/x.o",
    "-MMD -o out/x.c.o",
    "-MD -o x",
    "-MD -o x.y.z",
    "-MD -oout/x.o",
    "-MD -MF d.dep",
    "-MD -MFd.dep",
    "-MMD -MF out/d.dep -o out/x.o",
    "-MD -MT target",
    "-MD -MTtarget -o out/x.o",
    "-MD -MT a -MT b -o x.o",
    "-MD -MQ a$b -o x.o",
    "-MD -MQa$b -MT c$d",
    "-MD -MT with~blank -o x.o",
    "-MD -MQ with~blank -o x.o",
    "-MD -o with~blank.o",
    "-MD -o with$dollar.o",
    "-MD -MP",
    "-MMD -MP -MF d.dep -MT t -o x.o",
    "-MD -MMD -MF d.dep -Qquiet",
    "-Wp,-MD,d.dep",
    "-Wp,-MMD,d.dep",
    "-Wp,-MD,out/.x.o.d -o out/x.o",
    "-Wp,-MMD,out/.x.o.d -o out/x.o",
    "-Wp,-MD,d.dep -MT t -o x.o",
    "-Wp,-MD,d.dep -MP -o x.o",
    "-MD -S -o x.s",
    "-MD -S",
    "-MD -isystem include",
    "-MMD -isystem include -o x.o",
    "-MD -include include/forced.h",
    "-MD -MT #hash -o x.o",
    "-MD -MF with~blank.d -o x.o",
    "-MD -MF d.dep -o out/x.o -MT out/x.o -MT d.dep",
    "--write-dependencies -MF d.dep",
    "-MMD -o ./x.o",
    "-MD -o out/../x.o",
};
// gcc's cc1 takes these; clang's driver makes something else of them.
constexpr std::array kOnlyGcc = {
    "-Wp,-MD,d.dep,-MT,t -o x.o", "-Wp,-MD,d.dep -Wp,-MT,t -o x.o",
    "-MD -Wp,-MF,d.dep -o x.o",   "-Wp,-MMD,d.dep,-MQ,a$b",
    "-Wp,-MD,d.dep,-DX=1",
};
constexpr std::array kMustStay = {
    "-MF d.dep",
    "-MT t",
    "-MD -MG",
    "-MD -MF -",
    "-MD -MF a.d -MF b.d",
    "-MD -Wp,-MT,t -MF d.dep",
    "-Wp,-MD",
    "-MD -MF /dev/null",
    "-M",
    "-MM -MF d.dep",
    "-Xpreprocessor -MD -Xpreprocessor d.dep",
};

Outcome outcome_of(const std::string& compiler, std::string spelling) {
  RoundTrip trip{compiler, split(spelling + " -Iinclude -c src/unit.c"), {}};
  for (std::string& word : trip.arguments) {
    for (char& c : word) c = c == '~' ? ' ' : c;
    if (word == "-Qquiet") word = "-Wall";
  }
  trip.files = {{"src/unit.c", "#include <stddef.h>\n#include \"a.h\"\n#include \"b~c.h\"\nint x;\n"},
                {"include/a.h", "#include \"b~c.h\"\n"},
                {"include/b~c.h", "\n"},
                {"include/forced.h", "\n"},
                {"out/keep", ""}};
  return round_trip(trip);
}

class Spelling : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(Spelling, MakesTheSameFile) {
  const auto& [spelling, compiler] = GetParam();
  SCOPED_TRACE(std::string(compiler) + " " + spelling);
  const Outcome outcome = outcome_of(compiler, spelling);
  EXPECT_EQ(outcome.direct.exit_code, 0) << outcome.direct.err;
  if (!outcome.direct.err.empty()) return;  // clang's word on -MD with -MMD
  EXPECT_EQ(outcome.went, Went::elsewhere) << outcome.detail;
  EXPECT_EQ(describe(outcome), "");
}

INSTANTIATE_TEST_SUITE_P(Both, Spelling,
                         testing::Combine(testing::ValuesIn(kSpellings), testing::Values("gcc", "clang")));
INSTANTIATE_TEST_SUITE_P(Gcc, Spelling,
                         testing::Combine(testing::ValuesIn(kOnlyGcc), testing::Values("gcc")));

class Stays : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(Stays, Here) {
  const auto& [spelling, compiler] = GetParam();
  EXPECT_EQ(outcome_of(compiler, spelling).went, Went::stayed) << compiler << " " << spelling;
}

INSTANTIATE_TEST_SUITE_P(Gcc, Stays, testing::Values(std::tuple{"-MD -Wp,-MD,d.dep", "gcc"}));
INSTANTIATE_TEST_SUITE_P(Clang, Spelling, testing::Values(std::tuple{"-MD -Wp,-MD,d.dep", "clang"}));
INSTANTIATE_TEST_SUITE_P(Both, Stays,
                         testing::Combine(testing::ValuesIn(kMustStay), testing::Values("gcc", "clang")));

}  // namespace
}  // namespace hg::compiler::real
