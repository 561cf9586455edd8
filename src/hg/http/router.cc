#include "hg/http/router.h"

#include <exception>
#include <iterator>
#include <nlohmann/json.hpp>

namespace hg::http {

Response error_response(unsigned status, const std::string& message) {
  // A client's bytes may be quoted in the message: what is not UTF-8 is replaced, not thrown over.
  constexpr auto kReplace = nlohmann::json::error_handler_t::replace;
  return {.status = status,
          .body = nlohmann::json{{"error", message}}.dump(-1, ' ', false, kReplace) + "\n",
          .headers = {}};
}

void Router::add(const std::string& method, const std::string& path, Handler handler) {
  routes_[path][method] = std::move(handler);
}

void Router::add_below(const std::string& method, const std::string& prefix, Handler handler) {
  below_[prefix][method] = std::move(handler);
}

void Router::add_socket(const std::string& path, SocketHandler handler) {
  sockets_[path] = std::move(handler);
}

const SocketHandler* Router::socket(const std::string& path) const {
  const auto found = sockets_.find(path);
  return found == sockets_.end() ? nullptr : &found->second;
}

const Router::Methods* Router::methods_of(const std::string& path) const {
  if (const auto exact = routes_.find(path); exact != routes_.end()) return &exact->second;
  // A prefix sorts before what begins with it, and after shorter ones: the first from the end is the longest.
  for (auto at = std::make_reverse_iterator(below_.upper_bound(path)); at != below_.rend(); ++at) {
    if (path.starts_with(at->first)) return &at->second;
  }
  return nullptr;
}

std::optional<Response> Router::refuse(const Request& request) const {
  return door_ ? door_(request) : std::nullopt;
}

Response Router::route(const Request& request) const {
  if (auto refused = refuse(request)) return *std::move(refused);
  const Methods* found = methods_of(request.path);
  if (found == nullptr) return error_response(404, "no such page: " + request.path);
  const Methods& methods = *found;
  const auto method = methods.find(request.method == "HEAD" ? "GET" : request.method);
  if (method == methods.end()) {
    std::string allow;
    for (const auto& [name, handler] : methods) allow += (allow.empty() ? "" : ", ") + name;
    Response response = error_response(405, request.method + " is not offered here");
    response.headers.emplace_back("Allow", allow);
    return response;
  }
  try {
    return method->second(request);
  } catch (const std::exception& error) {
    return error_response(500, error.what());
  }
}

}  // namespace hg::http
