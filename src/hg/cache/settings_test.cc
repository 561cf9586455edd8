#include "hg/cache/settings.h"

#include <gtest/gtest.h>

#include <map>

namespace hg::cache {
namespace {

Variable of(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(CacheSettings, TheDirectory) {
  EXPECT_EQ(cache_directory(of({{"HOME", "/home/a"}})), "/home/a/.hybridgrid/cache");
  EXPECT_EQ(cache_directory(of({{"HOME", "/home/a"}, {"HG_CACHE_DIR", "/big/cache"}})), "/big/cache");
  EXPECT_EQ(cache_directory(of({{"HOME", "/home/a"}, {"HG_CACHE_DIR", ""}})), "/home/a/.hybridgrid/cache");
  EXPECT_EQ(cache_directory(of({{"HOME", "/home/a"}, {"HG_CACHE_DIR", "relative"}})), "");
  EXPECT_EQ(cache_directory(of({})), "");
  EXPECT_EQ(cache_directory(of({{"HOME", ""}})), "");
}

TEST(CacheSettings, Sizes) {
  EXPECT_EQ(parse_size("1048576").value(), 1U << 20U);
  EXPECT_EQ(parse_size("10G").value(), std::uint64_t{10} << 30U);
  EXPECT_EQ(parse_size("64k").value(), 65536U);
  EXPECT_EQ(parse_size("64K").value(), 65536U);
  for (const char* bad :
       {"", "0", "G", "10X", "-1", "1.5G", " 1", "10GB", "99999999T", "18446744073709551616"}) {
    EXPECT_FALSE(parse_size(bad)) << bad;
  }
}

TEST(CacheSettings, ABadLimitNamesItsVariable) {
  EXPECT_EQ(cache_limit(of({})).value(), std::uint64_t{10} << 30U);
  EXPECT_EQ(cache_limit(of({{"HG_CACHE_SIZE", "2M"}})).value(), 2U << 20U);
  EXPECT_EQ(cache_limit(of({{"HG_CACHE_SIZE", "much"}}))
                .error()
                .to_string()
                .rfind("HG_CACHE_SIZE: bad size 'much'", 0),
            0U);
}

}  // namespace
}  // namespace hg::cache
