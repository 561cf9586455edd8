#include "hg/client/interpose/compiler_name.h"

#include <cstring>

namespace hg::client::interpose {
namespace {

constexpr const char* kDrivers[] = {"cc", "c++", "gcc", "g++", "clang", "clang++"};

// These wrap a compiler under a name like a target's ("afl-gcc"); the compiler that they run is what counts.
constexpr const char* kWrapperPrefixes[] = {"afl-", "c89-", "c99-", "ccc-", "musl-"};

bool is_version(const char* text, const char* end) {
  if (text == end) return false;
  for (; text != end; ++text) {
    if ((*text < '0' || *text > '9') && *text != '.') return false;
  }
  return true;
}

bool ends_with_driver(const char* begin, const char* end) {
  const auto size = static_cast<unsigned long>(end - begin);
  for (const char* driver : kDrivers) {
    const unsigned long length = std::strlen(driver);
    if (size < length || std::strncmp(end - length, driver, length) != 0) continue;
    if (size == length || end[-static_cast<long>(length) - 1] == '-') return true;
  }
  return false;
}

}  // namespace

const char* base_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

bool is_compiler_name(const char* name) {
  for (const char* prefix : kWrapperPrefixes) {
    if (std::strncmp(name, prefix, std::strlen(prefix)) == 0) return false;
  }
  const char* end = name + std::strlen(name);
  const char* dash = std::strrchr(name, '-');
  if (dash != nullptr && is_version(dash + 1, end)) end = dash;
  return ends_with_driver(name, end);
}

}  // namespace hg::client::interpose
