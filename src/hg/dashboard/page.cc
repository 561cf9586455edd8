#include "hg/dashboard/page.h"

#include <string>

#include "hg/dashboard/embedded.h"

namespace hg::dashboard {
namespace {

using http::Request;
using http::Response;

bool takes_gzip(const Request& request) {
  const std::string& takes = request.accept_encoding;
  return takes.find("gzip") != std::string::npos && takes.find("gzip;q=0") == std::string::npos;
}

Response file(const char* type, std::string_view bytes) {
  return {.status = 200, .content_type = type, .body = std::string(bytes), .headers = {}};
}

http::Handler either(const char* type, std::string_view plain, std::string_view gzip) {
  return [type, plain, gzip](const Request& request) {
    const bool small = takes_gzip(request);
    Response response = file(type, small ? gzip : plain);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (small) response.headers.emplace_back("Content-Encoding", "gzip");
    return response;
  };
}

}  // namespace

void add_page(http::Router& router, const Guard& guard) {
  router.add("GET", "/", guard.wrap([](const Request&) {
    return file("text/html; charset=utf-8", embedded::index_html());
  }));
  if (embedded::app_js().empty()) return;
  router.add("GET", "/app.js",
             guard.wrap(either("text/javascript; charset=utf-8", embedded::app_js(), embedded::app_js_gz())));
  router.add("GET", "/app.css",
             guard.wrap(either("text/css; charset=utf-8", embedded::app_css(), embedded::app_css_gz())));
}

}  // namespace hg::dashboard
