#include "hg/compiler/identity/ask.h"

#include <fmt/format.h>

#include "hg/os/subprocess.h"

namespace hg::compiler::identity {
namespace {

std::vector<std::string> environment_of(const SearchEnvironment& environment) {
  std::vector<std::string> variables = {"LC_ALL=C", "PATH=" + environment.path};
  if (!environment.home.empty()) variables.push_back("HOME=" + environment.home);
  if (!environment.library_path.empty()) variables.push_back("LD_LIBRARY_PATH=" + environment.library_path);
  return variables;
}

}  // namespace

Result<std::string> ask(const std::string& program, const std::vector<std::string>& arguments,
                        const SearchEnvironment& environment) {
  os::Command command;
  command.program = program;
  command.argv = {program};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = environment_of(environment);
  command.new_process_group = true;
  os::CaptureLimits limits;
  limits.time = std::chrono::seconds(10);
  limits.output_bytes = 4U << 20U;
  HG_TRY_ASSIGN(os::Captured answer, os::run_captured(std::move(command), limits));
  const std::string question = fmt::format("{} {}", program, fmt::join(arguments, " "));
  if (answer.stopped != os::Stopped::no) {
    return fail(Code::failed_precondition, question + " did not answer");
  }
  if (!answer.status.ok()) {
    return fail(Code::failed_precondition,
                fmt::format("{} failed: {}", question, answer.err.substr(0, answer.err.find('\n'))));
  }
  if (answer.out.ends_with('\n')) answer.out.pop_back();
  return std::move(answer.out);
}

}  // namespace hg::compiler::identity
