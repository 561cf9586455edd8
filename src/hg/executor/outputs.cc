#include "hg/executor/outputs.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "hg/codec/zstd.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::executor {
namespace {

os::UniqueFd open_beneath(int directory, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a FIFO must not block us
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how);
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return os::UniqueFd(static_cast<int>(fd));
  // Filters of older container engines do not know openat2. `name` has no slash but a leading "./".
  return os::UniqueFd(::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
}

Result<std::string> read_output(int directory, const std::string& name, std::size_t limit) {
  const os::UniqueFd fd = open_beneath(directory, name);
  if (!fd && errno == ENOENT) return fail(Code::not_found, name + " was not written");
  struct stat info{};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink != 1) {
    return fail(Code::permission_denied, name + " is not a plain file");
  }
  return os::read_fd(fd.get(), limit);
}

}  // namespace

Result<std::vector<model::OutputFile>> collect_outputs(int directory, const JobFiles& files,
                                                       const std::vector<model::OutputKind>& wanted,
                                                       std::size_t limit) {
  std::vector<model::OutputFile> outputs;
  for (const model::OutputKind kind : wanted) {
    const bool primary = kind == wanted.front();
    Result<std::string> bytes = read_output(directory, files.output_of(kind), limit);
    if (!bytes && bytes.error().code() == Code::not_found && !primary) continue;
    if (!bytes && bytes.error().code() == Code::not_found)
      return fail(Code::data_loss, bytes.error().message());
    if (!bytes) return fail(std::move(bytes).error());
    if (primary && bytes->empty()) return fail(Code::data_loss, files.output_of(kind) + " is empty");
    outputs.push_back({kind, codec::compress(*bytes), bytes->size()});
  }
  return outputs;
}

}  // namespace hg::executor
