// A task on this machine: its directory with its source, and what is made of the way its compiler ended.
#pragma once

#include <string>

#include "hg/base/clock.h"
#include "hg/executor/limits.h"
#include "hg/model/failure.h"
#include "hg/os/file.h"
#include "hg/os/subprocess.h"
#include "hg/os/unique_fd.h"

namespace hg::executor {

tl::unexpected<model::Failure> failed(model::Reason reason, const Error& error);

class Job {
 public:
  // For a task that check_request() has passed and that lives longer. too_large or transport for its source,
  // indentation as lost_warning() says, worker_disk_full.
  static tl::expected<Job, model::Failure> make(const model::CompileTask& task, const std::string& job_root,
                                                const Limits& limits);

  // Removed with all it holds at the end.
  [[nodiscard]] const std::string& path() const { return directory_.path(); }
  [[nodiscard]] int directory() const { return fd_.get(); }

  // The compiler's arguments but its own path.
  [[nodiscard]] std::vector<std::string> arguments() const;

  // The result of a run in which grid_failure() saw nothing. too_large or bad_result for the outputs.
  [[nodiscard]] model::CompileOutcome outcome(os::Captured run, Duration compile) const;

 private:
  Job(const model::CompileTask& task, const Limits& limits, os::TempDir directory, os::UniqueFd fd)
      : task_(&task),
        output_bytes_(limits.output_bytes),
        directory_(std::move(directory)),
        fd_(std::move(fd)) {}
  const model::CompileTask* task_;
  std::size_t output_bytes_;
  os::TempDir directory_;
  os::UniqueFd fd_;
};

// gcc's messages are never shown from here (what it says is confirmed on the client), so its three processes
// need not load a locale. "LC_ALL=…"
std::string locale_of(model::CompilerFamily family);

}  // namespace hg::executor
