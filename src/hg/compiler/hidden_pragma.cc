#include "hg/compiler/hidden_pragma.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace hg::compiler {
namespace {

constexpr std::array<std::string_view, 5> kHidden = {"push_macro", "pop_macro", "poison", "message",
                                                     "redefine_extname"};
// Macros that gcc on Linux never defines.
constexpr std::array<std::string_view, 8> kForeign = {
    "_MSC_VER", "_WIN32", "WIN32", "BOOST_MSVC", "BOOST_INTEL", "__BORLANDC__", "__MWERKS__", "__SUNPRO_CC"};

bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void skip_blanks(std::string_view& text) {
  const auto at = text.find_first_not_of(" \t");
  text.remove_prefix(at == std::string_view::npos ? text.size() : at);
}

std::string_view take_word(std::string_view& text) {
  skip_blanks(text);
  std::size_t n = 0;
  while (n < text.size() && is_word(text[n])) ++n;
  const std::string_view word = text.substr(0, n);
  text.remove_prefix(n);
  return word;
}

// The pragma's name if it is one of kHidden. `text` is what follows the word "pragma".
std::string_view hidden_name(std::string_view text) {
  std::string_view name = take_word(text);
  if (name == "GCC") name = take_word(text);
  const auto* const found = std::find(kHidden.begin(), kHidden.end(), name);
  return found == kHidden.end() ? std::string_view() : *found;
}

// Is the group that `condition` opens ("ifdef _MSC_VER", "if defined(_MSC_VER) && X") never compiled here?
bool never_true(std::string_view condition) {
  const std::string_view keyword = take_word(condition);
  if (keyword != "if" && keyword != "ifdef") return false;
  if (keyword == "if") {
    if (condition.find("||") != std::string_view::npos || take_word(condition) != "defined") return false;
    skip_blanks(condition);
    if (condition.starts_with('(')) condition.remove_prefix(1);
  }
  return std::find(kForeign.begin(), kForeign.end(), take_word(condition)) != kForeign.end();
}

// Is the end of `before` inside a group that never_true() opens?
bool in_foreign_group(std::string_view before) {
  std::vector<bool> skipped;  // one entry per open conditional
  while (!before.empty()) {
    const auto end = before.find('\n');
    std::string_view line = before.substr(0, end);
    before.remove_prefix(end == std::string_view::npos ? before.size() : end + 1);
    skip_blanks(line);
    if (!line.starts_with('#')) continue;
    line.remove_prefix(1);
    skip_blanks(line);
    if (line.starts_with("if")) {
      skipped.push_back(never_true(line));
    } else if (line.starts_with("el") && !skipped.empty()) {
      skipped.back() = false;
    } else if (line.starts_with("endif") && !skipped.empty()) {
      skipped.pop_back();
    }
  }
  return std::find(skipped.begin(), skipped.end(), true) != skipped.end();
}

}  // namespace

std::string_view find_hidden_pragma(std::string_view source) {
  constexpr std::string_view kPragma = "pragma";
  const char* at = source.data();
  const char* const end = source.data() + source.size();
  while (at != end) {
    const void* hit = ::memmem(at, static_cast<std::size_t>(end - at), kPragma.data(), kPragma.size());
    if (hit == nullptr) break;
    const auto offset = static_cast<std::size_t>(static_cast<const char*>(hit) - source.data());
    at = source.data() + offset + kPragma.size();
    const std::string_view name = hidden_name(source.substr(offset + kPragma.size()));
    if (!name.empty() && !in_foreign_group(source.substr(0, offset))) return name;
  }
  return {};
}

}  // namespace hg::compiler
