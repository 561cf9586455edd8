#include "hg/capability/toolchain_directory.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "hg/base/log.h"
#include "hg/capability/drivers.h"

namespace hg::capability {
namespace {

using compiler::identity::Identified;

Result<Identified> identify_one(const std::string& driver, const DetectOptions& options) {
  if (options.memo_directory.empty()) return compiler::identity::identify(driver, options.environment);
  return compiler::identity::identify_memoised(driver, options.memo_directory, options.environment);
}

std::vector<Result<Identified>> identify_all(const std::vector<std::string>& drivers,
                                             const DetectOptions& options) {
  std::vector<Result<Identified>> results(drivers.size(), fail(Code::unknown, ""));
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < drivers.size(); i = next++)
      results[i] = identify_one(drivers[i], options);
  };
  std::thread second(work);
  work();
  second.join();
  return results;
}

}  // namespace

ToolchainDirectory::ToolchainDirectory(DetectOptions options, std::function<void()> on_stale)
    : options_(std::move(options)), on_stale_(std::move(on_stale)), by_id_(detect()) {}

ToolchainDirectory::ById ToolchainDirectory::detect() const {
  const std::vector<std::string> drivers = find_drivers(options_.directories);
  const std::vector<Result<Identified>> results = identify_all(drivers, options_);
  ById by_id;
  for (std::size_t i = 0; i < drivers.size(); ++i) {
    if (!results[i]) {
      log::debug("{} is not offered: {}", drivers[i], results[i].error().to_string());
      continue;
    }
    by_id.emplace(results[i]->toolchain.id, std::make_shared<const Identified>(*results[i]));
  }
  return by_id;
}

std::vector<ToolchainDirectory::Found> ToolchainDirectory::list() const {
  std::vector<Found> found = by_id_.with([](const ById& by_id) {
    std::vector<Found> copy;
    for (const auto& [id, identified] : by_id) copy.push_back({identified->toolchain, identified->driver});
    return copy;
  });
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.driver < b.driver; });
  return found;
}

std::vector<model::Toolchain> ToolchainDirectory::toolchains() const {
  std::vector<model::Toolchain> result;
  for (Found& found : list()) result.push_back(std::move(found.toolchain));
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return result;
}

Result<ToolchainDirectory::Found> ToolchainDirectory::find(const model::ToolchainId& id) const {
  const auto identified = by_id_.with([&](const ById& by_id) -> std::shared_ptr<const Identified> {
    const auto it = by_id.find(id);
    return it == by_id.end() ? nullptr : it->second;
  });
  if (!identified) return fail(Code::not_found, "no compiler here has the id " + id.value());
  if (!compiler::identity::still_holds(*identified, options_.environment)) {
    if (on_stale_) on_stale_();
    return fail(Code::not_found, identified->driver + " has changed since it was offered");
  }
  return Found{identified->toolchain, identified->driver};
}

bool ToolchainDirectory::rescan() {
  const std::vector<model::Toolchain> before = toolchains();
  ById now = detect();
  by_id_.with([&](ById& by_id) { by_id = std::move(now); });
  return toolchains() != before;
}

}  // namespace hg::capability
