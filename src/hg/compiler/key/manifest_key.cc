#include "hg/compiler/key/manifest_key.h"

#include <sys/stat.h>

#include <array>

#include "hg/cache/output_code.h"
#include "hg/model/language.h"
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

std::string state_of(const char* directory) {
  struct stat info{};
  if (::stat(directory, &info) != 0) return {};
  return std::to_string(info.st_ino) + "." + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec);
}

// Hashes what it is shown.
class Hashing {
 public:
  explicit Hashing(std::string_view recipe) { hash_.field(recipe); }
  void part(std::string_view /*kind*/, std::string_view value) { hash_.field(value); }
  void words(std::string_view /*kind*/, const std::vector<std::string>& words) { add(hash_, words); }
  template <typename Names>
  void variables(const Names& names, const Surroundings& surroundings) {
    add_variables(hash_, names, surroundings);
  }
  template <typename Kind>
  void coded(std::string_view /*kind*/, Kind code, std::string_view /*name*/) {
    hash_.field(std::to_string(static_cast<int>(code)));
  }
  void directory(std::string_view /*kind*/, const char* directory) { hash_.field(state_of(directory)); }
  void count(std::size_t size) { hash_.field(std::to_string(size)); }
  void key(const cache::ManifestKey& key) { add(hash_, key); }
  digest::Sha256Digest finish() { return hash_.finish(); }

 private:
  digest::Sha256 hash_;
};

// Writes down what it is shown.
class Listing {
 public:
  void part(std::string_view kind, std::string_view value) {
    if (!value.empty()) parts_.push_back({.kind = std::string(kind), .value = std::string(value)});
  }
  void words(std::string_view kind, const std::vector<std::string>& words) {
    for (const std::string& word : words) part(kind, word);
  }
  template <typename Names>
  void variables(const Names& names, const Surroundings& surroundings) {
    for (const char* const name : names) {
      const auto value = surroundings.variable ? surroundings.variable(name) : std::nullopt;
      if (value) part("variable", std::string(name) + "=" + *value);
    }
  }
  template <typename Kind>
  void coded(std::string_view kind, Kind /*code*/, std::string_view name) {
    part(kind, name);
  }
  void directory(std::string_view kind, const char* directory) {
    const std::string state = state_of(directory);
    if (!state.empty()) part(kind, std::string(directory) + "=" + state);
  }
  void count(std::size_t /*size*/) {}
  std::vector<cache::KeyPart> take() { return std::move(parts_); }

 private:
  std::vector<cache::KeyPart> parts_;
};

// The one list of what counts.
template <typename Sink>
void show(const Command& command, const Surroundings& surroundings, Sink& sink) {
  const auto& [toolchain, plan, driver, own_name] = command;
  const bool gcc = toolchain.family == model::CompilerFamily::gcc;
  sink.part("compiler", toolchain.id.value());
  sink.part("path of the compiler", driver);
  // clang is what its name says: clang++, x86_64-linux-gnu-clang.
  sink.part("name of the compiler", gcc ? std::string_view() : os::base_name(own_name));
  sink.coded("language", plan.language, model::language_name(plan.language));
  sink.part("source", plan.input);
  sink.words("argument", plan.preprocess);
  sink.words("argument", plan.remote);
  sink.count(plan.outputs.size());
  for (const ExtraOutput& output : plan.outputs)
    sink.coded("output", output.kind, cache::suffix(output.kind));
  sink.part("dependency file", plan.depfile ? "with .d" : "");
  sink.part("working directory", plan.debug ? surroundings.working_directory : "");
  sink.part("compilation directory", plan.compilation_directory);
  sink.variables(kVariables, surroundings);
  if (gcc) return;
  for (const char* const directory : kGccInstallations) sink.directory("gcc that clang finds", directory);
}

// How messages look.
template <typename Sink>
void show_voice(const Command& command, const Surroundings& surroundings, unsigned columns, Sink& sink) {
  sink.part("name of the compiler in messages", command.own_name);
  sink.variables(kSpokenVariables, surroundings);
  sink.part("where messages go", surroundings.stderr_is_terminal ? "terminal" : "");
  sink.part("columns of the terminal", std::to_string(columns));
  if (surroundings.stderr_is_terminal) sink.variables(kTerminalVariables, surroundings);
}

}  // namespace

cache::ManifestKey manifest_key(const Command& command, const Surroundings& surroundings) {
  Hashing hashing(kRecipe);
  show(command, surroundings, hashing);
  return cache::ManifestKey(hashing.finish());
}

std::vector<cache::KeyPart> key_parts(const Command& command, const Surroundings& surroundings) {
  Listing listing;
  show(command, surroundings, listing);
  return listing.take();
}

cache::ManifestKey spoken_manifest_key(const cache::ManifestKey& key, const Command& command,
                                       const Surroundings& surroundings, unsigned columns) {
  Hashing hashing(kSpokenRecipe);
  hashing.key(key);
  show_voice(command, surroundings, columns, hashing);
  return cache::ManifestKey(hashing.finish());
}

std::vector<cache::KeyPart> spoken_key_parts(const Command& command, const Surroundings& surroundings,
                                             unsigned columns) {
  Listing listing;
  show_voice(command, surroundings, columns, listing);
  return listing.take();
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
