// A store in a directory of this user, for many processes at once, each of which may be killed at any moment.
// docs/formats/cache-entry.md has the layout.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "hg/cache/housekeeper.h"
#include "hg/cache/store.h"
#include "hg/os/unique_fd.h"

namespace hg::cache {

inline constexpr std::uint64_t kDefaultLimit = std::uint64_t{10} << 30U;

struct DiskStoreOptions {
  std::string directory;
  std::uint64_t limit = kDefaultLimit;                // bytes on disk of all entries and manifests together
  std::function<void(const Freed&)> on_evicted = {};  // by this store; from the thread that called put()
};

// Below the store's directory: "ab/ab1234567890abcd.o".
std::string relative_path(const Id& id);

// Thread-safe.
class DiskStore final : public Store {
 public:
  // Makes the directory (0700) if it is missing. permission_denied if it belongs to another user, or others
  // may write to it; the message says what to do. Keeps two descriptors open.
  static Result<std::unique_ptr<DiskStore>> open(DiskStoreOptions options, const Clock& clock);
  ~DiskStore() override;

  Result<std::string> get(const Id& id) override;
  // resource_exhausted if it is larger than the limit. May remove other files to make room.
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  DiskStore(DiskStoreOptions options, const Clock& clock, os::UniqueFd directory);
  [[nodiscard]] std::int64_t size_now(const std::string& name) const;
  Status write(const std::string& name, std::string_view bytes, Duration cost) const;
  Result<const Housekeeper*> housekeeper();

  const DiskStoreOptions options_;
  const Clock& clock_;
  const os::UniqueFd directory_;
  std::mutex mutex_;                        // guards the next one's making
  std::optional<Housekeeper> housekeeper_;  // from the first change on: a hit does without
};

}  // namespace hg::cache
