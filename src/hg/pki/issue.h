// New certificates: an authority of our own, and what it signs. EC P-256, SHA-256.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/model/role.h"

namespace hg::pki {

// Both in PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

struct Subject {
  std::string name;                  // the common name: shown to people, decides nothing
  std::vector<std::string> hosts{};  // DNS names and IP addresses
  std::optional<model::Role> role{};
  WallTime not_before{};
  WallTime not_after{};
};

// An authority: signs itself, may sign others. Only the name and the times of `subject` count.
Result<KeyPair> make_authority(const Subject& subject);

// A certificate for servers and clients alike, signed by `authority` and followed by that one's own
// certificate. invalid_argument for a host that is neither a name nor an address, or an authority that may
// not sign or whose certificate and key do not match.
Result<KeyPair> issue(const KeyPair& authority, const Subject& subject);

// Signs itself and nobody else: for a peer that is told its fingerprint.
Result<KeyPair> make_self_signed(const Subject& subject);

}  // namespace hg::pki
