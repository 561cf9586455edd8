#include "commands/cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "commands/cache_view.h"
#include "commands/commands.h"
#include "hg/base/clock.h"
#include "hg/cache/disk_store.h"
#include "hg/cache/envelope.h"
#include "hg/cache/settings.h"
#include "hg/client/ui/text.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::hgbuild {
namespace {

using Arguments = std::vector<std::string>;

struct Place {
  std::string directory;
  std::uint64_t limit = 0;
};

void say(const std::string& text) {
  (void)os::write_all(STDOUT_FILENO, text);
}

int fail_with(const Context& context, const Error& error) {
  return complain(context, kExitFailed, error.to_string(), "");
}

int stats(const Context& context, const Place& place, const Arguments& arguments) {
  const CacheView view = look_at_cache(place.directory, place.limit);
  say(arguments.empty() ? cache_text(view, context.style(STDOUT_FILENO)) : cache_json(view));
  return kExitOk;
}

int clear(const Context& context, const Place& place, const Arguments& /*arguments*/) {
  const auto cleared = cache::clear(place.directory);
  return cleared ? kExitOk : fail_with(context, cleared.error());
}

int verify(const Context& /*context*/, const Place& place, const Arguments& /*arguments*/) {
  const cache::Verified verified = cache::verify(
      place.directory,
      [](std::string_view name, std::string_view why) { say(fmt::format("{}: {}; removed\n", name, why)); });
  say(fmt::format("{} read, {} damaged\n", client::ui::count_text(verified.files, "file"), verified.damaged));
  return verified.damaged == 0 ? kExitOk : kExitFailed;
}

int gc(const Context& context, const Place& place, const Arguments& arguments) {
  std::uint64_t limit = place.limit;
  if (!arguments.empty()) {
    const auto given = cache::parse_size(arguments[0]);
    if (!given) return complain(context, kExitUsage, given.error().message(), "see hgbuild help cache");
    limit = *given;
  }
  const auto keeper = cache::Housekeeper::open(place.directory, limit, system_clock());
  if (!keeper) return fail_with(context, keeper.error());
  const cache::Freed freed = keeper->collect();
  say(fmt::format("{} removed, {}; {} left\n", client::ui::count_text(freed.files, "file"),
                  client::ui::bytes_text(freed.bytes), client::ui::bytes_text(keeper->sizes().total())));
  return kExitOk;
}

int path(const Context& /*context*/, const Place& place, const Arguments& /*arguments*/) {
  say(place.directory + "\n");
  return kExitOk;
}

// A file by its path, or by its name in the cache with or without the directory of two letters.
int show(const Context& context, const Place& place, const Arguments& arguments) {
  std::string file = arguments[0];
  if (!os::exists(file) && file.find('/') == std::string::npos) file = file.substr(0, 2) + "/" + file;
  if (!os::exists(file)) file = os::join(place.directory, file);
  const auto bytes = os::read_file(file, cache::kMaxStored);
  if (!bytes) return fail_with(context, bytes.error());
  const auto text = stored_text(*bytes);
  if (!text) return complain(context, kExitFailed, file + ": " + text.error().message(), "");
  say(*text);
  return kExitOk;
}

struct Action {
  std::string_view name;
  int (*run)(const Context&, const Place&, const Arguments&);
  std::size_t least;
  std::size_t most;
};

constexpr std::array kActions = {Action{"stats", stats, 0, 1},   Action{"clear", clear, 0, 0},
                                 Action{"verify", verify, 0, 0}, Action{"gc", gc, 0, 1},
                                 Action{"path", path, 0, 0},     Action{"show", show, 1, 1}};

}  // namespace

int cache_command(const Context& context, const Arguments& arguments) {
  constexpr std::string_view kHint = "see hgbuild help cache";
  const std::string name = arguments.empty() ? "" : arguments[0];
  const auto* action =
      std::find_if(kActions.begin(), kActions.end(), [&](const Action& a) { return a.name == name; });
  const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (action == kActions.end()) {
    return complain(context, kExitUsage, "cache takes stats, clear, verify, gc, path or show FILE", kHint);
  }
  const bool wrong = name == "stats" && !rest.empty() && rest[0] != "--json";
  if (rest.size() < action->least || rest.size() > action->most || wrong) {
    return complain(context, kExitUsage, fmt::format("wrong arguments of cache {}", name), kHint);
  }
  const auto limit = cache::cache_limit(variable);
  if (!limit) return complain(context, kExitUsage, limit.error().to_string(), kHint);
  const std::string directory = cache::cache_directory(variable);
  if (directory.empty()) {
    return complain(context, kExitUsage, "no directory for the cache",
                    "set HG_CACHE_DIR to an absolute path");
  }
  // Refuses one that must not be used, and makes one that is missing.
  const auto store = cache::DiskStore::open({.directory = directory, .limit = *limit}, system_clock());
  if (!store) return fail_with(context, store.error());
  return action->run(context, {directory, *limit}, rest);
}

}  // namespace hg::hgbuild
