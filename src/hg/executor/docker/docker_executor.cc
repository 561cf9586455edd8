#include "hg/executor/docker/docker_executor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "hg/base/log.h"
#include "hg/base/scope_exit.h"
#include "hg/executor/job.h"
#include "hg/executor/request.h"
#include "hg/executor/verdict.h"

namespace hg::executor {
namespace {

using model::Reason;

constexpr const char* kJob = "/job";
constexpr std::uint64_t kTemporary = std::uint64_t{1} << 30U;
constexpr uid_t kNobody = 65534;

std::vector<container::Spec::Limit> process_limits(const Limits& limits) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(limits.time).count() + 1;
  return {{"core", 0},
          {"cpu", static_cast<std::uint64_t>(seconds)},
          {"fsize", limits.output_bytes},
          {"nofile", limits.open_files},
          {"nproc", 4096}};  // of the user in all containers; that of one is `processes`
}

// The directory and the source become those of whoever the compiler is inside.
Status give_to(const ContainerUser& user, const Job& job, const std::string& source) {
  if (user.uid == ::geteuid()) return {};
  const bool given =
      ::fchown(job.directory(), user.uid, user.gid) == 0 &&
      ::fchownat(job.directory(), source.c_str(), user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0;
  if (!given) return fail(Error::from_errno(errno, "giving the job to its user"));
  return {};
}

}  // namespace

ContainerUser container_user(bool rootless) {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (rootless) return {"0:0", uid, gid};
  if (uid == 0) return {std::to_string(kNobody) + ":" + std::to_string(kNobody), kNobody, kNobody};
  return {std::to_string(uid) + ":" + std::to_string(gid), uid, gid};
}

DockerExecutor::DockerExecutor(Options options, Lookup lookup, container::Engine& engine, const Clock& clock,
                               std::function<void()> on_lost)
    : options_(std::move(options)),
      lookup_(std::move(lookup)),
      engine_(engine),
      clock_(clock),
      on_lost_(std::move(on_lost)) {}

container::Spec DockerExecutor::spec_for(const ImageDriver& driver, const std::string& directory,
                                         std::vector<std::string> arguments) const {
  container::Spec spec;
  spec.image = driver.image;
  spec.command = std::move(arguments);
  spec.command.insert(spec.command.begin(), driver.driver);
  spec.environment = driver.environment;
  spec.environment.insert(spec.environment.end(),
                          {locale_of(driver.family), "HOME=/nonexistent", "TMPDIR=/tmp"});
  spec.directory = kJob;
  spec.user = options_.user.inside;
  spec.mounts = {{directory, kJob, true}};
  spec.labels = {{kJobsLabel, options_.job_root}};
  spec.memory_bytes = options_.memory_bytes;
  spec.temporary_bytes = kTemporary;
  spec.processes = options_.processes;
  spec.cpus = options_.cpus;
  spec.limits = process_limits(options_.limits);
  return spec;
}

// What the engine could not do is this worker's failure; another one may be better off.
model::Failure DockerExecutor::lost(const Error& error) const {
  const bool gone = error.code() == Code::not_found || error.code() == Code::unavailable;
  if (gone && on_lost_) on_lost_();
  switch (error.code()) {
    case Code::not_found:
      return {Reason::no_matching_toolchain, error.to_string()};
    case Code::resource_exhausted:
      return {Reason::worker_disk_full, error.to_string()};
    case Code::invalid_argument:
      return {Reason::rejected, error.to_string()};
    default:
      return {Reason::transport, error.to_string()};
  }
}

void DockerExecutor::remove(const std::string& id) {
  const Status removed = engine_.remove(id);
  if (removed) return;
  log::warn("a container stays for now: {}", removed.error().to_string());
  leftovers_.with([&](auto& ids) { ids.push_back(id); });
}

void DockerExecutor::remove_leftovers() {
  const auto ids = leftovers_.with([](auto& all) { return std::exchange(all, {}); });
  for (const std::string& id : ids) remove(id);
}

tl::expected<os::Captured, model::Failure> DockerExecutor::run(const container::Spec& spec,
                                                               const os::CaptureLimits& limits,
                                                               model::CompilerFamily family) {
  const Result<std::string> id = engine_.create(spec);
  if (!id) return tl::unexpected(lost(id.error()));
  const ScopeExit removal([&] { remove(*id); });
  Result<os::Captured> ended = engine_.run(*id, limits);
  if (!ended) {
    model::Failure failure = lost(ended.error());
    // It was there when the container was made.
    if (failure.reason == Reason::no_matching_toolchain) failure.reason = Reason::transport;
    return tl::unexpected(std::move(failure));
  }
  auto failure = grid_failure(*ended, family);
  if (!failure) return *std::move(ended);
  // Nobody else kills in a container but the kernel, and an engine that ends; engines do not always know of
  // the former.
  if (killed(*ended) && engine_.ran_out_of_memory(*id)) failure->reason = Reason::worker_out_of_memory;
  return tl::unexpected(*std::move(failure));
}

model::CompileOutcome DockerExecutor::execute(const model::CompileTask& task, Cancellation cancellation) {
  if (Status checked = check_request(task); !checked) return failed(Reason::rejected, checked.error());
  const Result<ImageDriver> driver = lookup_(task.toolchain);
  if (!driver) return failed(Reason::no_matching_toolchain, driver.error());
  if (driver->family != task.family) {
    return tl::unexpected(model::Failure{Reason::rejected, "family is not that of the toolchain"});
  }
  const auto job = Job::make(task, options_.job_root, options_.limits);
  if (!job) return tl::unexpected(job.error());
  if (Status given = give_to(options_.user, *job, task.file_name); !given) {
    return failed(Reason::worker_disk_full, given.error());
  }
  remove_leftovers();

  os::CaptureLimits capture;
  capture.time = options_.limits.time;
  capture.output_bytes = options_.limits.message_bytes;
  capture.cancel_fd = cancellation.fd;
  const TimePoint start = clock_.now();
  auto ended = run(spec_for(*driver, job->path(), job->arguments()), capture, task.family);
  if (!ended) return tl::unexpected(std::move(ended).error());
  return job->outcome(*std::move(ended), clock_.now() - start);
}

Result<std::size_t> sweep_containers(container::Engine& engine,
                                     const std::function<bool(const std::string&)>& is_abandoned) {
  HG_TRY_ASSIGN(const std::vector<container::Container> all, engine.containers(kJobsLabel));
  std::size_t count = 0;
  for (const container::Container& one : all) {
    const auto label = one.labels.find(kJobsLabel);
    if (label == one.labels.end() || !is_abandoned(label->second)) continue;
    HG_TRY(engine.remove(one.id));
    ++count;
  }
  return count;
}

}  // namespace hg::executor
