#include "hg/os/host.h"

#include <sched.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "hg/os/cgroup.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::os {
namespace {

constexpr std::size_t kMaxHostName = 63;
constexpr int kMostCpus = 1 << 20;

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

unsigned affinity() {
  // The kernel refuses a set smaller than its own, whose size it does not tell.
  for (int cpus = CPU_SETSIZE; cpus <= kMostCpus; cpus *= 2) {
    const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(static_cast<std::size_t>(cpus)));
    const std::size_t size = CPU_ALLOC_SIZE(static_cast<std::size_t>(cpus));
    if (!set) break;
    if (sched_getaffinity(0, size, set.get()) == 0)
      return static_cast<unsigned>(CPU_COUNT_S(size, set.get()));
    if (errno != EINVAL) break;
  }
  const long online = ::sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? static_cast<unsigned>(online) : 1U;
}

// Makes it if need be; false unless it is a directory of ours that nobody else can enter.
bool is_private_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return false;
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) return false;
  return S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & 0777U) == 0700U;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

}  // namespace

unsigned cpu_count() {
  const unsigned usable = std::max(affinity(), 1U);
  const auto quota = cgroup_limits().cpus;
  if (!quota || *quota >= usable) return usable;
  return std::max(static_cast<unsigned>(std::ceil(*quota)), 1U);
}

std::uint64_t memory_bytes() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page_size = ::sysconf(_SC_PAGESIZE);
  const std::uint64_t physical =
      pages > 0 && page_size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_size)
                                 : 0;
  const auto limit = cgroup_limits().memory_bytes;
  return limit && (physical == 0 || *limit < physical) ? *limit : physical;
}

double load_average() {
  double minute = 0;
  return ::getloadavg(&minute, 1) == 1 ? minute : 0;
}

std::string host_name() {
  utsname names{};
  if (::uname(&names) != 0) return "localhost";
  std::string name(static_cast<const char*>(names.nodename));
  name.resize(std::min(name.size(), kMaxHostName));
  std::replace_if(name.begin(), name.end(), [](char c) { return !is_host_character(c); }, '-');
  return name.empty() ? "localhost" : name;
}

std::string machine_arch() {
  utsname names{};
  if (::uname(&names) != 0) return "unknown";
  return static_cast<const char*>(names.machine);
}

std::string runtime_directory() {
  const char* base = std::getenv("XDG_RUNTIME_DIR");
  if (base != nullptr && *base == '/') {
    std::string ours = join(base, "hybridgrid");
    if (is_private_directory(ours)) return ours;
  }
  // After `su` the variable may still be another user's: then, as without it, our own place below /tmp.
  const std::string ours = "/tmp/hybridgrid-" + std::to_string(::geteuid());
  return is_private_directory(ours) ? ours : "";
}

std::string temporary_directory() {
  const char* named = std::getenv("TMPDIR");
  return named == nullptr || *named == '\0' ? "/tmp" : named;
}

std::string own_program() {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t length = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  return length <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(length));
}

std::string companion_program(std::string_view name) {
  const std::string here(directory_name(own_program()));
  for (const char* place : {"/", "/../libexec/hybridgrid/"}) {
    if (std::string candidate = here + place + std::string(name); is_executable_file(candidate))
      return candidate;
  }
  return {};
}

}  // namespace hg::os
