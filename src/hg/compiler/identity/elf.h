// The little of ELF that identification needs.
#pragma once

#include <string>

#include "hg/base/result.h"

namespace hg::compiler::identity {

// The dynamic loader that an ELF program or library names, "" if it names none (static programs, libraries).
// failed_precondition if the file is a script or anything else than ELF for this kind of machine.
Result<std::string> elf_interpreter(const std::string& path);

}  // namespace hg::compiler::identity
