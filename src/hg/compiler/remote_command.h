// The command that a worker runs on preprocessed text.
#pragma once

#include <string>
#include <vector>

#include "hg/model/compile.h"

namespace hg::compiler {

// Arguments for the task's compiler, without the program. `input` must have the base name task.file_name and
// be named relative to the compiler's working directory ("a.cpp"), because clang writes the name into the
// object; `output` is the object or the assembly, whichever the task wants first. Other outputs appear beside
// `output`, under its base name.
//   gcc:   ARGUMENTS -fpreprocessed -fdirectives-only -pipe -x LANGUAGE -c|-S INPUT -o OUTPUT
//   clang: ARGUMENTS [-fdebug-compilation-dir=DIR] -x LANGUAGE -c|-S INPUT -o OUTPUT
std::vector<std::string> remote_command(const model::CompileTask& task, const std::string& input,
                                        const std::string& output);

}  // namespace hg::compiler
