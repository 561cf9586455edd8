// Follows the line markers of `clang -E -frewrite-includes`, to find those that are not clang's own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hg/compiler/directive_lines.h"

namespace hg::compiler {

// A `# 77 "other.c"` in a source stays as it is in the rewritten text, where the next marker of clang's own
// takes it back: names and lines then differ from those of a direct compile. Clang's own markers agree with
// what is read: they enter the file that was just named, return to the line after it, or say the line that it
// is anyway. Anything else is foreign, and in doubt (a comment that ends in a directive) it is, too.
//
// Fed with directive lines in order of the text. Not thread-safe.
class RewrittenText {
 public:
  void on_directive(const Directive& directive);
  // After the last. `blank`: nothing came behind it.
  void finish(bool blank);

  // The first foreign marker; empty = none.
  [[nodiscard]] const std::string& foreign_marker() const { return foreign_; }

 private:
  struct Marker {
    std::size_t line = 0;
    std::string_view name;
    char change = ' ';  // '1' = a file begins, '2' = back from one, ' ' = neither
  };
  struct File {
    std::string name;
    std::size_t next = 1;  // the line that the next line of the text is
  };
  // What clang wrote just before, and which markers of its own may therefore follow.
  enum class Wrote { nothing, condition, include, position, end_of_file };

  static bool parse(std::string_view line, Marker& marker);
  bool accept(const Marker& marker);
  bool skips_a_little(std::size_t line) const;

  std::vector<File> files_;  // those being read; the last is the current one
  bool in_source_ = false;   // the source proper has begun
  Wrote wrote_ = Wrote::nothing;
  std::string doubtful_;  // right if the file ends here
  std::string foreign_;
};

}  // namespace hg::compiler
