// __DATE__, __TIME__ and __TIMESTAMP__, whole or as pieces that the preprocessor may paste together.
#pragma once

#include <cstdint>
#include <string_view>

#include "hg/compiler/word_search.h"

namespace hg::compiler {

enum class TimeWord : std::uint8_t {
  whole,   // anywhere
  piece,   // __DA, ATE__: lacks one other piece to be a time; where a macro may take it
  middle,  // DATE, TIME, TIMESTAMP: lacks its underscores; a macro's argument, or pasted
};

inline bool is_identifier_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         byte >= 0x80;
}

class TimeWords {
 public:
  explicit TimeWords(std::string_view text) : text_(text) {}

  // on_found(TimeWord, word), if the identifier around the byte `at` is one.
  template <typename F>
  void on_word(std::size_t at, F&& on_found) const {
    std::size_t begin = at;
    std::size_t end = at;
    while (begin > 0 && is_identifier_byte(text_[begin - 1])) --begin;
    while (end < text_.size() && is_identifier_byte(text_[end])) ++end;
    const std::string_view word = text_.substr(begin, end - begin);
    if (is_whole(word)) return on_found(TimeWord::whole, word);
    if (!is_piece(word) && !is_middle(word)) return;
    const char left = left_of(begin);
    const char right = right_of(end);
    const bool opens = left == '(' || left == ',' || left == '#' || left == '=';
    const bool closes = right == ')' || right == ',' || right == '#';
    if (is_middle(word)) {
      // Between two commas it is rather one of an enumeration.
      if (opens && closes && (left != ',' || right != ',')) on_found(TimeWord::middle, word);
    } else if (opens || closes || is_defined_as(begin)) {
      on_found(TimeWord::piece, word);
    }
  }

 private:
  static bool is_whole(std::string_view word) {
    return word == "__DATE__" || word == "__TIME__" || word == "__TIMESTAMP__";
  }
  // Of any two pieces of a name, one has four bytes at least.
  static bool is_piece(std::string_view word) {
    for (const std::string_view time : {"__DATE__", "__TIME__", "__TIMESTAMP__"}) {
      if (word.size() >= 4 && (time.starts_with(word) || time.ends_with(word))) return true;
    }
    return false;
  }
  static bool is_middle(std::string_view word) {
    if (word.ends_with('_')) word.remove_suffix(1);
    return word == "DATE" || word == "TIME" || word == "TIMESTAMP";
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\'; }
  [[nodiscard]] char left_of(std::size_t at) const {
    while (at > 0 && is_space(text_[at - 1])) --at;
    return at == 0 ? '\0' : text_[at - 1];
  }
  [[nodiscard]] char right_of(std::size_t at) const {
    while (at < text_.size() && is_space(text_[at])) ++at;
    return at == text_.size() ? '\0' : text_[at];
  }
  // The value of a macro, or a part of it.
  [[nodiscard]] bool is_defined_as(std::size_t at) const {
    const std::string_view before = text_.substr(0, at);
    const std::string_view define = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
    return define.find("define ") != std::string_view::npos ||
           define.find("define\t") != std::string_view::npos;
  }

  std::string_view text_;
};

// on_found(TimeWord, word) for each in `text`.
template <typename F>
void each_time_word(std::string_view text, F&& on_found) {
  static constexpr WordSearch<5> kWords({"__DA", "__TI", "ATE__", "IME__", "AMP__"});
  const TimeWords words(text);
  kWords.each(text, [&](std::size_t at, std::size_t /*word*/) { words.on_word(at, on_found); });
}

}  // namespace hg::compiler
