#include "hg/cache/redis/place.h"

#include <charconv>

#include "hg/base/split.h"
#include "hg/digest/hex.h"

namespace hg::cache::redis {
namespace {

constexpr std::string_view kScheme = "redis://";
constexpr std::string_view kPort = ":6379";
constexpr unsigned kMostDatabases = 100'000;

tl::unexpected<Error> bad(const std::string& what) {
  return fail(Code::invalid_argument, "bad Redis address: " + what);
}

Result<std::string> unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? digest::hex_digit(static_cast<char>(text[i + 1] | 0x20)) : -1;
    const int low = high < 0 ? -1 : digest::hex_digit(static_cast<char>(text[i + 2] | 0x20));
    if (low < 0) return bad("a % in user or password must be followed by two hex digits (%25 is itself)");
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

Status read_login(std::string_view text, Place& place) {
  const std::size_t colon = text.find(':');
  HG_TRY_ASSIGN(place.user, unescape(text.substr(0, colon)));
  if (colon != std::string_view::npos) {
    HG_TRY_ASSIGN(place.password, unescape(text.substr(colon + 1)));
  }
  if (place.password.empty()) return bad("a user without a password; write redis://user:password@host");
  return {};
}

Result<unsigned> read_database(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number >= kMostDatabases)
    return bad("after the host comes /NUMBER, the database, or nothing");
  return number;
}

Result<model::Address> read_host(std::string_view text) {
  auto address = model::parse_address(text);
  if (!address) address = model::parse_address(std::string(text) + std::string(kPort));
  if (!address) return bad("expected host or host:port, got '" + std::string(text) + "'");
  return address;
}

}  // namespace

Result<Place> parse_place(std::string_view url) {
  if (!url.starts_with(kScheme)) return bad("it must begin with redis://");
  url.remove_prefix(kScheme.size());
  Place place;
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    HG_TRY(read_login(url.substr(0, at), place));
    url.remove_prefix(at + 1);
  }
  if (const std::size_t slash = url.find('/'); slash != std::string_view::npos) {
    if (slash + 1 < url.size()) {
      HG_TRY_ASSIGN(place.database, read_database(url.substr(slash + 1)));
    }
    url = url.substr(0, slash);
  }
  for (const std::string_view host : split(url, ',')) {
    HG_TRY_ASSIGN(model::Address address, read_host(host));
    place.seeds.push_back(std::move(address));
  }
  if (place.seeds.empty()) return bad("a host is missing");
  return place;
}

std::string to_string(const Place& place) {
  std::string text(kScheme);
  for (const model::Address& seed : place.seeds) {
    if (text.size() > kScheme.size()) text += ',';
    text += model::to_string(seed);
  }
  return text + "/" + std::to_string(place.database);
}

}  // namespace hg::cache::redis
