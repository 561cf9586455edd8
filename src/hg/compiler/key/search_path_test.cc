#include "hg/compiler/key/search_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace hg::compiler::key {
namespace {

using ::testing::ElementsAre;

constexpr const char* kAnswer =
    "Using built-in specs.\nignoring nonexistent directory \"nonex\"\nignoring duplicate directory \"./\"\n"
    "  as it is a non-system directory that duplicates a system directory\n"
    "#include \"...\" search starts here:\n q\n#include <...> search starts here:\n .\n /usr/include\n"
    "End of search list.\nCOMPILER_PATH=/usr/lib\n";

TEST(SearchPath, IsReadFromTheAnswer) {
  const auto path = parse_search_path(kAnswer);
  ASSERT_TRUE(path);
  EXPECT_THAT(path->quoted, ElementsAre("q"));
  EXPECT_THAT(path->all, ElementsAre(".", "/usr/include"));
  EXPECT_THAT(path->missing, ElementsAre("nonex"));
  EXPECT_THAT(path->duplicate, ElementsAre("./"));
}

TEST(SearchPath, WhatIsNotFollowedIsAnError) {
  EXPECT_FALSE(parse_search_path(""));
  EXPECT_FALSE(parse_search_path("#include <...> search starts here:\n /usr/include\n"));
  EXPECT_FALSE(parse_search_path("#include <...> search starts here:\nEnd of search list.\n"));
  EXPECT_FALSE(
      parse_search_path("#include <...> search starts here:\n /Library/Frameworks (framework directory)\nEnd "
                        "of search list.\n"));
}

Plan plan_of(std::vector<std::string> preprocess) {
  Plan plan;
  plan.preprocess = std::move(preprocess);
  return plan;
}

TEST(SearchPath, TheQuestionHasWhatShapesThePathAndNothingOfThisSource) {
  const auto question =
      search_path_question(plan_of({"-E", "-fdirectives-only", "-Iinc", "-isystem", "sys", "-DX=1",
                                    "-include", "x.h", "-MD", "-MF", "d", "-m32", "-nostdinc", "a.c"}),
                           model::CompilerFamily::gcc);
  EXPECT_THAT(question, ElementsAre("-E", "-v", "-Iinc", "-isystem", "sys", "-m32", "-nostdinc", "-x", "c",
                                    "/dev/null"));
}

TEST(SearchPath, PreincludedFilesAreNamed) {
  EXPECT_THAT(
      *preincluded_files(plan_of({"-include", "x.h", "-includey.h", "a.c"}), model::CompilerFamily::gcc),
      ElementsAre("x.h", "y.h"));
  for (const char* const word : {"-imacros", "-remap", "-Fdir", "-fms-extensions"}) {
    EXPECT_FALSE(preincluded_files(plan_of({word, "x", "a.c"}), model::CompilerFamily::clang)) << word;
  }
}

// Bug: a time that was defined on the command line was kept.
TEST(SearchPath, AMacroOfTheCommandLineMayNotDependOnMore) {
  for (const char* const word :
       {"-DNOW=__TIME__", "-DHAS=__has_include(<x>)", "-DHAS(x)=__has_include(x)", "-Wp,-DNOW=__DATE__",
        "-DCAT(x)=__##x", "-DBLOB=\".incbin 'x'\"", "-DT=__TI"}) {
    EXPECT_FALSE(preincluded_files(plan_of({word, "a.c"}), model::CompilerFamily::gcc)) << word;
  }
  EXPECT_FALSE(preincluded_files(plan_of({"-D", "NOW=__TIME__", "a.c"}), model::CompilerFamily::gcc));
  for (const char* const word : {"-DH=<x.h>", "-DTIME=1", "-Iinclude", "-DCAT(a,b)=a##b"}) {
    EXPECT_TRUE(preincluded_files(plan_of({word, "__TIME__.c"}), model::CompilerFamily::gcc)) << word;
  }
}

}  // namespace
}  // namespace hg::compiler::key
