// For tests: Redis as a test wants it.
#pragma once

#include <charconv>
#include <map>
#include <string>
#include <vector>

#include "hg/model/address.h"
#include "hg/testing/scripted_server.h"

namespace hg::cache::redis {

using Words = std::vector<std::string>;
using testing::Say;

inline std::string bulk(std::string_view text) {
  return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

// The number after a mark at `at`, which is moved behind the line; -1 if the line is not whole.
inline long command_number(const std::string& got, std::size_t& at) {
  const std::size_t end = got.find("\r\n", at);
  if (end == std::string::npos) return -1;
  long value = -1;
  std::from_chars(got.data() + at + 1, got.data() + end, value);
  at = end + 2;
  return value;
}

inline bool take_command(std::string& got, Words& words) {
  std::size_t at = 0;
  const long count = got.empty() ? -1 : command_number(got, at);
  if (count < 0) return false;
  words.clear();
  for (long i = 0; i < count; ++i) {
    const long size = at < got.size() ? command_number(got, at) : -1;
    if (size < 0 || at + static_cast<std::size_t>(size) + 2 > got.size()) return false;
    words.push_back(got.substr(at, static_cast<std::size_t>(size)));
    at += static_cast<std::size_t>(size) + 2;
  }
  got.erase(0, at);
  return true;
}

class FakeRedis : public testing::ScriptedServer<Words> {
 public:
  explicit FakeRedis(std::function<Say(const Words&)> answer)
      : ScriptedServer(take_command, std::move(answer)) {}
  [[nodiscard]] model::Address address() const { return {"127.0.0.1", port()}; }
};

// Keeps values, as a single Redis does.
class Memory {
 public:
  Say operator()(const Words& words) {
    if (words[0] == "SET") {
      values_[words.at(1)] = words.at(2);
      return {"+OK\r\n"};
    }
    if (words[0] == "DEL") return {values_.erase(words.at(1)) > 0 ? ":1\r\n" : ":0\r\n"};
    if (words[0] != "GET") return {"-ERR This instance has cluster support disabled\r\n"};
    const auto found = values_.find(words.at(1));
    return {found == values_.end() ? "$-1\r\n" : bulk(found->second)};
  }

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace hg::cache::redis
