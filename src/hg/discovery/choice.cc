#include "hg/discovery/choice.h"

#include <algorithm>
#include <string>

#include "hg/base/log.h"

namespace hg::discovery {
namespace {

std::string names_of(const std::vector<Peer>& peers) {
  std::string names;
  for (const Peer& peer : peers) {
    if (!names.empty()) names += " and ";
    names += "'" + peer.name + "' (" + model::to_string(peer.address) + ")";
  }
  return names;
}

bool same(const Result<Peer>& a, const Result<Peer>& b) {
  if (a.has_value() != b.has_value()) return false;
  return a ? *a == *b : a.error().message() == b.error().message();
}

}  // namespace

Result<Peer> CoordinatorChoice::decide(const std::vector<Peer>& coordinators) const {
  if (answer_) {
    const auto ours = std::ranges::find(coordinators, answer_->id, &Peer::id);
    if (ours != coordinators.end()) return *ours;
  }
  if (coordinators.empty()) return answer_;
  if (coordinators.size() == 1) return coordinators.front();
  return fail(Code::failed_precondition,
              "several coordinators announce themselves here: " + names_of(coordinators) +
                  "; say which one with --coordinator or HG_COORDINATOR");
}

bool CoordinatorChoice::update(const std::vector<Peer>& peers) {
  std::vector<Peer> coordinators;
  std::ranges::copy_if(peers, std::back_inserter(coordinators),
                       [](const Peer& peer) { return peer.role == model::Role::coordinator; });
  auto now = decide(coordinators);
  if (now && coordinators.size() > 1) {
    log::warn("several coordinators announce themselves here: {}; this program stays with '{}'",
              names_of(coordinators), now->name);
  }
  const bool changed = !same(now, answer_);
  answer_ = std::move(now);
  return changed;
}

}  // namespace hg::discovery
