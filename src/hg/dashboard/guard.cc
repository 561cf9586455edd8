#include "hg/dashboard/guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

#include "hg/digest/xxh.h"

namespace hg::dashboard {
namespace {

constexpr const char* kPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// "Build1:8080" -> "build1", "[::1]:8080" -> "::1"
std::string name_of(std::string host) {
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  if (colon != std::string::npos && (bracket == std::string::npos || bracket < colon)) host.resize(colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  std::ranges::transform(host, host.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (host.ends_with('.')) host.pop_back();
  return host;
}

bool is_numeric(const std::string& host) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

void make_strict(http::Response& response) {
  response.headers.emplace_back("Content-Security-Policy", kPolicy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

bool has_header(const http::Response& response, const std::string& name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

void tag(const http::Request& request, http::Response& response) {
  if (response.status != 200 || has_header(response, "Cache-Control")) return;
  const std::string tag = "\"" + digest::hex64(digest::xxh64(response.body)) + "\"";
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.headers.emplace_back("ETag", tag);
  if (request.if_none_match.find(tag) == std::string::npos) return;
  response.status = 304;
  response.body.clear();
}

}  // namespace

bool Guard::is_fine(const std::string& host) const {
  const std::string name = name_of(host);
  return name == "localhost" || is_numeric(name) || names_.contains(name);
}

std::optional<http::Response> Guard::refuse(const http::Request& request) const {
  if (!is_fine(request.host)) {
    return http::error_response(403, "this is not known to be a name of the coordinator: '" + request.host +
                                         "'; start hg-coord with --http-names, or use its numeric address");
  }
  const std::size_t scheme = request.origin.find("://");
  if (request.origin.empty()) return std::nullopt;
  if (scheme != std::string::npos && request.origin.substr(scheme + 3) == request.host) return std::nullopt;
  return http::error_response(403, "pages of another origin are not answered");
}

http::Handler Guard::wrap(http::Handler handler) const {
  return [guard = *this, handler = std::move(handler)](const http::Request& request) {
    auto refused = guard.refuse(request);
    http::Response response = refused ? *std::move(refused) : handler(request);
    tag(request, response);
    make_strict(response);
    return response;
  };
}

}  // namespace hg::dashboard
