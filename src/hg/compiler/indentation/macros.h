// What the macros of a text are to the layout of statements.
#pragma once

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace hg::compiler::indentation {

class Macros {
 public:
  // `text` must outlive this.
  explicit Macros(std::string_view text) : text_(text) {}

  // Is there any macro of this name? Then the word may stand for anything, or for nothing. Reads the text
  // once, when first asked.
  [[nodiscard]] bool defined(std::string_view name) const;

  // Macros that stand for a guard without its statement: `#define foreach(x, list) for (…)`. True:
  // parentheses follow the name.
  std::unordered_map<std::string_view, bool> guards;

 private:
  std::string_view text_;
  mutable std::unordered_set<std::string_view> names_;
  mutable bool read_ = false;
};

}  // namespace hg::compiler::indentation
