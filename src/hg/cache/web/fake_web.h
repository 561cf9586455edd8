// For tests: an HTTP server as a test wants it.
#pragma once

#include <charconv>
#include <map>
#include <string>

#include "hg/testing/scripted_server.h"

namespace hg::cache::web {

using testing::Say;

struct Asked {
  std::string method{};
  std::string path{};
  std::string headers{};
  std::string body{};
};

inline bool take_request(std::string& got, Asked& asked) {
  const std::size_t end = got.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  asked.headers = got.substr(0, end + 2);
  std::size_t size = 0;
  if (const std::size_t at = asked.headers.find("Content-Length: "); at != std::string::npos) {
    std::from_chars(asked.headers.data() + at + 16, asked.headers.data() + asked.headers.size(), size);
  }
  if (got.size() < end + 4 + size) return false;
  const std::size_t first = asked.headers.find(' ');
  asked.method = asked.headers.substr(0, first);
  asked.path = asked.headers.substr(first + 1, asked.headers.find(' ', first + 1) - first - 1);
  asked.body = got.substr(end + 4, size);
  got.erase(0, end + 4 + size);
  return true;
}

class FakeWeb : public testing::ScriptedServer<Asked> {
 public:
  explicit FakeWeb(std::function<Say(const Asked&)> answer)
      : ScriptedServer(take_request, std::move(answer)) {}
};

inline std::string answer(int code, const std::string& body = "") {
  return "HTTP/1.1 " + std::to_string(code) + " X\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

// Keeps what is put, as a WebDAV server does.
class Folder {
 public:
  Say operator()(const Asked& asked) {
    if (asked.method == "PUT") {
      files_[asked.path] = asked.body;
      return {answer(201)};
    }
    const auto found = files_.find(asked.path);
    if (found == files_.end()) return {answer(404)};
    if (asked.method == "GET") return {answer(200, found->second)};
    files_.erase(found);
    return {answer(204)};
  }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace hg::cache::web
