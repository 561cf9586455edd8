// An executor that remembers: what it has compiled before is not compiled again.
#pragma once

#include "hg/base/clock.h"
#include "hg/cache/cache.h"
#include "hg/executor/executor.h"

namespace hg::executor {

// As Executor says. The key is computed here, from the text that was sent. A store that fails costs a miss.
class CachedExecutor final : public Executor {
 public:
  // `store` must be thread-safe; all must outlive this.
  CachedExecutor(Executor& inner, cache::Store& store, const Clock& clock)
      : inner_(inner), cache_(store), clock_(clock) {}

  model::CompileOutcome execute(const model::CompileTask& task, Cancellation cancellation) override;

 private:
  Executor& inner_;
  cache::Cache cache_;
  const Clock& clock_;
};

}  // namespace hg::executor
