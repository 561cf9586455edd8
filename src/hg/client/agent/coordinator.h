// One coordinator as the agent calls it: the network, behind an interface.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hg/client/ipc/answers.h"
#include "hg/model/access.h"
#include "hg/model/client_outcome.h"
#include "hg/model/compile.h"
#include "hg/model/failure.h"

namespace hg::client::agent {

template <typename T>
using Answer = tl::expected<T, model::Failure>;

// Every callback is called exactly once, on any thread, also after the object's end and for cancelled calls.
// A coordinator that is there and silent is Reason::coordinator_timeout, also when it is so while the
// connection is made; one that is not there, or whose connection broke, is Reason::coordinator_refused.
// One that did not prove who it is, is Reason::coordinator_untrusted, and was told nothing; one that does not
// believe us is Reason::access_denied.
class Coordinator {
 public:
  virtual ~Coordinator() = default;

  // The version of the coordinator's program. Fails as soon as it is known that there is none: at once where
  // the last attempt to connect failed and the next is not due.
  virtual void handshake(std::chrono::nanoseconds timeout, std::function<void(Answer<std::string>)> done) = 0;
  virtual void probe(std::chrono::nanoseconds timeout, std::function<void(Answer<void>)> done) = 0;
  virtual void workers(std::chrono::nanoseconds timeout,
                       std::function<void(Answer<ipc::WorkersAnswer>)> done) = 0;
  // The id of the worker that `name` means.
  virtual void drain(std::chrono::nanoseconds timeout, const std::string& name, bool drained,
                     std::function<void(Answer<std::string>)> done) = 0;
  // A result of this worker (an id or an address) could not be used. Nobody waits for the answer.
  virtual void report(const std::string& worker, model::Reason reason) = 0;
  // What this machine did without the grid. Nobody waits for the answer, and what is lost is lost.
  virtual void report(const std::vector<model::ClientOutcome>& outcomes) = 0;

  // Returns what cancels the call; calling it late is fine. Both reasons above mean that the coordinator is
  // lost, and not this compile only.
  virtual std::function<void()> compile(model::CompileTask task,
                                        std::function<void(model::CompileOutcome)> done) = 0;
};

// Makes the Coordinator for a host:port. The failure says what is wrong with the address or with our own
// certificates.
using OpenCoordinator = std::function<Answer<std::unique_ptr<Coordinator>>(const std::string& address,
                                                                           const model::Access& access)>;

}  // namespace hg::client::agent
