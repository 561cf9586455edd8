// What stands in front of every page of the dashboard.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "hg/http/router.h"

namespace hg::dashboard {

// Names by which browsers may call us. A page of somebody else's can have its own name lead here (DNS
// rebinding) and would then read everything; such a request carries that name. Numeric addresses and
// "localhost" are always fine: they cannot be made to lead elsewhere.
class Guard {
 public:
  explicit Guard(std::set<std::string> names) : names_(std::move(names)) {}

  // Why not: a 403 that says what to do. A WebSocket's Origin must name the same host too.
  [[nodiscard]] std::optional<http::Response> refuse(const http::Request& request) const;

  // The handler behind the guard, with the headers that tell browsers to be strict. An answer of 200 without
  // a Cache-Control of its own gets an entity tag; who has it already is answered 304.
  [[nodiscard]] http::Handler wrap(http::Handler handler) const;

 private:
  [[nodiscard]] bool is_fine(const std::string& host) const;
  std::set<std::string> names_;
};

}  // namespace hg::dashboard
