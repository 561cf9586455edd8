// A coordinator on the network.
#pragma once

#include "hg/client/agent/coordinator.h"

namespace hg::client::agent {

// An OpenCoordinator. Reason::not_configured with the whole message if the address is none. The object's end
// cancels what is under way and waits for its callbacks.
Answer<std::unique_ptr<Coordinator>> open_grpc_coordinator(const std::string& address);

}  // namespace hg::client::agent
