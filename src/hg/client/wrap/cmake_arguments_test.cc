#include "hg/client/wrap/cmake_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::client::wrap {
namespace {

using testing::ElementsAre;

using Arguments = std::vector<std::string>;

constexpr char kC[] = "-DCMAKE_C_COMPILER_LAUNCHER:STRING=/bin/hgbuild";
constexpr char kCxx[] = "-DCMAKE_CXX_COMPILER_LAUNCHER:STRING=/bin/hgbuild";

Arguments launch(const Arguments& arguments, const std::string& cache = "",
                 const std::string& set_variable = "") {
  return with_launcher(arguments, "/bin/hgbuild",
                       {[&](std::string_view name) -> std::optional<std::string> {
                          if (name == set_variable) return "ccache";
                          return std::nullopt;
                        },
                        cache});
}

TEST(CmakeMode, ConfigureIsWhatMakesATree) {
  for (const Arguments& arguments : {Arguments{"."},
                                     {"-S", ".", "-B", "b"},
                                     {"-B", "b", "-G", "Ninja"},
                                     {".."},
                                     {"--preset", "dev"},
                                     {"--preset=dev"},
                                     {"--fresh", "-B", "b"},
                                     {"-DX=-P", "."}}) {
    EXPECT_EQ(cmake_mode(arguments), CmakeMode::configure) << testing::PrintToString(arguments);
  }
}

TEST(CmakeMode, BuildAndTheRest) {
  EXPECT_EQ(cmake_mode({"--build", "b", "-j4"}), CmakeMode::build);
  for (const Arguments& arguments : {Arguments{},
                                     {"-E", "echo", "x"},
                                     {"-P", "x.cmake"},
                                     {"-DA=1", "-P", "x.cmake"},
                                     {"--install", "b"},
                                     {"--help"},
                                     {"--help-command", "set"},
                                     {"--version"},
                                     {"-h"},
                                     {"-N", "b"},
                                     {"--list-presets"}}) {
    EXPECT_EQ(cmake_mode(arguments), CmakeMode::other) << testing::PrintToString(arguments);
  }
}

TEST(CmakeLauncher, StandsBeforeTheUsersOwn) {
  EXPECT_THAT(launch({"-B", "b"}), ElementsAre(kC, kCxx, "-B", "b"));
}

TEST(CmakeLauncher, TheUsersChoiceWinsPerLanguage) {
  EXPECT_THAT(launch({"-DCMAKE_C_COMPILER_LAUNCHER=ccache"}), ElementsAre(kCxx, testing::_));
  EXPECT_THAT(launch({"-DCMAKE_CXX_COMPILER_LAUNCHER:STRING="}), ElementsAre(kC, testing::_));
  EXPECT_THAT(launch({"-D", "CMAKE_C_COMPILER_LAUNCHER=x"}), ElementsAre(kCxx, "-D", testing::_));
  EXPECT_THAT(launch({"."}, "", "CMAKE_CXX_COMPILER_LAUNCHER"), ElementsAre(kC, "."));
  EXPECT_THAT(launch({"."}, "A:STRING=1\nCMAKE_C_COMPILER_LAUNCHER:STRING=/usr/bin/ccache\n"),
              ElementsAre(kCxx, "."));
}

TEST(CmakeLauncher, AnEmptyOrOldEntryOfTheCacheIsNoChoice) {
  EXPECT_THAT(launch({"."}, "CMAKE_C_COMPILER_LAUNCHER:STRING=\n"), ElementsAre(kC, kCxx, "."));
  EXPECT_THAT(launch({"."}, "CMAKE_C_COMPILER_LAUNCHER:STRING=/old/hgbuild"), ElementsAre(kC, kCxx, "."));
  EXPECT_THAT(launch({"."}, "CMAKE_C_COMPILER_LAUNCHER-ADVANCED:INTERNAL=1\n"), ElementsAre(kC, kCxx, "."));
}

TEST(CmakeTree, WhereTheCacheIs) {
  EXPECT_EQ(cmake_build_tree({"-S", ".", "-B", "out"}), "out");
  EXPECT_EQ(cmake_build_tree({"-Bout", "-S."}), "out");
  EXPECT_EQ(cmake_build_tree({"tree"}), "tree");
  EXPECT_EQ(cmake_build_tree({"--preset", "dev"}), ".");
}

TEST(CmakeJobs, AnyAnswerCounts) {
  EXPECT_TRUE(cmake_has_jobs({"--build", "b", "-j4"}, false));
  EXPECT_TRUE(cmake_has_jobs({"--build", "b", "--parallel", "4"}, false));
  EXPECT_TRUE(cmake_has_jobs({"--build", "b", "--", "-j4"}, false));
  EXPECT_TRUE(cmake_has_jobs({"--build", "b"}, true));
  EXPECT_FALSE(cmake_has_jobs({"--build", "b", "--target", "all"}, false));
}

}  // namespace
}  // namespace hg::client::wrap
