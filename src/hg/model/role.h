// Who somebody is to the grid, and so what they may ask of it.
#pragma once

#include <optional>
#include <string_view>

namespace hg::model {

enum class Role {
  client,       // has sources compiled
  worker,       // compiles them
  admin,        // a client that may change what the grid does
  coordinator,  // gives workers their tasks
};

// "client", "worker", "admin", "coordinator": in tokens' files, certificates and messages.
std::string_view code(Role role);
std::optional<Role> role_from_code(std::string_view code);

}  // namespace hg::model
