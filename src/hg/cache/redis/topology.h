// Which server has which slot: one for all, or those of a Cluster as its nodes tell.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "hg/cache/redis/node.h"
#include "hg/cache/redis/place.h"
#include "hg/cache/redis/slot.h"

namespace hg::cache::redis {

struct SlotRange {
  unsigned first = 0;
  unsigned last = 0;
  model::Address master;
};

// The answer of CLUSTER SLOTS; a master that names no host is where the answer came from. data_loss if it is
// not such an answer.
Result<std::vector<SlotRange>> parse_slots(const Reply& reply, const model::Address& from);

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 [::1]:6381"; nothing if `error` is another one.
struct Redirection {
  bool ask = false;  // for this one command only
  unsigned slot = 0;
  model::Address address;
};
std::optional<Redirection> parse_redirection(const std::string& error, const model::Address& from);

// Thread-safe. Asks on the threads of its callers, one at a time.
class Topology {
 public:
  Topology(Place place, const Clock& clock);

  // The server that has the slot, which is found out first if it is not known, or known to be outdated.
  // unavailable if no server can be asked, or none has the slot.
  Result<std::shared_ptr<Node>> owner(unsigned slot, TimePoint deadline);

  // The same after `failed` could not be reached: another server, or unavailable.
  Result<std::shared_ptr<Node>> other_owner(unsigned slot, const Node& failed, TimePoint deadline);

  // A server that a redirection names; `moved`: it has the slot from now on.
  std::shared_ptr<Node> redirected(const Redirection& to);

 private:
  using Table = std::vector<std::shared_ptr<Node>>;  // by slot

  std::shared_ptr<Node> node(const model::Address& address);  // under mutex_
  std::shared_ptr<Node> known_owner(unsigned slot);
  std::vector<std::shared_ptr<Node>> to_ask();
  bool outdated();
  Status learn(TimePoint deadline);
  Status learn_from(const std::shared_ptr<Node>& from, TimePoint deadline);

  const Place place_;
  const Clock& clock_;
  std::mutex learning_;
  std::mutex mutex_;  // for all below
  std::map<model::Address, std::shared_ptr<Node>> nodes_;
  Table table_;  // empty: nothing is known yet
  bool stale_ = false;
  std::optional<TimePoint> learned_;
};

}  // namespace hg::cache::redis
