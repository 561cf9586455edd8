#include "hg/dashboard/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "hg/dashboard/embedded.h"

namespace hg::dashboard {
namespace {

using ::testing::HasSubstr;

class Page : public ::testing::Test {
 protected:
  void SetUp() override { add_page(router_, Guard({})); }

  [[nodiscard]] http::Response get(const std::string& path, const std::string& encoding = "") const {
    http::Request request;
    request.method = "GET";
    request.path = path;
    request.host = "localhost:8080";
    request.accept_encoding = encoding;
    return router_.route(request);
  }

  static std::string header(const http::Response& response, const std::string& name) {
    const auto found =
        std::ranges::find_if(response.headers, [&](const auto& entry) { return entry.first == name; });
    return found == response.headers.end() ? "" : found->second;
  }

  http::Router router_;
};

TEST_F(Page, TheRootIsHtmlThatMayRunNothingButOurs) {
  const auto response = get("/");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("Hybrid-Grid"));
  EXPECT_THAT(header(response, "Content-Security-Policy"), HasSubstr("script-src 'self'"));
  EXPECT_FALSE(header(response, "ETag").empty());
}

TEST_F(Page, ScriptAndStyleAreCompressedForThoseWhoTakeIt) {
  if (embedded::app_js().empty()) GTEST_SKIP() << "built without npm";
  for (const std::string path : {"/app.js", "/app.css"}) {
    const auto plain = get(path);
    const auto small = get(path, "gzip, deflate, br");
    EXPECT_EQ(header(plain, "Content-Encoding"), "");
    EXPECT_EQ(header(small, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(small, "Vary"), "Accept-Encoding");
    EXPECT_EQ(small.body.substr(0, 2), "\x1f\x8b");
    EXPECT_LT(small.body.size(), plain.body.size());
    EXPECT_NE(header(plain, "ETag"), header(small, "ETag"));
    EXPECT_EQ(header(get(path, "gzip;q=0"), "Content-Encoding"), "");
  }
  EXPECT_EQ(get("/app.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/app.css").content_type, "text/css; charset=utf-8");
}

TEST_F(Page, TheScriptStaysSmall) {
  EXPECT_LE(embedded::app_js_gz().size(), 90'000U);
}

}  // namespace
}  // namespace hg::dashboard
