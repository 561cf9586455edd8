#include "hg/executor/checked/checked_executor.h"

#include "hg/compiler/allowed/arguments.h"

namespace hg::executor {

model::CompileOutcome CheckedExecutor::execute(const model::CompileTask& task, Cancellation cancellation) {
  if (Status checked = compiler::allowed::check_arguments(task.arguments, task.family); !checked) {
    return tl::unexpected(model::Failure{model::Reason::rejected, checked.error().to_string()});
  }
  return inner_.execute(task, cancellation);
}

}  // namespace hg::executor
