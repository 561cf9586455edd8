#include "hg/config/cache_options.h"

#include "hg/config/values.h"
#include "hg/os/path.h"

namespace hg::config {

CacheOptions default_cache(const Environment& environment, const std::string& name, std::uint64_t size) {
  CacheOptions options{.on = true, .directory = "", .size = size};
  const char* home = environment("HOME");
  if (home != nullptr && *home == '/') options.directory = os::join(os::join(home, ".hybridgrid"), name);
  return options;
}

void add_cache_options(Command& command, CacheOptions& into, const std::string& help_of_directory,
                       const std::string& help_of_size) {
  command.options.push_back({"cache", "on|off", "Keep results (on)", "", true, on_off(&into.on)});
  command.options.push_back({"cache-dir", "DIR", help_of_directory, "", true, text(&into.directory)});
  command.options.push_back({"cache-size", "SIZE", help_of_size, "", true, size(&into.size)});
}

}  // namespace hg::config
