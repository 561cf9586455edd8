#include "hg/compiler/indentation/tokens.h"

#include <algorithm>
#include <cstring>

namespace hg::compiler::indentation {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_raw_prefix(std::string_view word) {
  return word == "R" || word == "LR" || word == "uR" || word == "UR" || word == "u8R";
}

bool is_prefix(std::string_view word) {
  return word == "L" || word == "u" || word == "U" || word == "u8";
}

}  // namespace

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool Token::first_on_line() const {
  return std::all_of(line, text.data(), is_blank);
}

// A backslash and a newline: the logical line goes on.
bool Tokens::splice() {
  if (*at_ != '\\') return false;
  const std::size_t length = ahead(1) == '\n' ? 2 : ahead(1) == '\r' && ahead(2) == '\n' ? 3 : 0;
  if (length == 0) return false;
  at_ += length;
  line_ = at_;
  return true;
}

void Tokens::new_line() {
  ++at_;
  line_ = at_;
}

// Up to the newline that ends the directive.
void Tokens::skip_directive() {
  while (at_ < end_ && *at_ != '\n') {
    if (splice()) continue;
    if (*at_ == '/' && ahead(1) == '*') {
      skip_comment();
    } else if (*at_ == '"' || *at_ == '\'') {
      skip_quoted(*at_);
    } else if (*at_ == '/' && ahead(1) == '/') {
      skip_line_comment();
    } else {
      ++at_;
    }
  }
}

void Tokens::skip_line_comment() {
  while (at_ < end_ && *at_ != '\n') {
    if (!splice()) ++at_;
  }
}

void Tokens::skip_comment() {
  at_ += 2;
  while (at_ < end_) {
    if (*at_ == '\n') {
      new_line();
    } else if (*at_ == '*' && ahead(1) == '/') {
      at_ += 2;
      return;
    } else {
      ++at_;
    }
  }
}

// An unterminated one ends with its line.
void Tokens::skip_quoted(char quote) {
  ++at_;
  while (at_ < end_ && *at_ != '\n') {
    if (splice()) continue;
    if (*at_ == quote) {
      ++at_;
      return;
    }
    at_ += *at_ == '\\' && end_ - at_ > 1 ? 2 : 1;
  }
}

// At the quote of R"x( … )x".
void Tokens::skip_raw_string() {
  const std::string_view rest(at_ + 1, static_cast<std::size_t>(end_ - at_ - 1));
  const auto open = rest.substr(0, 17).find('(');
  if (open == std::string_view::npos) return skip_quoted('"');
  const std::string_view delimiter = rest.substr(0, open);
  for (auto close = rest.find(')', open); close != std::string_view::npos;
       close = rest.find(')', close + 1)) {
    const std::string_view tail = rest.substr(close + 1);
    if (!tail.starts_with(delimiter) || !tail.substr(delimiter.size()).starts_with('"')) continue;
    const char* const stop = tail.data() + delimiter.size() + 1;
    for (; at_ < stop; ++at_) {
      if (*at_ == '\n') line_ = at_ + 1;
    }
    return;
  }
  at_ = end_;
}

void Tokens::skip_word() {
  while (at_ < end_ && (begins_word(*at_) || is_digit(*at_))) ++at_;
}

void Tokens::skip_number() {
  while (at_ < end_) {
    const bool sign = (*at_ == '+' || *at_ == '-') && std::strchr("eEpP", at_[-1]) != nullptr;
    const bool separator = *at_ == '\'' && (begins_word(ahead(1)) || is_digit(ahead(1)));
    if (!begins_word(*at_) && !is_digit(*at_) && *at_ != '.' && !sign && !separator) return;
    ++at_;
  }
}

// White space, comments and directives. False at the end.
bool Tokens::skip_to_token() {
  bool fresh = at_ == line_;  // nothing but blanks since the line began
  while (at_ < end_) {
    if (*at_ == '\n') {
      if (of_ == Of::directive) return false;
      new_line();
      fresh = true;
    } else if (is_blank(*at_)) {
      ++at_;
    } else if (*at_ == '/' && ahead(1) == '/') {
      skip_line_comment();
    } else if (*at_ == '/' && ahead(1) == '*') {
      skip_comment();
    } else if (fresh && of_ == Of::code && (*at_ == '#' || (*at_ == '%' && ahead(1) == ':'))) {
      skip_directive();
    } else if (!splice()) {
      return true;
    }
  }
  return false;
}

Token Tokens::next() {
  if (!skip_to_token()) return {};
  const char* const begin = at_;
  const char* const line = line_;
  const auto token = [&](Token::Kind kind) {
    return Token{kind, *begin, {begin, static_cast<std::size_t>(at_ - begin)}, line};
  };
  if (begins_word(*at_)) {
    skip_word();
    const std::string_view word = token(Token::Kind::word).text;
    const bool quote = at_ < end_ && (*at_ == '"' || *at_ == '\'');
    if (!quote || (!is_prefix(word) && !is_raw_prefix(word))) return token(Token::Kind::word);
    if (*at_ == '"' && is_raw_prefix(word)) {
      skip_raw_string();
    } else {
      skip_quoted(*at_);
    }
    return token(Token::Kind::other);
  }
  if (is_digit(*at_) || (*at_ == '.' && is_digit(ahead(1)))) {
    ++at_;
    skip_number();
    return token(Token::Kind::other);
  }
  if (*at_ == '"' || *at_ == '\'') {
    skip_quoted(*at_);
    return token(Token::Kind::other);
  }
  const bool open = *at_ == '<' && ahead(1) == '%';
  const bool close = *at_ == '%' && ahead(1) == '>';
  at_ += open || close ? 2 : 1;
  Token symbol = token(Token::Kind::symbol);
  if (open) symbol.symbol = '{';
  if (close) symbol.symbol = '}';
  return symbol;
}

}  // namespace hg::compiler::indentation
