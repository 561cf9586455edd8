// Whom we believe: certificates that others' certificates must lead to.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/model/role.h"

namespace hg::pki {

enum class Purpose { server, client };

// What a certificate must be good for.
struct Expected {
  Purpose purpose = Purpose::server;
  std::string host{};  // a DNS name or an IP address that it must stand for; empty: any
  WallTime now{};
  std::vector<model::Role> roles{};  // one of these, if it tells its role at all; empty: any
};

// Immutable, thread-safe.
class Authorities {
 public:
  // Those in a PEM text. invalid_argument if there is none.
  static Result<Authorities> from_pem(std::string_view pem);

  // The one with this fingerprint ("sha256:…"), which peers must send along. invalid_argument if it is none.
  static Result<Authorities> pinned(std::string_view fingerprint);

  // `certificate` and `others`: what the peer showed, in PEM; others may be empty or hold the certificate
  // again. permission_denied with the whole reason for people, beginning with "its certificate" ("its
  // certificate expired on 2026-11-23 21:40 UTC"), or saying that it showed none.
  [[nodiscard]] Status check(std::string_view certificate, std::string_view others,
                             const Expected& expected) const;

 private:
  struct Impl;
  explicit Authorities(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace hg::pki
