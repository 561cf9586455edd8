#include "hg/model/address.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace hg::model {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035

template <std::size_t kSize>
bool parses_as(int family, std::string_view host, std::array<unsigned char, kSize>& out) {
  return host.size() < INET6_ADDRSTRLEN && inet_pton(family, std::string(host).c_str(), out.data()) == 1;
}

bool is_ipv6(std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return parses_as(AF_INET6, host, bytes);
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

// Long or strange input is not echoed whole.
std::string shown(std::string_view text) {
  std::string out(text.substr(0, 80));
  std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return text.size() > 80 ? out + "..." : out;
}

tl::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail(Code::invalid_argument, fmt::format("bad address '{}': {}", shown(text), why));
}

// What is wrong with `host`, or "".
std::string_view fault_of_host(std::string_view host) {
  if (host.empty()) return "the host is missing, expected HOST:PORT";
  if (host.size() > kLongestName) return "the host name is longer than 253 characters";
  if (host.find(':') != std::string_view::npos) {
    return is_ipv6(host) ? "" : "an IPv6 address stands in brackets: [::1]:9000";
  }
  if (!std::all_of(host.begin(), host.end(), is_name_character) || host.front() == '-' ||
      host.front() == '.') {
    return "the host may hold letters, digits, '-', '.' and '_'";
  }
  return "";
}

}  // namespace

Result<std::uint16_t> parse_port(std::string_view text, std::uint16_t lowest) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value > 65535 ||
      value < lowest) {
    return fail(Code::invalid_argument, fmt::format("port must be {}..65535, got '{}'", lowest, shown(text)));
  }
  return static_cast<std::uint16_t>(value);
}

Result<Address> parse_address(std::string_view text) {
  std::string_view host;
  std::string_view rest;
  if (text.substr(0, 1) == "[") {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return bad(text, "']' is missing");
    host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
    if (!is_ipv6(host)) return bad(text, "no IPv6 address between the brackets");
  } else {
    const std::size_t colon = text.rfind(':');
    host = text.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
    if (text.find("://") != std::string_view::npos) return bad(text, "expected HOST:PORT, without a scheme");
    if (host.find(':') != std::string_view::npos)
      return bad(text, "an IPv6 address stands in brackets: [::1]:9000");
    if (const auto fault = fault_of_host(host); !fault.empty()) return bad(text, fault);
  }
  if (rest.empty() || rest.front() != ':') return bad(text, "the port is missing, expected HOST:PORT");
  const auto port = parse_port(rest.substr(1));
  if (!port) return bad(text, "port must be 1..65535");
  return Address{std::string(host), *port};
}

Result<std::string> parse_host(std::string_view text) {
  std::string_view host = text;
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.find(':') != std::string_view::npos && !is_ipv6(host)) {
    return bad(text, "expected a host or an IP address, without a port");
  }
  if (const auto fault = fault_of_host(host); !fault.empty()) return bad(text, fault);
  return std::string(host);
}

std::string to_string(const Address& address) {
  const bool brackets = address.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", brackets ? "[" : "", address.host, brackets ? "]" : "", address.port);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  std::array<unsigned char, sizeof(in_addr)> four{};
  if (parses_as(AF_INET, host, four)) return four[0] == 127;
  std::array<unsigned char, sizeof(in6_addr)> six{};
  return parses_as(AF_INET6, host, six) &&
         IN6_IS_ADDR_LOOPBACK(reinterpret_cast<const in6_addr*>(six.data()));
}

bool is_any(std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const bool ip = parses_as(AF_INET, host, bytes) || parses_as(AF_INET6, host, bytes);
  return ip && std::all_of(bytes.begin(), bytes.end(), [](unsigned char byte) { return byte == 0; });
}

}  // namespace hg::model
