#include "hg/cache/settings.h"

#include <charconv>
#include <limits>

#include "hg/cache/disk_store.h"

namespace hg::cache {
namespace {

// How far to shift for a unit; -1 if it is none.
int shift_of(std::string_view unit) {
  if (unit.empty() || unit == "B") return 0;
  if (unit == "k" || unit == "K") return 10;
  if (unit == "M") return 20;
  if (unit == "G") return 30;
  if (unit == "T") return 40;
  return -1;
}

}  // namespace

std::string cache_directory(const Variable& variable) {
  const auto absolute = [](const std::optional<std::string>& path) { return path && path->starts_with('/'); };
  if (auto given = variable("HG_CACHE_DIR"); given && !given->empty()) {
    return absolute(given) ? *std::move(given) : std::string();
  }
  const auto home = variable("HOME");
  return absolute(home) ? *home + "/.hybridgrid/cache" : std::string();
}

Result<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const int shift = error == std::errc() ? shift_of({rest, end}) : -1;
  if (shift < 0 || number == 0 || number > (std::numeric_limits<std::uint64_t>::max() >> shift)) {
    return fail(Code::invalid_argument,
                "bad size '" + std::string(text) + "': a number above 0 with k, M, G or T, such as 10G");
  }
  return number << shift;
}

Result<std::uint64_t> cache_limit(const Variable& variable) {
  const auto given = variable("HG_CACHE_SIZE");
  if (!given || given->empty()) return kDefaultLimit;
  auto limit = parse_size(*given);
  if (!limit) return fail(std::move(limit).error().context("HG_CACHE_SIZE"));
  return limit;
}

}  // namespace hg::cache
