// One connection to one Redis, with a deadline for everything. Hides hiredis.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/model/address.h"

namespace hg::cache::redis {

struct Reply {
  enum class Type { text, nil, integer, array, error };
  Type type = Type::nil;
  std::string text{};  // of text and error
  long long integer = 0;
  std::vector<Reply> items{};
};

// Not thread-safe. SIGPIPE must be ignored (os::set_up_signals).
class Connection {
 public:
  // Connects. unavailable: nobody listens there, or the name is not known; deadline_exceeded. Looking a name
  // up may take as long as the system's resolver takes: an address spares that.
  static Result<Connection> open(const model::Address& where, const Clock& clock, TimePoint deadline);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // Sends a command and waits for its reply, which may be an error of Redis: Type::error. After an error of
  // ours the connection is of no more use:
  //   unavailable         it broke, or the other side closed it
  //   deadline_exceeded   the reply was not whole in time
  //   resource_exhausted  it has more than `most` bytes, or thousands of parts
  //   data_loss           what came is not Redis' protocol
  Result<Reply> ask(const std::vector<std::string_view>& words, std::size_t most, TimePoint deadline);

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hg::cache::redis
