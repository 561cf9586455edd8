#include "hg/client/ui/text.h"

#include <gtest/gtest.h>

#include "hg/client/ui/style.h"

namespace hg::client::ui {
namespace {

using namespace std::chrono_literals;

TEST(Text, WidthIsWhatTheEyeSees) {
  EXPECT_EQ(width("abc"), 3U);
  EXPECT_EQ(width("a…é"), 3U);
  EXPECT_EQ(width(Style(true).paint(Ink::cyan, "abc")), 3U);
  EXPECT_EQ(width("\x1b[1"), 0U);
}

TEST(Text, TruncateCutsBetweenCharacters) {
  EXPECT_EQ(truncate("hgbuild", 7), "hgbuild");
  EXPECT_EQ(truncate("hgbuild", 4), "hgb…");
  EXPECT_EQ(truncate("éééé", 3), "éé…");
  EXPECT_EQ(truncate("hgbuild", 1), "…");
  EXPECT_EQ(truncate("hgbuild", 0), "");
}

TEST(Text, ForeignTextCannotSteerTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc"), "a?[2Jb?c");
}

TEST(Text, Times) {
  EXPECT_EQ(clock_text(0s), "0:00");
  EXPECT_EQ(clock_text(41s + 900ms), "0:41");
  EXPECT_EQ(clock_text(1h + 2min + 3s), "1:02:03");
  EXPECT_EQ(duration_text(420ms), "0.4s");
  EXPECT_EQ(duration_text(9960ms), "10s");
  EXPECT_EQ(duration_text(59600ms), "1m00s");
  EXPECT_EQ(duration_text(102s), "1m42s");
  EXPECT_EQ(duration_text(3720s), "1h02m");
}

TEST(Text, Bytes) {
  EXPECT_EQ(bytes_text(512), "512 B");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(std::uint64_t{64} << 30U), "64 GiB");
  EXPECT_EQ(bytes_text((std::uint64_t{1} << 30U) - 1), "1.0 GiB");
}

TEST(Text, Counts) {
  EXPECT_EQ(count_text(0, "compile"), "0 compiles");
  EXPECT_EQ(count_text(1, "compile"), "1 compile");
}

std::optional<std::string> only(std::string_view asked, std::string_view name, const char* value) {
  if (asked == name) return value;
  return std::nullopt;
}

TEST(Style, WhoDecidesOnColours) {
  const Variable none = [](std::string_view) { return std::nullopt; };
  const Variable xterm = [](std::string_view name) { return only(name, "TERM", "xterm"); };
  const Variable forced = [](std::string_view name) { return only(name, "CLICOLOR_FORCE", "1"); };
  const Variable both = [](std::string_view name) {
    return name == "NO_COLOR" ? only(name, "NO_COLOR", "1") : only(name, "CLICOLOR_FORCE", "1");
  };
  EXPECT_FALSE(style_for(true, none).colours());
  EXPECT_TRUE(style_for(true, xterm).colours());
  EXPECT_FALSE(style_for(false, xterm).colours());
  EXPECT_TRUE(style_for(false, forced).colours());
  EXPECT_FALSE(style_for(true, both).colours());
  EXPECT_EQ(Style(false).paint(Ink::red, "x"), "x");
}

}  // namespace
}  // namespace hg::client::ui
