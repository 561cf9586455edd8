#include "hg/http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>

#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::http {
namespace {

class HttpServer : public testing::Test {
 protected:
  void SetUp() override {
    Router router;
    router.add("GET", "/health",
               [](const Request&) { return Response{.body = "{\"ok\":true}", .headers = {}}; });
    router.add("POST", "/echo", [](const Request& request) {
      return Response{.body = request.query + request.body, .headers = {}};
    });
    router.add("GET", "/throws", [](const Request&) -> Response { throw std::runtime_error("boom"); });
    router.add_below("GET", "/things/",
                     [](const Request& request) { return Response{.body = request.path, .headers = {}}; });
    router.add_socket("/live", {.refuse = [](const Request& request) -> std::optional<Response> {
                                  if (request.origin.empty()) return std::nullopt;
                                  return error_response(403, "no strangers");
                                },
                                .opened =
                                    [this](const std::shared_ptr<Socket>& socket, const Request&) {
                                      for (int i = 0; i < messages_; ++i)
                                        socket->send(std::make_shared<const std::string>("hello"));
                                    }});
    options_.idle = std::chrono::milliseconds(300);
    options_.connections = 4;
    auto server = Server::start(options_, std::move(router));
    ASSERT_TRUE(server.has_value()) << server.error().to_string();
    server_ = *std::move(server);
  }

  [[nodiscard]] os::UniqueFd connect() const {
    os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  }

  // Sends `text` and returns everything until the server closes.
  [[nodiscard]] std::string talk(std::string_view text) const {
    const os::UniqueFd fd = connect();
    EXPECT_TRUE(os::write_all(fd.get(), text).has_value());
    auto answer = os::read_fd(fd.get(), 1U << 20U);
    return answer ? *std::move(answer) : "read failed";
  }

