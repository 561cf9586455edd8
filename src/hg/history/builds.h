// Groups compiles to builds: what one command of a person caused.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/history/record.h"
#include "hg/history/tally.h"

namespace hg::history {

struct Build {
  std::string id{};
  bool inferred = false;  // the client named no build; told by gaps
  std::string client{};   // of its first compile
  WallTime first{};       // when the first of its compiles arrived
  WallTime last{};        // when the last one ended
  RecordId last_record = 0;
  Tally tally{};
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
