#include "hg/jail/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "hg/os/unique_fd.h"

namespace hg::jail {
namespace {

// Those that headers of Debian 12's age do not have yet.
constexpr std::uint64_t kTruncate = 1ULL << 14U;     // ABI 3
constexpr std::uint64_t kDeviceIoctl = 1ULL << 15U;  // ABI 5
constexpr std::uint64_t kBindTcp = 1ULL << 0U;       // ABI 4
constexpr std::uint64_t kConnectTcp = 1ULL << 1U;
constexpr std::uint64_t kScopes = 3;  // ABI 6: abstract sockets, signals

// struct landlock_ruleset_attr with all fields that are known today; older kernels are given fewer bytes.
struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t net = 0;
  std::uint64_t scoped = 0;
};

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kFirstFiles = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;  // ABI 1

Ruleset ruleset_for(int abi) {
  Ruleset rules{kFirstFiles, 0, 0};
  if (abi >= 2) rules.files |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3) rules.files |= kTruncate;
  if (abi >= kFirstAbiForTcp) rules.net = kBindTcp | kConnectTcp;
  if (abi >= 5) rules.files |= kDeviceIoctl;
  if (abi >= 6) rules.scoped = kScopes;
  return rules;
}

std::size_t size_for(int abi) {
  if (abi >= 6) return sizeof(Ruleset);
  return abi >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

Status allow(int ruleset, const char* path, std::uint64_t access) {
  const os::UniqueFd parent(::open(path, O_PATH | O_CLOEXEC));
  if (!parent && errno == ENOENT) return {};
  if (!parent) return fail(Error::from_errno(errno, path));
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = parent.get();
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return {};
  return fail(Error::from_errno(errno, "landlock_add_rule"));
}

}  // namespace

int landlock_abi() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version > 0 ? static_cast<int>(version) : 0;
}

Result<int> confine_with_landlock(const std::vector<std::string>& readable, const std::string& directory) {
  const int abi = landlock_abi();
  if (abi == 0) return 0;
  const Ruleset rules = ruleset_for(abi);
  const os::UniqueFd ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, size_for(abi), 0)));
  if (!ruleset) return fail(Error::from_errno(errno, "landlock_create_ruleset"));
  const std::uint64_t own = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                            LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                            LANDLOCK_ACCESS_FS_REMOVE_DIR | (abi >= 3 ? kTruncate : 0);
  HG_TRY(allow(ruleset.get(), "/", kRead));
  for (const std::string& path : readable) {
    HG_TRY(allow(ruleset.get(), path.c_str(), LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE));
  }
  HG_TRY(allow(ruleset.get(), "/dev", kRead | LANDLOCK_ACCESS_FS_WRITE_FILE));
  HG_TRY(allow(ruleset.get(), directory.c_str(), own));
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    return fail(Error::from_errno(errno, "landlock_restrict_self"));
  }
  return abi;
}

}  // namespace hg::jail
