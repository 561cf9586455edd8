// posix_spawn and posix_spawnp: what GNU make 4.3, ninja and others start their commands with.
#include <dlfcn.h>
#include <spawn.h>

#include "hg/client/interpose/dispatch.h"

#define HG_HOOK extern "C" __attribute__((visibility("default")))

namespace hg::client::interpose {
namespace {

using Spawn = int (*)(pid_t*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*,
                      char* const*, char* const*);

Spawn g_spawn = nullptr;
Spawn g_spawnp = nullptr;

// May be asked before our constructor has run (by that of another preloaded library); dlsym is fine outside
// of vfork.
Spawn real(Spawn& function, const char* name) {
  if (function == nullptr) function = reinterpret_cast<Spawn>(dlsym(RTLD_NEXT, name));
  return function;
}

__attribute__((constructor)) void find_real_functions() {
  real(g_spawn, "posix_spawn");
  real(g_spawnp, "posix_spawnp");
}

}  // namespace
}  // namespace hg::client::interpose

HG_HOOK int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                        const posix_spawnattr_t* attributes, char* const argv[], char* const environment[]) {
  using namespace hg::client::interpose;
  const Spawn spawn = real(g_spawn, "posix_spawn");
  return dispatch(path, argv, environment, false, [&](const char* file, char* const* args, char* const* env) {
    return spawn(pid, file, actions, attributes, args, env);
  });
}

HG_HOOK int posix_spawnp(pid_t* pid, const char* file, const posix_spawn_file_actions_t* actions,
                         const posix_spawnattr_t* attributes, char* const argv[], char* const environment[]) {
  using namespace hg::client::interpose;
  const Spawn spawn = real(g_spawnp, "posix_spawnp");
  return dispatch(file, argv, environment, true, [&](const char* name, char* const* args, char* const* env) {
    return spawn(pid, name, actions, attributes, args, env);
  });
}
