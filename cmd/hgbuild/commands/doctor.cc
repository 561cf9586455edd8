#include "commands/doctor.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "commands/commands.h"
#include "commands/doctor_view.h"
#include "commands/grid.h"
#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/cache/settings.h"
#include "hg/client/invocation.h"
#include "hg/client/real_toolchains.h"
#include "hg/client/settings.h"
#include "hg/client/ui/text.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/path.h"
#include "hg/os/subprocess.h"

namespace hg::hgbuild {
namespace {

constexpr std::chrono::seconds kTrialTime{60};
constexpr std::size_t kLargestObject = std::size_t{1} << 20U;

Examined::Compiler examine_compiler(const std::string& word) {
  const client::Settings settings = client::read_settings(variable);
  Examined::Compiler compiler{.word = word, .program = {}, .toolchain = {}, .trouble = {}};
  compiler.program = client::resolve_command_line({"hgbuild", word}, settings).program;
  if (compiler.program.empty()) return compiler;
  client::RealToolchains toolchains(os::runtime_directory());
  if (auto toolchain = toolchains.identify(compiler.program)) {
    compiler.toolchain = *std::move(toolchain);
  } else {
    compiler.trouble = toolchain.error().to_string();
  }
  return compiler;
}

Examined::Cache examine_cache() {
  Examined::Cache cache;
  cache.on = client::read_settings(variable).cache != client::CacheUse::off;
  cache.directory = cache::cache_directory(variable);
  if (cache.directory.empty()) {
    cache.trouble = "no directory: HOME is not set to an absolute path";
    return cache;
  }
  if (const auto limit = cache::cache_limit(variable)) {
    cache.limit = *limit;
  } else {
    cache.trouble = limit.error().to_string();
  }
  const std::string probe = os::join(cache.directory, "doctor");
  Status written = os::make_directories(cache.directory);
  if (written) written = os::write_file_atomic(probe, "");
  ::unlink(probe.c_str());
  if (!written) cache.trouble = written.error().to_string();
  std::error_code none;
  cache.free_bytes = std::filesystem::space(cache.directory, none).available;
  return cache;
}

// Ours, with what would keep the trial from the grid or hide what became of it taken out.
std::vector<std::string> trial_environment() {
  std::vector<std::string> list;
  for (std::string& entry : environment()) {
    const bool ours = entry.starts_with("HG_FALLBACK=") || entry.starts_with("HG_CACHE=") ||
                      entry.starts_with("HG_VERBOSE=") || entry.starts_with("HG_LOCAL=") ||
                      entry.starts_with("HG_DISABLE=");
    if (!ours) list.push_back(std::move(entry));
  }
  for (const char* entry : {"HG_FALLBACK=0", "HG_CACHE=off", "HG_VERBOSE=1", "HG_JOURNAL=off"})
    list.emplace_back(entry);
  return list;
}

Result<os::Captured> compile(const std::string& program, std::vector<std::string> argv,
                             const std::string& directory) {
  HG_TRY_ASSIGN(os::Captured ran, os::run_captured({.program = program,
                                                    .argv = std::move(argv),
                                                    .environment = trial_environment(),
                                                    .working_directory = directory},
                                                   {.time = kTrialTime}));
  if (ran.stopped != os::Stopped::no) return fail(Code::deadline_exceeded, "did not end within a minute");
  if (!ran.status.ok()) return fail(Code::internal, ran.err.substr(0, ran.err.find('\n')));
  return ran;
}

// "hgbuild: trial.c: compiled on 10.0.0.7:50052" -> the address
std::string place_in(const std::string& told) {
  constexpr std::string_view kOn = ": compiled on ";
  const std::size_t at = told.find(kOn);
  if (at == std::string::npos) return "the grid's cache";
  const std::size_t begin = at + kOn.size();
  return told.substr(begin, told.find('\n', begin) - begin);
}

// A source that nobody has compiled before, so that a compiler has to run.
Result<Examined::Trial> try_compile(const std::string& self, const Examined::Compiler& compiler) {
  HG_TRY_ASSIGN(const os::TempDir directory, os::TempDir::make("/tmp", "hgbuild-doctor-"));
  const std::string source =
      fmt::format("int doctor_{:016x}(int x) {{ return x + 1; }}\n", SeededRandom(system_seed()).next());
  HG_TRY(os::write_file_atomic(os::join(directory.path(), "trial.c"), source));
  const TimePoint begin = system_clock().now();
  HG_TRY_ASSIGN(const os::Captured there,
                compile(self, {"hgbuild", compiler.program, "-O1", "-c", "trial.c", "-o", "there.o"},
                        directory.path()));
  Examined::Trial trial{
      .trouble = {}, .where = place_in(there.err), .equal = false, .took = system_clock().now() - begin};
  HG_TRY(compile(compiler.program, {compiler.program, "-O1", "-c", "trial.c", "-o", "here.o"},
                 directory.path()));
  HG_TRY_ASSIGN(const std::string remote,
                os::read_file(os::join(directory.path(), "there.o"), kLargestObject));
  HG_TRY_ASSIGN(const std::string local, os::read_file(os::join(directory.path(), "here.o"), kLargestObject));
  trial.equal = remote == local;
  return trial;
}

Examined examine(const Context& context) {
  Examined examined;
  for (const char* word : {"cc", "c++"}) examined.compilers.push_back(examine_compiler(word));
  const client::Settings settings = client::read_settings(variable);
  if (settings.disabled) examined.switches.emplace_back("HG_DISABLE");
  if (settings.local) examined.switches.emplace_back("HG_LOCAL");
  auto coordinator = coordinator_address();
  if (!coordinator) examined.coordinator_trouble = coordinator.error().to_string();
  examined.grid = look(coordinator.value_or(""));
  examined.cache = examine_cache();
  const auto& workers = examined.grid.workers;
  const bool somebody = workers.reason == model::Reason::none && !workers.workers.empty();
  if (somebody && examined.compilers.front().toolchain) {
    auto trial = try_compile(context.self, examined.compilers.front());
    examined.trial = trial ? *std::move(trial) : Examined::Trial{.trouble = trial.error().message()};
  }
  return examined;
}

}  // namespace

int doctor_command(const Context& context, const std::vector<std::string>& arguments) {
  const auto json = wants_json("doctor", arguments);
  if (!json) return complain(context, kExitUsage, json.error().message(), "see hgbuild help doctor");
  const std::vector<Finding> findings = judge(examine(context));
  const std::string text =
      *json ? doctor_json(findings) : doctor_text(findings, context.style(STDOUT_FILENO));
  (void)os::write_all(STDOUT_FILENO, text);
  return any_problem(findings) ? kExitProblems : kExitOk;
}

}  // namespace hg::hgbuild
