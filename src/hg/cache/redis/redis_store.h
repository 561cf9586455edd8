// A store in Redis: a single server or a Cluster. docs/formats/cache-shared.md has its keys and what it asks.
#pragma once

#include "hg/cache/redis/topology.h"
#include "hg/cache/store.h"

namespace hg::cache::redis {

struct Options {
  Place place;
  Duration timeout = std::chrono::seconds(1);       // of one operation, connecting and redirections included
  std::size_t most_bytes = std::size_t{64} << 20U;  // of one value
};

// Thread-safe. Connects when it is first used, and again whenever it must. What it gives out is what Redis
// gave it: wrap it in a VerifyingStore. Errors:
//   unavailable, deadline_exceeded, data_loss   Redis is not there, too slow, or something else than Redis
//   permission_denied                           it wants another login
//   resource_exhausted                          the value is too large, or Redis is full and evicts nothing
class RedisStore final : public Store {
 public:
  RedisStore(Options options, const Clock& clock);
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  Result<Reply> run(const std::string& key, const std::vector<std::string_view>& words, std::size_t most);

  const Options options_;
  const Clock& clock_;
  Topology topology_;
};

// "hybridgrid:1:" and the key in hex.
std::string key_of(const Id& id);

}  // namespace hg::cache::redis
