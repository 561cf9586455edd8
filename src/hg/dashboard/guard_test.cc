#include "hg/dashboard/guard.h"

#include <gmock/gmock.h>

namespace hg::dashboard {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Pair;

class GuardOfThePages : public ::testing::Test {
 protected:
  [[nodiscard]] http::Response ask(const std::string& host, const std::string& origin = "",
                                   const std::string& tag = "") const {
    const auto handler = guard_.wrap(
        [](const http::Request&) { return http::Response{.status = 200, .body = "page", .headers = {}}; });
    return handler({.method = "GET",
                    .path = "/",
                    .query = "",
                    .body = "",
                    .host = host,
                    .origin = origin,
                    .if_none_match = tag});
  }
  Guard guard_{{"build1"}};
};

TEST_F(GuardOfThePages, KnownNamesAndNumbersAreFine) {
  for (const char* host : {"localhost:8080", "LOCALHOST", "127.0.0.1:8080", "[::1]:8080", "10.1.2.3",
                           "Build1:8080", "build1.:8080"}) {
    EXPECT_EQ(ask(host).status, 200U) << host;
  }
}

TEST_F(GuardOfThePages, AnotherNameIsRefusedWithAWayOut) {
  for (const char* host :
       {"evil.example:8080", "", "127.0.0.1.evil.example", "build1.evil.example", "localhost.evil"}) {
    const auto response = ask(host);
    EXPECT_EQ(response.status, 403U) << host;
    EXPECT_THAT(response.body, HasSubstr("--http-names"));
  }
}

TEST_F(GuardOfThePages, AnotherOriginIsRefused) {
  EXPECT_EQ(ask("localhost:8080", "http://localhost:8080").status, 200U);
  EXPECT_EQ(ask("localhost:8080", "http://localhost:9090").status, 403U);
  EXPECT_EQ(ask("localhost:8080", "https://evil.example").status, 403U);
  EXPECT_EQ(ask("localhost:8080", "null").status, 403U);
}

TEST_F(GuardOfThePages, EveryAnswerTellsBrowsersToBeStrict) {
  for (const char* host : {"localhost", "evil.example"}) {
    const auto response = ask(host);
    EXPECT_THAT(response.headers, Contains(Pair("Content-Security-Policy", HasSubstr("default-src 'self'"))));
    EXPECT_THAT(response.headers, Contains(Pair("X-Content-Type-Options", "nosniff")));
  }
}

TEST_F(GuardOfThePages, WhoHasItAlreadyGetsNoBody) {
  const auto first = ask("localhost");
  const auto tag = std::ranges::find(first.headers, "ETag", &std::pair<std::string, std::string>::first);
  ASSERT_NE(tag, first.headers.end());
  const auto again = ask("localhost", "", tag->second);
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(ask("localhost", "", "\"other\"").status, 200U);
}

}  // namespace
}  // namespace hg::dashboard
