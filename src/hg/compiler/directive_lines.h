// The lines of a text that begin with '#'.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace hg::compiler {

struct Directive {
  std::string_view text;         // from '#'; the whole logical line, without blanks and newline behind it
  std::size_t lines_before = 0;  // physical lines between this and the directive before
  bool blank_before = true;      // … and nothing in them
};

// Finds them at the speed of memchr. A line inside a comment or a raw string that looks like a directive
// counts as one. Not thread-safe.
class DirectiveLines {
 public:
  // Each text begins with the newline before its first line and ends with a whole logical line.
  void feed(std::string_view text, const std::function<void(const Directive&)>& on_directive);

  // Is there nothing behind the last directive?
  [[nodiscard]] bool blank() const { return blank_; }

 private:
  void pass(std::string_view text);

  std::size_t lines_before_ = 0;
  bool blank_ = true;
};

}  // namespace hg::compiler
