// A coordinator on the network.
#pragma once

#include "hg/base/clock.h"
#include "hg/client/agent/coordinator.h"

namespace hg::client::agent {

// An OpenCoordinator. Reason::not_configured with the whole message if the address is none, if files of
// `access` cannot be used, and if another machine would have to be spoken to in plain text without the user's
// word for it. The object's end cancels what is under way and waits for its callbacks. `clock` must outlive
// it.
Answer<std::unique_ptr<Coordinator>> open_grpc_coordinator(const std::string& address,
                                                           const model::Access& access, const Clock& clock);

}  // namespace hg::client::agent
