#include "hg/client/caching.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "hg/cache/cacheable.h"
#include "hg/client/captured_run.h"
#include "hg/client/exit_codes.h"
#include "hg/client/install.h"
#include "hg/codec/zstd.h"
#include "hg/compiler/key/depfile.h"
#include "hg/compiler/key/includes.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::client {
namespace {

using cache::Counter;
using model::Reason;

constexpr std::size_t kMaxOutput = std::size_t{512} << 20U;
constexpr std::size_t kMaxDependencies = std::size_t{16} << 20U;

std::uint64_t seconds(WallTime time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Does the .d leave out system headers?
bool lists_user_headers_only(const compiler::Plan& plan) {
  return plan.depfile &&
         (contains(plan.preprocess, "-MMD") || contains(plan.preprocess, "--write-user-dependencies"));
}

Verdict verdict_of(cache::Entry entry, const Job& job) {
  Verdict verdict;
  verdict.kind = Verdict::Kind::finished;
  verdict.standard_output = std::move(entry.standard_output);
  verdict.standard_error = std::move(entry.standard_error);
  verdict.outcome.label = job.label;
  verdict.cached = true;
  return verdict;
}

}  // namespace

model::CompileOutcome CachingAgent::compile(const model::CompileTask& task, int interrupt_fd) {
  if (auto entry = session_.find_text(record_.digest())) {
    made_ = *entry;
    found_ = true;
    model::CompileResult result;
    result.standard_output = std::move(entry->standard_output);
    result.standard_error = std::move(entry->standard_error);
    result.outputs = std::move(entry->outputs);
    return result;
  }
  auto outcome = inner_.compile(task, interrupt_fd);
  if (!outcome || outcome->exit_code != 0) return outcome;
  made_ = cache::Entry{.outputs = outcome->outputs,
                       .standard_output = outcome->standard_output,
                       .standard_error = outcome->standard_error,
                       .compile_time = outcome->times.compile,
                       .created = 0,
                       .creator = outcome->worker_address};
  return outcome;
}

CachingCompile::CachingCompile(const Job& job, const Settings& settings,
                               const compiler::Surroundings& surroundings, const Speech& speech,
                               const Parts& parts)
    : job_(job),
      settings_(settings),
      parts_(parts),
      session_(job, settings, surroundings, speech, parts.cache),
      preprocessor_(parts.preprocessor, parts.record),
      agent_(parts.agent, session_, parts.record) {}

void CachingCompile::count_hit(Counter kind, const cache::Entry& entry) const {
  const auto saved = std::chrono::duration_cast<std::chrono::microseconds>(entry.compile_time).count();
  parts_.counters.add(kind);
  parts_.counters.add(Counter::saved_us, static_cast<std::uint64_t>(std::max<std::int64_t>(saved, 0)));
}

std::optional<Verdict> CachingCompile::find() {
  auto hit = session_.find();
  if (!hit) return std::nullopt;
  // Where it cannot be written, the compiler says so.
  if (!install_outputs(job_, hit->entry.outputs, hit->dependencies, parts_.files)) return std::nullopt;
  count_hit(Counter::direct_hit, hit->entry);
  return verdict_of(std::move(hit->entry), job_);
}

void CachingCompile::keep(CacheSession::Made made) {
  made.entry.created = seconds(parts_.cache.clock.wall());
  if (settings_.cache != CacheUse::write) return;
  if (!session_.keep(made)) parts_.counters.add(Counter::not_stored);
}

Verdict CachingCompile::run() {
  Verdict verdict = run_pipeline(job_, settings_,
                                 {.preprocessor = preprocessor_,
                                  .agent = agent_,
                                  .files = parts_.files,
                                  .interrupts = parts_.interrupts,
                                  .clock = parts_.cache.clock});
  if (verdict.kind != Verdict::Kind::finished || !agent_.made()) return verdict;
  verdict.cached = agent_.found();
  if (verdict.cached) {
    count_hit(Counter::text_hit, *agent_.made());
  } else {
    parts_.counters.add(settings_.recache ? Counter::recached : Counter::miss);
  }
  keep({.entry = *agent_.made(),
        .dependencies = parts_.record.dependencies(),
        .files = parts_.record.files(),
        .text = parts_.record.digest(),
        .stored = agent_.found()});
  return verdict;
}

bool CachingCompile::may_keep(const Verdict& verdict) const {
  return settings_.cache == CacheUse::write && cache::cacheable(verdict.outcome.reason);
}

// The files that the compile will read: from the text, or from the dependency file that it will write.
bool CachingCompile::know_includes() {
  if (parts_.record.complete() || !lists_user_headers_only(job_.plan)) return true;
  return preprocessor_.preprocess(job_.program, job_.toolchain, job_.plan, -1).has_value();
}

std::optional<os::ExitStatus> CachingCompile::compile_here(os::Command command) {
  if (!know_includes()) return std::nullopt;
  const bool from_text = parts_.record.complete();
  const bool own_depfile = !from_text && !job_.plan.depfile;
  const os::UniqueFd dependencies(own_depfile ? ::memfd_create("depfile", MFD_CLOEXEC) : -1);
  if (own_depfile) {
    if (!dependencies) return std::nullopt;
    const std::string path = fmt::format("/proc/{}/fd/{}", ::getpid(), dependencies.get());
    command.argv.insert(command.argv.begin() + 1, {"-MD", "-MF", path});
  }
  const TimePoint begin = parts_.cache.clock.now();
  auto run = run_and_keep(std::move(command), parts_.interrupts);
  if (!run) return std::nullopt;
  parts_.counters.add(settings_.recache ? Counter::recached : Counter::miss);
  if (!run->status.ok() || !run->complete) return run->status;

  CacheSession::Made made;
  made.entry.compile_time = parts_.cache.clock.now() - begin;
  made.entry.standard_output = std::move(run->standard_output);
  made.entry.standard_error = std::move(run->standard_error);
  made.entry.creator = "local";
  if (collect(made, dependencies.get())) keep(std::move(made));
  return run->status;
}

// Reads back what the compiler has left.
bool CachingCompile::collect(CacheSession::Made& made, int dependencies_fd) const {
  for (const auto& output : job_.plan.outputs) {
    const auto bytes = os::read_file(output.path, kMaxOutput);
    if (!bytes) return false;
    made.entry.outputs.push_back(
        {.kind = output.kind, .zstd = codec::compress(*bytes), .size = bytes->size()});
  }
  if (job_.plan.depfile) {
    auto content = os::read_file(*job_.plan.depfile, kMaxDependencies);
    if (!content) return false;
    made.dependencies = *std::move(content);
  }
  if (parts_.record.complete()) {
    made.files = parts_.record.files();
    if (made.entry.standard_output.empty() && made.entry.standard_error.empty())
      made.text = parts_.record.digest();
    return true;
  }
  const auto listed = dependencies_fd < 0
                          ? Result<std::string>(made.dependencies)
                          : os::read_file(fmt::format("/proc/self/fd/{}", dependencies_fd), kMaxDependencies);
  auto files = listed ? compiler::key::parse_depfile(*listed) : std::nullopt;
  if (!files || compiler::key::plain_path(files->front()) != compiler::key::plain_path(job_.plan.input))
    return false;
  made.files.assign(files->begin() + 1, files->end());
  return true;
}

}  // namespace hg::client
