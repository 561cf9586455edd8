// Identical compiles at the same time: one is done, the others wait for what comes of it.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "hg/cache/key.h"
#include "hg/coordinator/service/outbox.h"
#include "hg/model/failure.h"

namespace hg::coordinator::service {

// One compile of a client. Both are called under the strand's lock, or as an effect of it.
class Contender {
 public:
  virtual ~Contender() = default;
  // Compile it yourself, as if you had been the first. An effect: the lock is free.
  virtual void lead() = 0;
  // This is what came of it. Under the lock.
  virtual void follow(const model::CompileOutcome& outcome) = 0;
};

// Only touched under the strand's lock.
//
// Whoever comes first leads. A verdict of the compiler, good or bad, is everybody's: the key covers all that
// determines it. A leader that goes away or fails is followed by the next; when the second has failed by the
// grid's fault, so have all, because each client can still compile for itself, and the tenth attempt would
// not do better.
class Inflight {
 public:
  explicit Inflight(Outbox& outbox) : outbox_(outbox) {}

  // True: `contender` leads, and ended() must follow exactly once. False: it waits, for lead() or follow() or
  // its own leave().
  bool join(const cache::ResultKey& key, std::shared_ptr<Contender> contender);

  // A waiting one is gone. False if it does not wait (any more).
  bool leave(const cache::ResultKey& key, const Contender& contender);

  // What came of the leader's compile; `gone`: its client went away, which says nothing.
  void ended(const cache::ResultKey& key, const model::CompileOutcome& outcome, bool gone);

  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Group {
    std::deque<std::shared_ptr<Contender>> waiting;
    unsigned failures = 0;
  };

  Outbox& outbox_;
  std::map<cache::ResultKey, Group> groups_;
};

}  // namespace hg::coordinator::service
