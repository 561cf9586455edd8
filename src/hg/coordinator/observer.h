// For those who count or show what becomes of compiles.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hg/base/clock.h"
#include "hg/coordinator/job.h"
#include "hg/model/client_outcome.h"

namespace hg::coordinator {

// One compile of a client at its end.
struct CompileEnd {
  const Demand& demand;
  const model::CompileOutcome& outcome;
  bool cancelled = false;          // by the client; the outcome says nothing then
  bool joined = false;             // another client's compile of the same was this one's too
  Duration took{0};                // from its arrival
  std::uint64_t source_bytes = 0;  // as the compiler reads it
  std::uint64_t wire_bytes = 0;    // … as it came
};

// What clients did without the grid, by their own word.
struct ClientReport {
  const std::string& client;  // its address, as gRPC names it
  const std::vector<model::ClientOutcome>& outcomes;
};

class Observer {
 public:
  virtual ~Observer() = default;
  // Called while the dispatcher works, on any thread, one call at a time: must be short and must not call the
  // dispatcher. What `end` refers to is gone afterwards.
  virtual void compile_ended(const CompileEnd& end) = 0;
  // On any thread, also at the same time as compile_ended().
  virtual void client_reported(const ClientReport& report) = 0;
};

// Tells several, in their order. All of them must outlive it.
class Observers final : public Observer {
 public:
  explicit Observers(std::vector<Observer*> all) : all_(std::move(all)) {}
  void compile_ended(const CompileEnd& end) override {
    for (Observer* one : all_) one->compile_ended(end);
  }
  void client_reported(const ClientReport& report) override {
    for (Observer* one : all_) one->client_reported(report);
  }

 private:
  std::vector<Observer*> all_;
};

// Looks away.
class NoObserver final : public Observer {
 public:
  void compile_ended(const CompileEnd&) override {}
  void client_reported(const ClientReport&) override {}
};

}  // namespace hg::coordinator
