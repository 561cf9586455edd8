#include "hg/cache/cache.h"

#include "hg/cache/envelope.h"

namespace hg::cache {

template <typename T, typename Decode>
std::optional<T> Cache::load(const Id& id, const Decode& decode) {
  const Result<std::string> bytes = store_.get(id);
  if (!bytes) return std::nullopt;
  if (const auto payload = open_envelope(id, *bytes)) {
    if (Result<T> value = decode(*payload)) return *std::move(value);
  }
  (void)store_.remove(id);
  return std::nullopt;
}

std::optional<Entry> Cache::find(const ResultKey& key) {
  return load<Entry>({Kind::result, key.value()}, decode_entry);
}

std::optional<Manifest> Cache::find(const ManifestKey& key) {
  return load<Manifest>({Kind::manifest, key.value()}, decode_manifest);
}

Status Cache::store(const ResultKey& key, const Entry& entry) {
  const Id id{Kind::result, key.value()};
  HG_TRY_ASSIGN(const std::string payload, encode(entry));
  return store_.put(id, seal(id, payload), entry.compile_time);
}

Status Cache::store(const ManifestKey& key, const Manifest& manifest, Duration cost) {
  const Id id{Kind::manifest, key.value()};
  HG_TRY_ASSIGN(const std::string payload, encode(manifest));
  return store_.put(id, seal(id, payload), cost);
}

}  // namespace hg::cache
