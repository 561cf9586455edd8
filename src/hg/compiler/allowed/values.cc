#include "hg/compiler/allowed/values.h"

#include <algorithm>
#include <array>
#include <span>

#include "hg/base/split.h"
#include "hg/compiler/allowed/names_clang.h"
#include "hg/compiler/allowed/names_gcc.h"

namespace hg::compiler::allowed {
namespace {

using Names = std::span<const std::string_view>;

static_assert(std::is_sorted(std::begin(gcc::kFeatures), std::end(gcc::kFeatures)));
static_assert(std::is_sorted(std::begin(gcc::kDebugging), std::end(gcc::kDebugging)));
static_assert(std::is_sorted(std::begin(clang::kFeatures), std::end(clang::kFeatures)));
static_assert(std::is_sorted(std::begin(clang::kDebugging), std::end(clang::kDebugging)));

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool only(std::string_view text, std::string_view marks) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return kLetters.find(c) != std::string_view::npos || marks.find(c) != std::string_view::npos;
  });
}

bool is_name(std::string_view text) {
  return !text.empty() && only(text, "-_+.");
}

bool has(Names names, std::string_view name) {
  return std::binary_search(names.begin(), names.end(), name);
}

// "call-used-r12" is an instance of "call-used-".
bool has_beginning_of(Names names, std::string_view word) {
  for (std::size_t dash = word.find('-'); dash != std::string_view::npos; dash = word.find('-', dash + 1)) {
    if (dash + 1 < word.size() && has(names, word.substr(0, dash + 1))) return true;
  }
  return false;
}

bool named(Names names, std::string_view word) {
  const auto equals = word.find('=');
  if (equals == std::string_view::npos)
    return has(names, word) || (is_name(word) && has_beginning_of(names, word));
  return has(names, word.substr(0, equals + 1)) && is_plain(word.substr(equals + 1));
}

bool on_or_off(Names names, std::string_view rest) {
  if (rest.starts_with("no-")) {
    rest.remove_prefix(3);
    if (is_name(rest)) return true;
  }
  return named(names, rest);
}

constexpr std::array<std::string_view, 12> kLinkersFiles = {
    "-plugin",         "--plugin",         "-T", "--script",         "-o", "--output", "-Map", "--Map",
    "-dynamic-linker", "--dynamic-linker", "-f", "--version-script",
};

}  // namespace

bool is_plain(std::string_view value) {
  return only(value, "._+-,:=*^!~");
}

bool feature_allowed(std::string_view rest, model::CompilerFamily family) {
  return (family == model::CompilerFamily::clang && on_or_off(clang::kFeatures, rest)) ||
         on_or_off(gcc::kFeatures, rest);
}

bool debugging_allowed(std::string_view rest, model::CompilerFamily family) {
  return (family == model::CompilerFamily::clang && on_or_off(clang::kDebugging, rest)) ||
         on_or_off(gcc::kDebugging, rest);
}

bool name_or_setting(std::string_view rest) {
  const auto equals = rest.find('=');
  if (equals == std::string_view::npos) return rest.empty() || is_name(rest);
  return is_name(rest.substr(0, equals)) && is_plain(rest.substr(equals + 1));
}

bool linker_value_allowed(std::string_view list) {
  const auto pieces = split(list, ',');
  return std::all_of(pieces.begin(), pieces.end(), [](std::string_view piece) {
    return is_plain(piece) && std::none_of(kLinkersFiles.begin(), kLinkersFiles.end(),
                                           [&](std::string_view start) { return piece.starts_with(start); });
  });
}

}  // namespace hg::compiler::allowed
