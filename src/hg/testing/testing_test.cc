#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "hg/testing/fake_clock.h"
#include "hg/testing/scripted_random.h"
#include "hg/testing/temp_directory.h"

namespace hg::testing {
namespace {

TEST(FakeClock, MovesOnlyWhenTold) {
  FakeClock clock;
  const TimePoint start = clock.now();
  EXPECT_EQ(clock.now(), start);
  clock.advance(std::chrono::seconds(3));
  EXPECT_EQ(clock.now() - start, std::chrono::seconds(3));
  clock.set(start);
  EXPECT_EQ(clock.now(), start);
}

TEST(ScriptedRandom, GivesWhatWasAskedFor) {
  for (const std::uint64_t bound : {1UL, 2UL, 3UL, 7UL, 1000UL}) {
    for (std::uint64_t value = 0; value < bound; ++value) {
      ScriptedRandom random({ScriptedRandom::for_below(value, bound)});
      EXPECT_EQ(random.below(bound), value);
      EXPECT_EQ(random.left(), 0U);
    }
  }
}

TEST(ScriptedRandom, AnExhaustedScriptFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(ScriptedRandom({}).next(), "asked for more than the 0");
}

class Fixture : public TempDirectoryTest {};

TEST_F(Fixture, HoldsFilesInDirectories) {
  const std::string path = write("a/b", "text");
  EXPECT_EQ(path, root() + "/a/b");
  EXPECT_EQ(read("a/b"), "text");
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(Fixture, IsNewForEachTest) {
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace hg::testing
