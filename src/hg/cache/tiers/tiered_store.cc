#include "hg/cache/tiers/tiered_store.h"

#include "hg/cache/entry.h"
#include "hg/cache/envelope.h"

namespace hg::cache::tiers {
namespace {

// What it took to make: a far store does not tell, the entry does.
Duration cost_of(const Id& id, std::string_view bytes) {
  if (id.kind != Kind::result) return Duration(0);
  const auto payload = open_envelope(id, bytes);
  if (!payload) return Duration(0);
  const auto entry = decode_entry(*payload);
  return entry ? entry->compile_time : Duration(0);
}

}  // namespace

Result<std::string> TieredStore::get(const Id& id) {
  if (auto found = near_.get(id)) return found;
  HG_TRY_ASSIGN(std::string bytes, far_.get(id));
  (void)near_.put(id, bytes, cost_of(id, bytes));
  return bytes;
}

Status TieredStore::put(const Id& id, std::string_view bytes, Duration cost) {
  const Status near = near_.put(id, bytes, cost);
  const Status far = far_.put(id, bytes, cost);
  return near ? near : far;
}

Status TieredStore::remove(const Id& id) {
  const Status near = near_.remove(id);
  HG_TRY(far_.remove(id));
  return near;
}

}  // namespace hg::cache::tiers
