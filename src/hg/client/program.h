// hgbuild as a compiler: the pipeline with the real world around it.
#pragma once

#include <string>
#include <vector>

namespace hg::client {

// Does what the command line says and returns the exit code; does not return when it becomes the local
// compiler. `environment` is the process's own, null-terminated.
int run_as_compiler(const std::vector<std::string>& own_argv, char** environment);

}  // namespace hg::client
