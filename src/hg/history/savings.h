// What a cache saved: the time that the compiler took for the same file last time.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "hg/history/record.h"

namespace hg::history {

// An estimate: a file that was never compiled here saves nothing that is known. Not thread-safe.
class Savings {
 public:
  // Above `most` files all are forgotten, and learnt again.
  explicit Savings(std::size_t most = 100'000) : most_(most) {}

  // Learns from a record of a compiler that ran, and fills in `saved` of one that needed none.
  void fill(CompileRecord& record);

 private:
  std::size_t most_;
  std::unordered_map<std::string, Duration> last_;
};

}  // namespace hg::history
