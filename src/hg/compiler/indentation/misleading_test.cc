#include "hg/compiler/indentation/misleading.h"

#include <gtest/gtest.h>

#include "hg/compiler/indentation/tokens.h"

namespace hg::compiler::indentation {
namespace {

// What gcc itself says of layouts is in compiler/real/indentation_test.cc.
constexpr std::string_view kMisleading = "void f(int x) {\n  if (x)\n    x++;\n    x++;\n}\n";
constexpr std::string_view kClear = "void f(int x) {\n  if (x)\n    x++;\n  x++;\n}\n";

std::string text(std::string_view marker, std::string_view code) {
  return std::string(marker) + "\n" + std::string(code);
}

std::vector<std::string> words(std::string_view code) {
  std::vector<std::string> words;
  Tokens tokens(code, code.data(), Tokens::Of::code);
  for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
    words.emplace_back(token.text);
  }
  return words;
}

using Words = std::vector<std::string>;

TEST(Tokens, StringsCharactersAndNumbersAreWhole) {
  EXPECT_EQ(words("f(\"a;\\\"\", ';', L'\\'', 1'000, 1e-5f)"),
            (Words{"f", "(", "\"a;\\\"\"", ",", "';'", ",", "L'\\''", ",", "1'000", ",", "1e-5f", ")"}));
  EXPECT_EQ(words("R\"x(a\")\")x\" b"), (Words{"R\"x(a\")\")x\"", "b"}));
  EXPECT_EQ(words("\"open\nb"), (Words{"\"open", "b"}));
}

TEST(Tokens, CommentsAndDirectivesAreLeftOut) {
  EXPECT_EQ(words("a // don't /* b\nc /* ' \n */ d"), (Words{"a", "c", "d"}));
  EXPECT_EQ(words("#define A \\\n b\n # pragma x\nc # d"), (Words{"c", "#", "d"}));
  EXPECT_EQ(words("// goes \\\n on\na"), (Words{"a"}));
}

TEST(Tokens, BrokenCodeHasAnEnd) {
  for (const char* code :
       {"/*", "R\"x(", "'", "\"\\", "\\", "R\"", "%:", "//\\", "#", "1'", "<", "\\\r", ""}) {
    EXPECT_LE(words(code).size(), 3U) << code;
  }
}

TEST(Misleading, IsNamedByTheMarkers) {
  EXPECT_EQ(find_misleading(text("# 1 \"src/a.c\"", kMisleading), {}), "src/a.c:2: if");
  EXPECT_EQ(find_misleading(text("# 1 \"a.c\"\nint y;\n# 40 \"b.h\" 1", kMisleading), {}), "b.h:41: if");
  EXPECT_EQ(find_misleading(kMisleading, {}), "?:2: if");
  EXPECT_FALSE(find_misleading(kClear, {}));
  EXPECT_FALSE(find_misleading("", {}));
}

TEST(Misleading, SystemHeadersAreLeftOut) {
  const std::string header = text("# 1 \"a.c\"\n# 1 \"/usr/include/x.h\" 1 3 4", kMisleading);
  EXPECT_FALSE(find_misleading(header, {}));
  EXPECT_TRUE(find_misleading(header, {.system_headers = true}));
  EXPECT_TRUE(find_misleading(text(header + "# 2 \"a.c\" 2", kMisleading), {}));
}

TEST(Misleading, TabulatorsCountAsAsked) {
  const std::string_view code = "        if (x)\n\tf();\n\tg();\n";
  EXPECT_FALSE(find_misleading(code, {}));
  EXPECT_TRUE(find_misleading(code, {.tab = 12}));
}

TEST(Misleading, SoMuchCodeThatGccCountsNoColumns) {
  std::string lines = "# 1 \"a.c\"\nint x;\n# 400000 \"a.c\"\nint y;\n";
  EXPECT_FALSE(find_misleading(lines, {}));
  lines += "# 4294967295 \"a.c\"\n";
  EXPECT_TRUE(find_misleading(lines, {}));
}

TEST(Misleading, HostileTextTakesLinearTime) {
  const auto repeat = [](std::string_view piece, std::size_t times) {
    std::string all;
    while (times-- > 0) all += piece;
    return all;
  };
  EXPECT_TRUE(find_misleading(repeat("if (x)\n", 100'000), {}));  // nested deeper than is followed
  EXPECT_TRUE(find_misleading(repeat("(", 100'000), {}));
  EXPECT_FALSE(find_misleading(repeat(")", 100'000) + repeat("}", 100'000) + repeat("else;", 100'000), {}));
  EXPECT_FALSE(find_misleading(repeat("if (x)\n  y();\nelse ", 5'000) + "{}", {}));
  std::string chain;  // each macro is used above its definition
  for (int i = 0; i < 5'000; ++i)
    chain += "#define m" + std::to_string(i) + " m" + std::to_string(i + 1) + "\n";
  EXPECT_FALSE(find_misleading(chain + "#define m5000 if\n", {}));
}

TEST(WarningOptions, LastWordOfTheUser) {
  const auto on = [](std::vector<std::string> arguments, std::string_view code = "") {
    return warning_options(arguments, code).has_value();
  };
  EXPECT_FALSE(on({"-O2", "-Wextra"}));
  EXPECT_TRUE(on({"-Wall"}));
  EXPECT_TRUE(on({"--warn-all"}));
  EXPECT_TRUE(on({"-Werror=all"}));
  EXPECT_TRUE(on({"-Wno-misleading-indentation", "-Werror=misleading-indentation"}));
  EXPECT_FALSE(on({"-Wno-misleading-indentation", "-Wall"}));
  EXPECT_FALSE(on({"-Wall", "--warn-no-misleading-indentation"}));
  EXPECT_FALSE(on({"-Wall", "-w"}));
  EXPECT_TRUE(on({}, "#pragma GCC diagnostic warning \"-Wmisleading-indentation\"\n"));
  EXPECT_TRUE(on({}, "#pragma GCC diagnostic error \"-Wall\"\n"));
}

TEST(WarningOptions, TabulatorAndSystemHeaders) {
  const auto options = warning_options({"-Wall", "-ftabstop=4", "-Wsystem-headers", "-ftabstop=x"}, "");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->tab, 4U);
  EXPECT_TRUE(options->system_headers);
  EXPECT_EQ(warning_options({"-Wall", "-ftabstop=0"}, "")->tab, 8U);
}

}  // namespace
}  // namespace hg::compiler::indentation
