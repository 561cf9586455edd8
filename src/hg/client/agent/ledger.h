// What became of the invocations of hgbuild, by build.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "hg/client/ipc/answers.h"
#include "hg/client/ipc/messages.h"

namespace hg::client::agent {

// Bounded: the builds heard of last, their last outcomes, so many different workers. For one thread.
class Ledger {
 public:
  static constexpr std::size_t kMaxBuilds = 64;
  static constexpr std::size_t kMaxWorkers = 4096;

  // `build` may be empty: then it only counts in finished().
  void add(const std::string& build, ipc::Outcome outcome);

  // What is running is not known here and stays 0.
  [[nodiscard]] ipc::BuildAnswer answer(const std::string& build) const;
  [[nodiscard]] std::uint64_t finished() const { return finished_; }

 private:
  struct Build {
    std::uint64_t touched = 0;
    std::uint64_t remote = 0;
    std::uint64_t cached = 0;
    std::uint64_t local = 0;
    std::map<model::Reason, std::uint64_t> reasons;
    std::map<std::string, std::uint64_t> workers;
    std::chrono::nanoseconds remote_cpu{0};
    std::deque<ipc::Outcome> recent;
  };

  Build& build_of(const std::string& id);

  std::uint64_t finished_ = 0;
  std::map<std::string, Build> builds_;
};

}  // namespace hg::client::agent
