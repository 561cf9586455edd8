// Questions to a compiler.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/compiler/identity/identity.h"

namespace hg::compiler::identity {

// What `program` prints on standard output for `arguments`, without the last newline. It sees nothing of our
// environment but `environment`, so that LIBRARY_PATH or COMPILER_PATH of the moment are not taken for the
// compiler's nature. failed_precondition, with the first line of its complaint, if it fails or takes longer
// than ten seconds.
Result<std::string> ask(const std::string& program, const std::vector<std::string>& arguments,
                        const SearchEnvironment& environment);

}  // namespace hg::compiler::identity
