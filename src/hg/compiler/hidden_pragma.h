// Pragmas that gcc's preprocessor obeys and then leaves out of its output.
#pragma once

#include <string_view>

namespace hg::compiler {

// `gcc -E -fdirectives-only` executes push_macro, pop_macro and GCC poison itself, writes blanks in their
// place and does not write the macro that pop_macro restores; message and redefine_extname vanish with their
// line. The text then compiles to something else, and nothing in it says so: the sources must be asked.
// Returns the first such pragma in `source`
// ("push_macro"), or "". Only code for other compilers (`#ifdef _MSC_VER`) is known to be skipped, so the
// answer may err on the safe side.
std::string_view find_hidden_pragma(std::string_view source);

}  // namespace hg::compiler
