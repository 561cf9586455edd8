// What the library was told when its program was started.
#pragma once

#include "hg/client/interpose/protocol.h"

namespace hg::client::interpose {

// Copied from the environment once, before main: programs overwrite theirs. `hgbuild` is null if we were not
// told where it is; then every hook only passes on.
struct Settings {
  const char* hgbuild = nullptr;
  const char* library = nullptr;
  const char* tally = nullptr;
  const char* const* kept = nullptr;  // "NAME=value" of what a child with a fresh environment is given again
};

const Settings& settings();

// Appends one byte to the tally. Async-signal-safe; keeps errno; a failure is not noticed.
void record(Event event);

}  // namespace hg::client::interpose
