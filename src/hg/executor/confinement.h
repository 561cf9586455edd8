// What keeps a compiler from the rest of the machine: something put in front of its command.
#pragma once

#include <optional>

#include "hg/model/failure.h"
#include "hg/os/subprocess.h"

namespace hg::executor {

// Thread-safe: asked for every task.
class Confinement {
 public:
  virtual ~Confinement() = default;

  // The command that runs `command` (whose working directory is the job's) where it can do no harm, with the
  // same streams, limits, environment and ending.
  [[nodiscard]] virtual os::Command confine(os::Command command) const = 0;

  // After the run: what went wrong before the compiler had started, or nullopt. Ending and streams of `run`
  // become those of the compiler.
  [[nodiscard]] virtual std::optional<model::Failure> failure(os::Captured& run) const = 0;
};

// The compiler runs as the worker does.
class Unconfined final : public Confinement {
 public:
  [[nodiscard]] os::Command confine(os::Command command) const override { return command; }
  [[nodiscard]] std::optional<model::Failure> failure(os::Captured& /*run*/) const override {
    return std::nullopt;
  }
};

}  // namespace hg::executor
