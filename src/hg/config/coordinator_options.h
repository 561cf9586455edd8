// hg-coord's command line.
#pragma once

#include <cstdint>
#include <string>

#include "hg/config/command_line.h"

namespace hg::config {

struct CoordinatorOptions {
  std::string listen = "127.0.0.1";
  std::uint16_t grpc_port = 9000;
  std::uint16_t http_port = 8080;
  bool insecure = false;  // plain text off loopback, by the user's own word
  std::string log_level = "info";
  std::string cache_directory;  // where results are kept for all clients; "" = nowhere
  std::uint64_t cache_size = std::uint64_t{20} << 30U;  // bytes
  std::string
      ports_file;  // "grpc=PORT\nhttp=PORT\n" is written there once both are bound; for tests and scripts
};

Parsed<CoordinatorOptions> parse_coordinator(int argc, const char* const* argv,
                                             const Environment& environment);

}  // namespace hg::config
