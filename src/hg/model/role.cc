#include "hg/model/role.h"

#include <array>
#include <utility>

namespace hg::model {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> kRoles{{{Role::client, "client"},
                                                                   {Role::worker, "worker"},
                                                                   {Role::admin, "admin"},
                                                                   {Role::coordinator, "coordinator"}}};

}  // namespace

std::string_view code(Role role) {
  return kRoles.at(static_cast<std::size_t>(role)).second;
}

std::optional<Role> role_from_code(std::string_view code) {
  for (const auto& [role, name] : kRoles) {
    if (name == code) return role;
  }
  return std::nullopt;
}

}  // namespace hg::model
