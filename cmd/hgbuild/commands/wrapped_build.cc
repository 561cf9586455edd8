#include "commands/wrapped_build.h"

#include <fmt/format.h>
#include <unistd.h>

#include "commands/build_progress.h"
#include "commands/commands.h"
#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/client/hit_tally.h"
#include "hg/client/wrap/interposition.h"
#include "hg/client/wrap/tool.h"
#include "hg/os/file.h"
#include "hg/os/host.h"

namespace hg::hgbuild {
namespace {

using client::wrap::Environment;
using client::wrap::Interposition;

constexpr std::chrono::milliseconds kTick{200};
constexpr char kBuildId[] = "HG_BUILD_ID";
constexpr char kInBuild[] = "HG_IN_BUILD";  // an hgbuild above us shows the progress

constexpr std::string_view kHintLauncher =
    "let the build call hgbuild: cmake -DCMAKE_C_COMPILER_LAUNCHER=hgbuild "
    "-DCMAKE_CXX_COMPILER_LAUNCHER=hgbuild, or "
    "CC=\"hgbuild cc\" CXX=\"hgbuild c++\"";

std::string fresh_build_id() {
  return fmt::format("b-{:08x}", SeededRandom(system_seed()).next() >> 32U);
}

Result<Interposition> interpose(const Context& context) {
  HG_TRY_ASSIGN(std::string library, client::wrap::find_library(context.self));
  return Interposition::prepare(os::runtime_directory(), context.self, std::move(library));
}

}  // namespace

int run_wrapped(const Context& context, WrappedBuild build) {
  const auto interposition = interpose(context);
  if (!interposition) {
    return complain(context, kExitFailed, interposition.error().to_string(),
                    "install hgbuild with its library again");
  }
  Environment environment = interposition->apply(std::move(build.environment));
  std::string id = variable(kBuildId).value_or("");
  if (id.empty()) id = fresh_build_id();
  const bool quiet = context.quiet || variable(kInBuild).has_value();
  client::wrap::set_variable(environment, kBuildId, id);
  client::wrap::set_variable(environment, kInBuild, "1");

  client::HitTally hits(os::runtime_directory(), id);
  BuildProgress progress({.client = agent_client(build.coordinator, Agent::only_running),
                          .build_id = id,
                          .hits = [&hits] { return hits.take(); },
                          .show_bar = !quiet && ::isatty(STDERR_FILENO) == 1,
                          .style = context.style(STDERR_FILENO)},
                         system_clock());
  os::Command command{
      .program = build.program, .argv = std::move(build.argv), .environment = std::move(environment)};
  const auto ended = client::wrap::run_tool(std::move(command), progress, kTick);
  progress.finish();
  if (!ended) return complain(context, kExitFailed, ended.error().to_string(), "");
  if (quiet) return ended->exit_code();

  const client::wrap::Tally tally = interposition->tally();
  (void)os::write_all(STDERR_FILENO, progress.summary(tally.calls()));
  if (tally.calls() == 0 && !tally.loaded) {
    (void)complain(
        context, 0,
        fmt::format(
            "[HG1101] no compile was intercepted: {} is statically linked, or does not take LD_PRELOAD",
            build.program),
        kHintLauncher);
  }
  return ended->exit_code();
}

}  // namespace hg::hgbuild
