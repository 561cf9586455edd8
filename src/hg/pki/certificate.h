// What a certificate says, as plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/model/role.h"

namespace hg::pki {

struct Certificate {
  std::string name;  // the subject's common name
  WallTime not_before{};
  WallTime not_after{};
  std::vector<std::string> hosts;   // DNS names and IP addresses that it stands for
  std::optional<model::Role> role;  // in the grid; none in certificates that somebody else's tool made
  bool authority = false;           // may sign others
  std::string fingerprint;          // "sha256:" and 64 hexadecimal digits
};

// Of every certificate in a PEM text, in order. invalid_argument if there is none, or a damaged one.
Result<std::vector<Certificate>> read_chain(std::string_view pem);

// A certificate tells its role by a URI among its names: "urn:hybridgrid:role:worker".
std::string role_uri(model::Role role);
std::optional<model::Role> role_of_uri(std::string_view uri);

// "2026-11-23 21:40 UTC"
std::string day(WallTime time);

}  // namespace hg::pki
