// What hgbuild cache says, as text and as JSON.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hg/cache/counters.h"
#include "hg/cache/maintenance.h"
#include "hg/client/ui/style.h"

namespace hg::hgbuild {

struct CacheView {
  std::string directory;
  std::uint64_t limit = 0;
  cache::Usage usage;
  std::vector<std::pair<cache::Counter, std::uint64_t>> counters;      // all
  std::vector<std::pair<model::Reason, std::uint64_t>> not_cacheable;  // those above 0, most first
};

CacheView look_at_cache(const std::string& directory, std::uint64_t limit);

std::string cache_text(const CacheView& view, const client::ui::Style& style);
std::string cache_json(const CacheView& view);  // "schema": "hgbuild.cache/1"

// What a stored file holds, for people. It must be intact.
Result<std::string> stored_text(std::string_view bytes);

}  // namespace hg::hgbuild
