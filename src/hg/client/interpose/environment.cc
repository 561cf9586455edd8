#include "hg/client/interpose/environment.h"

#include <cstring>

#include "hg/client/interpose/protocol.h"

namespace hg::client::interpose {
namespace {

constexpr char kPreload[] = "LD_PRELOAD=";
constexpr char kOurPrefix[] = "HG_INTERPOSE_";

bool starts_with(const char* text, const char* prefix) {
  return std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

std::size_t count(const char* const* list) {
  std::size_t n = 0;
  while (list != nullptr && list[n] != nullptr) ++n;
  return n;
}

// Copies "LD_PRELOAD=a:b c" to `text` without the entry `library`. False if nothing is left.
bool copy_preload(const char* entry, const char* library, char* text) {
  char* out = std::strcpy(text, kPreload) + std::strlen(kPreload);
  const char* in = entry + std::strlen(kPreload);
  bool any = false;
  while (*in != '\0') {
    const std::size_t length = std::strcspn(in, ": ");
    const bool ours = length == std::strlen(library) && std::strncmp(in, library, length) == 0;
    if (length != 0 && !ours) {
      if (any) *out++ = ':';
      std::memcpy(out, in, length);
      out += length;
      any = true;
    }
    in += length;
    if (*in != '\0') ++in;
  }
  *out = '\0';
  return any;
}

bool same_name(const char* a, const char* b) {
  const std::size_t length = std::strcspn(a, "=");
  return std::strncmp(a, b, length) == 0 && b[length] == '=';
}

bool holds(char* const* environment, const char* variable) {
  for (char* const* entry = environment; entry != nullptr && *entry != nullptr; ++entry) {
    if (same_name(variable, *entry)) return true;
  }
  return false;
}

}  // namespace

Room room_without_us(char* const* environment) {
  Room room{count(environment) + 1, 1};
  for (std::size_t i = 0; i + 1 < room.slots; ++i) {
    if (starts_with(environment[i], kPreload)) room.bytes += std::strlen(environment[i]) + 1;
  }
  return room;
}

char** without_us(char* const* environment, const char* library, char** slots, char* text) {
  char** out = slots;
  for (char* const* entry = environment; entry != nullptr && *entry != nullptr; ++entry) {
    if (starts_with(*entry, kOurPrefix)) continue;
    if (!starts_with(*entry, kPreload)) {
      *out++ = *entry;
    } else if (copy_preload(*entry, library, text)) {
      *out++ = text;
      text += std::strlen(text) + 1;
    }
  }
  *out = nullptr;
  return slots;
}

bool has_lost_us(char* const* environment) {
  char marker[sizeof(kHgbuildVariable) + 1];
  std::strcat(std::strcpy(marker, kHgbuildVariable), "=");
  return !holds(environment, marker);
}

Room room_with_us(char* const* environment, const char* const* kept) {
  return {count(environment) + count(kept) + 1, 0};
}

char** with_us(char* const* environment, const char* const* kept, char** slots) {
  char** out = slots;
  for (char* const* entry = environment; entry != nullptr && *entry != nullptr; ++entry) *out++ = *entry;
  for (; *kept != nullptr; ++kept) {
    if (!holds(environment, *kept)) *out++ = const_cast<char*>(*kept);
  }
  *out = nullptr;
  return slots;
}

}  // namespace hg::client::interpose
