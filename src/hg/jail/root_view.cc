#include "hg/jail/root_view.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>

#include "hg/os/path.h"
#include "hg/os/unique_fd.h"

namespace hg::jail {
namespace {

constexpr const char* kBelow = "/tmp";  // any folder that is always there

// A part of the machine's files, taken off before the new root hides them.
struct Piece {
  std::string path;  // absolute
  std::string link;  // not empty: a symbolic link to this
  bool folder = true;
  os::UniqueFd tree{};  // else the detached mount
};

tl::unexpected<Error> failed(const std::string& what) {
  return fail(Error::from_errno(errno, what));
}

Result<os::UniqueFd> take(const std::string& path, unsigned extra, std::uint64_t attributes) {
  const unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | extra;
  os::UniqueFd tree(::open_tree(AT_FDCWD, path.c_str(), flags));
  if (!tree) return failed("open_tree " + path);
  mount_attr wanted{};
  wanted.attr_set = attributes;
  const unsigned recursive = extra & AT_RECURSIVE;
  if (::mount_setattr(tree.get(), "", AT_EMPTY_PATH | recursive, &wanted, sizeof wanted) != 0) {
    return failed("mount_setattr " + path);
  }
  return tree;
}

Result<Piece> piece_of(const std::string& path, std::uint64_t attributes) {
  Piece piece{.path = path, .link = {}};
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) return failed(path);
  if (S_ISLNK(info.st_mode)) {
    char target[PATH_MAX];
    const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
    if (length <= 0) return failed(path);
    piece.link.assign(target, static_cast<std::size_t>(length));
    return piece;
  }
  piece.folder = S_ISDIR(info.st_mode);
  HG_TRY_ASSIGN(piece.tree, take(path, AT_RECURSIVE, attributes));
  return piece;
}

// mkdir -p of what is above `path`.
void make_parents(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    ::mkdir(path.substr(0, slash).c_str(), 0755);
  }
}

// `path` is below the new root, which is mounted at kBelow.
Status put(const Piece& piece) {
  const std::string place = kBelow + piece.path;
  make_parents(place);
  if (!piece.link.empty()) {
    if (::symlink(piece.link.c_str(), place.c_str()) == 0 || errno == EEXIST) return {};
    return failed(piece.path);
  }
  if (piece.folder) {
    ::mkdir(place.c_str(), 0755);
  } else {
    const os::UniqueFd made(::open(place.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  }
  if (::move_mount(piece.tree.get(), "", AT_FDCWD, place.c_str(), MOVE_MOUNT_F_EMPTY_PATH) == 0) return {};
  return failed("move_mount " + piece.path);
}

Status pivot(const std::string& directory) {
  if (::chdir(kBelow) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) return failed("pivot_root");
  if (::umount2(".", MNT_DETACH) != 0) return failed("umount2");
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  if (::mount_setattr(AT_FDCWD, "/", 0, &read_only, sizeof read_only) != 0) {
    return failed("mount_setattr /");
  }
  if (::chdir(directory.c_str()) != 0) return failed(directory);
  return {};
}

}  // namespace

Status enter_root_view(const std::vector<std::string>& readable) {
  char* const here = ::getcwd(nullptr, 0);
  if (here == nullptr) return failed("getcwd");
  const std::string directory = here;
  std::free(here);

  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return failed("mount --make-private /");
  std::vector<Piece> pieces;
  const std::uint64_t system = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  for (const std::string& path : readable) {
    Result<Piece> piece = piece_of(path, system);
    if (piece)
      pieces.push_back(*std::move(piece));
    else if (piece.error().code() != Code::not_found)
      return fail(std::move(piece).error());
  }
  for (const char* device : {"/dev/null", "/dev/urandom"}) {
    HG_TRY_ASSIGN(Piece piece, piece_of(device, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC));
    pieces.push_back(std::move(piece));
  }
  Piece job{.path = directory, .link = {}};
  HG_TRY_ASSIGN(job.tree, take(".", 0, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC));
  pieces.push_back(std::move(job));

  if (::mount("hg-jail", kBelow, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=512,mode=755") != 0) {
    return failed("mount tmpfs");
  }
  for (const Piece& piece : pieces) HG_TRY(put(piece));
  return pivot(directory);
}

}  // namespace hg::jail
