#include <gtest/gtest.h>

#include <map>

#include "hg/compiler/hidden_pragma.h"
#include "hg/compiler/native.h"
#include "hg/compiler/response_file.h"
#include "hg/compiler/text_scan.h"

namespace hg::compiler {
namespace {

constexpr auto kGcc = model::CompilerFamily::gcc;
constexpr auto kClang = model::CompilerFamily::clang;

std::string found(model::CompilerFamily family, const std::string& text, std::size_t step = 1000,
                  const std::map<std::string, std::string>& files = {}) {
  TextScan scan(family, [&](const std::string& path) -> std::optional<std::string> {
    const auto at = files.find(path);
    return at == files.end() ? std::nullopt : std::optional(at->second);
  });
  for (std::size_t i = 0; i < text.size(); i += step) scan.feed(std::string_view(text).substr(i, step));
  scan.finish();
  return scan.found();
}

TEST(TextScan, FindsWordsHoweverTheTextIsCut) {
  for (const std::string word : {".incbin", "__DATE__", "__TIME__", "__TIMESTAMP__", "pch_preprocess"}) {
    const std::string text = "int x;\n  y " + word + "\nint z;\n";
    for (std::size_t step = 1; step <= text.size(); ++step) {
      EXPECT_EQ(found(kGcc, text, step), word) << step;
      EXPECT_EQ(found(kClang, text, step), word) << step;
    }
  }
}

TEST(TextScan, FindsWordsAtBothEnds) {
  EXPECT_EQ(found(kGcc, "__DATE__"), "__DATE__");
  EXPECT_EQ(found(kGcc, "x __TIME__"), "__TIME__");
  EXPECT_EQ(found(kGcc, "\n"), "");
  EXPECT_EQ(found(kGcc, ""), "");
}

// Hole: a worker pasted its own time, and the result was kept for all.
TEST(TextScan, FindsATimeThatIsPastedOfTwoPieces) {
  for (const std::string time : {"__DATE__", "__TIME__", "__TIMESTAMP__"}) {
    for (std::size_t cut = 1; cut < time.size(); ++cut) {
      const std::string text = "\ns = CAT(" + time.substr(0, cut) + ", " + time.substr(cut) + ");\n";
      EXPECT_NE(found(kGcc, text), "") << text;
      EXPECT_NE(found(kClang, text, 3), "") << text;
    }
  }
  EXPECT_EQ(found(kGcc, "\nint DATE, my__TIME__s, UPDATE__, __TIMER;\n"), "");
}

TEST(TextScan, AssemblersIncludeNeedsAName) {
  EXPECT_EQ(found(kGcc, "asm(\".include \\\"x.s\\\"\");"), ".include");
  EXPECT_EQ(found(kGcc, "asm(R\"(.include \"x.s\")\");"), ".include");
  EXPECT_EQ(found(kGcc, "target.include_directories(\"x\");"), "");
}

TEST(TextScan, EmbedIsADirective) {
  EXPECT_EQ(found(kGcc, "\n#embed <x>\n"), "#embed");
  EXPECT_EQ(found(kGcc, "\n#  embed <x>\n"), "#embed");
  EXPECT_EQ(found(kGcc, "// we embed this\n"), "");
}

TEST(TextScan, CounterInAConditionIsLostByClang) {
  EXPECT_EQ(found(kClang, "#if 0\n#if __COUNTER__ > 3\n"), "__COUNTER__ in #if __COUNTER__ > 3");
  EXPECT_NE(found(kClang, "#elif X && \\\n  __COUNTER__\n"), "");
  EXPECT_EQ(found(kClang, "#if defined(__COUNTER__)\n#ifdef __COUNTER__\nint x = __COUNTER__;\n"), "");
  EXPECT_EQ(found(kGcc, "int x = __COUNTER__;\n"), "");
}

TEST(TextScan, LineDirectivesAreLostByClang) {
  EXPECT_EQ(found(kClang, "\n#line 4 \"x.y\"\n"), "#line");
  EXPECT_EQ(found(kGcc, "\n#line 4 \"x.y\"\n"), "");
}

TEST(TextScan, BaseFileIsTheWorkersForGcc) {
  EXPECT_EQ(found(kGcc, "__BASE_FILE__"), "__BASE_FILE__");
  EXPECT_EQ(found(kClang, "__BASE_FILE__"), "");
}

TEST(TextScan, SourcesAreAskedForHiddenPragmas) {
  const std::string text = "# 0 \"a.c\"\n# 1 \"a.c\"\n# 1 \"a b\\\"\\303\\251.h\" 1\nint x;\n# 2 \"a.c\" 2\n";
  std::map<std::string, std::string> files = {{"a.c", "int x;"}, {"a b\"\303\251.h", "#pragma once"}};
  EXPECT_EQ(found(kGcc, text, 5, files), "");
  files["a b\"\303\251.h"] = "#pragma push_macro(\"x\")";
  EXPECT_EQ(found(kGcc, text, 5, files), "#pragma push_macro in a b\"\303\251.h");
  EXPECT_NE(found(kGcc, text, 5, {}), "");  // a file that has gone
}

TEST(TextScan, FirstIncludeIsThatOfTheSource) {
  TextScan scan(kGcc, [](const std::string&) { return std::string(); });
  scan.feed(
      "# 0 \"a.c\"\n# 0 \"<command-line>\"\n# 1 \"/usr/include/stdc-predef.h\" 1 3 4\n# 1 \"/dir//\"\n");
  EXPECT_FALSE(scan.first_include());
  scan.feed("# 1 \"a.c\"\n# 1 \"all.h\" 1\n# 1 \"other.h\" 1\n");
  scan.finish();
  EXPECT_EQ(scan.first_include(), "all.h");
}

TEST(TextScan, VeryLongLines) {
  EXPECT_EQ(found(kGcc, std::string(3U << 20U, 'x') + " __DATE__", 65536), "__DATE__");
}

TEST(HiddenPragma, ThoseThatTextDoesNotShow) {
  for (const char* source :
       {"#pragma push_macro(\"X\")", " #  pragma pop_macro(\"X\")", "#pragma GCC poison x",
        "#pragma message \"x\"", "#pragma redefine_extname a b", "# pragma GCC\tpoison x"}) {
    EXPECT_NE(find_hidden_pragma(source), "") << source;
  }
  for (const char* source : {"#pragma once", "#pragma GCC system_header", "#pragma pack(push)",
                             "#pragma omp for", "// pragmatic", "poison", ""}) {
    EXPECT_EQ(find_hidden_pragma(source), "") << source;
  }
}

TEST(HiddenPragma, CodeForOtherCompilersIsSkipped) {
  EXPECT_EQ(find_hidden_pragma("#ifdef _MSC_VER\n#if 1\n#pragma message(\"x\")\n#endif\n#endif\n"), "");
  EXPECT_EQ(find_hidden_pragma("#if defined(_MSC_VER) && !defined(X)\n#pragma push_macro(\"x\")\n#endif\n"),
            "");
  EXPECT_NE(find_hidden_pragma("#ifdef _MSC_VER\n#else\n#pragma message(\"x\")\n#endif\n"), "");
  EXPECT_NE(find_hidden_pragma("#ifdef _MSC_VER\n#endif\n#pragma message(\"x\")\n"), "");
  EXPECT_NE(find_hidden_pragma("#ifndef _MSC_VER\n#pragma message(\"x\")\n#endif\n"), "");
  EXPECT_NE(find_hidden_pragma("#if defined(_MSC_VER) || defined(X)\n#pragma message(\"x\")\n#endif\n"), "");
}

using Words = std::vector<std::string>;

TEST(ResponseFile, IsCutAsTheCompilersCutIt) {
  EXPECT_EQ(split_response_file("a 'b c' \"d e\"f \\g\\ h\n\ti"), (Words{"a", "b c", "d ef", "g h", "i"}));
  EXPECT_EQ(split_response_file("'a\\'b' \"a\\\\b\""), (Words{"a'b", "a\\b"}));
  EXPECT_EQ(split_response_file("  \n"), Words{});
}

TEST(ResponseFile, WhatTheCompilersCutDifferently) {
  EXPECT_FALSE(split_response_file("a \"\" b"));
  EXPECT_FALSE(split_response_file("a 'b"));
  EXPECT_FALSE(split_response_file("a \\"));
  EXPECT_FALSE(split_response_file(std::string_view("a\0b", 3)));
}

TEST(ResponseFile, LoopsDepthAndSizeAreLimited) {
  const auto loop = [](const std::string&) { return std::optional<std::string>("-O2 @self"); };
  EXPECT_EQ(expand_response_files({"@self"}, loop).problem, "@self");
  const auto deep = [](const std::string& path) { return std::optional("@" + path + "x"); };
  EXPECT_NE(expand_response_files({"@a"}, deep).problem, "");
  const auto large = [](const std::string&) { return std::optional(std::string(6U << 20U, ' ')); };
  EXPECT_EQ(expand_response_files({"@a", "@b"}, large).problem, "");
  EXPECT_EQ(expand_response_files({"@a", "@b", "@c"}, large).problem, "@c");
}

TEST(ResponseFile, TheSameFileTwiceIsNoLoop) {
  const auto same = [](const std::string&) { return std::optional<std::string>("x"); };
  EXPECT_EQ(expand_response_files({"@a", "@a", "@"}, same).arguments, (Words{"x", "x", "@"}));
}

TEST(Native, AnswersThatSayNothingAreRefused) {
  for (const auto family : {kGcc, kClang}) {
    EXPECT_FALSE(resolve_native({"-march=native"}, family, ""));
    EXPECT_FALSE(resolve_native({"-march=native"}, family, " /x/cc1 -quiet\n \"/x/clang\" \"-cc1\"\n"));
  }
}

TEST(Native, GccsOwnWordsReplaceAllMachineOptions) {
  const auto resolved =
      resolve_native({"-O2", "-march=native", "-mno-avx"}, kGcc,
                     "Target: x\n /x/cc1 -quiet \"-march=znver3\" -mmmx --param \"l1=3\" -mno-avx -o x\n");
  ASSERT_TRUE(resolved);
  EXPECT_EQ(*resolved, (Words{"-O2", "-march=znver3", "-mmmx", "--param=l1=3", "-mno-avx"}));
}

TEST(Native, TheQuestionHoldsOnlyMachineOptions) {
  EXPECT_EQ(
      native_question({"-O2", "-march=native", "-DX", "--param", "a=1"}),
      (Words{"-###", "-march=native", "--param", "a=1", "-x", "c", "-c", "/dev/null", "-o", "/dev/null"}));
}

}  // namespace
}  // namespace hg::compiler
