// One compile as the journal keeps it, so that `hgbuild why` can tell of it.
#pragma once

#include <string>

#include "hg/base/clock.h"
#include "hg/client/cache_session.h"
#include "hg/client/journal/record.h"
#include "hg/client/pipeline.h"

namespace hg::client {

struct Compiled {
  const Job& job;
  const Verdict& verdict;
  const compiler::Surroundings& surroundings;
  const Speech& speech;
  const CacheSession::Trace* trace;  // null: without a cache
};

// Everything but when it ended, and without parts and files.
journal::Record account_of(const Compiled& compiled);

// Adds parts and files: all that could be the reason for a miss another time.
void add_details(const Compiled& compiled, journal::Record& record);

}  // namespace hg::client
