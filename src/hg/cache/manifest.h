// Which files a command has read before, and what it came to. docs/formats/cache-manifest.md
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/cache/key.h"
#include "hg/os/file.h"

namespace hg::cache {

// A file that was read.
struct Included {
  std::string path;  // as the compiler named it
  digest::Sha256Digest content;
  bool operator==(const Included&) const = default;
};

// Paths that were looked for and were not there, below one directory that was.
struct Absent {
  std::string directory;
  // If given: as long as the directory has this stamp, none of the paths can have appeared.
  std::optional<os::FileStamp> stamp;
  std::vector<std::string> paths;
  bool operator==(const Absent&) const = default;
};

// One compile of the command.
struct Variant {
  std::vector<Included> files;  // the source is one of them
  std::vector<Absent> absent;
  ResultKey result;
  std::string dependencies;  // content of the .d file; "" if none was asked for
};

// Up to kMaxVariants compiles of one command, newest first. Paths and files that they share are kept once,
// and looked at once.
class Manifest {
 public:
  static constexpr std::size_t kMaxVariants = 16;
  static constexpr std::size_t kMaxFiles = 65'536;

  struct Found {
    ResultKey result;
    std::string_view dependencies;  // of the manifest
    std::size_t index = 0;          // 0 is the newest
  };

  // The newest variant all of whose files hold (`content` as recorded) and whose absent groups all do. Asks
  // for each file once at most, however many variants share it, and stops at a variant's first that fails.
  using FileHolds = std::function<bool(const std::string& path, const digest::Sha256Digest& content)>;
  using AbsentHolds = std::function<bool(const Absent& group)>;
  [[nodiscard]] std::optional<Found> find(const FileHolds& file_holds, const AbsentHolds& absent_holds) const;

  // Puts `variant` in front. One with the same files and contents, or the oldest of too many, goes.
  // invalid_argument if it has no files or too many.
  Status add(const Variant& variant);

  // Moves a variant to the front, so that it is dropped last. Nothing if there is none of this index.
  void promote(std::size_t index);

  [[nodiscard]] std::size_t size() const { return variants_.size(); }
  [[nodiscard]] Variant variant(std::size_t index) const;  // a copy, index < size()

 private:
  friend class ManifestCodec;
  struct File {
    std::uint32_t path = 0;
    digest::Sha256Digest content;
  };
  struct Group {
    std::uint32_t directory = 0;
    std::optional<os::FileStamp> stamp;
    std::vector<std::uint32_t> paths;
  };
  struct Row {
    std::vector<std::uint32_t> files;
    std::vector<Group> absent;
    ResultKey result;
    std::string dependencies;
  };

  [[nodiscard]] Absent absent_of(const Group& group) const;
  [[nodiscard]] std::vector<Included> files_of(const Row& row) const;
  static Manifest build(const std::vector<Variant>& variants);

  std::vector<std::string> paths_;
  std::vector<File> files_;
  std::vector<Row> variants_;
};

// invalid_argument without a variant; resource_exhausted if it is too large.
Result<std::string> encode(const Manifest& manifest);

// The manifest in a payload of any origin. data_loss unless encode() could have made it.
Result<Manifest> decode_manifest(std::string_view payload);

}  // namespace hg::cache
