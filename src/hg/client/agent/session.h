// One client of the agent, from its hello to the end of its connection (docs/agent-protocol.md).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hg/client/agent/event_loop.h"
#include "hg/client/agent/link.h"
#include "hg/client/agent/slot_pool.h"
#include "hg/client/agent/stream.h"
#include "hg/client/ipc/answers.h"
#include "hg/client/ipc/messages.h"

namespace hg::client::agent {

class Session;

// What a session needs of the agent around it.
class Host {
 public:
  virtual ~Host() = default;
  virtual EventLoop& loop() = 0;
  virtual SlotPool& compile_slots() = 0;
  virtual SlotPool& preprocess_slots() = 0;
  // The link to the coordinator that `hello` names, made if need be; or why there is none.
  virtual Answer<Link*> link(const ipc::Hello& hello) = 0;
  // Payload bytes that came in or went out again: the sum is bounded.
  virtual void hold_bytes(std::int64_t difference) = 0;
  // The body of the reply, now or later.
  virtual void answer(const ipc::Hello& hello, const ipc::Query& query,
                      std::function<void(std::string)> reply) = 0;
  // A client of another protocol version was refused: we are not wanted any more.
  virtual void on_other_version() = 0;
  // The session is over; destroys it, but not before the caller has returned.
  virtual void on_end(Session& session, std::optional<ipc::Outcome> outcome) = 0;
};

// On the loop's thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  enum class Phase {
    greeting,    // no hello yet
    waiting,     // for news of the coordinator, or for a slot
    granted,     // holds a preprocessing slot
    submitting,  // the task is here, its source is not
    remote,      // on the grid
    local,       // holds a compile slot
    idle,        // has its answer
  };

  Session(Host& host, os::UniqueFd socket);
  ~Session();

  // To a client that waits.
  void beat();

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] const std::string& build() const { return hello_.build; }
  [[nodiscard]] const ipc::Hello& hello() const { return hello_; }
  // The coordinator has taken the compile and knows how it ended there.
  [[nodiscard]] bool seen_by_coordinator() const { return seen_by_coordinator_; }
  [[nodiscard]] Link* link() const { return link_; }  // nullptr: it never asked for the grid

 private:
  void on_frame(ipc::Frame frame);
  void on_hello(const std::string& body);
  void on_query(const std::string& body);
  void on_submit(const std::string& body);
  void on_payload(std::string bytes);
  void on_outcome(const std::string& body);
  void admit();
  void cannot(const model::Failure& failure);
  void take_compile_slot(ipc::FrameType announce, std::string body);
  void on_result(model::CompileOutcome outcome);
  void end();
  void let_go();

  Host& host_;
  Stream stream_;
  Phase phase_ = Phase::greeting;
  ipc::Hello hello_;
  Link* link_ = nullptr;
  std::optional<SlotPool::Ticket> preprocess_;
  std::optional<SlotPool::Ticket> compile_;
  std::optional<model::CompileTask> task_;
  std::optional<Link::Call> call_;
  std::int64_t held_bytes_ = 0;
  std::optional<ipc::Outcome> outcome_;
  TimePoint outcome_at_{};
  bool seen_by_coordinator_ = false;
  bool ended_ = false;
};

}  // namespace hg::client::agent
