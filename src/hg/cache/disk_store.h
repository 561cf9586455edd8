// A store in a directory of this user, for many processes at once, each of which may be killed at any moment.
// docs/formats/cache-entry.md has the layout.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hg/cache/store.h"
#include "hg/os/unique_fd.h"

namespace hg::cache {

inline constexpr std::uint64_t kDefaultLimit = std::uint64_t{10} << 30U;

struct DiskStoreOptions {
  std::string directory;
  std::uint64_t limit = kDefaultLimit;  // bytes of all entries and manifests together
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
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

 private:
  DiskStore(DiskStoreOptions options, const Clock& clock, os::UniqueFd directory);

  const DiskStoreOptions options_;
  const Clock& clock_;
  const os::UniqueFd directory_;
};

}  // namespace hg::cache
