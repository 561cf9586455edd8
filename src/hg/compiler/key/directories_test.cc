#include "hg/compiler/key/directories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>

#include "hg/testing/temp_directory.h"

namespace hg::compiler::key {
namespace {

using Kind = Directories::Kind;
using ::testing::ElementsAre;

// Far enough from now that every directory has been left alone for long.
constexpr std::int64_t kMuchLater = std::int64_t{4'000'000'000} * 1'000'000'000;

class DirectoriesTest : public testing::TempDirectoryTest {
 protected:
  void make(const std::string& name) { ASSERT_TRUE(os::make_directories(in(name))); }
  bool all_hold(const std::vector<cache::Absent>& groups) {
    return std::all_of(groups.begin(), groups.end(), still_absent);
  }

  Directories directories_;
};

TEST_F(DirectoriesTest, TellsWhatIsThere) {
  make("d");
  write("f", "x");
  EXPECT_EQ(directories_.look(in("f")).kind, Kind::file);
  EXPECT_EQ(directories_.look(in("d")).kind, Kind::directory);
  EXPECT_EQ(directories_.look(in("x")).kind, Kind::absent);
  EXPECT_EQ(directories_.look(in("no/x")).kind, Kind::absent);
  EXPECT_EQ(directories_.look(in("f/x")).kind, Kind::absent);
}

TEST_F(DirectoriesTest, OneMissingDirectoryStandsForAllBelowIt) {
  directories_.look(in("no/a"));
  directories_.look(in("no/b/c"));
  const auto groups = directories_.absent(kMuchLater);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].directory, root());
  EXPECT_THAT(groups[0].paths, ElementsAre("no"));
}

TEST_F(DirectoriesTest, WhatAppearsIsNoticed) {
  make("d");
  directories_.look(in("d/x"));
  directories_.look(in("no/x"));
  for (const std::int64_t now : {kMuchLater, std::int64_t{0}}) {
    const auto groups = directories_.absent(now);
    EXPECT_TRUE(all_hold(groups));
    write("other", "x");
    write("d/other", "x");
    EXPECT_TRUE(all_hold(groups)) << "of no interest";
    write("d/x", "x");
    EXPECT_FALSE(all_hold(groups));
    ASSERT_EQ(::unlink(in("d/x").c_str()), 0);
    make("no");
    EXPECT_FALSE(all_hold(groups)) << "what is below it has not been looked for";
    ASSERT_EQ(::rmdir(in("no").c_str()), 0);
    EXPECT_TRUE(all_hold(groups));
  }
}

TEST_F(DirectoriesTest, ADirectoryThatHasJustChangedGetsNoStamp) {
  directories_.look(in("x"));
  EXPECT_FALSE(directories_.absent(0)[0].stamp);
  EXPECT_TRUE(directories_.absent(kMuchLater)[0].stamp);
}

TEST_F(DirectoriesTest, ALinkToNothingIsLookedAtEachTime) {
  make("elsewhere");
  ASSERT_EQ(::symlink("elsewhere/x", in("x").c_str()), 0);
  directories_.look(in("x"));
  const auto groups = directories_.absent(kMuchLater);
  EXPECT_FALSE(groups[0].stamp);
  EXPECT_TRUE(all_hold(groups));
  write("elsewhere/x", "x");
  EXPECT_FALSE(all_hold(groups));
}

TEST_F(DirectoriesTest, AKeptDirectoryMustStayOne) {
  make("d");
  directories_.keep(in("d"));
  const auto groups = directories_.absent(kMuchLater);
  EXPECT_TRUE(all_hold(groups));
  ASSERT_EQ(::rmdir(in("d").c_str()), 0);
  write("d", "x");
  EXPECT_FALSE(all_hold(groups));
}

}  // namespace
}  // namespace hg::compiler::key
