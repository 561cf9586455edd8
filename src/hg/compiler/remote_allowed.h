// The worker's check of what a client asks its compilers to do.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

// Arguments of a CompileTask come from outside. permission_denied, naming the argument, for everything that
// names a file or a program, writes a file, or is not in the table of options; what plan() makes always
// passes.
Status check_remote_arguments(const std::vector<std::string>& arguments, model::CompilerFamily family);

}  // namespace hg::compiler
