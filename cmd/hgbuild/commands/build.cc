#include "commands/build.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "commands/commands.h"
#include "commands/wrapped_build.h"
#include "hg/client/ui/grid_view.h"
#include "hg/client/wrap/cmake_arguments.h"
#include "hg/client/wrap/interposition.h"
#include "hg/client/wrap/jobs.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/path.h"
#include "hg/os/subprocess.h"

namespace hg::hgbuild {
namespace {

using Arguments = std::vector<std::string>;

constexpr std::size_t kCacheLimit = std::size_t{16} << 20U;

// The tool's path, passing over links to ourselves in a masquerading directory. Empty if there is none.
std::string find_tool(const Context& context, const std::string& name) {
  const auto self = os::stamp(context.self);
  return os::find_program(
      name, variable("PATH").value_or("/usr/bin:/bin"), [&](const std::string& candidate) {
        const auto other = os::stamp(candidate);
        return self && other && self->inode == other->inode && self->device == other->device;
      });
}

int not_found(const Context& context, const std::string& name) {
  return complain(context, kExitNotFound, fmt::format("{}: no such program in PATH", name),
                  "install it, or check PATH");
}

int bad_coordinator(const Context& context, const Error& error) {
  return complain(context, kExitUsage, error.to_string(), "HG_COORDINATOR=host:port");
}

// Becomes the tool. Returns only if that fails.
int become(const Context& context, const std::string& program, const Arguments& argv) {
  std::vector<char*> pointers;
  for (const std::string& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  ::execv(program.c_str(), pointers.data());
  return complain(context, kExitFailed, fmt::format("{}: {}", program, std::strerror(errno)), "");
}

// Jobs that fill the grid as it is now; this machine's processors where there is none.
unsigned default_jobs(const std::string& coordinator) {
  client::ui::GridView grid;
  if (has_coordinator(coordinator)) {
    if (auto workers = agent_client(coordinator, Agent::start).query_workers())
      grid.workers = *std::move(workers);
  }
  return client::wrap::jobs_for(client::ui::slots(grid).total, os::cpu_count());
}

// How a tool is told the number of jobs where the user did not.
using TellJobs = void (*)(unsigned jobs, WrappedBuild& build);

void insert_flag(unsigned jobs, WrappedBuild& build) {
  build.argv.insert(build.argv.begin() + 1, fmt::format("-j{}", jobs));
}

void set_parallel_level(unsigned jobs, WrappedBuild& build) {
  client::wrap::set_variable(build.environment, "CMAKE_BUILD_PARALLEL_LEVEL", std::to_string(jobs));
}

int wrap(const Context& context, const std::string& name, const Arguments& arguments, TellJobs tell_jobs) {
  const auto coordinator = coordinator_address();
  if (!coordinator) return bad_coordinator(context, coordinator.error());
  WrappedBuild build{.program = find_tool(context, name),
                     .argv = {name},
                     .environment = environment(),
                     .coordinator = *coordinator};
  if (build.program.empty()) return not_found(context, name);
  build.argv.insert(build.argv.end(), arguments.begin(), arguments.end());
  const std::string disabled = variable("HG_DISABLE").value_or("");
  if (!disabled.empty() && disabled != "0") return become(context, build.program, build.argv);
  if (tell_jobs != nullptr) {
    tell_jobs(default_jobs(*coordinator), build);
  } else if (has_coordinator(*coordinator)) {
    // The first compiles shall find an agent: they would not wait for one on a busy machine.
    (void)agent_client(*coordinator, Agent::start).query_status();
  }
  return run_wrapped(context, std::move(build));
}

int configure(const Context& context, const std::string& program, const Arguments& arguments) {
  const std::string cache_file = client::wrap::cmake_build_tree(arguments) + "/CMakeCache.txt";
  client::wrap::CmakeSurroundings surroundings{.variable = variable,
                                               .cache = os::read_file(cache_file, kCacheLimit).value_or("")};
  Arguments argv = client::wrap::with_launcher(arguments, context.self, surroundings);
  argv.insert(argv.begin(), "cmake");
  return become(context, program, argv);
}

}  // namespace

int make_command(const Context& context, const Arguments& arguments) {
  const bool has_jobs = client::wrap::make_has_jobs(arguments, variable("MAKEFLAGS").value_or(""));
  return wrap(context, "make", arguments, has_jobs ? nullptr : insert_flag);
}

int ninja_command(const Context& context, const Arguments& arguments) {
  return wrap(context, "ninja", arguments, client::wrap::ninja_has_jobs(arguments) ? nullptr : insert_flag);
}

int meson_command(const Context& context, const Arguments& arguments) {
  return wrap(context, "meson", arguments, nullptr);
}

int run_command_line(const Context& context, const Arguments& arguments) {
  const bool dashes = !arguments.empty() && arguments[0] == "--";
  const Arguments words(arguments.begin() + (dashes ? 1 : 0), arguments.end());
  if (words.empty()) return complain(context, kExitUsage, "run needs a command", "hgbuild run -- make all");
  return wrap(context, words[0], {words.begin() + 1, words.end()}, nullptr);
}

int cmake_command(const Context& context, const Arguments& arguments) {
  using client::wrap::CmakeMode;
  const CmakeMode mode = client::wrap::cmake_mode(arguments);
  if (mode == CmakeMode::build) {
    const bool level = variable("CMAKE_BUILD_PARALLEL_LEVEL").has_value();
    return wrap(context, "cmake", arguments,
                client::wrap::cmake_has_jobs(arguments, level) ? nullptr : set_parallel_level);
  }
  const std::string program = find_tool(context, "cmake");
  if (program.empty()) return not_found(context, "cmake");
  if (mode == CmakeMode::configure) return configure(context, program, arguments);
  Arguments argv = arguments;
  argv.insert(argv.begin(), "cmake");
  return become(context, program, argv);
}

}  // namespace hg::hgbuild
