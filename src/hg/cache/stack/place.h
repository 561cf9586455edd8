// A store that several coordinators share, as the user writes it: redis://, http:// or https://.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "hg/cache/redis/place.h"
#include "hg/cache/web/place.h"

namespace hg::cache::stack {

using SharedPlace = std::variant<redis::Place, web::Place>;

// invalid_argument, with what is wrong and never with a password.
Result<SharedPlace> parse_place(std::string_view url);

// For people and logs: without user and password.
std::string to_string(const SharedPlace& place);

}  // namespace hg::cache::stack
