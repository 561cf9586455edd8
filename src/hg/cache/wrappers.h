// Stores around a store, each of which adds one thing. None owns what it wraps.
#pragma once

#include <cstddef>

#include "hg/cache/counters.h"
#include "hg/cache/store.h"

namespace hg::cache {

// Gives out, and takes, only bytes that are intact and for the very id. What is not is removed, and is
// data_loss. For stores whose bytes go on to another store.
class VerifyingStore final : public Store {
 public:
  explicit VerifyingStore(Store& inner) : inner_(inner) {}
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  Store& inner_;
};

// Counts bytes, failures and damage.
class CountingStore final : public Store {
 public:
  CountingStore(Store& inner, const Counters& counters) : inner_(inner), counters_(counters) {}
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  Store& inner_;
  const Counters& counters_;
};

// Neither takes nor gives more than `limit` bytes in one piece: resource_exhausted.
class LimitedStore final : public Store {
 public:
  LimitedStore(Store& inner, std::size_t limit) : inner_(inner), limit_(limit) {}
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  [[nodiscard]] Status check(std::size_t size) const;

  Store& inner_;
  const std::size_t limit_;
};

// Never writes (HG_CACHE=read): put and remove do nothing, and are fine.
class ReadOnlyStore final : public Store {
 public:
  explicit ReadOnlyStore(Store& inner) : inner_(inner) {}
  Result<std::string> get(const Id& id) override { return inner_.get(id); }
  Status put(const Id& /*id*/, std::string_view /*bytes*/, Duration /*cost*/) override { return {}; }
  Status remove(const Id& /*id*/) override { return {}; }

 private:
  Store& inner_;
};

}  // namespace hg::cache
