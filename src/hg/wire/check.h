// Checks on single fields of a message from outside. Each returns invalid_argument with a message that begins
// with the field's name: "task_id: must be 1..128 characters of A-Z a-z 0-9 . _ -".
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "hg/base/result.h"

namespace hg::wire {

enum class Empty { refused, allowed };

tl::unexpected<Error> bad_field(std::string_view field, std::string_view why);

Status check_id(std::string_view field, std::string_view value, Empty empty = Empty::refused);
// 64 lower-case hexadecimal characters.
Status check_toolchain_id(std::string_view field, std::string_view value);
// At most `limit` bytes without a NUL.
Status check_text(std::string_view field, std::string_view value, std::size_t limit);
// A plain base name: no slash, no NUL, not "." or "..".
Status check_file_name(std::string_view field, std::string_view value);
// Finite and not negative: what the scheduler may calculate with.
Status check_number(std::string_view field, double value);
Status check_at_most(std::string_view field, std::uint64_t value, std::uint64_t limit);
Result<std::chrono::nanoseconds> duration(std::string_view field, std::uint64_t nanoseconds);

}  // namespace hg::wire
