#include "hg/executor/native_executor.h"

#include <sys/resource.h>

#include <algorithm>

#include "hg/executor/job.h"
#include "hg/executor/request.h"
#include "hg/executor/verdict.h"

namespace hg::executor {
namespace {

using model::Reason;

Reason reason_of_start(const Error& error) {
  switch (error.code()) {
    case Code::not_found:
    case Code::permission_denied:
      return Reason::no_matching_toolchain;
    case Code::invalid_argument:
      return Reason::rejected;
    default:
      return Reason::worker_out_of_memory;  // no process, no descriptor left
  }
}

// Limits can be lowered by everybody and raised by few, so none is above what we have ourselves.
os::Command::Limit lowered(int resource, std::uint64_t wanted) {
  struct rlimit own{};
  ::getrlimit(static_cast<__rlimit_resource>(resource), &own);
  const std::uint64_t value = std::min<std::uint64_t>(wanted, own.rlim_max);
  return {resource, value, value};
}

std::vector<os::Command::Limit> process_limits(const Limits& limits) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(limits.time).count() + 1;
  std::vector<os::Command::Limit> all = {
      lowered(RLIMIT_CORE, 0), lowered(RLIMIT_CPU, static_cast<std::uint64_t>(seconds)),
      lowered(RLIMIT_FSIZE, limits.output_bytes), lowered(RLIMIT_NOFILE, limits.open_files)};
  if (limits.memory_bytes != 0) all.push_back(lowered(RLIMIT_DATA, limits.memory_bytes));
  return all;
}

}  // namespace

NativeExecutor::NativeExecutor(Options options, ToolchainLookup lookup, const Confinement& confinement,
                               const Clock& clock)
    : options_(std::move(options)),
      lookup_(std::move(lookup)),
      confinement_(confinement),
      clock_(clock),
      limits_(process_limits(options_.limits)),
      kills_seen_(options_.oom_kills()) {}

// The kernel says of a kill that it was for memory only by counting. One that counts another program's kill
// sends a task to a larger worker for nothing.
bool NativeExecutor::died_of_memory(const os::Captured& run) {
  if (!killed(run)) return false;
  const std::uint64_t kills = options_.oom_kills();
  return kills > kills_seen_.exchange(kills);
}

os::Command NativeExecutor::command_for(const Job& job, const LocalCompiler& compiler) const {
  os::Command command;
  command.program = compiler.driver;
  command.argv = job.arguments();
  command.argv.insert(command.argv.begin(), compiler.driver);
  command.environment = {"PATH=" + options_.search_path, locale_of(compiler.family), "HOME=/nonexistent",
                         "TMPDIR=" + job.path()};
  command.working_directory = job.path();
  command.new_process_group = true;
  command.limits = limits_;
  return confinement_.confine(std::move(command));
}

model::CompileOutcome NativeExecutor::execute(const model::CompileTask& task, Cancellation cancellation) {
  if (Status checked = check_request(task); !checked) return failed(Reason::rejected, checked.error());
  const Result<LocalCompiler> compiler = lookup_(task.toolchain);
  if (!compiler) return failed(Reason::no_matching_toolchain, compiler.error());
  if (compiler->family != task.family) {
    return tl::unexpected(model::Failure{Reason::rejected, "family is not that of the toolchain"});
  }
  const auto job = Job::make(task, options_.job_root, options_.limits);
  if (!job) return tl::unexpected(job.error());

  os::CaptureLimits capture;
  capture.time = options_.limits.time;
  capture.output_bytes = options_.limits.message_bytes;
  capture.cancel_fd = cancellation.fd;
  const TimePoint start = clock_.now();
  Result<os::Captured> run = os::run_captured(command_for(*job, *compiler), capture);
  if (!run) return failed(reason_of_start(run.error()), run.error());
  if (auto failure = confinement_.failure(*run)) return tl::unexpected(*std::move(failure));
  if (auto failure = grid_failure(*run, task.family)) {
    if (died_of_memory(*run)) failure->reason = Reason::worker_out_of_memory;
    return tl::unexpected(*std::move(failure));
  }
  return job->outcome(*std::move(run), clock_.now() - start);
}

}  // namespace hg::executor
