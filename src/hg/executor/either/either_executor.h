// One of two executors, by who has the toolchain.
#pragma once

#include <functional>

#include "hg/executor/executor.h"

namespace hg::executor {

// Thread-safe, cheap: asked for every task.
using Has = std::function<bool(const model::ToolchainId&)>;

// As Executor says. `first` gets what it has, `second` the rest.
class EitherExecutor final : public Executor {
 public:
  // Both must live longer.
  EitherExecutor(Executor& first, Has first_has, Executor& second)
      : first_(first), first_has_(std::move(first_has)), second_(second) {}

  model::CompileOutcome execute(const model::CompileTask& task, Cancellation cancellation) override {
    return (first_has_(task.toolchain) ? first_ : second_).execute(task, cancellation);
  }

 private:
  Executor& first_;
  Has first_has_;
  Executor& second_;
};

}  // namespace hg::executor
