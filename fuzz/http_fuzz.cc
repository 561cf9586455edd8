// What arrives on the HTTP port: whatever is asked, the answer is one of HTTP's or the end of the connection,
// and the next one is served. The first byte: a request, or the frames of a WebSocket after a good upgrade.
#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "hg/http/server.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace {

namespace http = hg::http;

constexpr std::string_view kUpgrade =
    "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

void require(bool holds) {
  if (!holds) std::abort();
}

std::unique_ptr<http::Server> start() {
  http::Router router;
  router.add("GET", "/health",
             [](const http::Request&) { return http::Response{.body = "{}", .headers = {}}; });
  router.add("POST", "/echo", [](const http::Request& request) {
    return http::Response{.body = request.query + request.body, .headers = {}};
  });
  router.add_socket("/live", {.refuse = [](const http::Request&) { return std::nullopt; },
                              .opened = [](const std::shared_ptr<http::Socket>&, const http::Request&) {}});
  http::Options options;
  options.idle = std::chrono::milliseconds(1000);
  auto server = http::Server::start(options, std::move(router));
  require(server.has_value());
  return *std::move(server);
}

hg::os::UniqueFd connect(std::uint16_t port) {
  hg::os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return fd;
}

// The upgrade's answer: frames that come before it are not the client's to send.
void upgrade(int fd) {
  require(hg::os::write_all(fd, kUpgrade).has_value());
  std::string got;
  while (got.find("\r\n\r\n") == std::string::npos) {
    std::array<char, 512> some{};
    const ssize_t count = ::recv(fd, some.data(), some.size(), 0);
    require(count > 0);
    got.append(some.data(), static_cast<std::size_t>(count));
  }
  require(got.starts_with("HTTP/1.1 101"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const std::unique_ptr<http::Server> server = start();
  const hg::os::UniqueFd fd = connect(server->port());
  const bool frames = data[0] == 'w';
  if (frames) upgrade(fd.get());
  // May fail: the server hangs up on what it does not like.
  (void)hg::os::write_all(fd.get(), std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  ::shutdown(fd.get(), SHUT_WR);
  const auto answer = hg::os::read_fd(fd.get(), 16U << 20U);
  if (!frames && answer && !answer->empty()) require(answer->starts_with("HTTP/1.1 "));
  return 0;
}
