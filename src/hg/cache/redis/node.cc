#include "hg/cache/redis/node.h"

#include <algorithm>
#include <array>
#include <optional>

namespace hg::cache::redis {
namespace {

constexpr std::size_t kSmallReply = 4096;  // of AUTH, SELECT, ASKING
constexpr std::size_t kMostShown = 200;

// A server that hangs would cost every operation its whole time; the store's own breaker sees all nodes
// together and would let the others go too.
constexpr resilience::CircuitBreaker::Options kBreaker{.failure_percent = 50,
                                                       .min_samples = 2,
                                                       .max_samples = 20,
                                                       .window = std::chrono::seconds(10),
                                                       .open_for = std::chrono::seconds(2)};

template <std::size_t N>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.starts_with(word); });
}

}  // namespace

Error to_error(const model::Address& address, const std::string& text) {
  constexpr std::array<std::string_view, 4> kLogin{"NOAUTH", "WRONGPASS", "NOPERM", "ERR AUTH"};
  constexpr std::array<std::string_view, 7> kNotNow{"LOADING",  "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN",
                                                    "READONLY", "BUSY",        "MOVED"};
  std::string shown = text.substr(0, kMostShown);
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  Code code = Code::internal;
  if (begins_with_one_of(text, kLogin)) code = Code::permission_denied;
  if (text.starts_with("OOM")) code = Code::resource_exhausted;
  if (begins_with_one_of(text, kNotNow)) code = Code::unavailable;
  return {code, model::to_string(address) + ": " + shown};
}

Node::Node(model::Address address, Login login, const Clock& clock)
    : address_(std::move(address)),
      login_(std::move(login)),
      clock_(clock),
      breaker_(resilience::CircuitBreaker::make(kBreaker, clock)) {}

Result<Connection> Node::connect(TimePoint deadline) const {
  HG_TRY_ASSIGN(Connection connection, Connection::open(address_, clock_, deadline));
  const auto say = [&](const std::vector<std::string_view>& words) -> Status {
    HG_TRY_ASSIGN(const Reply reply, connection.ask(words, kSmallReply, deadline));
    if (reply.type == Reply::Type::error) return fail(to_error(address_, reply.text));
    return {};
  };
  if (!login_.password.empty()) {
    HG_TRY(login_.user.empty() ? say({"AUTH", login_.password})
                               : say({"AUTH", login_.user, login_.password}));
  }
  if (login_.database != 0) HG_TRY(say({"SELECT", std::to_string(login_.database)}));
  return connection;
}

Result<Reply> Node::ask_once(Connection& connection, const std::vector<std::string_view>& words,
                             std::size_t most, TimePoint deadline, bool asking) {
  if (asking) HG_TRY(connection.ask({"ASKING"}, kSmallReply, deadline));
  HG_TRY_ASSIGN(Reply reply, connection.ask(words, most, deadline));
  idle_.with([&](auto& idle) { idle.push_back(std::move(connection)); });
  return reply;
}

Result<Reply> Node::ask_somehow(const std::vector<std::string_view>& words, std::size_t most,
                                TimePoint deadline, bool asking) {
  auto idle = idle_.with([](auto& connections) -> std::optional<Connection> {
    if (connections.empty()) return std::nullopt;
    auto taken = std::move(connections.back());
    connections.pop_back();
    return taken;
  });
  if (idle) {
    auto reply = ask_once(*idle, words, most, deadline, asking);
    if (reply || reply.error().code() != Code::unavailable) return reply;
    idle_.with([](auto& connections) { connections.clear(); });  // the server was restarted: all are closed
  }
  HG_TRY_ASSIGN(Connection fresh, connect(deadline));
  return ask_once(fresh, words, most, deadline, asking);
}

Result<Reply> Node::ask(const std::vector<std::string_view>& words, std::size_t most, TimePoint deadline,
                        bool asking) {
  const bool allowed = breaker_.with([](auto& breaker) {
    if (!breaker->allows()) return false;
    breaker->started();
    return true;
  });
  if (!allowed) return fail(Code::unavailable, model::to_string(address_) + ": left alone after failures");
  auto reply = ask_somehow(words, most, deadline, asking);
  breaker_.with([&](auto& breaker) {
    if (reply) return breaker->succeeded();
    if (reply.error().code() == Code::resource_exhausted) return breaker->abandoned();
    breaker->failed();
  });
  return reply;
}

}  // namespace hg::cache::redis
