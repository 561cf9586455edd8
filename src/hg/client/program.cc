#include "hg/client/program.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "hg/base/clock.h"
#include "hg/client/account.h"
#include "hg/client/caching.h"
#include "hg/client/captured_run.h"
#include "hg/client/exit_codes.h"
#include "hg/client/hit_tally.h"
#include "hg/client/journal/journal.h"
#include "hg/client/local_run.h"
#include "hg/client/real_agent.h"
#include "hg/client/real_cache.h"
#include "hg/client/real_files.h"
#include "hg/client/real_interrupts.h"
#include "hg/client/real_preprocessor.h"
#include "hg/client/real_search_paths.h"
#include "hg/client/real_toolchains.h"
#include "hg/os/file.h"
#include "hg/os/host.h"

namespace hg::client {
namespace {

using model::Reason;

constexpr unsigned kMaxDepth = 8;
constexpr std::size_t kMaxResponseFile = std::size_t{16} << 20U;

std::optional<std::string> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// $PWD where that names the working directory (a compiler writes that into debug information), else getcwd().
std::string working_directory() {
  struct stat named{};
  struct stat here{};
  const char* pwd = std::getenv("PWD");
  if (pwd != nullptr && *pwd == '/' && ::stat(pwd, &named) == 0 && ::stat(".", &here) == 0 &&
      named.st_dev == here.st_dev && named.st_ino == here.st_ino) {
    return pwd;
  }
  char* cwd = ::getcwd(nullptr, 0);
  std::string directory = cwd == nullptr ? "" : cwd;
  std::free(cwd);  // NOLINT: getcwd's contract
  return directory;
}

compiler::Surroundings real_surroundings() {
  return {.working_directory = working_directory(),
          .stderr_is_terminal = ::isatty(STDERR_FILENO) == 1,
          .variable = variable,
          .read_file = [](const std::string& path) -> std::optional<std::string> {
            auto content = os::read_file(path, kMaxResponseFile);
            return content ? std::optional(*std::move(content)) : std::nullopt;
          },
          .is_regular_or_absent =
              [](const std::string& path) {
                struct stat info{};
                return ::stat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode);
              },
          .exists = os::exists};
}

// One line of our own, where the user wants to read it.
void tell(const Settings& settings, const Verdict& verdict) {
  if (settings.message_fd < 0) return;
  const ipc::Outcome& outcome = verdict.outcome;
  const auto line =
      verdict.cached ? fmt::format("hgbuild: {}: from the cache\n", outcome.label)
      : outcome.remote && outcome.cached == model::CachedAt::coordinator
          ? fmt::format("hgbuild: {}: from the coordinator's cache\n", outcome.label)
      : outcome.remote && outcome.cached == model::CachedAt::worker
          ? fmt::format("hgbuild: {}: from the cache of {}\n", outcome.label, outcome.worker_address)
      : outcome.remote
          ? fmt::format("hgbuild: {}: compiled on {}\n", outcome.label, outcome.worker_address)
          : fmt::format("hgbuild: {}: compiled here: {} ({}{}{})\n", outcome.label, code(outcome.reason),
                        explain(outcome.reason), outcome.detail.empty() ? "" : ": ", outcome.detail);
  (void)os::write_all(settings.message_fd, line);
}

int refuse(const Verdict& verdict) {
  const ipc::Outcome& outcome = verdict.outcome;
  const auto line = fmt::format(
      "hgbuild: {}: not compiled: {} ({}{}{}); HG_FALLBACK=0 forbids to compile here\n", outcome.label,
      code(outcome.reason), explain(outcome.reason), outcome.detail.empty() ? "" : ": ", outcome.detail);
  (void)os::write_all(STDERR_FILENO, line);
  return verdict.exit_code;
}

int finish(const Verdict& verdict) {
  (void)os::write_all(STDOUT_FILENO, verdict.standard_output);
  (void)os::write_all(STDERR_FILENO, verdict.standard_error);
  return verdict.exit_code;
}

int fail_plainly(const std::string& line, int exit_code) {
  (void)os::write_all(STDERR_FILENO, line);
  return exit_code;
}

// One compile with the real world around it.
class Compile {
 public:
  Compile(const Invocation& invocation, const Settings& settings, char** environment)
      : invocation_(invocation),
        settings_(settings),
        environment_(environment),
        agent_(directory_, ipc::find_agent_program, os::cpu_count) {}

  int run() {
    job_ = prepare(invocation_, settings_, surroundings_, toolchains_, files_);
    if (!job_.stays) open_cache();
    if (caching_) {
      if (auto hit = caching_->find()) return end_cached(*hit);
    }
    Verdict verdict = caching_ ? caching_->run() : plain();
    if (verdict.kind == Verdict::Kind::interrupted) interrupts_.disarm();  // does not return
    if (verdict.kind == Verdict::Kind::refused) {
      write_down(verdict);
      return refuse(verdict);
    }
    if (verdict.cached) return end_cached(verdict);
    return end(verdict);
  }

