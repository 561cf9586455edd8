#include "hg/coordinator/simulation/grid.h"

#include <iterator>

namespace hg::coordinator::simulation {

using model::CompileOutcome;
using model::Failure;
using model::Reason;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::uint64_t kMostSteps = 3'000'000;
constexpr unsigned kSources = 40;  // different ones, so that some are compiled again

model::ToolchainId toolchain(char letter) {
  return model::ToolchainId(std::string(64, letter));
}

}  // namespace

struct Grid::Handle final : RunningAttempt {
  Handle(Grid& g, std::uint64_t e, AttemptId i) : grid(g), epoch(e), id(i) {}
  void cancel() override { grid.cancelled(epoch, id); }
  Grid& grid;
  std::uint64_t epoch;
  AttemptId id;
};

Grid::Grid(Plan plan, bool verbose)
    : plan_(std::move(plan)),
      verbose_(verbose),
      world_(plan_.seed),
      choices_(plan_.seed + 1),
      checks_(std::size_t{2} * plan_.clients) {}

void Grid::note(const char* what, std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  const auto now = static_cast<std::uint64_t>(world_.now().time_since_epoch().count());
  for (const std::uint64_t value : {now, static_cast<std::uint64_t>(what[0]), a, b}) {
    tally_.trace = (tally_.trace ^ value) * kPrime;
  }
  if (verbose_) text_ << now / 1000 << "us " << what << ' ' << a << ' ' << b << '\n';
}

Tally Grid::run() {
  start_coordinator();
  for (std::size_t m = 0; m < plan_.machines.size(); ++m) {
    machines_.push_back({.plan = plan_.machines[m], .address = "h:" + std::to_string(m + 1)});
    machine_at_[machines_[m].address] = m;
    start_machine(m);
  }
  planned_ = std::uint64_t{plan_.clients} * plan_.jobs;
  for (unsigned client = 0; client < plan_.clients; ++client) {
    for (unsigned j = 0; j < plan_.parallel; ++j) {
      world_.after(world_.between(milliseconds(0), milliseconds(200)),
                   [this, client] { submit_next(client); });
    }
  }
  for (unsigned f = 0; f < plan_.faults; ++f) {
    world_.after(world_.between(milliseconds(0), seconds(20)), [this] { fault(); });
  }
  while (!finished() || !flights_.empty()) {
    if (++steps_ > kMostSteps || !complaint().empty()) break;
    step();
  }
  checks_.that(steps_ <= kMostSteps, "never ends");
  check_the_end();
  return tally_;
}

void Grid::step() {
  const auto wake = dispatcher_->wake_at();
  const bool by_event = !world_.idle() && (!wake || world_.has_event_before(*wake));
  checks_.that(by_event || wake.has_value(), "nothing will ever happen");
  if (plan_.watch_circuits) checks_.circuits(dispatcher_->workers());
  if (by_event) return world_.step();
  if (!wake) return;
  world_.wait_until(*wake);
  if (plan_.watch_circuits) checks_.circuits(dispatcher_->workers());
  dispatcher_->wake();
}

void Grid::start_coordinator() {
  dispatcher_.emplace(plan_.options, world_, choices_, static_cast<WorkerTransport&>(*this));
  note("coordinator", ++epoch_);
}

// Its memory is gone, and so are its connections; the workers' compilers are killed, the clients do the rest.
void Grid::restart_coordinator() {
  ++epoch_;
  dispatcher_->close({Reason::coordinator_refused, "killed"});
  for (const auto& [id, flight] : flights_) checks_.gave_slot_back(flight.worker);
  flights_.clear();
  for (std::size_t m = 0; m < machines_.size(); ++m) {
    machines_[m].compiling.clear();
    // Most notice that the connection broke; the others learn it from their next heartbeat.
    if (machines_[m].alive && !machines_[m].frozen && !world_.one_in(4)) {
      world_.after(world_.between(milliseconds(50), milliseconds(500)), [this, m, life = machines_[m].life] {
        if (machines_[m].alive && machines_[m].life == life && !machines_[m].leaving) enrol(m);
      });
    }
  }
  start_coordinator();
}

void Grid::submit_next(unsigned client) {
  if (planned_ == 0) return;
  --planned_;
  ++open_jobs_;
  const std::uint64_t source = world_.below(kSources);
  const std::uint64_t kind = world_.below(plan_.bad_sources ? 40 : 1);
  const Nature nature = kind == 1   ? Nature::bad
                        : kind == 2 ? Nature::deadly
                        : kind == 3 ? Nature::large
                                    : Nature::good;
  const std::uint64_t bytes = 1000 * (1 + source * source);
  Demand demand{.task = model::TaskId(std::to_string(jobs_.size())),
                .toolchain = toolchain(world_.one_in(4) ? 'b' : 'a'),
                .arch = "x86_64",
                .client = "c" + std::to_string(client),
                .priority = client % 2 == 0 ? model::Priority::interactive : model::Priority::batch,
                .label = std::to_string(source),
                .source_bytes = bytes};
  const Duration usual = milliseconds(20) + std::chrono::nanoseconds(bytes * 500);
  auto job = std::make_shared<SimJob>(*this, std::move(demand), client, nature, usual);
  job->submitted = world_.now();
  job->waiting_fresh = true;
  jobs_.push_back(job);
  checks_.waits(job->party(), job->kind());
  note("submit", jobs_.size() - 1, client);
  const TaskNumber number = dispatcher_->submit(job);
  if (job->ends == 0 && world_.one_in(30)) {
    world_.after(world_.between(milliseconds(0), seconds(1)), [this, number, epoch = epoch_] {
      if (epoch == epoch_) dispatcher_->cancel(number);
    });
  }
}

