#include "hg/compiler/key/includes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "hg/compiler/key/directories.h"
#include "hg/testing/temp_directory.h"

namespace hg::compiler::key {
namespace {

constexpr std::int64_t kMuchLater = std::int64_t{4'000'000'000} * 1'000'000'000;

class IncludesTest : public testing::TempDirectoryTest {
 protected:
  void SetUp() override {
    compiled_.started_ns = kMuchLater;
    compiled_.now_ns = kMuchLater;
    write("a.c", "#include \"x.h\"\n");
    for (const char* const name : {"i", "j"}) {
      make(name);
      compiled_.search.all.push_back(in(name));
    }
  }

  void make(const std::string& name) { ASSERT_TRUE(os::make_directories(in(name))); }
  // The compile has read these.
  Result<Lookups> compile(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      compiled_.files.push_back(
          {in(name), *os::stamp(in(name)), facts_of(*os::read_file(in(name), 1U << 20U))});
    }
    return lookups_of(compiled_, [](const std::string& file) -> std::optional<std::string> {
      auto content = os::read_file(file, 1U << 20U);
      return content ? std::optional(*std::move(content)) : std::nullopt;
    });
  }
  // Would making `name` be noticed?
  bool noticed(const Lookups& lookups, const std::string& name) {
    write(name, "");
    const bool all = std::all_of(lookups.absent.begin(), lookups.absent.end(), still_absent);
    ::unlink(in(name).c_str());
    return !all;
  }

  Compiled compiled_;
};

TEST_F(IncludesTest, EveryEarlierPlaceIsWatched) {
  write("j/x.h", "");
  const auto lookups = compile({"a.c", "j/x.h"});
  ASSERT_TRUE(lookups) << lookups.error().to_string();
  EXPECT_TRUE(noticed(*lookups, "x.h"));
  EXPECT_TRUE(noticed(*lookups, "i/x.h"));
  EXPECT_FALSE(noticed(*lookups, "i/y.h"));
  EXPECT_FALSE(noticed(*lookups, "y.h"));
}

TEST_F(IncludesTest, APrecompiledFormIsWatchedForAndRefused) {
  write("j/x.h", "");
  const auto lookups = compile({"a.c", "j/x.h"});
  ASSERT_TRUE(lookups);
  EXPECT_TRUE(noticed(*lookups, "j/x.h.gch"));
  EXPECT_TRUE(noticed(*lookups, "i/x.h.gch"));
  write("i/x.h.gch", "");
  compiled_.files.clear();
  EXPECT_FALSE(compile({"a.c", "j/x.h"}));
}

TEST_F(IncludesTest, ASkippedIncludeThatIsThereDoesNotCount) {
  write("i/x.h", "");
  const auto lookups = compile({"a.c"});
  ASSERT_TRUE(lookups);
  EXPECT_TRUE(lookups->present.empty());
}

TEST_F(IncludesTest, AnotherNameOfAFileThatWasReadCounts) {
  write("j/y.h", "#pragma once\n");
  ASSERT_EQ(::symlink("../j/y.h", in("i/x.h").c_str()), 0);
  write("a.c", "#include \"y.h\"\n#include \"x.h\"\n");
  const auto lookups = compile({"a.c", "j/y.h"});
  ASSERT_TRUE(lookups) << lookups.error().to_string();
  EXPECT_EQ(lookups->present, std::vector<std::string>{in("i/x.h")});
}

TEST_F(IncludesTest, ACopyOfAFileReadOnceIsRefused) {
  write("j/y.h", "#pragma once\n");
  write("i/x.h", "#pragma once\n");
  write("a.c", "#include \"y.h\"\n#include \"x.h\"\n");
  EXPECT_FALSE(compile({"a.c", "j/y.h"}));
}

TEST_F(IncludesTest, AnAnswerToAQuestionCounts) {
  write("a.c", "#if __has_include(<x.h>)\n#endif\n#if __has_include(<y.h>)\n#endif\n");
  write("j/x.h", "");
  const auto lookups = compile({"a.c"});
  ASSERT_TRUE(lookups);
  EXPECT_EQ(lookups->present, std::vector<std::string>{in("j/x.h")});
  EXPECT_TRUE(noticed(*lookups, "i/x.h"));
  EXPECT_TRUE(noticed(*lookups, "j/y.h"));
}

TEST_F(IncludesTest, AQuestionToADirectoryThatIsChangingIsRefused) {
  write("a.c", "#if __has_include(<y.h>)\n#endif\n");
  compiled_.started_ns = 0;
  EXPECT_FALSE(compile({"a.c"}));
}

TEST_F(IncludesTest, AFileThatHasJustAppearedIsRefused) {
  write("i/x.h", "");
  compiled_.started_ns = 0;
  EXPECT_FALSE(compile({"a.c"}));
}

TEST_F(IncludesTest, AComputedIncludeIsFollowedBackwards) {
  write("a.c", "#define H <d/x.h>\n#include H\n");
  make("j/d");
  write("j/d/x.h", "");
  make("i/d");
  const auto lookups = compile({"a.c", "j/d/x.h"});
  ASSERT_TRUE(lookups) << lookups.error().to_string();
  EXPECT_TRUE(noticed(*lookups, "i/d/x.h"));
}

TEST_F(IncludesTest, AFileThatNothingExplainsIsRefused) {
  make("k");
  write("k/z.h", "");
  EXPECT_FALSE(compile({"a.c", "k/z.h"}));
}

TEST_F(IncludesTest, WhatIsNotUnderstoodIsRefused) {
  write("a.c", "#define HAS __has_include\n");
  EXPECT_FALSE(compile({"a.c"}));
}

TEST(PlainPath, DropsWhatMeansNothing) {
  EXPECT_EQ(plain_path("./a//b/./c.h"), "a/b/c.h");
  EXPECT_EQ(plain_path("/a/../b"), "/a/../b");
  EXPECT_EQ(plain_path("."), ".");
  EXPECT_EQ(plain_path("./"), ".");
  EXPECT_EQ(plain_path("a/."), "a");
  EXPECT_EQ(plain_path(".hidden/x"), ".hidden/x");
  EXPECT_EQ(plain_path("//a"), "/a");
}

}  // namespace
}  // namespace hg::compiler::key
