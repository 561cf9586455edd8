// Certificates for tests, by what is wrong with them.
#pragma once

#include "hg/pki/issue.h"

namespace hg::pki::fixture {

inline constexpr WallTime kNow{std::chrono::hours(24 * 365 * 56)};  // in 2025
inline constexpr std::chrono::hours kDay{24};

inline Subject subject(std::string name, WallTime from = kNow - kDay, WallTime to = kNow + kDay) {
  return {.name = std::move(name), .hosts = {}, .role = {}, .not_before = from, .not_after = to};
}

inline KeyPair authority(const std::string& name = "grid") {
  return make_authority(subject(name)).value();
}

inline KeyPair issued(const KeyPair& by, std::vector<std::string> hosts, WallTime from = kNow - kDay,
                      WallTime to = kNow + kDay) {
  Subject wanted = subject("peer", from, to);
  wanted.hosts = std::move(hosts);
  return issue(by, wanted).value();
}

}  // namespace hg::pki::fixture
