#include "hg/coordinator/service/inflight.h"

#include <algorithm>

namespace hg::coordinator::service {
namespace {

constexpr unsigned kMostFailures = 2;

}  // namespace

bool Inflight::join(const cache::ResultKey& key, std::shared_ptr<Contender> contender) {
  const auto [group, first] = groups_.try_emplace(key);
  if (!first) group->second.waiting.push_back(std::move(contender));
  return first;
}

bool Inflight::leave(const cache::ResultKey& key, const Contender& contender) {
  const auto group = groups_.find(key);
  if (group == groups_.end()) return false;
  auto& waiting = group->second.waiting;
  const auto found =
      std::ranges::find_if(waiting, [&](const auto& other) { return other.get() == &contender; });
  if (found == waiting.end()) return false;
  waiting.erase(found);
  return true;
}

void Inflight::ended(const cache::ResultKey& key, const model::CompileOutcome& outcome, bool gone) {
  const auto found = groups_.find(key);
  if (found == groups_.end()) return;
  Group& group = found->second;
  if (!outcome && !gone) ++group.failures;
  const bool for_all = outcome.has_value() || group.failures >= kMostFailures;
  if (!for_all && !group.waiting.empty()) {
    auto next = std::move(group.waiting.front());
    group.waiting.pop_front();
    outbox_.post([next = std::move(next)] { next->lead(); });
    return;
  }
  // Taken out first: whoever is told may come back with the same.
  const auto waiting = std::move(group.waiting);
  groups_.erase(found);
  for (const auto& contender : waiting) contender->follow(outcome);
}

std::size_t Inflight::waiting() const {
  std::size_t all = 0;
  for (const auto& [key, group] : groups_) all += group.waiting.size();
  return all;
}

}  // namespace hg::coordinator::service
