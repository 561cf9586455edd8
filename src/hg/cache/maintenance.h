// What hgbuild cache does to a store's directory as a whole. Other processes may use it meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::cache {

struct Usage {
  std::uint64_t entries = 0;
  std::uint64_t manifests = 0;
  std::uint64_t bytes = 0;  // on disk, of both
};

// Counts the files. All 0 for a directory that is not there.
Usage usage(const std::string& directory);

// Removes all entries and manifests, forgets digests, counts from 0 again. Nothing else in `directory` is
// touched. Fails with the first thing that cannot be removed.
Status clear(const std::string& directory);

struct Verified {
  std::uint64_t files = 0;
  std::uint64_t damaged = 0;
};

// Reads every file to its last byte, frames included, and removes what a reader would not believe. Tells each
// of those ("ab/ab1234567890abcd.o", why).
Verified verify(const std::string& directory,
                const std::function<void(std::string_view name, std::string_view why)>& tell);

// Why the file `name` ("ab/ab1234567890abcd.o") with these bytes would not be believed; "" if it would be.
std::string flaw_of(std::string_view name, std::string_view bytes);

}  // namespace hg::cache
