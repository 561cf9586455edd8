#include "hg/cache/file_times.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

namespace hg::cache {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kRecent = 600;  // seconds: one system call less on most hits

std::int64_t seconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

std::int64_t file_time(WallTime used, Duration cost) {
  const std::int64_t cost_us = std::chrono::duration_cast<microseconds>(cost).count();
  return seconds(used) * kSecond + std::clamp<std::int64_t>(cost_us, 0, kSecond - 1);
}

Duration cost_of(const struct stat& info) {
  return microseconds(info.st_mtim.tv_nsec);
}

std::int64_t used_at(const struct stat& info) {
  return info.st_mtim.tv_sec;
}

void mark_used(int fd, const struct stat& info, WallTime now) {
  if (std::abs(seconds(now) - used_at(info)) <= kRecent) return;
  const std::array<timespec, 2> times{
      {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = seconds(now), .tv_nsec = info.st_mtim.tv_nsec}}};
  (void)::futimens(fd, times.data());
}

}  // namespace hg::cache
