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
  std::string id;                          // revoke
};

// `argv` begins with "token".
Parsed<TokenCommand> parse_token(int argc, const char* const* argv, const Environment& environment);

}  // namespace hg::config
