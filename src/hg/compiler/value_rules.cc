#include "hg/compiler/value_rules.h"

#include <algorithm>
#include <array>

namespace hg::compiler {
namespace {

constexpr std::array<std::string_view, 11> kAssembler = {
    "--noexecstack",
    "--execstack",
    "--compress-debug-sections",
    "--nocompress-debug-sections",
    "--fatal-warnings",
    "--no-warn",
    "--warn",
    "--32",
    "--64",
    "--x32",
    "--divide",
};
constexpr std::array<std::string_view, 4> kAssemblerPrefixes = {
    "--compress-debug-sections=",
    "-mrelax-relocations=",
    "-march=",
    "-mx86-used-note=",
};
// In the name of an option of LLVM's: it prints about the run, or its value is a file.
constexpr std::array<std::string_view, 20> kTalkativeLlvm = {
    "print", "debug", "stats", "time",   "info",   "view",   "load",    "dump",   "dot",  "file",
    "path",  "dir",   "output", "report", "remark", "record", "profile", "plugin", "list", "bisect",
};
constexpr std::array<std::string_view, 10> kNamelessSanitizers = {
    "undefined", "thread",  "null",       "signed-integer-overflow", "alignment", "bounds", "shift",
    "vptr",      "integer", "safe-stack",
};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t N>
bool starts_with_one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view start) { return word.starts_with(start); });
}

template <typename F>
bool all_pieces(std::string_view list, F&& allowed) {
  while (true) {
    const auto comma = list.find(',');
    if (!allowed(list.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

bool assembler_value_travels(std::string_view list) {
  return all_pieces(list, [](std::string_view piece) {
    return contains(kAssembler, piece) ||
           (starts_with_one_of(kAssemblerPrefixes, piece) && piece.find('/') == std::string_view::npos);
  });
}

bool llvm_value_travels(std::string_view value) {
  if (!value.starts_with('-')) return false;
  const auto equals = value.find('=');
  const std::string_view name = value.substr(0, equals);
  const bool talks = std::any_of(kTalkativeLlvm.begin(), kTalkativeLlvm.end(), [&](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
  if (talks || name.find('/') != std::string_view::npos) return false;
  if (equals == std::string_view::npos) return true;
  const std::string_view setting = value.substr(equals + 1);
  return setting == "true" || setting == "false" ||
         (!setting.empty() && setting.find_first_not_of("-0123456789") == std::string_view::npos);
}

bool names_a_path(std::string_view value) {
  const auto equals = value.find('=');
  return equals != std::string_view::npos && value.find('/', equals) != std::string_view::npos;
}

bool sanitizers_are_nameless(std::string_view list) {
  return all_pieces(list, [](std::string_view name) { return contains(kNamelessSanitizers, name); });
}

}  // namespace hg::compiler
