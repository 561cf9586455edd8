// What a daemon keeps results in: a directory, a store that others share too, or both, one in front of the
// other, with everything around them that makes their failures misses.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hg/cache/disk_store.h"
#include "hg/cache/stack/place.h"
#include "hg/cache/tiers/breaker_store.h"
#include "hg/cache/tiers/metered_store.h"

namespace hg::cache::stack {

struct SharedOptions {
  SharedPlace place;
  Duration timeout = std::chrono::seconds(1);       // of one operation
  std::size_t most_bytes = std::size_t{64} << 20U;  // of one result
};

struct Options {
  std::string directory;  // "": none
  std::uint64_t size = kDefaultLimit;
  std::optional<SharedOptions> shared;
};

class Stack {
 public:
  // Never fails: a directory that cannot be used is one line in the log, and a shared store is met when it is
  // used first.
  Stack(const Options& options, const Clock& clock);
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // Thread-safe; nullptr if there is nothing to keep results in.
  [[nodiscard]] Store* store() const { return store_; }

  // What is there, near first: "disk", "shared". Thread-safe.
  struct Tier {
    std::string name;
    tiers::MeteredStore::Counts counts;
    std::optional<resilience::CircuitState> circuit;  // of a shared store
  };
  [[nodiscard]] std::vector<Tier> tiers() const;

 private:
  struct Disk;
  struct Shared;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<Shared> shared_;
  std::unique_ptr<Store> both_;
  Store* store_ = nullptr;
};

}  // namespace hg::cache::stack
