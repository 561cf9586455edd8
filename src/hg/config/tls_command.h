// hg-coord tls ca | cert: what is to be made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hg/config/command_line.h"
#include "hg/model/role.h"

namespace hg::config {

struct TlsCommand {
  enum class Action { authority, certificate };
  Action action = Action::authority;
  std::string folder;                      // ~/.hybridgrid/tls
  std::string name;                        // "hybridgrid" for an authority
  model::Role role = model::Role::client;  // of a certificate
  std::vector<std::string> hosts;          // of a certificate
  std::uint32_t days = 0;                  // 3650 for an authority, 397 for a certificate
  bool replace = false;
};

// `argv` begins with "tls".
Parsed<TlsCommand> parse_tls(int argc, const char* const* argv, const Environment& environment);

}  // namespace hg::config
