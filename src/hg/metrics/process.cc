#include "hg/metrics/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "hg/os/file.h"

namespace hg::metrics {
namespace {

constexpr std::size_t kMaxFile = 64U << 10U;

// The n-th number (from 1) of /proc/self/stat behind the program's name, which may hold anything but is the
// only thing in parentheses. See proc(5): there the first of these is field 3.
std::optional<double> stat_field(std::string_view stat, int n) {
  const auto close = stat.rfind(')');
  if (close == std::string_view::npos) return std::nullopt;
  stat.remove_prefix(close + 1);
  for (int i = 0; i < n; ++i) {
    const auto begin = stat.find_first_not_of(' ');
    if (begin == std::string_view::npos) return std::nullopt;
    stat.remove_prefix(begin);
    if (i + 1 < n) stat.remove_prefix(std::min(stat.find(' '), stat.size()));
  }
  double value = 0;
  const auto [end, error] = std::from_chars(stat.data(), stat.data() + stat.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<double> boot_time() {
  const auto stat = os::read_file("/proc/stat", 16U << 20U);
  if (!stat) return std::nullopt;
  const auto at = stat->find("\nbtime ");
  if (at == std::string::npos) return std::nullopt;
  double value = 0;
  const char* const begin = stat->data() + at + 7;
  const auto [end, error] = std::from_chars(begin, stat->data() + stat->size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

void tell_process(Sink& sink) {
  struct rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  sink.counter("process_cpu_seconds_total", "User and system CPU time spent.",
               seconds(usage.ru_utime) + seconds(usage.ru_stime), {});
  if (const auto fds = os::list_directory("/proc/self/fd")) {
    sink.gauge("process_open_fds", "Open file descriptors.", static_cast<double>(fds->size()));
  }
  const auto stat = os::read_file("/proc/self/stat", kMaxFile);
  if (!stat) return;
  if (const auto pages = stat_field(*stat, 22)) {
    sink.gauge("process_resident_memory_bytes", "Resident memory.",
               *pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  }
  const auto started = stat_field(*stat, 20);
  const auto booted = boot_time();
  if (started && booted) {
    sink.gauge("process_start_time_seconds", "Start of the process since the epoch.",
               *booted + *started / static_cast<double>(::sysconf(_SC_CLK_TCK)));
  }
}

}  // namespace hg::metrics
