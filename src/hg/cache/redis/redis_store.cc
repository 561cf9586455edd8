#include "hg/cache/redis/redis_store.h"

namespace hg::cache::redis {
namespace {

constexpr int kMostHops = 5;
constexpr std::size_t kSmallReply = 4096;

tl::unexpected<Error> unexpected_reply(std::string_view to) {
  return fail(Code::data_loss, "Redis gave a reply that does not belong to " + std::string(to));
}

}  // namespace

std::string key_of(const Id& id) {
  return "hybridgrid:1:" + digest::to_hex(id.key);
}

RedisStore::RedisStore(Options options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), topology_(options_.place, clock) {}

Result<Reply> RedisStore::run(const std::string& key, const std::vector<std::string_view>& words,
                              std::size_t most) {
  const TimePoint deadline = clock_.now() + options_.timeout;
  const unsigned slot = hash_slot(key);
  HG_TRY_ASSIGN(std::shared_ptr<Node> node, topology_.owner(slot, deadline));
  bool asking = false;
  for (int hop = 0; hop < kMostHops; ++hop) {
    auto reply = node->ask(words, most, deadline, asking);
    asking = false;
    if (!reply) {
      if (reply.error().code() != Code::unavailable && reply.error().code() != Code::deadline_exceeded)
        return reply;
      auto other = topology_.other_owner(slot, *node, deadline);
      if (!other) return reply;  // the first error says more
      node = *std::move(other);
      continue;
    }
    if (reply->type != Reply::Type::error) return reply;
    const auto redirection = parse_redirection(reply->text, node->address());
    if (!redirection) return fail(to_error(node->address(), reply->text));
    node = topology_.redirected(*redirection);
    asking = redirection->ask;
  }
  return fail(Code::unavailable, "Redis Cluster: redirected too often");
}

Result<std::string> RedisStore::get(const Id& id) {
  const std::string key = key_of(id);
  HG_TRY_ASSIGN(Reply reply, run(key, {"GET", key}, options_.most_bytes));
  if (reply.type == Reply::Type::nil) return fail(Code::not_found, key);
  if (reply.type != Reply::Type::text) return unexpected_reply("GET");
  return std::move(reply.text);
}

Status RedisStore::put(const Id& id, std::string_view bytes, Duration /*cost*/) {
  if (bytes.size() > options_.most_bytes) return fail(Code::resource_exhausted, "too large for Redis");
  const std::string key = key_of(id);
  HG_TRY_ASSIGN(const Reply reply, run(key, {"SET", key, bytes}, kSmallReply));
  if (reply.type != Reply::Type::text) return unexpected_reply("SET");
  return {};
}

Status RedisStore::remove(const Id& id) {
  const std::string key = key_of(id);
  HG_TRY_ASSIGN(const Reply reply, run(key, {"DEL", key}, kSmallReply));
  if (reply.type != Reply::Type::integer) return unexpected_reply("DEL");
  return {};
}

}  // namespace hg::cache::redis
