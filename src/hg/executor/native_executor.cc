#include "hg/executor/native_executor.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "hg/compiler/remote_command.h"
#include "hg/executor/lost_warning.h"
#include "hg/executor/outputs.h"
#include "hg/executor/request.h"
#include "hg/executor/verdict.h"
#include "hg/os/file.h"
#include "hg/os/path.h"
#include "hg/os/unique_fd.h"

namespace hg::executor {
namespace {

using model::Reason;

tl::unexpected<model::Failure> failure(Reason reason, const Error& error) {
  return tl::unexpected(model::Failure{reason, error.to_string()});
}

// An error of this machine, met before or after the compiler's own work.
Reason reason_of(const Error& error, Reason otherwise) {
  return error.code() == Code::resource_exhausted ? Reason::worker_disk_full : otherwise;
}

Reason reason_of_source(const Error& error) {
  return error.code() == Code::resource_exhausted ? Reason::too_large : Reason::transport;
}

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

Reason reason_of_outputs(const Error& error) {
  return error.code() == Code::resource_exhausted ? Reason::too_large : Reason::bad_result;
}

Status write_source(int directory, const std::string& name, std::string_view text) {
  const os::UniqueFd fd(
      ::openat(directory, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return fail(Error::from_errno(errno, "creating the source"));
  return os::write_all(fd.get(), text);
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

// gcc's messages are never shown from here (what it says is confirmed on the client), so its three processes
// need not load a locale.
std::string locale_of(model::CompilerFamily family) {
  return family == model::CompilerFamily::gcc ? "LC_ALL=C" : "LC_ALL=C.UTF-8";
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

os::Command NativeExecutor::command_for(const model::CompileTask& task, const std::string& driver,
                                        const std::string& directory) const {
  const JobFiles files = job_files(task);
  os::Command command;
  command.program = driver;
  command.argv = compiler::remote_command(task, files.source, files.output);
  command.argv.insert(command.argv.begin(), driver);
  command.environment = {"PATH=" + options_.search_path, locale_of(task.family), "HOME=/nonexistent",
                         "TMPDIR=" + directory};
  command.working_directory = directory;
  command.new_process_group = true;
  command.limits = limits_;
  return confinement_.confine(std::move(command));
}

model::CompileOutcome NativeExecutor::execute(const model::CompileTask& task, Cancellation cancellation) {
  if (Status checked = check_request(task); !checked) return failure(Reason::rejected, checked.error());
  const Result<LocalCompiler> compiler = lookup_(task.toolchain);
  if (!compiler) return failure(Reason::no_matching_toolchain, compiler.error());
  if (compiler->family != task.family) {
    return tl::unexpected(model::Failure{Reason::rejected, "family is not that of the toolchain"});
  }
  const Result<std::string> text = source_text(task, options_.limits);
  if (!text) return failure(reason_of_source(text.error()), text.error());
  if (auto lost = lost_warning(task, *text)) return tl::unexpected(*std::move(lost));

  const Result<os::TempDir> job = os::TempDir::make(options_.job_root, "job-");
  if (!job) return failure(reason_of(job.error(), Reason::worker_disk_full), job.error());
  const os::UniqueFd directory(::open(job->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (Status written = write_source(directory.get(), task.file_name, *text); !written) {
    return failure(reason_of(written.error(), Reason::worker_disk_full), written.error());
  }

  os::CaptureLimits capture;
  capture.time = options_.limits.time;
  capture.output_bytes = options_.limits.message_bytes;
  capture.cancel_fd = cancellation.fd;
  const TimePoint start = clock_.now();
  Result<os::Captured> run = os::run_captured(command_for(task, compiler->driver, job->path()), capture);
  if (!run) return failure(reason_of_start(run.error()), run.error());
  if (auto failed = confinement_.failure(*run)) return tl::unexpected(*std::move(failed));
  if (auto failed = grid_failure(*run, task.family)) {
    if (died_of_memory(*run)) failed->reason = Reason::worker_out_of_memory;
    return tl::unexpected(*std::move(failed));
  }

  model::CompileResult result;
  result.times.compile = clock_.now() - start;
  result.times.cpu = run->cpu;
  result.exit_code = run->status.code;
  result.standard_output = std::move(run->out);
  result.standard_error = std::move(run->err);
  if (result.exit_code != 0) return result;
  auto outputs =
      collect_outputs(directory.get(), job_files(task), task.outputs, options_.limits.output_bytes);
  if (!outputs) return failure(reason_of_outputs(outputs.error()), outputs.error());
  result.outputs = *std::move(outputs);
  return result;
}

}  // namespace hg::executor
