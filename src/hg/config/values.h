// How the values of options are read: each takes text, checks it, and fills what it points to.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"

namespace hg::config {

using Apply = std::function<Status(std::string_view)>;

Apply text(std::string* out);           // not empty
Apply listen_host(std::string* out);    // a host, no port
Apply port(std::uint16_t* out);         // 0..65535; 0 = any free one
Apply host_and_port(std::string* out);  // host:port, kept as given
Apply count(std::uint32_t* out, std::uint32_t lowest, std::uint32_t highest);
Apply size(std::uint64_t* out);                                    // bytes, above 0: 1048576, 500M, 20G
Apply duration(Duration* out, Duration lowest, Duration highest);  // with its unit: 250ms, 30s, 5m, 2h
Apply number(double* out, double lowest, double highest);          // -0.5, 20
Apply on_off(bool* out);                                           // true|false|yes|no|on|off|1|0
Apply log_level(std::string* out);                                 // debug|info|warn|error

// "a,b" -> a, b. Of "" nothing.
std::vector<std::string_view> comma_separated(std::string_view list);

}  // namespace hg::config
