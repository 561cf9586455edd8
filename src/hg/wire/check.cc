#include "hg/wire/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

bool is_lower_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

tl::unexpected<Error> bad_field(std::string_view field, std::string_view why) {
  return fail(Code::invalid_argument, fmt::format("{}: {}", field, why));
}

Status check_id(std::string_view field, std::string_view value, Empty empty) {
  if (value.empty() && empty == Empty::allowed) return {};
  if (value.empty() || value.size() > kMaxIdLength ||
      !std::all_of(value.begin(), value.end(), is_id_character)) {
    return bad_field(field, "must be 1..128 characters of A-Z a-z 0-9 . _ -");
  }
  return {};
}

Status check_toolchain_id(std::string_view field, std::string_view value) {
  if (value.size() != 64 || !std::all_of(value.begin(), value.end(), is_lower_hex)) {
    return bad_field(field, "must be 64 lower-case hexadecimal characters");
  }
  return {};
}

Status check_text(std::string_view field, std::string_view value, std::size_t limit) {
  if (value.size() > limit) return bad_field(field, fmt::format("is longer than {} bytes", limit));
  if (value.find('\0') != std::string_view::npos) return bad_field(field, "holds a NUL byte");
  return {};
}

Status check_file_name(std::string_view field, std::string_view value) {
  HG_TRY(check_text(field, value, kMaxFileNameLength));
  if (value.empty() || value == "." || value == ".." || value.find('/') != std::string_view::npos) {
    return bad_field(field, "must be a plain file name without a directory");
  }
  return {};
}

Status check_number(std::string_view field, double value) {
  if (!std::isfinite(value) || value < 0) return bad_field(field, "must be a finite number, not below 0");
  return {};
}

Status check_at_most(std::string_view field, std::uint64_t value, std::uint64_t limit) {
  if (value > limit) return bad_field(field, fmt::format("is {}, at most {} is allowed", value, limit));
  return {};
}

Result<std::chrono::nanoseconds> duration(std::string_view field, std::uint64_t nanoseconds) {
  // Sums of a few of them must not overflow either.
  constexpr std::uint64_t kLongest = std::numeric_limits<std::int64_t>::max() / 16;
  HG_TRY(check_at_most(field, nanoseconds, kLongest));
  return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

}  // namespace hg::wire
