// What happens at the simulated workers, and to them.
#include <utility>

#include "hg/coordinator/simulation/grid.h"

namespace hg::coordinator::simulation {

using model::CompileOutcome;
using model::Failure;
using model::Reason;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kHeartbeat{10};
constexpr seconds kKeepalive{10};
constexpr std::uint64_t kEnoughForLarge = std::uint64_t{8} << 30U;

model::Capability capability_of(const MachinePlan& plan, const std::string& address) {
  model::Capability capability;
  capability.name = "w";
  capability.address = address;
  capability.arch = "x86_64";
  capability.cores = plan.cores;
  capability.memory_bytes = plan.memory;
  capability.slots = plan.slots;
  for (const char letter : plan.toolchains) {
    capability.toolchains.push_back({model::ToolchainId(std::string(64, letter)), model::CompilerFamily::gcc,
                                     true, "12", "x86_64-linux-gnu", "g++"});
  }
  return capability;
}

}  // namespace

void Grid::start_machine(std::size_t m) {
  Machine& machine = machines_[m];
  machine.alive = true;
  machine.frozen = false;
  machine.leaving = false;
  machine.id = model::WorkerId();
  const std::uint64_t life = ++machine.life;
  enrol(m);
  world_.after(world_.between(Duration(0), kHeartbeat), [this, m, life] { heartbeat(m, life); });
}

void Grid::enrol(std::size_t m) {
  Machine& machine = machines_[m];
  note("enrol", m);
  machine.id = dispatcher_->enrol(capability_of(machine.plan, machine.address), machine.id);
}

void Grid::heartbeat(std::size_t m, std::uint64_t life) {
  Machine& machine = machines_[m];
  if (!machine.alive || machine.life != life || finished()) return;
  world_.after(kHeartbeat, [this, m, life] { heartbeat(m, life); });
  if (machine.frozen || world_.one_in(20)) return;  // some are lost
  const auto active = static_cast<std::uint32_t>(machine.compiling.size());
  if (!dispatcher_->heartbeat(machine.id, {active, 0, machine.leaving}) && !machine.leaving) enrol(m);
}

void Grid::later(Duration delay, std::uint64_t epoch, AttemptId id, Reason reason) {
  world_.after(delay, [this, epoch, id, reason] {
    flight_ends(epoch, id, tl::unexpected(Failure{reason, "simulated"}));
  });
}

void Grid::arrives(std::size_t m, std::uint64_t epoch, AttemptId id) {
  if (epoch != epoch_ || !flights_.contains(id)) return;
  Machine& machine = machines_[m];
  if (!machine.alive) return later(milliseconds(1), epoch, id, Reason::worker_lost);
  if (machine.leaving) return later(network(), epoch, id, Reason::queue_full);
  machine.compiling.insert(id);
  const double usual = static_cast<double>(flights_.at(id).job->usual.count());
  const double chance = 0.8 + static_cast<double>(world_.below(400)) / 1000;
  const Duration takes(static_cast<Duration::rep>(usual * machine.plan.slowness * chance));
  world_.after(takes, [this, m, life = machine.life, epoch, id] { compiled(m, life, epoch, id); });
}

void Grid::compiled(std::size_t m, std::uint64_t life, std::uint64_t epoch, AttemptId id) {
  Machine& machine = machines_[m];
  if (epoch != epoch_ || machine.life != life || !machine.alive || !flights_.contains(id)) return;
  if (machine.frozen) {
    world_.after(seconds(1), [this, m, life, epoch, id] { compiled(m, life, epoch, id); });
    return;
  }
  if (machine.compiling.erase(id) == 0) return;  // cancelled meanwhile
  if (loses()) return later(kKeepalive, epoch, id, Reason::worker_lost);
  world_.after(network(), [this, m, epoch, id] {
    if (epoch != epoch_ || !flights_.contains(id)) return;
    flight_ends(epoch, id, outcome_at(machines_[m], *flights_.at(id).job));
  });
}

CompileOutcome Grid::outcome_at(const Machine& machine, const SimJob& job) {
  const auto failure = [](Reason reason) { return tl::unexpected(Failure{reason, "simulated"}); };
  if (job.nature == Nature::deadly) return failure(Reason::compiler_killed);
  if (job.nature == Nature::large && machine.plan.memory < kEnoughForLarge)
    return failure(Reason::worker_out_of_memory);
  if (plan_.faults > 0 && world_.one_in(30)) {
    constexpr Reason kReasons[] = {Reason::worker_disk_full, Reason::rejected,       Reason::too_large,
                                   Reason::queue_full,       Reason::worker_timeout, Reason::bad_result};
    return failure(kReasons[world_.below(std::size(kReasons))]);
  }
  model::CompileResult result;
  result.exit_code = job.nature == Nature::bad ? 1 : 0;
  result.times.compile =
      Duration(static_cast<Duration::rep>(static_cast<double>(job.usual.count()) * machine.plan.slowness));
  return result;
}

void Grid::connection_breaks(std::size_t m, Duration after) {
  for (const auto& [id, flight] : flights_) {
    if (flight.machine == m) later(after, epoch_, id, Reason::worker_lost);
  }
}

// The process is gone; its connections are reset, or just silent where the whole machine went.
void Grid::crash(std::size_t m) {
  Machine& machine = machines_[m];
  note("crash", m);
  machine.alive = false;
  machine.compiling.clear();
  connection_breaks(m, world_.one_in(2) ? Duration(milliseconds(1)) : Duration(kKeepalive));
  world_.after(world_.between(milliseconds(10), seconds(60)), [this, m] {
    if (!machines_[m].alive && !finished()) start_machine(m);
  });
}

void Grid::freeze(std::size_t m) {
  note("freeze", m);
  machines_[m].frozen = true;
  const std::uint64_t life = machines_[m].life;
  connection_breaks(m, kKeepalive);
  world_.after(world_.between(milliseconds(100), seconds(90)), [this, m, life] {
    if (machines_[m].life == life) machines_[m].frozen = false;
  });
}

void Grid::fault() {
  const std::size_t m = world_.below(machines_.size());
  Machine& machine = machines_[m];
  if (!machine.alive) return;
  switch (world_.below(8)) {
    case 0:
    case 1:
    case 2:
      return crash(m);
    case 3:
      return freeze(m);
    case 4:  // it turns slow
      machine.plan.slowness *= 10;
      return note("slow", m);
    case 5: {
      note("drain", m);
      (void)dispatcher_->drain(machine.address, true);
      world_.after(world_.between(seconds(1), seconds(30)),
                   [this, address = machine.address] { (void)dispatcher_->drain(address, false); });
      return;
    }
    case 6:  // SIGTERM
      note("leave", m);
      machine.leaving = true;
      (void)dispatcher_->heartbeat(machine.id, {0, 0, true});
      world_.after(seconds(30), [this, m, life = machine.life] {
        if (machines_[m].alive && machines_[m].life == life) crash(m);
      });
      return;
    default:
      note("restart", m);
      return restart_coordinator();
  }
}

}  // namespace hg::coordinator::simulation