 private:
  void open_cache() {
    cache_ = RealCache::open(settings_, variable, clock_);
    if (!cache_) return;
    caching_.emplace(job_, settings_, surroundings_, speech_,
                     CachingCompile::Parts{.cache = {.cache = cache_->cache(),
                                                     .digests = cache_->digests(),
                                                     .searches = searches_,
                                                     .clock = clock_},
                                           .counters = cache_->counters(),
                                           .preprocessor = observed_,
                                           .record = record_,
                                           .agent = agent_,
                                           .files = files_,
                                           .interrupts = interrupts_});
  }

  Verdict plain() {
    return run_pipeline(job_, settings_,
                        {.preprocessor = preprocessor_,
                         .agent = agent_,
                         .files = files_,
                         .interrupts = interrupts_,
                         .clock = clock_});
  }

  void write_down(const Verdict& verdict) {
    if (job_.label.empty()) return;
    const Compiled compiled{.job = job_,
                            .verdict = verdict,
                            .surroundings = surroundings_,
                            .speech = speech_,
                            .trace = caching_ ? &caching_->trace() : nullptr};
    auto record = account_of(compiled);
    record.when = clock_.wall();
    journal_.add(std::move(record), [&](journal::Record& known) { add_details(compiled, known); });
  }

  int end_cached(Verdict& verdict) {
    if (!settings_.build.empty()) tally_hit(directory_, settings_.build, job_.label);
    verdict.outcome.total = clock_.now() - begin_;
    write_down(verdict);
    tell(settings_, verdict);
    return finish(verdict);
  }

  int end(Verdict& verdict) {
    tell(settings_, verdict);
    agent_.introduce({.intent = ipc::Intent::slot,
                      .coordinator = settings_.coordinator,
                      .build = settings_.build,
                      .label = verdict.outcome.label,
                      .access = settings_.access});
    const bool local = verdict.kind == Verdict::Kind::local;
    if (local && verdict.slot) agent_.take_slot();
    verdict.outcome.total = clock_.now() - begin_;
    agent_.report(verdict.outcome);
    if (!local) {
      write_down(verdict);
      return finish(verdict);
    }
    if (caching_ && caching_->may_keep(verdict)) {
      if (const auto ended = caching_->compile_here(compiler_command(invocation_, settings_, environment_))) {
        verdict.outcome.total = clock_.now() - begin_;
        verdict.outcome.exit_code = ended->shell_code();
        write_down(verdict);
        return end_as(*ended);
      }
    }
    // Who becomes the compiler never learns these.
    verdict.outcome.total = Duration(0);
    verdict.outcome.exit_code = journal::kNotKnown;
    write_down(verdict);
    return become_compiler(invocation_, settings_, environment_, agent_.slot_fd());
  }

  // As the compiler ended, so do we.
  int end_as(const os::ExitStatus& status) {
    if (interrupts_.pending()) interrupts_.disarm();  // does not return
    if (status.signal != 0) {
      ::signal(status.signal, SIG_DFL);
      ::raise(status.signal);
    }
    return status.shell_code();
  }

  const Invocation& invocation_;
  const Settings& settings_;
  char** const environment_;
  const Clock& clock_ = system_clock();
  const TimePoint begin_ = clock_.now();
  const std::string directory_ = os::runtime_directory();
  const compiler::Surroundings surroundings_ = real_surroundings();
  const Speech speech_{.own_name = invocation_.argv[0], .columns = terminal_columns()};
  RealToolchains toolchains_{directory_};
  RealSearchPaths searches_{directory_, surroundings_.working_directory};
  TextRecord record_;
  RealPreprocessor preprocessor_;
  RealPreprocessor observed_{RealPreprocessor::kMaxText,
                             [this](std::string_view text) { record_.add(text); }};
  RealAgent agent_;
  RealFiles files_;
  RealInterrupts interrupts_;
  const journal::Journal journal_{journal::journal_directory(variable)};
  Job job_;
  std::unique_ptr<RealCache> cache_;
  std::optional<CachingCompile> caching_;
};

}  // namespace

int run_as_compiler(const std::vector<std::string>& own_argv, char** environment) {
  const Settings settings = read_settings(variable, ::getpriority(PRIO_PROCESS, 0));
  const Invocation invocation = resolve_command_line(own_argv, settings);
  const std::string& name = invocation.argv[0];
  if (settings.depth >= kMaxDepth) {
    return fail_plainly(
        fmt::format("hgbuild: {}: hgbuild calls itself again and again; check PATH and HG_CC\n", name),
        kExitRecursion);
  }
  if (invocation.program.empty()) {
    return fail_plainly(
        fmt::format("hgbuild: {}: no such command of hgbuild and no such program on PATH\n", name),
        kExitNotFound);
  }
  // Below ourselves (a compiler that is a script which calls hgbuild) everything has been decided already.
  if (settings.disabled || settings.depth > 0) return become_compiler(invocation, settings, environment, -1);
  return Compile(invocation, settings, environment).run();
}

}  // namespace hg::client
