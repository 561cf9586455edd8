#include "hg/compiler/key/manifest_key.h"

#include <sys/stat.h>

#include <array>

#include "hg/os/path.h"

namespace hg::compiler::key {
namespace {

// Raised whenever what is hashed changes, so that old manifests are never met again.
constexpr std::string_view kRecipe = "hybridgrid manifest 1";
constexpr std::string_view kSpokenRecipe = "hybridgrid spoken manifest 1";
constexpr std::string_view kFilesRecipe = "hybridgrid result of files 1";

// Variables that reach the text or the object. Others that do keep the compile out of our hands altogether
// (classify.cc); SOURCE_DATE_EPOCH acts through __DATE__ alone, which is never stored.
constexpr std::array kVariables = {
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "OBJC_INCLUDE_PATH",
    "OBJCPLUS_INCLUDE_PATH",
    "LC_ALL",
    "LC_CTYPE",
    "LANG",
};

// Variables that reach messages only.
constexpr std::array kSpokenVariables = {
    "LC_MESSAGES",
    "LANGUAGE",
    "LOCPATH",
    "GCC_COLORS",
    "GCC_URLS",
    "TERM_URLS",
    "GCC_EXTRA_DIAGNOSTIC_OUTPUT",
};
constexpr std::array kTerminalVariables = {"TERM", "COLORTERM", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"};

// Where clang looks for a gcc whose headers it uses: the newest wins, so it matters what is there.
constexpr std::array kGccInstallations = {"/usr/lib/gcc",
                                          "/usr/lib64/gcc",
                                          "/usr/lib32/gcc",
                                          "/usr/lib/gcc-cross",
                                          "/usr/lib/gcc/x86_64-linux-gnu",
                                          "/usr/lib/gcc/aarch64-linux-gnu"};

void add(digest::Sha256& hash, const cache::ManifestKey& key) {
  hash.field({reinterpret_cast<const char*>(key.value().bytes.data()), key.value().bytes.size()});  // NOLINT
}

void add(digest::Sha256& hash, const std::vector<std::string>& words) {
  hash.field(std::to_string(words.size()));
  for (const std::string& word : words) hash.field(word);
}

template <typename Names>
void add_variables(digest::Sha256& hash, const Names& names, const Surroundings& surroundings) {
  for (const char* const name : names) {
    const auto value = surroundings.variable ? surroundings.variable(name) : std::nullopt;
    hash.field(value ? "set" : "unset");
    hash.field(value.value_or(""));
  }
}

void add_gcc_installations(digest::Sha256& hash) {
  for (const char* const directory : kGccInstallations) {
    struct stat info{};
    const bool exists = ::stat(directory, &info) == 0;
    hash.field(exists ? std::to_string(info.st_ino) + "." + std::to_string(info.st_mtim.tv_sec) + "." +
                            std::to_string(info.st_mtim.tv_nsec)
                      : "");
  }
}

}  // namespace

cache::ManifestKey manifest_key(const Command& command, const Surroundings& surroundings) {
  const auto& [toolchain, plan, driver, own_name] = command;
  const bool gcc = toolchain.family == model::CompilerFamily::gcc;
  digest::Sha256 hash;
  hash.field(kRecipe);
  hash.field(toolchain.id.value());
  hash.field(driver);
  // clang is what its name says: clang++, x86_64-linux-gnu-clang.
  hash.field(gcc ? std::string_view() : os::base_name(own_name));
  hash.field(std::to_string(static_cast<int>(plan.language)));
  hash.field(plan.input);
  add(hash, plan.preprocess);
  add(hash, plan.remote);
  hash.field(std::to_string(plan.outputs.size()));
  for (const ExtraOutput& output : plan.outputs) hash.field(std::to_string(static_cast<int>(output.kind)));
  hash.field(plan.depfile ? "with .d" : "");
  hash.field(plan.debug ? surroundings.working_directory : "");
  hash.field(plan.compilation_directory);
  add_variables(hash, kVariables, surroundings);
  if (!gcc) add_gcc_installations(hash);
  return cache::ManifestKey(hash.finish());
}

cache::ManifestKey spoken_manifest_key(const cache::ManifestKey& key, const Command& command,
                                       const Surroundings& surroundings, unsigned columns) {
  digest::Sha256 hash;
  hash.field(kSpokenRecipe);
  add(hash, key);
  hash.field(command.own_name);
  add_variables(hash, kSpokenVariables, surroundings);
  hash.field(surroundings.stderr_is_terminal ? "terminal" : "");
  hash.field(std::to_string(columns));
  if (surroundings.stderr_is_terminal) add_variables(hash, kTerminalVariables, surroundings);
  return cache::ManifestKey(hash.finish());
}

cache::ResultKey result_key_of_files(const cache::ManifestKey& key,
                                     const std::vector<cache::Included>& files) {
  digest::Sha256 hash;
  hash.field(kFilesRecipe);
  add(hash, key);
  hash.field(std::to_string(files.size()));
  for (const cache::Included& file : files) {
    hash.field(file.path);
    hash.field(
        {reinterpret_cast<const char*>(file.content.bytes.data()), file.content.bytes.size()});  // NOLINT
  }
  return cache::ResultKey(hash.finish());
}

}  // namespace hg::compiler::key
