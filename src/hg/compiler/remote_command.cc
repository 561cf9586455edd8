#include "hg/compiler/remote_command.h"

#include <string_view>

namespace hg::compiler {

std::string_view language_name(model::Language language) {
  switch (language) {
    case model::Language::c:
      return "c";
    case model::Language::cxx:
      return "c++";
    case model::Language::objective_c:
      return "objective-c";
    case model::Language::objective_cxx:
      return "objective-c++";
  }
  return "c";
}

std::vector<std::string> remote_command(const model::CompileTask& task, const std::string& input,
                                        const std::string& output) {
  std::vector<std::string> command = task.arguments;
  if (task.family == model::CompilerFamily::gcc) {
    // The assembler starts while the compiler is at work.
    command.insert(command.end(), {"-fpreprocessed", "-fdirectives-only", "-pipe"});
  } else if (!task.compilation_directory.empty()) {
    command.push_back("-fdebug-compilation-dir=" + task.compilation_directory);
  }
  const bool assembly = !task.outputs.empty() && task.outputs.front() == model::OutputKind::assembly;
  command.insert(command.end(), {"-x", std::string(language_name(task.language)), assembly ? "-S" : "-c",
                                 input, "-o", output});
  return command;
}

}  // namespace hg::compiler
