// host:port as people write it. Pure text: nothing is resolved here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::model {

struct Address {
  std::string host;  // a name, an IPv4 address, or an IPv6 address without its brackets
  std::uint16_t port = 0;
  auto operator<=>(const Address&) const = default;
};

// "build1:9000", "10.0.0.7:9000", "[::1]:9000". invalid_argument with the whole message for people:
// "bad address 'build1:99999': port must be 1..65535".
Result<Address> parse_address(std::string_view text);

// The host alone, with or without brackets: what --listen takes.
Result<std::string> parse_host(std::string_view text);

// "9000"; `lowest` is 0 where "any free port" makes sense. invalid_argument: "port must be 1..65535, got
// '99999'".
Result<std::uint16_t> parse_port(std::string_view text, std::uint16_t lowest = 1);

std::string to_string(const Address& address);  // "[::1]:9000"

// 127.0.0.0/8, ::1 and "localhost": only this machine can be meant.
bool is_loopback(std::string_view host);
// 0.0.0.0 and ::, which can be listened on but not connected to.
bool is_any(std::string_view host);

}  // namespace hg::model
