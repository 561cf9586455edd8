#include "hg/compiler/key/manifest_key.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace hg::compiler::key {
namespace {

class ManifestKeyTest : public ::testing::Test {
 protected:
  ManifestKeyTest() {
    toolchain_.id = model::ToolchainId(std::string(64, 'a'));
    plan_.input = "a.c";
    plan_.preprocess = {"-E", "-DA", "a.c"};
    plan_.remote = {"-O2"};
    plan_.outputs = {{model::OutputKind::object, "a.o"}};
    surroundings_.working_directory = "/w";
    surroundings_.variable = [this](std::string_view name) -> std::optional<std::string> {
      const auto at = variables_.find(std::string(name));
      return at == variables_.end() ? std::nullopt : std::optional(at->second);
    };
  }

  Command command() {
    return {.toolchain = toolchain_, .plan = plan_, .driver = driver_, .own_name = own_name_};
  }
  cache::ManifestKey key() { return manifest_key(command(), surroundings_); }
  cache::ManifestKey spoken() { return spoken_manifest_key(key(), command(), surroundings_, columns_); }

  // Does `change` make another key?
  void expect(bool another, const char* what, const std::function<void()>& change) {
    const auto before = key();
    change();
    EXPECT_EQ(key() != before, another) << what;
  }
  void expect_spoken(const char* what, const std::function<void()>& change) {
    const auto before = key();
    const auto before_spoken = spoken();
    change();
    EXPECT_EQ(key(), before) << what;
    EXPECT_NE(spoken(), before_spoken) << what;
  }

  model::Toolchain toolchain_;
  Plan plan_;
  Surroundings surroundings_;
  std::map<std::string, std::string> variables_;
  std::string driver_ = "/usr/bin/gcc";
  std::string own_name_ = "gcc";
  unsigned columns_ = 0;
};

TEST_F(ManifestKeyTest, HoldsEverythingThatReachesTheCompiler) {
  expect(true, "toolchain", [&] { toolchain_.id = model::ToolchainId(std::string(64, 'b')); });
  expect(true, "driver", [&] { driver_ = "/opt/bin/gcc"; });
  expect(true, "language", [&] { plan_.language = model::Language::cxx; });
  expect(true, "input", [&] { plan_.input = "b.c"; });
  expect(true, "a word", [&] { plan_.preprocess.insert(plan_.preprocess.begin(), "-DB"); });
  expect(true, "order", [&] { std::swap(plan_.preprocess[0], plan_.preprocess[1]); });
  expect(true, "words that run together", [&] { plan_.preprocess = {"-E-DA", "a.c"}; });
  expect(true, "the other step", [&] { plan_.remote.push_back("-DB"); });
  expect(true, "outputs", [&] { plan_.outputs.push_back({model::OutputKind::stack_usage, "a.su"}); });
  expect(true, "a .d", [&] { plan_.depfile = "a.d"; });
  expect(true, "compilation directory", [&] { plan_.compilation_directory = "/x"; });
  for (const char* const name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LC_ALL", "LANG"}) {
    expect(true, name, [&] { variables_[name] = ""; });
    expect(true, name, [&] { variables_[name] = "x"; });
  }
}

TEST_F(ManifestKeyTest, AWordMovedToTheOtherStepIsAnotherCommand) {
  expect(true, "moved", [&] {
    plan_.remote.insert(plan_.remote.begin(), plan_.preprocess.back());
    plan_.preprocess.pop_back();
  });
}

TEST_F(ManifestKeyTest, TheWorkingDirectoryCountsWithDebugInformationOnly) {
  expect(false, "no -g", [&] { surroundings_.working_directory = "/x"; });
  plan_.debug = true;
  expect(true, "-g", [&] { surroundings_.working_directory = "/y"; });
}

TEST_F(ManifestKeyTest, WhereOutputsGoDoesNotCount) {
  plan_.depfile = "a.d";
  expect(false, "-o", [&] { plan_.outputs[0].path = "b.o"; });
  expect(false, "-MF", [&] { plan_.depfile = "b.d"; });
  expect(false, "unrelated", [&] { variables_["SOURCE_DATE_EPOCH"] = "1"; });
  expect(false, "gcc's own name", [&] { own_name_ = "cc"; });
  toolchain_.family = model::CompilerFamily::clang;
  expect(true, "clang's own name", [&] { own_name_ = "clang++"; });
}

TEST_F(ManifestKeyTest, HowMessagesLookCountsWhereThereAreSome) {
  expect_spoken("own name", [&] { own_name_ = "/usr/bin/gcc"; });
  expect_spoken("colours", [&] { variables_["GCC_COLORS"] = "error=01;31"; });
  expect_spoken("language", [&] { variables_["LC_MESSAGES"] = "de_DE.UTF-8"; });
  expect_spoken("terminal", [&] { surroundings_.stderr_is_terminal = true; });
  expect_spoken("width", [&] { columns_ = 80; });
  expect_spoken("kind of terminal", [&] { variables_["TERM"] = "xterm"; });
}

// A key that had another value under an older hgbuild would make everything that is stored a miss.
TEST_F(ManifestKeyTest, HasTheValueThatItAlwaysHad) {
  EXPECT_EQ(digest::to_hex(key().value()), "f4506be5c89f8d6aedffae39c2cb7e5e63eba7796560648cbf4d5016ed40038b");
  EXPECT_EQ(digest::to_hex(spoken().value()), "8d39b0b595cce55b0bbd27910f985c2324a51fb0845ec6f261b15a9aa08be240");
}

TEST_F(ManifestKeyTest, ListsWhatItIsMadeOf) {
  variables_["CPATH"] = "/opt/include";
  const auto parts = key_parts(command(), surroundings_);
  const auto lists = [&](const char* kind, const std::string& value) {
    return std::count(parts.begin(), parts.end(), cache::KeyPart{.kind = kind, .value = value}) == 1;
  };
  EXPECT_TRUE(lists("compiler", std::string(64, 'a')));
  EXPECT_TRUE(lists("path of the compiler", "/usr/bin/gcc"));
  EXPECT_TRUE(lists("language", "c"));
  EXPECT_TRUE(lists("source", "a.c"));
  EXPECT_TRUE(lists("argument", "-DA"));
  EXPECT_TRUE(lists("argument", "-O2"));
  EXPECT_TRUE(lists("output", ".o"));
  EXPECT_TRUE(lists("variable", "CPATH=/opt/include"));
  EXPECT_FALSE(lists("working directory", "/w")) << "without -g it does not count";
  plan_.debug = true;
  EXPECT_EQ(key_parts(command(), surroundings_).size(), parts.size() + 1);
}

TEST_F(ManifestKeyTest, AResultOfFilesIsNamedByPathsAndContents) {
  const digest::Sha256Digest one = digest::sha256("1");
  const digest::Sha256Digest two = digest::sha256("2");
  const auto base = result_key_of_files(key(), {{"a.c", one}, {"a.h", two}});
  EXPECT_EQ(base, result_key_of_files(key(), {{"a.c", one}, {"a.h", two}}));
  EXPECT_NE(base, result_key_of_files(spoken(), {{"a.c", one}, {"a.h", two}}));
  EXPECT_NE(base, result_key_of_files(key(), {{"a.c", two}, {"a.h", one}}));
  EXPECT_NE(base, result_key_of_files(key(), {{"a.c", one}, {"b.h", two}}));
  EXPECT_NE(base, result_key_of_files(key(), {{"a.c", one}}));
}

}  // namespace
}  // namespace hg::compiler::key
