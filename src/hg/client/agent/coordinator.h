// One coordinator as the agent calls it: the network, behind an interface.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "hg/client/ipc/answers.h"
#include "hg/model/compile.h"
#include "hg/model/failure.h"

namespace hg::client::agent {

template <typename T>
using Answer = tl::expected<T, model::Failure>;

// Every callback is called exactly once, on any thread, also after the object's end and for cancelled calls.
// An answer that never comes is Reason::coordinator_timeout, a coordinator that is not there
// Reason::coordinator_refused.
class Coordinator {
 public:
  virtual ~Coordinator() = default;

  // The version of the coordinator's program. `patient`: waits for a coordinator to appear until the time is
  // over, instead of failing as soon as there is none.
  virtual void handshake(std::chrono::nanoseconds timeout, bool patient,
                         std::function<void(Answer<std::string>)> done) = 0;
  virtual void probe(std::chrono::nanoseconds timeout, std::function<void(Answer<void>)> done) = 0;
  virtual void workers(std::chrono::nanoseconds timeout,
                       std::function<void(Answer<ipc::WorkersAnswer>)> done) = 0;

  // Returns what cancels the call; calling it late is fine.
  virtual std::function<void()> compile(model::CompileTask task,
                                        std::function<void(model::CompileOutcome)> done) = 0;
};

// Makes the Coordinator for a host:port. The failure says what is wrong with the address.
using OpenCoordinator = std::function<Answer<std::unique_ptr<Coordinator>>(const std::string& address)>;

}  // namespace hg::client::agent
