// What the environment says about the cache. docs: HG_CACHE_*
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::cache {

using Variable = std::function<std::optional<std::string>(std::string_view name)>;

// $HG_CACHE_DIR, else $HOME/.hybridgrid/cache; "" if neither is set, or not absolute: then there is no cache.
std::string cache_directory(const Variable& variable);

// "10G", "500M", "64k", "1048576": bytes, in powers of 1024. invalid_argument, with what is wrong, for
// anything else, 0 and what does not fit.
Result<std::uint64_t> parse_size(std::string_view text);

// $HG_CACHE_SIZE, or the default of 10 GiB. An error as of parse_size() if it is set to nonsense.
Result<std::uint64_t> cache_limit(const Variable& variable);

}  // namespace hg::cache
