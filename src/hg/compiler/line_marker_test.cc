#include "hg/compiler/line_marker.h"

#include <gtest/gtest.h>

#include <string>

namespace hg::compiler {
namespace {

std::string unescape(std::string_view quoted) {
  std::string name(quoted.size(), '\0');
  name.resize(unescape_marker_name(quoted, name.data()));
  return name;
}

TEST(LineMarker, NameEndsAtTheQuote) {
  EXPECT_EQ(unescape("src/a.c\" 1 3"), "src/a.c");
  EXPECT_EQ(unescape("\""), "");
  EXPECT_EQ(unescape(""), "");
  EXPECT_EQ(unescape("cut off"), "cut off");
}

TEST(LineMarker, NameIsUnescaped) {
  EXPECT_EQ(unescape(R"(a b\".h" 1)"), "a b\".h");
  EXPECT_EQ(unescape(R"(a\\b.h")"), "a\\b.h");
  EXPECT_EQ(unescape(R"(\303\251.h")"), "\303\251.h");
  EXPECT_EQ(unescape(R"(\0011.h")"), "\0011.h");
}

TEST(LineMarker, ABrokenEscapeStaysInside) {
  EXPECT_EQ(unescape("a\\"), "a\\");
  EXPECT_EQ(unescape("a\\12"), "a12");
  EXPECT_EQ(unescape("a\\\""), "a\"");
}

}  // namespace
}  // namespace hg::compiler
