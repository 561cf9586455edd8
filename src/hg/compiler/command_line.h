// A command line cut into options and inputs by the table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/compiler/option.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

struct Argument {
  const Option* option = nullptr;  // nullptr: an input, or a word that the table does not know
  bool unknown = false;            // begins with '-' and has no row, or lacks its value
  std::string_view value;          // of the option; the input itself
  std::size_t first = 0;           // its words: [first, first + count) of the command line
  std::size_t count = 1;

  [[nodiscard]] bool is_input() const { return option == nullptr && !unknown; }
  [[nodiscard]] bool is(Special special) const { return option != nullptr && option->special == special; }
};

// The views point into `words`. No word is lost: the counts add up to words.size(). Without a family, options
// of both compilers are known.
std::vector<Argument> parse(const std::vector<std::string>& words,
                            std::optional<model::CompilerFamily> family);

}  // namespace hg::compiler
