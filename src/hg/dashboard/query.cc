#include "hg/dashboard/query.h"

#include <fmt/core.h>

#include <charconv>

namespace hg::dashboard {
namespace {

int digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

bool is_among(std::string_view name, std::string_view known) {
  while (!known.empty()) {
    const std::size_t end = known.find(' ');
    if (known.substr(0, end) == name) return true;
    known = end == std::string_view::npos ? "" : known.substr(end + 1);
  }
  return false;
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const bool whole = at + 2 < text.size();
    const int high = whole ? digit(text[at + 1]) : -1;
    const int low = whole ? digit(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return fail(Code::invalid_argument, "a % must be followed by two hexadecimal digits");
    }
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

Result<Query> Query::parse(std::string_view text, std::string_view known) {
  Query query;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view item = text.substr(0, end);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    const std::size_t equals = item.find('=');
    HG_TRY_ASSIGN(const std::string name, percent_decoded(item.substr(0, equals)));
    HG_TRY_ASSIGN(const std::string value,
                  percent_decoded(equals == std::string_view::npos ? "" : item.substr(equals + 1)));
    if (!is_among(name, known)) {
      return fail(Code::invalid_argument,
                  fmt::format("unknown parameter '{}'; there are: {}", name, known.empty() ? "none" : known));
    }
    if (!query.values_.emplace(name, value).second) {
      return fail(Code::invalid_argument, fmt::format("parameter '{}' stands there twice", name));
    }
  }
  return query;
}

std::string Query::text(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? "" : found->second;
}

Result<std::uint64_t> Query::number(const std::string& name, std::uint64_t otherwise, std::uint64_t lowest,
                                    std::uint64_t highest) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  const std::string& text = found->second;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < lowest || value > highest) {
    return fail(Code::invalid_argument,
                fmt::format("{} must be a number from {} to {}, got '{}'", name, lowest, highest, text));
  }
  return value;
}

}  // namespace hg::dashboard
