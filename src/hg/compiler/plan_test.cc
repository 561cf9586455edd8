#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "hg/compiler/invocation.h"
#include "hg/compiler/option.h"
#include "hg/compiler/remote_command.h"

namespace hg::compiler {

using model::CompilerFamily;
using model::Language;
using model::Reason;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

namespace {

constexpr auto kGcc = CompilerFamily::gcc;
constexpr auto kClang = CompilerFamily::clang;
const std::string kTemporary{kDepfile};

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

struct Setting {
  std::set<std::string> files = {};
  std::map<std::string, std::string> variables = {};
  bool terminal = false;
  bool cxx = false;
};

Plan planned(CompilerFamily family, const std::string& line, const Setting& setting = {}) {
  Surroundings s;
  s.working_directory = "/client";
  s.stderr_is_terminal = setting.terminal;
  s.exists = [&](const std::string& path) { return setting.files.contains(path); };
  s.variable = [&](std::string_view name) -> std::optional<std::string> {
    const auto at = setting.variables.find(std::string(name));
    return at == setting.variables.end() ? std::nullopt : std::optional(at->second);
  };
  const Classified classified = classify(words(line), s);
  EXPECT_EQ(classified.reason, Reason::none) << line;
  model::Toolchain toolchain;
  toolchain.family = family;
  toolchain.version = family == kGcc ? "12.2.0" : "14.0.6";
  toolchain.cxx = setting.cxx;
  return plan(classified, toolchain, s);
}

TEST(Plan, GccIsPreprocessedByDirectivesOnly) {
  const Plan p = planned(kGcc, "-O2 -DX -Iinc -c src/a.c -o out/a.o");
  EXPECT_EQ(p.reason, Reason::none);
  EXPECT_EQ(p.input, "src/a.c");
  EXPECT_THAT(p.preprocess, ElementsAre("-E", "-fdirectives-only", "-O2", "-DX", "-Iinc", "src/a.c"));
  EXPECT_THAT(p.remote, ElementsAre("-O2"));
  ASSERT_EQ(p.outputs.size(), 1U);
  EXPECT_EQ(p.outputs[0].path, "out/a.o");
  EXPECT_FALSE(p.depfile);
  EXPECT_FALSE(p.diagnostics_exact);
}

TEST(Plan, ClangKeepsMacrosForTheWorker) {
  const Plan p = planned(kClang, "-O2 -D X -UY -I inc -include f.h -c a.c");
  EXPECT_THAT(p.preprocess, ElementsAre("-E", "-frewrite-includes", "-Qunused-arguments", "-O2", "-D", "X",
                                        "-UY", "-I", "inc", "-include", "f.h", "a.c"));
  EXPECT_THAT(p.remote, ElementsAre("-O2", "-D", "X", "-UY"));
  EXPECT_TRUE(p.diagnostics_exact);
}

// Bug: `: > a.c; hgbuild clang -pedantic -fno-caret-diagnostics -c a.c` said a.c:0:10, the place of a line
// marker.
TEST(Plan, MessagesOfClangWithoutQuotesAreNotExact) {
  const Plan p = planned(kClang, "-fno-caret-diagnostics -c a.c");
  EXPECT_EQ(p.reason, Reason::none);
  EXPECT_THAT(p.remote, ElementsAre("-fno-caret-diagnostics"));
  EXPECT_FALSE(p.diagnostics_exact);
}

TEST(Plan, DefaultOutputsAreInTheWorkingDirectory) {
  EXPECT_EQ(planned(kGcc, "-c sub/a.b.c").outputs[0].path, "a.b.o");
  EXPECT_EQ(planned(kGcc, "-S sub/a.c").outputs[0].path, "a.s");
  EXPECT_EQ(planned(kGcc, "-c -S sub/a.c").outputs[0].kind, model::OutputKind::assembly);
}

TEST(Plan, LanguageByDriverNameAndOption) {
  EXPECT_EQ(planned(kGcc, "-c a.c").language, Language::c);
  EXPECT_EQ(planned(kGcc, "-c a.c", {.cxx = true}).language, Language::cxx);
  EXPECT_EQ(planned(kGcc, "-c -xc a.cpp", {.cxx = true}).language, Language::c);
  EXPECT_EQ(planned(kGcc, "-c -x c++ a.c").language, Language::cxx);
  EXPECT_EQ(planned(kGcc, "-c a.C").language, Language::cxx);
  EXPECT_EQ(planned(kClang, "-c a.mm").language, Language::objective_cxx);
  EXPECT_EQ(planned(kGcc, "-c a.m").reason, Reason::unsupported_language);
}

TEST(Plan, LanguageAfterTheInputDoesNotCount) {
  EXPECT_EQ(planned(kClang, "-c a.c -x c++").language, Language::c);
}

TEST(Plan, DependencyFileByItsDefaultName) {
  const Plan p = planned(kGcc, "-MD -c src/a.c -o out/a.c.o");
  EXPECT_EQ(p.depfile, "out/a.c.d");
  EXPECT_THAT(p.preprocess, ElementsAre("-E", "-fdirectives-only", "-MD", "-MF", kTemporary, "-MQ",
                                        "out/a.c.o", "src/a.c"));
  EXPECT_TRUE(p.remote.empty());
  EXPECT_EQ(planned(kGcc, "-MMD -c src/a.c").depfile, "a.d");
}

TEST(Plan, DependencyTargetsOfTheUser) {
  const Plan p = planned(kGcc, "-MD -MFx/y.d -MTone -MT two -MQ three -MP -c a.c -o a.o");
  EXPECT_EQ(p.depfile, "x/y.d");
  EXPECT_THAT(p.preprocess, ElementsAre("-E", "-fdirectives-only", "-MD", "-MTone", "-MT", "two", "-MQ",
                                        "three", "-MP", "-MF", kTemporary, "a.c"));
}

TEST(Plan, DependencyFileBehindWp) {
  EXPECT_EQ(planned(kGcc, "-Wp,-MD,.a.o.d -c src/a.c -o out/a.o").depfile, ".a.o.d");
  EXPECT_THAT(planned(kGcc, "-Wp,-MD,.a.o.d -c src/a.c -o out/a.o").preprocess, Contains("a.o"));
  EXPECT_THAT(planned(kClang, "-Wp,-MD,.a.o.d -c src/a.c -o out/a.o").preprocess, Contains("out/a.o"));
}

TEST(Plan, DependencyOptionsThatDoNotGoTogetherStay) {
  for (const char* line :
       {"-MF x -c a.c", "-MT x -c a.c", "-MP -c a.c", "-MD -MF x -MF y -c a.c", "-MD -Wp,-MD,x -c a.c",
        "-Wp,-MD -c a.c", "-MD -MF - -c a.c", "-Wp,-fopenmp -c a.c"}) {
    EXPECT_EQ(planned(kGcc, line).reason, Reason::unsupported_flag) << line;
  }
}

TEST(Plan, MacroDebugInformationStaysForGccOnly) {
  EXPECT_EQ(planned(kGcc, "-g3 -c a.c").reason, Reason::debug_macros);
  EXPECT_EQ(planned(kGcc, "-ggdb3 -c a.c").reason, Reason::debug_macros);
  EXPECT_EQ(planned(kClang, "-g3 -c a.c").reason, Reason::none);
}

TEST(Plan, ClangIsToldDirectoryAndNameForDebugInformation) {
  const Plan p = planned(kClang, "-g -c src/a.c");
  EXPECT_EQ(p.compilation_directory, "/client");
  EXPECT_THAT(p.remote, ElementsAre("-g", "-Xclang", "-main-file-name", "-Xclang", "src/a.c"));
  EXPECT_EQ(planned(kClang, "-O2 -c src/a.c").compilation_directory, "");
  EXPECT_EQ(planned(kClang, "-g -fdebug-compilation-dir=/x -c src/a.c").compilation_directory, "");
  EXPECT_EQ(planned(kGcc, "-g -c src/a.c").compilation_directory, "");
}

TEST(Plan, LtoOfGccIsNotDeterministic) {
  EXPECT_EQ(planned(kGcc, "-flto -c a.c").reason, Reason::lto_nondeterministic);
  EXPECT_EQ(planned(kGcc, "-flto=auto -frandom-seed=1 -c a.c").reason, Reason::lto_nondeterministic);
  EXPECT_EQ(planned(kClang, "-flto=thin -c a.c").reason, Reason::none);
  EXPECT_EQ(planned(kClang, "-flto=thin -c src/a.c").reason, Reason::unsupported_flag);
}

TEST(Plan, ExtraOutputsAreNamed) {
  const Plan p = planned(kGcc, "-fstack-usage -fcallgraph-info=su -c a.c -o x/b.o");
  ASSERT_EQ(p.outputs.size(), 3U);
  EXPECT_EQ(p.outputs[1].path, "x/b.su");
  EXPECT_EQ(p.outputs[2].path, "x/b.ci");
  EXPECT_THAT(p.preprocess, Not(Contains("-fstack-usage")));
  EXPECT_EQ(planned(kClang, "-fstack-usage -c a.c").reason, Reason::unsupported_flag);
}

TEST(Plan, PrecompiledHeadersStay) {
  EXPECT_EQ(planned(kGcc, "-include all.h -c a.c", {.files = {"all.h.gch"}}).reason,
            Reason::precompiled_header);
  EXPECT_EQ(planned(kGcc, "-Iinc -include all.h -c a.c", {.files = {"inc/all.h.gch"}}).reason,
            Reason::precompiled_header);
  EXPECT_EQ(planned(kClang, "-include all.h -c a.c", {.files = {"all.h.pch"}}).reason,
            Reason::precompiled_header);
  EXPECT_EQ(planned(kGcc, "-include all.h -c a.c", {.files = {"all.h"}}).reason, Reason::none);
}

TEST(Plan, ValuesThatMayBeFilesStay) {
  EXPECT_EQ(planned(kGcc, "-fnew-thing=/some/file -c a.c").reason, Reason::unsupported_flag);
  EXPECT_EQ(planned(kGcc, "-fnew-thing=list -c a.c", {.files = {"list"}}).reason, Reason::unsupported_flag);
  EXPECT_EQ(planned(kGcc, "-fnew-thing=list -c a.c").reason, Reason::none);
  EXPECT_EQ(planned(kGcc, "-ffile-prefix-map=/a=/b -c a.c").reason, Reason::none);
}

TEST(Plan, AssemblerOptions) {
  EXPECT_EQ(planned(kGcc, "-Wa,--noexecstack -c a.c").reason, Reason::none);
  for (const char* line : {"-Wa,-ahl=x.lst -c a.c", "-Wa,-ahl -c a.c", "-Wa,--MD,f -c a.c", "-Wa,@f -c a.c",
                           "-Wa,-o,x -c a.c", "-Wa,-Idir -c a.c", "-Wa,file.s -c a.c"}) {
    EXPECT_EQ(planned(kGcc, line).reason, Reason::unsupported_flag) << line;
  }
}

TEST(Plan, GccsPreprocessorDoesNotSeeOpenMp) {
  const Plan p = planned(kGcc, "-fopenmp -c a.c");
  EXPECT_THAT(p.preprocess, ElementsAre("-E", "-fdirectives-only", "-D_OPENMP=201511", "-pthread", "a.c"));
  EXPECT_THAT(p.remote, ElementsAre("-fopenmp"));
}

TEST(Plan, LinkerOptions) {
  const std::string line = "-Wl,-z,now -L dir -lm -shared -c a.c";
  EXPECT_THAT(planned(kGcc, line).remote, ElementsAre("-shared"));
  EXPECT_THAT(planned(kClang, line).remote, ElementsAre("-Wl,-z,now", "-L", "dir", "-lm", "-shared"));
  EXPECT_THAT(planned(kClang, line).preprocess, Not(Contains("-lm")));
  EXPECT_THAT(planned(kClang, "-Qunused-arguments " + line).remote, ElementsAre("-Qunused-arguments"));
}

TEST(Plan, UnknownOptionsStay) {
  EXPECT_EQ(planned(kGcc, "-Zap -c a.c").reason, Reason::unsupported_flag);
  EXPECT_EQ(planned(kGcc, "-mllvm -x -c a.c").reason, Reason::unsupported_flag);
  EXPECT_EQ(planned(kGcc, "-c -- a.c").reason, Reason::unsupported_flag);
}

TEST(Plan, NativeIsToBeExpanded) {
  EXPECT_TRUE(planned(kGcc, "-march=native -c a.c").expand_native);
  EXPECT_TRUE(planned(kGcc, "-mtune=native -c a.c").expand_native);
  EXPECT_FALSE(planned(kGcc, "-march=x86-64 -c a.c").expand_native);
}

TEST(Plan, TerminalOfTheUser) {
  const Setting terminal{.variables = {{"TERM", "xterm"}, {"COLUMNS", "97"}}, .terminal = true};
  EXPECT_THAT(planned(kClang, "-c a.c", terminal).remote,
              ElementsAre("-fdiagnostics-color=always", "-fmessage-length=97"));
  EXPECT_THAT(planned(kClang, "-fno-color-diagnostics -c a.c", terminal).remote,
              Not(Contains("-fdiagnostics-color=always")));
  EXPECT_THAT(planned(kClang, "-fdiagnostics-color=auto -c a.c", terminal).remote,
              Contains("-fdiagnostics-color=always"));
  EXPECT_TRUE(planned(kClang, "-c a.c", {.variables = {{"TERM", "xterm"}}}).remote.empty());
  EXPECT_TRUE(planned(kClang, "-c a.c", {.variables = {{"TERM", "dumb"}}, .terminal = true}).remote.empty());
}

TEST(PeerBugs, WpDependencyFileEatsNoArgument) {
  EXPECT_EQ(planned(kGcc, "-MD -Wp,-MF,x.d -c a.c").input, "a.c");
  EXPECT_EQ(planned(kGcc, "-MD -Wp,-MF,x.d -c a.c").depfile, "x.d");
}

TEST(PeerBugs, NoDependencyOptionReachesTheWorker) {
  for (const auto family : {kGcc, kClang}) {
    EXPECT_TRUE(planned(family, "-MD -MMD -MP -MQ t -MT u -MF f -c a.c").remote.empty());
  }
}

TEST(RemoteCommand, OfGccAndOfClang) {
  model::CompileTask task;
  task.arguments = {"-O2"};
  task.language = Language::cxx;
  EXPECT_THAT(remote_command(task, "a.cc", "o.o"),
              ElementsAre("-O2", "-fpreprocessed", "-fdirectives-only", "-pipe", "-x", "c++", "-c", "a.cc",
                          "-o", "o.o"));
  task.family = kClang;
  task.outputs = {model::OutputKind::assembly};
  task.compilation_directory = "/c";
  EXPECT_THAT(remote_command(task, "a.cc", "o.s"),
              ElementsAre("-O2", "-fdebug-compilation-dir=/c", "-x", "c++", "-S", "a.cc", "-o", "o.s"));
}

TEST(Options, LongestMatchWins) {
  const auto name = [](std::string_view word) { return find_option(word, std::nullopt)->name; };
  EXPECT_EQ(name("-fprofile-arcs"), "-fprofile-arcs");
  EXPECT_EQ(name("-fprofile-arcs-x"), "-fprofile");
  EXPECT_EQ(name("-include-pch"), "-include-pch");
  EXPECT_EQ(name("-includex"), "-include");
  EXPECT_EQ(name("-MFx"), "-MF");
  EXPECT_EQ(name("-fpic"), "-f");
  EXPECT_EQ(find_option("-MDx", std::nullopt), nullptr);
  EXPECT_EQ(find_option("-g3", kClang)->name, "-g");
  EXPECT_EQ(find_option("-g3", kGcc)->name, "-g3");
}

TEST(Options, EveryRowIsFoundByItsName) {
  for (const Option& row : all_options()) {
    const auto family = row.families == Families::clang ? kClang : kGcc;
    const Option* found = find_option(row.name, family);
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_EQ(found->name, row.name);
    EXPECT_EQ(row.use == Use::local, row.reason != Reason::none) << row.name;
  }
}

// Every word of the user's ends up in a step, or its row says why not.
TEST(Plan, LosesNoFlag) {
  const std::vector<std::string> pieces = {"-O2",
                                           "-g",
                                           "-DX=1",
                                           "-Ifoo",
                                           "-Wall",
                                           "-MD",
                                           "-pipe",
                                           "-fPIC",
                                           "-std=c11",
                                           "-lm",
                                           "-Wl,-x",
                                           "-MTt",
                                           "-include h",
                                           "-Wp,-DY",
                                           "-Wa,--64",
                                           "-w",
                                           "-isystem s",
                                           "-march=native",
                                           "-gz",
                                           "-fopenmp",
                                           "-MP",
                                           "-static",
                                           "-fdiagnostics-color=always",
                                           "-x c",
                                           "-stdlib=libc++"};
  unsigned state = 7;
  for (int round = 0; round < 5000; ++round) {
    std::string line = "-c a.c";
    for (int i = 0; i < 6; ++i) {
      state = state * 1664525U + 1013904223U;
      line = pieces[(state >> 16U) % pieces.size()] + " " + line;
    }
    for (const auto family : {kGcc, kClang}) {
      const Plan p = planned(family, line);
      if (p.reason != Reason::none) continue;
      for (const std::string& word : words(line)) {
        const Option* row = find_option(word, family);
        if (row == nullptr || row->use == Use::mode || row->use == Use::drop || row->use == Use::dependency)
          continue;
        const bool kept = std::count(p.preprocess.begin(), p.preprocess.end(), word) +
                              std::count(p.remote.begin(), p.remote.end(), word) >
                          0;
        EXPECT_TRUE(kept || (row->use == Use::link && family == kGcc)) << word << " of " << line;
      }
    }
  }
}

}  // namespace
}  // namespace hg::compiler