  [[nodiscard]] static std::string request(const std::string& line, const std::string& body = "") {
    return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  [[nodiscard]] static std::string upgrade(const std::string& path, const std::string& header = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + header + "\r\n";
  }

  Options options_;
  std::atomic<int> messages_ = 1;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpServer, AnswersAHandlersPage) {
  const std::string answer = talk(request("GET /health?x=1"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n{\"ok\":true}")) << answer;
  EXPECT_NE(answer.find("Content-Type: application/json"), std::string::npos);
}

TEST_F(HttpServer, APrefixAnswersForWhatIsBelow) {
  EXPECT_TRUE(talk(request("GET /things/a/b")).ends_with("/things/a/b"));
  EXPECT_TRUE(talk(request("GET /thing")).starts_with("HTTP/1.1 404"));
}

TEST_F(HttpServer, AWebSocketGetsWhatIsSent) {
  const os::UniqueFd fd = connect();
  ASSERT_TRUE(os::write_all(fd.get(), upgrade("/live")));
  std::string got;
  while (got.find("hello") == std::string::npos) {
    std::array<char, 512> some{};
    const ssize_t count = ::recv(fd.get(), some.data(), some.size(), 0);
    ASSERT_GT(count, 0) << got;
    got.append(some.data(), static_cast<std::size_t>(count));
  }
  EXPECT_TRUE(got.starts_with("HTTP/1.1 101")) << got;
}

TEST_F(HttpServer, AWebSocketThatDoesNotTakeItsMessagesIsCutOff) {
  messages_ = 1000;  // talk() returns because the server closes
  EXPECT_TRUE(talk(upgrade("/live")).starts_with("HTTP/1.1 101"));
}

TEST_F(HttpServer, AWebSocketIsRefusedWhereNoneIsOfferedOrItsOriginIsForeign) {
  EXPECT_TRUE(talk(upgrade("/health")).starts_with("HTTP/1.1 404"));
  EXPECT_TRUE(talk(upgrade("/live", "Origin: http://evil.example\r\n")).starts_with("HTTP/1.1 403"));
}

TEST_F(HttpServer, GivesQueryAndBodyToTheHandler) {
  EXPECT_TRUE(talk(request("POST /echo?a=b", "body")).ends_with("\r\n\r\na=bbody"));
}

TEST_F(HttpServer, HeadHasTheHeaderAndNoBody) {
  const std::string answer = talk(request("HEAD /health"));
  EXPECT_NE(answer.find("Content-Length: 11"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServer, UnknownPathIs404AndWrongMethodNamesTheRightOne) {
  EXPECT_TRUE(talk(request("GET /nope")).starts_with("HTTP/1.1 404 "));
  const std::string answer = talk(request("DELETE /echo"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 405 "));
  EXPECT_NE(answer.find("Allow: POST"), std::string::npos);
}

TEST_F(HttpServer, AHandlerThatThrowsIs500AndTheServerLives) {
  EXPECT_TRUE(talk(request("GET /throws")).starts_with("HTTP/1.1 500 "));
  EXPECT_TRUE(talk(request("GET /health")).starts_with("HTTP/1.1 200 "));
}

TEST_F(HttpServer, BadRequestsAreRefusedByTheirName) {
  EXPECT_TRUE(talk("NONSENSE\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(talk("GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(talk("GET /health HTTP/1.1\r\nX: " + std::string(20000, 'x') + "\r\n\r\n")
                  .starts_with("HTTP/1.1 431 "));
  EXPECT_TRUE(talk("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
                  .starts_with("HTTP/1.1 413 "));
}

TEST_F(HttpServer, ASilentConnectionIsCutAfterTheIdleTime) {
  EXPECT_EQ(talk("GET /hea"), "");
}

TEST_F(HttpServer, ARequestInDripsIsCutAfterTheIdleTimeToo) {
  const os::UniqueFd fd = connect();
  ASSERT_TRUE(os::write_all(fd.get(), "GET /health HTTP/1.1\r\nHost: localhost\r\n"));
  int drips = 0;
  for (std::array<char, 16> some{}; drips < 1000; ++drips) {
    if (!os::write_all(fd.get(), "X: y\r\n")) break;  // closed at the other end
    pollfd answer{fd.get(), POLLIN, 0};
    if (::poll(&answer, 1, 20) == 1) {
      EXPECT_LE(::recv(fd.get(), some.data(), some.size(), 0), 0) << "no answer";
      break;
    }
  }
  EXPECT_LT(drips, 500);
}

TEST_F(HttpServer, AnAnswerThatIsNotTakenIsCutOff) {
  const os::UniqueFd fd = connect();
  const std::string many(2000, 'x');
  std::string asked;
  for (int i = 0; i < 5000; ++i) asked += "GET /things/" + many + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  // Ends only because the server gives the connection up: nobody reads its answers.
  EXPECT_FALSE(os::write_all(fd.get(), asked));
}

TEST_F(HttpServer, TheDoorIsAskedBeforeTheHandler) {
  server_.reset();
  Router router;
  router.add("GET", "/x", [](const Request&) { return Response{.body = "secret", .headers = {}}; });
  router.add_socket("/live", {.refuse = [](const Request&) { return std::nullopt; },
                              .opened = [](const std::shared_ptr<Socket>&, const Request&) { FAIL(); }});
  router.set_door([](const Request& request) -> std::optional<Response> {
    EXPECT_EQ(request.peer.address, "127.0.0.1");
    EXPECT_TRUE(request.peer.near);
    if (request.authorization == "Bearer 1") return std::nullopt;
    return error_response(401, "who are you?");
  });
  server_ = Server::start(options_, std::move(router)).value();
  EXPECT_TRUE(talk(request("GET /x")).starts_with("HTTP/1.1 401"));
  EXPECT_TRUE(talk(upgrade("/live")).starts_with("HTTP/1.1 401"));
  EXPECT_TRUE(talk("GET /x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer 1\r\nConnection: close\r\n\r\n")
                  .ends_with("secret"));
}

TEST_F(HttpServer, ConnectionsAboveTheLimitAreClosedAndTheRestServed) {
  std::vector<os::UniqueFd> held;
  for (std::size_t i = 0; i < options_.connections; ++i) held.push_back(connect());
  EXPECT_EQ(talk(""), "");
  held.clear();
}

TEST_F(HttpServer, ABusyPortIsOneClearLine) {
  const auto second = Server::start({.address = "127.0.0.1", .port = server_->port()}, Router());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().message(),
            "port " + std::to_string(server_->port()) +
                " on 127.0.0.1 is in use by another program; choose another with --http-port");
}

}  // namespace
}  // namespace hg::http
