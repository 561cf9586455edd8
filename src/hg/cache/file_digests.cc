#include "hg/cache/file_digests.h"

#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <utility>

namespace hg::cache {
namespace {

constexpr std::size_t kUsualFiles = 512;
constexpr std::size_t kMaxFile = std::size_t{256} << 20U;

// A file that changed this lately may change again without its times telling: a clock tick (of the kernel, or
// of a file system that keeps whole or even seconds) is shorter.
constexpr std::int64_t kSettleNs = 2'000'000'000;

// Only where this machine's kernel alone decides about content and times can they be trusted to go together.
bool is_local(const std::string& path) {
  constexpr std::array kLocal = {0xEF53L,       // ext2, ext3, ext4
                                 0x58465342L,   // xfs
                                 0x9123683EL,   // btrfs
                                 0x01021994L,   // tmpfs
                                 0x794C7630L,   // overlayfs
                                 0xF2F52010L,   // f2fs
                                 0x2FC12FC1L,   // zfs
                                 0x73717368L,   // squashfs
                                 0xE0F5E1E2L,   // erofs
                                 0xCA451A4EL};  // bcachefs
  struct statfs info{};
  if (::statfs(path.c_str(), &info) != 0) return false;
  return std::find(kLocal.begin(), kLocal.end(), static_cast<long>(info.f_type)) != kLocal.end();
}

}  // namespace

FileDigests::FileDigests(const DigestMemo* memo, Scanner scanner, const Clock& clock)
    : memo_(memo), scanner_(std::move(scanner)), clock_(clock) {}

bool FileDigests::settled(const os::FileStamp& stamp) const {
  const std::int64_t now = clock_.wall().time_since_epoch().count();
  return now - std::max(stamp.mtime_ns, stamp.ctime_ns) > kSettleNs;
}

bool FileDigests::is_trusted(std::uint64_t device, const std::string& path) {
  const auto [known, is_new] = trusted_.try_emplace(device, false);
  if (is_new) known->second = is_local(path);
  return known->second;
}

Result<FileDigest> FileDigests::look(const std::string& path) {
  HG_TRY_ASSIGN(const os::FileStamp stamp, os::stamp(path));
  if (memo_ != nullptr) {
    if (const auto known = memo_->find(stamp, scanner_.version)) {
      return FileDigest{known->content, known->flags, stamp};
    }
  }
  ++files_read_;
  const bool rememberable = memo_ != nullptr && settled(stamp);  // asked before the file is read
  HG_TRY_ASSIGN(const os::StampedBytes read, os::read_stamped(path, stamp.size, kMaxFile));
  if (read.stamp != stamp) return fail(Code::aborted, path + ": changed while it was read");
  FileDigest digest{digest::sha256(read.bytes), scanner_.scan ? scanner_.scan(read.bytes) : 0, stamp};
  if (rememberable && is_trusted(stamp.device, path)) {
    memo_->remember(stamp, scanner_.version, {digest.content, digest.flags});
  }
  return digest;
}

FileDigests::Known& FileDigests::known(const std::string& path) {
  const auto found = known_.find(path);
  if (found != known_.end()) return found->second;
  if (known_.empty()) known_.reserve(kUsualFiles);
  return known_.emplace(path, Known{look(path), marks_}).first->second;
}

const Result<FileDigest>& FileDigests::of(const std::string& path) {
  return known(path).digest;
}

const Result<FileDigest>& FileDigests::of_now(const std::string& path) {
  auto& [digest, seen] = known(path);
  if (seen == marks_) return digest;
  seen = marks_;
  const auto now = os::stamp(path);
  if (digest && (!now || *now != digest->stamp)) digest = fail(Code::aborted, path + ": changed meanwhile");
  return digest;
}

}  // namespace hg::cache
