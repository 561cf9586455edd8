// A place that keeps bytes under names: this machine's disk, another machine, or a wrapper around either.
#pragma once

#include <string>
#include <string_view>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/digest/sha256.h"

namespace hg::cache {

enum class Kind { result, manifest };

struct Id {
  Kind kind = Kind::result;
  digest::Sha256Digest key;
  auto operator<=>(const Id&) const = default;
};

// What is stored may be gone, old or damaged at any time: bytes are believed only after open_envelope().
// Errors other than not_found say that the store does not work (now); to a compile all of them are a miss.
// Not thread-safe unless a store says so; many processes at once always are fine.
class Store {
 public:
  virtual ~Store() = default;

  // not_found: a plain miss.
  virtual Result<std::string> get(const Id& id) = 0;

  // Replaces what is there. `cost` is what it took to make (the compile's time): weighed against the size
  // when room is needed.
  virtual Status put(const Id& id, std::string_view bytes, Duration cost) = 0;

  // Fine if there is nothing.
  virtual Status remove(const Id& id) = 0;
};

}  // namespace hg::cache
