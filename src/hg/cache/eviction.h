// Which stored files go when room is needed. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hg/base/clock.h"

namespace hg::cache {

struct StoredFile {
  std::string name;        // "ab1234567890abcd.o"
  std::uint64_t size = 0;  // bytes on disk
  std::int64_t used = 0;   // when last, seconds since 1970
  Duration cost{0};        // to make it anew; 0 = not known
};

// The files to remove, the first one first, so that at least `bytes` are freed (or all there is). Least
// recently used first, where the time since counts up to 4 times as much for a file that is cheap for its
// size, and as little as a quarter for one that is expensive, by the median of all: so everything goes in the
// end.
std::vector<std::size_t> choose_victims(const std::vector<StoredFile>& files, std::int64_t now,
                                        std::uint64_t bytes);

}  // namespace hg::cache
