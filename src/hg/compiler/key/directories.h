// What is, and what is not, in the directories that a compiler searches; each looked at once.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/cache/manifest.h"
#include "hg/os/file.h"

namespace hg::compiler::key {

// Relative paths are relative to the working directory. Not thread-safe.
class Directories {
 public:
  enum class Kind : std::uint8_t { absent, file, directory, unreadable };
  struct Found {
    Kind kind = Kind::absent;
    os::FileStamp stamp{};      // of a file or directory
    std::int64_t named_ns = 0;  // when the path last got another meaning, as far as can be seen
  };

  // An absent path is remembered.
  const Found& look(const std::string& path);
  // The directory is expected to stay one.
  void keep(const std::string& path);
  // When the directory that holds, or would hold, `path` changed last; 0 if there is none.
  std::int64_t changed_ns(const std::string& path);

  // Everything absent that look() has met. Directories that have changed in the last two seconds before
  // `now_ns` (since 1970) get no stamp: they may change again without showing it.
  [[nodiscard]] std::vector<cache::Absent> absent(std::int64_t now_ns) const;

 private:
  struct Directory {
    bool exists = false;
    bool kept = false;
    bool stamp_tells = true;  // false: something below may appear without changing the directory
    os::FileStamp stamp{};
    std::vector<std::string> absent{};
    std::unordered_map<std::string, Found> names{};
  };

  Directory& directory(const std::string& path);

  std::map<std::string, Directory> directories_;
};

// Is nothing there that was not there when the group was recorded?
bool still_absent(const cache::Absent& group);

}  // namespace hg::compiler::key
