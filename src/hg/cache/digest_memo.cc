#include "hg/cache/digest_memo.h"

#include <array>
#include <bit>
#include <cstring>

#include "hg/digest/xxh.h"
#include "hg/os/path.h"

namespace hg::cache {
namespace {

constexpr std::string_view kHeader = "HGdigest 1 64x4x32768\n";
constexpr std::size_t kHeaderWords = 512;  // a page
constexpr std::size_t kWays = 4;
constexpr std::size_t kBuckets = 32'768;

// One cache line.
struct Record {
  digest::Xxh128 key;  // of stamp and version
  digest::Sha256Digest content;
  std::uint64_t flags = 0;
  std::uint64_t checksum = 0;  // of the bytes above
};
constexpr std::size_t kWords = 8;
static_assert(sizeof(Record) == kWords * sizeof(std::uint64_t));
constexpr std::size_t kFileSize = (kHeaderWords + kBuckets * kWays * kWords) * sizeof(std::uint64_t);

using Words = std::array<std::uint64_t, kWords>;

template <typename T>
std::string_view bytes_of(const T& value, std::size_t size = sizeof(T)) {
  return {reinterpret_cast<const char*>(&value), size};
}

digest::Xxh128 key_of(const os::FileStamp& stamp, std::uint32_t version) {
  const std::array<std::uint64_t, 6> fields = {stamp.device,
                                               stamp.inode,
                                               stamp.size,
                                               static_cast<std::uint64_t>(stamp.mtime_ns),
                                               static_cast<std::uint64_t>(stamp.ctime_ns),
                                               version};
  return digest::xxh3_128(bytes_of(fields));
}

std::uint64_t checksum_of(const Record& record) {
  return digest::xxh64(bytes_of(record, sizeof record - sizeof record.checksum));
}

// The first word of the bucket. Headers that were installed together have neighbouring inodes, and so lie
// together: a compile that asks for hundreds of them touches few pages.
std::size_t bucket_of(const os::FileStamp& stamp) {
  const std::uint64_t device = digest::xxh64(bytes_of(stamp.device));
  return kHeaderWords + ((stamp.inode + device) % kBuckets) * kWays * kWords;
}

Record read(const os::MappedFile& file, std::size_t at) {
  Words words{};
  for (std::size_t i = 0; i < kWords; ++i) words.at(i) = file.load(at + i);
  return std::bit_cast<Record>(words);
}

}  // namespace

Result<DigestMemo> DigestMemo::open(const std::string& directory) {
  HG_TRY_ASSIGN(auto file, os::MappedFile::open(os::join(directory, "digests-1"), kHeader, kFileSize));
  return DigestMemo(std::move(file));
}

std::optional<DigestMemo::Known> DigestMemo::find(const os::FileStamp& stamp, std::uint32_t version) const {
  const digest::Xxh128 key = key_of(stamp, version);
  const std::size_t bucket = bucket_of(stamp);
  for (std::size_t way = 0; way < kWays; ++way) {
    if (file_.load(bucket + way * kWords) != key.low) continue;
    const Record record = read(file_, bucket + way * kWords);
    if (record.key == key && record.checksum == checksum_of(record)) {
      return Known{record.content, static_cast<std::uint32_t>(record.flags)};
    }
  }
  return std::nullopt;
}

void DigestMemo::remember(const os::FileStamp& stamp, std::uint32_t version, const Known& known) const {
  if (!file_.writable()) return;
  Record record{.key = key_of(stamp, version), .content = known.content, .flags = known.flags, .checksum = 0};
  record.checksum = checksum_of(record);
  const std::size_t bucket = bucket_of(stamp);
  std::size_t way = record.key.high % kWays;
  for (std::size_t i = 0; i < kWays; ++i) {
    const Record old = read(file_, bucket + i * kWords);
    if (old.key == record.key || old.checksum != checksum_of(old)) {
      way = i;
      break;
    }
  }
  const auto words = std::bit_cast<Words>(record);
  for (std::size_t i = 0; i < kWords; ++i) file_.store(bucket + way * kWords + i, words.at(i));
}

}  // namespace hg::cache
