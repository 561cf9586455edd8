// The environment of a program about to be run, without malloc: the hooks run between vfork and exec.
#pragma once

#include <cstddef>

namespace hg::client::interpose {

// Memory of the caller's (its stack) for an environment. `slots` pointers and `bytes` characters.
struct Room {
  std::size_t slots = 0;
  std::size_t bytes = 0;
};

// For hgbuild: `environment` without our variables and with `library` taken out of LD_PRELOAD, so that a
// compiler started below sees exactly what the user's build gave it.
Room room_without_us(char* const* environment);
char** without_us(char* const* environment, const char* library, char** slots, char* text);

// For every other program: some build tools (SCons) start their children with a fresh environment, where we
// would be lost. `kept` is a null-terminated list of what was ours to pass on; those whose name is absent are
// added.
bool has_lost_us(char* const* environment);
Room room_with_us(char* const* environment, const char* const* kept);
char** with_us(char* const* environment, const char* const* kept, char** slots);

}  // namespace hg::client::interpose
