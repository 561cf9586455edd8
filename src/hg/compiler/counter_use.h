// Does a condition depend on __COUNTER__?
#pragma once

#include <string>
#include <string_view>

namespace hg::compiler {

// `clang -E -frewrite-includes` evaluates the conditions and leaves the rest: a __COUNTER__ that a condition
// has used up here is not used up on the worker, and every later one is off. Told by the directives of the
// text alone, for any order of definitions. Not thread-safe.
class CounterUse {
 public:
  // `line`: a logical line that begins with '#'.
  void on_directive(std::string_view line);

  // The first condition or computed #include whose value may depend on __COUNTER__: itself, a macro that
  // leads to it, or words that are pasted to one. Empty = none.
  [[nodiscard]] std::string in_condition() const;

 private:
  std::string definitions_;  // "NAME BODY\n" of every #define
  std::string conditions_;   // what #if, #elif and computed includes evaluate, one a line
};

}  // namespace hg::compiler
