#include "hg/compiler/key/depfile.h"

namespace hg::compiler::key {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// Behind the first colon that ends a target.
std::optional<std::string_view> after_target(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\\')) return std::nullopt;
    if (text[i] == ':' && (is_space(text[i + 1]) || text[i + 1] == '\n')) return text.substr(i + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> parse_depfile(std::string_view text) {
  const auto rule = after_target(text);
  if (!rule) return std::nullopt;
  std::vector<std::string> files;
  std::string name;
  const auto flush = [&] {
    if (!name.empty()) files.push_back(std::move(name));
    name.clear();
  };
  for (std::size_t i = 0; i < rule->size(); ++i) {
    const char c = (*rule)[i];
    const char next = i + 1 < rule->size() ? (*rule)[i + 1] : '\n';
    if (c == '\n') break;
    if (c == '\\' && next == '\n') {
      flush();
      ++i;
    } else if (c == '\\' && (next == ' ' || next == '#')) {
      name += next;
      ++i;
    } else if (c == '$' && next == '$') {
      name += c;
      ++i;
    } else if (c == '\\' || c == '$') {
      return std::nullopt;  // the two compilers mean different things by it
    } else if (is_space(c)) {
      flush();
    } else {
      name += c;
    }
  }
  flush();
  if (files.empty()) return std::nullopt;
  return files;
}

}  // namespace hg::compiler::key
