#include "commands/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "commands/why_view.h"
#include "hg/client/journal/journal.h"
#include "hg/testing/temp_directory.h"

namespace hg::hgbuild {
namespace {

using client::journal::Change;
using client::journal::Ending;
using client::journal::Record;
using ::testing::HasSubstr;

constexpr WallTime kNow{std::chrono::hours(500'000)};

Record compiled(std::vector<std::string> arguments) {
  Record record;
  record.when = kNow - std::chrono::minutes(5);
  record.ending = Ending::compiled_there;
  record.worker = "w1:9000";
  record.source = "/w/a.c";
  record.output = "a.o";
  record.exit_code = 0;
  record.result = "result";
  record.with_cache = true;
  for (std::string& argument : arguments) record.parts.push_back({"argument", std::move(argument)});
  record.files = {{"/w/a.c", 1}, {"/w/a.h", 2}};
  return record;
}

std::string text_of(const std::vector<Record>& records) {
  return why_text(explain_compile(records), client::ui::Style(), kNow);
}

TEST(WhyView, TellsEachCauseOfAMiss) {
  const Record first = compiled({"-O2"});
  EXPECT_EQ(explain_compile(std::vector{first}).miss, Miss::first);

  Record later = compiled({"-O2", "-DX"});
  later.files[1].content = 3;
  EXPECT_EQ(explain_compile(std::vector{first, later}).miss, Miss::changed);
  EXPECT_EQ(text_of({first, later}),
            "/w/a.c, 5m00s ago\n"
            "output    a.o\n"
            "outcome   compiled by w1:9000\n"
            "no hit    since the compile 5m00s ago\n"
            "  argument  -DX is new\n"
            "  header    /w/a.h changed\n");

  Record hit = first;
  hit.ending = Ending::direct_hit;
  EXPECT_EQ(explain_compile(std::vector{first, hit}).miss, Miss::none);
  EXPECT_THAT(text_of({first, hit}), HasSubstr("outcome   from the cache, without preprocessing\n"));

  EXPECT_EQ(explain_compile(std::vector{first, first}).miss, Miss::gone);
  Record failed = first;
  failed.exit_code = 1;
  EXPECT_EQ(explain_compile(std::vector{failed, first}).miss, Miss::failed_before);
  Record not_kept = first;
  not_kept.not_kept = "a.h may not be kept";
  EXPECT_EQ(explain_compile(std::vector{not_kept, first}).miss, Miss::not_kept);
  EXPECT_THAT(text_of({not_kept, first}), HasSubstr("nothing was kept: a.h may not be kept"));

  Record off = first;
  off.with_cache = false;
  EXPECT_EQ(explain_compile(std::vector{first, off}).miss, Miss::no_cache);
  EXPECT_EQ(explain_compile(std::vector{off, first}).miss, Miss::not_kept);

  Record stays = first;
  stays.ending = Ending::compiled_here;
  stays.reason = model::Reason::plugin;
  stays.parts.clear();
  EXPECT_EQ(explain_compile(std::vector{first, stays}).miss, Miss::not_cacheable);
  EXPECT_THAT(text_of({first, stays}), HasSubstr("reason    plugin: "));

  Record lost = hit;
  lost.result = "another";
  lost.parts.clear();
  EXPECT_EQ(explain_compile(std::vector{lost, first}).miss, Miss::forgotten);
}

TEST(WhyView, AHundredHeadersAreNotAHundredLines) {
  Record first = compiled({});
  first.parts.push_back({"argument", "-c"});
  for (std::uint64_t i = 0; i < 100; ++i) first.files.push_back({"/w/h" + std::to_string(i), i});
  Record later = first;
  for (auto& file : later.files) ++file.content;
  const std::string text = text_of({first, later});
  EXPECT_THAT(text, HasSubstr("and 82 more"));
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 30);
}

class WhyCommand : public testing::TempDirectoryTest {
 protected:
  WhyCommand() { ::setenv("XDG_STATE_HOME", root().c_str(), 1); }
  ~WhyCommand() override { ::unsetenv("XDG_STATE_HOME"); }

  static std::string run(std::vector<std::string> arguments, int expected = kExitOk) {
    arguments.insert(arguments.begin(), "why");
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(run_command(arguments), expected);
    return ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
  }
};

TEST_F(WhyCommand, AnswersFromTheJournal) {
  const client::journal::Journal journal(in("hybridgrid/journal"));
  journal.add(compiled({"-O2"}));
  journal.add(compiled({"-O3"}));
  EXPECT_THAT(run({"/w/a.c"}), HasSubstr("-O2 is now -O3"));
  const auto json = nlohmann::json::parse(run({"--json", "/w/../w/a.c"}));
  EXPECT_EQ(json["schema"], "hgbuild.why/1");
  EXPECT_EQ(json["outcome"], "compiled-by-worker");
  EXPECT_EQ(json["miss"], "changed");
  EXPECT_EQ(json["changes"][0]["after"], "-O3");
}

TEST_F(WhyCommand, RefusesWithOneLineAndAHint) {
  EXPECT_THAT(run({}, kExitUsage), HasSubstr("why takes a source file\n"));
  EXPECT_THAT(run({"a.c", "b.c"}, kExitUsage), HasSubstr("one source file, got b.c"));
  EXPECT_THAT(run({"--jsn", "b.c"}, kExitUsage), HasSubstr("got --jsn"));
  EXPECT_THAT(run({"unknown.c"}, kExitFailed), HasSubstr("no compile of unknown.c is on record"));
}

}  // namespace
}  // namespace hg::hgbuild
