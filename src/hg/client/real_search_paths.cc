#include "hg/client/real_search_paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "hg/codec/fields.h"
#include "hg/digest/xxh.h"
#include "hg/os/file.h"
#include "hg/os/subprocess.h"

namespace hg::client {
namespace {

using compiler::key::SearchPath;

constexpr std::size_t kMemoLimit = std::size_t{1} << 20U;

// The user's environment, in which the compiler speaks English.
std::vector<std::string> plain_environment() {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const bool language = variable.starts_with("LC_") || variable.starts_with("LANG");
    if (!language) environment.emplace_back(variable);
  }
  environment.emplace_back("LC_ALL=C");
  return environment;
}

// All that the answer depends on, but for which directories there are.
std::string memo_key(const std::string& driver, const model::Toolchain& toolchain,
                     const std::vector<std::string>& question, const std::string& working_directory) {
  codec::FieldWriter key;
  key.text("hg search path memo 1");
  key.text(driver);
  key.text(toolchain.id.value());
  key.texts(question);
  key.text(working_directory);
  for (const char* const name :
       {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH"}) {
    const char* const value = std::getenv(name);
    key.text(value == nullptr ? "" : value);
  }
  return std::move(key).bytes();
}

Result<std::string> ask_compiler(const std::string& driver, const std::vector<std::string>& question) {
  os::Command command;
  command.program = driver;
  command.argv = question;
  command.argv.insert(command.argv.begin(), driver);
  command.environment = plain_environment();
  HG_TRY_ASSIGN(auto captured, os::run_captured(std::move(command), {.time = std::chrono::seconds(10)}));
  if (!captured.status.ok()) return fail(Code::unimplemented, driver + " -v failed");
  return std::move(captured.err);
}

// Which directories there are, and which of them are the same.
std::vector<std::string> state_of(const SearchPath& path) {
  std::vector<std::string> state;
  for (const auto* const list : {&path.quoted, &path.all, &path.missing, &path.duplicate}) {
    for (const std::string& directory : *list) {
      struct stat info{};
      const bool exists = ::stat(directory.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
      state.push_back(exists ? std::to_string(info.st_dev) + "." + std::to_string(info.st_ino) : "");
    }
  }
  return state;
}

// A memo is believed if it is for `key` and all directories are as they were.
std::optional<SearchPath> recall(const std::string& file, const std::string& key) {
  const auto memo = os::read_file(file, kMemoLimit);
  if (!memo) return std::nullopt;
  codec::FieldReader reader(*memo);
  if (reader.text() != key) return std::nullopt;
  SearchPath path{.quoted = reader.texts(),
                  .all = reader.texts(),
                  .missing = reader.texts(),
                  .duplicate = reader.texts()};
  const auto state = reader.texts();
  if (!reader.at_end() || path.all.empty() || state != state_of(path)) return std::nullopt;
  return path;
}

void remember(const std::string& file, const std::string& key, const SearchPath& path) {
  codec::FieldWriter writer;
  writer.text(key);
  writer.texts(path.quoted);
  writer.texts(path.all);
  writer.texts(path.missing);
  writer.texts(path.duplicate);
  writer.texts(state_of(path));
  (void)os::write_file_atomic(file, writer.bytes(), 0600);  // without it, it only takes longer
}

}  // namespace

Result<SearchPath> RealSearchPaths::of(const std::string& driver, const model::Toolchain& toolchain,
                                       const compiler::Plan& plan) {
  const auto question = compiler::key::search_path_question(plan, toolchain.family);
  const std::string key = memo_key(driver, toolchain, question, working_directory_);
  const std::string memo = memo_directory_ + "/search-" + digest::hex64(digest::xxh64(key));
  if (!memo_directory_.empty()) {
    if (auto known = recall(memo, key)) return *std::move(known);
  }
  HG_TRY_ASSIGN(const std::string answer, ask_compiler(driver, question));
  HG_TRY_ASSIGN(SearchPath path, compiler::key::parse_search_path(answer));
  if (!memo_directory_.empty()) remember(memo, key, path);
  return path;
}

}  // namespace hg::client
