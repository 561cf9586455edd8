#include "hg/cache/housekeeper.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "hg/cache/file_times.h"
#include "hg/digest/hex.h"
#include "hg/os/file.h"
#include "hg/os/file_lock.h"
#include "hg/os/path.h"

namespace hg::cache {
namespace {

constexpr std::uint64_t kBlock = 4096;
constexpr std::int64_t kStale = 3600;  // seconds: no writer takes an hour
constexpr unsigned kRounds = 8;        // directories trimmed by one writer at most

std::string lock_path(const std::string& root) {
  return os::join(root, "evict.lock");
}

void operator+=(Freed& sum, const Freed& more) {
  sum.files += more.files;
  sum.bytes += more.bytes;
}

}  // namespace

std::uint64_t on_disk(std::uint64_t size) {
  return (size + kBlock - 1) / kBlock * kBlock;
}

std::string subdirectory(unsigned number) {
  const auto byte = static_cast<std::uint8_t>(number);
  return digest::to_hex(&byte, 1);
}

bool is_stored_name(std::string_view name) {
  if (name.size() != 18 || (!name.ends_with(".o") && !name.ends_with(".m"))) return false;
  return std::all_of(name.begin(), name.begin() + 16, [](char c) { return digest::hex_digit(c) >= 0; });
}

std::vector<StoredFile> list_stored(const std::string& root, unsigned directory) {
  const std::string path = os::join(root, subdirectory(directory));
  std::vector<StoredFile> files;
  const auto names = os::list_directory(path);
  if (!names) return files;
  for (const std::string& name : *names) {
    struct stat info{};
    if (!is_stored_name(name) || ::lstat(os::join(path, name).c_str(), &info) != 0) continue;
    if (!S_ISREG(info.st_mode)) continue;
    files.push_back({name, on_disk(static_cast<std::uint64_t>(info.st_size)), used_at(info), cost_of(info)});
  }
  return files;
}

Result<Housekeeper> Housekeeper::open(std::string root, std::uint64_t limit, const Clock& clock) {
  HG_TRY_ASSIGN(Sizes sizes, Sizes::open(root));
  return Housekeeper(std::move(root), limit, clock, std::move(sizes));
}

std::int64_t Housekeeper::now() const {
  return std::chrono::duration_cast<std::chrono::seconds>(clock_->wall().time_since_epoch()).count();
}

std::vector<StoredFile> Housekeeper::count(unsigned directory) const {
  std::vector<StoredFile> files = list_stored(root_, directory);
  std::uint64_t bytes = 0;
  for (const StoredFile& file : files) bytes += file.size;
  sizes_.set(directory, bytes);
  return files;
}

void Housekeeper::sweep(unsigned directory) const {
  const std::string path = os::join(root_, subdirectory(directory));
  const auto names = os::list_directory(path);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!os::is_temporary_name(name)) continue;
    const std::string file = os::join(path, name);
    struct stat info{};
    if (::lstat(file.c_str(), &info) == 0 && now() - info.st_ctim.tv_sec > kStale) ::unlink(file.c_str());
  }
}

Freed Housekeeper::changed(unsigned directory, std::int64_t change) const {
  if (sizes_.claim_count(directory, now())) {
    sweep(directory);
    count(directory);
  } else {
    sizes_.add(directory, change);
  }
  if (sizes_.total() <= limit_) return {};
  const auto lock = os::FileLock::try_acquire(lock_path(root_));
  if (!lock || !*lock) return {};
  // Two processes that replace and evict one file at a moment count it wrongly. Where that happens is where
  // much is written, so it is set right here.
  count(directory);
  return make_room(kRounds);
}

Freed Housekeeper::collect() const {
  const auto lock = os::FileLock::acquire(lock_path(root_));
  for (unsigned directory = 0; directory < Sizes::kDirectories; ++directory) {
    sweep(directory);
    count(directory);
  }
  // Each round either frees something or finds that nothing can be.
  return make_room(~0U);
}

Freed Housekeeper::make_room(unsigned most_rounds) const {
  Freed freed;
  for (unsigned round = 0; round < most_rounds && sizes_.total() > limit_; ++round) {
    const Freed now_freed = trim_fullest();
    if (now_freed.files == 0 && most_rounds > kRounds) break;
    freed += now_freed;
  }
  return freed;
}

// To nine tenths of its share, but not further than a hundredth below the limit of all: where the limit is
// small, a directory's share is less than one entry.
Freed Housekeeper::trim_fullest() const {
  const unsigned directory = sizes_.fullest();
  const std::vector<StoredFile> files = count(directory);
  const std::uint64_t bytes = sizes_.bytes(directory);
  const std::uint64_t total = sizes_.total();
  const std::uint64_t share = limit_ / Sizes::kDirectories / 10 * 9;
  const std::uint64_t goal = limit_ - limit_ / 100;
  if (total <= goal || bytes <= share) return {};
  Freed freed;
  for (const std::size_t victim : choose_victims(files, now(), std::min(bytes - share, total - goal))) {
    const StoredFile& file = files[victim];
    const std::string path = os::join(os::join(root_, subdirectory(directory)), file.name);
    if (::unlink(path.c_str()) != 0) continue;
    sizes_.add(directory, -static_cast<std::int64_t>(file.size));
    freed += {.files = 1, .bytes = file.size};
  }
  return freed;
}

}  // namespace hg::cache
