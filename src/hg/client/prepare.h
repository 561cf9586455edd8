// A compile as far as it is known before the grid or the cache is asked.
#pragma once

#include <optional>
#include <string>

#include "hg/client/invocation.h"
#include "hg/client/ports.h"
#include "hg/client/settings.h"

namespace hg::client {

struct Job {
  std::string program{};  // the compiler, as it is called
  model::Toolchain toolchain{};
  compiler::Plan plan{};
  std::string label{};
  bool slot = false;                      // a local run takes a slot
  std::optional<model::Failure> stays{};  // why it must be run here as it is; the plan is then not to be used
};

// Never fails: what cannot be planned stays here.
Job prepare(const Invocation& invocation, const Settings& settings,
            const compiler::Surroundings& surroundings, Toolchains& toolchains, Files& files);

// What a worker needs, but for the text and the task's name.
model::CompileTask task_of(const Job& job, const Settings& settings);

}  // namespace hg::client
