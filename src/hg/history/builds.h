// Groups compiles to builds: what one command of a person caused.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/history/record.h"

namespace hg::history {

struct Build {
  std::string id{};
  bool inferred = false;  // the client named no build; told by gaps
  std::string client{};   // of its first compile
  WallTime first{};       // when the first of its compiles arrived
  WallTime last{};        // when the last one ended
  RecordId last_record = 0;
  std::array<std::uint64_t, kOutcomes.size()> outcomes{};
  std::map<model::Reason, std::uint64_t> failures{};
  std::uint64_t retries = 0;
  Duration compile{0};  // compilers' time on workers
  Duration saved{0};    // compilers' time that caches and joined compiles made unnecessary
  Duration queued{0};
  std::uint64_t wire_bytes = 0;  // sources and outputs

  [[nodiscard]] std::uint64_t compiles() const;
  [[nodiscard]] std::uint64_t count(Outcome outcome) const {
    return outcomes.at(static_cast<std::size_t>(outcome));
  }
};

// Not thread-safe. Records must be added in the order of their ids.
class Builds {
 public:
  struct Options {
    std::size_t most = 1000;  // of these the one that ended first is forgotten
    Duration gap{
        std::chrono::minutes(5)};  // so long nothing of a client, and its next compile is of a new build
  };
  explicit Builds(const Options& options) : options_(options) {}

  // The build that the record belongs to: the one it names; else the last unnamed one of its client if it is
  // not older than the gap; else a new one. The reference is good until the next add().
  const Build& add(const CompileRecord& record);

  [[nodiscard]] const Build* find(const std::string& id) const;
  // The last ended first.
  [[nodiscard]] const std::list<Build>& all() const { return builds_; }

 private:
  Build& build_of(const CompileRecord& record);

  Options options_;
  std::list<Build> builds_;
  std::unordered_map<std::string, std::list<Build>::iterator> by_id_;
  std::unordered_map<std::string, std::string> unnamed_;  // client -> its last unnamed build
};

}  // namespace hg::history
