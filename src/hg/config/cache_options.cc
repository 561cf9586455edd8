#include "hg/config/cache_options.h"

#include "hg/config/values.h"
#include "hg/os/path.h"

namespace hg::config {
namespace {

constexpr std::uint32_t kLongestTimeout = 60'000;

Apply shared_place(std::optional<cache::stack::SharedPlace>* out) {
  return [out](std::string_view value) -> Status {
    HG_TRY_ASSIGN(*out, cache::stack::parse_place(value));
    return {};
  };
}

}  // namespace

CacheOptions default_cache(const Environment& environment, const std::string& name, std::uint64_t size) {
  CacheOptions options;
  options.size = size;
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

void add_shared_cache_options(Command& command, CacheOptions& into) {
  command.options.push_back(
      {"cache-shared", "URL",
       "Keep results there too, for other coordinators: redis://, http:// or https:// (nowhere)",
       "HG_CACHE_SHARED", true, shared_place(&into.shared)});
  command.options.push_back({"cache-shared-timeout", "MS", "How long it may take to answer (1000)", "", true,
                             count(&into.shared_timeout_ms, 1, kLongestTimeout)});
  command.options.push_back({"cache-shared-limit", "SIZE", "Larger results are not sent there (64M)", "",
                             true, size(&into.shared_limit)});
}

cache::stack::Options stores(const CacheOptions& options) {
  cache::stack::Options stack;
  if (!options.on) return stack;
  stack.directory = options.directory;
  stack.size = options.size;
  if (options.shared) {
    stack.shared =
        cache::stack::SharedOptions{.place = *options.shared,
                                    .timeout = std::chrono::milliseconds(options.shared_timeout_ms),
                                    .most_bytes = options.shared_limit};
  }
  return stack;
}

}  // namespace hg::config
