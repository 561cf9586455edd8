#include "hg/cache/maintenance.h"

#include <unistd.h>

#include <cerrno>

#include "hg/cache/counters.h"
#include "hg/cache/disk_store.h"
#include "hg/cache/entry.h"
#include "hg/cache/envelope.h"
#include "hg/cache/housekeeper.h"
#include "hg/cache/manifest.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::cache {
namespace {

Status remove_file(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return fail(Error::from_errno(errno, path));
}

Status check(std::string_view name, std::string_view bytes) {
  HG_TRY_ASSIGN(const Id id, read_envelope(bytes));
  if (relative_path(id) != name) return fail(Code::data_loss, "of another name");
  HG_TRY_ASSIGN(const std::string_view payload, open_envelope(id, bytes));
  if (id.kind == Kind::manifest) {
    HG_TRY(decode_manifest(payload));
    return {};
  }
  HG_TRY_ASSIGN(const Entry entry, decode_entry(payload));
  return check_outputs(entry);
}

}  // namespace

Usage usage(const std::string& directory) {
  Usage usage;
  for (unsigned i = 0; i < Sizes::kDirectories; ++i) {
    for (const StoredFile& file : list_stored(directory, i)) {
      ++(file.name.ends_with(".o") ? usage.entries : usage.manifests);
      usage.bytes += file.size;
    }
  }
  return usage;
}

Status clear(const std::string& directory) {
  for (unsigned i = 0; i < Sizes::kDirectories; ++i) {
    const std::string path = os::join(directory, subdirectory(i));
    const auto names = os::list_directory(path);
    if (!names) continue;
    for (const std::string& name : *names) {
      if (is_stored_name(name) || os::is_temporary_name(name)) HG_TRY(remove_file(os::join(path, name)));
    }
    (void)::rmdir(path.c_str());  // not if somebody keeps something of his there
  }
  // Those that long-lived processes have mapped are emptied, so that they go on to share them.
  Counters::open(directory).reset();
  if (const auto sizes = Sizes::open(directory)) {
    for (unsigned i = 0; i < Sizes::kDirectories; ++i) sizes->set(i, 0);
  }
  return remove_file(os::join(directory, "digests-1"));
}

std::string flaw_of(std::string_view name, std::string_view bytes) {
  const Status sound = check(name, bytes);
  return sound ? std::string() : sound.error().message();
}

Verified verify(const std::string& directory,
                const std::function<void(std::string_view name, std::string_view why)>& tell) {
  Verified verified;
  for (unsigned i = 0; i < Sizes::kDirectories; ++i) {
    for (const StoredFile& file : list_stored(directory, i)) {
      const std::string name = subdirectory(i) + "/" + file.name;
      const auto bytes = os::read_file(os::join(directory, name), kMaxStored);
      if (!bytes && bytes.error().code() == Code::not_found) continue;  // evicted meanwhile
      ++verified.files;
      const std::string why = bytes ? flaw_of(name, *bytes) : bytes.error().message();
      if (why.empty()) continue;
      ++verified.damaged;
      tell(name, why);
      (void)remove_file(os::join(directory, name));
    }
  }
  return verified;
}

}  // namespace hg::cache
