#include "commands/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "hg/cache/cache.h"
#include "hg/cache/counters.h"
#include "hg/cache/disk_store.h"
#include "hg/codec/zstd.h"
#include "hg/testing/temp_directory.h"

namespace hg::hgbuild {
namespace {

using ::testing::HasSubstr;

class CacheCommand : public testing::TempDirectoryTest {
 protected:
  CacheCommand() { ::setenv("HG_CACHE_DIR", in("cache").c_str(), 1); }
  ~CacheCommand() override { ::unsetenv("HG_CACHE_DIR"); }

  // stdout and stderr of hgbuild cache ARGUMENTS.
  static std::string run(std::vector<std::string> arguments, int expected = kExitOk) {
    arguments.insert(arguments.begin(), "cache");
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(run_command(arguments), expected);
    return ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
  }

  [[nodiscard]] std::string store_one() const {
    const auto store = cache::DiskStore::open({.directory = in("cache")}, system_clock()).value();
    cache::Cache cache(*store);
    const cache::ResultKey key(digest::sha256("key"));
    cache::Entry entry;
    entry.outputs = {{model::OutputKind::object, codec::compress("object"), 6}};
    entry.creator = "worker1:9000";
    EXPECT_TRUE(cache.store(key, entry));
    cache::Manifest manifest;
    EXPECT_TRUE(manifest.add(
        {.files = {{"src/a.c", digest::sha256("x")}}, .absent = {}, .result = key, .dependencies = ""}));
    EXPECT_TRUE(cache.store(cache::ManifestKey(digest::sha256("command")), manifest, {}));
    return cache::relative_path({cache::Kind::result, key.value()});
  }
};

TEST_F(CacheCommand, TellsWhatItIsAndWhatIsInIt) {
  EXPECT_EQ(run({"path"}), in("cache") + "\n");
  const std::string name = store_one();
  cache::Counters::open(in("cache")).add(cache::Counter::direct_hit, 3);
  cache::Counters::open(in("cache")).add(model::Reason::plugin);
  EXPECT_THAT(run({"stats"}), HasSubstr("1 result, 1 manifest"));
  EXPECT_THAT(run({"stats"}), HasSubstr(std::string(explain(model::Reason::plugin))));
  const auto json = nlohmann::json::parse(run({"stats", "--json"}));
  EXPECT_EQ(json["schema"], "hgbuild.cache/1");
  EXPECT_EQ(json["counters"]["direct_hit"], 3);
  EXPECT_EQ(json["not_cacheable"]["plugin"], 1);
  EXPECT_EQ(json["stored_bytes"], 8192);
  for (const std::string& file : {name, name.substr(3), in("cache/" + name)}) {
    EXPECT_THAT(run({"show", file}), HasSubstr("made by  worker1:9000")) << file;
  }
}

TEST_F(CacheCommand, FindsAndRemovesWhatIsDamaged) {
  const std::string name = store_one();
  EXPECT_EQ(run({"verify"}), "2 files read, 0 damaged\n");
  std::string bytes = read("cache/" + name);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write("cache/" + name, bytes, 0600);
  EXPECT_THAT(run({"show", name}, kExitFailed), HasSubstr("wrong checksum"));
  EXPECT_EQ(run({"verify"}, kExitFailed), name + ": wrong checksum; removed\n2 files read, 1 damaged\n");
  EXPECT_EQ(run({"verify"}), "1 file read, 0 damaged\n");
}

TEST_F(CacheCommand, MakesRoomAndClears) {
  const std::string mine = write("cache/mine.txt", "not the cache's");
  ASSERT_EQ(::chmod(in("cache").c_str(), 0700), 0);
  (void)store_one();
  EXPECT_EQ(run({"gc"}), "0 files removed, 0 B; 8.0 KiB left\n");
  EXPECT_THAT(run({"gc", "5k"}), HasSubstr("1 file removed"));
  EXPECT_EQ(run({"clear"}), "");
  EXPECT_THAT(run({"stats"}), HasSubstr("0 results, 0 manifests"));
  EXPECT_TRUE(os::exists(mine));
}

TEST_F(CacheCommand, SaysWhatIsWrongAndWhatToDo) {
  EXPECT_THAT(run({}, kExitUsage), HasSubstr("stats, clear, verify, gc, path or show FILE"));
  EXPECT_THAT(run({"stats", "--jsno"}, kExitUsage), HasSubstr("wrong arguments of cache stats"));
  EXPECT_THAT(run({"show"}, kExitUsage), HasSubstr("wrong arguments of cache show"));
  EXPECT_THAT(run({"gc", "all"}, kExitUsage), HasSubstr("bad size 'all'"));
  EXPECT_THAT(run({"show", "none"}, kExitFailed), HasSubstr("No such file"));
  ::setenv("HG_CACHE_SIZE", "much", 1);
  EXPECT_THAT(run({"stats"}, kExitUsage), HasSubstr("HG_CACHE_SIZE: bad size 'much'"));
  ::unsetenv("HG_CACHE_SIZE");
  ::setenv("HG_CACHE_DIR", "relative", 1);
  EXPECT_THAT(run({"stats"}, kExitUsage), HasSubstr("set HG_CACHE_DIR to an absolute path"));
  ::setenv("HG_CACHE_DIR", in("cache").c_str(), 1);
  run({"path"});
  ASSERT_EQ(::chmod(in("cache").c_str(), 0777), 0);
  EXPECT_THAT(run({"stats"}, kExitFailed), HasSubstr("others may write to it"));
}

}  // namespace
}  // namespace hg::hgbuild
