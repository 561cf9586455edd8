#include "hg/client/journal/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "hg/digest/xxh.h"
#include "hg/os/file.h"
#include "hg/os/path.h"
#include "hg/os/unique_fd.h"

namespace hg::client::journal {
namespace {

constexpr std::size_t kFull = std::size_t{256} << 10U;
constexpr std::size_t kKept = kFull / 2;
constexpr std::size_t kMaxFile = std::size_t{16} << 20U;  // nothing of ours is larger
constexpr auto kForgotten = std::chrono::hours(24 * 30);

os::UniqueFd open_to_append(const std::string& file, int flags) {
  return os::UniqueFd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
}

// Files of `directory` to which nothing was added for long.
void forget_old(const std::string& directory, WallTime now) {
  const auto names = os::list_directory(directory);
  if (!names) return;
  for (const std::string& name : *names) {
    const std::string path = os::join(directory, name);
    const auto stamp = os::stamp(path);
    if (stamp && now - WallTime(Duration(stamp->mtime_ns)) > kForgotten) ::unlink(path.c_str());
  }
}

os::UniqueFd create(const std::string& file, WallTime now) {
  const std::string directory(os::directory_name(file));
  if (!os::make_directories(directory, 0700)) return {};
  if (file.ends_with('0')) forget_old(directory, now);
  return open_to_append(file, O_CREAT);
}

// Leaves the newest records. Others that are added meanwhile may be lost.
void shorten(const std::string& file) {
  const auto bytes = os::read_file(file, kMaxFile);
  std::string kept;
  if (bytes) {
    const auto records = read_records(*bytes);
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
      std::string frame = framed(*record);
      if (kept.size() + frame.size() > kKept) break;
      kept.insert(0, frame);
    }
  }
  (void)os::write_file_atomic(file, kept, 0600);
}

bool is_full(int fd) {
  struct stat info{};
  return ::fstat(fd, &info) == 0 && info.st_size > static_cast<off_t>(kFull);
}

}  // namespace

std::string journal_directory(const Variable& variable) {
  if (variable("HG_JOURNAL") == "off") return {};
  if (const auto state = variable("XDG_STATE_HOME"); state && state->starts_with('/'))
    return *state + "/hybridgrid/journal";
  const auto home = variable("HOME");
  return home && home->starts_with('/') ? *home + "/.hybridgrid/journal" : std::string();
}

std::string source_name(std::string_view directory, std::string_view source) {
  return std::filesystem::path(os::join(directory, source)).lexically_normal().string();
}

std::string Journal::file_of(const std::string& source) const {
  const digest::Xxh128 name = digest::xxh3_128(source);
  const std::string hex = digest::hex64(name.high) + digest::hex64(name.low);
  return directory_ + "/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

void Journal::add(Record record, const Details& details) const {
  if (directory_.empty()) return;
  const std::string file = file_of(record.source);
  os::UniqueFd fd = open_to_append(file, 0);
  const bool first = !fd && errno == ENOENT;
  if (first) fd = create(file, record.when);
  if (fd && is_full(fd.get())) {
    shorten(file);
    fd = open_to_append(file, 0);
  }
  if (!fd) return;
  if (details && (first || record.ending != Ending::direct_hit)) details(record);
  const std::string frame = framed(record);
  (void)!::write(fd.get(), frame.data(), frame.size());
}

std::vector<Record> Journal::of(const std::string& source) const {
  const auto bytes =
      directory_.empty() ? Result<std::string>(std::string()) : os::read_file(file_of(source), kMaxFile);
  return bytes ? read_records(*bytes) : std::vector<Record>();
}

}  // namespace hg::client::journal
