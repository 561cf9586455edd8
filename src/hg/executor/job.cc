#include "hg/executor/job.h"

#include <fcntl.h>

#include <cerrno>

#include "hg/compiler/remote_command.h"
#include "hg/executor/lost_warning.h"
#include "hg/executor/outputs.h"
#include "hg/executor/request.h"

namespace hg::executor {
namespace {

using model::Reason;

Reason reason_of_source(const Error& error) {
  return error.code() == Code::resource_exhausted ? Reason::too_large : Reason::transport;
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

}  // namespace

tl::unexpected<model::Failure> failed(Reason reason, const Error& error) {
  return tl::unexpected(model::Failure{reason, error.to_string()});
}

std::string locale_of(model::CompilerFamily family) {
  return family == model::CompilerFamily::gcc ? "LC_ALL=C" : "LC_ALL=C.UTF-8";
}

tl::expected<Job, model::Failure> Job::make(const model::CompileTask& task, const std::string& job_root,
                                            const Limits& limits) {
  const Result<std::string> text = source_text(task, limits);
  if (!text) return failed(reason_of_source(text.error()), text.error());
  if (auto lost = lost_warning(task, *text)) return tl::unexpected(*std::move(lost));

  Result<os::TempDir> directory = os::TempDir::make(job_root, "job-");
  if (!directory) return failed(Reason::worker_disk_full, directory.error());
  os::UniqueFd fd(::open(directory->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (Status written = write_source(fd.get(), task.file_name, *text); !written) {
    return failed(Reason::worker_disk_full, written.error());
  }
  return Job(task, limits, *std::move(directory), std::move(fd));
}

std::vector<std::string> Job::arguments() const {
  const JobFiles files = job_files(*task_);
  return compiler::remote_command(*task_, files.source, files.output);
}

model::CompileOutcome Job::outcome(os::Captured run, Duration compile) const {
  model::CompileResult result;
  result.times.compile = compile;
  result.times.cpu = run.cpu;
  result.exit_code = run.status.code;
  result.standard_output = std::move(run.out);
  result.standard_error = std::move(run.err);
  if (result.exit_code != 0) return result;
  auto outputs = collect_outputs(fd_.get(), job_files(*task_), task_->outputs, output_bytes_);
  if (!outputs) return failed(reason_of_outputs(outputs.error()), outputs.error());
  result.outputs = *std::move(outputs);
  return result;
}

}  // namespace hg::executor
