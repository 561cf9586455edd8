#include "hg/http/router.h"

#include <exception>
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

Response Router::route(const Request& request) const {
  const auto path = routes_.find(request.path);
  if (path == routes_.end()) return error_response(404, "no such page: " + request.path);
  const auto& methods = path->second;
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
