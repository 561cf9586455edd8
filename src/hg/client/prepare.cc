#include "hg/client/prepare.h"

#include "hg/client/label.h"
#include "hg/compiler/allowed/arguments.h"
#include "hg/os/path.h"

namespace hg::client {
namespace {

using model::Failure;
using model::Reason;
using Stay = std::optional<Failure>;

// Which compiler, and what it is to do.
Stay make_plan(const Invocation& invocation, const compiler::Classified& classified,
               const compiler::Surroundings& surroundings, Toolchains& toolchains, Job& job) {
  const std::string driver = os::join(surroundings.working_directory, invocation.program);
  auto toolchain = toolchains.identify(driver);
  if (!toolchain) return Failure{Reason::toolchain_unknown, toolchain.error().to_string()};
  job.toolchain = *std::move(toolchain);
  job.plan = compiler::plan(classified, job.toolchain, surroundings);
  if (job.plan.reason != Reason::none) return Failure{job.plan.reason, job.plan.detail};
  job.label = job.plan.input;
  return std::nullopt;
}

// What the plan cannot know of the files that it names.
Stay check_files(Files& files, Job& job) {
  const compiler::Plan& plan = job.plan;
  if (!files.is_regular(plan.input)) {
    job.slot = false;
    return Failure{Reason::source_not_plain, plan.input};
  }
  for (const auto& output : plan.outputs) {
    if (files.same(plan.input, output.path)) return Failure{Reason::output_not_regular, output.path};
  }
  return std::nullopt;
}

Stay expand_native(Toolchains& toolchains, Job& job) {
  if (!job.plan.expand_native) return std::nullopt;
  auto expanded = toolchains.expand_native(job.program, job.toolchain, job.plan.remote);
  if (!expanded) return Failure{Reason::native_unresolved, expanded.error().to_string()};
  job.plan.remote = *std::move(expanded);
  return std::nullopt;
}

// The worker would refuse what is not on its list; the compile is here before that costs a journey.
Stay check_arguments(const Job& job) {
  const auto* refused = compiler::allowed::first_refused(job.plan.remote, job.toolchain.family);
  if (refused != nullptr) return Failure{Reason::unsupported_flag, *refused};
  return std::nullopt;
}

}  // namespace

Job prepare(const Invocation& invocation, const Settings& settings,
            const compiler::Surroundings& surroundings, Toolchains& toolchains, Files& files) {
  const std::vector<std::string> arguments(invocation.argv.begin() + 1, invocation.argv.end());
  const auto classified = compiler::classify(arguments, surroundings);
  Job job;
  job.program = invocation.program;
  job.label = label_of(arguments);
  // Only a compile or a link takes a slot. What reads or writes a pipe must not wait for what is at its other
  // end.
  job.slot = !classified.light && (classified.reason == Reason::none || classified.reason == Reason::link ||
                                   classified.reason >= Reason::unsupported_flag);
  const bool only_here = settings.local && settings.cache == CacheUse::off;
  if (classified.reason != Reason::none) {
    job.stays = Failure{classified.reason, classified.detail};
  } else if (only_here) {
    job.stays = Failure{Reason::forced_local, "HG_LOCAL"};
  } else {
    job.stays = make_plan(invocation, classified, surroundings, toolchains, job);
    if (!job.stays) job.stays = check_files(files, job);
    if (!job.stays) job.stays = expand_native(toolchains, job);
    if (!job.stays) job.stays = check_arguments(job);
  }
  return job;
}

model::CompileTask task_of(const Job& job, const Settings& settings) {
  model::CompileTask task;
  task.build = model::BuildId(settings.build);
  task.toolchain = job.toolchain.id;
  task.family = job.toolchain.family;
  task.language = job.plan.language;
  task.priority = settings.priority;
  task.target = job.toolchain.target;
  task.file_name = std::string(os::base_name(job.plan.input));
  task.label = job.plan.input;
  task.compilation_directory = job.plan.compilation_directory;
  task.arguments = job.plan.remote;
  for (const auto& output : job.plan.outputs) task.outputs.push_back(output.kind);
  return task;
}

}  // namespace hg::client
