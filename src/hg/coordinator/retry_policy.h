// What becomes of a task whose attempt failed. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "hg/base/random.h"
#include "hg/coordinator/options.h"
#include "hg/model/reason.h"

namespace hg::coordinator {

// Another worker may do better. Beside the workers' faults: one that is full or lacks the compiler after all
// only shows that the coordinator's picture of it is old, and one with lower limits says nothing of the
// others.
bool another_may_do(model::Reason reason);

// Cost a whole compile, and may as well be the source's doing: worth one more worker, not five.
bool costs_a_compile(model::Reason reason);

// Nobody is to be blamed before another worker has shown that the source can be compiled.
bool may_be_the_source(model::Reason reason);

struct Tries {
  std::size_t made = 0;
  unsigned costly = 0;  // of these, those that cost a compile
};

// How long to wait before the next attempt; nullopt: there is none. `tries` includes the one that just
// failed.
std::optional<Duration> next_try(const Options& options, model::Reason reason, const Tries& tries,
                                 Random& random);

}  // namespace hg::coordinator
