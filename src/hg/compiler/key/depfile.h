// Reading the dependency file that a compiler has written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hg::compiler::key {

// The files after the first target's colon: the source, then what it includes, as the compiler named them.
// Nothing if the text is no dependency file, or names a file in a way that can be read in two.
std::optional<std::vector<std::string>> parse_depfile(std::string_view text);

}  // namespace hg::compiler::key
