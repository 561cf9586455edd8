// The options that every daemon has because it listens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hg/config/command_line.h"

namespace hg::config {

// Where the values go; what they hold before is the default that the help shows.
struct Listening {
  std::string* listen;
  std::uint16_t* grpc_port;
  std::uint16_t* http_port;
  bool* insecure;
  std::string* log_level;
  std::string* ports_file;
  bool* discovery;
};

void add_listening_options(Command& command, const Listening& into);

// In plain text everybody who reaches the port can have programs compiled: off loopback only with TLS, or by
// the user's word.
std::optional<Exit> refuse_plain_text(const std::string& program, const std::string& listen, bool tls,
                                      bool insecure);

}  // namespace hg::config
