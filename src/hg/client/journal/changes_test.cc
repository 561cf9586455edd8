#include "hg/client/journal/changes.h"

#include <gtest/gtest.h>

namespace hg::client::journal {
namespace {

using How = Change::How;

Record command(std::vector<std::string> arguments) {
  Record record;
  record.output = "a.o";
  record.parts = {{"compiler", "id1"}, {"path of the compiler", "/usr/bin/gcc"}};
  for (std::string& argument : arguments) record.parts.push_back({"argument", std::move(argument)});
  record.files = {{"/a.c", 1}, {"/a.h", 2}, {"/b.h", 3}};
  return record;
}

TEST(JournalChanges, NothingChangedIsNoChange) {
  EXPECT_TRUE(changes(command({"-O2"}), command({"-O2"})).empty());
}

TEST(JournalChanges, ArgumentsComeGoAndMove) {
  const auto with = [](std::vector<std::string> before, std::vector<std::string> after) {
    return changes(command(std::move(before)), command(std::move(after)));
  };
  using Expected = std::vector<Change>;
  EXPECT_EQ(with({"-O2"}, {"-O2", "-g"}), (Expected{{"argument", How::added, "", "-g"}}));
  EXPECT_EQ(with({"-O2", "-g"}, {"-O2"}), (Expected{{"argument", How::removed, "-g", ""}}));
  EXPECT_EQ(with({"-O2"}, {"-O3"}), (Expected{{"argument", How::changed, "-O2", "-O3"}}));
  EXPECT_EQ(with({"-O2", "-O2"}, {"-O3", "-O3"}), (Expected{{"argument", How::changed, "-O2", "-O3"}}))
      << "each word once, however often it is passed on";
  EXPECT_EQ(with({"-DA=1", "-O2"}, {"-DA=2", "-O3"}), (Expected{{"argument", How::changed, "-DA=1", "-DA=2"},
                                                                {"argument", How::added, "", "-O3"},
                                                                {"argument", How::removed, "-O2", ""}}));
  EXPECT_EQ(with({"-Ia", "-Ib"}, {"-Ib", "-Ia"}), (Expected{{"argument", How::reordered, "", ""}}));
}

TEST(JournalChanges, TheCompilerVariablesAndFiles) {
  Record after = command({});
  after.parts[0].value = "id2";
  after.parts.push_back({"variable", "CPATH=/opt"});
  after.files = {{"/a.c", 9}, {"/b.h", 8}, {"/c.h", 7}};
  const std::vector<Change> expected{
      {"compiler", How::changed, "id1", "id2"}, {"variable", How::added, "", "CPATH=/opt"},
      {"source", How::changed, "/a.c", "/a.c"}, {"header", How::changed, "/b.h", "/b.h"},
      {"header", How::added, "", "/c.h"},       {"header", How::removed, "/a.h", ""}};
  EXPECT_EQ(changes(command({}), after), expected);
}

TEST(JournalChanges, FilesThatAreNotKnownAreNotCompared) {
  Record after = command({"-O2"});
  after.files.clear();
  EXPECT_TRUE(changes(command({"-O2"}), after).empty());
}

TEST(JournalStory, ComparesWithTheSameOutput) {
  std::vector<Record> records(3, command({}));
  records[1].output = "pic/a.o";
  Story story = story_of(records);
  EXPECT_EQ(story.last, &records[2]);
  EXPECT_EQ(story.before, records.data());
  EXPECT_EQ(story.known, records.data());
  records[0].output = "other.o";
  EXPECT_EQ(story_of(records).before, &records[1]) << "else with the newest";
  EXPECT_EQ(story_of(std::span(records).first(1)).before, nullptr);
}

TEST(JournalStory, AHitIsKnownByTheCompileThatMadeItsResult) {
  std::vector<Record> records(4, command({}));
  records[0].result = "one";
  records[1].result = "two";
  records[2].result = "one";  // a hit: what was compiled is written down in the first
  records[2].parts.clear();
  records[2].files.clear();
  const Story story = story_of(records);
  EXPECT_EQ(story.before, &records[2]);
  EXPECT_EQ(story.known, records.data());
  records[0].result = "three";
  EXPECT_EQ(story_of(records).known, nullptr);
}

}  // namespace
}  // namespace hg::client::journal
