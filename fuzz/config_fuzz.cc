// Configuration files: a mapping of known keys, or a refusal that says where.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hg/config/yaml_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::string_view, 4> kKnown = {"grpc-port", "listen", "cache-shared",
                                                             "log-level"};
  const int fd = ::memfd_create("config", MFD_CLOEXEC);
  if (fd < 0 || ::write(fd, data, size) != static_cast<ssize_t>(size)) std::abort();
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const auto file = hg::config::YamlFile::read(path, kKnown);
  ::close(fd);
  if (file) {
    if (file->find("no-such-key") != nullptr) std::abort();
  } else if (!file.error().message().starts_with(path)) {
    std::abort();
  }
  return 0;
}
