// Who may have what over HTTP.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hg/auth/token_store.h"
#include "hg/base/clock.h"
#include "hg/http/message.h"
#include "hg/model/role.h"
#include "hg/rpc/authorities_file.h"

namespace hg::coordinator::service {

// Reading (GET, HEAD) is free for programs on this machine, and for everybody where there are neither tokens
// nor authorities; else it takes a token of any role, or a certificate. Changing anything takes an admin's,
// and a JSON body; on this machine nobody is asked for it where there are neither tokens nor authorities.
//
// A token comes as "Authorization: Bearer TOKEN", as the password of "Basic", which browsers ask for, or as
// the cookie hg_token. One that came in plain text from another machine is refused, whatever it is.
//
// 401 without or with an unknown token, 403 with the wrong role, 415 for a change that is not JSON.
class WebDoor {
 public:
  // Both may be null. They and the clock must outlive the door.
  WebDoor(const auth::TokenStore* tokens, rpc::AuthoritiesFile* clients, const Clock& clock)
      : tokens_(tokens), clients_(clients), clock_(clock) {}

  [[nodiscard]] std::optional<http::Response> refuse(const http::Request& request) const;

 private:
  struct Caller {
    bool known = false;              // has a good certificate or token
    std::vector<model::Role> roles;  // of those
    std::string bad{};               // what is wrong with the token
  };
  [[nodiscard]] Caller caller(const http::Request& request) const;
  void look_at_token(const http::Request& request, Caller& who) const;
  void look_at_certificate(const http::Peer& peer, Caller& who) const;

  const auth::TokenStore* tokens_;
  rpc::AuthoritiesFile* clients_;
  const Clock& clock_;
};

// The token that a request carries; empty without.
std::string token_in(const http::Request& request);

}  // namespace hg::coordinator::service
