// The conversation with hg-agent over its socket, and what takes its place when there is none.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "hg/client/ipc/channel.h"
#include "hg/client/ipc/connect.h"
#include "hg/client/ports.h"

namespace hg::client {

class RealAgent final : public Agent {
 public:
  // `find_program` is asked for hg-agent when it must be started, `cpus` for the number of compile slots when
  // there is none: most invocations of hgbuild need to know neither.
  RealAgent(std::string directory, std::function<std::string()> find_program, std::function<unsigned()> cpus,
            std::chrono::milliseconds silence = ipc::Channel::kSilence);

  Admission open(const ipc::Hello& hello) override;
  model::CompileOutcome compile(const model::CompileTask& task, int interrupt_fd) override;
  void take_slot() override;
  void report(const ipc::Outcome& outcome) override;

  // What makes take_slot() and report() open a connection where open() was not called.
  void introduce(ipc::Hello hello) { hello_ = std::move(hello); }

  // The descriptor that must stay open in whoever uses the slot; -1 = none. Stays ours.
  [[nodiscard]] int slot_fd() const;

 private:
  Result<os::UniqueFd> connect();
  Result<ipc::Frame> greet(const ipc::Hello& hello);
  Result<ipc::Frame> greet_once(const ipc::Hello& hello);
  Admission without_agent(const Error& error);
  Result<model::CompileResult> receive_result(const ipc::Frame& frame);
  void take_lock_slot();
  void note_silence(const Error& error);

  std::string directory_;
  std::function<std::string()> find_program_;
  std::function<unsigned()> cpus_;
  std::chrono::milliseconds silence_;
  ipc::Trust trust_ = ipc::Trust::usual;
  ipc::Hello hello_;
  std::optional<ipc::Channel> channel_;
  os::UniqueFd lock_;
  bool slot_held_ = false;
};

}  // namespace hg::client
