#include "hg/client/agent/ledger.h"

#include <algorithm>

namespace hg::client::agent {
namespace {

template <typename Key>
std::vector<std::pair<Key, std::uint64_t>> most_first(const std::map<Key, std::uint64_t>& counts) {
  std::vector<std::pair<Key, std::uint64_t>> list(counts.begin(), counts.end());
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return list;
}

}  // namespace

Ledger::Build& Ledger::build_of(const std::string& id) {
  if (!builds_.contains(id) && builds_.size() >= kMaxBuilds) {
    builds_.erase(std::min_element(builds_.begin(), builds_.end(), [](const auto& a, const auto& b) {
      return a.second.touched < b.second.touched;
    }));
  }
  Build& build = builds_[id];
  build.touched = finished_;
  return build;
}

void Ledger::add(const std::string& build, ipc::Outcome outcome) {
  ++finished_;
  if (build.empty()) return;
  Build& entry = build_of(build);
  if (outcome.remote && outcome.cached != model::CachedAt::nowhere) {
    ++entry.cached;
  } else if (outcome.remote) {
    ++entry.remote;
    entry.remote_cpu += outcome.times.cpu;
    const bool room = entry.workers.size() < kMaxWorkers;
    if (room || entry.workers.contains(outcome.worker_address)) ++entry.workers[outcome.worker_address];
  } else {
    ++entry.local;
    ++entry.reasons[outcome.reason];
  }
  entry.recent.push_back(std::move(outcome));
  if (entry.recent.size() > ipc::kRecentOutcomes) entry.recent.pop_front();
}

ipc::BuildAnswer Ledger::answer(const std::string& build) const {
  ipc::BuildAnswer answer;
  const auto found = builds_.find(build);
  if (found == builds_.end()) return answer;
  const Build& entry = found->second;
  answer.known = true;
  answer.remote = entry.remote;
  answer.cached = entry.cached;
  answer.local = entry.local;
  answer.reasons = most_first(entry.reasons);
  answer.workers = most_first(entry.workers);
  answer.remote_cpu = entry.remote_cpu;
  answer.recent.assign(entry.recent.begin(), entry.recent.end());
  return answer;
}

}  // namespace hg::client::agent
