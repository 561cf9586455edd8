// The options of a daemon that proves who it is.
#pragma once

#include <optional>
#include <string>

#include "hg/config/command_line.h"
#include "hg/rpc/tls_options.h"

namespace hg::config {

// Adds --tls-cert, --tls-key, --tls-ca and --tls-client-ca. `others_ca` is the help of --tls-ca: whom this
// daemon calls.
void add_tls_options(Command& command, rpc::TlsOptions& into, const std::string& others_ca);

// Half of it is no TLS: one line that names what is missing.
std::optional<Exit> refuse_half_of_tls(const std::string& program, const rpc::TlsOptions& tls);

}  // namespace hg::config
