// Puts libhginterpose.so under a build tool.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/os/file.h"

namespace hg::client::wrap {

using Environment = std::vector<std::string>;  // "NAME=value"

// Where the library is that belongs to the hgbuild at `hgbuild` (absolute): ../lib/hybridgrid as installed,
// ../lib as built. not_found names both.
Result<std::string> find_library(const std::string& hgbuild);

// What the library saw, for the whole build.
struct Tally {
  bool loaded = false;            // it came into the tool: that is not a static program
  std::uint64_t intercepted = 0;  // calls of a compiler that were replaced
  std::uint64_t launched = 0;     // calls of hgbuild that the build made by itself
  [[nodiscard]] std::uint64_t calls() const { return intercepted + launched; }
};

// One build's interposition: a directory with the tally, removed at the end.
class Interposition {
 public:
  // `directory`: where the tally may live (os::runtime_directory()). `hgbuild` must have its symlinks
  // resolved.
  static Result<Interposition> prepare(const std::string& directory, std::string hgbuild,
                                       std::string library);

  // `environment` for the tool. The user's own LD_PRELOAD stays, before ours.
  [[nodiscard]] Environment apply(Environment environment) const;

  [[nodiscard]] Tally tally() const;

 private:
  Interposition(os::TempDir directory, std::string hgbuild, std::string library);

  os::TempDir directory_;
  std::string hgbuild_;
  std::string library_;
};

// Text operations on environments.
void set_variable(Environment& environment, const std::string& name, const std::string& value);
std::string variable(const Environment& environment, const std::string& name);  // empty if it is not set

}  // namespace hg::client::wrap
