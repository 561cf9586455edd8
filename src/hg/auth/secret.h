// A token as its owner has it: "hgt_ID_SECRET". The id is public, the secret is 256 random bits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::auth {

struct Secret {
  std::string id;      // 8 hexadecimal digits
  std::string secret;  // 64 of them
};

// From the kernel's randomness.
Result<Secret> new_secret();

std::string to_text(const Secret& secret);
// Nothing if it is not what to_text() writes. What was given must not be shown to anybody.
std::optional<Secret> from_text(std::string_view text);

// Takes the same time wherever two texts of one length differ.
bool same(std::string_view one, std::string_view other);

}  // namespace hg::auth
