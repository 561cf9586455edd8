// A running build in one line, a finished one in one or two.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hg/client/ui/style.h"
#include "hg/model/reason.h"

namespace hg::client::ui {

// What is known of a build. `local` counts compiles only: links and questions to the compiler are in `other`.
struct BuildView {
  std::uint64_t running = 0;
  std::uint64_t remote = 0;
  std::uint64_t cached = 0;
  std::uint64_t local = 0;
  std::uint64_t other = 0;
  std::uint64_t workers = 0;                                     // that did some of it
  std::vector<std::pair<model::Reason, std::uint64_t>> reasons;  // of `local`, most frequent first
  [[nodiscard]] std::uint64_t done() const { return remote + cached + local; }
};

// "hgbuild  812 done  64 running  790 remote  22 local  4 workers  0:41" in at most `columns`: what matters
// least goes first. Empty if not even the first figure fits.
std::string progress_line(const BuildView& build, std::chrono::nanoseconds elapsed, std::size_t columns,
                          const Style& style);

// "hgbuild: 812 compiles  790 remote on 6 workers  22 local (8 probe, 4 native-unresolved)  1m42s", and a
// second line that explains when the grid itself was the most frequent reason. No newline at the end.
std::string summary(const BuildView& build, std::chrono::nanoseconds elapsed, const Style& style);

}  // namespace hg::client::ui
