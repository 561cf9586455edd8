// One Redis server: its idle connections, and whether it is worth asking at the moment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hg/base/guarded.h"
#include "hg/cache/redis/connection.h"
#include "hg/resilience/circuit_breaker.h"

namespace hg::cache::redis {

struct Login {
  std::string user;
  std::string password;
  unsigned database = 0;
};

// Thread-safe.
class Node {
 public:
  Node(model::Address address, Login login, const Clock& clock);

  // One command on a connection of its own, which is opened if none is idle. A connection that was idle and
  // turns out to be closed is replaced once, so commands must be such that may be sent twice. `asking`: the
  // slot is on its way here (ASK). Errors as Connection's, permission_denied if Redis wants another login,
  // and unavailable at once for a while after several failures.
  Result<Reply> ask(const std::vector<std::string_view>& words, std::size_t most, TimePoint deadline,
                    bool asking = false);

  [[nodiscard]] const model::Address& address() const { return address_; }

 private:
  Result<Connection> connect(TimePoint deadline) const;
  Result<Reply> ask_once(Connection& connection, const std::vector<std::string_view>& words, std::size_t most,
                         TimePoint deadline, bool asking);
  Result<Reply> ask_somehow(const std::vector<std::string_view>& words, std::size_t most, TimePoint deadline,
                            bool asking);

  const model::Address address_;
  const Login login_;
  const Clock& clock_;
  Guarded<std::vector<Connection>> idle_;
  Guarded<Result<resilience::CircuitBreaker>> breaker_;
};

// What an error that Redis tells means to us: permission_denied (login), resource_exhausted (Redis is full),
// unavailable (it cannot just now), internal for all others. Its text is cut and made printable.
Error to_error(const model::Address& address, const std::string& text);

}  // namespace hg::cache::redis
