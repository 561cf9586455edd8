// What hg-worker can be told to do. Both return the exit code.
#pragma once

#include <string>

#include "hg/capability/toolchain_directory.h"
#include "hg/config/worker_options.h"
#include "hg/executor/confined/choose.h"

namespace hg::cmd {

int serve(const config::WorkerOptions& options);
int probe(const config::WorkerOptions& options);

// How both look for compilers: in the folders of our PATH.
capability::DetectOptions detection();

// What compilers run in, found out by trying in `directory`, which is ours alone. failed_precondition, with
// what to do, if no sandbox works and --allow-unsandboxed does not allow that.
Result<executor::Chosen> choose_sandbox(const config::WorkerOptions& options, const std::string& directory);

// "hg-worker: MESSAGE" on stderr; returns 1: the command line was fine, but this machine is not.
int refuse(const std::string& message);

}  // namespace hg::cmd
