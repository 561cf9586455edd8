// What a hit costs beside starting the process: digests of 240 headers, manifest, entry.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "hg/cache/cache.h"
#include "hg/cache/disk_store.h"
#include "hg/cache/file_digests.h"
#include "hg/codec/zstd.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace {

using hg::cache::Cache;
using hg::cache::DigestMemo;
using hg::cache::DiskStore;

constexpr int kHeaders = 240;
constexpr std::size_t kHeaderSize = 14'500;  // 3.5 MB in all, as the headers of a heavy C++ file

// A clock an hour ahead, so that files made just now count as settled.
class Later final : public hg::Clock {
 public:
  [[nodiscard]] hg::TimePoint now() const override { return hg::system_clock().now(); }
  [[nodiscard]] hg::WallTime wall() const override {
    return hg::system_clock().wall() + std::chrono::hours(1);
  }
};

struct Tree {
  Tree() {
    for (int i = 0; i < kHeaders; ++i) {
      headers.push_back(hg::os::join(directory.path(), "header" + std::to_string(i) + ".h"));
      (void)hg::os::write_file_atomic(headers.back(),
                                      std::string(kHeaderSize, static_cast<char>('a' + i % 26)));
    }
  }
  hg::os::TempDir directory = hg::os::TempDir::make("/tmp", "hg-bench-").value();
  std::vector<std::string> headers;
  Later clock;
};

// As one process does it: map the memo, ask for every header.
void digest_headers(benchmark::State& state, bool warm) {
  const Tree tree;
  for (auto _ : state) {
    const auto memo = DigestMemo::open(tree.directory.path());
    hg::cache::FileDigests digests(warm ? &*memo : nullptr, {}, tree.clock);
    for (const std::string& header : tree.headers) benchmark::DoNotOptimize(digests.of(header));
  }
}
BENCHMARK_CAPTURE(digest_headers, warm, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(digest_headers, cold, false)->Unit(benchmark::kMicrosecond);

void stat_headers(benchmark::State& state) {
  const Tree tree;
  for (auto _ : state) {
    for (const std::string& header : tree.headers) benchmark::DoNotOptimize(hg::os::stamp(header));
  }
}
BENCHMARK(stat_headers)->Unit(benchmark::kMicrosecond);

std::string noise(std::size_t size) {
  std::string bytes;
  for (int i = 0; bytes.size() < size; ++i) {
    const auto digest = hg::digest::sha256(std::to_string(i));
    bytes.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
  }
  return bytes;
}

struct Stored {
  Stored() {
    entry.outputs = {{hg::model::OutputKind::object, hg::codec::compress(noise(61'000)), 61'000}};
    hg::cache::Variant variant;
    for (const std::string& header : tree.headers)
      variant.files.push_back({header, hg::digest::sha256(header)});
    variant.absent = {{tree.directory.path(), std::nullopt, tree.headers}};
    for (int i = 0; i < 4; ++i) {
      variant.files[0].content = hg::digest::sha256(std::to_string(i));
      (void)manifest.add(variant);
    }
    (void)cache.store(result_key, entry);
    (void)cache.store(manifest_key, manifest, {});
  }
  Tree tree;
  hg::cache::ResultKey result_key;
  hg::cache::ManifestKey manifest_key;
  std::unique_ptr<DiskStore> store =
      DiskStore::open({.directory = hg::os::join(tree.directory.path(), "cache")}, hg::system_clock())
          .value();
  Cache cache{*store};
  hg::cache::Entry entry;
  hg::cache::Manifest manifest;
};

void find_entry(benchmark::State& state) {
  Stored stored;
  for (auto _ : state) benchmark::DoNotOptimize(stored.cache.find(stored.result_key));
}
BENCHMARK(find_entry)->Unit(benchmark::kMicrosecond);

void find_manifest(benchmark::State& state) {
  Stored stored;
  for (auto _ : state) {
    const auto manifest = stored.cache.find(stored.manifest_key);
    const auto found =
        manifest->find([](const auto&, const auto&) { return true; }, [](const auto&) { return true; });
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(find_manifest)->Unit(benchmark::kMicrosecond);

void store_entry(benchmark::State& state) {
  Stored stored;
  for (auto _ : state) benchmark::DoNotOptimize(stored.cache.store(stored.result_key, stored.entry));
}
BENCHMARK(store_entry)->Unit(benchmark::kMicrosecond);

}  // namespace
