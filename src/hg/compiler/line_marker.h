// The lines in which a preprocessor says where the text that follows comes from: `# 12 "src/a.c" 1 3`.
#pragma once

#include <cstddef>
#include <string_view>

namespace hg::compiler {

// The file name of a marker as the compiler means it. `quoted` begins behind the opening quote and may go on
// behind the closing one; \\ , \" and octal escapes are understood. Writes at most quoted.size() bytes to
// `name`, which may not overlap `quoted`, and returns how many. Needs nothing but the C library.
std::size_t unescape_marker_name(std::string_view quoted, char* name);

}  // namespace hg::compiler
