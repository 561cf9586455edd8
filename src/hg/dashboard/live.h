// The live feed of docs/api.md: a snapshot, then deltas, to every WebSocket that listens.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hg/dashboard/guard.h"
#include "hg/dashboard/source.h"
#include "hg/dashboard/worker_watch.h"
#include "hg/http/router.h"

namespace hg::dashboard {

// Only for the HTTP server's thread. Everybody gets the same bytes, made once.
class LiveFeed {
 public:
  // `tell` gets what happened in the grid, as soon as it is seen.
  LiveFeed(Sources sources, std::function<void(history::Event)> tell);

  ~LiveFeed();
  LiveFeed(const LiveFeed&) = delete;
  LiveFeed& operator=(const LiveFeed&) = delete;

  // The feed must outlive the router.
  void add_to(http::Router& router, const Guard& guard);

  // To be called a few times a second.
  void tick();

  [[nodiscard]] std::size_t listeners() const { return listeners_.size(); }

 private:
  struct Shown;
  void greet(const std::shared_ptr<http::Socket>& socket);
  void send(std::shared_ptr<const std::string> text);

  Sources sources_;
  WorkerWatch watch_;
  std::vector<std::weak_ptr<http::Socket>> listeners_;
  std::uint64_t sequence_ = 0;
  std::uint64_t ticks_ = 0;
  TimePoint last_sent_{};
  history::RecordId shown_until_ = 0;
  std::map<std::string, Shown> shown_;
  std::string shown_rest_;  // load and caches, as they were told last
};

}  // namespace hg::dashboard
