// Which handler answers which path.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "hg/http/message.h"
#include "hg/http/socket.h"

namespace hg::http {

// Runs on the server's one thread: it must not block. What it throws becomes a 500.
using Handler = std::function<Response(const Request&)>;

// Asked before everything else, WebSockets too: what to answer to somebody who may not have the page.
using Door = std::function<std::optional<Response>(const Request&)>;

// Filled before the server starts, never changed after.
class Router {
 public:
  // HEAD is answered by the handler of GET.
  void add(const std::string& method, const std::string& path, Handler handler);
  // For every path that begins with `prefix` and has no handler of its own; of several the longest prefix.
  void add_below(const std::string& method, const std::string& prefix, Handler handler);
  void add_socket(const std::string& path, SocketHandler handler);

  // Without one everybody may have everything.
  void set_door(Door door) { door_ = std::move(door); }
  [[nodiscard]] std::optional<Response> refuse(const Request& request) const;

  // nullptr: no WebSocket is offered there.
  [[nodiscard]] const SocketHandler* socket(const std::string& path) const;

  // What the door says, else 404 for an unknown path, 405 with Allow for an unknown method of a known one.
  [[nodiscard]] Response route(const Request& request) const;

 private:
  using Methods = std::map<std::string, Handler>;
  [[nodiscard]] const Methods* methods_of(const std::string& path) const;

  std::map<std::string, Methods> routes_;  // by path
  std::map<std::string, Methods> below_;   // by prefix
  std::map<std::string, SocketHandler> sockets_;
  Door door_;
};

}  // namespace hg::http
