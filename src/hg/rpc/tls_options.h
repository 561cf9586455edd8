// The files that TLS is made of, and who is expected at the other end.
#pragma once

#include <string>
#include <vector>

#include "hg/model/role.h"

namespace hg::rpc {

// Paths of PEM files; empty where not wanted.
struct TlsOptions {
  std::string ca{};           // who has signed the servers that we call
  std::string certificate{};  // ours, followed by that of its authority
  std::string key{};          // of it, without a passphrase
  std::string client_ca{};  // as a server: only clients whose certificate these have signed; none: any client
  // Instead of `ca` and `client_ca`: the fingerprint of the authority, which the others send along. Without a
  // certificate of our own one is then made, in memory only; whom we call learns its fingerprint from us.
  std::string authority{};
  // As a server: clients without a certificate get in too, because they are asked for something else later.
  bool clients_may_show_none = false;
  // What the certificates of servers that we call, and of clients, must be for; empty: anything.
  std::vector<model::Role> server_roles{};
  std::vector<model::Role> client_roles{};
};

}  // namespace hg::rpc
