// The one decision behind all hooks.
#pragma once

#include <alloca.h>

#include <climits>

#include "hg/client/interpose/compiler_name.h"
#include "hg/client/interpose/environment.h"
#include "hg/client/interpose/settings.h"
#include "hg/client/interpose/target.h"

namespace hg::client::interpose {

inline unsigned long argument_count(char* const* argv) {
  unsigned long n = 0;
  while (argv[n] != nullptr) ++n;
  return n;
}

// hgbuild PATH ARGS...; `slots` has room for two more than argv.
inline char** launcher_argv(const char* path, char* const* argv, char** slots) {
  char** out = slots;
  *out++ = const_cast<char*>(settings().hgbuild);
  *out++ = const_cast<char*>(path);
  for (char* const* argument = argv + 1; *argument != nullptr; ++argument) *out++ = *argument;
  *out = nullptr;
  return slots;
}

// Runs `run(file, argv, environment)`, as it is or with hgbuild in front. `run` gives 0 or does not return on
// success; where hgbuild cannot be run (argument list too long, another root directory), what was asked for
// is run instead, so that a failure is the one the caller would have had. `searched`: PATH is searched for
// `file`. All memory is this frame's, because the heap of a vfork child is its parent's.
template <typename Run>
int dispatch(const char* file, char* const* argv, char* const* environment, bool searched, Run run) {
  const Settings& told = settings();
  if (told.hgbuild == nullptr || file == nullptr || argv == nullptr || argv[0] == nullptr) {
    return run(file, argv, environment);
  }
  char found[PATH_MAX];
  const char* path = searched ? search_path(file, found, sizeof found) : file;
  const Target target = path == nullptr ? Target::other : inspect(path, argv, told.hgbuild);

  if (target == Target::other) {
    if (!has_lost_us(environment)) return run(file, argv, environment);
    const Room room = room_with_us(environment, told.kept);
    auto** slots = static_cast<char**>(alloca(room.slots * sizeof(char*)));
    return run(file, argv, with_us(environment, told.kept, slots));
  }

  const Room room = room_without_us(environment);
  auto** slots = static_cast<char**>(alloca(room.slots * sizeof(char*)));
  auto* text = static_cast<char*>(alloca(room.bytes));
  char** clean = without_us(environment, told.library, slots, text);
  if (target == Target::hgbuild) {
    record(Event::launched);
    return run(file, argv, clean);
  }
  record(Event::intercepted);
  auto** launcher = static_cast<char**>(alloca((argument_count(argv) + 2) * sizeof(char*)));
  if (run(told.hgbuild, launcher_argv(path, argv, launcher), clean) == 0) return 0;
  return run(file, argv, environment);
}

}  // namespace hg::client::interpose
