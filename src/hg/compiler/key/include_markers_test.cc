#include "hg/compiler/key/include_markers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/compiler/key/depfile.h"

namespace hg::compiler::key {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> files_in(std::string_view text, std::size_t chunk) {
  IncludeMarkers markers;
  for (std::size_t at = 0; at < text.size(); at += chunk) markers.feed(text.substr(at, chunk));
  return markers.finish();
}

constexpr std::string_view kText =
    "# 0 \"a.c\"\n# 1 \"/w//\"\n# 0 \"<built-in>\"\n# 1 \"/usr/include/stdc-predef.h\" 1 3 4\n# 1 \"a.c\"\n"
    "# 1 \"in\\\\c/x y.h\" 1\nint x;\n# 2 \"a.c\" 2\n# 1 \"b.h\" 1\n# 3 \"a.c\" 2\n# 1 \"b.h\" 1\n"
    "# 1 \"line_directive.c\"\nint y;\n";

TEST(IncludeMarkers, FindsWhatWasEntered) {
  for (const std::size_t chunk : {1U, 2U, 7U, 64U, 1000U}) {
    EXPECT_THAT(files_in(kText, chunk), ElementsAre("/usr/include/stdc-predef.h", "in\\c/x y.h", "b.h"))
        << chunk;
  }
}

TEST(IncludeMarkers, AMarkerMayBeFirstAndLast) {
  EXPECT_THAT(files_in("# 1 \"a.h\" 1", 3), ElementsAre("a.h"));
  EXPECT_THAT(files_in("", 1), IsEmpty());
}

TEST(Depfile, ReadsNames) {
  EXPECT_THAT(*parse_depfile("a.o: a.c inc/x.h \\\n /usr/include/y.h\n\ninc/x.h:\n"),
              ElementsAre("a.c", "inc/x.h", "/usr/include/y.h"));
  EXPECT_THAT(*parse_depfile("a.o b.o: \\\n a\\ b.c x\\#.h d$$.h c++/v:1.h"),
              ElementsAre("a b.c", "x#.h", "d$.h", "c++/v:1.h"));
}

TEST(Depfile, RefusesWhatCanBeReadInTwo) {
  EXPECT_FALSE(parse_depfile(""));
  EXPECT_FALSE(parse_depfile("no rule\n"));
  EXPECT_FALSE(parse_depfile("a.o:\n"));
  EXPECT_FALSE(parse_depfile("a.o: a\\b.c\n"));
  EXPECT_FALSE(parse_depfile("a.o: $(X)\n"));
}

}  // namespace
}  // namespace hg::compiler::key
