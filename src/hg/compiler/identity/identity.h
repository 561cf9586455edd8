// Which compiler is this? By content: two machines whose ids are equal make equal objects
// (docs/formats/toolchain-id.md).
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/toolchain.h"
#include "hg/os/file.h"

namespace hg::compiler::identity {

// The variables that decide which programs, libraries and configuration files a driver really uses.
struct SearchEnvironment {
  std::string path;          // PATH: where gcc looks for `as`
  std::string library_path;  // LD_LIBRARY_PATH
  std::string home;          // HOME: clang's configuration files

  static SearchEnvironment of_this_process();
};

// A toolchain and the files whose content its id stands for.
struct Identified {
  model::Toolchain toolchain;
  std::string driver;  // absolute path
  struct Part {
    std::string path;
    os::FileStamp stamp;
    auto operator<=>(const Part&) const = default;
  };
  std::vector<Part> parts;
  std::vector<std::string>
      absent;             // files that do not exist, and whose appearance would make it another compiler
  std::string assembler;  // where PATH led to `as`; empty if the driver does not search PATH for it
};

// Asks the compiler and reads its parts: 50-500 ms. `driver` is an absolute path (else invalid_argument).
// not_found if there is no such file; failed_precondition if it is not a gcc or clang that we can tell by
// content: a script, a wrapper such as ccache, a driver whose cc1, assembler or libraries are missing;
// aborted if a part changed while it was read.
Result<Identified> identify(const std::string& driver,
                            const SearchEnvironment& environment = SearchEnvironment::of_this_process());

// Do all parts still have their stamps, so that the id still holds? A few dozen stats.
bool still_holds(const Identified& identified, const SearchEnvironment& environment);

// identify(), remembered in `memo_directory` (one small file per driver path) and believed only while it
// still holds: well under a millisecond.
// A damaged, foreign or unwritable memo costs only time; the directory is made if
// missing. Safe for many processes at once.
Result<Identified> identify_memoised(
    const std::string& driver, const std::string& memo_directory,
    const SearchEnvironment& environment = SearchEnvironment::of_this_process());

}  // namespace hg::compiler::identity
