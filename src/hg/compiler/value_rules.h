// Which values of an option may go to another machine. plan() and the worker's check share these.
#pragma once

#include <string_view>

namespace hg::compiler {

// The list of -Wa,…: nothing that names a file or prints a listing.
bool assembler_value_travels(std::string_view list);
// The operand of -mllvm: "-name", "-name=true" or "-name=NUMBER", and no name that prints about the run.
bool llvm_value_travels(std::string_view value);
// "option=VALUE" with a slash in VALUE.
bool names_a_path(std::string_view value);
// clang writes the name of the module into the object for every other sanitizer.
bool sanitizers_are_nameless(std::string_view list);

}  // namespace hg::compiler
