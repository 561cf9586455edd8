// Warnings that a compile of text cannot give.
#pragma once

#include <optional>
#include <string_view>

#include "hg/model/compile.h"
#include "hg/model/failure.h"

namespace hg::executor {

// Reason::indentation, naming the place, if the user's own gcc may warn where ours will be silent
// (compiler/indentation/misleading.h): the compile belongs on the user's machine. `text` is the task's.
std::optional<model::Failure> lost_warning(const model::CompileTask& task, std::string_view text);

}  // namespace hg::executor
