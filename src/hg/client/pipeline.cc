#include "hg/client/pipeline.h"

#include "hg/base/random.h"
#include "hg/client/exit_codes.h"
#include "hg/client/install.h"
#include "hg/digest/xxh.h"

namespace hg::client {
namespace {

using model::Failure;
using model::Reason;

// What a compile that is to stay here gives back on its way out.
using Step = tl::expected<void, Failure>;

tl::unexpected<Failure> stay(Reason reason, std::string detail) {
  return tl::unexpected(Failure{reason, std::move(detail)});
}

// clang quotes the text's own line markers (`# 1 "a.c"`) where the source has no line to quote: such a
// message is not the one that the user would read.
bool quotes_line_marker(std::string_view messages) {
  for (std::size_t at = messages.find("# "); at != std::string_view::npos; at = messages.find("# ", at + 1)) {
    const bool number = at + 2 < messages.size() && messages[at + 2] >= '0' && messages[at + 2] <= '9';
    const bool begins_line = at == 0 || messages[at - 1] == '\n' || messages[at - 1] == ' ';
    if (number && begins_line) return true;
  }
  return false;
}

class Run {
 public:
  Run(const Job& job, const Settings& settings, const Ports& ports)
      : job_(job), plan_(job.plan), settings_(settings), ports_(ports) {
    finished_.outcome.label = job.label;
  }

  Verdict verdict();

 private:
  Step on_grid();
  Step preprocess(int interrupt_fd, Preprocessed& text);
  Step compile(int interrupt_fd, Preprocessed text);
  Step install(const model::CompileResult& result);
  Verdict local(const Failure& failure);

  const Job& job_;
  const compiler::Plan& plan_;
  const Settings& settings_;
  const Ports& ports_;
  bool interrupted_ = false;  // a signal came while they were held back
  std::string dependencies_;
  Verdict finished_;
};

Step Run::on_grid() {
  if (settings_.local) return stay(Reason::forced_local, "HG_LOCAL");
  if (settings_.coordinator.empty() && !settings_.discovery)
    return stay(Reason::not_configured, "HG_COORDINATOR is not set");
  const auto admission = ports_.agent.open({.intent = ipc::Intent::grid,
                                            .may_fall_back = settings_.may_fall_back,
                                            .coordinator = settings_.coordinator,
                                            .build = settings_.build,
                                            .label = finished_.outcome.label,
                                            .access = settings_.access});
  if (!admission.grid) return tl::unexpected(admission.failure);
  const int interrupt_fd = ports_.interrupts.arm();
  Preprocessed text;
  auto step = preprocess(interrupt_fd, text);
  if (step) step = compile(interrupt_fd, std::move(text));
  if (!step) interrupted_ = ports_.interrupts.pending();
  if (!interrupted_) ports_.interrupts.disarm();
  return step;
}

Step Run::preprocess(int interrupt_fd, Preprocessed& text) {
  const TimePoint begin = ports_.clock.now();
  auto done = ports_.preprocessor.preprocess(job_.program, job_.toolchain, plan_, interrupt_fd);
  finished_.outcome.preprocess = ports_.clock.now() - begin;
  if (!done) return tl::unexpected(std::move(done).error());
  text = *std::move(done);
  return {};
}

Step Run::compile(int interrupt_fd, Preprocessed text) {
  dependencies_ = std::move(text.dependencies);
  auto task = task_of(job_, settings_);
  task.id = model::TaskId(digest::hex64(system_seed()));
  task.source = std::move(text.source);
  auto result = ports_.agent.compile(task, interrupt_fd);
  if (!result) return tl::unexpected(std::move(result).error());
  finished_.outcome.worker_address = result->worker_address;
  finished_.outcome.cached = result->cached;
  finished_.outcome.times = result->times;
  finished_.outcome.exit_code = result->exit_code;
  const bool silent = result->standard_output.empty() && result->standard_error.empty();
  // An error is confirmed here, where the real source is; so is a message that text may have changed.
  if (result->exit_code != 0) return stay(Reason::remote_error_unconfirmed, "the remote compiler failed");
  if (!silent && (!plan_.diagnostics_exact || quotes_line_marker(result->standard_error)))
    return stay(Reason::remote_error_unconfirmed, "the compiler had something to say");
  finished_.standard_output = std::move(result->standard_output);
  finished_.standard_error = std::move(result->standard_error);
  return install(*result);
}

// A place that cannot be written to: the compiler itself knows best how to say what is wrong with it.
Step Run::install(const model::CompileResult& result) {
  return install_outputs(job_, result.outputs, dependencies_, ports_.files);
}

Verdict Run::local(const Failure& failure) {
  Verdict verdict;
  verdict.outcome = std::move(finished_.outcome);
  verdict.outcome.remote = false;
  verdict.outcome.reason = failure.reason;
  verdict.outcome.detail = failure.message;
  if (interrupted_) {
    verdict.kind = Verdict::Kind::interrupted;
  } else if (!settings_.may_fall_back && is_grid_failure(failure.reason)) {
    verdict.kind = Verdict::Kind::refused;
    verdict.exit_code = exit_code_of(failure.reason);
  } else {
    verdict.kind = Verdict::Kind::local;
    verdict.slot = job_.slot;
  }
  return verdict;
}

Verdict Run::verdict() {
  const auto step = job_.stays ? tl::unexpected(*job_.stays) : on_grid();
  if (!step) return local(step.error());
  finished_.kind = Verdict::Kind::finished;
  finished_.outcome.remote = true;
  return std::move(finished_);
}

}  // namespace

Verdict run_pipeline(const Job& job, const Settings& settings, const Ports& ports) {
  return Run(job, settings, ports).verdict();
}

}  // namespace hg::client
