// Which of this machine's addresses others can reach it by.
#pragma once

#include <string>

#include "hg/base/result.h"
#include "hg/model/address.h"

namespace hg::worker::service {

// The local IP address of the route to `peer`; nothing is sent. unavailable if its name cannot be resolved or
// there is no route. May wait for a name server.
Result<std::string> own_address_towards(const model::Address& peer);

}  // namespace hg::worker::service
