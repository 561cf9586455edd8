// Which handler answers which path.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "hg/http/message.h"

namespace hg::http {

// Runs on the server's one thread: it must not block. What it throws becomes a 500.
using Handler = std::function<Response(const Request&)>;

// Exact paths only. Filled before the server starts, never changed after.
class Router {
 public:
  // HEAD is answered by the handler of GET.
  void add(const std::string& method, const std::string& path, Handler handler);

  // 404 for an unknown path, 405 with Allow for an unknown method of a known one.
  [[nodiscard]] Response route(const Request& request) const;

 private:
  std::map<std::string, std::map<std::string, Handler>> routes_;  // path -> method -> handler
};

}  // namespace hg::http
