#include "hg/cache/redis/topology.h"

#include <algorithm>

namespace hg::cache::redis {
namespace {

constexpr std::size_t kMostSlotsReply = std::size_t{4} << 20U;
constexpr Duration kBetweenLearning =
    std::chrono::milliseconds(500);       // by what redirections and failures tell
constexpr std::size_t kMostNodes = 2000;  // by whatever foreign servers say

}  // namespace

Topology::Topology(Place place, const Clock& clock) : place_(std::move(place)), clock_(clock) {}

std::shared_ptr<Node> Topology::node(const model::Address& address) {
  auto& known = nodes_[address];
  if (known == nullptr) {
    known = std::make_shared<Node>(address, Login{place_.user, place_.password, place_.database}, clock_);
  }
  return known;
}

std::shared_ptr<Node> Topology::known_owner(unsigned slot) {
  const std::lock_guard lock(mutex_);
  return table_.empty() ? nullptr : table_[slot];
}

bool Topology::outdated() {
  const std::lock_guard lock(mutex_);
  return stale_ && (!learned_ || clock_.now() - *learned_ >= kBetweenLearning);
}

Result<std::shared_ptr<Node>> Topology::owner(unsigned slot, TimePoint deadline) {
  std::shared_ptr<Node> known = known_owner(slot);
  if (known != nullptr && !outdated()) return known;
  if (known != nullptr) {
    // One caller finds out, the others go by what is known.
    if (std::unique_lock lock(learning_, std::try_to_lock); lock) (void)learn(deadline);
  } else {
    const std::lock_guard lock(learning_);
    if (known_owner(slot) == nullptr) HG_TRY(learn(deadline));
  }
  known = known_owner(slot);
  if (known == nullptr) return fail(Code::unavailable, "no server of the Redis Cluster has this slot");
  return known;
}

Result<std::shared_ptr<Node>> Topology::other_owner(unsigned slot, const Node& failed, TimePoint deadline) {
  {
    const std::lock_guard lock(mutex_);
    stale_ = true;
  }
  HG_TRY_ASSIGN(auto now, owner(slot, deadline));
  if (now.get() == &failed) return fail(Code::unavailable, "no other server has this slot");
  return now;
}

std::shared_ptr<Node> Topology::redirected(const Redirection& to) {
  const std::lock_guard lock(mutex_);
  if (nodes_.size() >= kMostNodes) nodes_.clear();  // those in use live on with their users
  auto target = node(to.address);
  if (!to.ask) {
    stale_ = true;  // one slot has moved, so others may have
    if (!table_.empty()) table_[to.slot] = target;
  }
  return target;
}

// Those that served last, then all others that were ever heard of, then what the user named.
std::vector<std::shared_ptr<Node>> Topology::to_ask() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Node>> all;
  for (const auto& [address, known] : nodes_) all.push_back(known);
  for (const model::Address& seed : place_.seeds) {
    const auto wanted = node(seed);
    if (std::ranges::find(all, wanted) == all.end()) all.push_back(wanted);
  }
  return all;
}

Status Topology::learn(TimePoint deadline) {
  Status last = fail(Code::unavailable, "no server of Redis is known");
  for (const auto& from : to_ask()) {
    const TimePoint now = clock_.now();
    if (now >= deadline) break;
    last = learn_from(from, now + (deadline - now) / 2);  // one that hangs leaves time for the next
    if (last) break;
  }
  return last;
}

Status Topology::learn_from(const std::shared_ptr<Node>& from, TimePoint deadline) {
  HG_TRY_ASSIGN(const Reply reply, from->ask({"CLUSTER", "SLOTS"}, kMostSlotsReply, deadline));
  Table table(kSlots);
  std::vector<SlotRange> ranges;
  if (reply.type == Reply::Type::error) {
    Error error = to_error(from->address(), reply.text);
    if (error.code() == Code::permission_denied && !reply.text.starts_with("NOPERM"))
      return fail(std::move(error));
    if (error.code() == Code::unavailable) return fail(std::move(error));
    table.assign(kSlots, from);  // it knows of no Cluster
  } else {
    HG_TRY_ASSIGN(ranges, parse_slots(reply, from->address()));
  }
  const std::lock_guard lock(mutex_);
  for (const SlotRange& range : ranges) {
    std::fill(table.begin() + range.first, table.begin() + range.last + 1, node(range.master));
  }
  table_ = std::move(table);
  learned_ = clock_.now();
  stale_ = false;
  return {};
}

}  // namespace hg::cache::redis
