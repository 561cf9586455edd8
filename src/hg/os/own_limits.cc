#include "hg/os/own_limits.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "hg/os/file.h"

namespace hg::os {
namespace {

// More is of no use, and "unlimited" is no number to calculate with.
constexpr rlim_t kMost = 1U << 20U;

}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, kMost));
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  return descriptor_limit();
}

std::size_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  return std::min(limit.rlim_cur, kMost);
}

std::uint64_t resident_bytes() {
  constexpr std::size_t kLine = 200;
  const std::string text = read_file("/proc/self/statm", kLine).value_or("");
  const auto blank = text.find(' ');  // the second number, in pages
  if (blank == std::string::npos) return 0;
  std::uint64_t pages = 0;
  std::from_chars(text.data() + blank + 1, text.data() + text.size(), pages);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace hg::os
