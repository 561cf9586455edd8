// C and C++ code cut into words and symbols, as far as layout needs it.
#pragma once

#include <cstdint>
#include <string_view>

namespace hg::compiler::indentation {

struct Token {
  enum class Kind : std::uint8_t { end, word, symbol, other };  // other: numbers, strings, characters
  Kind kind = Kind::end;
  char symbol = '\0';          // of a symbol; "<%" and "%>" are braces
  std::string_view text;       // points into the code
  const char* line = nullptr;  // where its physical line begins

  [[nodiscard]] bool is(char wanted) const { return kind == Kind::symbol && symbol == wanted; }
  [[nodiscard]] bool is(std::string_view word) const { return kind == Kind::word && text == word; }
  // Nothing but white space before it.
  [[nodiscard]] bool first_on_line() const;
};

class Tokens {
 public:
  enum class Of : std::uint8_t { code, directive };  // directive: ends with the logical line
  Tokens(std::string_view text, const char* line, Of what)
      : at_(text.data()), end_(at_ + text.size()), line_(line), of_(what) {}

  // Comments and directives are left out. Broken code gives some tokens; there is always an end.
  Token next();
  // Behind what was read.
  [[nodiscard]] const char* position() const { return at_; }

 private:
  [[nodiscard]] char ahead(std::size_t n) const {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }
  bool splice();
  void new_line();
  bool skip_to_token();
  void skip_directive();
  void skip_line_comment();
  void skip_comment();
  void skip_quoted(char quote);
  void skip_raw_string();
  void skip_word();
  void skip_number();

  const char* at_;
  const char* end_;
  const char* line_;
  Of of_;
};

bool is_blank(char c);  // not a newline

}  // namespace hg::compiler::indentation