void Grid::job_ended(SimJob& job, CompileOutcome outcome) {
  note("ended", static_cast<std::uint64_t>(job.demand().task.value().size()),
       outcome ? 1000U : static_cast<std::uint64_t>(outcome.error().reason));
  checks_.that(++job.ends == 1, "ended twice", job.demand().task.value());
  if (std::exchange(job.waiting_fresh, false)) checks_.waits_no_more(job.party(), job.kind());
  checks_.that(!outcome || job.nature != Nature::deadly, "a deadly source was compiled");
  checks_.that(!outcome || (outcome->exit_code == 1) == (job.nature == Nature::bad), "a wrong verdict");
  (outcome ? tally_.compiled : tally_.failed) += 1;
  tally_.waited += world_.now() - job.submitted;
  tally_.took = world_.now().time_since_epoch();
  --open_jobs_;
  world_.after(world_.between(milliseconds(0), milliseconds(20)),
               [this, client = job.owner] { submit_next(client); });
}

std::shared_ptr<RunningAttempt> Grid::start(const Attempt& attempt) {
  auto job = std::static_pointer_cast<SimJob>(attempt.job);
  const std::size_t m = machine_at_.at(attempt.capability.address);
  note("start", attempt.id, m);
  ++tally_.attempts;
  checks_.that(++job->attempts <= plan_.options.retry_delays.size() + 1, "too many attempts");
  checks_.that(job->ends == 0, "started after its end");
  if (job->racing++ == 0) checks_.turn_of(job->party(), job->kind());
  if (std::exchange(job->waiting_fresh, false)) checks_.waits_no_more(job->party(), job->kind());
  checks_.took_slot(attempt.worker, attempt.capability.slots);
  checks_.that(attempt.capability.slots > 0, "a worker without slots was used");
  flights_[attempt.id] = {job, m, attempt.worker};
  if (!machines_[m].alive) {
    later(milliseconds(1), epoch_, attempt.id, Reason::worker_lost);
  } else if (loses() || machines_[m].frozen) {
    later(seconds(10), epoch_, attempt.id, Reason::worker_lost);  // the channel's keepalive
  } else {
    world_.after(network(), [this, m, epoch = epoch_, id = attempt.id] { arrives(m, epoch, id); });
  }
  return std::make_shared<Handle>(*this, epoch_, attempt.id);
}

void Grid::cancelled(std::uint64_t epoch, AttemptId id) {
  if (epoch != epoch_) return;
  note("cancel", id);
  const Duration delay = world_.between(milliseconds(1), milliseconds(20));
  world_.after(delay, [this, epoch, id] {
    if (epoch == epoch_) {
      if (const auto flight = flights_.find(id); flight != flights_.end())
        machines_[flight->second.machine].compiling.erase(id);
    }
    flight_ends(epoch, id, tl::unexpected(Failure{Reason::transport, "cancelled"}));
  });
}

void Grid::flight_ends(std::uint64_t epoch, AttemptId id, CompileOutcome outcome) {
  if (epoch != epoch_) return;
  const auto found = flights_.find(id);
  if (found == flights_.end()) return;
  note("end", id, outcome ? 1000U : static_cast<std::uint64_t>(outcome.error().reason));
  const Flight flight = std::move(found->second);
  flights_.erase(found);
  checks_.gave_slot_back(flight.worker);
  --flight.job->racing;
  const bool twice = doubles();
  const CompileOutcome copy = twice ? outcome : CompileOutcome();
  dispatcher_->attempt_ended(id, std::move(outcome));
  if (twice) dispatcher_->attempt_ended(id, copy);
}

void Grid::ask(const model::WorkerId& worker, const std::string& address) {
  const Machine& machine = machines_[machine_at_.at(address)];
  const bool there = machine.alive && !machine.frozen && !loses();
  note("ask", machine_at_.at(address), there ? 1 : 0);
  const Duration delay = machine.frozen ? Duration(seconds(3)) : network();
  world_.after(delay, [this, worker, there, epoch = epoch_] {
    if (epoch == epoch_) dispatcher_->answered(worker, there);
  });
}

void Grid::forget(const std::string& address) {
  note("forget", machine_at_.at(address));
  checks_.that(machine_at_.contains(address), "an address that nobody had is forgotten");
}

void Grid::check_the_end() {
  if (!complaint().empty()) return;
  for (const auto& job : jobs_) checks_.that(job->ends == 1, "has not ended", job->demand().task.value());
  checks_.that(dispatcher_->waiting() == 0, "tasks are left waiting");
  checks_.that(dispatcher_->running() == 0, "attempts are left running");
  for (const auto& worker : dispatcher_->workers())
    checks_.that(worker.active_tasks == 0, "a slot is left taken", worker.id.value());
}

}  // namespace hg::coordinator::simulation
