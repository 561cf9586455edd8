#include "hg/os/secrets.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

std::string take_variable(const char* name) {
  char* value = std::getenv(name);
  if (value == nullptr) return {};
  std::string taken(value);
  ::explicit_bzero(value, taken.size());
  ::unsetenv(name);
  return taken;
}

void keep_memory_out_of_cores() {
  struct rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
    limit.rlim_cur = 0;
    ::setrlimit(RLIMIT_CORE, &limit);
  }
  // The limit does not count where core_pattern is a program.
  const UniqueFd filter(::open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC));
  if (filter) (void)write_to_file(filter.get(), "0");
}

}  // namespace hg::os
