// Looks for a coordinator on the local network, for clients that name none. Found out once, for all of them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hg/client/agent/coordinator.h"
#include "hg/client/agent/event_loop.h"
#include "hg/discovery/choice.h"
#include "hg/discovery/discovery.h"

namespace hg::client::agent {

// On the loop's thread. The first question begins the search, which then goes on as long as this lives.
class Search {
 public:
  Search(EventLoop& loop, discovery::Start start);
  ~Search();
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  // At once, whatever is known now: host:port, or not_configured with why there is none. No compile waits for
  // a search.
  Answer<std::string> coordinator();

  // `then` is called once the first look round is over: now, or after about a second.
  void when_looked(std::function<void()> then);

 private:
  void begin();
  void found(const std::vector<discovery::Peer>& peers);

  EventLoop& loop_;
  discovery::Start start_;
  discovery::CoordinatorChoice choice_;
  std::string why_none_;  // while there has not been a look round
  bool begun_ = false;
  bool looked_ = false;
  std::vector<std::function<void()>> waiting_;
  std::shared_ptr<Search*> self_;  // null inside once we are gone
  std::unique_ptr<discovery::Discovery> discovery_;
};

}  // namespace hg::client::agent
