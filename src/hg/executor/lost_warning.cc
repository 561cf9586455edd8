#include "hg/executor/lost_warning.h"

#include "hg/compiler/indentation/misleading.h"

namespace hg::executor {

std::optional<model::Failure> lost_warning(const model::CompileTask& task, std::string_view text) {
  namespace indentation = compiler::indentation;
  if (task.family != model::CompilerFamily::gcc) return std::nullopt;
  const auto options = indentation::warning_options(task.arguments, text);
  if (!options) return std::nullopt;
  auto found = indentation::find_misleading(text, *options);
  if (!found) return std::nullopt;
  return model::Failure{model::Reason::indentation, *std::move(found)};
}

}  // namespace hg::executor
