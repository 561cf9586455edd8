// Looking around in a source file. Inside of this folder only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "hg/compiler/key/source_facts.h"
#include "hg/compiler/time_words.h"

namespace hg::compiler::key {

inline bool is_word(char c) {
  return is_identifier_byte(c);
}

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

class SourceReader {
 public:
  explicit SourceReader(std::string_view source) : source_(source) {}

  [[nodiscard]] char at(std::size_t i) const { return i < source_.size() ? source_[i] : '\0'; }
  [[nodiscard]] char before(std::size_t i) const { return i == 0 ? '\0' : source_[i - 1]; }

  // The identifier around [at, end).
  std::string_view widen(std::size_t& at, std::size_t& end) const {
    while (is_word(before(at))) --at;
    while (is_word(this->at(end))) ++end;
    return source_.substr(at, end - at);
  }

  [[nodiscard]] std::size_t skip_blanks_back(std::size_t i) const {
    while (i > 0 && is_blank(source_[i - 1])) --i;
    return i;
  }

  // Over blanks, comments and spliced lines.
  [[nodiscard]] std::size_t skip(std::size_t i) const {
    while (true) {
      if (is_blank(at(i))) {
        ++i;
      } else if (at(i) == '/' && at(i + 1) == '*') {
        const auto close = source_.find("*/", i + 2);
        if (close == std::string_view::npos) return source_.size();
        i = close + 2;
      } else if (at(i) == '\\' && at(i + 1) == '\n') {
        i += 2;
      } else if (at(i) == '\\' && at(i + 1) == '\r' && at(i + 2) == '\n') {
        i += 3;
      } else {
        return i;
      }
    }
  }

  // Backwards over blanks, spliced lines and comments.
  [[nodiscard]] std::size_t skip_back(std::size_t i) const {
    while (true) {
      i = skip_blanks_back(i);
      const std::string_view left = source_.substr(0, i);
      if (left.ends_with("\\\n")) {
        i -= 2;
      } else if (left.ends_with("\\\r\n")) {
        i -= 3;
      } else if (left.ends_with("*/")) {
        const auto open = left.rfind("/*", i - 2);
        if (open == std::string_view::npos) return i;
        i = open;
      } else {
        return i;
      }
    }
  }

  // Does '#', in any of its spellings, stand before the word at `i`?
  [[nodiscard]] bool is_directive(std::size_t i) const {
    const std::string_view left = source_.substr(0, skip_back(i));
    return left.ends_with('#') || left.ends_with("%:") || left.ends_with("\?\?=");
  }

  // What comes before `i` on its line, the lines spliced to that included.
  [[nodiscard]] std::string_view line_before(std::size_t i) const {
    const std::string_view left = source_.substr(0, i);
    auto end = left.rfind('\n');
    while (end != std::string_view::npos && end > 0 && (left[end - 1] == '\\' || left[end - 1] == '\r')) {
      end = left.rfind('\n', end - 1);
    }
    return end == std::string_view::npos ? left : left.substr(end + 1);
  }

  // "name" or <name> at `i`.
  [[nodiscard]] std::optional<Reference> name_at(std::size_t i, Reference::Kind kind) const {
    const char open = at(i);
    if (open != '"' && open != '<') return std::nullopt;
    const auto end = source_.find_first_of(open == '"' ? "\"\n" : ">\n", i + 1);
    if (end == std::string_view::npos || source_[end] == '\n' || end == i + 1) return std::nullopt;
    return Reference{kind, open == '"', std::string(source_.substr(i + 1, end - i - 1))};
  }

  // `#define NAME(x) __has_include(x)`: NAME, where `question` is the place of the question and `operand`
  // that of its x. Empty if it is anything else.
  [[nodiscard]] std::string_view forwarder_at(std::size_t question, std::size_t operand) const {
    std::size_t begin = operand;
    std::size_t end = operand;
    const std::string_view argument = widen(begin, end);
    if (begin != operand || argument.empty() || at(skip(end)) != ')') return {};
    // Backwards: ( x ), NAME, define, #.
    std::size_t i = skip_back(question);
    if (before(i) != ')') return {};
    i = skip_back(i - 1);
    std::size_t parameter = i;
    if (widen(parameter, i) != argument || before(skip_back(parameter)) != '(') return {};
    std::size_t name_end = skip_back(parameter) - 1;
    std::size_t name = name_end;
    const std::string_view macro = widen(name, name_end);
    std::size_t define_end = skip_back(name);
    std::size_t define = define_end;
    const bool defines = widen(define, define_end) == "define" && is_directive(define);
    return defines ? macro : std::string_view();
  }

 protected:
  std::string_view source_;
};

}  // namespace hg::compiler::key
