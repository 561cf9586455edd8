// The typed front of a store: entries and manifests, checked and decoded.
#pragma once

#include <optional>

#include "hg/cache/entry.h"
#include "hg/cache/key.h"
#include "hg/cache/manifest.h"
#include "hg/cache/store.h"

namespace hg::cache {

// As thread-safe as its store, which must outlive it.
class Cache {
 public:
  explicit Cache(Store& store) : store_(store) {}

  // What is stored under the key, or nothing: not there, or the store does not work, or what is there is not,
  // bit for bit, what was stored under this very key. That is removed, so that it is met once.
  std::optional<Entry> find(const ResultKey& key);
  std::optional<Manifest> find(const ManifestKey& key);

  // A failure costs a later miss. `cost` of a manifest: what it saves when only it hits (the preprocessor's
  // time).
  Status store(const ResultKey& key, const Entry& entry);
  Status store(const ManifestKey& key, const Manifest& manifest, Duration cost);

 private:
  // The payload under `id` as `decode` reads it.
  template <typename T, typename Decode>
  std::optional<T> load(const Id& id, const Decode& decode);

  Store& store_;
};

}  // namespace hg::cache
