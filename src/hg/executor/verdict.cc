#include "hg/executor/verdict.h"

#include <fmt/format.h>

#include <csignal>
#include <string_view>

namespace hg::executor {
namespace {

using model::Reason;

struct Sign {
  std::string_view text;  // on stderr, of a compiler that failed
  Reason reason;
};

// The first that is found decides: causes before symptoms ("internal compiler error: File size limit
// exceeded").
constexpr Sign kSigns[] = {
    {"No space left on device", Reason::worker_disk_full},
    {"Disk quota exceeded", Reason::worker_disk_full},
    {"File size limit exceeded", Reason::too_large},
    {"File too large", Reason::too_large},
    {"CPU time limit exceeded", Reason::worker_timeout},
    {"virtual memory exhausted", Reason::worker_out_of_memory},
    {"out of memory", Reason::worker_out_of_memory},
    {"memory exhausted", Reason::worker_out_of_memory},
    {"Cannot allocate memory", Reason::worker_out_of_memory},
    {"cannot map zero-fill pages", Reason::worker_out_of_memory},  // the dynamic loader's words
    {"std::bad_alloc", Reason::worker_out_of_memory},
    {"Resource temporarily unavailable", Reason::worker_out_of_memory},
    {"signal terminated program", Reason::compiler_killed},
    {"internal compiler error", Reason::compiler_killed},
    {"PLEASE submit a bug report", Reason::compiler_killed},
    {"unable to execute command", Reason::compiler_killed},
    {"frontend command failed", Reason::compiler_killed},
};

constexpr int kGccCrashed = 4;  // ICE_EXIT_CODE

std::string_view line_around(std::string_view text, std::size_t position) {
  const std::size_t start = text.rfind('\n', position);
  const std::size_t begin = start == std::string_view::npos ? 0 : start + 1;
  return text.substr(begin, std::min(text.find('\n', position), text.size()) - begin).substr(0, 300);
}

std::optional<model::Failure> stopped_by_us(os::Stopped stopped) {
  switch (stopped) {
    case os::Stopped::no:
      return std::nullopt;
    case os::Stopped::timed_out:
      return model::Failure{Reason::worker_timeout, "the compile took too long"};
    case os::Stopped::cancelled:
      return model::Failure{Reason::transport, "cancelled"};
    case os::Stopped::output_limit:
      return model::Failure{Reason::too_large, "the compiler printed too much"};
  }
  return std::nullopt;
}

Reason reason_of_signal(int signal) {
  switch (signal) {
    case SIGXCPU:
      return Reason::worker_timeout;
    case SIGXFSZ:
      return Reason::too_large;
    default:
      return Reason::compiler_killed;
  }
}

}  // namespace

std::optional<model::Failure> grid_failure(const os::Captured& run, model::CompilerFamily family) {
  if (auto stopped = stopped_by_us(run.stopped)) return stopped;
  if (run.status.signal != 0) {
    return model::Failure{reason_of_signal(run.status.signal),
                          fmt::format("the compiler was ended by signal {}", run.status.signal)};
  }
  if (run.status.ok()) return std::nullopt;
  for (const Sign& sign : kSigns) {
    const std::size_t position = run.err.find(sign.text);
    if (position == std::string::npos) continue;
    return model::Failure{sign.reason, std::string(line_around(run.err, position))};
  }
  const bool crashed = (family == model::CompilerFamily::gcc && run.status.code == kGccCrashed) ||
                       run.status.code >= 128;  // a shell's or a driver's word for a signal
  if (!crashed) return std::nullopt;
  return model::Failure{Reason::compiler_killed,
                        fmt::format("the compiler ended with code {}", run.status.code)};
}

bool killed(const os::Captured& run) {
  return run.stopped == os::Stopped::no &&
         (run.status.signal == SIGKILL || run.status.code == 128 + SIGKILL ||
          run.err.find("Killed signal terminated program") != std::string::npos ||
          run.err.find("unable to execute command: Killed") != std::string::npos);
}

}  // namespace hg::executor
