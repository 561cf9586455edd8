#include "hg/config/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "hg/cache/settings.h"
#include "hg/model/address.h"

namespace hg::config {

Apply text(std::string* out) {
  return [out](std::string_view value) -> Status {
    if (value.empty()) return fail(Code::invalid_argument, "must not be empty");
    *out = value;
    return {};
  };
}

Apply listen_host(std::string* out) {
  return [out](std::string_view value) -> Status {
    HG_TRY_ASSIGN(*out, model::parse_host(value));
    return {};
  };
}

Apply port(std::uint16_t* out) {
  return [out](std::string_view value) -> Status {
    HG_TRY_ASSIGN(*out, model::parse_port(value, 0));
    return {};
  };
}

Apply host_and_port(std::string* out) {
  return [out](std::string_view value) -> Status {
    HG_TRY(model::parse_address(value));
    *out = value;
    return {};
  };
}

Apply count(std::uint32_t* out, std::uint32_t lowest, std::uint32_t highest) {
  return [=](std::string_view value) -> Status {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < lowest || number > highest) {
      return fail(Code::invalid_argument, "must be " + std::to_string(lowest) + ".." +
                                              std::to_string(highest) + ", got '" + std::string(value) + "'");
    }
    *out = number;
    return {};
  };
}

Apply size(std::uint64_t* out) {
  return [out](std::string_view value) -> Status {
    HG_TRY_ASSIGN(*out, cache::parse_size(value));
    return {};
  };
}

Apply on_off(bool* out) {
  return [out](std::string_view value) -> Status {
    constexpr std::array<std::string_view, 4> kYes{"true", "yes", "on", "1"};
    constexpr std::array<std::string_view, 4> kNo{"false", "no", "off", "0"};
    const bool yes = std::ranges::find(kYes, value) != kYes.end();
    if (!yes && std::ranges::find(kNo, value) == kNo.end()) {
      return fail(Code::invalid_argument, "must be true or false, got '" + std::string(value) + "'");
    }
    *out = yes;
    return {};
  };
}

Apply log_level(std::string* out) {
  return [out](std::string_view value) -> Status {
    constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};
    if (std::ranges::find(kLevels, value) == kLevels.end()) {
      return fail(Code::invalid_argument,
                  "must be debug, info, warn or error, got '" + std::string(value) + "'");
    }
    *out = value;
    return {};
  };
}

}  // namespace hg::config
