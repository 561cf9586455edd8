#include "hg/client/real_toolchains.h"

#include <chrono>
#include <cstdlib>

#include "hg/codec/fields.h"
#include "hg/compiler/identity/identity.h"
#include "hg/compiler/native.h"
#include "hg/digest/xxh.h"
#include "hg/os/file.h"
#include "hg/os/subprocess.h"

namespace hg::client {
namespace {

constexpr std::size_t kMemoLimit = std::size_t{1} << 20U;

// All that the answer depends on: the compiler, the question, and the processor, which on one machine may
// change at a boot only.
std::string native_key(const model::Toolchain& toolchain, const std::vector<std::string>& question) {
  codec::FieldWriter key;
  key.text(toolchain.id.value());
  key.texts(question);
  key.text(os::read_file("/proc/sys/kernel/random/boot_id", 64).value_or(""));
  return std::move(key).bytes();
}

Result<std::string> ask_compiler(const std::string& driver, const std::vector<std::string>& question) {
  os::Command command;
  command.program = driver;
  command.argv = question;
  command.argv.insert(command.argv.begin(), driver);
  std::vector<std::string> environment = {"LC_ALL=C"};
  if (const char* path = std::getenv("PATH")) environment.push_back(std::string("PATH=") + path);
  command.environment = std::move(environment);
  HG_TRY_ASSIGN(auto captured, os::run_captured(std::move(command), {.time = std::chrono::seconds(10)}));
  if (!captured.status.ok()) return fail(Code::unimplemented, driver + " -### failed");
  return std::move(captured.err);
}

// A memo is believed if it says that it is for `key`.
std::string recall(const std::string& path, const std::string& key) {
  const auto memo = os::read_file(path, kMemoLimit);
  if (!memo) return {};
  codec::FieldReader reader(*memo);
  const std::string for_key = reader.text();
  std::string answer = reader.text();
  return reader.at_end() && for_key == key ? answer : std::string();
}

}  // namespace

Result<model::Toolchain> RealToolchains::identify(const std::string& driver) {
  if (memo_directory_.empty()) {
    HG_TRY_ASSIGN(auto identified, compiler::identity::identify(driver));
    return std::move(identified.toolchain);
  }
  HG_TRY_ASSIGN(auto identified, compiler::identity::identify_memoised(driver, memo_directory_));
  return std::move(identified.toolchain);
}

Result<std::vector<std::string>> RealToolchains::expand_native(const std::string& driver,
                                                               const model::Toolchain& toolchain,
                                                               const std::vector<std::string>& remote) {
  const auto question = compiler::native_question(remote);
  const std::string key = native_key(toolchain, question);
  const std::string memo = memo_directory_ + "/native-" + digest::hex64(digest::xxh64(key));
  std::string answer = memo_directory_.empty() ? "" : recall(memo, key);
  if (answer.empty()) {
    HG_TRY_ASSIGN(answer, ask_compiler(driver, question));
    codec::FieldWriter writer;
    writer.text(key);
    writer.text(answer);
    // Without a memo it only takes longer.
    if (!memo_directory_.empty()) (void)os::write_file_atomic(memo, writer.bytes(), 0600);
  }
  return compiler::resolve_native(remote, toolchain.family, answer);
}

}  // namespace hg::client
