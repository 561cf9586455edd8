// Questions to hg-agent, for the commands that a person types. Each opens its own connection.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/client/ipc/answers.h"
#include "hg/client/ipc/connect.h"

namespace hg::client::ipc {

// A client of the agent that serves `options.directory`. `start` in the options says whether a missing agent
// is started; without that, unavailable. deadline_exceeded when the agent is silent for 5 s.
class Client {
 public:
  // `coordinator`: host:port that status and workers are asked about, empty = none; `access`: how it is
  // spoken to.
  Client(ConnectOptions options, std::string coordinator, model::Access access = {});

  [[nodiscard]] Result<AgentStatus> query_status() const;
  [[nodiscard]] Result<WorkersAnswer> query_workers() const;
  // No new tasks for a worker, or tasks again: by its id, address or name.
  [[nodiscard]] Result<DrainAnswer> drain(const std::string& worker, bool drained) const;
  [[nodiscard]] Result<BuildAnswer> query_build(const std::string& id) const;
  // These sources of the build were found in the cache: of which no agent hears otherwise.
  [[nodiscard]] Status tell_hits(const std::string& build, std::vector<std::string> sources) const;

 private:
  [[nodiscard]] Result<std::string> ask(const Query& query) const;

  ConnectOptions options_;
  std::string coordinator_;
  model::Access access_;
};

}  // namespace hg::client::ipc
