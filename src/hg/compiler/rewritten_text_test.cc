#include "hg/compiler/rewritten_text.h"

#include <gtest/gtest.h>

#include "hg/compiler/directive_lines.h"

namespace hg::compiler {
namespace {

std::string foreign_marker(const std::string& text) {
  DirectiveLines lines;
  RewrittenText rewritten;
  lines.feed("\n" + text, [&](const Directive& d) { rewritten.on_directive(d); });
  rewritten.finish(lines.blank());
  return rewritten.foreign_marker();
}

const std::string kStart = "# 1 \"<built-in>\"\n# 1 \"a.c\"\n";
const std::string kInclude =
    "#if 0 /* expanded by -frewrite-includes */\n#include \"h.h\"\n#endif /* expanded by -frewrite-includes "
    "*/\n";
const std::string kCondition =
    "#if 0 /* disabled by -frewrite-includes */\n#if X\n#endif\n#endif /* disabled by -frewrite-includes "
    "*/\n#if 1 /* evaluated by -frewrite-includes */\n";

TEST(RewrittenText, AcceptsWhatClangWrites) {
  EXPECT_EQ(foreign_marker(kStart + "int a;\n" + kInclude +
                           "# 2 \"a.c\"\n# 1 \"./h.h\" 1\nint h;\n# 3 \"a.c\" 2\nint b;\n" + kCondition +
                           "# 5 \"a.c\"\nint c;\n#else\n# 7 \"a.c\"\n#endif\n# 8 \"a.c\"\n"),
            "");
  EXPECT_EQ(foreign_marker(kStart + kInclude + "# 1 \"a.c\"\n# 2 \"a.c\"\nint left_away;\n"), "");
  EXPECT_EQ(foreign_marker("# 1 \"<built-in>\"\n# 1 \"./pre.h\" 1\nint p;\n# 1 \"<built-in>\" 2\n# 1 "
                           "\"a.c\"\nint a;\n#ifdef A\n# 3 \"a.c\"\n#endif\n# 4 \"a.c\"\n"),
            "");
}

TEST(RewrittenText, AcceptsTheFormOfClang16) {
  EXPECT_EQ(foreign_marker(kStart + "#if defined(__CLANG_REWRITTEN_INCLUDES) /* h.h expanded by "
                                    "-frewrite-includes */\n#include \"h.h\"\n#else /* h.h expanded by "
                                    "-frewrite-includes */\n# 1 \"a.c\"\n# 1 \"./h.h\" 1\nint h;\n#endif /* "
                                    "h.h expanded by -frewrite-includes */\n# 2 \"a.c\" 2\nint a;\n"),
            "");
}

// Bug: sources with CRLF, whose markers clang writes with CRLF too, were all compiled here.
TEST(RewrittenText, AcceptsCarriageReturns) {
  std::string text =
      kStart + kInclude + "# 1 \"a.c\"\n# 1 \"./h.h\" 1\nint h;\n# 2 \"a.c\" 2\n#if 1\n#endif\n# 4 \"a.c\"\n";
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
    text.replace(at, 1, "\r\n");
  EXPECT_EQ(foreign_marker(text), "");
  EXPECT_EQ(foreign_marker(text + "# 9 \"b.c\"\r\n"), "# 9 \"b.c\"");
}

TEST(RewrittenText, FindsAnotherName) {
  EXPECT_EQ(foreign_marker(kStart + "int a;\n# 2 \"b.c\"\n"), "# 2 \"b.c\"");
  EXPECT_EQ(foreign_marker(kStart + kCondition + "# 2 \"a.c\"\n# 2 \"b.c\"\n"), "# 2 \"b.c\"");
}

TEST(RewrittenText, FindsAnotherLine) {
  EXPECT_EQ(foreign_marker(kStart + "int a;\n# 9 \"a.c\"\n"), "# 9 \"a.c\"");
  EXPECT_EQ(foreign_marker(kStart + kCondition + "# 2 \"a.c\"\n# 9 \"a.c\"\n"), "# 9 \"a.c\"");
  EXPECT_EQ(foreign_marker(kStart + kInclude + "# 1 \"a.c\"\n# 2 \"a.c\"\n# 9 \"a.c\"\n"), "# 9 \"a.c\"");
}

TEST(RewrittenText, AcceptsAFileThatEndsInTheMiddleOfItsLastLine) {
  const std::string end = kStart + "#ifdef A\nint a;\n#endif\n# 3 \"a.c\"\n";
  EXPECT_EQ(foreign_marker(end), "");
  EXPECT_EQ(foreign_marker(end + "int b;\n"), "# 3 \"a.c\"");
  EXPECT_EQ(foreign_marker(end + "int b;\n#if 1\n"), "# 3 \"a.c\"");
}

TEST(RewrittenText, FindsFilesThatBeginOrEndUnasked) {
  EXPECT_EQ(foreign_marker(kStart + "int a;\n# 1 \"b.h\" 1\n"), "# 1 \"b.h\" 1");
  EXPECT_EQ(foreign_marker(kStart + "int a;\n# 2 \"a.c\" 2\n"), "# 2 \"a.c\" 2");
}

TEST(RewrittenText, FindsOtherSpellings) {
  for (const char* line : {"#2 \"a.c\"", "# 2 \"a.c", "#  2 \"a.c\"", "# 2"}) {
    EXPECT_EQ(foreign_marker(kStart + "int a;\n" + line + "\n"), line);
  }
  EXPECT_EQ(foreign_marker(kStart + "int a;\n  # 9 \"a.c\"\n"), "# 9 \"a.c\"");
  EXPECT_EQ(foreign_marker(kStart + "int a; # 9 \"a.c\"\n\"#9\"\n"), "");
}

TEST(DirectiveLines, GoOnBehindBackslashesAndInComments) {
  DirectiveLines lines;
  std::vector<std::pair<std::string, std::size_t>> seen;
  const auto note = [&](const Directive& d) { seen.emplace_back(d.text, d.lines_before); };
  lines.feed("\nint a;\n#if A \\\n  && B\nint b;", note);
  lines.feed("\n\n  #define C /* x\n y */ D\n", note);
  lines.feed("\n#if E \\\r\n  && F\r\n", note);
  const std::vector<std::pair<std::string, std::size_t>> expected = {
      {"#if A \\\n  && B", 1}, {"#define C /* x\n y */ D", 3}, {"#if E \\\r\n  && F", 2}};
  EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace hg::compiler
