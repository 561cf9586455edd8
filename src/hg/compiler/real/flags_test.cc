// For a list of flags and four compilers: a compile that goes elsewhere leaves what a direct one leaves.
#include <gtest/gtest.h>

#include <array>

#include "hg/compiler/real/unit.h"

namespace hg::compiler::real {
namespace {

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

using Case = std::tuple<const char*, const char*>;

class Distributed : public testing::TestWithParam<Case> {};

TEST_P(Distributed, LeavesWhatADirectCompileLeaves) {
  const auto& [compiler, flags] = GetParam();
  SCOPED_TRACE(std::string(compiler) + " " + flags);
  const Outcome outcome = round_trip(trip_for(compiler, flags));
  EXPECT_EQ(outcome.direct.exit_code, 0) << outcome.direct.err;
  EXPECT_EQ(outcome.went, Went::elsewhere) << model::code(outcome.reason) << " " << outcome.detail;
  EXPECT_EQ(describe(outcome), "");
}

INSTANTIATE_TEST_SUITE_P(Flags, Distributed,
                         testing::Combine(testing::ValuesIn(kCompilers), testing::ValuesIn(kDistributed)));

// clang -frewrite-includes obeys -imacros and does not write the macros down.
TEST(Imacros, AreSentByGccOnly) {
  for (const char* flags : {"-imacros macros.h", "-include forced.h --imacros=macros.h -DX"}) {
    const Outcome gcc = round_trip(trip_for("gcc", flags));
    EXPECT_EQ(gcc.went, Went::elsewhere) << gcc.detail;
    EXPECT_EQ(describe(gcc), "");
    EXPECT_EQ(round_trip(trip_for("clang", flags)).reason, model::Reason::unsupported_flag);
  }
}

}  // namespace
}  // namespace hg::compiler::real
