// The options of a daemon that keeps results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hg/cache/stack/stack.h"
#include "hg/config/command_line.h"

namespace hg::config {

struct CacheOptions {
  bool on = true;
  std::string directory;   // "": there is no place for one
  std::uint64_t size = 0;  // bytes on disk
  std::optional<cache::stack::SharedPlace> shared;
  std::uint32_t shared_timeout_ms = 1000;
  std::uint64_t shared_limit = std::uint64_t{64} << 20U;  // bytes of one result
};

// What holds unless the user says otherwise: `size`, and `name` in ~/.hybridgrid. Without $HOME, or with one
// that is not absolute, there is no directory.
CacheOptions default_cache(const Environment& environment, const std::string& name, std::uint64_t size);

// Adds --cache, --cache-dir and --cache-size; what `into` holds before is the default. It must outlive the
// command.
void add_cache_options(Command& command, CacheOptions& into, const std::string& help_of_directory,
                       const std::string& help_of_size);

// Adds --cache-shared, --cache-shared-timeout and --cache-shared-limit.
void add_shared_cache_options(Command& command, CacheOptions& into);

// Nothing at all if it is off.
cache::stack::Options stores(const CacheOptions& options);

}  // namespace hg::config
