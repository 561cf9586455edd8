// Which network interface has an address.
#pragma once

#include <optional>
#include <string>

namespace hg::discovery::mdns {

// Its index; nullopt if none has it, or `ip` is no IP address.
std::optional<int> interface_with(const std::string& ip);

}  // namespace hg::discovery::mdns
