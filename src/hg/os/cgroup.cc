#include "hg/os/cgroup.h"

#include <algorithm>
#include <charconv>

#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::os {
namespace {

constexpr std::size_t kMaxFile = 4096;

template <typename T>
void lower(std::optional<T>& limit, std::optional<T> other) {
  if (other && (!limit || *other < *limit)) limit = other;
}

// The first word of `text` as a number, which it drops; nothing for "max" and "-1".
std::optional<std::uint64_t> next_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return value;
}

std::optional<std::uint64_t> number_in(const std::string& path) {
  const auto text = read_file(path, kMaxFile);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  return next_number(rest);
}

std::optional<double> quota(std::optional<std::uint64_t> time, std::optional<std::uint64_t> period) {
  if (!time || !period || *period == 0) return std::nullopt;
  return static_cast<double>(*time) / static_cast<double>(*period);
}

void read_v2(const std::string& group, CgroupLimits& limits) {
  lower(limits.memory_bytes, number_in(group + "/memory.max"));
  if (const auto text = read_file(group + "/cpu.max", kMaxFile)) {
    std::string_view rest = *text;
    const auto time = next_number(rest);
    lower(limits.cpus, quota(time, next_number(rest)));
  }
}

void read_v1(const std::string& group, CgroupLimits& limits) {
  lower(limits.memory_bytes, number_in(group + "/memory.limit_in_bytes"));
  lower(limits.cpus, quota(number_in(group + "/cpu.cfs_quota_us"), number_in(group + "/cpu.cfs_period_us")));
}

bool lists(std::string_view controllers, std::string_view wanted) {
  while (!controllers.empty()) {
    const std::size_t comma = std::min(controllers.find(','), controllers.size());
    if (controllers.substr(0, comma) == wanted) return true;
    controllers.remove_prefix(std::min(comma + 1, controllers.size()));
  }
  return false;
}

// Reads the group and everything above it. In a container the path may be the host's and not exist here; then
// only the mount point counts, which is the container's own group.
template <typename Read>
void walk_up(const std::string& mount, std::string_view path, Read read) {
  while (path.size() > 1) {
    read(mount + std::string(path));
    path = directory_name(path);
  }
  read(mount);
}

}  // namespace

CgroupLimits cgroup_limits(const std::string& root, std::string_view membership) {
  CgroupLimits limits;
  const auto v1 = [&](const std::string& group) { read_v1(group, limits); };
  const auto v2 = [&](const std::string& group) { read_v2(group, limits); };
  while (!membership.empty()) {
    const std::size_t end = std::min(membership.find('\n'), membership.size());
    const std::string_view line = membership.substr(0, end);  // "4:memory:/group", "0::/group"
    membership.remove_prefix(std::min(end + 1, membership.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string_view path = line.substr(second + 1);
    if (!path.starts_with('/')) continue;
    if (controllers.empty()) {
      walk_up(root, path, v2);
      walk_up(root + "/unified", path, v2);
    } else if (lists(controllers, "cpu") || lists(controllers, "memory")) {
      walk_up(join(root, controllers), path, v1);
    }
  }
  return limits;
}

CgroupLimits cgroup_limits() {
  const auto membership = read_file("/proc/self/cgroup", 1U << 20U);
  return membership ? cgroup_limits("/sys/fs/cgroup", *membership) : CgroupLimits{};
}

}  // namespace hg::os
