// How often this program has asked the allocator for memory: allocations.cc replaces operator new.
#pragma once

#include <cstddef>

namespace hg::bench {

std::size_t allocations();  // until now; of all threads, of which these benchmarks have one

}  // namespace hg::bench
