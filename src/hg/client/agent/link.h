// What the agent knows of one coordinator, so that its being down is found out once and not by every compile.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hg/client/agent/coordinator.h"
#include "hg/client/agent/event_loop.h"

namespace hg::client::agent {

// A failure of all calls to the coordinator, and not of this one only: it knows nothing of its end.
bool means_lost(model::Reason reason);

struct LinkOptions {
  std::chrono::nanoseconds first_wait =
      std::chrono::milliseconds(300);  // of a compile, while nothing is known
  std::chrono::nanoseconds handshake_timeout = std::chrono::seconds(3);
  std::chrono::nanoseconds probe_interval = std::chrono::seconds(1);  // while compiles are under way
  std::chrono::nanoseconds probe_timeout = std::chrono::seconds(3);
  std::chrono::nanoseconds backoff_first = std::chrono::milliseconds(100);
  std::chrono::nanoseconds backoff_longest = std::chrono::milliseconds(400);
  std::chrono::nanoseconds interest =
      std::chrono::seconds(60);  // without any compile for so long, no more attempts
  std::chrono::nanoseconds report_interval =
      std::chrono::milliseconds(500);  // outcomes are gathered for so long
  std::size_t report_most = 1000;      // … and so many
};

//   unknown --ask--> connecting --handshake--> up --probe or call lost--> down
//                        |                                                 ^ |
//                        +----refused, or silent------------------------->-+ | handshake, tried again with
//                        back-off
//                                                                       up <-+
//
// On the loop's thread; callbacks too.
class Link {
 public:
  using Call = std::uint64_t;
  using Known = std::function<void(std::optional<model::Failure>)>;  // nothing = the grid is there

  Link(EventLoop& loop, std::string address, std::unique_ptr<Coordinator> coordinator, LinkOptions options);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // `known` is called at once where the state is known, else when it is, after `first_wait` at the latest.
  void when_known(Known known);

  // `done` is called once, unless cancelled. A coordinator that is lost ends all calls.
  Call compile(model::CompileTask task, std::function<void(model::CompileOutcome)> done);
  void cancel(Call call);

  // An answer shows that the coordinator is there: the next compile is for the grid.
  void workers(std::function<void(ipc::WorkersAnswer)> done);
  void drain(const std::string& name, bool drained, std::function<void(ipc::DrainAnswer)> done);
  void report(const std::string& worker, model::Reason reason) { coordinator_->report(worker, reason); }
  // Told to the coordinator with others, soon; or when it is up again, if there are not too many by then.
  void note(model::ClientOutcome outcome);

  [[nodiscard]] ipc::CoordinatorStatus status() const;

 private:
  struct Running {
    std::function<void()> cancel;
    std::function<void(model::CompileOutcome)> done;
  };

  // Wraps what the coordinator calls on its own threads: runs on ours, and not at all once the link is gone.
  template <typename T>
  std::function<void(T)> on_loop(std::function<void(T)> handle);

  void connect();
  void go_up(const std::string& version);
  void go_down(model::Failure failure);
  void reconnect_later();
  void tell(const std::optional<model::Failure>& failure);
  void probe_later();
  void probe();
  void report_later();
  void report_now();
  void on_outcome(Call call, model::CompileOutcome outcome);

  EventLoop& loop_;
  std::string address_;
  std::unique_ptr<Coordinator> coordinator_;
  LinkOptions options_;
  ipc::LinkState state_ = ipc::LinkState::unknown;
  model::Failure failure_;
  std::string version_;
  bool handshaking_ = false;
  bool probing_ = false;  // a probe is under way or planned
  bool slow_ = false;     // connecting for longer than first_wait
  std::chrono::nanoseconds backoff_;
  TimePoint wanted_{};
  std::vector<Known> waiting_;
  std::vector<model::ClientOutcome> outcomes_;  // not yet reported
  bool reporting_ = false;                      // a report is planned
  Call next_call_ = 1;
  std::map<Call, Running> running_;
  std::shared_ptr<Link*> self_;  // null inside = we are gone
};

}  // namespace hg::client::agent
