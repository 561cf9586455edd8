#include "hg/client/interpose/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

namespace hg::client::interpose {
namespace {

constexpr unsigned kMaxKept = 64;
constexpr unsigned kMaxText = 16384;

// The only state of the library; written before main, only read afterwards.
Settings g_settings;
const char* g_kept[kMaxKept + 1];
char g_text[kMaxText];

bool is_kept(const char* entry) {
  for (const char* prefix : {"HG_", "LD_PRELOAD=", "ASAN_OPTIONS="}) {
    if (std::strncmp(entry, prefix, std::strlen(prefix)) == 0) return true;
  }
  return false;
}

const char* value_of(const char* entry, const char* name) {
  const std::size_t length = std::strlen(name);
  const bool found =
      std::strncmp(entry, name, length) == 0 && entry[length] == '=' && entry[length + 1] != '\0';
  return found ? entry + length + 1 : nullptr;
}

void take(const char* entry) {
  if (const char* value = value_of(entry, kHgbuildVariable)) g_settings.hgbuild = value;
  if (const char* value = value_of(entry, kLibraryVariable)) g_settings.library = value;
  if (const char* value = value_of(entry, kTallyVariable)) g_settings.tally = value;
}

// A tally that is still empty: this is the first program of the build that has us.
void record_load() {
  const int saved = errno;
  struct stat info{};
  if (g_settings.tally != nullptr && ::stat(g_settings.tally, &info) == 0 && info.st_size == 0) {
    record(Event::loaded);
  }
  errno = saved;
}

__attribute__((constructor)) void load() {
  unsigned kept = 0;
  char* text = g_text;
  for (char** entry = environ; entry != nullptr && *entry != nullptr && kept < kMaxKept; ++entry) {
    const std::size_t size = std::strlen(*entry) + 1;
    if (!is_kept(*entry) || size > static_cast<std::size_t>(g_text + kMaxText - text)) continue;
    std::memcpy(text, *entry, size);
    take(text);
    g_kept[kept++] = text;
    text += size;
  }
  g_settings.kept = g_kept;
  if (g_settings.library == nullptr) g_settings.hgbuild = nullptr;
  if (g_settings.hgbuild != nullptr) record_load();
}

}  // namespace

const Settings& settings() {
  return g_settings;
}

void record(Event event) {
  if (g_settings.tally == nullptr) return;
  const int saved = errno;
  const int fd = ::open(g_settings.tally, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK);
  if (fd >= 0) {
    const char byte = static_cast<char>(event);
    [[maybe_unused]] const ssize_t written = ::write(fd, &byte, 1);
    ::close(fd);
  }
  errno = saved;
}

}  // namespace hg::client::interpose
