#include "hg/history/tally.h"

#include <numeric>

namespace hg::history {

void Tally::add(const CompileRecord& record) {
  ++outcomes.at(static_cast<std::size_t>(record.outcome));
  if (record.outcome == Outcome::failed) ++failures[record.reason];
  if (record.outcome == Outcome::local) ++locals[record.reason];
  if (record.attempts > 1) retries += record.attempts - 1;
  compile += record.compile;
  saved += record.saved;
  queued += record.queued;
  wire_bytes += record.source_wire_bytes + record.output_wire_bytes;
}

std::uint64_t Tally::compiles() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

}  // namespace hg::history
