#include "hg/client/interpose/target.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "hg/client/interpose/compiler_name.h"

namespace hg::client::interpose {
namespace {

bool is_elf(int fd) {
  char magic[4];
  return ::read(fd, magic, sizeof magic) == sizeof magic && std::memcmp(magic, "\177ELF", sizeof magic) == 0;
}

// The path behind `fd` with every symlink resolved, by the kernel.
bool resolve(int fd, char* buffer, std::size_t size) {
  char link[32] = "/proc/self/fd/";
  char digits[12];
  unsigned n = 0;
  for (unsigned rest = static_cast<unsigned>(fd); n == 0 || rest != 0; rest /= 10) {
    digits[n++] = static_cast<char>('0' + rest % 10);
  }
  char* end = link + std::strlen(link);
  while (n != 0) *end++ = digits[--n];
  *end = '\0';
  const ssize_t length = ::readlink(link, buffer, size - 1);
  if (length <= 0) return false;
  buffer[length] = '\0';
  return true;
}

bool is_second_stage(char* const* argv) {
  return argv[0] != nullptr && argv[1] != nullptr && std::strncmp(argv[1], "-cc1", 4) == 0;
}

Target inspect_file(int fd, const char* path, char* const* argv, const char* hgbuild) {
  char real[PATH_MAX];
  if (!resolve(fd, real, sizeof real)) std::strncpy(real, path, sizeof real - 1)[sizeof real - 1] = '\0';
  if (std::strcmp(real, hgbuild) == 0) return Target::hgbuild;
  if (!is_compiler_name(base_name(path)) || !is_compiler_name(base_name(real))) return Target::other;
  return is_elf(fd) && !is_second_stage(argv) ? Target::compiler : Target::other;
}

bool is_executable_file(const char* path) {
  struct stat info{};
  return ::stat(path, &info) == 0 && S_ISREG(info.st_mode) && ::access(path, X_OK) == 0;
}

}  // namespace

Target inspect(const char* path, char* const* argv, const char* hgbuild) {
  const char* base = base_name(path);
  if (!is_compiler_name(base) && std::strcmp(base, base_name(hgbuild)) != 0) return Target::other;
  const int saved = errno;
  Target target = Target::other;
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd >= 0) {
    if (is_executable_file(path)) target = inspect_file(fd, path, argv, hgbuild);
    ::close(fd);
  }
  errno = saved;
  return target;
}

const char* search_path(const char* name, char* buffer, unsigned long size) {
  if (std::strchr(name, '/') != nullptr) return name;
  const int saved = errno;
  const char* found = nullptr;
  const char* directory = std::getenv("PATH");
  if (directory == nullptr) directory = "/bin:/usr/bin";  // glibc's own default
  while (found == nullptr) {
    const std::size_t length = std::strcspn(directory, ":");
    if (length + std::strlen(name) + 2 <= size) {
      std::memcpy(buffer, directory, length);
      if (length != 0) buffer[length] = '/';
      std::strcpy(buffer + length + (length != 0 ? 1 : 0), name);
      if (is_executable_file(buffer)) found = buffer;
    }
    if (directory[length] == '\0') break;
    directory += length + 1;
  }
  errno = saved;
  return found;
}

}  // namespace hg::client::interpose
