// The cache in the user's home, as one invocation opens it.
#pragma once

#include <memory>
#include <optional>

#include "hg/cache/cache.h"
#include "hg/cache/counters.h"
#include "hg/cache/digest_memo.h"
#include "hg/cache/disk_store.h"
#include "hg/cache/file_digests.h"
#include "hg/cache/wrappers.h"
#include "hg/client/settings.h"

namespace hg::client {

class RealCache {
 public:
  // Nothing if there is to be no cache (HG_CACHE=off), or if it cannot be used: that never is a build's
  // error.
  static std::unique_ptr<RealCache> open(const Settings& settings, const Variable& variable,
                                         const Clock& clock);

  cache::Cache& cache() { return cache_; }
  cache::FileDigests& digests() { return digests_; }
  [[nodiscard]] const cache::Counters& counters() const { return counters_; }

 private:
  RealCache(std::unique_ptr<cache::DiskStore> disk, const std::string& directory, CacheUse use,
            const Clock& clock);

  std::unique_ptr<cache::DiskStore> disk_;
  cache::Counters counters_;
  cache::CountingStore counting_;
  cache::ReadOnlyStore read_only_;
  cache::Cache cache_;
  std::optional<cache::DigestMemo> memo_;
  cache::FileDigests digests_;
};

}  // namespace hg::client
