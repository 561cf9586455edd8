// hg-coord token create | list | revoke.
#pragma once

#include <string>

#include "hg/config/command_line.h"
#include "hg/model/role.h"

namespace hg::config {

struct TokenCommand {
  enum class Action { create, list, revoke };
  Action action = Action::list;
  std::string file;                        // ~/.hybridgrid/tokens
  model::Role role = model::Role::client;  // create; never coordinator
  std::string name;                        // create
  std::string address;                     // create, of a worker: where the coordinator is; empty: guess
  std::string ca;                          // likewise: who has signed its certificate
  bool ca_was_named = false;               // … or it is where hg-coord tls puts it, if it is there
  std::string id;                          // revoke
};

// `argv` begins with "token".
Parsed<TokenCommand> parse_token(int argc, const char* const* argv, const Environment& environment);

}  // namespace hg::config
