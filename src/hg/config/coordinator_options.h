// hg-coord's command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hg/config/cache_options.h"
#include "hg/config/command_line.h"
#include "hg/config/history_options.h"
#include "hg/coordinator/options.h"
#include "hg/rpc/tls_options.h"

namespace hg::config {

struct CoordinatorOptions {
  std::string listen = "127.0.0.1";
  std::uint16_t grpc_port = 9000;
  std::uint16_t http_port = 8080;
  coordinator::Options dispatch;
  rpc::TlsOptions tls;
  std::string tokens;     // the file of a TokenStore; empty: nobody needs one
  bool insecure = false;  // plain text off loopback, by the user's own word
  bool discovery = true;  // by mDNS
  std::string log_level = "info";
  CacheOptions cache;  // of results, for all clients
  HistoryOptions history;
  std::vector<std::string> http_names;  // by which browsers may call us, beside numeric addresses
  std::string
      ports_file;  // "grpc=PORT\nhttp=PORT\n" is written there once both are bound; for tests and scripts
};

Parsed<CoordinatorOptions> parse_coordinator(int argc, const char* const* argv,
                                             const Environment& environment);

}  // namespace hg::config
