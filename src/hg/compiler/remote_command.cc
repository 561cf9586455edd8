#include "hg/compiler/remote_command.h"

#include "hg/model/language.h"

namespace hg::compiler {

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
  command.insert(command.end(), {"-x", std::string(model::language_name(task.language)),
                                 assembly ? "-S" : "-c", input, "-o", output});
  return command;
}

}  // namespace hg::compiler
