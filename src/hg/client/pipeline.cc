#include "hg/client/pipeline.h"

#include <algorithm>

#include "hg/base/random.h"
#include "hg/client/exit_codes.h"
#include "hg/client/label.h"
#include "hg/codec/zstd.h"
#include "hg/digest/xxh.h"
#include "hg/os/path.h"

namespace hg::client {
namespace {

using model::Failure;
using model::Reason;

// What a compile that is to stay here gives back on its way out.
using Step = tl::expected<void, Failure>;

tl::unexpected<Failure> stay(Reason reason, std::string detail) {
  return tl::unexpected(Failure{reason, std::move(detail)});
}

constexpr std::uint64_t kMaxOutput = std::uint64_t{4} << 30U;

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
  Run(const Invocation& invocation, const Settings& settings, const compiler::Surroundings& surroundings,
      const Ports& ports)
      : invocation_(invocation), settings_(settings), surroundings_(surroundings), ports_(ports) {}

  Verdict verdict();

 private:
  Step prepare();
  Step on_grid();
  Step preprocess(int interrupt_fd, Preprocessed& text);
  Step compile(int interrupt_fd, Preprocessed text);
  Step install(const model::CompileResult& result);
  model::CompileTask task(model::PreprocessedSource source) const;
  Installed::Writer writer_of(model::OutputKind kind) const;
  Verdict local(const Failure& failure);

  const Invocation& invocation_;
  const Settings& settings_;
  const compiler::Surroundings& surroundings_;
  const Ports& ports_;
  model::Toolchain toolchain_;
  compiler::Plan plan_;
  bool slot_ = false;         // a local run takes a slot
  bool interrupted_ = false;  // a signal came while they were held back
  std::string dependencies_;
  Verdict finished_;
};

// Everything that is known without the grid.
Step Run::prepare() {
  const std::vector<std::string> arguments(invocation_.argv.begin() + 1, invocation_.argv.end());
  const auto classified = compiler::classify(arguments, surroundings_);
  finished_.outcome.label = label_of(arguments);
  // Only a compile takes a slot. What reads or writes a pipe must not wait for what is at its other end.
  slot_ = !classified.light &&
          (classified.reason == Reason::none || classified.reason >= Reason::unsupported_flag);
  if (classified.reason != Reason::none) return stay(classified.reason, classified.detail);
  if (settings_.local) return stay(Reason::forced_local, "HG_LOCAL");
  const std::string driver = os::join(surroundings_.working_directory, invocation_.program);
  auto toolchain = ports_.toolchains.identify(driver);
  if (!toolchain) return stay(Reason::toolchain_unknown, toolchain.error().to_string());
  toolchain_ = *std::move(toolchain);
  plan_ = compiler::plan(classified, toolchain_, surroundings_);
  if (plan_.reason != Reason::none) return stay(plan_.reason, plan_.detail);
  finished_.outcome.label = plan_.input;
  if (!ports_.files.is_regular(plan_.input)) {
    slot_ = false;
    return stay(Reason::source_not_plain, plan_.input);
  }
  for (const auto& output : plan_.outputs) {
    if (ports_.files.same(plan_.input, output.path)) return stay(Reason::output_not_regular, output.path);
  }
  if (!plan_.expand_native) return {};
  auto expanded = ports_.toolchains.expand_native(invocation_.program, toolchain_, plan_.remote);
  if (!expanded) return stay(Reason::native_unresolved, expanded.error().to_string());
  plan_.remote = *std::move(expanded);
  return {};
}

Step Run::on_grid() {
  if (settings_.coordinator.empty()) return stay(Reason::not_configured, "HG_COORDINATOR is not set");
  const auto admission = ports_.agent.open({.intent = ipc::Intent::grid,
                                            .may_fall_back = settings_.may_fall_back,
                                            .coordinator = settings_.coordinator,
                                            .build = settings_.build,
                                            .label = finished_.outcome.label});
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
  auto done = ports_.preprocessor.preprocess(invocation_.program, toolchain_, plan_, interrupt_fd);
  finished_.outcome.preprocess = ports_.clock.now() - begin;
  if (!done) return tl::unexpected(std::move(done).error());
  text = *std::move(done);
  return {};
}

model::CompileTask Run::task(model::PreprocessedSource source) const {
  model::CompileTask task;
  task.id = model::TaskId(digest::hex64(system_seed()));
  task.build = model::BuildId(settings_.build);
  task.toolchain = toolchain_.id;
  task.family = toolchain_.family;
  task.language = plan_.language;
  task.target = toolchain_.target;
  task.file_name = std::string(os::base_name(plan_.input));
  task.label = plan_.input;
  task.compilation_directory = plan_.compilation_directory;
  task.arguments = plan_.remote;
  for (const auto& output : plan_.outputs) task.outputs.push_back(output.kind);
  task.source = std::move(source);
  return task;
}

Step Run::compile(int interrupt_fd, Preprocessed text) {
  dependencies_ = std::move(text.dependencies);
  auto result = ports_.agent.compile(task(std::move(text.source)), interrupt_fd);
  if (!result) return tl::unexpected(std::move(result).error());
  finished_.outcome.worker_address = result->worker_address;
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

Installed::Writer Run::writer_of(model::OutputKind kind) const {
  if (kind != model::OutputKind::object) return Installed::Writer::stream;
  return toolchain_.family == model::CompilerFamily::gcc ? Installed::Writer::gcc_assembler
                                                         : Installed::Writer::clang;
}

// Everything is checked before the first file is written; the object, on which build tools decide, comes
// last.
Step Run::install(const model::CompileResult& result) {
  std::vector<Installed> files;
  for (const auto& wanted : plan_.outputs) {
    const auto found = std::find_if(result.outputs.begin(), result.outputs.end(),
                                    [&](const auto& output) { return output.kind == wanted.kind; });
    if (found == result.outputs.end())
      return stay(Reason::bad_result, "an output is missing: " + wanted.path);
    auto bytes = codec::decompress(found->zstd, std::min(found->size, kMaxOutput));
    if (!bytes) return stay(Reason::bad_result, bytes.error().to_string());
    if (bytes->size() != found->size)
      return stay(Reason::bad_result, "an output has the wrong size: " + wanted.path);
    if (bytes->empty() && wanted.kind == model::OutputKind::object)
      return stay(Reason::bad_result, "empty object");
    files.insert(files.begin(), {wanted.path, *std::move(bytes), writer_of(wanted.kind)});
  }
  if (plan_.depfile) files.insert(files.begin(), {*plan_.depfile, dependencies_, Installed::Writer::stream});
  for (const auto& file : files) {
    // The compiler itself knows best how to say what is wrong with the place.
    if (auto status = ports_.files.install(file); !status) {
      return stay(Reason::output_not_regular, status.error().to_string());
    }
  }
  return {};
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
    verdict.slot = slot_;
  }
  return verdict;
}

Verdict Run::verdict() {
  auto step = prepare();
  if (step) step = on_grid();
  if (!step) return local(step.error());
  finished_.kind = Verdict::Kind::finished;
  finished_.outcome.remote = true;
  return std::move(finished_);
}

}  // namespace

Verdict run_pipeline(const Invocation& invocation, const Settings& settings,
                     const compiler::Surroundings& surroundings, const Ports& ports) {
  return Run(invocation, settings, surroundings, ports).verdict();
}

}  // namespace hg::client
