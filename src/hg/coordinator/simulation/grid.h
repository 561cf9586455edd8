// A whole grid: the real dispatcher, false clients, workers and network, one thread, one seed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/coordinator/dispatcher.h"
#include "hg/coordinator/simulation/checks.h"
#include "hg/coordinator/simulation/plan.h"
#include "hg/coordinator/simulation/world.h"

namespace hg::coordinator::simulation {

// What became of all jobs.
struct Tally {
  std::uint64_t trace = 0;  // a digest of everything that happened, in its order
  std::uint64_t compiled = 0;
  std::uint64_t failed = 0;  // left to the client
  std::uint64_t attempts = 0;
  Duration took{0};    // until the last job ended
  Duration waited{0};  // all jobs, from submission to end
};

class Grid final : private WorkerTransport {
 public:
  // With `verbose` the trace is kept as text too.
  explicit Grid(Plan plan, bool verbose = false);

  Tally run();
  // The first property that did not hold; empty if all did.
  [[nodiscard]] const std::string& complaint() const { return checks_.complaint(); }
  [[nodiscard]] std::string trace() const { return text_.str(); }

 private:
  // What the sources are like: a bad one is refused by every compiler, a deadly one kills every compiler, a
  // large one every compiler without enough memory.
  enum class Nature { good, bad, deadly, large };
  class SimJob;
  struct Handle;
  struct Machine {
    MachinePlan plan{};
    std::string address{};
    bool alive = false;
    bool frozen = false;
    bool leaving = false;    // drains, by its own decision
    std::uint64_t life = 0;  // of its process
    model::WorkerId id{};
    std::set<AttemptId> compiling{};
  };
  struct Flight {
    std::shared_ptr<SimJob> job;
    std::size_t machine = 0;
    model::WorkerId worker;
  };

  // grid.cc
  std::shared_ptr<RunningAttempt> start(const Attempt& attempt) override;
  void ask(const model::WorkerId& worker, const std::string& address) override;
  void forget(const std::string& address) override;
  void start_coordinator();
  void restart_coordinator();
  void submit_next(unsigned client);
  void job_ended(SimJob& job, model::CompileOutcome outcome);
  void flight_ends(std::uint64_t epoch, AttemptId id, model::CompileOutcome outcome);
  void cancelled(std::uint64_t epoch, AttemptId id);
  void step();
  void check_the_end();
  [[nodiscard]] bool finished() const { return open_jobs_ == 0 && planned_ == 0; }

  // machines.cc
  void start_machine(std::size_t m);
  void enrol(std::size_t m);
  void heartbeat(std::size_t m, std::uint64_t life);
  void crash(std::size_t m);
  void freeze(std::size_t m);
  void fault();
  void arrives(std::size_t m, std::uint64_t epoch, AttemptId id);
  void compiled(std::size_t m, std::uint64_t life, std::uint64_t epoch, AttemptId id);
  void connection_breaks(std::size_t m, Duration after);
  model::CompileOutcome outcome_at(const Machine& machine, const SimJob& job);
  void later(Duration delay, std::uint64_t epoch, AttemptId id, model::Reason reason);
  [[nodiscard]] Duration network() {
    return world_.between(std::chrono::microseconds(100), std::chrono::milliseconds(5));
  }
  [[nodiscard]] bool loses() { return world_.below(1000) < plan_.lost_per_mille; }
  [[nodiscard]] bool doubles() { return world_.below(1000) < plan_.doubled_per_mille; }

  void note(const char* what, std::uint64_t a = 0, std::uint64_t b = 0);

  Plan plan_;
  bool verbose_;
  World world_;
  SeededRandom choices_;  // the dispatcher's
  Checks checks_;
  std::vector<Machine> machines_;
  std::unordered_map<std::string, std::size_t> machine_at_;
  std::optional<Dispatcher> dispatcher_;
  std::uint64_t epoch_ = 0;  // the coordinator's life
  std::map<AttemptId, Flight> flights_;
  std::vector<std::shared_ptr<SimJob>> jobs_;
  std::uint64_t planned_ = 0;
  std::uint64_t open_jobs_ = 0;
  std::uint64_t steps_ = 0;
  Tally tally_;
  std::ostringstream text_;
};

// One compile of a false client.
class Grid::SimJob final : public Job {
 public:
  SimJob(Grid& grid, Demand demand, unsigned client, Nature its_nature, Duration takes)
      : Job(std::move(demand)), owner(client), nature(its_nature), usual(takes), grid_(grid) {}
  void finish(model::CompileOutcome outcome) override { grid_.job_ended(*this, std::move(outcome)); }
  [[nodiscard]] Party party() const { return {demand().client, demand().priority}; }
  [[nodiscard]] char kind() const { return demand().toolchain.value()[0]; }

  unsigned owner;
  Nature nature;
  Duration usual;  // on a worker of usual speed
  TimePoint submitted;
  unsigned attempts = 0;
  unsigned racing = 0;  // attempts under way
  int ends = 0;
  bool waiting_fresh = false;  // for its first attempt

 private:
  Grid& grid_;
};

}  // namespace hg::coordinator::simulation
