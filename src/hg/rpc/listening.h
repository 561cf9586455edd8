// The sockets of a listening server.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/address.h"
#include "hg/os/unique_fd.h"

namespace hg::rpc {

struct Listening {
  std::vector<os::UniqueFd> sockets;  // one for each address of the host; they do not block
  std::uint16_t port = 0;
};

// Listens on every address that the host has ("localhost" has two). already_exists when the port is taken:
// "port 9000 on 127.0.0.1 is in use by another program; choose another with --grpc-port"; permission_denied
// and invalid_argument alike. Blocks while the name is looked up.
Result<Listening> listen_on(const model::Address& address, std::string_view port_option);

}  // namespace hg::rpc
