// The compilers that this machine offers, by id.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hg/base/guarded.h"
#include "hg/base/result.h"
#include "hg/compiler/identity/identity.h"
#include "hg/model/toolchain.h"

namespace hg::capability {

struct DetectOptions {
  std::vector<std::string> directories = {"/usr/local/bin", "/usr/bin", "/bin"};
  compiler::identity::SearchEnvironment environment{"/usr/bin:/bin", "", "/nonexistent"};  // the executor's
  std::string memo_directory;  // empty: nothing is remembered between starts
};

// Thread-safe. A compiler that was replaced under us is never handed out: each is checked before each use.
class ToolchainDirectory {
 public:
  // Finds and identifies the compilers, two at a time: milliseconds with memos, else up to half a second
  // each. `on_stale` is called, from the thread that noticed, when a compiler turns out to have changed:
  // rescan() is due.
  explicit ToolchainDirectory(DetectOptions options, std::function<void()> on_stale = nullptr);

  [[nodiscard]] std::vector<model::Toolchain> toolchains() const;  // sorted by name

  struct Found {
    model::Toolchain toolchain;
    std::string driver;  // absolute path
  };
  [[nodiscard]] std::vector<Found> list() const;  // sorted by path

  // not_found if no compiler here has this id, or had it and has changed. A few dozen stats.
  [[nodiscard]] Result<Found> find(const model::ToolchainId& id) const;

  // Looks again. True if the offer is another one now.
  bool rescan();

 private:
  using Identified = compiler::identity::Identified;
  using ById = std::map<model::ToolchainId, std::shared_ptr<const Identified>>;
  [[nodiscard]] ById detect() const;

  DetectOptions options_;
  std::function<void()> on_stale_;
  Guarded<ById> by_id_;
};

}  // namespace hg::capability
