// A store near by in front of one that is far: what is fetched from afar is near the next time.
#pragma once

#include "hg/cache/store.h"

namespace hg::cache::tiers {

// As thread-safe as the two, which it does not own. Both must verify what they give out (VerifyingStore), or
// damage near by would hide what is well afar.
class TieredStore final : public Store {
 public:
  TieredStore(Store& near, Store& far) : near_(near), far_(far) {}

  // The near one's failures are misses; the error, if any, is the far one's.
  Result<std::string> get(const Id& id) override;

  // To both. Fine if either has it now.
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  Store& near_;
  Store& far_;
};

}  // namespace hg::cache::tiers
