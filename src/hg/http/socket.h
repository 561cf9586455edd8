// WebSockets: the server tells, clients listen. What a client says is read and thrown away.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hg/http/message.h"

namespace hg::http {

struct SocketLimits {
  std::size_t waiting_messages = 64;  // not taken by the client yet; one more, and it is cut off
  std::size_t waiting_bytes = std::size_t{8} << 20U;
  std::size_t incoming_bytes = 4096;  // of one message of the client
  std::chrono::seconds silence{30};   // a client that answers no ping for so long is cut off
};

// One open WebSocket. Only for the server's thread: handlers, refuse(), opened() and the tick.
class Socket {
 public:
  virtual ~Socket() = default;
  // One text message. Never blocks: a client that is too slow is cut off, and comes back if it is alive.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
};

struct SocketHandler {
  // Before it is opened: what to answer instead.
  std::function<std::optional<Response>(const Request&)> refuse;
  // It is open as long as the pointer does not expire. Keep a weak one.
  std::function<void(const std::shared_ptr<Socket>&, const Request&)> opened;
};

}  // namespace hg::http
