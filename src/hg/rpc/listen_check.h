// Why listening would fail, in words: gRPC itself only says that it did.
#pragma once

#include <string_view>

#include "hg/base/result.h"
#include "hg/model/address.h"

namespace hg::rpc {

// Binds and lets go again. `port_option` is the option that the message tells the user to change.
Status check_can_listen(const model::Address& address, std::string_view port_option);

}  // namespace hg::rpc
