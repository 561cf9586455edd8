// Where history outlives the program.
#pragma once

#include <cstddef>
#include <vector>

#include "hg/base/result.h"
#include "hg/history/record.h"

namespace hg::history {

struct Retention {
  Duration age{std::chrono::hours(24 * 14)};
  std::size_t records = 500'000;
};

// Used by one thread at a time. Every method may take as long as a disk takes.
class Archive {
 public:
  virtual ~Archive() = default;
  // All of it or nothing. Any error: it is not there (any more), open it anew later.
  virtual Status append(const std::vector<CompileRecord>& records, const std::vector<Event>& events) = 0;
  // Forgets what is older than `now` allows, and what is more than is to be kept.
  virtual Status prune(const Retention& retention, WallTime now) = 0;
  // The newest, oldest first.
  virtual Result<std::vector<CompileRecord>> records(std::size_t most) = 0;
  virtual Result<std::vector<Event>> events(std::size_t most) = 0;
};

}  // namespace hg::history
