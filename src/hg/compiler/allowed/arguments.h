// What a request may say: the arguments that a worker takes from others for its compilers. An allow-list, by
// the table of options (compiler/option.h) and, for the families -f…, -g…, by the lists of names that the
// compilers give themselves (names_*.h).
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/toolchain.h"

namespace hg::compiler::allowed {

// The first word that a worker does not take, or nullptr: what names a file or a program, writes a file,
// loads code, or is not known. Points into `arguments`. hgbuild asks before it sends, the worker before it
// runs.
const std::string* first_refused(const std::vector<std::string>& arguments, model::CompilerFamily family);

// invalid_argument, naming the first refused word.
Status check_arguments(const std::vector<std::string>& arguments, model::CompilerFamily family);

}  // namespace hg::compiler::allowed
