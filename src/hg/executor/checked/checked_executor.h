// An executor that refuses what a request may not say.
#pragma once

#include "hg/executor/executor.h"

namespace hg::executor {

// As Executor says, with Reason::rejected, naming the argument, for what is not on the worker's list
// (compiler/allowed). The outermost: no cache answers what would be refused.
class CheckedExecutor final : public Executor {
 public:
  explicit CheckedExecutor(Executor& inner) : inner_(inner) {}

  model::CompileOutcome execute(const model::CompileTask& task, Cancellation cancellation) override;

 private:
  Executor& inner_;
};

}  // namespace hg::executor
