// Values of options as text that can be nothing but a word, a number or a list of these.
#pragma once

#include <string_view>

#include "hg/model/toolchain.h"

namespace hg::compiler::allowed {

// Letters, digits and . _ + - , : = * ^ ! ~ only: neither a path nor a response file.
bool is_plain(std::string_view value);

// What follows "-f" or "-g": in the family's table (names_*.h), with a plain value where it takes one.
// "no-NAME" without a value turns something off and is always allowed. clang knows, or ignores, gcc's names
// too.
bool feature_allowed(std::string_view rest, model::CompilerFamily family);
bool debugging_allowed(std::string_view rest, model::CompilerFamily family);

// What follows "-W" or "-m", of which every compiler has hundreds and none takes a file: NAME or NAME=PLAIN.
// (-Wa, -Wl, -Wp, and -mllvm have rules of their own.)
bool name_or_setting(std::string_view rest);

// The list of -Wl,…: plain words, no plugin, no script, no output of the linker's.
bool linker_value_allowed(std::string_view list);

}  // namespace hg::compiler::allowed
