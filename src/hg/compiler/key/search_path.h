// Where a compiler looks for includes, as it tells itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/compiler/invocation.h"
#include "hg/model/toolchain.h"

namespace hg::compiler::key {

struct SearchPath {
  std::vector<std::string> quoted;   // for "name" only, before the others
  std::vector<std::string> all;      // in order
  std::vector<std::string> missing;  // would be searched if they existed
  std::vector<std::string>
      duplicate;  // the same directory as an earlier one: would be searched if it were another
  bool operator==(const SearchPath&) const = default;
};

// Arguments (without the program) of the question to the compiler. Run it with the user's environment and
// LC_ALL=C; the answer is its standard error.
std::vector<std::string> search_path_question(const Plan& plan, model::CompilerFamily family);

// Files that are taken in before the source (-include). Nothing if the command searches in a way that is not
// followed here: -imacros, -remap, frameworks, Microsoft's rules, or a macro whose value has a fact of its
// own
// (-DNOW=__TIME__).
std::optional<std::vector<std::string>> preincluded_files(const Plan& plan, model::CompilerFamily family);

// unimplemented if the answer holds what we do not follow: frameworks, header maps, no list at all.
Result<SearchPath> parse_search_path(std::string_view answer);

}  // namespace hg::compiler::key
