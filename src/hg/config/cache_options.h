// The options of a daemon that keeps results.
#pragma once

#include <cstdint>
#include <string>

#include "hg/config/command_line.h"

namespace hg::config {

struct CacheOptions {
  bool on = true;
  std::string directory;   // "": there is no place for one
  std::uint64_t size = 0;  // bytes on disk
};

// What holds unless the user says otherwise: `size`, and `name` in ~/.hybridgrid. Without $HOME, or with one
// that is not absolute, there is no directory.
CacheOptions default_cache(const Environment& environment, const std::string& name, std::uint64_t size);

// Adds --cache, --cache-dir and --cache-size; what `into` holds before is the default. It must outlive the
// command.
void add_cache_options(Command& command, CacheOptions& into, const std::string& help_of_directory,
                       const std::string& help_of_size);

}  // namespace hg::config
