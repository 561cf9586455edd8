// -march=native, -mtune=native, -mcpu=native: told by the client's compiler about the client's processor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

// Arguments (without the program) of the question to the compiler, from Plan::remote. Run it with LC_ALL=C
// and stdin from /dev/null; the answer is its standard error. The same question has the same answer on one
// machine with one toolchain, so the joined question may be the key of a memo.
std::vector<std::string> native_question(const std::vector<std::string>& remote);

// `remote` with every "native" replaced by what it means here. unimplemented if the answer cannot be
// understood (Reason::native_unresolved).
Result<std::vector<std::string>> resolve_native(const std::vector<std::string>& remote,
                                                model::CompilerFamily family, std::string_view answer);

}  // namespace hg::compiler
