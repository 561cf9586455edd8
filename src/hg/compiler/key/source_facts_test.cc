#include "hg/compiler/key/source_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "hg/compiler/key/forwarded.h"

namespace hg::compiler::key {
namespace {

using Kind = Reference::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Reference quoted(std::string name, Kind kind = Kind::include) {
  return {kind, true, std::move(name)};
}
Reference angled(std::string name, Kind kind = Kind::include) {
  return {kind, false, std::move(name)};
}

TEST(SourceFacts, PlainCodeHasNone) {
  EXPECT_EQ(facts_of(""), 0U);
  EXPECT_EQ(facts_of("int included; int important; int reimport_x; a.include_x = 1;\n"), 0U);
  EXPECT_EQ(facts_of("#define LONG a \\\n  b\n"), 0U);
}

TEST(SourceFacts, ReadsIncludes) {
  EXPECT_THAT(references_of("#include <a.h>\n# include \"b/c.h\"\n\t#\tinclude\"d.h\"\n"),
              ElementsAre(angled("a.h"), quoted("b/c.h"), quoted("d.h")));
  EXPECT_THAT(references_of("#include_next <a.h>\n"), ElementsAre(angled("a.h", Kind::include_next)));
  EXPECT_THAT(references_of("#include /* x */ <a.h>\n#include \\\n <b.h>\n"),
              ElementsAre(angled("a.h"), angled("b.h")));
  EXPECT_EQ(facts_of("#include <a.h>\n"), kHasReferences);
}

TEST(SourceFacts, ReadsEverySpellingOfADirective) {
  for (const char* const source :
       {"%: include <a.h>\n", "\?\?=include <a.h>\n", "# /* */ include <a.h>\n", "# \\\ninclude <a.h>\n",
        "#\\\r\n include <a.h>\n", "/**/ # include <a.h>"}) {
    EXPECT_THAT(references_of(source), ElementsAre(angled("a.h"))) << source;
  }
}

// Bug: prose about includes, as system headers have it, was taken for includes that could not be read.
TEST(SourceFacts, ProseIsNoInclude) {
  EXPECT_EQ(facts_of("#error \"Never include <a.h> directly;\\\n include <b.h> instead.\"\n"), 0U);
  EXPECT_EQ(facts_of("/* as a __has_include argument (GCC PR 80005).  */\n#endif // __has_include\n"), 0U);
}

TEST(SourceFacts, ANameIsReadOnce) {
  EXPECT_THAT(references_of("#include <a.h>\n#include <a.h>\n#include \"a.h\"\n"),
              ElementsAre(angled("a.h"), quoted("a.h")));
}

TEST(SourceFacts, ReadsQuestions) {
  EXPECT_THAT(references_of("#if __has_include(<a.h>) || __has_include_next ( \"b.h\" )\n"),
              ElementsAre(angled("a.h", Kind::question), quoted("b.h", Kind::question)));
  EXPECT_EQ(facts_of("#ifdef __has_include\n#if defined(__has_include) && defined __has_include\n"), 0U);
}

TEST(SourceFacts, SaysWhatItCannotRead) {
  for (const char* const source :
       {"#define HAS __has_include\n", "#if __has_include(NAME)\n", "#define H(x) __has_include(y)\n",
        "#define H(x) a + __has_include(x)\n", "#\tdefine\tHAS __has_include\n", "#inc\\\nlude <a.h>\n",
        "#inc\\ \nlude <a.h>\n", "#inc\\\r\nlude <a.h>\n", "#inc\?\?/\nlude <a.h>\n", "#import <a.h>\n",
        "#include <a\n", "#if __has_embed(\"a\")\n", "#pragma include_alias(\"a\", \"b\")\n",
        "__TI\\\nME__"}) {
    EXPECT_TRUE((facts_of(source) & kUnreadable) != 0) << source;
  }
}

TEST(SourceFacts, AQuestionUnderAnotherNameIsFollowed) {
  constexpr std::string_view kSource =
      "#  define HAS(x) __has_include(x)\n#else\n#define HAS(x) 0\n#endif\n"
      "#if HAS(<a.h>) || HAS ( \"b.h\" )\n#if defined(HAS)\n#undef HAS\nint HASTE;\n";
  EXPECT_EQ(facts_of(kSource), kForwards);
  EXPECT_THAT(forwarders_of(kSource), ElementsAre("HAS"));
  EXPECT_THAT(*forwarded_questions(kSource, "HAS"),
              ElementsAre(angled("a.h", Kind::question), quoted("b.h", Kind::question)));
  EXPECT_FALSE(forwarded_questions("#define ALSO(x) HAS(x)\n", "HAS"));
  EXPECT_FALSE(forwarded_questions("#define ALSO HAS\n", "HAS"));
  EXPECT_FALSE(forwarded_questions("#if HAS(NAME)\n", "HAS"));
}

TEST(SourceFacts, AComputedIncludeIsKnownAsOne) {
  EXPECT_EQ(facts_of("#include NAME\n"), kComputed);
  EXPECT_THAT(references_of("#include NAME\n"), IsEmpty());
}

TEST(SourceFacts, FindsWhatIsNeverStored) {
  EXPECT_EQ(facts_of("s = __DATE__;"), kTime);
  EXPECT_EQ(facts_of("s = __TIME__;"), kTime);
  EXPECT_EQ(facts_of("s = __TIMESTAMP__;"), kTime);
  EXPECT_EQ(facts_of("int my__TIME__x, __TIMER;"), 0U);
  EXPECT_EQ(facts_of("asm(\".incbin \\\"x\\\"\");"), kAssemblerFile);
  EXPECT_EQ(facts_of("asm(\".include \\\"x\\\"\");"), kAssemblerFile);
  EXPECT_EQ(facts_of("#embed <x>\n"), kEmbed);
  EXPECT_EQ(facts_of("#pragma GCC dependency \"x\"\n"), kDates);
  EXPECT_EQ(facts_of("_Pragma(\"GCC dependency \\\"x\\\"\")\n"), kDates);
  EXPECT_EQ(facts_of("// hgbuild:nocache\n"), kNoCache);
  EXPECT_EQ(facts_of("/* ccache:disable */\n"), kNoCache);
}

// Hole: what the preprocessor pastes together was not seen.
TEST(SourceFacts, FindsATimeThatIsPastedOfTwoPieces) {
  constexpr std::string_view kTimes[] = {"__DATE__", "__TIME__", "__TIMESTAMP__"};
  for (const std::string_view time : kTimes) {
    for (std::size_t cut = 1; cut < time.size(); ++cut) {
      const std::string source = "#define CAT(a, b) a##b\ns = CAT(" + std::string(time.substr(0, cut)) +
                                 ", " + std::string(time.substr(cut)) + ");";
      EXPECT_EQ(facts_of(source) & kTime, kTime) << source;
    }
  }
  EXPECT_EQ(facts_of("#define CAT(a, b) a##b\nint DATE, TIME, STAMP, __T, UPDATE__, MY_TIME__;"), 0U);
}

// Bug: glibc's <bits/types.h> has the comment, and kept everything that includes it out of the cache.
TEST(SourceFacts, AWordOfACommentIsNoPiece) {
  EXPECT_EQ(facts_of("#include <bits/time64.h>\t/* Defines __TIME*_T_TYPE macros.  */\n"), kHasReferences);
  EXPECT_EQ(facts_of("#define A __TI\n") & kTime, kTime);
}

TEST(SourceFacts, KnowsWhoPastesUnderscores) {
  for (const char* const source : {"#define A(x) __##x##__\n", "#define A(x) __ ## x\n",
                                   "#define A(x) _##x\n", "#define A(x) __ /* */ \\\n## x\n"}) {
    EXPECT_EQ(facts_of(source), kUnderscores) << source;
  }
  EXPECT_EQ(facts_of("#define A(x) a##x\n#define B(x) x##__\n"), 0U);
  for (const char* const source :
       {"s = A(DATE);", "f(a, TIME)", "A( TIMESTAMP )", "__ ## DATE ## __", "A(DATE_)"})
    EXPECT_TRUE((facts_of(source) & kNamesTime) != 0) << source;
  for (const char* const source : {"AT ANY TIME, ", "UPDATE(x)", "int TIME;", "A(DATES)"})
    EXPECT_FALSE((facts_of(source) & kNamesTime) != 0) << source;
}

// Hole: an .incbin that is put together from several strings was not seen.
TEST(SourceFacts, FindsAnAssemblersFileAcrossStrings) {
  for (const char* const source :
       {R"(asm(".inc" "bin \"x\"");)", "asm(\".in\"\n  \"cbin x\");", R"(asm("." "incbin \"x\"");)",
        R"(asm("." "include \"x\"");)", R"(asm(".incl" "ude \"x\"");)", R"(asm(S(.) S(incbin) "x");)",
        R"(asm("\x2einclude \"x\"");)"}) {
    EXPECT_EQ(facts_of(source), kAssemblerFile) << source;
  }
  for (const char* const source :
       {R"(f("in" "cluded");)", R"(g("." "inc");)", R"(f("please include \"x\"");)"}) {
    EXPECT_EQ(facts_of(source), 0U) << source;
  }
}

TEST(SourceFacts, KnowsOnce) {
  EXPECT_EQ(facts_of("#pragma once\n"), kOnce);
  EXPECT_EQ(facts_of("# pragma  once"), kOnce);
  EXPECT_EQ(facts_of("_Pragma(\"once\")"), kOnce);
}

TEST(SourceFacts, EachThatForbidsToStoreIsExplained) {
  std::set<std::string_view> texts;
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1U) {
    const std::string_view text = explain_never_stored(bit);
    EXPECT_EQ(text.empty(), (bit & kNeverStored) == 0) << bit;
    EXPECT_TRUE(text.empty() || texts.insert(text).second) << text;
  }
}

}  // namespace
}  // namespace hg::compiler::key
