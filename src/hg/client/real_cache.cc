#include "hg/client/real_cache.h"

#include "hg/cache/settings.h"
#include "hg/client/cache_session.h"

namespace hg::client {
namespace {

std::optional<cache::DigestMemo> open_memo(const std::string& directory) {
  auto memo = cache::DigestMemo::open(directory);
  return memo ? std::optional(*std::move(memo)) : std::nullopt;
}

}  // namespace

RealCache::RealCache(std::unique_ptr<cache::DiskStore> disk, const std::string& directory, CacheUse use,
                     const Clock& clock)
    : disk_(std::move(disk)),
      counters_(cache::Counters::open(directory)),
      counting_(*disk_, counters_),
      read_only_(counting_),
      cache_(use == CacheUse::read ? static_cast<cache::Store&>(read_only_) : counting_),
      memo_(open_memo(directory)),
      digests_(memo_ ? &*memo_ : nullptr, source_scanner(), clock) {}

std::unique_ptr<RealCache> RealCache::open(const Settings& settings, const Variable& variable,
                                           const Clock& clock) {
  if (settings.cache == CacheUse::off) return nullptr;
  const std::string directory = cache::cache_directory(variable);
  const auto limit = cache::cache_limit(variable);
  if (directory.empty() || !limit) return nullptr;
  auto disk = cache::DiskStore::open({.directory = directory, .limit = *limit}, clock);
  if (!disk) return nullptr;
  return std::unique_ptr<RealCache>(new RealCache(*std::move(disk), directory, settings.cache, clock));
}

}  // namespace hg::client
