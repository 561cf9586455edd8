// Counts what becomes of the operations of one store, for those who show it.
#pragma once

#include <atomic>
#include <cstdint>

#include "hg/cache/store.h"

namespace hg::cache::tiers {

// As thread-safe as what it wraps and does not own; counts() always is.
class MeteredStore final : public Store {
 public:
  explicit MeteredStore(Store& inner) : inner_(inner) {}
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override { return inner_.remove(id); }

  struct Counts {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t read_errors = 0;  // the store did not work, or had something else than what was stored
    std::uint64_t stored = 0;
    std::uint64_t write_errors = 0;
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_written = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  using Count = std::atomic<std::uint64_t>;

  Store& inner_;
  Count hits_ = 0;
  Count misses_ = 0;
  Count read_errors_ = 0;
  Count stored_ = 0;
  Count write_errors_ = 0;
  Count bytes_read_ = 0;
  Count bytes_written_ = 0;
};

}  // namespace hg::cache::tiers
