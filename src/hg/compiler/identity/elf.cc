#include "hg/compiler/identity/elf.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <vector>

#include "hg/os/unique_fd.h"

namespace hg::compiler::identity {
namespace {

constexpr unsigned char kNativeOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

bool read_at(int fd, void* to, std::size_t size, std::uint64_t offset) {
  return ::pread(fd, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

Result<std::string> damaged(const std::string& path) {
  return fail(Code::failed_precondition, path + " is a damaged ELF file");
}

template <typename Header, typename Segment>
Result<std::string> interpreter_of(int fd, const std::string& path) {
  Header header;
  if (!read_at(fd, &header, sizeof header, 0)) return damaged(path);
  if (header.e_phnum == 0) return std::string();
  if (header.e_phentsize != sizeof(Segment)) return damaged(path);
  std::vector<Segment> segments(header.e_phnum);
  if (!read_at(fd, segments.data(), segments.size() * sizeof(Segment), header.e_phoff)) return damaged(path);
  for (const Segment& segment : segments) {
    if (segment.p_type != PT_INTERP) continue;
    if (segment.p_filesz < 2 || segment.p_filesz > 4096) return damaged(path);
    std::string name(segment.p_filesz, '\0');
    if (!read_at(fd, name.data(), name.size(), segment.p_offset)) return damaged(path);
    name.resize(std::strlen(name.c_str()));
    return name;
  }
  return std::string();
}

}  // namespace

Result<std::string> elf_interpreter(const std::string& path) {
  const os::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return fail(Error::from_errno(errno, path));
  unsigned char ident[EI_NIDENT] = {};
  if (!read_at(fd.get(), ident, sizeof ident, 0)) ident[0] = 0;
  if (ident[0] == '#' && ident[1] == '!') {
    return fail(Code::failed_precondition, path + " is a script, not a compiler");
  }
  if (std::memcmp(ident, ELFMAG, SELFMAG) != 0 || ident[EI_DATA] != kNativeOrder) {
    return fail(Code::failed_precondition, path + " is not an ELF program of this machine");
  }
  if (ident[EI_CLASS] == ELFCLASS64) return interpreter_of<Elf64_Ehdr, Elf64_Phdr>(fd.get(), path);
  return interpreter_of<Elf32_Ehdr, Elf32_Phdr>(fd.get(), path);
}

}  // namespace hg::compiler::identity
