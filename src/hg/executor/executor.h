// Runs one compile on this machine.
#pragma once

#include "hg/model/failure.h"

namespace hg::executor {

// A task's own descriptor that becomes readable when nobody wants the result any more.
struct Cancellation {
  int fd = -1;
};

class Executor {
 public:
  virtual ~Executor() = default;

  // Blocks until the compiler has given its verdict or the grid has failed it. Thread-safe: called from many slots at
  // once. When it returns, no process and no file of the task is left on this machine. `worker*` and `attempts` of the
  // result are the caller's to fill.
  virtual model::CompileOutcome execute(const model::CompileTask& task, Cancellation cancellation) = 0;
};

}  // namespace hg::executor
