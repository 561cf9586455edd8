// Every option that the grammar knows keeps a compile out of the cache, changes its key, or stands here as
// neutral, with the reason.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hg/cache/key.h"
#include "hg/compiler/invocation.h"
#include "hg/compiler/key/manifest_key.h"
#include "hg/compiler/option.h"

namespace hg::compiler::key {
namespace {

using model::CompilerFamily;
using Words = std::vector<std::string>;

struct Neutral {
  Families families;
  std::string_view proof;  // a row of test/suites/cache_rows.py, which compiles without and with
};
constexpr Neutral kOutput{Families::both, "another -o"};
constexpr Neutral kMode{Families::both, "nothing"};  // every row compiles
constexpr Neutral kPipe{Families::both, "-pipe"};
constexpr Neutral kLinker{Families::gcc, "a word for the linker"};  // clang says that it is unused

const std::map<std::string_view, Neutral> kNeutral = {
    {"-c", kMode},
    {"--compile", kMode},
    {"-o", kOutput},
    {"--output", kOutput},
    {"--output=", kOutput},
    {"-pipe", kPipe},
    {"--pipe", kPipe},
    {"-MF", {Families::both, "another -MF"}},
    {"-L", kLinker},
    {"--library-directory", kLinker},
    {"--library-directory=", kLinker},
    {"-l", kLinker},
    {"-T", kLinker},
    {"-u", kLinker},
    {"--force-link", kLinker},
    {"--force-link=", kLinker},
    {"-e", kLinker},
    {"--entry", kLinker},
    {"--entry=", kLinker},
    {"-z", kLinker},
    {"-Wl,", kLinker},
    {"-Xlinker", kLinker},
    {"--for-linker", kLinker},
    {"--for-linker=", kLinker},
    {"-fuse-ld=", kLinker},
};

Surroundings surroundings() {
  return {.working_directory = "/w",
          .stderr_is_terminal = false,
          .variable = [](std::string_view) { return std::nullopt; },
          .read_file = [](const std::string&) { return std::nullopt; },
          .is_regular_or_absent = [](const std::string&) { return true; },
          .exists = [](const std::string&) { return false; }};
}

model::Toolchain toolchain(CompilerFamily family) {
  model::Toolchain toolchain;
  toolchain.id = model::ToolchainId(std::string(64, 'a'));
  toolchain.family = family;
  toolchain.target = "x86_64-linux-gnu";
  return toolchain;
}

// Nothing: the compile stays out of the cache.
std::optional<cache::ManifestKey> key_of(CompilerFamily family, Words words) {
  words.insert(words.end(), {"-c", "a.c"});
  const auto classified = classify(words, surroundings());
  if (classified.reason != model::Reason::none) return std::nullopt;
  const auto chain = toolchain(family);
  const Plan plan = compiler::plan(classified, chain, surroundings());
  if (plan.reason != model::Reason::none) return std::nullopt;
  return manifest_key({.toolchain = chain, .plan = plan, .driver = "/usr/bin/cc", .own_name = "cc"},
                      surroundings());
}

Words with_value(const Option& option, const std::string& value) {
  const std::string name(option.name);
  switch (option.value) {
    case Value::none:
      return {name};
    case Value::joined:
    case Value::joined_or_separate:
      return {name + value};
    case Value::separate:
      return {name, value};
    case Value::two:
      return {name, value, "1"};
  }
  return {};
}

class Grammar : public ::testing::TestWithParam<CompilerFamily> {
 protected:
  static void check(const Option& option) {
    const Words before =
        option.use == Use::dependency && option.special != Special::md ? Words{"-MD"} : Words{};
    const auto key = [&](const Words& words) {
      Words all = before;
      all.insert(all.end(), words.begin(), words.end());
      return key_of(GetParam(), all);
    };
    const auto without = key({});
    ASSERT_TRUE(without);
    const auto one = key(with_value(option, "1"));
    const auto two = key(with_value(option, "2"));
    const bool changes = (!one || one != without) && (!two || two != without);
    const bool value_counts = option.value == Value::none || !one || !two || one != two;
    const auto neutral = kNeutral.find(option.name);
    const bool is_neutral = neutral != kNeutral.end() && neutral->second.families != other_family();
    EXPECT_EQ(changes && value_counts, !is_neutral) << option.name;
  }
  static Families other_family() {
    return GetParam() == CompilerFamily::gcc ? Families::clang : Families::gcc;
  }
};

TEST_P(Grammar, EveryOptionChangesTheKeyOrIsNeutral) {
  for (const Option& option : all_options()) {
    if (option.families != other_family()) check(option);
  }
}

INSTANTIATE_TEST_SUITE_P(Families, Grammar, ::testing::Values(CompilerFamily::gcc, CompilerFamily::clang),
                         [](const auto& family) {
                           return family.param == CompilerFamily::gcc ? "gcc" : "clang";
                         });

}  // namespace
}  // namespace hg::compiler::key
