// The edge where a task from outside is checked, before anything of it touches this machine.
#pragma once

#include <optional>
#include <string>

#include "hg/base/result.h"
#include "hg/executor/limits.h"
#include "hg/model/compile.h"

namespace hg::executor {

// invalid_argument, naming the field, for names, numbers and sizes that this worker would not take. What the
// arguments say is CheckedExecutor's to judge (executor/checked).
Status check_request(const model::CompileTask& task);

// The text to compile. resource_exhausted above the limit, data_loss for a damaged frame or another size than
// declared.
Result<std::string> source_text(const model::CompileTask& task, const Limits& limits);

// Names inside the job directory. Both are safe as an argument of a compiler ("./-a.c").
struct JobFiles {
  std::string source;
  std::string output;  // what the compiler is to write, ".o" or ".s"
  [[nodiscard]] std::string output_of(model::OutputKind kind) const;  // beside it: "a.dwo"
};
JobFiles job_files(const model::CompileTask& task);

}  // namespace hg::executor
