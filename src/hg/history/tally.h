// Compiles in numbers.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "hg/history/record.h"

namespace hg::history {

struct Tally {
  std::array<std::uint64_t, kOutcomes.size()> outcomes{};
  std::map<model::Reason, std::uint64_t> failures{};
  std::map<model::Reason, std::uint64_t> locals{};
  std::uint64_t retries = 0;
  Duration compile{0};  // compilers' time on workers
  Duration saved{0};    // compilers' time that caches and joined compiles made unnecessary
  Duration queued{0};
  std::uint64_t wire_bytes = 0;  // sources and outputs

  void add(const CompileRecord& record);
  [[nodiscard]] std::uint64_t compiles() const;
  [[nodiscard]] std::uint64_t count(Outcome outcome) const {
    return outcomes.at(static_cast<std::size_t>(outcome));
  }
};

}  // namespace hg::history
