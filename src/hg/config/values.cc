#include "hg/config/values.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

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

namespace {

// A number at the beginning of `text`, and what follows it.
Result<std::pair<double, std::string_view>> leading_number(std::string_view text) {
  double read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error != std::errc() || !std::isfinite(read)) {
    return fail(Code::invalid_argument, "is no number: '" + std::string(text) + "'");
  }
  return std::pair(read, text.substr(static_cast<std::size_t>(end - text.data())));
}

std::optional<double> nanoseconds_per(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, double>, 4> kUnits{
      {{"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
  for (const auto& [name, length] : kUnits) {
    if (name == unit) return length;
  }
  return std::nullopt;
}

std::string in_words(Duration duration) {
  return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

}  // namespace

Apply duration(Duration* out, Duration lowest, Duration highest) {
  return [=](std::string_view value) -> Status {
    HG_TRY_ASSIGN(const auto read, leading_number(value));
    const auto unit = nanoseconds_per(read.second);
    if (!unit) {
      return fail(Code::invalid_argument,
                  "needs a unit, as in 250ms, 30s, 5m or 2h; got '" + std::string(value) + "'");
    }
    const double nanoseconds = read.first * *unit;
    if (nanoseconds < static_cast<double>(lowest.count()) ||
        nanoseconds > static_cast<double>(highest.count())) {
      return fail(Code::invalid_argument,
                  fmt::format("must be {} to {}, got '{}'", in_words(lowest), in_words(highest), value));
    }
    *out = Duration(static_cast<Duration::rep>(nanoseconds));
    return {};
  };
}

Apply number(double* out, double lowest, double highest) {
  return [=](std::string_view value) -> Status {
    HG_TRY_ASSIGN(const auto read, leading_number(value));
    if (!read.second.empty() || read.first < lowest || read.first > highest) {
      return fail(Code::invalid_argument, fmt::format("must be {} to {}, got '{}'", lowest, highest, value));
    }
    *out = read.first;
    return {};
  };
}

std::vector<std::string_view> comma_separated(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    items.push_back(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return items;
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
