// For tests: an engine's socket that says what the test tells it to, byte for byte.
#pragma once

#include <charconv>
#include <functional>
#include <string>

#include "hg/os/file.h"
#include "hg/testing/scripted_server.h"

namespace hg::container {

using testing::Say;

struct Asked {
  std::string method{};
  std::string path{};
  std::string body{};
  // "POST /attach", without version, id and query: what a script goes by.
  [[nodiscard]] std::string step() const {
    const std::string plain = path.substr(0, path.find('?'));
    return method + " " + plain.substr(plain.rfind('/'));
  }
};

inline bool take_request(std::string& got, Asked& asked) {
  const std::size_t end = got.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  std::size_t size = 0;
  if (const std::size_t at = got.find("Content-Length: "); at < end) {
    std::from_chars(got.data() + at + 16, got.data() + end, size);
  }
  if (got.size() < end + 4 + size) return false;
  const std::size_t first = got.find(' ');
  asked.method = got.substr(0, first);
  asked.path = got.substr(first + 1, got.find(' ', first + 1) - first - 1);
  asked.body = got.substr(end + 4, size);
  got.erase(0, end + 4 + size);
  return true;
}

inline std::string answer(int code, const std::string& body = "") {
  return "HTTP/1.1 " + std::to_string(code) + " X\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

inline std::string frame(int stream, const std::string& bytes) {
  std::string head(8, '\0');
  head[0] = static_cast<char>(stream);
  for (unsigned i = 0; i < 4; ++i) head[7 - i] = static_cast<char>(bytes.size() >> (8 * i));
  return head + bytes;
}

// The head of an attachment, after which frames follow until the connection is closed.
inline std::string attachment(const std::string& frames = "") {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n" + frames;
}

inline constexpr std::string_view kVersion =
    R"({"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Components":[{"Name":"Engine"}]})";

class FakeSocket {
 public:
  // `script` answers all but the version, which is 1.41's.
  explicit FakeSocket(std::function<Say(const Asked&)> script)
      : server_(
            take_request,
            [script = std::move(script)](const Asked& asked) {
              return asked.path == "/version" ? Say{answer(200, std::string(kVersion))} : script(asked);
            },
            path()) {}
  [[nodiscard]] std::string path() const { return directory_.path() + "/engine.sock"; }

 private:
  os::TempDir directory_ = *os::TempDir::make("/tmp", "engine");
  testing::ScriptedServer<Asked> server_;
};

}  // namespace hg::container
