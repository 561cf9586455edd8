// hg-agent: serves the user's hgbuild processes.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "hg/client/agent/coordinator.h"
#include "hg/client/agent/event_loop.h"
#include "hg/client/agent/ledger.h"
#include "hg/client/agent/link.h"
#include "hg/client/agent/search.h"
#include "hg/client/agent/session.h"
#include "hg/client/agent/slot_budget.h"
#include "hg/client/agent/slot_pool.h"
#include "hg/os/unique_fd.h"

namespace hg::client::agent {

struct AgentOptions {
  std::string socket_path{};   // watched: an agent whose socket is taken away leaves
  unsigned compile_slots = 1;  // with memory to spare; slot_budget.h says how they shrink
  unsigned preprocess_slots = 2;
  std::function<os::MemoryState()> memory = [] { return os::memory_state(); };  // asked at each beat
  std::chrono::nanoseconds idle = std::chrono::minutes(10);  // without a client; then it leaves
  std::chrono::nanoseconds beat = std::chrono::seconds(1);
  std::int64_t max_held_bytes = std::int64_t{512}
                                << 20U;  // of payloads; beyond, nobody is let in to preprocess
  LinkOptions link{};
  // Finds the coordinator of clients that name none; empty: they get none.
  discovery::Start discover{};
};

// On the loop's thread.
class Agent final : private Host {
 public:
  // `listener`: a listening Unix socket. `done` is called when the agent wants to leave.
  Agent(EventLoop& loop, os::UniqueFd listener, AgentOptions options, OpenCoordinator open,
        std::function<void()> done);
  ~Agent() override;

 private:
  EventLoop& loop() override { return loop_; }
  SlotPool& compile_slots() override { return compile_slots_; }
  SlotPool& preprocess_slots() override { return preprocess_slots_; }
  Answer<Link*> link(const ipc::Hello& hello) override;
  void hold_bytes(std::int64_t difference) override;
  void answer(const ipc::Hello& hello, const ipc::Query& query,
              std::function<void(std::string)> reply) override;
  void on_other_version() override { retire(); }
  void on_end(Session& session, std::optional<ipc::Outcome> outcome) override;

  void tell_coordinator(const ipc::Hello& hello, const ipc::Outcome& outcome);
  void note_hits(Link& link, const ipc::Query& query);
  void accept();
  void tick();
  void share_slots();
  void retire();
  void leave_if_done();
  [[nodiscard]] bool owns_socket() const;
  [[nodiscard]] ipc::AgentStatus status(const std::string& first) const;
  [[nodiscard]] Answer<std::string> coordinator_of(const ipc::Hello& hello);
  void answer_known(const ipc::Hello& hello, const ipc::Query& query,
                    const std::function<void(std::string)>& reply);
  [[nodiscard]] ipc::BuildAnswer build(const std::string& id) const;

  EventLoop& loop_;
  os::UniqueFd listener_;
  AgentOptions options_;
  OpenCoordinator open_;
  std::function<void()> done_;
  SlotPool compile_slots_;
  SlotPool preprocess_slots_;
  os::MemoryState memory_;
  std::int64_t held_bytes_ = 0;
  Ledger ledger_;
  std::optional<Search> search_;
  std::map<std::pair<std::string, model::Access>, std::unique_ptr<Link>> links_;
  std::unordered_map<Session*, std::shared_ptr<Session>> sessions_;
  TimePoint started_;
  TimePoint last_seen_;  // a client
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
  EventLoop::Timer timer_;
};

}  // namespace hg::client::agent
