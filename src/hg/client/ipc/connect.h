// The way to this user's hg-agent, which is started when it is not there.
#pragma once

#include <string>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::client::ipc {

struct ConnectOptions {
  std::string directory{};      // os::runtime_directory()
  std::string agent_program{};  // absolute path of hg-agent; empty = never start one
  // For a command that a person typed: tries also where a start has just failed, and waits for it for 5 s.
  bool patient = false;
};

// The path of hg-agent that belongs to this program: beside it, or in ../libexec/hybridgrid. Empty if there
// is none.
std::string find_agent_program();

// A connected socket (close-on-exec). unavailable if there is no agent and none could be started; after a
// failed start nobody tries again for 3 seconds, so that a compile without an agent stays cheap. Blocks no
// longer than a start takes: 20 ms; 3 s at most, 5 s if patient.
Result<os::UniqueFd> connect_agent(const ConnectOptions& options);

// Makes connect_agent() refuse for 3 seconds: for a client whose connection ended before the agent's first
// word.
void mark_agent_failed(const std::string& directory);

// An agent that took a connection and then said nothing is left alone: whoever meets it first waits for it,
// the others do not. From time to time one of them tries again, for a short while.
enum class Trust { usual, brief, none };
Trust trust_in_agent(const std::string& directory);
void mark_agent_silent(const std::string& directory);
void mark_agent_heard(const std::string& directory);

// Only if it is there: never starts one.
Result<os::UniqueFd> connect_running_agent(const std::string& directory);

}  // namespace hg::client::ipc
