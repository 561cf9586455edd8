#include "hg/client/agent/search.h"

#include <utility>

#include "hg/base/log.h"

namespace hg::client::agent {

using model::Failure;
using model::Reason;

Search::Search(EventLoop& loop, discovery::Start start)
    : loop_(loop),
      start_(std::move(start)),
      why_none_("a coordinator is being looked for on this network"),
      self_(std::make_shared<Search*>(this)) {}

Search::~Search() {
  discovery_.reset();
  *self_ = nullptr;
}

void Search::begin() {
  if (std::exchange(begun_, true)) return;
  auto started =
      start_({.on_change = [&loop = loop_, self = self_](const std::vector<discovery::Peer>& peers) {
        loop.post([self, peers] {
          if (*self != nullptr) (*self)->found(peers);
        });
      }});
  if (started) {
    discovery_ = *std::move(started);
    return;
  }
  why_none_ = "no coordinator can be looked for: " + started.error().to_string();
  looked_ = true;
}

Answer<std::string> Search::coordinator() {
  begin();
  const Result<discovery::Peer>& answer = choice_.answer();
  if (answer) return model::to_string(answer->address);
  std::string why = looked_ && discovery_ != nullptr ? answer.error().message() : why_none_;
  return tl::unexpected(Failure{Reason::not_configured, "HG_COORDINATOR is not set, and " + why});
}

void Search::when_looked(std::function<void()> then) {
  begin();
  if (looked_) return then();
  waiting_.push_back(std::move(then));
}

void Search::found(const std::vector<discovery::Peer>& peers) {
  if (choice_.update(peers)) {
    const auto& answer = choice_.answer();
    log::info("{}", answer ? "found '" + answer->name + "' at " + model::to_string(answer->address)
                           : answer.error().message());
  }
  looked_ = true;
  for (const auto& then : std::exchange(waiting_, {})) then();
}

}  // namespace hg::client::agent
