#include "hg/client/journal/journal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>
#include <thread>

#include "hg/testing/temp_directory.h"

namespace hg::client::journal {
namespace {

class JournalTest : public testing::TempDirectoryTest {
 protected:
  [[nodiscard]] Journal journal() const { return Journal(in("state/journal")); }

  static Record record(const std::string& source, std::size_t padding = 0) {
    Record record;
    record.when = WallTime(std::chrono::hours(500'000));
    record.source = source;
    record.detail = std::string(padding, 'x');
    return record;
  }
};

TEST_F(JournalTest, KeepsWhatBecameOfEachSource) {
  journal().add(record("/a.c"));
  journal().add(record("/b.c"));
  journal().add(record("/a.c", 5));
  const auto records = journal().of("/a.c");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].detail, "xxxxx");
  EXPECT_EQ(journal().of("/b.c").size(), 1U);
  EXPECT_EQ(journal().of("/c.c").size(), 0U);
}

TEST_F(JournalTest, AHitIsShortUnlessNothingElseIsKnown) {
  Record hit = record("/a.c");
  hit.ending = Ending::direct_hit;
  const auto details = [](Record& record) { record.parts = {{"argument", "-O2"}}; };
  journal().add(hit, details);
  journal().add(hit, details);
  hit.ending = Ending::text_hit;
  journal().add(hit, details);
  const auto records = journal().of("/a.c");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].parts.size(), 1U);
  EXPECT_EQ(records[1].parts.size(), 0U);
  EXPECT_EQ(records[2].parts.size(), 1U);
}

TEST_F(JournalTest, IsTheUsersOwn) {
  journal().add(record("/a.c"));
  struct stat info{};
  ASSERT_EQ(::stat(in("state/journal").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);
}

TEST_F(JournalTest, ForgetsTheOldestAndStaysSmall) {
  for (int i = 0; i < 100; ++i) {
    Record one = record("/a.c", 20'000);
    one.took = Duration(i);
    journal().add(one);
  }
  const auto records = journal().of("/a.c");
  EXPECT_GE(records.size(), 5U);
  EXPECT_LE(records.size(), 15U);
  EXPECT_EQ(records.back().took, Duration(99));
}

TEST_F(JournalTest, ManyMayWriteAtOnce) {
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([this] {
      for (int i = 0; i < 100; ++i) journal().add(record("/a.c", 100));
    });
  }
  writers.clear();
  EXPECT_EQ(journal().of("/a.c").size(), 400U);
}

TEST_F(JournalTest, APlaceThatCannotBeWrittenIsNoError) {
  write("state", "a file");
  journal().add(record("/a.c"));
  EXPECT_EQ(journal().of("/a.c").size(), 0U);
  Journal("").add(record("/a.c"));
  EXPECT_EQ(Journal("").of("/a.c").size(), 0U);
}

TEST(JournalSourceName, IsTheSameFromEverywhere) {
  EXPECT_EQ(source_name("/w/build", "../src/./a.c"), "/w/src/a.c");
  EXPECT_EQ(source_name("/w/src", "a.c"), "/w/src/a.c");
  EXPECT_EQ(source_name("/elsewhere", "/w//src/a.c"), "/w/src/a.c");
}

TEST(JournalDirectory, IsWhereStateBelongs) {
  using Variables = std::map<std::string, std::string, std::less<>>;
  const auto directory = [](const Variables& variables) {
    return journal_directory([&](std::string_view name) -> std::optional<std::string> {
      const auto at = variables.find(name);
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    });
  };
  EXPECT_EQ(directory({{"HOME", "/home/u"}}), "/home/u/.hybridgrid/journal");
  EXPECT_EQ(directory({{"HOME", "/home/u"}, {"XDG_STATE_HOME", "/s"}}), "/s/hybridgrid/journal");
  EXPECT_EQ(directory({{"HOME", "/home/u"}, {"XDG_STATE_HOME", "s"}}), "/home/u/.hybridgrid/journal");
  EXPECT_EQ(directory({{"HOME", "/home/u"}, {"HG_JOURNAL", "off"}}), "");
  EXPECT_EQ(directory({{"HOME", "relative"}}), "");
  EXPECT_EQ(directory({}), "");
}

}  // namespace
}  // namespace hg::client::journal
