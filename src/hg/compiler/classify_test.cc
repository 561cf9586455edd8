#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "hg/compiler/command_line.h"
#include "hg/compiler/invocation.h"

namespace hg::compiler {

using model::Reason;

namespace {

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

struct World {
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> variables;
  std::string not_regular;
  std::string directory = "/build";

  [[nodiscard]] Surroundings surroundings() const {
    Surroundings s;
    s.working_directory = directory;
    s.variable = [this](std::string_view name) -> std::optional<std::string> {
      const auto at = variables.find(std::string(name));
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
    s.read_file = [this](const std::string& path) -> std::optional<std::string> {
      const auto at = files.find(path);
      return at == files.end() ? std::nullopt : std::optional(at->second);
    };
    s.is_regular_or_absent = [this](const std::string& path) { return path != not_regular; };
    s.exists = [this](const std::string& path) { return files.contains(path); };
    return s;
  }
};

Classified classified(const std::string& line, const World& world = {}) {
  return classify(words(line), world.surroundings());
}

struct Row {
  const char* line;
  Reason reason;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.line;
}

class Lines : public testing::TestWithParam<Row> {};

TEST_P(Lines, AreJudged) {
  const Classified c = classified(GetParam().line);
  EXPECT_EQ(model::code(c.reason), model::code(GetParam().reason)) << GetParam().line << ": " << c.detail;
}

INSTANTIATE_TEST_SUITE_P(
    Compiles, Lines,
    testing::Values(Row{"-c a.c", Reason::none}, Row{"-c a.c -o a.o", Reason::none},
                    Row{"-oa.o -c a.c", Reason::none}, Row{"-S a.c", Reason::none},
                    Row{"-c -S a.c", Reason::none}, Row{"-c -x c++ a.txt", Reason::none},
                    Row{"-c -xc++ a.txt", Reason::none}, Row{"-c -xc -xnone a.cpp", Reason::none},
                    Row{"-c a.cc -I inc -isystem sys -include f.h -D X -U Y", Reason::none},
                    Row{"-c -MD -MF a.d -MT x -MQ y -MP a.c", Reason::none}, Row{"-c a.C", Reason::none},
                    Row{"-c -- a.c", Reason::none}, Row{"-c -Xlinker x -L dir -l m -z now a.c", Reason::none},
                    Row{"-c --param x=1 a.c", Reason::none}, Row{"-c -march=native a.c", Reason::none},
                    Row{"-c -target x86_64-linux-gnu a.c", Reason::none}, Row{"--compile a.c", Reason::none},
                    Row{"-c --sysroot /x a.c", Reason::none}, Row{"-c a.m", Reason::none},
                    Row{"-c -Wp,-MD,a.d a.c", Reason::none}, Row{"-c -arch_x a.c", Reason::none}));

INSTANTIATE_TEST_SUITE_P(
    NotCompiles, Lines,
    testing::Values(
        Row{"", Reason::no_input}, Row{"a.o b.o -o prog", Reason::link}, Row{"a.c", Reason::link},
        Row{"-E a.c", Reason::preprocess_only}, Row{"-E -c a.c", Reason::preprocess_only},
        Row{"-c -", Reason::standard_input}, Row{"-c -xc -", Reason::standard_input},
        Row{"-xc -", Reason::standard_input}, Row{"-E -xc -", Reason::preprocess_only},
        Row{"-c a.c b.c", Reason::multiple_inputs}, Row{"-c", Reason::no_input},
        Row{"--version", Reason::info_query}, Row{"-v", Reason::info_query},
        Row{"--help=target", Reason::info_query}, Row{"-dumpmachine", Reason::info_query},
        Row{"-print-search-dirs", Reason::info_query}, Row{"-### -c a.c", Reason::info_query},
        Row{"-print-file-name=x.o", Reason::info_query}, Row{"-M a.c", Reason::dependencies_only},
        Row{"-MM -c a.c -o a.o", Reason::dependencies_only}, Row{"-fsyntax-only a.c", Reason::syntax_only},
        Row{"-c a.c -o -", Reason::output_to_stdout}, Row{"-c a.s", Reason::assembly_input},
        Row{"-c a.S", Reason::assembly_input}, Row{"-c -x assembler a.c", Reason::assembly_input},
        Row{"-c a.f90", Reason::unsupported_language}, Row{"-c -x cuda a.c", Reason::unsupported_language},
        Row{"-c a.i", Reason::unsupported_language}, Row{"-c a.h", Reason::precompiled_header},
        Row{"a.hpp -o a.gch", Reason::precompiled_header},
        Row{"-x c++-header a.h -o a.gch", Reason::precompiled_header}, Row{"-c conftest.c", Reason::probe},
        Row{"-c tmp.conftest.c", Reason::probe}, Row{"-c x/CheckTypeSize.c", Reason::probe},
        Row{"-c /b/CMakeFiles/CMakeScratch/T-1/src.c", Reason::probe},
        Row{"-c /b/CMakeFiles/CMakeTmp/src.c", Reason::probe},
        Row{"-c -o CMakeFiles/cmTC_1.dir/a.o a.c", Reason::probe},
        Row{"-c meson-private/tmp/t.c", Reason::probe},
        Row{"-c -o a.o -o b.o a.c", Reason::unsupported_flag}));

INSTANTIATE_TEST_SUITE_P(
    StayHere, Lines,
    testing::Values(
        Row{"-c -save-temps a.c", Reason::save_temps}, Row{"-c --save-temps a.c", Reason::save_temps},
        Row{"-c -fprofile-arcs a.c", Reason::coverage}, Row{"-c --coverage a.c", Reason::coverage},
        Row{"-c -ftest-coverage a.c", Reason::coverage}, Row{"-c -fprofile-generate a.c", Reason::profile},
        Row{"-c -fprofile-generate=dir a.c", Reason::profile}, Row{"-c -fprofile-use=x a.c", Reason::profile},
        Row{"-c -fprofile-instr-use=x a.c", Reason::profile},
        Row{"-c -fprofile-sample-use=x a.c", Reason::profile}, Row{"-c -fauto-profile a.c", Reason::profile},
        Row{"-c -fbranch-probabilities a.c", Reason::profile},
        Row{"-c -fdump-tree-all a.c", Reason::unsupported_flag}, Row{"-c -dP a.c", Reason::unsupported_flag},
        Row{"-c -v a.c", Reason::unsupported_flag}, Row{"-c -H a.c", Reason::unsupported_flag},
        Row{"-c -ftime-report a.c", Reason::unsupported_flag},
        Row{"-c -ftime-trace a.c", Reason::unsupported_flag},
        Row{"-c -aux-info f a.c", Reason::unsupported_flag}, Row{"-c -time=f a.c", Reason::unsupported_flag},
        Row{"-c -MJ f a.c", Reason::unsupported_flag}, Row{"-c -MD -MG a.c", Reason::unsupported_flag},
        Row{"-c --serialize-diagnostics f a.c", Reason::unsupported_flag},
        Row{"-c -fsave-optimization-record a.c", Reason::unsupported_flag},
        Row{"-c -index-store-path d a.c", Reason::unsupported_flag},
        Row{"-c -Bdir a.c", Reason::unsupported_flag}, Row{"-c -B dir a.c", Reason::unsupported_flag},
        Row{"-c -specs=x a.c", Reason::unsupported_flag},
        Row{"-c -wrapper gdb a.c", Reason::unsupported_flag}, Row{"-c -fplugin=x.so a.c", Reason::plugin},
        Row{"-c -fplugin-arg-x-y a.c", Reason::plugin},
        Row{"-c -Xclang -ast-dump a.c", Reason::unsupported_flag},
        Row{"-c -include-pch x a.c", Reason::precompiled_header}, Row{"-c -I- a.c", Reason::unsupported_flag},
        Row{"-c -fmodules a.c", Reason::modules}, Row{"-c -fmodules-ts a.cc", Reason::modules},
        Row{"-c -fmodule-file=x a.cc", Reason::modules},
        Row{"-c -gsplit-dwarf -g a.c", Reason::unsupported_flag},
        Row{"-c -fsanitize-blacklist=f a.c", Reason::unsupported_flag},
        Row{"-c -C a.c", Reason::unsupported_flag}, Row{"-c -P a.c", Reason::unsupported_flag},
        Row{"-c -traditional-cpp a.c", Reason::unsupported_flag},
        Row{"-c -Wunused-macros a.c", Reason::unsupported_flag},
        Row{"-c -emit-llvm a.c", Reason::unsupported_flag},
        Row{"-c -frecord-gcc-switches a.c", Reason::unsupported_flag},
        Row{"-c -arch arm64 -arch x86_64 a.c", Reason::unsupported_flag},
        Row{"-c -Xpreprocessor -DX a.c", Reason::unsupported_flag},
        Row{"-c -Xassembler -a a.c", Reason::unsupported_flag}));

TEST(Classify, LightWorkIsToldApart) {
  EXPECT_TRUE(classified("--version").light);
  EXPECT_TRUE(classified("-E a.c").light);
  EXPECT_TRUE(classified("-c conftest.c").light);
  EXPECT_FALSE(classified("a.o -o a").light);
  EXPECT_FALSE(classified("-c a.s").light);
}

TEST(Classify, NamesWhatDecided) {
  EXPECT_EQ(classified("-c -O2 -fplugin=x.so a.c").detail, "-fplugin=x.so");
  EXPECT_EQ(classified("-c a.c b.c").detail, "b.c");
}

TEST(Classify, OutputThatIsNotARegularFile) {
  World world;
  world.not_regular = "/dev/null";
  EXPECT_EQ(classified("-c a.c -o /dev/null", world).reason, Reason::output_not_regular);
}

TEST(Classify, VariablesThatChangeTheCompiler) {
  World world;
  world.variables["DEPENDENCIES_OUTPUT"] = "x";
  EXPECT_EQ(classified("-c a.c", world).reason, Reason::environment);
  EXPECT_EQ(classified("-c a.c", world).detail, "DEPENDENCIES_OUTPUT");
  world.variables = {{"CPATH", "/x"}};
  EXPECT_EQ(classified("-c a.c", world).reason, Reason::none);
}

TEST(Classify, ProbesByTheWorkingDirectory) {
  World world;
  world.directory = "/b/CMakeFiles/CMakeScratch/TryCompile-x";
  EXPECT_EQ(classified("-c src.c", world).reason, Reason::probe);
}

TEST(Classify, ResponseFilesAreExpanded) {
  World world;
  world.files = {{"a.rsp", "-c 'a b.c' @b.rsp"}, {"b.rsp", "-o x.o"}};
  const Classified c = classified("@a.rsp -O2", world);
  EXPECT_EQ(c.reason, Reason::none);
  EXPECT_EQ(c.expanded, (std::vector<std::string>{"-c", "a b.c", "-o", "x.o", "-O2"}));
}

TEST(Classify, UnreadableResponseFileStays) {
  EXPECT_EQ(classified("-c @missing a.c").reason, Reason::response_file);
  EXPECT_EQ(classified("-c @missing a.c").detail, "@missing");
}

// Bugs that other distributed compilers have had.
TEST(PeerBugs, SaveTempsWithAValue) {
  EXPECT_EQ(classified("-c -save-temps=obj a.c").reason, Reason::save_temps);
}
TEST(PeerBugs, SeveralArchitectures) {
  EXPECT_NE(classified("-c -arch a -arch b a.c").reason, Reason::none);
}
TEST(PeerBugs, ExecCharsetWithAValue) {
  EXPECT_EQ(classified("-c -fexec-charset=latin1 a.c").reason, Reason::unsupported_flag);
  EXPECT_EQ(classified("-c -finput-charset=latin1 a.c").reason, Reason::unsupported_flag);
}
TEST(PeerBugs, JoinedLanguageIsRead) {
  EXPECT_EQ(classified("-c -xc++ a.f90").reason, Reason::none);
  EXPECT_EQ(classified("-c -xada c.c").reason, Reason::unsupported_language);
}
TEST(PeerBugs, ObjectArgumentIsNotTheOutput) {
  EXPECT_EQ(classified("a.o -c b.c").reason, Reason::multiple_inputs);
}
TEST(PeerBugs, MmdIsNotMm) {
  EXPECT_EQ(classified("-MMD -c a.c").reason, Reason::none);
}
TEST(PeerBugs, JoinedDependencyFileIsNotLocal) {
  EXPECT_EQ(classified("-MD -MFx.d -MTt -c a.c").reason, Reason::none);
}
TEST(PeerBugs, ValuesAreNotInputs) {
  for (const char* option :
       {"-Xlinker", "-aux-info", "-MF", "-MQ", "-imacros", "-iprefix", "--param", "-mllvm", "-target",
        "-dumpbase", "-T", "-u", "-z", "-G", "-isysroot", "-iwithprefix", "-framework"}) {
    const Classified c = classified(std::string("-c ") + option + " value.c a.c");
    EXPECT_NE(c.reason, Reason::multiple_inputs) << option;
  }
}

// parse() never loses a word, whatever it is given.
TEST(Parse, KeepsEveryWord) {
  const std::vector<std::string> pieces = {"-c", "-o",   "a.c",      "-MF",   "--",  "-",      "",
                                           "-x", "-Wp,", "-g3",      "-f=",   "-I",  "@x",     "-\n",
                                           "-Z", "-D=",  "-segaddr", "-Wa,,", "-MT", "-Xclang"};
  unsigned state = 1;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::string> line;
    for (unsigned n = state % 7; line.size() < n;) {
      state = state * 1664525U + 1013904223U;
      line.push_back(pieces[(state >> 16U) % pieces.size()]);
    }
    state = state * 1664525U + 1013904223U;
    std::size_t next = 0;
    for (const Argument& argument : parse(line, std::nullopt)) {
      ASSERT_EQ(argument.first, next);
      next += argument.count;
    }
    ASSERT_EQ(next, line.size());
  }
}

}  // namespace
}  // namespace hg::compiler
