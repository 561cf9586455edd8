// The cache around one compile: before it, in it, after it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hg/cache/counters.h"
#include "hg/client/cache_session.h"
#include "hg/client/pipeline.h"
#include "hg/client/text_record.h"
#include "hg/os/subprocess.h"

namespace hg::client {

// Asks the cache for the text before a worker, and remembers what a worker has made.
class CachingAgent final : public Agent {
 public:
  CachingAgent(Agent& inner, CacheSession& session, const TextRecord& record)
      : inner_(inner), session_(session), record_(record) {}

  Admission open(const ipc::Hello& hello) override { return inner_.open(hello); }
  model::CompileOutcome compile(const model::CompileTask& task, int interrupt_fd) override;
  void take_slot() override { inner_.take_slot(); }
  void report(const ipc::Outcome& outcome) override { inner_.report(outcome); }

  // What the last compile() gave, as it is to be kept; nothing if it gave a failure.
  [[nodiscard]] const std::optional<cache::Entry>& made() const { return made_; }
  [[nodiscard]] bool found() const { return found_; }  // it came from the cache

 private:
  Agent& inner_;
  CacheSession& session_;
  const TextRecord& record_;
  std::optional<cache::Entry> made_;
  bool found_ = false;
};

class CachingCompile {
 public:
  struct Parts {
    CacheParts cache;
    const cache::Counters& counters;
    Preprocessor& preprocessor;  // shows its text to `record`
    TextRecord& record;
    Agent& agent;
    Files& files;
    Interrupts& interrupts;
  };
  CachingCompile(const Job& job, const Settings& settings, const compiler::Surroundings& surroundings,
                 const Speech& speech, const Parts& parts);

  // Answered without the grid, and without running anything.
  std::optional<Verdict> find();
  // The pipeline, with the cache in it; what was compiled on the grid is kept.
  Verdict run();
  // May a compile that ended in `verdict` (of Kind::local) be kept, if compile_here() runs it?
  [[nodiscard]] bool may_keep(const Verdict& verdict) const;
  // Runs the user's command here, and keeps what it makes. `command` is the compiler's, without descriptors.
  // Nothing if it could not be run in this way; then nothing was started.
  std::optional<os::ExitStatus> compile_here(os::Command command);

  [[nodiscard]] const CacheSession::Trace& trace() const { return session_.trace(); }

 private:
  void keep(CacheSession::Made made);
  void count_hit(cache::Counter kind, const cache::Entry& entry) const;
  bool know_includes();
  bool collect(CacheSession::Made& made, int dependencies_fd) const;

  const Job& job_;
  const Settings& settings_;
  Parts parts_;
  CacheSession session_;
  RecordingPreprocessor preprocessor_;
  CachingAgent agent_;
};

}  // namespace hg::client
